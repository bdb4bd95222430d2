"""Nouns of lessons. 听课与研究课"""

from jiaoyan.lessons.models.files import LessonFile
from jiaoyan.lessons.models.lessons import ExpertComment, LessonType, ResearchLesson, ResearchStep
from jiaoyan.lessons.models.observing import Observation
from jiaoyan.lessons.models.roster import PracticeRoster, RosterSlot

__all__ = ["ExpertComment", "LessonFile", "LessonType", "Observation", "PracticeRoster", "ResearchLesson", "ResearchStep", "RosterSlot"]
