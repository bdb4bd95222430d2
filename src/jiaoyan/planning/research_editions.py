"""What a research plan and its summary say, part by part: kept with each approved edition, and compared with the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.planning.models import ResearchPlan, ResearchPlanEdition, ResearchSummary, ResearchSummaryEdition
from jiaoyan.planning.research import month_line, sentences_of
from jiaoyan.planning.rules.research import when_words
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.changes import Cells, PartChanges, changes

Kept = dict[str, list[Any]]
Titles = Mapping[str, tuple[str, tuple[str, ...]]]
PLAN_PARTS: Titles = {
    "head": ("指导思想与目标", ("项目", "内容")),
    "clauses": ("主要措施", ("方面", "内容", "指标或不计数的原因")),
    "months": ("具体安排", ("月份", "类别", "内容", "时间", "参加人员", "地点")),
    "targets": ("争创与迎检", ("类别", "内容", "时间")),
}
SUMMARY_PARTS: Titles = {
    "head": ("概述", ("项目", "内容")),
    "answers": ("计划完成情况", ("计划内容", "完成情况", "做法与效果")),
    "problems": ("存在问题与改进措施", ("存在问题", "改进措施", "落实时间")),
}


def plan_content(plan: ResearchPlan) -> Kept:
    """What an edition keeps of a loaded plan, part → rows of (key, cells); the organisation is kept for counting, not for comparing. No query."""
    said = sentences_of(plan)
    seats = [*plan.organisation.get("stages", ()), *plan.organisation.get("groups", ())]
    return {
        "organisation": [[seat["kind"], [seat["name"], seat["grades"], seat["leader"]]] for seat in seats],
        "head": [["guiding", ["指导思想", markup.plain(plan.guiding or [])]], ["goals", ["工作目标", "\n".join(plan.goals)]]],
        "clauses": [[str(row.pk), [row.area, row.text, "；".join(said[row.pk]) or row.uncounted]] for row in plan.clauses.all()],
        "months": [
            [
                str(row.pk),
                [f"{row.month}月", row.get_kind_display(), row.text, when_words(month_line(row)), row.participants, row.place],
            ]
            for row in plan.months.all()
        ],
        "targets": [[str(row.pk), [row.get_kind_display(), row.what, long_day(row.due) if row.due else ""]] for row in plan.targets.all()],
    }


def plan_changes(plan: ResearchPlan) -> list[PartChanges] | None:
    """What a loaded plan changes against its last approved edition; None without one. One query."""
    last: ResearchPlanEdition | None = plan.editions.first()
    return _since(PLAN_PARTS, last.content, plan_content(plan)) if last and last.content else None


def summary_content(summary: ResearchSummary) -> Kept:
    """The same of a loaded summary. No query."""
    return {
        "head": [["opening", ["概述", markup.plain(summary.opening or [])]]],
        "answers": [[str(row.pk), [row.text, row.get_done_display(), row.words]] for row in summary.answers.all()],
        "problems": [[str(row.pk), [row.problem, row.measure, row.when]] for row in summary.problems.all()],
    }


def summary_changes(summary: ResearchSummary) -> list[PartChanges] | None:
    """What a loaded summary changes against its last approved edition; None without one. One query."""
    last: ResearchSummaryEdition | None = summary.editions.first()
    return _since(SUMMARY_PARTS, last.content, summary_content(summary)) if last and last.content else None


def _since(parts: Titles, before: Mapping[str, Iterable[Any]], now: Kept) -> list[PartChanges]:
    found = [
        PartChanges(title, columns, changes(_rows(before.get(part, ())), _rows(now[part]))) for part, (title, columns) in parts.items()
    ]
    return [part for part in found if not part.changes_nothing]


def _rows(kept: Iterable[Any]) -> list[tuple[str, Cells]]:
    return [(str(key), tuple(cells)) for key, cells in kept]
