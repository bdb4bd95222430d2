"""What makes showcase homework 特色作业 complete, when its steps are due, how its works are counted (F10). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.rules.calendar import Calendar

KINDS = [
    ("inquiry", "探究"),
    ("practice", "实践"),
    ("reading", "阅读"),
    ("essay", "小论文"),
    ("poster", "小报"),
    ("project", "项目"),
    ("cross", "跨学科"),
    ("oral", "口头表达"),
]
EXHIBITIONS = [("board", "展板"), ("online", "线上"), ("talk", "汇报")]
FORMS = [("single", "个人"), ("team", "小组")]
LEVELS = [("A", "A"), ("B", "B"), ("C", "C")]
FEWEST_CRITERIA, MOST_CRITERIA = 3, 5
MOST_TASKS = 12
DESIGN_WEEK = 4
YOUNGEST_AT_HOME = 3
LONGEST_SIDE, SMALL_SIDE = 1600, 720  # pixels: to look at closely; for wall and paper
FOR_THE_YOUNGEST = "一、二年级可以做特色作业，请设计成课上完成的操作或口头表达，不布置在家书写。"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric 量规: what is looked at, and what A, B and C look like."""

    name: str
    a: str = ""
    b: str = ""
    c: str = ""

    @property
    def whole(self) -> bool:
        """All three levels are described."""
        return bool(self.name.strip() and self.a.strip() and self.b.strip() and self.c.strip())


@dataclass(frozen=True, slots=True)
class Task:
    """One step of the task and how long it takes."""

    text: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """A design as the rules read it."""

    goals: int
    tasks: int
    criteria: tuple[Criterion, ...]
    has_period: bool
    designers: int


def design_lacks(design: Design) -> tuple[str, ...]:
    """What a design still needs, as Chinese phrases; empty when it is complete."""
    lacks = []
    if not design.goals:
        lacks.append("作业目标")
    if not design.tasks:
        lacks.append("任务步骤")
    if short := rubric_lacks(design.criteria):
        lacks.append(short)
    if not design.has_period:
        lacks.append("起止日期")
    if not design.designers:
        lacks.append("设计人")
    return tuple(lacks)


def rubric_lacks(criteria: Sequence[Criterion]) -> str:
    """What a rubric still needs; "" when 3–5 criteria have all three levels."""
    if len(criteria) < FEWEST_CRITERIA:
        return f"量规（{FEWEST_CRITERIA}至{MOST_CRITERIA}条，现有{len(criteria)}条）"
    if len(criteria) > MOST_CRITERIA:
        return f"量规（最多{MOST_CRITERIA}条，现有{len(criteria)}条）"
    if not all(each.whole for each in criteria):
        return "量规里A、B、C三级的表现"
    return ""


def exhibition_lacks(*, held: bool, place: bool, evaluators: int, review: bool) -> tuple[str, ...]:
    """What the exhibition and the looking back still need."""
    wanted = ((held, "展评"), (place, "展评地点"), (bool(evaluators), "评委"), (review, "反思"))
    return tuple(name for there, name in wanted if not there)


# pupils' names


def author_label(class_name: str, names: Sequence[str], codes: Sequence[str], *, consent: bool, own: bool) -> str:
    """Who made a work, as a reader may know it: names with consent; otherwise the code for the class's own teachers, 「五（2）班 学生」 for others."""
    if names and consent:
        return f"{class_name}　{'、'.join(names)}"
    if codes and own:
        return f"{class_name}　学号{'、'.join(codes)}"
    return f"{class_name} 学生"


# counts


@dataclass(frozen=True, slots=True)
class Counts:
    """Works of a class: how many were handed in, how many are excellent; None: nobody has said."""

    handed_in: int | None
    excellent: int | None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class TypedCount:
    """What was said about a class: all its works are recorded, or so many were handed in and are excellent."""

    school_class: int
    all_recorded: bool = False
    handed_in: int | None = None
    excellent: int | None = None


def class_counts(levels: Sequence[str], *, all_recorded: bool, handed_in: int | None, excellent: int | None) -> Counts:
    """Counted from the works (``levels``: A, B, C or "") where all of a class are recorded, otherwise as typed once."""
    if all_recorded:
        return Counts(len(levels), sum(level == "A" for level in levels), counted=True)
    return Counts(handed_in, excellent)


def counts_problem(handed_in: int | None, excellent: int | None, recorded: int) -> tuple[str, str] | None:
    """What cannot be right about typed counts, as (field, sentence). ``recorded``: works of the class in the system."""
    if excellent is not None and handed_in is None:
        return "handed_in", "请先填上交件数。"
    if excellent is not None and handed_in is not None and excellent > handed_in:
        return "excellent", f"优秀{excellent}件，比上交的{handed_in}件还多，请核对。"
    if handed_in is not None and handed_in < recorded:
        return "handed_in", f"这个班已经录入{recorded}件作品，上交数不能比它少。"
    return None


# when what is due


def design_due(calendar: Calendar) -> date:
    """The last school day of week 4; of the term when it is shorter."""
    return _end_of_week(calendar, min(DESIGN_WEEK, calendar.last_week))


def works_due(calendar: Calendar, ends: date | None) -> date:
    """Mid-term, or the end of the homework where that comes later."""
    middle = _end_of_week(calendar, max(1, (calendar.last_week + 1) // 2))
    return calendar.deadline(max(middle, ends)) if ends else middle


def review_due(calendar: Calendar) -> date:
    """The last school day before the last week: exhibition and review are done when it begins."""
    return _end_of_week(calendar, max(1, calendar.last_week - 1))


def _end_of_week(calendar: Calendar, no: int) -> date:
    """The last school day of the weeks up to ``no``."""
    return calendar.deadline(calendar.week(no).sunday)
