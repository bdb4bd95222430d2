"""Meetings, unit analyses, notes, talks and trainings of a group. 活动"""

from jiaoyan.activities.models.meeting import Activity, ActivitySection, Attendance, Decision, Opinion
from jiaoyan.activities.models.papers import DailyTalk, TheoryNote
from jiaoyan.activities.models.training import ShareBack, Training
from jiaoyan.activities.models.unit import AnalysisRow, GoalAttainment, GroupOpinion, PersonalDesign, UnitAnalysis, UnitGoal

__all__ = [
    "Activity",
    "ActivitySection",
    "AnalysisRow",
    "Attendance",
    "DailyTalk",
    "Decision",
    "GoalAttainment",
    "GroupOpinion",
    "Opinion",
    "PersonalDesign",
    "ShareBack",
    "TheoryNote",
    "Training",
    "UnitAnalysis",
    "UnitGoal",
]
