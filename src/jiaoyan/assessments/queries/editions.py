"""What a report says, part by part and row by row: kept with each approved edition, and compared with the next one before it is decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiaoyan.assessments.models import QualityReport, ReportEdition
from jiaoyan.assessments.queries.reports import figures_of
from jiaoyan.assessments.rules.small import as_seen
from jiaoyan.documents import markup
from jiaoyan.schools.rules.calendar import long_day, short_day
from jiaoyan.schools.rules.changes import Cells, PartChanges, changes, told_apart

Rows = list[tuple[str, Cells]]
FIGURES = (("实考", "tested"), ("均分", "mean"), ("合格率", "pass"), ("优秀率", "excellent"), ("低分率", "low"))
PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "figures": ("年级数据", ("项目", "数据")),
    "strengths": ("主要成绩", ("内容",)),
    "errors": ("典型错例", ("题号", "错例", "照片", "类型", "人数", "成因")),
    "problems": ("主要问题与改进措施", ("问题", "改进措施", "负责人", "开始", "检查", "怎样看出效果")),
    "last": ("上次措施回顾与日期", ("项目", "内容")),
}


def content_of(report: QualityReport) -> dict[str, Rows]:
    """The parts of a loaded report as an edition keeps them: part → rows of (key, cells). At most four queries, for the figures.

    Problems and measures are written anew each time they are saved: their rows are known by their words.
    """
    return {
        "figures": _figures(report),
        "strengths": _by_words((line,) for line in report.strengths),
        "errors": [
            (str(row.pk), (row.question.label, row.sample, _picture(row), row.kind, f"{row.pupils}人", row.cause))
            for row in report.errors.all()
        ],
        "problems": _by_words(cells for problem in report.problems.all() for cells in _measures(problem)),
        "last": [
            ("measures", ("上次措施回顾", markup.plain(report.last_measures) if report.last_measures else "")),
            ("day", ("日期", long_day(report.written_on))),
        ],
    }


def since_last_approved(report: QualityReport) -> list[PartChanges] | None:
    """What a report changes against its last approved edition, the parts that differ only; None when there is none to compare with.

    At most five queries.
    """
    last: ReportEdition | None = report.editions.only("content", "number", "report").first()
    if last is None or not last.content:
        return None
    now = content_of(report)
    found = [PartChanges(title, columns, changes(_kept(last.content.get(part, ())), now[part])) for part, (title, columns) in PARTS.items()]
    return [part for part in found if not part.changes_nothing]


def _kept(rows: Iterable[Sequence[Any]]) -> Rows:
    return [(str(key), tuple(cells)) for key, cells in rows]


def _figures(report: QualityReport) -> Rows:
    """The grade as the paper shows it; nothing for a grade of a few."""
    seen = as_seen(figures_of(report))
    shown = seen.grade.shown
    return [] if seen.hidden else [(key, (name, shown[key])) for name, key in FIGURES]


def _picture(row: Any) -> str:
    """Tells one photo from another without showing it."""
    return f"有（{row.picture.sha256[:6]}）" if row.picture else ""


def _measures(problem: Any) -> list[Cells]:
    """A line for each measure, with its problem; a problem without one stands alone."""
    lines: list[Cells] = [
        (problem.text, row.action, row.owner.name, short_day(row.start), short_day(row.check_by), row.evidence)
        for row in problem.measures.all()
    ]
    return lines or [(problem.text, "", "", "", "", "")]


def _by_words(rows: Iterable[Cells]) -> Rows:
    """Rows known by what they begin with: problem and measure, or the line itself."""
    found = list(rows)
    return [(str(key), cells) for key, cells in zip(told_apart(cells[:2] for cells in found), found, strict=True)]
