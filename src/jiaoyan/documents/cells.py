"""What one cell of a teacher's sheet means: pure functions from a raw value to a checked one, or a Chinese sentence why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from jiaoyan.documents.sheets import ColumnSpec, Kind

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EXACT_DIGITS = 10**15  # Excel keeps 15 significant digits
_SERIALS = range(9_000, 80_000)  # 1924 to 2119 counted in days: what a date becomes when its cell has lost the date format
_EPOCH = date(1899, 12, 30)
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *range(0x09), *range(0x0E, 0x20), 0x7F])
_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in [*range(0x0F, 0x19), *range(0x20, 0x3A), *range(0x40, 0x5A)]} | {0x3000: 0x20}
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?")
_HAN_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_IDENTITY = re.compile(r"[GgLl]?([1-9]\d{5})(\d{8})(\d{3}[\dXx])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Bad(Exception):
    """The value cannot be taken; ``str()`` says what to do, in Chinese."""


def plain(value: Any) -> str:
    """Any raw cell as one trimmed line of text: full-width digits and letters made narrow, invisible characters dropped."""
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    text = str(value).translate(_INVISIBLE).translate(_FULL_WIDTH)
    return re.sub(r"\s*[\r\n]+\s*", " ", text).strip()


def lined(value: Any) -> str:
    """The cell as text with its own line breaks; only the ends of lines are trimmed."""
    if not isinstance(value, str):
        return plain(value)
    lines = (line.strip() for line in value.translate(_INVISIBLE).translate(_FULL_WIDTH).splitlines())
    return "\n".join(line for line in lines if line)


def convert(value: Any, column: ColumnSpec) -> str | int | None:
    """The checked value of a cell for ``column``, ``None`` when blank; dates as ISO text. Raises ``Bad``."""
    text = plain(value)
    if text == "":
        if column.required:
            raise Bad(f"没有填“{column.label}”，请补上")
        return None
    if _ERROR.fullmatch(text):
        raise Bad(f"单元格里是错误值 {text}，请改正公式或直接填写内容")
    match column.kind:
        case "integer":
            return _integer(value, text, column)
        case "choice":
            return _choice(text, column)
        case "date" | "month" | "date_or_month":
            return _DAYS[column.kind](value, text).isoformat()
        case _:
            return _short(_WRITTEN[column.kind](value, text), column)


def compact(text: str) -> str:
    """A name as it is called: without the spaces typed to align two-character names, with one kind of middle dot."""
    return _HAN_SPACE.sub("", re.sub(r"[•・‧∙⋅]", "·", text)).strip()


def looks_like_mobile(value: Any) -> bool:
    """Whether the cell could be a mobile telephone number."""
    return _MOBILE.fullmatch(re.sub(r"[\s-]", "", plain(value))) is not None


def looks_like_identity(value: Any) -> bool:
    """Whether the cell is an identity-card number: 18 places with a real birth date and (when Excel kept it) the right check digit."""
    found = _IDENTITY.fullmatch(re.sub(r"\s", "", plain(value)))
    if not found:
        return False
    born = found.group(2)
    try:
        real = FIRST_YEAR <= date(int(born[:4]), int(born[4:6]), int(born[6:])).year <= LAST_YEAR
    except ValueError:
        return False
    digits = "".join(found.groups()).upper()
    right = "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]
    return real and (right or isinstance(value, float))


def _short(text: str, column: ColumnSpec) -> str:
    if len(text) > column.max_length:
        raise Bad(f"内容有 {len(text)} 个字，最多 {column.max_length} 个字，请缩短")
    return text


def _code(value: Any, text: str) -> str:
    if isinstance(value, float) and abs(value) >= _EXACT_DIGITS:
        raise Bad("数字太长，末尾几位已被 Excel 改成 0；请先把整列设为“文本”格式，再重新填写")
    if isinstance(value, date):
        raise Bad("这里被 Excel 当成了日期；请先把整列设为“文本”格式，再重新填写")
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _integer(value: Any, text: str, column: ColumnSpec) -> int:
    if isinstance(value, bool | date) or not re.fullmatch(r"[+-]?\d{1,15}(?:\.0+)?", text):
        raise Bad(f"“{_quoted(text)}”不是整数，请只填数字")
    number = int(float(text))
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        if low is not None and high is not None:
            raise Bad(f"{number} 不在 {low}～{high} 之间，请核对")
        raise Bad(f"{number} 太小，至少是 {low}" if low is not None and number < low else f"{number} 太大，最多是 {high}")
    return number


def _choice(text: str, column: ColumnSpec) -> str:
    wanted = _folded(text)
    for choice in column.choices:
        if _folded(choice) == wanted:
            return choice
    offered = "、".join(column.choices[:8]) + ("等" if len(column.choices) > 8 else "")
    raise Bad(f"“{_quoted(text)}”不在可选范围内，请填：{offered}")


def _day(value: Any, text: str) -> date:
    if isinstance(value, datetime):
        return _known_year(value.date())
    if isinstance(value, date):
        return _known_year(value)
    if isinstance(value, float) and value.is_integer() and int(value) in _SERIALS:
        return _EPOCH + timedelta(days=int(value))
    text = unicodedata.normalize("NFKC", text)
    found = _DATE.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if found:
        return _real(*(int(part) for part in found.groups()))
    if _MONTH.fullmatch(text):
        raise Bad(f"“{_quoted(text)}”缺少日，请写成 2024-02-21 这样")
    raise Bad(_why_no_date(text, "2024-02-21"))


def _month(value: Any, text: str) -> date:
    if isinstance(value, float) and not value.is_integer() and FIRST_YEAR <= value < LAST_YEAR:
        return _month_of_decimal(text)
    text = unicodedata.normalize("NFKC", text)
    found = _MONTH.fullmatch(text) or (re.fullmatch(r"(\d{4})(\d{2})", text) if isinstance(value, str | float) else None)
    if found:
        return _real(int(found.group(1)), int(found.group(2)), 1)
    if isinstance(value, date) or _DATE.fullmatch(text) or re.fullmatch(r"\d{8}", text):
        return _day(value, text).replace(day=1)
    if isinstance(value, float) and value.is_integer() and int(value) in _SERIALS:
        return _day(value, text).replace(day=1)
    raise Bad(_why_no_date(text, "2015-09"))


def _about(value: Any, text: str) -> date:
    bare = unicodedata.normalize("NFKC", text)
    is_month = _MONTH.fullmatch(bare) or re.fullmatch(r"(19|20)\d{2}(0[1-9]|1[0-2])", bare)
    if is_month and not isinstance(value, date):
        return _month(value, text)
    return _day(value, text)


def _month_of_decimal(text: str) -> date:
    """2015.9 typed into a number cell is September; 2015.1 may have been 2015.10, whose last 0 Excel drops."""
    year, _, month = text.partition(".")
    if month == "1":
        raise Bad(f"{text} 分不清是 1 月还是 10 月，请写成 {year}-01 或 {year}-10")
    if len(month) > 2:
        raise Bad(f"“{text}”不是年月，请写成 2015-09 这样")
    return _real(int(year), int(month), 1)


def _why_no_date(text: str, pattern: str) -> str:
    if re.fullmatch(r"\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月].*", text):
        return f"“{_quoted(text)}”的年份请写四位数字，如 {pattern}"
    if "月" in text or re.fullmatch(r"\d{1,2}[-./]\d{1,2}", text):
        return f"“{_quoted(text)}”看不出是哪一年哪一天，请写成 {pattern} 这样"
    return f"“{_quoted(text)}”不是日期，请写成 {pattern} 这样"


def _real(year: int, month: int, day: int) -> date:
    try:
        return _known_year(date(year, month, day))
    except ValueError as error:
        raise Bad(f"日历上没有 {year} 年 {month} 月 {day} 日，请核对") from error


def _known_year(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Bad(f"{day.year} 年不合情理，请核对年份")
    return day


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def _quoted(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


_DAYS: dict[Kind, Callable[[Any, str], date]] = {"date": _day, "month": _month, "date_or_month": _about}
_WRITTEN: dict[Kind, Callable[[Any, str], str]] = {
    "text": lambda value, _: lined(value),
    "name": lambda _, text: compact(text),
    "code": _code,
}
