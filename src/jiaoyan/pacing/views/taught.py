"""What the classes were really taught: for a teacher's phone, a tap per lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.access import REPLANNED, WHO_RECORDS, may_make, may_record
from jiaoyan.pacing.forms import TaughtForm
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.queries import Seat
from jiaoyan.pacing.rules.replan import Progress
from jiaoyan.pacing.rules.schedule import PaceRow
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.calendar import NoSuchWeek
from jiaoyan.web.forms import put_beside

WEEK = timedelta(days=7)
REASONS = ("放假调课", "学校活动", "学生掌握较慢，多用一课时", "学生掌握较好，提前完成", "教师外出，调课", "随练习讲评顺延")
Records = dict[tuple[int, int], TaughtLesson]


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """One lesson of one class: its record, whether it is due, and the form that corrects it."""

    row: PacingRow
    record: TaughtLesson | None
    is_due: bool
    form: TaughtForm

    @property
    def is_moved(self) -> bool:
        """Taught on another day or in other periods than planned."""
        return self.record is not None and (self.record.taught_on, self.record.periods) != (self.row.date_to, self.row.periods)


@dataclass(frozen=True, slots=True)
class ClassCard:
    """One class: how far it is, this and last week's lessons, and how many earlier ones nobody has recorded."""

    seat: Seat
    progress: Progress
    weeks: tuple[tuple[str, tuple[TaughtRow, ...]], ...]
    earlier: int
    to_confirm: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """The form of one row that was refused, to be shown again as it was typed."""

    row_id: int
    class_id: int
    form: TaughtForm


@login_required
@require_http_methods(["GET", "POST"])
def taught(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """GET: own classes, or the one chosen, with this and last week's lessons; POST: one tap."""
    place = prep_group_term(request.actor, group, term, request.today)
    schedule = queries.schedule_of(place.group, place.term)
    if schedule is None:
        messages.info(request, "还没有教学进度表，排出以后就可以记实际进度。")
        return redirect("pacing:schedule", group, term)
    seats = queries.seats_of(place)
    if request.method == "GET":
        return _page(request, place, schedule, seats)
    require(any(_records(request, place, seat) for seat in seats), WHO_RECORDS)
    seat = next((seat for seat in seats if str(seat.school_class.pk) == request.POST.get("class")), None)
    if seat is None:
        messages.error(request, "请选择班级。")
        return redirect("pacing:taught", group, term)
    refusal = _tapped(request, place, schedule, seat)
    if refusal:
        return _page(request, place, schedule, seats, refusal=refusal, seat=seat, status=422)
    address = reverse("pacing:taught", args=[group, term])
    return redirect(f"{address}?class={seat.school_class.pk}#row-{seat.school_class.pk}-{request.POST.get('row', '')}")


def _records(request: SchoolRequest, place: GroupTerm, seat: Seat) -> bool:
    return may_record(request.actor, place.group.pk, [teacher.pk for teacher in seat.teachers])


def _tapped(request: SchoolRequest, place: GroupTerm, schedule: PacingSchedule, seat: Seat) -> Refusal | None:
    """Carry out what a button asked for; the refused form, if any."""
    do, by = request.POST.get("do", ""), request.actor
    begins = _week_start(place, place.day)
    if do in ("week", "earlier"):
        first, last = (begins, place.day) if do == "week" else (place.term.first_school_day, begins - timedelta(days=1))
        added = actions.record_as_planned(by=by, place=place, schedule=schedule, seat=seat, first=first, last=last)
        messages.success(request, f"{seat.name}：已按计划记下{added}课。" if added else f"{seat.name}：没有需要记的课。")
        return None
    row = next((row for row in queries.content_rows(schedule) if str(row.pk) == request.POST.get("row")), None)
    if row is None:
        raise Http404
    if do == "undo":
        actions.forget_taught(by=by, place=place, row=row, seat=seat)
        return None
    form = TaughtForm(request.POST, prefix=_prefix(row, seat)) if do == "save" else None
    if form is not None and not form.is_valid():
        return Refusal(row.pk, seat.school_class.pk, form)
    values: dict[str, Any] = form.cleaned_data if form else {"day": min(row.date_to or place.today, place.today)}
    try:
        actions.record_taught(by=by, place=place, row=row, seat=seat, **values)
    except Refused as refused:
        form = form or TaughtForm(
            {f"{_prefix(row, seat)}-day": values["day"], f"{_prefix(row, seat)}-periods": row.periods}, prefix=_prefix(row, seat)
        )
        form.is_valid()
        put_beside(form, refused.problems)
        return Refusal(row.pk, seat.school_class.pk, form)
    return None


def _page(
    request: SchoolRequest,
    place: GroupTerm,
    schedule: PacingSchedule,
    seats: Sequence[Seat],
    *,
    refusal: Refusal | None = None,
    seat: Seat | None = None,
    status: int = 200,
) -> HttpResponse:
    records, rows = queries.taught_in(schedule), queries.pace_rows(schedule)
    recordable = [each for each in seats if _records(request, place, each)]
    asked = str(seat.school_class.pk) if seat else request.GET.get("class", "")
    shown = [each for each in recordable if str(each.school_class.pk) == asked] or _own(request, recordable)
    content = queries.content_rows(schedule)
    overview = [(each, queries.progress(rows, records, each.school_class.pk, place.day)) for each in seats]
    context = {
        "place": place,
        "schedule": schedule,
        "cards": [_card(place, each, content, rows, records, refusal) for each in shown],
        "overview": overview,
        "recordable": {each.school_class.pk for each in recordable},
        "may_replan": may_make(request.actor, place.group.pk) and schedule.status in REPLANNED,
        "refusal": refusal,
        "reasons": REASONS,
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "pacing/taught.html", context, status=status)


def _own(request: SchoolRequest, seats: Sequence[Seat]) -> list[Seat]:
    """One's own classes; for a leader without any, all."""
    own = [seat for seat in seats if request.actor.person_id in {teacher.pk for teacher in seat.teachers}]
    return own or list(seats)


def _card(
    place: GroupTerm, seat: Seat, content: Sequence[PacingRow], rows: Sequence[PaceRow], records: Records, refusal: Refusal | None
) -> ClassCard:
    class_id, begins = seat.school_class.pk, _week_start(place, place.day)
    spans = [(_week(place, "本周", begins), begins, begins + WEEK), (_week(place, "上周", begins - WEEK), begins - WEEK, begins)]
    weeks = tuple(
        (name, tuple(_row(place, seat, row, records, refusal) for row in content if row.date_to and first <= row.date_to < end))
        for name, first, end in spans
    )
    open_rows = [row for row in content if row.date_to and row.date_to <= place.day and (row.pk, class_id) not in records]
    return ClassCard(
        seat=seat,
        progress=queries.progress(rows, records, class_id, place.day),
        weeks=weeks,
        earlier=sum(1 for row in open_rows if row.date_to and row.date_to < begins),
        to_confirm=sum(1 for row in open_rows if row.date_to and row.date_to >= begins),
    )


def _row(place: GroupTerm, seat: Seat, row: PacingRow, records: Records, refusal: Refusal | None) -> TaughtRow:
    record = records.get((row.pk, seat.school_class.pk))
    due = row.date_to is not None and row.date_to <= place.today
    if refusal and (refusal.row_id, refusal.class_id) == (row.pk, seat.school_class.pk):
        return TaughtRow(row, record, due, refusal.form)
    day = record.taught_on if record else min(row.date_to or place.today, place.today)
    initial = {"day": day, "periods": record.periods if record else row.periods, "reason": record.reason if record else ""}
    return TaughtRow(row, record, due, TaughtForm(initial=initial, prefix=_prefix(row, seat)))


def _prefix(row: PacingRow, seat: Seat) -> str:
    return f"r{row.pk}c{seat.school_class.pk}"


def _week_start(place: GroupTerm, day: date) -> date:
    """The first day of the teaching week of a day; outside the term its Monday."""
    try:
        return place.calendar.week(place.calendar.week_no(day) or 0).start
    except NoSuchWeek:
        return day - timedelta(days=day.weekday())


def _week(place: GroupTerm, word: str, begins: date) -> str:
    """本周（第17周）; only the word outside the term."""
    number = place.calendar.week_no(begins + WEEK - timedelta(days=1)) or place.calendar.week_no(begins)
    return f"{word}（第{number}周）" if number else word
