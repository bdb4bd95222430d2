"""Which lesson is taught on which day: the book in its order, one period on each day that has mathematics."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.example.groups import ExampleGroup

UPPER = 5  # from this grade on there is mathematics every day
NO_LESSON = 2  # below it none on Wednesdays
PRACTICE = ("练习", "复习", "整理")


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson on its first day."""

    day: date
    unit: int
    number: int
    title: str

    @property
    def is_practice(self) -> bool:
        """练习课, by its title."""
        return any(word in self.title for word in PRACTICE)


@dataclass(slots=True)
class Book:
    """The lessons of a group's term by day, and the days with mathematics."""

    days: list[date]
    lessons: list[Taught]
    ends: dict[int, date] = field(default_factory=dict)

    def on(self, day: date, practice: bool = False) -> Taught:
        """The lesson of a day; with ``practice`` the practice lesson nearest to it."""
        if practice:
            return min((each for each in self.lessons if each.is_practice), key=lambda each: abs((each.day - day).days))
        return self.lessons[max(0, bisect_right(self.lessons, day, key=lambda each: each.day) - 1)]

    def begins(self, unit: int) -> date | None:
        """The first day of a unit; None when the term ends before it."""
        return next((each.day for each in self.lessons if each.unit == unit), None)

    def day_at(self, share: float) -> date:
        """The day with mathematics after that share of the term."""
        return self.days[min(len(self.days) - 1, int(share * len(self.days)))]


def open_book(ours: ExampleGroup) -> Book:
    """Lay the group's book out over its term. One query."""
    calendar, grade = ours.place.calendar, ours.group.grade or 0
    days = [day for day in calendar.school_days() if grade >= UPPER or calendar.effective_weekday(day) != NO_LESSON]
    book, coming = Book(days, []), iter(days)
    by_unit: dict[int, list[LessonTopic]] = {}
    for lesson in LessonTopic.objects.filter(unit__volume=ours.volume).select_related("unit").order_by("unit__number", "number"):
        by_unit.setdefault(lesson.unit.number, []).append(lesson)
    for number, lessons in by_unit.items():
        for lesson in lessons:
            taught = [day for _, day in zip(range(lesson.periods), coming, strict=False)]
            if taught:
                book.lessons.append(Taught(taught[0], number, lesson.number, lesson.title))
                book.ends[number] = taught[-1]
        for _ in range(lessons[0].unit.flex_periods):
            book.ends[number] = next(coming, book.ends.get(number, days[-1]))
    return book
