"""One thing that is missing from a group's papers: what, whose, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Gap:
    """``since`` is the day it was due; ``url`` leads to the page where it can be filled in. ``owner_id`` is None when nobody is named."""

    what: str
    owner_name: str
    owner_id: int | None
    since: date
    url: str = ""
