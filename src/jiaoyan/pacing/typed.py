"""What a person types in pacing: the table of the term and what was really taught."""

from __future__ import annotations

from jiaoyan.web.typed import Asked

ASKED = (
    Asked(
        "forms.ProposeForm",
        "schedule",
        "排出进度表",
        "volume=adoption.edition weekly_periods=timetable.subject",
        again={"adoption.edition": "还没有选定教材时才问", "timetable.subject": "还没有课表时才问，课表录入以后以课表为准"},
    ),
    Asked(
        "forms.grid_of",
        "schedule",
        "教学进度表",
        "kind week_no content=catalogue.lesson periods=catalogue.periods remark",
        kind="schedule",
        again={
            "catalogue.lesson": "按教材目录先填好，可改（合并、调序）",
            "catalogue.periods": "按教材目录先填好，可改（本组自己的课时）",
        },
    ),
    Asked("forms.TaughtForm", "taught", "实际进度", "day periods reason", kind="taught_week"),
    Asked("forms.ReplanForm", "schedule", "重排进度", "-day -basis -forward"),
)
