"""Two weeks of homework on one page. 两周作业清单（F08）"""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.documents.blocks import Block, Document, Heading, Row, Subtitle, Table, header, para, text
from jiaoyan.items.models import HomeworkEntry, HomeworkList
from jiaoyan.items.queries.homework import DayView
from jiaoyan.items.rules.homework import ALL_SUBJECTS
from jiaoyan.schools.rules.calendar import WEEKDAYS, long_day, month_day

COLUMNS = ("日期", "必做", "选做", "数学分钟", "全科分钟")
WIDTHS = (3.0, 5.5, 3.3, 1.1, 1.1)
SCHOOL_DAYS = 10


def homework_list(homework: HomeworkList, days: Sequence[DayView], mathematics: int) -> tuple[Block, ...]:
    """The list as it hangs in the classroom; ``days`` are ``queries.homework.days_of``."""
    rows = [
        Row(
            (
                text(f"{month_day(view.day)} 周{WEEKDAYS[view.day.weekday()][-1]}", align="center"),
                text(*_words(view.required, timed=len(view.required) > 1)),
                text(*_words(view.optional, timed=True)),
                text(str(view.load.mathematics) if view.load.mathematics else "", align="center"),
                text("" if view.load.all_subjects is None else str(view.load.all_subjects), align="center"),
            )
        )
        for view in days
    ]
    return (
        Heading(f"{homework.group.name}作业清单"),
        Subtitle(f"{long_day(homework.starts)}—{month_day(homework.ends)}　制表人：{homework.made_by.name}"),
        Table(WIDTHS, (header(*COLUMNS), *rows), header_rows=1),
        para(f"各科书面作业合计每天不超过{ALL_SUBJECTS}分钟，其中数学必做不超过{mathematics}分钟；选做自愿。", indent=False),
    )


def _words(entries: Sequence[HomeworkEntry], *, timed: bool) -> tuple[str, ...]:
    """Each task in its words; a single one has its minutes in their own column already."""
    return tuple(f"{entry}（{entry.minutes}分钟）" if timed else str(entry) for entry in entries)


def blank_list() -> Document:
    """The empty list for ten school days."""
    rows = [Row(tuple(text("") for _ in COLUMNS), min_height_mm=14) for _ in range(SCHOOL_DAYS)]
    body = (
        Heading("　　年级数学备课组作业清单"),
        Subtitle("　　　　年　　月　　日—　　月　　日"),
        Table(WIDTHS, (header(*COLUMNS), *rows), header_rows=1),
        para("制表人：　　　　　　", indent=False, align="right"),
    )
    return Document("两周作业清单（空白）", body)
