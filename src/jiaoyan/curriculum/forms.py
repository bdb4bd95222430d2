"""The forms of the textbook pages."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.curriculum.models import TextbookEdition, Unit, Volume
from jiaoyan.curriculum.queries import editions_here, volumes_in
from jiaoyan.curriculum.rules import MOST_PERIODS, Line, lines_of
from jiaoyan.curriculum.workbook import YES, Books, Units
from jiaoyan.schools.rules.people import GRADES, grade_name
from jiaoyan.web.grid import Column, Grid, GridData, Row
from jiaoyan.web.upload import Upload


class AdoptionForm(forms.Form):
    """One edition for each grade."""

    def __init__(self, *args: Any, chosen: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._there = {str(each.pk): each for each in editions_here()}  # read once, offered six times
        choices = [("", "还没有选"), *((key, each.called) for key, each in self._there.items())]
        for grade in GRADES:
            self.fields[f"grade{grade}"] = forms.ChoiceField(
                label=grade_name(grade), choices=choices, required=False, initial=chosen.get(grade)
            )

    def editions(self) -> dict[int, TextbookEdition | None]:
        """Grade → edition, after validation."""
        return {grade: self._there.get(self.cleaned_data[f"grade{grade}"]) for grade in GRADES}


class EditionForm(forms.Form):
    """What an edition of the school's own is called."""

    name = forms.CharField(label="版本", max_length=20, help_text="如：苏教版")
    printing = forms.CharField(label="印次", max_length=20, help_text="如：2024年秋起")
    publisher = forms.CharField(label="出版社", max_length=40, required=False)

    def __init__(self, *args: Any, edition: TextbookEdition | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(edition, name) for name in ("name", "printing", "publisher")} if edition else {}
        super().__init__(*args, **kwargs)


class NewEditionForm(EditionForm):
    """A new one: empty, or beginning as another edition."""

    copied = forms.ModelChoiceField(
        TextbookEdition.objects.none(),
        label="先抄一份",
        required=False,
        empty_label="不抄，从空白开始",
        help_text="新版教材与旧版相近的，抄一份再改最省事。",
        widget=forms.Select(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copied"].queryset = editions_here()  # type: ignore[attr-defined]
        self.fields["copied"].label_from_instance = lambda edition: edition.called  # type: ignore[attr-defined]


class CatalogueImportForm(forms.Form):
    """The filled table; ``replace`` is asked for when it would write over books that have units."""

    file = Upload(extensions=("xlsx", "xls"), label="填好的目录")
    replace = forms.BooleanField(label="表里写到的册，原来的单元和课题以表为准", required=False)


def refuse_silent_replacing(form: CatalogueImportForm, edition: TextbookEdition, books: Books) -> None:
    """Writing over books that have units must have been wanted."""
    filled = [line.volume.title for line in volumes_in(edition) if line.units and (line.volume.grade, line.volume.half) in books]
    if filled and not form.cleaned_data["replace"]:
        form.add_error("replace", f"{'、'.join(filled)}已有内容。确定以表为准的，请勾选这一项再导入一次。")


def grid_of(volume: Volume, units: Units, version: str) -> Grid:
    """One line for each lesson, edited in place."""
    columns = (
        Column("unit", "单元", max_length=40, width="l", help="每个单元的第一行填，下面的课题可以空着。"),
        Column("strand", "领域", "choice", choices=Unit.Strand.choices, width="m", help="填在单元的第一行。"),
        Column("lesson", "课题", max_length=60, width="xl"),
        Column("periods", "课时", "integer", width="xs", minimum=1, maximum=MOST_PERIODS, help="不填即1。"),
        Column("flex", "机动", "integer", width="xs", maximum=MOST_PERIODS, help="机动课时，填在单元的第一行。"),
        Column("practice", "综合与实践", "choice", choices=[(YES, YES)], width="s", help="这个课题是本单元的综合与实践，选“是”。"),
    )
    rows = [
        Row(
            str(line.row + 1),
            {
                "unit": line.unit,
                "strand": line.strand,
                "lesson": line.lesson,
                "periods": line.periods,
                "flex": line.flex or None,
                "practice": YES if line.practice else "",
            },
            look="heading" if line.unit and not line.lesson else "",
        )
        for line in lines_of(units)
    ]
    return Grid(columns=columns, rows=rows, prefix="catalogue", caption=f"{volume.title}目录", version=version)


def lines_in(data: GridData) -> list[Line]:
    """The lines as typed."""
    return [
        Line(
            row.position,
            unit=_text(row, "unit"),
            strand=_text(row, "strand"),
            flex=_number(row, "flex"),
            lesson=_text(row, "lesson"),
            periods=_number(row, "periods"),
            practice=_text(row, "practice") == YES,
        )
        for row in data.rows
    ]


def _text(row: Row, name: str) -> str:
    value = row.values.get(name)
    return str(value) if value else ""


def _number(row: Row, name: str) -> int | None:
    value = row.values.get(name)
    return value if isinstance(value, int) else None
