"""Whose data stands in the teaching-progress tables. 个人信息清单"""

from __future__ import annotations

from jiaoyan.schools.privacy import NOT_PERSONAL, WORK, Declared, fields

DECLARED: Declared = {
    "pacing.PacingSchedule": fields(NOT_PERSONAL, "status version group term volume weekly_periods days revised_on")
    | fields(WORK, "submitted_by submitted_at decided_by decided_at decision_note maker"),
    "pacing.PacingRow": fields(
        NOT_PERSONAL, "schedule position kind week_no date_from date_to unit lesson content periods flex_periods remark"
    ),
    "pacing.TaughtLesson": fields(NOT_PERSONAL, "row") | fields(WORK, "school_class taught_on periods reason"),
    "pacing.ApprovedPacing": fields(NOT_PERSONAL, "schedule number rows") | fields(WORK, "approved_by approved_at"),
}
