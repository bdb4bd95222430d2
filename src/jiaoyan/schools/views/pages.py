"""The shape most pages of the school have: a form that does one verb (a step that asks once is ``schools.steps.asked_once``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jiaoyan.schools.access import WHO_MANAGES, SchoolRequest, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import SchoolClass
from jiaoyan.schools.queries import name_of_class, term_on
from jiaoyan.web.forms import put_beside

Crumb = tuple[str, str]
Row = TypeVar("Row")
Deed = Callable[[dict[str, Any]], object]
EVERYBODY = "本校教师"
asks = require_http_methods(["GET", "POST"])


def crumbs(*items: Crumb) -> list[dict[str, str]]:
    """学校管理 › … › the page itself; each item is (label, address), the last address may be empty."""
    return _chain(("学校管理", reverse("schools:manage")), *items)


def trail_for(request: SchoolRequest, *items: Crumb) -> list[dict[str, str]]:
    """The crumbs of a page that teachers read too: those who do not keep the school come from the workbench, not from 学校管理."""
    return crumbs(*items) if may_manage_school(request.actor) else crumbs_from_home(*items)


def crumbs_from_home(*items: Crumb) -> list[dict[str, str]]:
    """工作台 › … › the page itself."""
    return _chain(("工作台", reverse("dashboard:home")), *items)


def _chain(*items: Crumb) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in items]


def first_year(request: SchoolRequest) -> int:
    """The calendar year in which the present school year began."""
    term = term_on(request.today, request.actor.school_id)
    return term.school_year.first_calendar_year if term else request.today.year


def require_manager(request: SchoolRequest) -> None:
    """Only those who keep the school go on. Views of one row use ``managed``."""
    require(may_manage_school(request.actor), WHO_MANAGES)


def managed(request: SchoolRequest, found: Row) -> Row:
    """The row, for those who keep the school. It has been looked up before anybody is refused, so that another school's row stays unknown."""
    require_manager(request)
    return found


def called_now(request: SchoolRequest, school_class: SchoolClass) -> str:
    """What a class is called this school year."""
    return name_of_class(school_class, first_year(request))


def classes_crumb() -> Crumb:
    """The list of classes."""
    return ("班级与课务", reverse("schools:classes"))


def class_crumb(request: SchoolRequest, school_class: SchoolClass) -> Crumb:
    """The page of a class."""
    return (called_now(request, school_class), class_page(school_class))


def class_page(school_class: SchoolClass) -> str:
    """The address of a class."""
    return reverse("schools:class", args=[school_class.pk])


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, who: Sequence[str] = (WHO_MANAGES,)) -> HttpResponse:
    """A page, saying who may see it."""
    return render(request, template, {"who_sees": list(who), **context})


def form_page(
    request: HttpRequest,
    form: forms.Form,
    deed: Deed,
    *,
    title: str,
    back: str,
    done: str = "已保存。",
    subtitle: str = "",
    hint: str = "",
    submit: str = "保存",
    template: str = "schools/form.html",
    columns: int = 1,
    trail: Sequence[Crumb] = (),
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; when it was sent and is right, do ``deed(cleaned_data)``, say ``done`` and go ``back``.

    A ``Refused`` stands beside its field and nothing typed is lost. A deed may answer with an ``HttpResponse`` of its own.
    """
    if form.is_bound and form.is_valid():
        try:
            answer = deed(form.cleaned_data)
        except Refused as refused:
            put_beside(form, refused.problems)
        else:
            if isinstance(answer, HttpResponse):
                return answer
            messages.success(request, answer if isinstance(answer, str) else done)
            return redirect(back)
    page = {
        "form": form,
        "title": title,
        "subtitle": subtitle,
        "hint": hint,
        "submit": submit,
        "back": back,
        "columns": columns,
        "crumbs": crumbs(*trail, (title, "")),
        "who_sees": [WHO_MANAGES],
        **(context or {}),
    }
    return render(request, template, page, status=422 if form.is_bound else 200)
