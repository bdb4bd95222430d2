"""What the views of this package share: where an exercise stands, and a verb carried out for a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from jiaoyan.items.models import Exercise
from jiaoyan.items.queries.exercises import place_of
from jiaoyan.schools.access import SchoolRequest, may_read_group
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.web.forms import put_beside


def head_of(request: SchoolRequest, exercise: Exercise) -> dict[str, Any]:
    """What every page of one exercise begins with; ``shows_group`` is false for a reviewer from outside the group."""
    place = place_of(exercise, request.today)
    return {
        "place": place,
        "exercise": exercise,
        "shows_group": may_read_group(request.actor, exercise.group_id),
        "here": exercise.group_id,
    }


def carried_out(form: Form, verb: Callable[[], Any]) -> Any:
    """Run ``verb``; what it refuses goes beside the fields. None when it said no."""
    try:
        return verb()
    except Refused as refused:
        put_beside(form, refused.problems)
    except NotPossible as refused:
        form.add_error(None, str(refused))
    return None


def said_and_back(request: SchoolRequest, done: str, verb: Callable[[], object], back: Callable[[], HttpResponse]) -> HttpResponse:
    """Carry a button's verb out and say so; what it refuses is said instead."""
    try:
        verb()
    except (NotPossible, Refused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return back()


def to_exercise(pk: int) -> HttpResponse:
    """Back to the exercise's page."""
    return redirect("items:exercise", pk)


def with_values(data: Any, **values: str) -> QueryDict:
    """What was sent, with some values replaced."""
    changed: QueryDict = data.copy()
    for name, value in values.items():
        changed[name] = value
    return changed
