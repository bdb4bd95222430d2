"""What is asked: the list by area with conflicts, one quota with its editions, the list and the blank forms as Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.quotas import access, presets, printouts
from jiaoyan.quotas.models import Area, Quota, QuotaEdition
from jiaoyan.quotas.printouts import asked_on, source_of
from jiaoyan.quotas.queries import Place, Tree, last_year_of, quota_of, roster_of_tree, rows_of, tree_of
from jiaoyan.quotas.rules import demand as rules
from jiaoyan.quotas.rules.audience import subjects_of
from jiaoyan.quotas.rules.conflicts import Clash, Conflict, conflicts
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Roster
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.quotas.rules.wording import number_text
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.queries import GroupTerm, group_term
from jiaoyan.schools.rules.calendar import full_day, month_day
from jiaoyan.web.download import word

COUNTED_IN = {"person": "位教师", "group": "个组", "class": "个班", "grade": "个年级", "school": "所学校"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A quota as the list shows it on a day."""

    quota: rules.Quota
    row: Quota | None
    sentence: str
    number: str
    whose: str
    nobody: bool
    source: str
    state: str
    note: str


@login_required
@require_GET
def listing(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The quotas of the tree a group belongs to; members read, the research-group leader and the office keep."""
    place = group_term(request.actor, group, term, request.today)
    tree = tree_of(place.group)
    rows, roster = rows_of(tree), roster_of_tree(tree, place.term)
    keeps = access.may_keep(request.actor, tree.top.pk)
    values = (*presets.national(), *(row.value for row in rows))
    day = place.day
    shown = [_shown(row.value, row, roster, day) for row in rows]
    clashes = _clashes(values, day, place.term.last_school_day)
    former = last_year_of(tree) if keeps and not rows else None
    context = {
        **_frame(place, tree),
        "areas": _by_area([each for each in shown if each.state != "停用"]),
        "withdrawn": [each for each in shown if each.state == "停用"],
        "count": sum(each.state != "停用" for each in shown),
        "national": [_shown(quota, None, roster, day) for quota in presets.national()],
        "kept": [line for line in presets.preset(presets.NATIONAL).lines if line.demand is None],
        "conflicts": [clash for clash in clashes if clash.kind != Clash.SHARED],
        "shared": [clash for clash in clashes if clash.kind == Clash.SHARED],
        "keeps": keeps,
        "presets": presets.presets() if keeps else (),
        "former": former,
    }
    return render(request, "quotas/list.html", context)


def _clashes(values: Sequence[rules.Quota], day: date, last: date) -> tuple[Conflict, ...]:
    """What does not go together on a day, or will not once a quota changes or begins later in the term: told before it counts."""
    changes = {edition.begins for value in values for edition in value.editions if day < edition.begins <= last}
    return tuple(dict.fromkeys(clash for each in (day, *sorted(changes)) for clash in conflicts(values, each)))


@login_required
@require_GET
def quota(request: SchoolRequest, pk: int) -> HttpResponse:
    """One quota: what it asks, of whom, and its editions; names of whom for those who keep it."""
    place = quota_of(request.actor, pk, request.today)
    roster = roster_of_tree(place.tree, place.term)
    keeps = access.may_change(request.actor, place.quota)
    day = place.term.nearest(request.today)
    shown = _shown(place.quota.value, place.quota, roster, day)
    demand = asked_on(place.quota.value, day)
    subjects = subjects_of(demand.audience, roster) if demand else ()
    home = _home(request, place.tree)
    context = {
        "place": group_term(request.actor, home, place.term.key, request.today),
        "place_of": place,
        "shown": shown,
        "names": [roster.name_of(subject) for subject in subjects] if keeps or not _of_people(subjects) else [],
        "editions": _editions(place, day),
        "keeps": keeps,
        "back": reverse("quotas:list", args=[home, place.term.key]),
        "who_sees": [access.WHO_READS],
    }
    return render(request, "quotas/quota.html", context)


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The list as a document, for the wall."""
    place = group_term(request.actor, group, term, request.today)
    tree = tree_of(place.group)
    document = printouts.quota_list(rows_of(tree), tree.top.name, place.term.label, place.day)
    return word(document, f"{tree.top.name}{place.term.label}{printouts.TITLE}")


@login_required
@require_GET
def blank(_request: SchoolRequest) -> HttpResponse:
    """The list to be filled in by hand."""
    return word(printouts.blank_list(), f"{printouts.TITLE}（空白）")


@login_required
@require_GET
def excuse_blank(_request: SchoolRequest) -> HttpResponse:
    """The sheet of excuses to be filled in by hand."""
    return word(printouts.blank_excuses(), f"{printouts.EXCUSES}（空白）")


def _frame(place: GroupTerm, tree: Tree) -> dict[str, Any]:
    return {"place": place, "tree": tree, "who_sees": [access.WHO_READS]}


def _home(request: SchoolRequest, tree: Tree) -> int:
    """The group whose page leads back: the topmost one, or the first of the tree that the actor reads."""
    readable = [group.pk for group in tree.groups if group.pk in request.actor.readable]
    return tree.top.pk if tree.top.pk in readable else readable[0]


def _shown(value: rules.Quota, row: Quota | None, roster: Roster, day: date) -> Shown:
    demand = asked_on(value, day)
    subjects = subjects_of(demand.audience, roster) if demand else ()
    return Shown(
        quota=value,
        row=row,
        sentence=demand_text(value, demand) if demand else value.name,
        number=number_text(demand.number, value.unit) if demand else "",
        whose=_count(subjects),
        nobody=not subjects,
        source=source_of(row),
        state=_state(value, day),
        note=_line_note(row),
    )


def _line_note(row: Quota | None) -> str:
    if row is None or not row.preset:
        return ""
    return next((line.note for line in presets.preset(row.preset).lines if line.code == row.code), "")


def _count(subjects: tuple[Subject, ...]) -> str:
    return f"{len(subjects)}{COUNTED_IN[subjects[0].kind]}" if subjects else "现在没有人"


def _of_people(subjects: tuple[Subject, ...]) -> bool:
    return any(subject.kind == "person" for subject in subjects)


def _state(value: rules.Quota, day: date) -> str:
    """执行中; 停用; 9月2日起; or what changes next."""
    coming = next((edition for edition in value.editions if edition.begins > day), None)
    if value.on(day) is None:
        return f"{month_day(coming.begins)}起" if coming and coming.demand else "停用"
    if coming is None:
        return "执行中"
    return f"执行中，{month_day(coming.begins)}起{'改' if coming.demand else '停用'}"


def _by_area(shown: list[Shown]) -> list[tuple[str, list[Shown]]]:
    found = ((label, [each for each in shown if each.row and each.row.area == area]) for area, label in Area.choices)
    return [(label, rows) for label, rows in found if rows]


def _editions(place: Place, day: date) -> list[dict[str, Any]]:
    value = place.quota.value
    rows: list[QuotaEdition] = sorted(place.quota.editions.all(), key=lambda each: each.begins, reverse=True)
    now = next((row.pk for row in rows if row.begins <= day), None)
    return [
        {
            "row": row,
            "begins": full_day(row.begins),
            "text": demand_text(value, row.value.demand) if row.value.demand else "停用",
            "now": row.pk == now,
        }
        for row in rows
    ]
