"""What a new plan begins with (F01): key points for the four areas and a division of work in equal shares. Sentences are ours, meant to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiaoyan.pacing.rules.schedule import UnitSpan
from jiaoyan.planning.rules.arrangement import Teacher, propose_leads
from jiaoyan.planning.rules.plan import Area, KeyPoint
from jiaoyan.schools.rules.naming import unit_label
from jiaoyan.schools.rules.problem import Problem, in_row, of_table

LEAD_TASK = "主备"
_KEY_POINTS: tuple[tuple[Area, str, str], ...] = (
    ("textbook", "读懂教材：理清各单元的前后联系，单元开始前完成单元分析", "主备人先研读，每人写出个人设计，集体讨论后形成共同意见"),
    ("classroom", "上好研究课：围绕目标是否达成观课、议课", "按表1轮流上研究课，每次只议一两个问题，并写清楚下一步怎么改"),
    ("routine", "抓实教学常规：听讲、书写、订正的习惯有要求、有检查", "各班要求一致，每两周交流一次，互相提醒"),
    ("quality", "每个单元用数据看目标达成，及时补上薄弱处", "单元结束一周内汇总各班达成数据，商定补救的内容和人员"),
)
_TASKS = (
    ("整理活动记录和台账", "每次活动后"),
    ("组织理论学习", "每月一次"),
    ("汇总每日一议", "每周一次"),
    ("汇总单元达成数据", "每单元一次"),
)


@dataclass(frozen=True, slots=True)
class DivisionLine:
    """One share of the work 分工与合作. ``unit_no`` is the unit whose lead preparer 主备人 the owner is; None for other tasks."""

    task: str
    owner: int | None
    scope: str = ""
    unit_no: int | None = None


def propose_key_points(member_ids: Sequence[int]) -> tuple[KeyPoint, ...]:
    """One key point for each required area, owners in turn; none without members."""
    return tuple(
        KeyPoint(area, content, measure, member_ids[n % len(member_ids)])
        for n, (area, content, measure) in enumerate(_KEY_POINTS)
        if member_ids
    )


def propose_division(units: Sequence[UnitSpan], teachers: Sequence[Teacher]) -> tuple[DivisionLine, ...]:
    """A lead preparer for each numbered unit, then the standing tasks, dealt on from where the units ended; none without teachers."""
    leads = propose_leads(units, teachers)
    titles = {unit.number: unit.title for unit in units}
    lines = [
        DivisionLine(lead_task(number, titles[number]), owner, "单元分析、课时设计与有效练习", number) for number, owner in leads.items()
    ]
    return (*lines, *_standing_tasks(teachers, len(leads)))


def _standing_tasks(teachers: Sequence[Teacher], dealt: int) -> Iterator[DivisionLine]:
    for n, (task, scope) in enumerate(_TASKS):
        if teachers:
            yield DivisionLine(task, teachers[(dealt + n) % len(teachers)].id, scope)


def lead_task(unit_no: int, title: str) -> str:
    """1, 简易方程 → 主备第一单元《简易方程》."""
    return f"{LEAD_TASK}{unit_label(unit_no)}《{title}》"


def check_division(lines: Sequence[DivisionLine], member_ids: Sequence[int], units: Sequence[UnitSpan]) -> list[Problem]:
    """Every owner is a member, every numbered unit of table 2 has exactly one lead preparer (R003)."""
    problems = [in_row(n, "owner", "负责人不在本备课组，请另选。") for n, line in enumerate(lines) if line.owner not in member_ids]
    seen: set[int] = set()
    for n, line in enumerate(lines):
        if line.unit_no is not None and line.unit_no in seen:
            problems.append(in_row(n, "unit", f"{unit_label(line.unit_no)}已有主备人，请只留一位。"))
        seen |= {line.unit_no} if line.unit_no is not None else set()
    missing = [unit_label(unit.number) for unit in units if unit.number is not None and unit.number not in seen]
    return [*problems, *([of_table(f"{'、'.join(missing)}还没有主备人，请在分工中补上。", "unit")] if missing and lines else [])]
