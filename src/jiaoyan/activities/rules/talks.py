"""Daily talks (F09, R002): coverage of the school days is reported, never demanded; a talk much like an earlier one is pointed out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

SPEAKERS = 2
ALIKE = 0.6
_QUIET = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Coverage:
    """On how many of the school days there was at least one talk."""

    talked: int
    school_days: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded half up; None before the first school day."""
        return (200 * self.talked + self.school_days) // (2 * self.school_days) if self.school_days else None


def coverage(school_days: Collection[date], talks: Iterable[date]) -> Coverage:
    """Talks on other days (holidays, weekends) do not count; two on one day count once."""
    return Coverage(len(set(school_days) & set(talks)), len(set(school_days)))


def pairs(text: str) -> frozenset[str]:
    """The character pairs of a text without blanks, punctuation, width and case."""
    plain = _QUIET.sub("", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1))


def likeness(one: str, other: str) -> float:
    """Dice overlap of the character pairs: 0 nothing in common, 1 the same pairs. Texts under two characters are like nothing."""
    a, b = pairs(one), pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def most_alike(text: str, earlier: Sequence[str]) -> int | None:
    """The place of the earlier text most like this one, when it is alike enough to mention (0.6); the later one of equals."""
    scored = [(likeness(text, other), place) for place, other in enumerate(earlier)]
    score, place = max(scored, default=(0.0, -1))
    return place if score >= ALIKE else None


def talk_problems(speakers: int, members: int, is_school_day: bool) -> dict[str, str]:
    """What is wrong with a talk, by field: it takes two to talk, unless the group is one person; and a school day."""
    problems = {}
    needed = max(1, min(SPEAKERS, members))
    if speakers < needed:
        problems["speakers"] = f"至少选{needed}位参加人"
    if not is_school_day:
        problems["day"] = "这一天不是上课日，请改成议的那一天"
    return problems
