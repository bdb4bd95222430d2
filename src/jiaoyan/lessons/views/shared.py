"""What the views of this package share: choices of a place, a verb carried out for a form, a race that was lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from jiaoyan.activities.queries.units import TaughtNow, lessons_around
from jiaoyan.lessons.queries.people import Seat, classes_of_school, seats_of
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import SchoolClass
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.forms import put_beside


@dataclass(frozen=True, slots=True)
class Offered:
    """What the forms of a group's page choose from."""

    seats: list[Seat]
    classes: list[tuple[SchoolClass, str]]
    lessons: TaughtNow | None
    grade: int | None

    def as_arguments(self) -> dict[str, Any]:
        """As the forms take it."""
        return {"seats": self.seats, "classes": self.classes, "lessons": self.lessons, "grade": self.grade}


def offered(place: GroupTerm) -> Offered:
    """Colleagues of the subject, classes of the school, the lessons of the group's own book. At most six queries."""
    lessons = lessons_around(place.group, place.term, place.day) if place.group.grade else None
    return Offered(seats_of(place), classes_of_school(place.term), lessons, place.group.grade)


def carried_out(form: forms.Form, verb: Callable[[dict[str, Any]], object], standing: Callable[[], Any]) -> Any:
    """Run ``verb`` with the cleaned data; what it refuses goes beside the fields. None when the form or the verb said no.

    After a lost race the next save goes over what somebody else stored; ``standing`` gives the row as it is now, or None when it is gone.
    """
    if not form.is_valid():
        return None
    try:
        return verb(form.cleaned_data) or True
    except Refused as refused:
        put_beside(form, refused.problems)
    except ChangedMeanwhile:
        now = standing()
        if now is None:
            form.add_error(None, "这一条刚刚被删去了。请先恢复，再修改。")
        else:
            form.data = {**{name: form.data[name] for name in form.data}, "version": str(now.version)}
            form.add_error(None, f"刚刚有人改过，现在是：{now}。您填写的都在下面，核对后请再保存一次。")
    return None
