"""What happened when: deeds with their moments, done in order, each with the clock of its moment.

So the example's history, approvals and frozen volumes stand in their own time, and every deed goes through the verb people use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from heapq import heappop, heappush
from unittest.mock import patch

from django.utils import timezone

Deed = Callable[[datetime], object]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in the school's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass(slots=True)
class Diary:
    """Deeds to be done; ``until`` is the example's today: what lies after it has not happened yet. A deed may note later ones."""

    until: date
    entries: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    noted: int = 0

    def add(self, at: datetime, deed: Deed) -> None:
        """Note a deed, unless it lies after today. Of one moment, deeds are done in the order they were noted."""
        if timezone.localdate(at) <= self.until:
            self.noted += 1
            heappush(self.entries, (at, self.noted, deed))

    def live(self) -> None:
        """Do everything, in order."""
        clock: list[datetime] = []
        with patch.object(timezone, "now", new=lambda: clock[0]):
            while self.entries:
                at, _, deed = heappop(self.entries)
                clock[:] = [at.astimezone(UTC)]
                deed(at)
