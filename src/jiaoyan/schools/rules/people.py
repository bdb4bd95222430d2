"""Teachers' ages and service, classes and their names, school years and terms as text.

Ages and years of service belong to a day, which callers pass: the first day of the term (calendar notes, pitfall 11), never today.
A class keeps the year it entered school; its grade follows from the school year, so "moving up" changes nothing stored (pitfall 13).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.rules.numerals import chinese_number, plain_digits

GRADES = range(1, 7)
SCHOOL_YEAR_BEGINS = 9  # 1 September

_TERMS = {1: "第一学期", 2: "第二学期"}
_YEAR = re.compile(r"(\d{4})\s*[-—–―~～至]+\s*(\d{4})\s*(?:学年)?")
_TERM = re.compile(r"(\d{4})\s*[-—–―~～至]+\s*(\d{4})\s*[-—–―]\s*([12])")


@dataclass(frozen=True, slots=True, order=True)
class TermKey:
    """A term by school year and number: ``TermKey(2023, 1)`` is the autumn term of 2023—2024. Sorts by time."""

    start_year: int
    no: int

    def __post_init__(self) -> None:
        if self.no not in _TERMS:
            raise ValueError(f"学期只有第一学期和第二学期：{self.no}")

    def __str__(self) -> str:
        return f"{self.school_year}-{self.no}"

    @property
    def school_year(self) -> str:
        """The key of its school year, "2023-2024"."""
        return school_year_key(self.start_year)

    @property
    def label(self) -> str:
        """2023—2024学年第一学期."""
        return term_label(self.school_year, self.no)


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day; somebody born on 29 February turns a year older on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def service_years_on(work_start: date, day: date) -> int:
    """Full years of service 教龄 on a day, counted from the month work began (its day does not matter); 0 before it."""
    months = (day.year - work_start.year) * 12 + day.month - work_start.month
    return max(0, months // 12)


def at_most_years_old(birth: date, limit: int, day: date) -> bool:
    """35岁以下 as schools mean it: the limit itself is included until the next birthday."""
    return age_on(birth, day) <= limit


def served_less_than(start: date, limit: int, day: date) -> bool:
    """未满5年: five full years are no longer less than five."""
    return service_years_on(start, day) < limit


def is_young_teacher(birth: date | None, joined_school: date | None, day: date, *, age: int = 35, years: int = 5) -> bool:
    """青年教师 (R020, R022): ``age`` or younger, or fewer than ``years`` years in this school. Unknown dates never make one young."""
    young = birth is not None and at_most_years_old(birth, age, day)
    return young or (joined_school is not None and served_less_than(joined_school, years, day))


def school_year_of(day: date) -> str:
    """The key of the school year of a day: 2024-01-15 belongs to "2023-2024", 2024-09-01 to "2024-2025" (pitfall 2)."""
    return school_year_key(day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1)


def school_year_key(start_year: int) -> str:
    """2023 → "2023-2024"."""
    return f"{start_year}-{start_year + 1}"


def parse_school_year(text: str) -> int:
    """The first year of "2023-2024", "2023—2024学年" or "２０２３～２０２４". Raises ValueError with a Chinese sentence."""
    found = _YEAR.fullmatch(plain_digits(text))
    if not found or int(found.group(2)) != int(found.group(1)) + 1:
        raise ValueError(f"学年请写成 2023-2024 这样：“{text}”")
    return int(found.group(1))


def parse_term_key(text: str) -> TermKey:
    """2023-2024-1 → TermKey(2023, 1). Raises ValueError with a Chinese sentence."""
    found = _TERM.fullmatch(plain_digits(text))
    if not found or int(found.group(2)) != int(found.group(1)) + 1:
        raise ValueError(f"学期请写成 2023-2024-1 这样：“{text}”")
    return TermKey(int(found.group(1)), int(found.group(3)))


def school_year_label(key: str) -> str:
    """2023-2024 → 2023—2024学年."""
    start = parse_school_year(key)
    return f"{start}—{start + 1}学年"


def term_label(key: str, no: int) -> str:
    """2023-2024, 2 → 2023—2024学年第二学期."""
    return school_year_label(key) + term_name(no)


def term_name(no: int) -> str:
    """1 → 第一学期. Never 上学期, which also means "last term". Raises ValueError for other numbers."""
    if no not in _TERMS:
        raise ValueError(f"学期只有第一学期和第二学期：{no}")
    return _TERMS[no]


def grade_of(entry_year: int, school_year_start: int) -> int | None:
    """The grade of a class that entered in September of ``entry_year``; None before it enters and after it has left."""
    grade = school_year_start - entry_year + 1
    return grade if grade in GRADES else None


def grade_name(grade: int) -> str:
    """5 → 五年级. Raises ValueError outside 1–6."""
    return f"{_grade_numeral(grade)}年级"


def class_name(grade: int, number: int) -> str:
    """5, 2 → 五（2）班."""
    return f"{_grade_numeral(grade)}（{number}）班"


def class_short(grade: int, number: int) -> str:
    """5, 2 → 五2, as duties tables write it."""
    return f"{_grade_numeral(grade)}{number}"


def duties(lessons: Iterable[tuple[int, int, str]]) -> str:
    """所任课务 from (grade, class number, subject): 五2、五3数学；五2科学. Subjects keep their order, classes are sorted."""
    by_subject: dict[str, set[tuple[int, int]]] = {}
    for grade, number, subject in lessons:
        by_subject.setdefault(subject, set()).add((grade, number))
    return "；".join("、".join(class_short(*each) for each in sorted(classes)) + subject for subject, classes in by_subject.items())


def _grade_numeral(grade: int) -> str:
    if grade not in GRADES:
        raise ValueError(f"小学只有一至六年级：{grade}")
    return chinese_number(grade)
