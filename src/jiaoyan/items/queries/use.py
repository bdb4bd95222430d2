"""Reads of how classes did, each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Manager, Prefetch
from django.http import Http404

from jiaoyan.items.access.exercise import WHO_READS, may_read
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseUse, ItemFeedback
from jiaoyan.items.rules.feedback import is_low, rate
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.queries import taken_out_last
from jiaoyan.schools.rules.numerals import percent


def use_of(actor: Actor, pk: int) -> ExerciseUse:
    """One use with its counts. Two queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    return _readable(actor, ExerciseUse.objects, pk)


def use_even_removed(actor: Actor, pk: int) -> ExerciseUse:
    """The same, also one taken back."""
    return _readable(actor, ExerciseUse.even_removed, pk)


def removed_uses(exercise: Exercise) -> list[ExerciseUse]:
    """Those taken back last. One query."""
    return taken_out_last(ExerciseUse.even_removed.filter(exercise=exercise))


def _readable(actor: Actor, uses: Manager[ExerciseUse], pk: int) -> ExerciseUse:
    rows = uses.select_related("exercise", "school_class", "chosen_by").prefetch_related("feedback")
    row: ExerciseUse | None = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    require(may_read(actor, row.exercise), WHO_READS)
    return row


def uses_of(exercise: Exercise) -> list[ExerciseUse]:
    """All uses of an exercise, by class. Two queries."""
    rows = ExerciseUse.objects.select_related("school_class", "chosen_by").filter(exercise=exercise)
    return list(rows.order_by("school_class__number").prefetch_related(Prefetch("feedback", ItemFeedback.objects.select_related("item"))))


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many solved an item."""

    correct: int | None
    submitted: int | None

    @property
    def share(self) -> Fraction | None:
        """正确率, exact."""
        return rate(self.correct, self.submitted)

    @property
    def percent(self) -> str:
        """As printed."""
        return percent(self.share)

    @property
    def is_low(self) -> bool:
        """Few solved it."""
        return is_low(self.share)


@dataclass(frozen=True, slots=True)
class ItemRates:
    """One item in every class that used it, and in all together (classes that counted it only)."""

    item: ExerciseItem
    classes: tuple[Rate, ...]
    together: Rate


def rates_of(items: Iterable[ExerciseItem], uses: Sequence[ExerciseUse]) -> list[ItemRates]:
    """The rates item by item, classes in the order of ``uses``. No query when loaded."""
    counts = {(use.pk, each.item_id): each.correct for use in uses for each in use.feedback.all()}
    found = []
    for item in items:
        classes = tuple(Rate(counts.get((use.pk, item.pk)), use.submitted) for use in uses)
        counted = [each for each in classes if each.correct is not None and each.submitted]
        together = (
            Rate(sum(each.correct or 0 for each in counted), sum(each.submitted or 0 for each in counted)) if counted else Rate(None, None)
        )
        found.append(ItemRates(item, classes, together))
    return found


def low_items(use: ExerciseUse) -> list[int]:
    """The numbers of the items few of the class solved. Expects ``feedback`` with ``item`` loaded."""
    return sorted(each.item.number for each in use.feedback.all() if is_low(rate(each.correct, use.submitted)))
