"""Forms of the library: a file for a resource, and the study of the units as a grid."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms

from jiaoyan.curriculum.models import Unit
from jiaoyan.documents import markup
from jiaoyan.library.models import TextbookStudy, UnitStudy
from jiaoyan.library.rules import CONTENT_TYPES, LONGEST, UnitWords
from jiaoyan.web.grid import Column, Grid, Row
from jiaoyan.web.prose import ProseFormField
from jiaoyan.web.upload import Upload

YES, NO = "yes", "no"


class FileForm(forms.Form):
    """A new version of a resource."""

    file = Upload(label="文件", extensions=tuple(CONTENT_TYPES))
    words = forms.CharField(label="改了什么", required=False, max_length=120, help_text="一句话，方便同事看。")
    final = forms.BooleanField(label="这一稿定稿", required=False)


class WholeBookForm(forms.Form):
    """What reading the whole book has shown; ``seen``: a mark of the words that stood there when the page was drawn."""

    whole_book = ProseFormField(label="通读全册", required=False, help_text="全册的结构、与前后各册的联系；要点一条一行，前面写“- ”")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    @property
    def untouched(self) -> bool:
        """Whether a valid form left the words as they stood on its page."""
        return bool(mark(self.cleaned_data["whole_book"]) == self.cleaned_data["seen"])


def mark(words: list[dict[str, Any]]) -> str:
    """A short mark of stored blocks: the same for the same words."""
    return sha256(markup.source(words).strip().encode()).hexdigest()


def units_grid(units: Sequence[Unit], study: TextbookStudy | None) -> Grid:
    """Every unit of the book with what is central, hard and often wrong in it."""
    written: dict[int, UnitStudy] = {each.unit_id: each for each in study.units.all()} if study else {}
    return Grid(
        columns=(
            Column("unit", "单元", "readonly", width="m"),
            Column("central", "重点", "long", max_length=LONGEST, width="l"),
            Column("difficulty", "难点", "long", max_length=LONGEST, width="l"),
            Column("mistakes", "易错", "long", max_length=LONGEST, width="l", help="学生常错在哪里"),
            Column("final", "定稿", "choice", choices=[(NO, "还在写"), (YES, "定稿")], width="s"),
        ),
        rows=[_row(unit, written.get(unit.pk)) for unit in units],
        prefix="units",
        caption="各单元要点",
        version=str(study.version if study else 0),
        fixed=True,
    )


def _row(unit: Unit, found: UnitStudy | None) -> Row:
    values = {"unit": unit.numbered_title, "central": "", "difficulty": "", "mistakes": "", "final": NO}
    if found:
        state = YES if found.final_on else NO
        values |= {"central": found.key, "difficulty": found.difficulty, "mistakes": found.mistakes, "final": state}
    return Row(str(unit.pk), values)


def unit_words(rows: Sequence[Row]) -> list[UnitWords]:
    """What was typed, unit by unit."""

    def text(row: Row, name: str) -> str:
        return str(row.values[name] or "")

    return [
        UnitWords(int(row.key), text(row, "central"), text(row, "difficulty"), text(row, "mistakes"), row.values["final"] == YES)
        for row in rows
        if row.key
    ]
