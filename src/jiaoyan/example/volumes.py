"""The ledger of a finished term, frozen on its last day."""

from __future__ import annotations

from datetime import date

from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.ledger import actions
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.reading import read_ledger


def freeze(diary: Diary, ours: ExampleGroup) -> None:
    """The leader freezes the final volume on the term's last school day."""
    day: date = ours.place.term.last_school_day
    diary.add(
        moment(day, 16, 30),
        lambda _: actions.freeze(read_ledger(ours.on(day)), kind=LedgerVolume.Kind.FINAL, by=ours.act(ours.leader.name)),
    )
