"""Workbooks to hand out and exports, as .xlsx: text stays text, choices are offered, codes keep their leading zeros."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from jiaoyan.documents.characters import legal

Value = str | int | float | Decimal | date | None

_SPARE_ROWS = 1000
"""Rows below the last one that still offer choices and hints."""
_LONGEST_CELL = 32767
_FORBIDDEN = frozenset("[]:*?/\\")
_CHOICES, _META = "选项", "_meta"
_RESERVED = frozenset((_CHOICES, _META, "History"))
_TEXT_FORMAT = 49
"""Excel's own number for the text format "@"."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, width in characters, the choices offered, whether it holds codes (text even if digits), a hint on selection."""

    label: str
    width: float = 12.0
    choices: tuple[str, ...] | None = None
    text: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a frozen heading row, then ``rows`` of values in the order of ``columns``."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]] = ()


def _can_name(title: str) -> bool:
    """Excel's own rules for a sheet's name, and the names this module needs itself."""
    return 0 < len(title) <= 31 and not _FORBIDDEN & set(title) and title not in _RESERVED and title.strip("'") == title


def _check(sheets: Sequence[Sheet]) -> None:
    """Faults of the caller, found before xlsxwriter meets them."""
    titles = [sheet.title for sheet in sheets]
    if len({title.casefold() for title in titles}) != len(titles) or not titles:
        raise ValueError("a workbook needs sheets of different titles")
    for sheet in sheets:
        if not _can_name(sheet.title):
            raise ValueError(f"not a title for a sheet: {sheet.title!r}")
        for number, row in enumerate(sheet.rows, 2):
            if len(row) != len(sheet.columns):
                raise ValueError(f"row {number} of {sheet.title} has {len(row)} values for {len(sheet.columns)} columns")


class _Writer:
    """The workbook, its formats and its hidden list of choices."""

    def __init__(self, book: Any) -> None:
        self.book = book
        cell = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format(cell | {"bold": True, "align": "center", "border": 1, "bg_color": "#EFEBE3"})
        self.plain = book.add_format(cell)
        # quote_prefix keeps a text that begins with "=" a text when somebody edits its cell.
        self.text = book.add_format(cell | {"num_format": _TEXT_FORMAT, "quote_prefix": True})
        self.empty_text = book.add_format(cell | {"num_format": _TEXT_FORMAT})
        self.day = book.add_format(cell | {"num_format": "yyyy-mm-dd"})
        self.lists: list[tuple[str, ...]] = []

    def sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.title)
        page.freeze_panes(1, 0)
        page.set_row(0, 24)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(0)
        page.fit_to_pages(1, 0)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, self.empty_text if column.text else self.plain)
            page.write_string(0, place, legal(column.label), self.head)
            self._offer(page, place, column, len(sheet.rows) + _SPARE_ROWS)
        for number, row in enumerate(sheet.rows, 1):
            for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                self._value(page, number, place, value, column)

    def _value(self, page: Any, row: int, place: int, value: Value, column: Column) -> None:
        match value:
            case None:
                return
            case bool():
                raise TypeError("write 是 or 否, not a truth value")
            case date():
                day = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a cell has no zone
                page.write_datetime(row, place, day, self.day)
            case int() | float() | Decimal() if not column.text:
                page.write_number(row, place, float(value), self.plain)
            case _:
                page.write_string(row, place, legal(str(value))[:_LONGEST_CELL], self.text)

    def _offer(self, page: Any, place: int, column: Column, last: int) -> None:
        """Choices and hint for the cells below the heading. Choices live on a hidden sheet: a list in the cell ends at 255 characters."""
        if not column.choices and not column.note:
            return
        rule: dict[str, object] = {"validate": "any"}
        if column.choices:
            rule = {
                "validate": "list",
                "source": self._list(column.choices),
                "error_title": "请从列表中选择",
                "error_message": legal(f"“{column.label}”只能填列表中的内容。")[:255],
            }
        if column.note:
            rule |= {"input_title": legal(column.label)[:32], "input_message": legal(column.note)[:255]}
        page.data_validation(1, place, last, place, rule)

    def _list(self, choices: tuple[str, ...]) -> str:
        if choices not in self.lists:
            self.lists.append(choices)
        name = xl_col_to_name(self.lists.index(choices))
        return f"='{_CHOICES}'!${name}$1:${name}${len(choices)}"

    def hidden(self, meta: Mapping[str, str]) -> None:
        if self.lists:
            page = self.book.add_worksheet(_CHOICES)
            page.hide()
            for place, choices in enumerate(self.lists):
                for row, choice in enumerate(choices):
                    page.write_string(row, place, legal(choice), self.text)
        page = self.book.add_worksheet(_META)
        page.very_hidden()
        for row, (name, value) in enumerate(meta.items()):
            page.write_string(row, 0, legal(name))
            page.write_string(row, 1, legal(value))


def to_xlsx(sheets: Sequence[Sheet], meta: Mapping[str, str] | None = None) -> bytes:
    """Write ``sheets`` as an .xlsx workbook; equal input gives identical bytes.

    Text is always written as text, so nothing a person typed becomes a formula or a link. ``meta`` (form and version) goes to a sheet
    that no menu shows. Raises ``ValueError`` for an impossible title or a row of the wrong length, ``TypeError`` for a truth value.
    """
    _check(sheets)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        # A fixed day instead of the clock, so that the same content is the same file.
        book.set_properties({"author": "教研台账", "created": datetime(2000, 1, 1)})  # noqa: DTZ001  # written as it stands
        writer = _Writer(book)
        for sheet in sheets:
            writer.sheet(sheet)
        writer.hidden(meta or {})
    return buffer.getvalue()
