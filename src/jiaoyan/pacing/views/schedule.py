"""The table's page, its first proposal, editing in place, and its files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiaoyan.curriculum.queries import volume_for
from jiaoyan.pacing import actions, printouts, queries
from jiaoyan.pacing.access import REPLANNED, may_make
from jiaoyan.pacing.forms import ProposeForm, grid_of, rows_of
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.rules.schedule import format_date
from jiaoyan.pacing.views.approval import PacingDesk
from jiaoyan.pacing.views.place import address_of, table_of, to_table
from jiaoyan.schools.access import WHO_LEADS_GROUP, WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules import naming
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.steps import asked_once
from jiaoyan.web.download import word
from jiaoyan.web.forms import put_beside
from jiaoyan.web.grid import CellProblem, GridData


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row on screen: week and date stand only where they change; ``records`` are those of each class, in the order of the columns."""

    row: PacingRow
    line: printouts.Line
    opens_week: bool
    begins_run: bool
    records: tuple[TaughtLesson | None, ...]

    @property
    def date(self) -> str:
        """2.21, as printed."""
        return format_date(self.line.date_from)


@login_required
@require_GET
def schedule(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Table 2 as paper, where its periods go, what does not fit, and the steps of approval."""
    place = prep_group_term(request.actor, group, term, request.today)
    table = queries.schedule_of(place.group, place.term)
    if table is None:
        return _empty_page(request, place, _propose_form(place))
    offered = queries.loads(place, table.weekly_periods)
    seats = queries.seats_of(place) if "taught" in request.GET else []
    records = queries.taught_in(table) if seats else {}
    context = {
        "place": place,
        "schedule": table,
        "title": printouts.title_of(table),
        "week": None if place.is_past else place.calendar.week_no(place.today),
        "rows": list(_shown(table, seats, records)),
        "seats": seats,
        "offered": offered,
        "standing": queries.standing_of(table, offered),
        "copies": queries.approved_copies(table),
        "desk": PacingDesk(request, place, table),
        **_outdated(request, place, table, offered),
        "who_sees": [WHO_READS_GROUP],
        **_rights(request, table),
    }
    return render(request, "pacing/schedule.html", context)


def _outdated(request: SchoolRequest, place: GroupTerm, table: PacingSchedule, offered: queries.TermLoads) -> dict[str, Any]:
    """For the leader: whether calendar or timetable have moved on since the table was laid out, and where to see what it means."""
    if not may_make(request.actor, place.group.pk):
        return {}
    found = queries.outdated_of(table, place.today, offered)
    address = reverse("pacing:replan", args=[place.group.pk, place.term.key])
    return {
        "outdated": found,
        "replan_url": queries.replan_url(table, place.term, found) if found else "",
        "gained": queries.gained_of(table, place.today, offered),
        "forward_url": f"{address}?forward=on" if _rights(request, table)["may_replan"] else "",
    }


def _rights(request: SchoolRequest, table: PacingSchedule) -> dict[str, Any]:
    """Which buttons the page shows."""
    makes = may_make(request.actor, table.group_id)
    return {
        "may_edit": makes and may_edit(table.status),
        "may_replan": makes and table.status in REPLANNED,
    }


def _shown(table: PacingSchedule, seats: Sequence[queries.Seat], records: dict[tuple[int, int], TaughtLesson]) -> Iterator[ShownRow]:
    rows = iter(table.rows.all())
    week = None
    for run in printouts.merged(printouts.lines_of(table)):
        for place, line in enumerate(run):
            row = next(rows)
            opens = line.week_no is not None and line.week_no != week
            week = line.week_no or week
            yield ShownRow(row, line, opens, place == 0, tuple(records.get((row.pk, seat.school_class.pk)) for seat in seats))


def _propose_form(place: GroupTerm, data: Any = None) -> ProposeForm:
    has_timetable = bool(queries.loads(place).timetable.slots)
    return ProposeForm(data, place=place, volume=volume_for(place.group, place.term), has_timetable=has_timetable)


def _empty_page(request: SchoolRequest, place: GroupTerm, form: ProposeForm, status: int = 200) -> HttpResponse:
    context = {"place": place, "form": form, "may_make": may_make(request.actor, place.group.pk), "who_sees": [WHO_READS_GROUP]}
    return render(request, "pacing/empty.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Compute the table, or compute a draft anew after asking once."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_make(request.actor, place.group.pk), WHO_LEADS_GROUP)
    old = queries.schedule_of(place.group, place.term)
    if old is not None:
        return asked_once(
            request,
            lambda: actions.propose(by=request.actor, place=place),
            question="重新排出进度表？",
            effect="现有的各行会换成由教材、课表和校历重新算出的内容，手工改过的地方不再保留。",
            button="重新排出",
            page=address_of(place),
            here=group,
            done="已按现在的课表和校历重新排出。",
        )
    if request.method == "GET":
        return to_table(place)
    form = _propose_form(place, request.POST)
    if not form.is_valid():
        return _empty_page(request, place, form, status=422)
    volume, by_hand = form.cleaned_data.get("volume"), form.cleaned_data.get("weekly_periods") or 0
    try:
        actions.propose(by=request.actor, place=place, volume=volume, by_hand=by_hand)
    except actions.CannotPropose as refused:
        put_beside(form, refused.problems)
        return _empty_page(request, place, form, status=422)
    return to_table(place)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The table edited in place."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_make(request.actor, place.group.pk), WHO_LEADS_GROUP)
    table = table_of(place)
    if not may_edit(table.status):
        messages.error(request, "进度表已经提交，不能改动；需要改动时请先撤回或重新修改。")
        return to_table(place)
    grid = grid_of(table, place)
    if request.method == "POST":
        data = grid.parse(request.POST)
        problems = _keep(request, place, table, data)
        if problems is None:
            messages.success(request, "已保存。")
            return to_table(place)
        grid = grid.bound(data, problems)
    offered = queries.loads(place, table.weekly_periods)
    context = {"place": place, "schedule": table, "grid": grid, "offered": offered, "standing": queries.standing_of(table, offered)}
    return render(request, "pacing/edit.html", context, status=422 if grid.is_bound else 200)


def _keep(request: SchoolRequest, place: GroupTerm, table: PacingSchedule, data: GridData) -> list[CellProblem] | None:
    """Store the rows (None), or say everything that is wrong with them at once, each cell's first trouble only.

    After a conflict the verb is asked all the same: laid out anew, what stands is not what was typed, though the form was only sent again.
    """
    rows, unreadable = rows_of(data, table)
    anew = request.POST.get("then") == "anew"
    try:
        if not data.problems and not unreadable and re.fullmatch(r"[0-9]{1,9}", data.version):
            actions.save_rows(by=request.actor, place=place, schedule=table, rows=rows, version=int(data.version), anew=anew)
            return None
        wrong = actions.problems_of(place, table, rows, anew=anew)
    except RowsAtFault as fault:
        wrong = fault.problems
    except ChangedMeanwhile as late:
        return [] if data.conflict else [CellProblem(None, "", str(late))]
    said = {(problem.row, problem.column) for problem in (*data.problems, *unreadable)}
    found = [CellProblem(p.row_index, p.column, p.sentence) for p in wrong if (p.row_index, p.column) not in said]
    return [*unreadable, *found]


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Table 2 as a Word file."""
    place = prep_group_term(request.actor, group, term, request.today)
    document = printouts.document(table_of(place))
    return word(document, f"{place.group.name}{place.term.key}教学进度表")


@login_required
@require_GET
def blank(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The form to be filled in by hand."""
    place = prep_group_term(request.actor, group, term, request.today)
    volume = volume_for(place.group, place.term)
    subject = place.group.subject.name
    edition = volume.edition.name if volume else "　　版"
    return word(printouts.blank(naming.title_of_pacing(edition, place.group.grade or 1, place.term.number, subject)), "教学进度表（空白）")


@login_required
@require_GET
def approved(request: SchoolRequest, group: int, term: str, number: int) -> HttpResponse:
    """The table as it was approved."""
    place = prep_group_term(request.actor, group, term, request.today)
    table = table_of(place)
    copy = next((each for each in queries.approved_copies(table) if each.number == number), None)
    if copy is None:
        raise Http404
    copy.schedule = table
    return render(
        request, "pacing/approved.html", {"place": place, "copy": copy, "document": printouts.approved(copy), "who_sees": [WHO_READS_GROUP]}
    )
