"""How long data about people is kept after they have left, and why it may be given out or erased. 保存期限"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jiaoyan.schools.rules.people import GRADES

REASONS_TO_GIVE = ("本人或监护人要求查阅", "转学或调动时移交", "依法配合查询")
REASONS_TO_ERASE = ("本人或监护人要求删除", "录入有误，不该登记", "超过保存期限")
LAST_MONTH, LAST_DAY = 8, 31  # a class leaves the school with its last school year


def last_day_of(seats: Iterable[tuple[int, date | None]]) -> date | None:
    """A pupil's last day in the school: each seat is (the class's entry year, its last day or None while it lasts). None without a seat.

    A seat lasts no longer than its class: a class that has left took its pupils along, whether or not somebody wrote that down.
    """
    return max((min(ends or date.max, graduation(entry_year)) for entry_year, ends in seats), default=None)


def graduation(entry_year: int) -> date:
    """The last day of the class that entered in that year."""
    return date(entry_year + len(GRADES), LAST_MONTH, LAST_DAY)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def is_past(last_day: date | None, *, today: date, months: int) -> bool:
    """Whether somebody whose last day this was has been gone for the whole time of keeping."""
    return last_day is not None and last_day < months_before(today, months)
