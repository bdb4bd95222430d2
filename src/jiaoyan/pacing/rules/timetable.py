"""Which class's timetable a group plans by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiaoyan.schools.rules.calendar import Slot

WEEK = 5  # school days


@dataclass(frozen=True, slots=True)
class Timetable:
    """The weekly periods a table is computed from, and in Chinese where they come from. ``class_id`` is None when nobody entered any."""

    slots: tuple[Slot, ...]
    basis: str
    class_id: int | None = None

    @property
    def weekly(self) -> Fraction:
        """Periods a week; those of odd or even weeks count half."""
        return weekly_periods(self.slots)


def weekly_periods(slots: Sequence[Slot]) -> Fraction:
    """Periods a week; those of odd or even weeks count half."""
    return sum((Fraction(1 if slot.parity == "all" else Fraction(1, 2)) for slot in slots), Fraction(0))


def representative(timetables: Mapping[int, Sequence[Slot]], names: Mapping[int, str], by_hand: int = 0) -> Timetable:
    """The class with the median weekly periods (the lower of two, then the first class): most classes keep up, none is rushed.

    ``timetables`` are the slots of each class that has any, ``names`` what classes are called. Without timetables the ``by_hand`` weekly
    periods are spread over the days.
    """
    if not timetables:
        return Timetable(spread(by_hand), f"课表还没有录入，按填写的每周{by_hand}课时计算" if by_hand else "课表还没有录入")
    counts = sorted((weekly_periods(slots), place, pk) for place, (pk, slots) in enumerate(timetables.items()))
    weekly, _, chosen = counts[(len(counts) - 1) // 2]
    if counts[0][0] == counts[-1][0]:
        basis = f"按{names[chosen]}的课表和校历计算，每周{spoken(weekly)}课时"
    else:
        basis = f"按{names[chosen]}的课表和校历计算，每周{spoken(weekly)}课时（各班{spoken(counts[0][0])}至{spoken(counts[-1][0])}课时，取居中的班）"
    return Timetable(tuple(timetables[chosen]), basis, chosen)


def spread(weekly: int) -> tuple[Slot, ...]:
    """Weekly periods spread evenly from Monday to Friday, the second round in a later period of the day."""
    return tuple(Slot(weekday=n % WEEK, period_no=n // WEEK + 1) for n in range(weekly))


def spoken(count: Fraction) -> str:
    """5, or 4.5 where a period is held every other week."""
    return str(int(count)) if count.denominator == 1 else str(float(count))
