"""The office's entry page, the school's settings, and the history. 学校管理"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.schools import history as chain
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions import school
from jiaoyan.schools.forms.calendar import HistoryFilter, SettingsForm
from jiaoyan.schools.queries import term_on
from jiaoyan.schools.registers import history as register
from jiaoyan.schools.registers.overview import cards
from jiaoyan.schools.views.pages import asks, crumbs, form_page, require_manager, show
from jiaoyan.web.forms import sent

LINES_A_PAGE = 50


@login_required
@require_GET
def manage(request: SchoolRequest) -> HttpResponse:
    """What there is, and what is missing to be able to work."""
    require_manager(request)
    term = term_on(request.today, request.actor.school_id)
    found = cards(term, request.today)
    page = {"cards": [(card, reverse(card.url)) for card in found], "missing": sum(bool(card.missing) for card in found), "term": term}
    return show(request, "schools/manage.html", page)


@login_required
@asks
def settings(request: SchoolRequest) -> HttpResponse:
    """The school's name and habits."""
    require_manager(request)
    own = request.user.school
    return form_page(
        request,
        SettingsForm(sent(request), school=own),
        lambda values: school.change_settings(own, values, by=request.actor),
        title="学校设置",
        back=reverse("schools:manage"),
        done="已保存。新的活动安排按新设置提出，已经排好的不变。",
        template="schools/settings.html",
    )


@login_required
@require_GET
def history(request: SchoolRequest) -> HttpResponse:
    """Who did what, newest first; and whether the chain of lines is whole."""
    require_manager(request)
    kinds = register.kinds()
    form = HistoryFilter(request.GET, persons=register.writers(), kinds=kinds)
    wanted = form.cleaned_data if form.is_valid() else {}
    person = wanted.get("person")
    lines = register.lines(
        person_id=person.pk if person else None, kind=wanted.get("kind", ""), first=wanted.get("first"), last=wanted.get("last")
    )
    checked = "check" in request.GET
    page = {
        "form": form,
        "lines": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "filtered": bool(wanted) and any(wanted.values()),
        "kinds": dict(kinds),
        "checked": checked,
        "broken": chain.broken_at(request.actor.school_id) if checked else None,
        "crumbs": crumbs(("历史", "")),
    }
    return show(request, "schools/history.html", page)
