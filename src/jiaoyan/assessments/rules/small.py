"""Small groups: fewer than ten pupils are not shown in figures that others read, and nothing shown lets them be worked out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from jiaoyan.assessments.rules.figures import Snapshot

FEWEST = 10
HIDDEN_AT_LEAST = 3  # the small class, and two others, one of which may be the reader's own


def hidden_classes(tested: Mapping[int, int]) -> frozenset[int]:
    """The classes not to be shown, from how many were tested in each.

    A class below ``FEWEST`` is hidden. Grade minus the classes shown must not give one away either, nor grade minus the classes shown minus
    the one a teacher knows as his own: so the two next smallest are hidden too, and more until those that any one teacher does not know have
    together ``FEWEST`` pupils (complementary suppression, decision 0008). A class in which nobody was tested has nothing to hide.
    """
    some = {key: count for key, count in tested.items() if count}
    hidden = {key for key, count in some.items() if count < FEWEST}
    if not hidden:
        return frozenset()
    rest = sorted((count, key) for key, count in some.items() if key not in hidden)
    while rest and (len(hidden) < HIDDEN_AT_LEAST or _unknown_to_a_teacher(some[key] for key in hidden) < FEWEST):
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def _unknown_to_a_teacher(sizes: Iterable[int]) -> int:
    """How many pupils of the hidden classes are left for whoever knows the largest of them."""
    found = list(sizes)
    return sum(found) - max(found)


def as_seen(snapshot: Snapshot, own: Collection[int] = ()) -> Snapshot:
    """The figures as somebody may read them who is the own teacher of the classes ``own`` only."""
    hidden = hidden_classes({each.key: each.tally.tested for each in snapshot.classes})
    classes = tuple(replace(each, hidden=each.key in hidden and each.key not in own) for each in snapshot.classes)
    whole = 0 < snapshot.grade.tested < FEWEST and any(each.hidden for each in classes)
    return replace(snapshot, classes=classes, hidden=whole)
