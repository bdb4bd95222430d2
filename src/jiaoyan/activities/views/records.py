"""A meeting's page: the record as it will print, its gaps, its files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.activities import access
from jiaoyan.activities.models import Activity
from jiaoyan.activities.printouts import blanks, records
from jiaoyan.activities.printouts.units import unit_analysis
from jiaoyan.activities.queries import meetings, units
from jiaoyan.activities.rules.record import missing
from jiaoyan.documents.blocks import Block, Document, PageBreak
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest
from jiaoyan.schools.models import School
from jiaoyan.schools.queries import group_term, moment
from jiaoyan.web.download import word


@login_required
@require_GET
def activity(request: SchoolRequest, pk: int) -> HttpResponse:
    """The record, as far as it stands."""
    row = meetings.activity_of(request.actor, pk)
    meetings.load_record(row)
    at = moment(request.today)
    lines = meetings.lines_of(row)
    context = {
        "place": group_term(request.actor, row.group_id, row.term.key, request.today),
        "activity": row,
        "gaps": missing(meetings.record_state(row)) if row.state == Activity.State.ENDED else (),
        "records": access.may_record(request.actor, row, at),
        "keeps": access.keeps_record(request.actor, row),
        "leads": access.may_lead(request.actor, row),
        "attends": access.may_attend(request.actor, row),
        "may_start": access.may_start(request.actor, row) and row.day <= request.today,
        "mine": next((line for line in lines if line.person_id == request.actor.person_id), None),
        "leaves": [line for line in lines if line.leave_asked_at],
        "decisions": [(each, access.may_finish_decision(request.actor, each)) for each in row.decisions.all()],
        "paper": Document(records.title_of(row), record_with_units(row)),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "activities/activity.html", context)


def record_with_units(row: Activity) -> tuple[Block, ...]:
    """The record, each of its unit analyses on a new page behind it (附在最后)."""
    views = units.unit_views(row.unit_analyses.order_by("unit__number"), meetings.members_at(row))
    return (*records.activity_record(row), *(block for view in views for block in (PageBreak(), *unit_analysis(view))))


@login_required
@require_GET
def activity_docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """The record as Word."""
    row = meetings.activity_of(request.actor, pk)
    meetings.load_record(row)
    title = f"{row.group.name}{records.title_of(row).removeprefix('备课组')}"
    return word(Document(title, record_with_units(row)), title)


@login_required
@require_GET
def attendance_docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """The attendance sheet as Word."""
    row = meetings.activity_of(request.actor, pk)
    meetings.load_record(row)
    title = f"{row.group.name}{row.name}考勤表"
    return word(Document(title, records.attendance_sheet(row)), title)


@login_required
@require_GET
def blank(request: SchoolRequest, kind: str) -> HttpResponse:
    """An empty form to fill in by hand."""
    if kind not in blanks.BLANKS:
        raise Http404
    school = School.objects.get(pk=request.actor.school_id)
    document = blanks.blank(kind, school.name)
    return word(document, document.title)
