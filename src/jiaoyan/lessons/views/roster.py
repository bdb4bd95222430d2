"""The roster of practice lessons: proposal beside what stands, editing, publishing, opening again, printing. 练兵课安排"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.lessons import access
from jiaoyan.lessons.actions import rostering as actions
from jiaoyan.lessons.forms.roster import lines_of, problems_of, roster_grid
from jiaoyan.lessons.models import PracticeRoster, RosterSlot
from jiaoyan.lessons.printouts import research as printouts
from jiaoyan.lessons.queries import roster as queries
from jiaoyan.lessons.queries.people import names_of
from jiaoyan.lessons.queries.roster import Material
from jiaoyan.lessons.rules.roster import half_name, half_of
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm, group_term, moment, name_of_class
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.steps import asked_once, said_and_back
from jiaoyan.web.download import word
from jiaoyan.web.forms import version_sent
from jiaoyan.web.grid import CellProblem, Grid, GridData


def _place(request: SchoolRequest, group: int, term: str) -> GroupTerm:
    """A research group whose roster the person keeps."""
    place = group_term(request.actor, group, term, request.today)
    if place.group.kind != Group.Kind.RESEARCH:
        raise Http404
    require(access.may_keep_roster(request.actor, group), access.WHO_KEEPS_ROSTER)
    return place


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The table as it stands, edited in place, with the proposal beside it."""
    place = _place(request, group, term)
    roster, material = queries.roster_here(place.group, place.term), queries.material_of(place)
    slots = queries.slots_of(roster)
    grid = roster_grid(roster, slots, material, place.term)
    if request.method == "POST":
        data = grid.parse(request.POST)
        refused = _saved(request, place, data, material)
        if refused is None:
            if request.POST.get("then") == "publish":
                return said_and_back(request, lambda: _published(request, place), page=reverse("lessons:roster_edit", args=[group, term]))
            messages.success(request, "练兵课安排已保存。")
            return redirect("lessons:roster_edit", group, term)
        grid = grid.bound(data, refused)
    return render(
        request, "lessons/roster_edit.html", _page(place, roster, slots, material, grid), status=422 if request.method == "POST" else 200
    )


def _saved(request: SchoolRequest, place: GroupTerm, data: GridData, material: Material) -> list[CellProblem] | None:
    """None once the table is stored, otherwise what stands in the way besides ``data.problems``."""
    if not data.ok:
        return []
    try:
        actions.save_roster(by=request.actor, place=place, version=int(data.version), lines=lines_of(data), material=material)
    except actions.LinesAtFault as refused:
        return problems_of(refused.faults)
    except (Refused, ChangedMeanwhile) as refused:
        return [CellProblem(None, "", str(refused))]
    return None


def _published(request: SchoolRequest, place: GroupTerm) -> str:
    """What was just saved is made known; what to say of it."""
    roster = queries.roster_here(place.group, place.term)
    if roster is None:
        raise Refused("还没有编排，没有可公布的。")
    return _made_known(request, place, roster, roster.version)


def _made_known(request: SchoolRequest, place: GroupTerm, roster: PracticeRoster, version: int) -> str:
    count = actions.publish_roster(by=request.actor, place=place, roster=roster, version=version, at=moment(request.today))
    return f"已公布，{count}节练兵课都排进了各位教师的研究课。"


def _page(place: GroupTerm, roster: PracticeRoster | None, slots: list[RosterSlot], material: Material, grid: Grid) -> dict[str, Any]:
    proposal, names = material.proposal(), names_of(material.classes)
    people = {person.pk: person.name for person in material.people}
    turns = [queries.turn_of(slot) for slot in slots]
    return {
        "place": place,
        "roster": roster,
        "slots": _lines(slots, place),
        "grid": grid,
        "faults": [fault.sentence for fault in material.faults(turns, queries.held_turns(slots))],
        "hints": material.hints(turns) if slots else (),
        "same": sorted((turn.teacher, turn.period) for turn in turns) == sorted((turn.teacher, turn.period) for turn in proposal.turns),
        "proposal": [
            {
                "day": turn.period.day,
                "period_no": turn.period.period_no,
                "teacher": people.get(turn.teacher, ""),
                "class_label": names.get(turn.period.class_id, ""),
            }
            for turn in proposal.turns
        ],
        "open_halves": [f"{half_name(half)}还差{count}位" for half, count in proposal.open_halves],
        "without": [people.get(person, "") for person in proposal.without],
        "cohort": material.cohort,
        "who_sees": [access.WHO_READS_ROSTER],
    }


def _lines(slots: list[RosterSlot], place: GroupTerm) -> list[dict[str, Any]]:
    year = place.term.school_year.first_calendar_year
    return [{"slot": slot, "half": half_name(half_of(slot.day)), "class_label": name_of_class(slot.school_class, year)} for slot in slots]


@login_required
@require_POST
def adopt(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Take the proposal as the roster."""
    place, version = _place(request, group, term), version_sent(request)
    return said_and_back(
        request,
        lambda: actions.adopt_proposal(by=request.actor, place=place, version=version),
        done="已采用建议。课题、日期都可以再改，改好后公布。",
        page=reverse("lessons:roster_edit", args=[group, term]),
    )


def _mine(request: SchoolRequest, pk: int) -> PracticeRoster:
    roster = queries.roster_of(request.actor, pk)
    require(access.may_keep_roster(request.actor, roster.group_id), access.WHO_KEEPS_ROSTER)
    return roster


@login_required
@require_POST
def publish(request: SchoolRequest, pk: int) -> HttpResponse:
    """Make the roster known; each line becomes a planned lesson."""
    roster = _mine(request, pk)
    place = group_term(request.actor, roster.group_id, roster.term.key, request.today)
    version = version_sent(request)
    page = reverse("lessons:roster_edit", args=[roster.group_id, roster.term.key])
    return said_and_back(request, lambda: _made_known(request, place, roster, version), page=page)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take the publication back; asks once."""
    roster = _mine(request, pk)
    return asked_once(
        request,
        lambda: actions.reopen_roster(by=request.actor, roster=roster, version=roster.version),
        question="重新打开练兵课安排？",
        effect="改好再次公布以前，教师看不到这张表；已经排进研究课的不变。",
        button="重新打开",
        variant="primary",
        page=reverse("lessons:roster_edit", args=[roster.group_id, roster.term.key]),
        here=roster.group_id,
        done="已重新打开，改好后请再公布。",
    )


@login_required
@require_GET
def roster(request: SchoolRequest, pk: int) -> HttpResponse:
    """The roster as everybody reads it."""
    found = queries.roster_of(request.actor, pk)
    year = found.term.school_year.first_calendar_year
    lines = [
        {"slot": slot, "half": half_name(half_of(slot.day)), "class_label": name_of_class(slot.school_class, year)}
        for slot in queries.slots_of(found)
    ]
    keeps = access.may_keep_roster(request.actor, found.group_id)
    context = {"roster": found, "here": found.group_id, "lines": lines, "keeps": keeps, "me": request.actor.person_id}
    return render(request, "lessons/roster.html", {**context, "who_sees": [access.WHO_READS_ROSTER]})


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """The roster as Word."""
    found = queries.roster_of(request.actor, pk)
    published = long_day(timezone.localdate(found.published_at)) if found.published_at else ""
    blocks = printouts.roster(
        queries.slots_of(found), found.group.name, found.term.label, found.term.school_year.first_calendar_year, published
    )
    name = f"{found.group.name}{found.term.label}{printouts.ROSTER_TITLE}"
    return word(Document(name, blocks), name)
