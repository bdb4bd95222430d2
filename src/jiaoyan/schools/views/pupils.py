"""The pages of pupils: every look at a named list leaves a line of history. 学生"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiaoyan.schools.access import WHO_SEES_PUPILS, SchoolRequest, may_manage_school, may_see_pupils, require
from jiaoyan.schools.actions import pupils
from jiaoyan.schools.forms.classes import MovePupilForm, NewPupilForm, PupilForm
from jiaoyan.schools.forms.people import DayForm
from jiaoyan.schools.models import Enrolment, Pupil, SchoolClass
from jiaoyan.schools.registers.classes import class_or_404, own_teachers, pupils_of
from jiaoyan.schools.views.pages import (
    Crumb,
    asks,
    called_now,
    class_crumb,
    classes_crumb,
    first_year,
    form_page,
    managed,
    show,
    trail_for,
)
from jiaoyan.web.forms import sent


@never_cache
@login_required
@require_GET
def pupil_list(request: SchoolRequest, pk: int) -> HttpResponse:
    """Who sits in the class, by name."""
    found = class_or_404(pk)
    require(may_see_pupils(request.actor, own_teachers(found, request.today)), WHO_SEES_PUPILS)
    rows = pupils_of(found, request.today)
    pupils.note_names_seen(found, len(rows), by=request.actor)
    manages = may_manage_school(request.actor)
    page = {
        "class": found,
        "name": called_now(request, found),
        "rows": rows,
        "manages": manages,
        "crumbs": trail_for(request, *_trail(found, request)[:-1], ("学生", "")),
    }
    return show(request, "schools/pupils.html", page, who=[WHO_SEES_PUPILS])


@login_required
@asks
def pupil_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Somebody comes into the class."""
    found = managed(request, class_or_404(pk))
    form = NewPupilForm(sent(request), day=request.today)
    return form_page(
        request,
        form,
        lambda values: pupils.add_pupil(found, values, starts=values["starts"], by=request.actor),
        title="新增学生",
        subtitle=called_now(request, found),
        back=_page(found),
        done="已新增。",
        trail=_trail(found, request),
    )


@never_cache
@login_required
@asks
def pupil_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct a pupil's data."""
    pupil, seat = managed(request, _pupil(pk))
    form = PupilForm(sent(request), pupil=pupil, enrolment=seat)
    return form_page(
        request,
        form,
        lambda values: pupils.change_pupil(pupil, values, by=request.actor),
        title="修改学生资料",
        subtitle=called_now(request, seat.school_class),
        back=_page(seat.school_class),
        trail=_trail(seat.school_class, request),
    )


@never_cache
@login_required
@asks
def pupil_move(request: SchoolRequest, pk: int) -> HttpResponse:
    """A pupil goes to another class."""
    pupil, seat = managed(request, _pupil(pk))
    form = MovePupilForm(sent(request), first_calendar_year=first_year(request), day=request.today)
    return form_page(
        request,
        form,
        lambda values: pupils.move_pupil(pupil, values["school_class"], on=values["on"], by=request.actor),
        title=f"{pupil.name}转班",
        subtitle=f"现在{called_now(request, seat.school_class)}",
        submit="转班",
        back=_page(seat.school_class),
        done="已转班，原来班级的记录保留。",
        trail=_trail(seat.school_class, request),
    )


@never_cache
@login_required
@asks
def pupil_leave(request: SchoolRequest, pk: int) -> HttpResponse:
    """A pupil leaves the school."""
    pupil, seat = managed(request, _pupil(pk))
    form = DayForm(sent(request), label="最后一天", day=request.today)
    return form_page(
        request,
        form,
        lambda values: pupils.pupil_leaves(pupil, on=values["on"], by=request.actor),
        title=f"{pupil.name}离校",
        subtitle=called_now(request, seat.school_class),
        submit="登记离校",
        back=_page(seat.school_class),
        done="已登记离校。",
        trail=_trail(seat.school_class, request),
    )


def _pupil(pk: int) -> tuple[Pupil, Enrolment]:
    """A pupil and the last seat in a class."""
    seat: Enrolment | None = Enrolment.objects.filter(pupil_id=pk).select_related("pupil", "school_class").order_by("-starts").first()
    if seat is None:
        raise Http404
    return seat.pupil, seat


def _trail(found: SchoolClass, request: SchoolRequest) -> list[Crumb]:
    return [classes_crumb(), class_crumb(request, found), ("学生", _page(found))]


def _page(found: SchoolClass) -> str:
    return reverse("schools:pupils", args=[found.pk])
