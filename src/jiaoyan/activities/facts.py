"""What counts of meetings, talks, notes, unit analyses and trainings. 事实（F05–F07、F09、F31、F37）

A meeting counts once it has ended, for its own group only. A talk and a note count for whoever spoke or wrote, and for their group and those above. A unit is
an event on its last day by table 2, which its analysis answers. A training counts once it says what it was about, an outside one
at once: it asks whoever went to pass it on, and what is passed on answers it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localdate

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
from jiaoyan.web.addresses import addresses

MISSED = {Attendance.State.ABSENT: "absent", Attendance.State.LATE: "late", Attendance.State.EARLY: "left_early"}
FIXED = ("starts", "place", "lead_speaker_id")


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent: of each kind somebody asks for, in a fixed number of queries, however much there is."""
    return extent.read(
        {
            "meeting": _meetings,
            "absence": _absences,
            "talk": _talks,
            "theory_note": _notes,
            "unit": _units,
            "unit_analysis": _analyses,
            "training": _trainings,
            "share_back": _share_backs,
        }
    )


def unit_key(group: int, unit: int) -> str:
    """The key of a unit as an event of a group: what answers it names it."""
    return f"curriculum.unit:{unit}@{group}"


def _in(extent: Extent) -> Q:
    return Q(term=extent.term, group__in=extent.groups, day__lte=extent.day)


def _persons(*people: int) -> frozenset[Subject]:
    return frozenset(Subject("person", person) for person in people)


def _with_others(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows read once for each person at their other side, whose key stands last: each row once, with the set of these people last."""
    found: dict[tuple[Any, ...], set[int]] = {}
    for *row, other in rows:
        found.setdefault(tuple(row), set()).update(() if other is None else (other,))
    return ((*row, others) for row, others in found.items())


def _meetings(extent: Extent) -> Iterator[Fact]:
    """Two queries."""
    page, kinds = addresses("activities:activity"), ActivitySection.Kind
    steps: dict[int, set[str]] = defaultdict(set)
    ended = Q(activity__term=extent.term, activity__group__in=extent.groups, activity__state=Activity.State.ENDED)
    for activity, kind in ActivitySection.objects.filter(ended).exclude(text=[]).order_by().values_list("activity_id", "kind"):
        steps[activity].add(kind)
    rows = Activity.objects.filter(_in(extent), state=Activity.State.ENDED).annotate(
        analysed=Exists(UnitAnalysis.objects.filter(activity=OuterRef("pk"))),
        spoken=Exists(Opinion.objects.filter(activity=OuterRef("pk"))),
    )
    for row in rows.only("number", "day", "topic", "group_id", "no_unit_reason", *FIXED).order_by():
        steps[row.pk] |= {kinds.UNIT_ANALYSIS} if row.analysed or row.no_unit_reason else set()
        steps[row.pk] |= {kinds.DISCUSSION} if row.spoken else set()
        key = f"activities.activity:{row.pk}"
        yield Fact(
            "meeting",
            key,
            row.day,
            frozenset({Subject("group", row.group_id)}),
            f"{row.name}：{row.topic}",
            page(row.pk),
            {"steps": len(steps[row.pk]), "fixed": sum(bool(getattr(row, name)) for name in FIXED)},
            frozenset({key}),  # what is asked of a meeting's record is answered by the meeting itself
        )


def _absences(extent: Extent) -> Iterator[Fact]:
    page = addresses("activities:activity")
    lines = Attendance.objects.select_related("activity", "person").filter(
        activity__term=extent.term,
        activity__group__in=extent.groups,
        activity__day__lte=extent.day,
        activity__state=Activity.State.ENDED,
        state__in=MISSED,
        person__in=extent.people,
    )
    told = ("state", "person__name", "activity__number", "activity__day", "activity__group_id")
    for line in lines.only(*told).order_by():
        yield Fact(
            "absence",
            f"activities.attendance:{line.pk}",
            line.activity.day,
            _persons(line.person_id) | extent.upward(line.activity.group_id),
            f"{line.activity.name}：{line.person.name}{line.get_state_display()}",
            page(line.activity_id),
            {"state": MISSED[Attendance.State(line.state)]},
        )


def _talks(extent: Extent) -> Iterator[Fact]:
    pages = {group: reverse("activities:daily_talks", args=[group, extent.term.key]) for group in extent.groups}
    rows = DailyTalk.objects.filter(_in(extent)).order_by()
    told = ("pk", "day", "group_id", "lesson_title", "issue", "written_by_id", "speakers")
    for pk, day, group, lesson, issue, writer, speakers in _with_others(rows.values_list(*told)):
        there = {writer, *speakers}
        if extent.person is None or extent.person in there:
            yield Fact(
                "talk",
                f"activities.dailytalk:{pk}",
                day,
                _persons(*there) | extent.upward(group),
                f"{lesson}：{Truncator(issue).chars(24, truncate='…')}",
                pages[group],
            )


def _notes(extent: Extent) -> Iterator[Fact]:
    page = addresses("activities:theory_note")
    rows = TheoryNote.objects.filter(_in(extent), note_taker__in=extent.people).order_by()
    for pk, day, group, taker, theme in rows.values_list("pk", "day", "group_id", "note_taker_id", "theme"):
        yield Fact("theory_note", f"activities.theorynote:{pk}", day, _persons(taker) | extent.upward(group), theme, page(pk))


def _units(extent: Extent) -> Iterator[Fact]:
    """Two queries."""
    days = days_of_units_among(extent.groups, extent.term)
    keys = {unit for units in days.values() for unit in units}
    titles = dict(Unit.objects.filter(pk__in=keys).exclude(strand=Unit.Strand.REVIEW).order_by().values_list("pk", "title"))
    for group, units in days.items():
        url = reverse("activities:unit_analyses", args=[group, extent.term.key])
        for unit, (_, last) in units.items():
            if unit in titles and last <= extent.day:
                yield Fact("unit", unit_key(group, unit), last, frozenset({Subject("group", group)}), titles[unit], url)


def _analyses(extent: Extent) -> Iterator[Fact]:
    """Two queries."""
    page, written = addresses("activities:unit_analysis"), _opinions(extent)
    rows = UnitAnalysis.objects.filter(term=extent.term, group__in=extent.groups, preparer__in=extent.people).order_by()
    counted = Exists(GoalAttainment.objects.filter(goal__analysis=OuterRef("pk"), tested__gt=0))
    told = ("pk", "group_id", "preparer_id", "unit_id", "unit__title", "counted")
    meeting = ("activity__state", "activity__day", "activity__lead_speaker_id")
    for pk, group, preparer, unit, title, attained, state, held, lead in rows.annotate(counted=counted).values_list(*told, *meeting):
        opinions = written.get(pk, [])
        settled = [row for row, _ in opinions if row != ATTAINMENT_ROW or attained]
        day = held if state == Activity.State.ENDED else localdate(opinions[0][1]) if opinions else None
        if not settled or day is None or day > extent.day:
            continue
        yield Fact(
            "unit_analysis",
            f"activities.unitanalysis:{pk}",
            day,
            _persons(preparer) | extent.upward(group),
            f"“{title}”单元分析",
            page(pk),
            {"rows": len(settled), "attained": attained, "lead_spoke": lead == preparer},
            frozenset({unit_key(group, unit)}),
        )


def _opinions(extent: Extent) -> dict[int, list[tuple[int, datetime]]]:
    """What each analysis says in its rows, in the order of writing: the number of the row, and when."""
    rows = GroupOpinion.objects.filter(analysis__term=extent.term, analysis__group__in=extent.groups).exclude(text=[])
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for analysis, row, edited_at in rows.order_by("edited_at").values_list("analysis_id", "row", "edited_at"):
        found[analysis].append((row, edited_at))
    return found


def _trainings(extent: Extent) -> Iterator[Fact]:
    """Two queries."""
    page, kinds = addresses("activities:training"), dict(Training.Kind.choices)
    held = Training.objects.filter(_in(extent), removed_at__isnull=True)
    rows = held.exclude(Q(digest=[]) & ~Q(kind=Training.Kind.EXTERNAL)).order_by()
    told = ("pk", "day", "group_id", "kind", "theme")
    read = [*rows.values_list(*told, "participants"), *rows.values_list(*told, "trainers")]
    for pk, day, group, kind, theme, people in _with_others(read):
        if extent.person is None or extent.person in people:
            yield Fact(
                "training",
                f"activities.training:{pk}",
                day,
                _persons(*people) | {Subject("group", group)},
                f"{kinds[kind]}：{theme}",
                page(pk),
                {"type": kind},
            )


def _share_backs(extent: Extent) -> Iterator[Fact]:
    page = addresses("activities:training")
    rows = ShareBack.objects.filter(
        training__term=extent.term,
        training__group__in=extent.groups,
        training__removed_at__isnull=True,
        removed_at__isnull=True,
        day__lte=extent.day,
    ).order_by()
    told = ("pk", "day", "training_id", "training__group_id", "training__theme", "givers")
    for pk, day, training, group, theme, givers in _with_others(rows.values_list(*told)):
        if extent.person is None or extent.person in givers:
            yield Fact(
                "share_back",
                f"activities.shareback:{pk}",
                day,
                _persons(*givers) | {Subject("group", group)},
                f"二次培训：{theme}",
                page(training),
                answers=frozenset({f"activities.training:{training}"}),
            )
