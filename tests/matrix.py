"""The access matrix: for every URL, what every role gets. Each package declares its own cells in ``tests/<package>/matrix.py``.

``MATRIX = {"activities:activity": Cell(args=lambda school: [activity_of(school).pk], get={...})}``

- ``args(school)`` makes the positional URL arguments from a ``SmallSchool`` inside its scope (create rows there if needed).
- ``get`` maps role → status code; roles left out of the dict get ``otherwise``. 200, 302 (redirect after a deed), 403, 404, 405.
- ``post`` the same for an empty POST (422 or 200 with errors for a form that was let in; 403 when not); None means POST is not allowed (405 for all let in).
- The neighbour (leader at the other school) always expects 404 where ``args`` names a row, and nothing may change; that is not declared but always tested
  unless ``school_wide=True`` (a page without row arguments).
- ``public=True``: reachable without signing in (sign-in page, check-in). Otherwise a visitor is sent to sign in (302).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = ("leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin")
MEMBERS = ("leader", "teacher", "mentee")
OVERSEERS = ("head", "liaison", "office")
READERS = (*MEMBERS, *OVERSEERS)


def allow(*roles: str, status: int = 200) -> dict[str, int]:
    """These roles get ``status``; the others get ``otherwise`` of their cell."""
    return dict.fromkeys(roles, status)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one URL answers."""

    get: Mapping[str, int] = field(default_factory=dict)
    post: Mapping[str, int] | None = None
    args: Callable[[Any], list[Any]] = lambda school: []
    otherwise: int = 403
    school_wide: bool = False
    public: bool = False

    @property
    def taken_away(self) -> bool:
        """Whether the first who sends takes it away: those who come after look in vain, and that is declared."""
        return 404 in {self.otherwise, *self.get.values()}
