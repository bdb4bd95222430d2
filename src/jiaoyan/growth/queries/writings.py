"""Reads of writings, each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from jiaoyan.growth.access import writings as access
from jiaoyan.growth.models import Writing
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import GroupTerm, taken_out_last


def loaded() -> QuerySet[Writing]:
    """Writings with everything their pages and papers show."""
    rows: QuerySet[Writing] = Writing.objects.select_related(
        "group__school", "term__school_year", "author", "lesson__unit", "school_class", "answers__teacher", "pair__mentorship"
    )
    return rows


def writing_of(actor: Actor, pk: int) -> Writing:
    """One writing, also one taken out. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    row: Writing | None = loaded().filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_read(actor, row), access.WHO_READS)
    return row


def mine(actor: Actor, term: Term) -> list[Writing]:
    """What the person wrote in a term, drafts too, the latest first. One query."""
    rows = loaded().filter(term=term, author_id=actor.person_id, removed_at__isnull=True)
    return list(rows.order_by("-day", "-pk"))


def removed_by(actor: Actor, term: Term) -> list[Writing]:
    """Those the person took out last. One query."""
    return taken_out_last(loaded().filter(term=term, author_id=actor.person_id))


def of_others(actor: Actor, place: GroupTerm) -> list[Writing]:
    """What others of the group handed in, as far as the actor may read it, the latest first. One query."""
    rows = loaded().filter(
        access.visible_to(actor), term=place.term, group=place.group, removed_at__isnull=True, submitted_at__isnull=False
    )
    return list(rows.exclude(author_id=actor.person_id).order_by("-day", "-pk"))


def in_order(rows: Collection[Writing], kind: str) -> list[Writing]:
    """Those of a kind that were handed in, by author and day, as they are printed together. No query."""
    found = [row for row in rows if row.kind == kind and not row.is_draft]
    return sorted(found, key=lambda row: (row.author.sort_name, row.author_id, row.day, row.pk))


@dataclass(frozen=True, slots=True)
class Heap:
    """One kind with the writings of it."""

    kind: str
    label: str
    rows: tuple[Writing, ...]

    @property
    def handed_in(self) -> int:
        """How many count."""
        return sum(not row.is_draft for row in self.rows)


def heaps(rows: Collection[Writing]) -> list[Heap]:
    """Writings by kind, every kind named. No query."""
    return [Heap(kind, label, tuple(row for row in rows if row.kind == kind)) for kind, label in Writing.Kind.choices]
