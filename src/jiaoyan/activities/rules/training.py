"""Which trainings and share-backs are complete (F37), and by when an outside training is passed on (R061, R088)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from jiaoyan.schools.rules.calendar import Calendar

SHARE_BACK = timedelta(days=14)  # unless whoever records the training says otherwise
DIGEST = timedelta(days=7)
EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class TrainingDraft:
    """A training as it was typed; ``last`` is the last day it may be planned for."""

    kind: str
    theme: str
    day: date
    trainers: int
    participants: int
    digest: str
    share_by: date | None


@dataclass(frozen=True, slots=True)
class ShareBackDraft:
    """A share-back as it was typed; people stand as keys."""

    day: date
    givers: Collection[int]
    audience: str


def share_by(kind: str, day: date, chosen: date | None, calendar: Calendar) -> date | None:
    """By when an outside training is passed on: the day chosen, or the last school day within two weeks. None for other kinds."""
    if kind != EXTERNAL:
        return None
    return chosen or max(day, calendar.deadline(day + SHARE_BACK))


def training_problems(draft: TrainingDraft, *, first: date, last: date, today: date) -> dict[str, str]:
    """What is wrong, by field; ``first`` and ``last`` are those of the term with its preparation and the holidays after it."""
    problems: dict[str, str] = {}
    if not draft.theme.strip():
        problems["theme"] = "请写主题。"
    if not first <= draft.day <= last:
        problems["day"] = "日期不在本学期内。"
    if not draft.trainers:
        problems["trainers"] = "请选主讲，或在“外请主讲”里写姓名。"
    if not draft.participants:
        problems["participants"] = "请选参加人员。"
    if draft.digest.strip() and draft.day > today:
        problems["digest"] = "培训还没有开，要点到当天再写。"
    if draft.share_by is not None and draft.share_by < draft.day:
        problems["share_by"] = "二次培训的期限在培训之前了。"
    return problems


def share_back_problems(draft: ShareBackDraft, *, trained_on: date, went: Collection[int], today: date) -> dict[str, str]:
    """What is wrong, by field; ``went``: who was at the training."""
    problems: dict[str, str] = {}
    if draft.day < trained_on:
        problems["day"] = "二次培训在培训之后，请核对日期。"
    elif draft.day > today:
        problems["day"] = "日期还没有到，讲过以后再登记。"
    if not draft.givers:
        problems["givers"] = "请选主讲。"
    elif not set(draft.givers) <= set(went):
        problems["givers"] = "主讲应当是参加过这次培训的老师。"
    if not draft.audience.strip():
        problems["audience"] = "请写讲给谁听，如“五年级数学备课组”。"
    return problems
