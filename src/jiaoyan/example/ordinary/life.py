"""What the tellers of ordinary days know: the group, its book, how far it has come, and the sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiaoyan.example import reading
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.example.ordinary import words
from jiaoyan.example.ordinary.book import Book, Taught
from jiaoyan.schools.models import Person

Table = dict[str, Any]
FEW, MORE = 3, 9
TESTED_AFTER = timedelta(days=7)  # after the first day of the examinations


@dataclass(slots=True)
class Life:
    """One group's ordinary term up to ``until``."""

    ours: ExampleGroup
    book: Book
    members: list[Person]
    until: date
    shared: Table
    own: Table
    paces: Table

    @property
    def term(self) -> str:
        """2023-2024-1"""
        return self.ours.place.term.key

    @property
    def half(self) -> int:
        """1 or 2"""
        return self.ours.place.term.number

    @property
    def grade(self) -> int:
        """The group's grade."""
        return self.ours.group.grade or 0

    @property
    def last(self) -> date:
        """The last day that can have been lived."""
        return min(self.until, self.ours.place.term.last_school_day)

    @property
    def tested(self) -> date:
        """The day of the final test: after it nothing new is taught."""
        starts = self.ours.place.calendar.dates.exam_phase_start
        return starts + TESTED_AFTER if starts else self.ours.place.term.last_school_day

    @property
    def over(self) -> bool:
        """The term is finished."""
        return self.ours.place.term.last_school_day <= self.until

    @property
    def leader(self) -> str:
        """The leader's name."""
        return self.ours.leader.name

    @property
    def sizes(self) -> list[int]:
        """Pupils of each class of the grade."""
        school = next(each for each in reading.everybody()["schools"] if each["code"] == self.ours.group.school.code)
        sizes: list[int] = school["classes"][str(self.grade)]
        return sizes

    @property
    def names(self) -> list[str]:
        """The members' names."""
        return [person.name for person in self.members]

    def taught_by(self, name: str) -> list[int]:
        """The numbers of a teacher's classes."""
        people = reading.everybody()["people"]
        classes: list[int] = next(each["classes"] for each in people if each["name"] == name)
        return classes

    def pace(self, name: str) -> float:
        """How much of what is due somebody does."""
        share: float = self.paces.get("people", {}).get(name, self.paces["usual"])
        return share

    def of_group(self, what: str, usual: float) -> float:
        """How far the group is with something, where it is not as usual."""
        share: float = self.paces.get(what, {}).get(str(self.grade), usual)
        return share

    def turn(self, lines: Sequence[Any], place: int, *seed: object) -> Any:
        """The line whose turn it is in this group and term."""
        return words.turn(lines, place, self.grade, self.term, *seed)

    def tell(self, line: str, place: int, lesson: Taught | None = None, **known: object) -> str:
        """A sentence with its gaps filled."""
        number = words.chance(self.grade, self.term, place, line)
        classes = self.ours.classes
        gaps = {
            "lesson": lesson.title if lesson else "",
            "class": f"{'一二三四五六'[self.grade - 1]}（{classes[number % len(classes)].number}）班",
            "n": FEW + number % 6,
            "m": 2 + number % 3,
            "more": MORE + 5 + number % 8,
        }
        return line.format_map(gaps | known)

    def school_day(self, day: date, step: int = 1) -> date:
        """The day or the next school day within what has been lived."""
        return self.ours.school_day(min(day, self.last), -1 if day >= self.last else step)

    def after(self, day: date, days: int) -> date:
        """A school day about so many days later."""
        return self.school_day(day + timedelta(days=days))
