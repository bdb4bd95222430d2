"""The pages of the calendar: terms, weeks, days that differ. 校历与学期"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.schools.access import SchoolRequest, may_manage_school
from jiaoyan.schools.actions import calendar
from jiaoyan.schools.forms.calendar import OverrideForm, TermForm
from jiaoyan.schools.models import SchoolYear, Term
from jiaoyan.schools.queries import term_on
from jiaoyan.schools.registers.calendar import (
    applies_to,
    known_years,
    override_or_404,
    state_days,
    term_or_404,
    term_page,
    terms_of_school,
    weekday_names,
)
from jiaoyan.schools.rules.calendar import short_day
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.steps import asked_once
from jiaoyan.schools.views.pages import (
    EVERYBODY,
    Crumb,
    asks,
    crumbs,
    first_year,
    form_page,
    managed,
    require_manager,
    show,
    trail_for,
)
from jiaoyan.web.forms import sent


@login_required
@require_GET
def calendar_page(request: SchoolRequest) -> HttpResponse:
    """The calendar of a term: its weeks, and every day that differs from its weekday."""
    terms = terms_of_school()
    present = term_on(request.today, request.actor.school_id)
    term = next((each for each in terms if each.key == request.GET.get("term")), present)
    manages = may_manage_school(request.actor)
    page: dict[str, Any] = {
        "term": term,
        "tabs": [{"label": each.label, "url": f"?term={each.key}", "active": each == term} for each in terms],
        "manages": manages,
        "crumbs": trail_for(request, ("校历与学期", "")),
        "single": _single_year(terms),
    }
    if term is not None:
        found = term_page(term, request.today)
        first = term.school_year.first_calendar_year
        entries = [(row, applies_to(row, first), weekday_names(row)) for row in found.entries]
        state = state_days(term) if manages else []
        unadopted = any(not day.entered for day in state)
        page |= {
            "found": found,
            "state": state,
            "unadopted": unadopted,
            "entries": entries,
            "unset": [short_day(day) for day in found.unset],
        }
    return show(request, "schools/calendar.html", page, who=[EVERYBODY])


@login_required
@asks
def term_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """The dates of a term, and how its weeks are counted."""
    term = managed(request, term_or_404(pk))
    form = TermForm(sent(request), term=term)
    return form_page(
        request,
        form,
        lambda _: calendar.change_term(term, form.dates(), by=request.actor),
        title=f"修改{term.label}",
        back=_page(term),
        done="已保存。已经排好的活动和进度不会自动移动，请各备课组核对。",
        trail=[_calendar()],
        hint="改动开学日或周次的算法，会改变第几周、单双周，请在学期初确定。",
    )


@login_required
@asks
def term_new(request: SchoolRequest, year: int) -> HttpResponse:
    """The second term of a school year."""
    of_year = get_object_or_404(SchoolYear.objects, pk=year)
    require_manager(request)
    form = TermForm(sent(request))
    return form_page(
        request,
        form,
        lambda _: calendar.add_second_term(of_year, form.dates(), by=request.actor),
        title="新增第二学期",
        subtitle=of_year.label,
        back=reverse("schools:calendar"),
        done="已新增。接着请登记放假和调休。",
        trail=[_calendar()],
    )


@login_required
@asks
def day_new(request: SchoolRequest) -> HttpResponse:
    """Enter a day, or a run of days."""
    require_manager(request)
    form = OverrideForm(sent(request), first_calendar_year=first_year(request), initial=_wanted_day(request))
    return form_page(
        request,
        form,
        lambda values: f"已登记{calendar.set_days(form.override(), until=values['until'], by=request.actor)}天。",
        title="登记放假、调休或活动日",
        back=reverse("schools:calendar"),
        done="",
        trail=[_calendar()],
    )


@login_required
@asks
def day_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct an entry."""
    row = managed(request, override_or_404(pk))
    form = OverrideForm(sent(request), first_calendar_year=first_year(request), row=row)
    return form_page(
        request,
        form,
        lambda _: calendar.change_day(row, form.override(), by=request.actor),
        title=f"修改{short_day(row.day)}",
        back=reverse("schools:calendar"),
        trail=[_calendar()],
    )


@login_required
@asks
def day_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Back to the ordinary weekday."""
    row = managed(request, override_or_404(pk))
    return asked_once(
        request,
        lambda: calendar.remove_day(row, by=request.actor),
        question=f"删除{short_day(row.day)}{quoted(row.name)}？",
        effect="删除后这一天按平常的星期安排。",
        page=reverse("schools:calendar"),
        button="删除",
        done="已删除。",
    )


@login_required
@asks
def proposal(request: SchoolRequest, pk: int) -> HttpResponse:
    """The state's holidays of the term, to be taken over as far as the school wants them."""
    term = managed(request, term_or_404(pk))
    days = state_days(term)
    if request.method == "POST":
        chosen = set(request.POST.getlist("days"))
        count = calendar.adopt_proposal([each.override for each in days if each.override.day.isoformat() in chosen], by=request.actor)
        messages.success(request, f"已登记{count}天。" if count else "没有新的日子需要登记。")
        return redirect(_page(term))
    known, unknown = known_years(term)
    page = {
        "term": term,
        "days": [(each, short_day(each.override.day), weekday_names(each.override)) for each in days],
        "new": sum(not each.entered for each in days),
        "known": known,
        "unknown": unknown,
        "back": _page(term),
        "crumbs": crumbs(_calendar(), ("国务院放假安排", "")),
    }
    return show(request, "schools/proposal.html", page)


def _single_year(terms: list[Term]) -> SchoolYear | None:
    """The newest school year when it has only its first term."""
    newest: SchoolYear | None = terms[0].school_year if terms else None
    return newest if newest and sum(term.school_year_id == newest.pk for term in terms) == 1 else None


def _wanted_day(request: SchoolRequest) -> dict[str, str]:
    """A day chosen on the calendar page."""
    return {"day": request.GET.get("day", "")}


def _calendar() -> Crumb:
    return ("校历与学期", reverse("schools:calendar"))


def _page(term: Term) -> str:
    return f"{reverse('schools:calendar')}?term={term.key}"
