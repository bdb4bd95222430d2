"""Which writings are complete (F21–F24). No length is asked for or counted: a trace is not a merit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.rules.calendar import month_day

BODIES = {"reflection": "请写几句正文。", "reading_note": "请写体会。", "study_note": "请写学习要点。", "case_report": "请写正文。"}


@dataclass(frozen=True, slots=True)
class WritingDraft:
    """A writing as it was typed. ``answers``: whether it names the observation or lesson it compares."""

    kind: str
    about: str
    title: str
    day: date
    body: str
    book_title: str
    book_author: str
    answers: bool


def draft_problems(draft: WritingDraft, *, first: date, last: date) -> dict[str, str]:
    """What keeps even a draft from being kept, by field; ``first`` and ``last`` are those of the term with its preparation."""
    problems = {} if draft.title.strip() else {"title": "请先写题目。"}
    if not first <= draft.day <= last:
        problems["day"] = f"日期不在本学期（{month_day(first)}至{month_day(last)}，连同前后的假期），请核对；别的学期写的，请写到那个学期。"
    return problems


def writing_problems(draft: WritingDraft, *, first: date, last: date, today: date) -> dict[str, str]:
    """What keeps it from being handed in, by field, all at once."""
    problems = draft_problems(draft, first=first, last=last)
    if "day" not in problems and draft.day > today:
        problems["day"] = "日期还没有到，请核对。"
    if not draft.body.strip():
        problems["body"] = BODIES[draft.kind]
    if draft.kind == "reading_note":
        asked = {"book_title": "请写书名。", "book_author": "请写书的作者。"}
        problems |= {name: sentence for name, sentence in asked.items() if not getattr(draft, name).strip()}
    if draft.about == "comparison" and not draft.answers:
        problems["about"] = "对照比较从“师徒结对”页里写，这样才知道对照的是哪一节；单写一篇请选“一般反思”。"
    return problems
