"""The nouns of planning: plans and summaries of a term, of a preparation group and of the research group, and the plans above them."""

from jiaoyan.planning.models.plan import ArrangementRow, AuthoringRow, Division, GroupPlan, KeyPoint, PlanEdition
from jiaoyan.planning.models.research import Evidence, MonthItem, PlanClause, ResearchPlan, ResearchPlanEdition, Target
from jiaoyan.planning.models.research_summary import ClauseAnswer, ResearchProblem, ResearchSummary, ResearchSummaryEdition
from jiaoyan.planning.models.review import ReviewPhase, ReviewPlan
from jiaoyan.planning.models.summary import SummaryEdition, SummaryProblem, SummaryTopic, TermSummary
from jiaoyan.planning.models.upper import UpperClause, UpperPlan

__all__ = [
    "ArrangementRow",
    "AuthoringRow",
    "ClauseAnswer",
    "Division",
    "Evidence",
    "GroupPlan",
    "KeyPoint",
    "MonthItem",
    "PlanClause",
    "PlanEdition",
    "ResearchPlan",
    "ResearchPlanEdition",
    "ResearchProblem",
    "ResearchSummary",
    "ResearchSummaryEdition",
    "ReviewPhase",
    "ReviewPlan",
    "SummaryEdition",
    "SummaryProblem",
    "SummaryTopic",
    "Target",
    "TermSummary",
    "UpperClause",
    "UpperPlan",
]
