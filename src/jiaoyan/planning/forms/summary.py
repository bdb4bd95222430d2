"""The parts of a term summary as forms; the problems with their measures as a grid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from jiaoyan.planning.models import SummaryTopic, TermSummary
from jiaoyan.planning.models.pairs import ProblemPair
from jiaoyan.planning.rules.summary import HINTS
from jiaoyan.planning.summaries import head_seen, problems_seen, topic_seen
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.forms import DateInput
from jiaoyan.web.grid import Column, Grid, Row
from jiaoyan.web.prose import ProseFormField


class SeenForm(forms.Form):
    """Carries what its part looked like when it was drawn, so that two people saving at once notice each other."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class SummaryHeadForm(SeenForm):
    """大标题、日期"""

    title = forms.CharField(label="大标题", max_length=40, help_text="自拟一句话，说出本学期最想说的事；副标题由系统生成。")
    day = forms.DateField(label="日期", widget=DateInput())

    def __init__(self, *args: Any, place: GroupTerm, summary: TermSummary, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": head_seen(summary), "title": summary.title, "day": summary.day}
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        year = self.place.group.school_year
        if not year.starts <= day <= year.ends:
            raise forms.ValidationError("日期不在本学年内，请核对年份。")
        return day


class TopicForm(SeenForm):
    """做法、亮点"""

    did = ProseFormField(label="做法", required=False, rows=9)
    highlight = ProseFormField(label="亮点", required=False, rows=3, help_text="最值得说的一件事，可以不写。")

    def __init__(self, *args: Any, topic: SummaryTopic, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": topic_seen(topic), "did": topic.did or [], "highlight": topic.highlight or []}
        super().__init__(*args, **kwargs)
        self.fields["did"].help_text = HINTS[topic.area]
        for name in ("did", "highlight"):
            self.fields[name].widget.attrs["data-takes-marks"] = True


def pair_columns() -> tuple[Column, ...]:
    """A problem with its measure, in every summary. A measure may wait until the summary is handed in."""
    return (
        Column("problem", "存在问题", "long", required=True, max_length=500, width="xl", help="说具体：哪类题、哪些学生、哪个环节"),
        Column("measure", "改进措施", "long", max_length=500, width="xl", help="谁来做、怎样做；提交前每个问题都要有"),
        Column("when", "落实时间", max_length=40, width="m", help="如“下学期第3周前”"),
    )


def pair_rows(pairs: Iterable[ProblemPair]) -> list[Row]:
    """The stored ones."""
    return [Row(str(row.pk), {"problem": row.problem, "measure": row.measure, "when": row.when}) for row in pairs]


def problems_grid(summary: TermSummary) -> Grid:
    """The problems and measures of a loaded summary."""
    rows = list(summary.problems.all())
    return Grid(columns=pair_columns(), rows=pair_rows(rows), prefix="problems", caption="存在问题与改进措施", version=problems_seen(rows))
