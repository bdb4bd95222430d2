"""When a subject can be asked at all: people while they sit in a group, groups from the day they use the system. 在组"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Roster, Stay
from jiaoyan.schools.rules.calendar import Calendar, month_day

ALWAYS_STAYS = (Stay(date.min),)


@dataclass(frozen=True, slots=True)
class Presence:
    """The stretches somebody is there; ``note`` says which, when it is not the whole term."""

    stays: tuple[Stay, ...] = ALWAYS_STAYS
    note: str = ""

    @property
    def whole(self) -> bool:
        """There all the term."""
        return self.stays == ALWAYS_STAYS

    @property
    def absent(self) -> str:
        """Why a day on which one is not there does not count."""
        return self.note if self.note.startswith(("本组", "本校")) else f"当天不在组里（{self.note}）"

    def covers(self, day: date) -> bool:
        """There on a day."""
        return any(stay.starts <= day and (stay.ends is None or day <= stay.ends) for stay in self.stays)

    def of(self, days: tuple[date, ...]) -> tuple[date, ...]:
        """Those of the days one is there."""
        return days if self.whole else tuple(day for day in days if self.covers(day))


ALWAYS = Presence()


def presences(roster: Roster, calendar: Calendar) -> Mapping[Subject, Presence]:
    """The presence of each person, of each group and of the school that is not there the whole term; whoever is missing here always is.

    Somebody there on the first school day was there for the preparation before it. A person is asked from the day the first of the person's groups uses
    the system, and the school from the day its first group does.
    """
    days = calendar.school_days()
    if not days:
        return {}
    begins = {seat.id: seat.begins for seat in roster.seats}
    found = {}
    for member in roster.members:
        stays = _widened(_from(member.stays, _first_use([begins.get(group) for group in member.groups])), days)
        found[Subject("person", member.id)] = Presence(stays, _note(stays))
    for seat in roster.seats:
        found[Subject("group", seat.id)] = _since(seat.begins or date.min, days, "本组")
    found[Subject("school", roster.school)] = _since(_first_use(list(begins.values())), days, "本校")
    return {subject: presence for subject, presence in found.items() if not presence.whole}


def _since(begin: date, days: tuple[date, ...], whose: str) -> Presence:
    stays = _widened((Stay(begin),), days)
    return Presence(stays, f"{whose}自{month_day(stays[0].starts)}起使用" if stays and stays != ALWAYS_STAYS else "")


def _first_use(begins: list[date | None]) -> date:
    known = [day for day in begins if day is not None]
    return min(known) if known and len(known) == len(begins) else date.min


def _from(stays: tuple[Stay, ...], begin: date) -> tuple[Stay, ...]:
    return tuple(Stay(max(stay.starts, begin), stay.ends) for stay in stays if stay.ends is None or stay.ends >= begin)


def _widened(stays: tuple[Stay, ...], days: tuple[date, ...]) -> tuple[Stay, ...]:
    """Stays that touch the term, open towards the days before it and after it."""
    touching = [stay for stay in stays if stay.starts <= days[-1] and (stay.ends is None or stay.ends >= days[0])]
    return tuple(
        Stay(date.min if stay.starts <= days[0] else stay.starts, None if stay.ends is None or stay.ends >= days[-1] else stay.ends)
        for stay in sorted(touching, key=lambda stay: stay.starts)
    )


def _note(stays: tuple[Stay, ...]) -> str:
    return "、".join(_stay(stay) for stay in stays if stay != ALWAYS_STAYS[0])


def _stay(stay: Stay) -> str:
    if stay.ends is None:
        return f"{month_day(stay.starts)}起在组"
    if stay.starts == date.min:
        return f"在组至{month_day(stay.ends)}"
    return f"{month_day(stay.starts)}至{month_day(stay.ends)}在组"
