"""One column of a grid: how its cells are shown as text and how typed text is read back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["text", "long", "integer", "date", "choice", "readonly"]
Width = Literal["xs", "s", "m", "l", "xl"]
Value = str | int | date | None

# What XML and PostgreSQL can both keep; control characters come only from broken copies.
_UNPRINTABLE = re.compile("[^\\n\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufdcf\\ufdf0-\\ufffd\U00010000-\U0010ffff]")
_FULL_DATE = re.compile(r"(\d{4}|\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_NOT_A_DATE = "请填日期，例如 2024-02-21"


class CellError(ValueError):
    """The typed text cannot be a value of its column; the message tells the teacher what to type."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Values are str (text, long, choice: the chosen value), int or None (integer), date or None (date).

    `choices` are (value, label) pairs; people see, type and paste labels. Equal labels get a number, so better make them distinct.
    `also` are other words people write for a value, as {words: value}. `open` lets a choice column keep other text as its value. `max_length` counts characters (200, long 2000).
    `minimum`, `maximum` bound an integer. `term` supplies the year to a date typed without one ("2.21").
    `width`: xs 4, s 6, m 9, l 14, xl 22 em; the first three take half a line on a phone. A `readonly` column is computed: shown, copied, never read from the form.
    """

    name: str
    label: str
    kind: Kind = "text"
    choices: Sequence[tuple[str, str]] = ()
    required: bool = False
    max_length: int = 0
    width: Width = "m"
    help: str = ""
    minimum: int = 0
    maximum: int = 999_999_999
    term: tuple[date, date] | None = None
    open: bool = False
    also: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w+", self.name, re.ASCII) or self.name in ("key", "delete"):
            raise ValueError(f"not a name for a column: {self.name!r}")

    @property
    def labels(self) -> list[tuple[str, str]]:
        """The choices with labels made distinct, as (value, label)."""
        seen: dict[str, int] = {}
        distinct = []
        for value, label in self.choices:
            seen[label] = seen.get(label, 0) + 1
            distinct.append((value, label if seen[label] == 1 else f"{label}（{seen[label]}）"))
        return distinct

    @property
    def is_narrow(self) -> bool:
        """Two such fields share a line of a card on a phone."""
        return self.width in ("xs", "s", "m")

    def show(self, value: Value) -> str:
        """The text of a stored value; `read` understands it again."""
        if value is None:
            return ""
        if self.kind == "choice":
            return dict(self.labels).get(str(value), str(value))
        return value.isoformat() if isinstance(value, date) else str(value)

    def read(self, typed: str) -> Value:
        """The value of cleaned text. Raises CellError with a Chinese sentence."""
        if not typed:
            if self.required:
                raise CellError(f"请{'选择' if self.kind == 'choice' else '填写'}{self.label}")
            return None if self.kind in ("integer", "date") else ""
        match self.kind:
            case "integer":
                return self._integer(typed)
            case "date":
                return self._date(typed)
            case "choice":
                return self._choice(typed)
        return self._checked_length(typed)

    def _checked_length(self, typed: str) -> str:
        limit = self.max_length or (2000 if self.kind == "long" else 200)
        if len(typed) > limit:
            raise CellError(f"最多{limit}字，现有{len(typed)}字")
        return typed

    def _integer(self, typed: str) -> int:
        """Also 第3周, as it stands in tables that are pasted."""
        match = re.fullmatch(r"第?\s?([+-]?[0-9]{1,9})(?:\.0+)?\s?周?", _plain(typed))
        if not match:
            raise CellError("请填整数，例如 3")
        number = int(match[1])
        if not self.minimum <= number <= self.maximum:
            raise CellError(f"请填{self.minimum}到{self.maximum}之间的整数")
        return number

    def _date(self, typed: str) -> date:
        text = _plain(typed)
        if match := _FULL_DATE.fullmatch(text):
            year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
            return _day(int(year), int(match[2]), int(match[3]))
        match = _DAY_OF_YEAR.fullmatch(text)
        if not match or not self.term:
            raise CellError(_NOT_A_DATE)
        return _nearest(int(match[1]), int(match[2]), *self.term)

    def _choice(self, typed: str) -> str:
        wanted = _plain(typed)
        for value, label in self.labels:
            if _plain(label) == wanted:
                return value
        if wanted in self.also:
            return self.also[wanted]
        if self.open:
            return self._checked_length(typed)
        raise CellError(f"“{typed[:20]}”不在可选范围内，请从列表中选择")


def cleaned(text: str, *, lines: bool) -> str:
    """Text as it may be kept: no control characters, no blank edges; line breaks only where `lines` allows them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _UNPRINTABLE.sub("", text if lines else text.replace("\n", " "))
    return text.strip()


def _plain(text: str) -> str:
    """Full-width digits and signs made half-width, outer blanks gone."""
    return unicodedata.normalize("NFKC", text).strip()


def _nearest(month: int, day: int, first: date, last: date) -> date:
    """The day of that month and day that lies in, or else nearest to, first to last."""
    found = []
    for year in range(first.year, last.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if not found:
        raise CellError(f"{month}月{day}日不存在，请改为正确的日期")
    return min(found, key=lambda day: max((first - day).days, (day - last).days, 0))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellError(f"{year}年{month}月{day}日不存在，请改为正确的日期") from error
