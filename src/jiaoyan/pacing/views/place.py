"""The table of a page, and a verb carried out for a button."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from jiaoyan.pacing import queries
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm


def table_of(place: GroupTerm) -> PacingSchedule:
    """The table; ``Http404`` before it was made."""
    schedule = queries.schedule_of(place.group, place.term)
    if schedule is None:
        raise Http404
    return schedule


def carried_out(request: SchoolRequest, done: str, verb: Callable[[], object]) -> bool:
    """Carry a verb out and say so; what it refuses is said instead. Whether it was done."""
    try:
        verb()
    except (NotPossible, Refused) as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return True


def to_table(place: GroupTerm) -> HttpResponse:
    """Back to the table's page."""
    return redirect("pacing:schedule", place.group.pk, place.term.key)
