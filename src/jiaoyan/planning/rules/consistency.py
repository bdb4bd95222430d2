"""Whether the parts of a plan agree with each other (F01: three tables attached and consistent)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jiaoyan.planning.rules.arrangement import ArrangementLine
from jiaoyan.planning.rules.authoring import AuthoringLine
from jiaoyan.schools.rules.naming import unit_label
from jiaoyan.schools.rules.problem import Problem, in_row, of_table


def check_against_division(lines: Sequence[ArrangementLine], leads: Mapping[int, int], names: Mapping[int, str]) -> list[Problem]:
    """Table 1 against the division of work: whoever leads a unit's analysis is its lead preparer (R003); every meeting has its day,
    and nobody else's name stands in the words about the research lesson.

    ``leads``: unit number → person; ``names``: person → name.
    """
    return [*_leads(lines, leads, names), *_days(lines), *_words(lines, names)]


def check_against_weeks(lines: Sequence[AuthoringLine], teaching_weeks: Sequence[int]) -> list[Problem]:
    """Table 3 against table 2: every week with new lessons has an exercise."""
    written = {line.week_no for line in lines}
    missing = [week for week in teaching_weeks if week not in written]
    if not lines or not missing:
        return []
    weeks = "、".join(str(week) for week in missing)
    return [of_table(f"第{weeks}周有新课，还没有安排有效练习。", "week_no")]


def _leads(lines: Sequence[ArrangementLine], leads: Mapping[int, int], names: Mapping[int, str]) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        owner = leads.get(line.unit_no) if line.unit_no is not None else None
        if line.unit_no is not None and owner is not None and line.lead not in (None, owner):
            yield in_row(index, "lead", f"{unit_label(line.unit_no)}在分工中由{names.get(owner, '他人')}主备，请改成一致。")


def _days(lines: Sequence[ArrangementLine]) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        if line.kind == "activity" and line.number is not None and line.day is None:
            yield in_row(index, "day", "请填活动日期，通过后按它安排活动。")


def _words(lines: Sequence[ArrangementLine], names: Mapping[int, str]) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        teacher = names.get(line.lesson_teacher or 0)
        lessons = [item for item in line.contents if "研究课" in item]
        named = [name for item in lessons for name in names.values() if name in item]
        if teacher is not None and named and teacher not in named:
            yield in_row(index, "contents", f"内容里写的是{named[0]}的研究课，上课教师一栏是{teacher}，请改成一致。")
