"""Reads of meetings and their records, each with a fixed number of database queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Manager, Max, Q, Subquery, prefetch_related_objects
from django.http import Http404

from jiaoyan.activities import access
from jiaoyan.activities.models import Activity, ActivitySection, Attendance, DailyTalk, Decision, Opinion
from jiaoyan.activities.queries.units import UnitView, unit_views
from jiaoyan.activities.rules.attendance import HeadCount, Presence, absence_note, head_count
from jiaoyan.activities.rules.record import Missing, RecordState, missing
from jiaoyan.documents import markup
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, HistoryLine, Person, Term
from jiaoyan.schools.queries import members_of, taken_out_last

PEOPLE = ("host", "lead_speaker", "recorder", "lesson_teacher")
RECORD = (
    "attendance__person",
    "attendance__leave_approved_by",
    "sections__edited_by",
    "opinions__speaker",
    "decisions__owner",
    "unit_analyses__unit",
)


def activity_of(actor: Actor, pk: int) -> Activity:
    """The meeting with its group, term and people. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    activity: Activity | None = (
        Activity.objects.select_related("group__school", "group__subject", "term__school_year", *PEOPLE).filter(pk=pk).first()
    )
    if activity is None:
        raise Http404
    require(access.may_read(actor, activity), WHO_READS_GROUP)
    return activity


def opinion_of(actor: Actor, pk: int) -> Opinion:
    """An opinion with its meeting. One query. Raises ``Http404``, ``NotAllowed``."""
    return _said(actor, Opinion.objects, pk)


def opinion_even_removed(actor: Actor, pk: int) -> Opinion:
    """The same, also one taken out."""
    return _said(actor, Opinion.even_removed, pk)


def _said(actor: Actor, opinions: Manager[Opinion], pk: int) -> Opinion:
    opinion: Opinion | None = opinions.select_related("activity__group", "activity__term", "speaker").filter(pk=pk).first()
    if opinion is None:
        raise Http404
    require(access.may_read(actor, opinion.activity), WHO_READS_GROUP)
    return opinion


def removed_opinions(actor: Actor, activity: Activity) -> list[Opinion]:
    """Those taken out last that the actor may bring back while the record is open to him. One query."""
    rows = taken_out_last(Opinion.even_removed.select_related("speaker").filter(activity=activity))
    return [row for row in rows if access.keeps_record(actor, activity) or access.wrote(actor, row)]


def decision_of(actor: Actor, pk: int) -> Decision:
    """A decision with its meeting. One query. Raises ``Http404``, ``NotAllowed``."""
    return _decided(actor, Decision.objects, pk)


def decision_even_removed(actor: Actor, pk: int) -> Decision:
    """The same, also one taken out."""
    return _decided(actor, Decision.even_removed, pk)


def _decided(actor: Actor, decisions: Manager[Decision], pk: int) -> Decision:
    decision: Decision | None = decisions.select_related("activity__group", "activity__term", "owner").filter(pk=pk).first()
    if decision is None:
        raise Http404
    require(access.may_read(actor, decision.activity), WHO_READS_GROUP)
    return decision


def removed_decisions(activity: Activity) -> list[Decision]:
    """Those taken out last. One query."""
    return taken_out_last(Decision.even_removed.filter(activity=activity))


def meetings_of(group: Group, term: Term) -> list[Activity]:
    """All meetings of a group in a term with everything their records hold, by day. Twelve queries however many there are."""
    return list(
        Activity.objects.select_related("group__subject", "term__school_year", *PEOPLE)
        .filter(group=group, term=term)
        .prefetch_related(*RECORD)
        .order_by("day", "starts", "pk")
    )


def members_at(activity: Activity) -> list[Person]:
    """The members on the meeting's day (before the term: on its first day). One query."""
    return list(members_of(activity.group, max(activity.day, activity.term.first_school_day)))


def load_record(activity: Activity) -> None:
    """Fetch everything a record holds onto the row. Ten queries; what is loaded already is not fetched again."""
    prefetch_related_objects([activity], *RECORD)


def presences(activity: Activity) -> list[Presence]:
    """The attendance lines as the rules read them; none is fetched again when the record is loaded."""
    return [Presence(line.person.name, line.state, line.minutes, line.reason) for line in lines_of(activity)]


def lines_of(activity: Activity) -> list[Attendance]:
    """The attendance lines by name."""
    return sorted(activity.attendance.all(), key=lambda line: (line.person.sort_name, line.person_id))


def count_of(activity: Activity) -> HeadCount:
    """应到 and 实到."""
    return head_count(presences(activity))


def absences_of(activity: Activity) -> str:
    """缺席说明."""
    return absence_note(presences(activity))


def section_of(activity: Activity, kind: str) -> ActivitySection | None:
    """One part of a loaded record."""
    return next((section for section in activity.sections.all() if section.kind == kind), None)


def record_state(activity: Activity) -> RecordState:
    """What stands in a loaded record, as the rules read it."""
    review = section_of(activity, ActivitySection.Kind.REVIEW)
    lines = presences(activity)
    return RecordState(
        review_written=bool(review and markup.plain(review.text).strip()),
        unit_analyses=len(activity.unit_analyses.all()),
        no_unit_reason=activity.no_unit_reason,
        speakers=len({opinion.speaker_id for opinion in activity.opinions.all()}),
        decisions=len(activity.decisions.all()),
        present=head_count(lines).present,
        unmarked=tuple(line.name for line in lines if not line.state),
    )


def missing_in(activity: Activity) -> tuple[Missing, ...]:
    """What the record of one meeting still needs."""
    load_record(activity)
    return missing(record_state(activity))


@dataclass(frozen=True, slots=True)
class Agenda:
    """What lies on the table when the meeting begins."""

    items: tuple[str, ...]
    last: Activity | None
    decisions: tuple[Decision, ...]
    talks: tuple[DailyTalk, ...]
    units: tuple[UnitView, ...]


def agenda_of(activity: Activity, members: Iterable[Person]) -> Agenda:
    """Table 1's items, the last meeting's decisions and older open ones, the talks since then, and everyone's designs. A fixed number of queries.

    What the term before left open is carried on, also from the group that this one follows.
    """
    last = previous(activity)
    since = last.day if last else activity.term.school_year.starts  # before the first meeting: whatever the term has
    own = Q(activity__group_id=activity.group_id, activity__term_id=activity.term_id, activity__day__lte=activity.day)
    carried = Decision.objects.select_related("owner", "activity").filter(
        own & (Q(activity=last) | Q(done_on__isnull=True)) | _left_open_before(activity)
    )
    talks = DailyTalk.objects.filter(
        group_id=activity.group_id, term_id=activity.term_id, day__gt=since, day__lte=activity.day
    ).prefetch_related("speakers")
    return Agenda(
        items=tuple(activity.agenda),
        last=last,
        decisions=tuple(carried.exclude(activity=activity).order_by("activity__day", "pk")),
        talks=tuple(talks),
        units=tuple(unit_views(activity.unit_analyses.order_by("unit__number"), members, activity.day)),
    )


def _left_open_before(activity: Activity) -> Q:
    """Open decisions of the term before, of this group or the one it follows: in September the group is a new one."""
    before = Term.objects.filter(first_school_day__lt=activity.term.first_school_day).order_by("-first_school_day").values("pk")[:1]
    groups = [pk for pk in (activity.group_id, activity.group.follows_id) if pk is not None]
    return Q(activity__group_id__in=groups, activity__term_id=Subquery(before), done_on__isnull=True)


def previous(activity: Activity) -> Activity | None:
    """The meeting held last before this one. One query."""
    earlier = Activity.objects.filter(group_id=activity.group_id, term_id=activity.term_id, state=Activity.State.ENDED)
    found: Activity | None = (
        earlier.filter(Q(day__lt=activity.day) | Q(day=activity.day, starts__lt=activity.starts)).order_by("day", "starts").last()
    )
    return found


def pulse(activity: Activity) -> int:
    """The number of the newest history line about the meeting: open pages ask whether it has moved. One query."""
    lines = HistoryLine.objects.filter(kind=Activity._meta.label_lower, object_id=activity.pk)
    return lines.aggregate(last=Max("number"))["last"] or 0


def next_meeting(group: Group, term: Term, day: date) -> Activity | None:
    """The meeting that is open, or the next one planned from a day on. One query."""
    waiting = Activity.objects.select_related(*PEOPLE).filter(group=group, term=term)
    found: Activity | None = (
        waiting.filter(Q(state=Activity.State.OPEN) | Q(state=Activity.State.PLANNED, day__gte=day)).order_by("day", "starts", "pk").first()
    )
    return found
