"""What the views of this package share: where an exercise stands, and a verb carried out for a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from jiaoyan.documents.item_text import plain
from jiaoyan.items.models import Exercise
from jiaoyan.items.queries.exercises import place_of
from jiaoyan.schools import saving
from jiaoyan.schools.access import SchoolRequest, may_read_group
from jiaoyan.schools.actions.approval import NotPossible

LONGEST_STEM = 40


def first_words(stem: str) -> str:
    """An item called by the beginning of its stem; "" while that is empty."""
    words = plain(stem)
    return words if len(words) <= LONGEST_STEM else f"{words[:LONGEST_STEM]}……"


def head_of(request: SchoolRequest, exercise: Exercise) -> dict[str, Any]:
    """What every page of one exercise begins with; ``shows_group`` is false for a reviewer from outside the group."""
    place = place_of(exercise, request.today)
    return {
        "place": place,
        "exercise": exercise,
        "shows_group": may_read_group(request.actor, exercise.group_id),
        "here": exercise.group_id,
    }


def carried_out(form: Form, verb: Callable[[dict[str, Any]], Any]) -> Any:
    """As ``schools.saving.carried_out``; what the state of the paper forbids is said above the form."""
    try:
        return saving.carried_out(form, verb)
    except NotPossible as refused:
        form.add_error(None, str(refused))
    return None


def to_exercise(pk: int) -> HttpResponse:
    """Back to the exercise's page."""
    return redirect("items:exercise", pk)
