"""What is missing from a group's activities, analyses, notes and talks: what, whose, since when. The ledger and the home pages ask here.

``…_gaps_among`` judge rows that are read already (many groups at once, with ``judged_activities`` and its like) without any query. Since
when a group uses the system is the asker's to apply (``schools.rules.gaps.due_since``); what one person owes is filtered here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse

from jiaoyan.activities.models import (
    Activity,
    ActivitySection,
    AnalysisRow,
    Attendance,
    DailyTalk,
    Decision,
    GoalAttainment,
    GroupOpinion,
    Opinion,
    PersonalDesign,
    TheoryNote,
    UnitAnalysis,
)
from jiaoyan.activities.queries import meetings
from jiaoyan.activities.rules.analysis import ATTAINMENT_ROW, BEFORE_ROWS, AnalysisState, rows_due
from jiaoyan.activities.rules.attendance import Presence, head_count
from jiaoyan.activities.rules.record import RecordState, missing
from jiaoyan.curriculum.models import Unit
from jiaoyan.documents import markup
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import with_names
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap, counts_since
from jiaoyan.web.addresses import addresses

AHEAD = timedelta(days=10)


# what judging needs, and no more


def judged_activities(groups: Collection[Group], term: Term) -> list[Activity]:
    """The meetings of some groups with their people and decisions. Two queries."""
    decisions = Decision.objects.select_related("owner").only("activity_id", "what", "due", "done_on", "owner__name").order_by("pk")
    rows = with_names(Activity.objects.filter(group__in=groups, term=term), *meetings.PEOPLE)
    found: list[Activity] = list(rows.prefetch_related(Prefetch("decisions", decisions)).order_by())
    return sorted(found, key=lambda activity: (activity.day, activity.starts, activity.pk))


def records_of(activities: Iterable[Activity]) -> dict[int, RecordState]:
    """What stands in the records of those of these meetings that have ended, by meeting. Four queries, instead of the twelve of full records."""
    ended = [activity for activity in activities if activity.state == Activity.State.ENDED]
    here = {"activity__in": [activity.pk for activity in ended]}
    lines = Attendance.objects.filter(**here).order_by("person__sort_name", "person_id").values_list("activity_id", "person__name", "state")
    there: dict[int, list[Presence]] = defaultdict(list)
    for activity_id, name, state in lines:
        there[activity_id].append(Presence(name, state))
    reviews = ActivitySection.objects.filter(**here, kind=ActivitySection.Kind.REVIEW).order_by()
    written = {activity_id for activity_id, text in reviews.values_list("activity_id", "text") if markup.plain(text).strip()}
    spoken = Counter(activity for activity, _ in set(Opinion.objects.filter(**here).order_by().values_list("activity_id", "speaker_id")))
    analysed = Counter(UnitAnalysis.objects.filter(**here).order_by().values_list("activity_id", flat=True))
    return {
        each.pk: RecordState(
            review_written=each.pk in written,
            unit_analyses=analysed[each.pk],
            no_unit_reason=each.no_unit_reason,
            speakers=spoken[each.pk],
            decisions=len(each.decisions.all()),
            present=head_count(there[each.pk]).present,
            unmarked=tuple(line.name for line in there[each.pk] if not line.state),
        )
        for each in ended
    }


def judged_analyses(groups: Collection[Group], term: Term) -> list[UnitAnalysis]:
    """The unit analyses of some groups with what ``judged_state`` needs, in the order of the book: two queries, no design is read."""
    rows = UnitAnalysis.objects.select_related("unit", "preparer").filter(group__in=groups, term=term)
    counted = Exists(GoalAttainment.objects.filter(goal__analysis=OuterRef("pk"), tested__gt=0))
    told = ("group_id", "term_id", "activity_id", "unit_starts", "unit_ends", "unit__title", "unit__number", "preparer__name")
    written = Prefetch("opinions", GroupOpinion.objects.exclude(text=[]).only("analysis_id", "row").order_by())
    found: list[UnitAnalysis] = list(rows.annotate(is_counted=counted).only(*told).prefetch_related(written).order_by())
    return sorted(found, key=lambda analysis: (analysis.unit.number, analysis.pk))


def judged_state(analysis: UnitAnalysis) -> AnalysisState:
    """What is done in one of ``judged_analyses``. No query."""
    return AnalysisState(
        settled=frozenset(opinion.row for opinion in analysis.opinions.all()),
        counted=analysis.is_counted,  # type: ignore[attr-defined]  # annotated above
        unit_starts=analysis.unit_starts,
        unit_ends=analysis.unit_ends,
    )


def noted_days(group: Group, term: Term) -> list[date]:
    """The days of the theory notes. One query."""
    return list(TheoryNote.objects.filter(group=group, term=term).order_by().values_list("day", flat=True))


def talked_days(group: Group, term: Term) -> list[date]:
    """The days of the talks, one for each talk. One query."""
    return list(DailyTalk.objects.filter(group=group, term=term).order_by().values_list("day", flat=True))


# what is missing


def record_gaps_among(activities: Iterable[Activity], records: Mapping[int, RecordState], day: date) -> list[Gap]:
    """Meetings whose day has passed without being held or ended, and what ended records still lack, for loaded meetings. No query."""
    begun = [activity for activity in activities if activity.state != Activity.State.CANCELLED and activity.day <= day]
    return [gap for activity in begun for gap in _gaps_of(activity, records, day)]


def _gaps_of(activity: Activity, records: Mapping[int, RecordState], day: date) -> list[Gap]:
    name = activity.name
    if activity.state == Activity.State.ENDED:
        lacking = missing(records[activity.pk])
        url = reverse("activities:activity", args=[activity.pk]) + "#gaps" if lacking else ""
        return [Gap.of(f"{name}：{gap.what}", activity.recorder, activity.day, url) for gap in lacking]
    if activity.day == day:
        return []
    if activity.state == Activity.State.OPEN:
        return [Gap.of(f"{name}还没有结束", activity.recorder, activity.day, reverse("activities:meeting", args=[activity.pk]))]
    return [Gap.of(f"{name}还没有召开", activity.host, activity.day, reverse("activities:activity", args=[activity.pk]))]


def analysis_gaps_among(
    group: Group,
    term: Term,
    day: date,
    *,
    analyses: Collection[UnitAnalysis],
    book: Iterable[Unit],
    days: Mapping[int, tuple[date, date]],
    leader: Person | None,
) -> list[Gap]:
    """Rows of unit analyses that are overdue, and units begun that nobody prepares; for loaded analyses, the units of the term's book and
    their days by table 2. No query.
    """
    found, page = list[Gap](), addresses("activities:unit_analysis")
    for analysis in analyses:
        late = [row for row in rows_due(judged_state(analysis)) if row.is_missing(day)]
        if not late:
            continue
        first = [row for row in late if row.row in BEFORE_ROWS]
        url, name = page(analysis.pk), f"“{analysis.unit}”单元分析"
        if first and first[0].due:
            rows = "前三栏" if len(first) == len(BEFORE_ROWS) else "、".join(AnalysisRow(row.row).label for row in first)
            found.append(Gap.of(f"{name}：{rows}的集体意见还没有写", analysis.preparer, first[0].due, url))
        if late[-1].row == ATTAINMENT_ROW and late[-1].due:
            found.append(Gap.of(f"{name}：目标达成分析还没有完成", analysis.preparer, late[-1].due, url))
    prepared = {analysis.unit_id for analysis in analyses}
    url = reverse("activities:unit_analyses", args=[group.pk, term.key])
    begun = [unit for unit in book if unit.pk in days and days[unit.pk][0] <= day and unit.strand != unit.Strand.REVIEW]
    return found + [Gap.of(f"“{unit}”还没有定主备人", leader, days[unit.pk][0], url) for unit in begun if unit.pk not in prepared]


def theory_gaps_among(
    group: Group, term: Term, day: date, *, calendar: Calendar, noted: Iterable[date], leader: Person | None
) -> list[Gap]:
    """Months of the term that are over (ten school days or more) without a note, knowing the days on which notes were written. No query."""
    months = {(each.year, each.month) for each in noted}
    without = [m for m in calendar.counted_months() if m.last_day < day and (m.year, m.month) not in months]
    url = reverse("activities:theory_notes", args=[group.pk, term.key])
    return [Gap.of(f"{m.month}月还没有理论学习摘记", leader, m.last_day, url) for m in without]


def talk_gaps_among(group: Group, term: Term, day: date, *, calendar: Calendar, talked: Iterable[date], leader: Person | None) -> list[Gap]:
    """Whole weeks that are over without a single talk, knowing the days on which there was one; single days are never held against
    anybody. No query.
    """
    days = sorted(set(talked))
    url = reverse("activities:daily_talks", args=[group.pk, term.key])
    empty = [week for week in calendar.counted_weeks() if week.end < day and not any(week.start <= each <= week.end for each in days)]
    return [Gap.of(f"第{week.no}周没有记每日一议", leader, week.days[-1], url) for week in empty]


@dataclass(frozen=True, slots=True)
class Dues:
    """The next day on which each part falls due after a day; None when nothing is planned."""

    records: date | None
    analyses: date | None
    theory: date | None
    talks: date | None


def dues(term: Term, day: date, *, calendar: Calendar, activities: Iterable[Activity], analyses: Iterable[UnitAnalysis]) -> Dues:
    """When the parts are due next: the next meeting, the next row of an analysis, the end of the month and of the week. No query."""
    coming = [
        each.day for each in activities if each.state == Activity.State.OPEN or (each.state == Activity.State.PLANNED and each.day >= day)
    ]
    rows = [row.due for analysis in analyses for row in rows_due(judged_state(analysis)) if not row.done and row.due and row.due >= day]
    months = [m.last_day for m in calendar.counted_months() if m.last_day >= day]
    weeks = [week.days[-1] for week in calendar.counted_weeks() if week.days[-1] >= day]
    return Dues(
        records=min(coming, default=None),
        analyses=min(rows, default=None),
        theory=min(months[0], term.last_school_day) if months else None,
        talks=weeks[0] if weeks else None,
    )


def decisions_owed(actor: Actor, day: date) -> list[Gap]:
    """Decisions in the person's name that are not done and due soon. One query."""
    rows = Decision.objects.filter(owner_id=actor.person_id, done_on__isnull=True, due__lte=day + AHEAD)
    rows = rows.exclude(activity__group__in_use_from__gt=F("due"))
    return [
        Gap(
            f"落实决定：{row.what}",
            actor.name,
            actor.person_id,
            row.due,
            reverse("activities:activity", args=[row.activity_id]) + f"#decision-{row.pk}",
        )
        for row in rows
    ]


def designs_owed(actor: Actor, term: Term, day: date) -> list[Gap]:
    """Personal designs to be written before a unit or its meeting. Two queries."""
    soon = Q(unit_starts__gt=day, unit_starts__lte=day + AHEAD) | Q(
        activity__state__in=["planned", "open"], activity__day__gte=day, activity__day__lte=day + AHEAD
    )
    needed = ("unit_starts", "unit__title", "activity__day", "group__in_use_from")
    rows = UnitAnalysis.objects.filter(soon, term=term, group_id__in=actor.member_of).order_by("pk")
    written = PersonalDesign.objects.filter(person_id=actor.person_id, row__in=BEFORE_ROWS, analysis__in=rows).exclude(text=[])
    done = {(analysis, row) for analysis, row in written.values_list("analysis_id", "row")}
    found = []
    for row in rows.select_related("unit", "activity", "group").only(*needed):
        left = [AnalysisRow(r).label for r in BEFORE_ROWS if (row.pk, r) not in done]
        due = min(each for each in (row.activity.day if row.activity else None, row.unit_starts) if each is not None and each >= day)
        if left and counts_since(due, row.group.in_use_from):
            found.append(
                Gap(
                    f"写“{row.unit}”的个人设计（{'、'.join(left)}）",
                    actor.name,
                    actor.person_id,
                    due,
                    reverse("activities:unit_analysis", args=[row.pk]),
                )
            )
    return found


def follow_ups_owed(actor: Actor, term: Term, day: date) -> list[Gap]:
    """Talks whose promised follow-up is due. One query."""
    rows = DailyTalk.objects.filter(term=term, follow_up_owner_id=actor.person_id, follow_up_note="", follow_up_due__lte=day)
    rows = rows.exclude(group__in_use_from__gt=F("follow_up_due"))
    return [
        Gap(
            f"补一句落实情况：{row.issue[:20]}",
            actor.name,
            actor.person_id,
            row.follow_up_due,
            reverse("activities:talk_follow_up", args=[row.pk]),
        )
        for row in rows
    ]
