"""Who was at the meetings of a term, on one or two pages. 每次活动签到表（F31）"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiaoyan.activities.models import Activity
from jiaoyan.activities.queries import meetings
from jiaoyan.activities.rules.attendance import ABSENT, DUTY, EARLY, LATE, LEAVE, PRESENT
from jiaoyan.documents.blocks import Block, Heading, Row, Subtitle, Table, header, label, para, text

TITLE = "活动签到表"
MEETING_WIDTHS = (1.3, 1.6, 6.7, 1.3, 1.3, 2.1)
SIGNS = {PRESENT: "√", LATE: "迟", EARLY: "早", LEAVE: "假", DUTY: "公", ABSENT: "缺", "": "—"}
LEGEND = "√出席　迟 迟到　早 早退　假 请假　公 公出　缺 无故缺席　— 未记　空格为当时不是本组成员。数字为活动次序。"
ACROSS = 12  # meetings side by side in one table


def term_attendance(held: Sequence[Activity], group: str, term: str) -> tuple[Block, ...]:
    """The meetings held with their counts, then every member's presence at each; why somebody was away stands in the record only.

    Expects loaded records (``meetings.meetings_of``), by day; ``()`` without a meeting.
    """
    if not held:
        return ()
    tables = [_members(held[first : first + ACROSS]) for first in range(0, len(held), ACROSS)]
    return (
        Heading(f"{group}{TITLE}"),
        Subtitle(f"——{term}"),
        _meetings(held),
        para("", indent=False),
        *(block for table in tables for block in (table, para(LEGEND, indent=False))),
    )


def _meetings(held: Sequence[Activity]) -> Table:
    rows = []
    for each in held:
        count = meetings.count_of(each)
        day = f"{each.day.month}.{each.day.day}"
        cells = (str(each.number or ""), day, each.topic, str(count.expected), str(count.present), each.recorder.name)
        rows.append(Row(tuple(text(cell, align="left" if place == 2 else "center") for place, cell in enumerate(cells))))
    return Table(MEETING_WIDTHS, (header("次序", "日期", "活动内容", "应到", "实到", "记录人"), *rows), header_rows=1)


def _members(held: Sequence[Activity]) -> Table:
    states = {(line.person_id, each.pk): line.state for each in held for line in each.attendance.all()}
    rows = [
        Row((label(name), *(text(SIGNS[states[key, each.pk]] if (key, each.pk) in states else "", align="center") for each in held)))
        for key, name in _people(held)
    ]
    widths = (2.3, *[1.0] * len(held))
    return Table(widths, (header("姓名", *(str(each.number or "") for each in held)), *rows), header_rows=1)


def _people(held: Sequence[Activity]) -> Iterator[tuple[int, str]]:
    """Whoever was expected at any of the meetings, by name: key and name."""
    people = {line.person for each in held for line in each.attendance.all()}
    for person in sorted(people, key=lambda person: (person.sort_name, person.pk)):
        yield person.pk, person.name
