"""Whose turn it is to train the group: who did it least, and of those who did it longest ago (R060)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date


def in_turn(people: Sequence[int], held: Iterable[tuple[int, date]], joined: Mapping[int, date] | None = None) -> tuple[int, ...]:
    """People in the order of their turns: fewest trainings first, then the longest ago, then as given.

    ``held``: who trained on which day, also in former terms; others' trainings are ignored. Taking the first each time keeps any two who were
    there all along within one of each other. Who joined later (``joined``) starts level with the least busy of that day, so nobody has to catch up.
    """
    days: dict[int, list[date]] = {person: [] for person in people}
    for person, day in held:
        if person in days:
            days[person].append(day)
    place = {person: n for n, person in enumerate(people)}

    def count(person: int) -> int:
        came = (joined or {}).get(person)
        before = [sum(day < came for day in days[other]) for other in people if _was_there(other, came, joined)] if came else []
        return len(days[person]) + min(before, default=0)

    return tuple(sorted(people, key=lambda person: (count(person), max(days[person], default=date.min), place[person])))


def _was_there(person: int, day: date, joined: Mapping[int, date] | None) -> bool:
    came = (joined or {}).get(person)
    return came is None or came < day
