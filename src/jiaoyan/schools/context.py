"""What the page shell shows on every page: school, day, navigation, person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jiaoyan.schools import backups
from jiaoyan.schools.access import Actor, may_manage_school
from jiaoyan.schools.models import Group, Role, Term
from jiaoyan.schools.queries import calendar_of, term_on

MOST_RESEARCH = 2
"""How many 教研组 the side bar names."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for ``web/base.html``. Three queries for a signed-in person, none otherwise; one where the view has read term and calendar."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"sign_in_url": reverse("schools:sign_in")}
    day = request.today  # type: ignore[attr-defined]
    account = request.user
    term = term_on(day, actor.school_id)
    calendar = calendar_of(term) if term else None
    return {
        "school_name": account.school.short_name,  # type: ignore[union-attr]
        "today": day,
        "today_caption": calendar.caption(day) if calendar else "",
        "today_is_example": account.school.pinned_today is not None,  # type: ignore[union-attr]
        "current_term": term,
        "teaching_weeks": [(week.monday, week.no) for week in calendar.weeks()] if calendar else [],
        "navigation": _navigation(request, actor, term),
        "person_name": actor.name,
        "person_roles": [Role.Kind(kind).label for kind in sorted(actor.roles)] or ["教师"],
        "password_url": reverse("schools:password"),
        "sign_out_url": reverse("schools:sign_out"),
        "actor": actor,
        "keeper_warnings": lambda: _keeper_warnings(request, actor),  # read by the pages that show it
    }


def _keeper_warnings(request: HttpRequest, actor: Actor) -> list[str]:
    """For those who keep a real school; the example needs no backup."""
    is_example = request.user.school.pinned_today is not None  # type: ignore[union-attr]
    return [] if is_example or not may_manage_school(actor) else backups.warnings(timezone.now())


def _navigation(request: HttpRequest, actor: Actor, term: Term | None) -> list[dict[str, Any]]:
    """Home first, then the person's own groups of this year with the research group above them, then the school for those who keep it.

    An entry ``covers`` groups: it is where one is on every page of such a group, of whatever address (see ``web/side.html``).
    """
    entries = [_entry(request, "工作台", reverse("dashboard:home"), "house")]
    mine: frozenset[int] = frozenset()
    key = term.key if term is not None else ""
    for group in _own_groups(actor, term) if term is not None else ():
        covers = frozenset(pk for pk in (group.pk, group.follows_id) if pk is not None) - mine
        mine |= covers
        icon = "users" if group.kind == Group.Kind.PREP else "library-big"
        entries.append(_entry(request, group.name, reverse("dashboard:group", args=[group.pk, key]), icon, covers))
    if actor.oversees:
        entries.append(_entry(request, "各备课组", reverse("dashboard:groups"), "layout-grid", actor.readable - mine))
    if may_manage_school(actor):
        entries.append(_entry(request, "学校管理", reverse("schools:manage"), "settings"))
    return entries


def _own_groups(actor: Actor, term: Term) -> list[Group]:
    """One's 备课组, then the 教研组 one belongs to, heads or looks after; who looks after many finds them under 各备课组. One query."""
    prep = Q(pk__in=actor.leads | actor.member_of, kind=Group.Kind.PREP)
    research = Q(pk__in=actor.within | actor.heads | actor.member_of | actor.oversees, kind=Group.Kind.RESEARCH)
    found = list(Group.objects.filter(prep | research, school_year_id=term.school_year_id))
    above = [group for group in found if group.kind == Group.Kind.RESEARCH]
    return [*(group for group in found if group.kind == Group.Kind.PREP), *(above if len(above) <= MOST_RESEARCH else ())]


def _entry(request: HttpRequest, label: str, url: str, icon: str, covers: frozenset[int] = frozenset()) -> dict[str, Any]:
    """Active on its own page, on the pages below it, and where the address names a group it covers."""
    match = request.resolver_match
    group = match.kwargs.get("group") if match else None
    below = group is None and url != reverse("dashboard:home") and request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "covers": covers, "active": request.path == url or below or group in covers}
