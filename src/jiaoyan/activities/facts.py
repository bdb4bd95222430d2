"""What counts of meetings, talks, notes, unit analyses and trainings. 事实（F05–F07、F09、F31、F37）

A meeting counts once it has ended, for its own group only. A talk and a note count for whoever spoke or wrote, and for their group and those above. A unit is
an event on its last day by table 2, which its analysis answers. A training counts once it says what it was about; what is passed on answers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from jiaoyan.activities.models import (
    Activity,
    ActivitySection,
    Attendance,
    DailyTalk,
    GoalAttainment,
    GroupOpinion,
    Opinion,
    ShareBack,
    TheoryNote,
    Training,
    UnitAnalysis,
)
from jiaoyan.activities.rules.analysis import ATTAINMENT_ROW
from jiaoyan.curriculum.models import Unit
from jiaoyan.pacing.queries import days_of_units_among
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.schools.models import Group

MISSED = {Attendance.State.ABSENT: "absent", Attendance.State.LATE: "late", Attendance.State.EARLY: "left_early"}
FIXED = ("starts", "place", "lead_speaker_id")


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. A fixed number of queries, however much there is."""
    yield from _meetings(extent)
    yield from _absences(extent)
    yield from _talks(extent)
    yield from _notes(extent)
    yield from _units(extent)
    yield from _analyses(extent)
    yield from _trainings(extent)
    yield from _share_backs(extent)


def unit_key(group: int, unit: int) -> str:
    """The key of a unit as an event of a group: what answers it names it."""
    return f"curriculum.unit:{unit}@{group}"


def _in(extent: Extent) -> Q:
    return Q(term=extent.term, group__in=extent.groups, day__lte=extent.day)


def _persons(*people: int) -> frozenset[Subject]:
    return frozenset(Subject("person", person) for person in people)


def _meetings(extent: Extent) -> Iterator[Fact]:
    ended = Q(activity__term=extent.term, activity__group__in=extent.groups, activity__state=Activity.State.ENDED)
    kinds = ActivitySection.Kind
    sections = set(ActivitySection.objects.filter(ended).exclude(text=[]).order_by().values_list("activity_id", "kind"))
    spoken = set(Opinion.objects.filter(ended).order_by().values_list("activity_id", flat=True).distinct())
    rows = Activity.objects.filter(_in(extent), state=Activity.State.ENDED)
    for row in rows.annotate(analysed=Exists(UnitAnalysis.objects.filter(activity=OuterRef("pk")))):
        steps = {kind for activity, kind in sections if activity == row.pk}
        steps |= {kinds.UNIT_ANALYSIS} if row.analysed or row.no_unit_reason else set()
        steps |= {kinds.DISCUSSION} if row.pk in spoken else set()
        key = f"activities.activity:{row.pk}"
        yield Fact(
            "meeting",
            key,
            row.day,
            frozenset({Subject("group", row.group_id)}),
            f"{row.name}：{row.topic}",
            reverse("activities:activity", args=[row.pk]),
            {"steps": len(steps), "fixed": sum(bool(getattr(row, name)) for name in FIXED)},
            frozenset({key}),  # what is asked of a meeting's record is answered by the meeting itself
        )


def _absences(extent: Extent) -> Iterator[Fact]:
    lines = Attendance.objects.select_related("activity", "person").filter(
        activity__term=extent.term,
        activity__group__in=extent.groups,
        activity__day__lte=extent.day,
        activity__state=Activity.State.ENDED,
        state__in=MISSED,
        person__in=extent.people,
    )
    for line in lines:
        yield Fact(
            "absence",
            f"activities.attendance:{line.pk}",
            line.activity.day,
            _persons(line.person_id) | extent.upward(line.activity.group_id),
            f"{line.activity.name}：{line.person.name}{line.get_state_display()}",
            reverse("activities:activity", args=[line.activity_id]),
            {"state": MISSED[Attendance.State(line.state)]},
        )


def _talks(extent: Extent) -> Iterator[Fact]:
    rows = DailyTalk.objects.filter(_in(extent))
    if extent.person is not None:
        rows = rows.filter(Q(speakers=extent.person) | Q(written_by=extent.person)).distinct()
    for row in rows.prefetch_related("speakers"):
        there = {row.written_by_id, *(person.pk for person in row.speakers.all())}
        yield Fact(
            "talk",
            f"activities.dailytalk:{row.pk}",
            row.day,
            _persons(*there) | extent.upward(row.group_id),
            f"{row.lesson_title}：{row.issue[:20]}",
            reverse("activities:daily_talks", args=[row.group_id, extent.term.key]),
        )


def _notes(extent: Extent) -> Iterator[Fact]:
    for row in TheoryNote.objects.filter(_in(extent), note_taker__in=extent.people):
        yield Fact(
            "theory_note",
            f"activities.theorynote:{row.pk}",
            row.day,
            _persons(row.note_taker_id) | extent.upward(row.group_id),
            row.theme,
            reverse("activities:theory_note", args=[row.pk]),
        )


def _units(extent: Extent) -> Iterator[Fact]:
    days = days_of_units_among(list(Group.objects.filter(pk__in=extent.groups)), extent.term)
    keys = {unit for units in days.values() for unit in units}
    titles = {unit.pk: unit for unit in Unit.objects.filter(pk__in=keys).exclude(strand=Unit.Strand.REVIEW)}
    for group, units in days.items():
        for unit, (_, last) in units.items():
            if unit in titles and last <= extent.day:
                url = reverse("activities:unit_analyses", args=[group, extent.term.key])
                yield Fact("unit", unit_key(group, unit), last, frozenset({Subject("group", group)}), str(titles[unit]), url)


def _analyses(extent: Extent) -> Iterator[Fact]:
    counted = GoalAttainment.objects.filter(goal__analysis=OuterRef("pk"), tested__gt=0)
    rows = UnitAnalysis.objects.select_related("unit", "activity").filter(
        term=extent.term, group__in=extent.groups, preparer__in=extent.people
    )
    opinions = GroupOpinion.objects.exclude(text=[]).only("analysis_id", "row", "edited_at").order_by("edited_at")
    for row in rows.annotate(counted=Exists(counted)).prefetch_related(Prefetch("opinions", opinions)):
        settled = [each.row for each in row.opinions.all() if each.row != ATTAINMENT_ROW or row.counted]
        day = _discussed(row)
        if not settled or day is None or day > extent.day:
            continue
        meeting = row.activity
        yield Fact(
            "unit_analysis",
            f"activities.unitanalysis:{row.pk}",
            day,
            _persons(row.preparer_id) | extent.upward(row.group_id),
            f"“{row.unit}”单元分析",
            reverse("activities:unit_analysis", args=[row.pk]),
            {
                "rows": len(settled),
                "attained": row.counted,
                "lead_spoke": meeting is not None and meeting.lead_speaker_id == row.preparer_id,
            },
            frozenset({unit_key(row.group_id, row.unit_id)}),
        )


def _discussed(row: UnitAnalysis) -> date | None:
    """The day of the meeting that discussed it; without one, the day the group first wrote on it."""
    if row.activity is not None and row.activity.state == Activity.State.ENDED:
        day: date = row.activity.day
        return day
    first = next(iter(row.opinions.all()), None)
    return timezone.localdate(first.edited_at) if first else None


def _trainings(extent: Extent) -> Iterator[Fact]:
    rows = Training.objects.filter(_in(extent), removed_at__isnull=True).exclude(digest=[])
    if extent.person is not None:
        rows = rows.filter(Q(participants=extent.person) | Q(trainers=extent.person)).distinct()
    for row in rows.prefetch_related("participants", "trainers"):
        people = [person.pk for person in (*row.participants.all(), *row.trainers.all())]
        yield Fact(
            "training",
            f"activities.training:{row.pk}",
            row.day,
            _persons(*people) | {Subject("group", row.group_id)},
            f"{row.get_kind_display()}：{row.theme}",
            reverse("activities:training", args=[row.pk]),
            {"type": row.kind},
        )


def _share_backs(extent: Extent) -> Iterator[Fact]:
    rows = ShareBack.objects.select_related("training").filter(
        training__term=extent.term,
        training__group__in=extent.groups,
        training__removed_at__isnull=True,
        removed_at__isnull=True,
        day__lte=extent.day,
    )
    if extent.person is not None:
        rows = rows.filter(givers=extent.person)
    for row in rows.prefetch_related("givers"):
        yield Fact(
            "share_back",
            f"activities.shareback:{row.pk}",
            row.day,
            _persons(*(person.pk for person in row.givers.all())) | {Subject("group", row.training.group_id)},
            f"二次培训：{row.training.theme}",
            reverse("activities:training", args=[row.training_id]),
            answers=frozenset({f"activities.training:{row.training_id}"}),
        )
