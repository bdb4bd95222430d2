"""Which awards are complete (F13): class and coach for a pupil, a day that fits the school year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REQUIRED = {"event": "请写项目。", "prize": "请写等第，如“一等奖”。", "issuer": "请写颁奖单位。"}


@dataclass(frozen=True, slots=True)
class AwardDraft:
    """An award as it was typed; keys stand for people and classes."""

    person_kind: str
    person: int | None
    pupil: int | None
    school_class: int | None
    coach: int | None
    event: str
    prize: str
    issuer: str
    day: date


def award_problems(draft: AwardDraft, *, first: date, last: date, today: date) -> dict[str, str]:
    """What is wrong, by field; ``first`` and ``last`` are those of the school year."""
    problems = {name: sentence for name, sentence in REQUIRED.items() if not getattr(draft, name).strip()}
    if draft.person_kind == "teacher":
        problems |= {} if draft.person else {"person": "请选获奖教师。"}
    else:
        asked = {"pupil": "请写学生的学号或姓名。", "school_class": "请选班级。", "coach": "请选指导教师。"}
        problems |= {name: sentence for name, sentence in asked.items() if not getattr(draft, name)}
    if not first <= draft.day <= last:
        problems["day"] = "获奖日期不在本学年内，请核对年份。"
    elif draft.day > today:
        problems["day"] = "获奖日期还没有到，请核对。"
    return problems
