"""The steps of a unit's resource chain in their order (F40, R012), and how a step stands. Pure. 资源链"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

STEPS = [
    ("study", "教材梳理"),
    ("division", "分工备课"),
    ("weekly", "周周练"),
    ("unit", "单元专项"),
    ("lesson", "优秀课例"),
    ("review", "复习资源"),
    ("paper", "综合练习"),
]
STEP_NAMES = dict(STEPS)
STUDY = "study"
FILE_STEPS = [step for step in STEPS if step[0] != STUDY]
LONGEST = 500
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ppt": "application/vnd.ms-powerpoint",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
"""The kinds of files a resource may be, by extension."""


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What somebody wrote about one unit of the book."""

    unit: int
    key: str
    difficulty: str
    mistakes: str
    final: bool


class StepState(StrEnum):
    """未开始, 进行中, 定稿"""

    NOT_BEGUN = "not_begun"
    DOING = "doing"
    FINAL = "final"


STATE_NAMES = {StepState.NOT_BEGUN: "未开始", StepState.DOING: "进行中", StepState.FINAL: "定稿"}


def state_of(finals: Iterable[bool]) -> StepState:
    """A step is begun with its first record, and final when each of them is."""
    found = list(finals)
    if not found:
        return StepState.NOT_BEGUN
    return StepState.FINAL if all(found) else StepState.DOING


def study_state(key: str, difficulty: str, mistakes: str, *, final: bool) -> StepState:
    """The study of a unit: begun with the first word; final when somebody said so."""
    if not any((key, difficulty, mistakes)):
        return StepState.NOT_BEGUN
    return StepState.FINAL if final else StepState.DOING


def unfinished(key: str, difficulty: str, mistakes: str) -> tuple[str, ...]:
    """What a unit's study lacks before it can be final: 重点, 难点 or 易错."""
    return tuple(name for name, text in (("重点", key), ("难点", difficulty), ("易错", mistakes)) if not text.strip())
