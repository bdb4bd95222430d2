"""When the record of a meeting is complete (F05): what is still missing, all said at once."""

from __future__ import annotations

from dataclasses import dataclass

SPEAKERS = 2
RESEARCH_LESSON = "上研究课"
# 形式: how a meeting works, as the form of table 1 (F02) lists it
FORMS = ("个人感悟", "整体讨论", "个人修改提高", RESEARCH_LESSON, "分析教学常规", "同伴集中交流", "个人与同伴集中")


@dataclass(frozen=True, slots=True)
class RecordState:
    """What stands in a record. ``unmarked``: names without an attendance state; ``present``: how many were there."""

    review_written: bool
    unit_analyses: int
    no_unit_reason: str
    speakers: int
    decisions: int
    present: int
    unmarked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing thing: the step of the meeting page it belongs to, and the sentence."""

    step: str
    what: str


def speakers_needed(present: int) -> int:
    """How many must have spoken: a meeting of one person cannot have two speakers, so as many are asked for as were there."""
    return max(1, min(SPEAKERS, present))


def missing(record: RecordState) -> tuple[Missing, ...]:
    """Everything the record still needs, in the order of the meeting; empty when it is complete."""
    needed = speakers_needed(record.present)
    found = []
    if record.unmarked:
        found.append(Missing("attendance", f"考勤还差{'、'.join(record.unmarked)}"))
    if not record.review_written:
        found.append(Missing("review", "上周教学工作回顾与反思还没有写"))
    if not record.unit_analyses and not record.no_unit_reason:
        found.append(Missing("opinion", "没有选单元分析，也没有写本次无单元分析的原因"))
    if record.speakers < needed:
        found.append(Missing("opinions", f"讨论意见至少要有{needed}人发言，现有{record.speakers}人"))
    if record.decisions < 1:
        found.append(Missing("decisions", "还没有形成修改意见（事项、负责人、期限）"))
    return tuple(found)
