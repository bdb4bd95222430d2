"""Plan and summary as they are printed, and the same forms blank."""

from jiaoyan.planning.printouts.plan import (
    BLANKS,
    NOTES,
    PlanPart,
    annex_lines,
    arrangement_table,
    authoring_table,
    blank,
    group_plan,
    plan_parts,
)
from jiaoyan.planning.printouts.summary import SummaryPart, blank_summary, group_summary, summary_parts

__all__ = [
    "BLANKS",
    "NOTES",
    "PlanPart",
    "SummaryPart",
    "annex_lines",
    "arrangement_table",
    "authoring_table",
    "blank",
    "blank_summary",
    "group_plan",
    "group_summary",
    "plan_parts",
    "summary_parts",
]
