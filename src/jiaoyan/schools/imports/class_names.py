"""How teachers write classes: 五（1）班, 五1, 501, 五年级一班, 2019级1班. Pure; a class is (entry year, number)."""

from __future__ import annotations

import re
import unicodedata

from jiaoyan.schools.rules.numerals import parse_number
from jiaoyan.schools.rules.people import class_name, grade_of

ClassKey = tuple[int, int]

_GRADES = {sign: grade for grade, sign in enumerate("一二三四五六", start=1)} | {str(grade): grade for grade in range(1, 7)}
_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_BY_ENTRY = re.compile(rf"(20\d\d)级\(?{_NUMBER}\)?班?")
_BY_DIGITS = re.compile(r"([1-6])(\d\d)班?")
_BY_GRADE = re.compile(rf"([一二三四五六1-6])(?:年级|年)?\(?{_NUMBER}\)?班?")
_IN_TITLE = re.compile(rf"([一二三四五六1-6])(?:年级|年)?\(?{_NUMBER}\)?班")


def parse_class(text: str, first_calendar_year: int) -> ClassKey:
    """The class meant by ``text`` in the school year beginning in ``first_calendar_year``.

    Raises ``ValueError`` with a Chinese sentence when it names no class, or one that has left.
    """
    bare = _bare(text)
    if found := _BY_ENTRY.fullmatch(bare):
        key = int(found[1]), parse_number(found[2])
        if grade_of(key[0], first_calendar_year) is None:
            raise ValueError(f"{key[0]}级这一学年不在校，请核对“{text}”")
        return _real(key, text)
    if found := _BY_DIGITS.fullmatch(bare) or _BY_GRADE.fullmatch(bare):
        return _real((first_calendar_year - _GRADES[found[1]] + 1, parse_number(found[2])), text)
    raise ValueError(f"看不懂班级“{text}”，请写成 五（1）班 这样")


def class_in_title(text: str, first_calendar_year: int) -> ClassKey | None:
    """The class named somewhere in a title, as 五（1）班课程表; None when there is none."""
    found = _IN_TITLE.search(_bare(text))
    return (first_calendar_year - _GRADES[found[1]] + 1, parse_number(found[2])) if found else None


def class_label(key: ClassKey, first_calendar_year: int) -> str:
    """五（1）班 as the class is called in that year; 2015级1班 when it is in no grade then."""
    grade = grade_of(key[0], first_calendar_year)
    return class_name(grade, key[1]) if grade else f"{key[0]}级{key[1]}班"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _real(key: ClassKey, text: str) -> ClassKey:
    if key[1] == 0:
        raise ValueError(f"看不懂班级“{text}”，班号从 1 开始")
    return key
