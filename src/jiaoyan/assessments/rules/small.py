"""Small groups: fewer than ten pupils are not shown in figures that others read, and nothing shown lets them be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from jiaoyan.assessments.rules.figures import Snapshot

FEWEST = 10


def hidden_classes(tested: Mapping[int, int]) -> frozenset[int]:
    """The classes not to be shown, from how many were tested in each.

    A class below ``FEWEST`` is hidden. Grade minus the classes shown must not give one away either, so the next smallest are hidden too until
    at least two with together ``FEWEST`` pupils are (complementary suppression). A class in which nobody was tested has nothing to hide.
    """
    some = {key: count for key, count in tested.items() if count}
    hidden = {key for key, count in some.items() if count < FEWEST}
    if not hidden:
        return frozenset()
    rest = sorted((count, key) for key, count in some.items() if key not in hidden)
    while rest and (len(hidden) < 2 or sum(some[key] for key in hidden) < FEWEST):
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def as_seen(snapshot: Snapshot, own: Collection[int] = ()) -> Snapshot:
    """The figures as somebody may read them who is the own teacher of the classes ``own`` only."""
    hidden = hidden_classes({each.key: each.tally.tested for each in snapshot.classes})
    classes = tuple(replace(each, hidden=each.key in hidden and each.key not in own) for each in snapshot.classes)
    whole = 0 < snapshot.grade.tested < FEWEST and any(each.hidden for each in classes)
    return replace(snapshot, classes=classes, hidden=whole)
