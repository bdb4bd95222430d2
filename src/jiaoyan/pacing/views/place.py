"""The table of a page, and the page of a table."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiaoyan.pacing import queries
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.schools.queries import GroupTerm


def table_of(place: GroupTerm) -> PacingSchedule:
    """The table; ``Http404`` before it was made."""
    schedule = queries.schedule_of(place.group, place.term)
    if schedule is None:
        raise Http404
    return schedule


def address_of(place: GroupTerm) -> str:
    """The table's page."""
    return reverse("pacing:schedule", args=[place.group.pk, place.term.key])


def to_table(place: GroupTerm) -> HttpResponse:
    """Back to the table's page."""
    return redirect(address_of(place))
