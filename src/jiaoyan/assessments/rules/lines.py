"""Lines of the tables people edit in place, as values: items of a paper, problems with their measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MOST_QUESTIONS = 60


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One item as it is to be stored; ``key`` names the stored one, None for a new one."""

    label: str
    half_points: int
    section: str = ""
    knowledge: str = ""
    unit_id: int | None = None
    cognitive: str = ""
    expected: int | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One line of the table of problems: the first line of a problem carries its text, further measures leave it empty."""

    problem: str
    action: str = ""
    owner: int | None = None
    start: date | None = None
    check_by: date | None = None
    evidence: str = ""

    @property
    def has_measure(self) -> bool:
        return any((self.action, self.owner, self.start, self.check_by, self.evidence))
