"""The nouns of planning: the term plan with its tables, and the term summary."""

from jiaoyan.planning.models.plan import ArrangementRow, AuthoringRow, Division, GroupPlan, KeyPoint, PlanEdition
from jiaoyan.planning.models.summary import SummaryEdition, SummaryProblem, SummaryTopic, TermSummary

__all__ = [
    "ArrangementRow",
    "AuthoringRow",
    "Division",
    "GroupPlan",
    "KeyPoint",
    "PlanEdition",
    "SummaryEdition",
    "SummaryProblem",
    "SummaryTopic",
    "TermSummary",
]
