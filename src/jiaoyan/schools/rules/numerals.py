"""Numbers as teachers write them: 十一, （十一）, １１, 47.5%; and dates as they type them: 2.21, ２.２１, 2月21日, 二月份.

Pitfall 14 of the calendar notes: imported tables mix Chinese numerals and full-width digits. Everything read from people goes through
``plain_digits`` first; nothing here knows terms or weeks.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

NO_FIGURE = "—"
"""Stands where there is nothing to count."""

_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_BRACKETS = "()[]【】〔〕「」"
_DAY = re.compile(r"(?:(?P<year>\d{4})\s*[-./年])?\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?")
_NUMERAL = re.compile(r"[零〇两一二三四五六七八九十]+")


def chinese_number(number: int) -> str:
    """1–99 in Chinese: 10 → 十, 11 → 十一, 20 → 二十, 99 → 九十九. Raises ValueError outside 1–99."""
    if not 1 <= number <= 99:
        raise ValueError(f"只能写一到九十九：{number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def bracketed(number: int) -> str:
    """The number of an activity record: 11 → （十一）."""
    return f"（{chinese_number(number)}）"


def tenths(value: Fraction) -> str:
    """``value`` ≥ 0 rounded half up to one decimal; what is whole stays whole: 9 → 9, 95/2 → 47.5, 9.04 → 9.0."""
    if value.denominator == 1:
        return str(value.numerator)
    whole = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{whole // 10}.{whole % 10}"


def percent(share: Fraction | None) -> str:
    """A share as every page and paper writes it: 19/20 → 95%, 2/3 → 66.7%; — for None."""
    return NO_FIGURE if share is None else f"{tenths(share * 100)}%"


def plain_digits(text: str) -> str:
    """Full-width digits, letters and punctuation as their plain forms (２．２１ → 2.21), outer blanks removed."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_number(text: str) -> int:
    """A number typed as 11, １１, 十一, 一十一, 二〇 or （十一）→ 11. Raises ValueError with a Chinese sentence for anything else."""
    bare = plain_digits(text).strip(_BRACKETS).strip()
    if bare.isascii() and bare.isdigit():
        return int(bare)
    value = _chinese_value(bare)
    if value is None:
        raise ValueError(f"看不懂这个数：“{text}”。请写 11 或 十一")
    return value


def parse_month(text: str) -> int:
    """二月份, 2月, ２月 → 2. Raises ValueError for anything else."""
    found = _MONTH.fullmatch(plain_digits(text))
    month = parse_number(found.group(1)) if found else 0
    if not 1 <= month <= 12:
        raise ValueError(f"看不懂这个月份：“{text}”。请写 2月 或 二月份")
    return month


def parse_day(text: str, near: date) -> date:
    """A day typed as 2024-02-21, 2024年2月21日, 2.21, ２.２１, 2/21 or 二月二十一日.

    Without a year the day nearest to ``near`` is meant, so that 1.15 typed in a term begun in September is next January.
    Raises ValueError with a Chinese sentence when the text is no day.
    """
    plain = plain_digits(_NUMERAL.sub(lambda found: str(_chinese_value(found.group()) or found.group()), text))
    found = _DAY.fullmatch(plain)
    if not found:
        raise ValueError(f"看不懂这个日期：“{text}”。请写 2月21日 或 2024-02-21")
    month, day = int(found["month"]), int(found["day"])
    years = [int(found["year"])] if found["year"] else [near.year - 1, near.year, near.year + 1]
    candidates = [candidate for year in years if (candidate := _day_or_none(year, month, day))]
    if not candidates:
        raise ValueError(f"没有这一天：“{text}”")
    return min(candidates, key=lambda candidate: abs((candidate - near).days))


def _chinese_value(text: str) -> int | None:
    """0–99 from 十一, 一十一, 二十, 二〇; None when the text is something else."""
    if not text or len(text) > 3 or any(sign != "十" and sign not in _VALUES for sign in text):
        return None
    if "十" not in text:
        return int("".join(str(_VALUES[sign]) for sign in text)) if len(text) <= 2 else None
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones or tens in ("零", "〇") or ones in ("零", "〇"):
        return None
    return (_VALUES[tens] if tens else 1) * 10 + (_VALUES[ones] if ones else 0)


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
