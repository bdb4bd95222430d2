"""Reads of unit analyses: the units of the term's book, and one analysis as the page and the paper show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import Http404

from jiaoyan.activities import access
from jiaoyan.activities.models import AnalysisRow, GoalAttainment, GroupOpinion, PersonalDesign, UnitAnalysis, UnitGoal
from jiaoyan.activities.rules.analysis import BEFORE_ROWS, AnalysisState, RowDue, fingerprint, rate, rows_due
from jiaoyan.curriculum.models import LessonTopic, Unit, Volume
from jiaoyan.curriculum.queries import volume_for
from jiaoyan.pacing.models import PacingRow, PacingSchedule
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Person, SchoolClass, Term
from jiaoyan.schools.queries import classes_of_grade, name_of_class
from jiaoyan.schools.rules.numerals import percent

LOADED = ("designs__person", "opinions__edited_by", "goals__attainment")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the grid: each member's design (None: not written), then the group's opinion.

    ``is_timely``: there is something to say on it on the day asked for; the fourth row has to wait for the unit's end.
    """

    row: int
    label: str
    designs: tuple[tuple[Person, PersonalDesign | None], ...]
    opinion: GroupOpinion | None
    due: RowDue
    is_timely: bool


@dataclass(frozen=True, slots=True)
class ClassRate:
    """One goal in one class, or in all of them."""

    name: str
    short: str
    tested: int
    reached: int

    @property
    def share(self) -> Fraction | None:
        """达成率, exact."""
        return rate(self.tested, self.reached)

    @property
    def percent(self) -> str:
        """As printed."""
        return percent(self.share)


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal with its rate in every class (a class without a count shows —) and in the grade."""

    goal: UnitGoal
    classes: tuple[ClassRate, ...]
    grade: ClassRate


@dataclass(frozen=True, slots=True)
class UnitView:
    """One analysis, ready to be shown or printed."""

    analysis: UnitAnalysis
    rows: tuple[RowView, ...]
    goals: tuple[GoalView, ...]

    @property
    def lowest(self) -> GoalView | None:
        """The counted goal reached least: it deserves a follow-up."""
        counted = [view for view in self.goals if view.grade.share is not None]
        return min(counted, key=lambda view: view.grade.share or Fraction(0), default=None)


def analysis_of(actor: Actor, pk: int) -> UnitAnalysis:
    """One analysis with its group, unit and meeting. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    rows = UnitAnalysis.objects.select_related("group__school", "term__school_year", "unit__volume", "preparer", "activity")
    analysis: UnitAnalysis | None = rows.filter(pk=pk).first()
    if analysis is None:
        raise Http404
    require(access.may_read(actor, analysis), WHO_READS_GROUP)
    return analysis


def analyses_of(group: Group, term: Term) -> list[UnitAnalysis]:
    """All analyses of a group in a term with everything in them, by unit. Eight queries however many there are."""
    rows = UnitAnalysis.objects.select_related("group__school", "term__school_year", "unit__volume", "preparer", "activity")
    return list(rows.filter(group=group, term=term).prefetch_related(*LOADED).order_by("unit__number"))


def unit_views(
    analyses: QuerySet[UnitAnalysis] | Sequence[UnitAnalysis], members: Iterable[Person], on: date | None = None
) -> list[UnitView]:
    """Analyses as they are shown ``on`` a day, with an empty place for every member who wrote nothing.

    Eight queries, plus one for the classes; what is loaded already is not fetched again.
    """
    if isinstance(analyses, QuerySet):
        analyses = list(analyses.select_related("group", "term__school_year", "unit__volume", "preparer", "activity"))
    prefetch_related_objects(analyses, *LOADED)
    people = list(members)
    classes = _classes(analyses[0].group, analyses[0].term) if analyses else []
    return [_view(analysis, people, classes, on) for analysis in analyses]


def _view(analysis: UnitAnalysis, members: list[Person], classes: list[tuple[SchoolClass, str]], on: date | None) -> UnitView:
    over = analysis.unit_ends is None or on is None or analysis.unit_ends <= on
    opinions = {opinion.row: opinion for opinion in analysis.opinions.all()}
    rows = [
        RowView(
            due.row,
            AnalysisRow(due.row).label,
            _designs(analysis, due.row, members),
            opinions.get(due.row),
            due,
            due.row in BEFORE_ROWS or over,
        )
        for due in rows_due(state_of(analysis))
    ]
    return UnitView(analysis, tuple(rows), tuple(_goal_view(goal, classes) for goal in analysis.goals.all()))


def _designs(analysis: UnitAnalysis, row: int, members: list[Person]) -> tuple[tuple[Person, PersonalDesign | None], ...]:
    """The preparer first, then the members, then authors who have left the group."""
    written = {design.person: design for design in analysis.designs.all() if design.row == row and design.text}
    order = [analysis.preparer, *(m for m in members if m != analysis.preparer)]
    order += [person for person in written if person not in order]
    return tuple((person, written.get(person)) for person in order)


def _goal_view(goal: UnitGoal, classes: list[tuple[SchoolClass, str]]) -> GoalView:
    counts: dict[int, GoalAttainment] = {count.school_class_id: count for count in goal.attainment.all()}
    rates = tuple(ClassRate(name, f"{school_class.number}班", *_count(counts.get(school_class.pk))) for school_class, name in classes)
    return GoalView(goal, rates, ClassRate("年级", "年级", sum(r.tested for r in rates), sum(r.reached for r in rates)))


def _count(count: GoalAttainment | None) -> tuple[int, int]:
    return (count.tested, count.reached) if count else (0, 0)


def state_of(analysis: UnitAnalysis) -> AnalysisState:
    """What is done in an analysis, as the rules read it."""
    return AnalysisState(
        settled=frozenset(opinion.row for opinion in analysis.opinions.all() if opinion.text),
        counted=any(count.tested for goal in analysis.goals.all() for count in goal.attainment.all()),
        unit_starts=analysis.unit_starts,
        unit_ends=analysis.unit_ends,
    )


def goals_seen(goals: Iterable[UnitGoal]) -> str:
    """Tells whether the goals are still those somebody saw. No query when they are loaded."""
    return fingerprint((goal.pk, goal.number, goal.text, goal.level) for goal in goals)


def counts_seen(goals: Iterable[UnitGoal]) -> str:
    """The same for the counts behind them. No query when they are loaded."""
    counts = (count for goal in goals for count in goal.attainment.all())
    return fingerprint(sorted((count.goal_id, count.school_class_id, count.tested, count.reached) for count in counts))


def _classes(group: Group, term: Term) -> list[tuple[SchoolClass, str]]:
    """The classes of the group's grade that year with their names. One query; none for groups without a grade."""
    if group.grade is None:
        return []
    year = term.school_year.first_calendar_year
    return [(school_class, name_of_class(school_class, year)) for school_class in classes_of_grade(group.grade, year)]


def classes_of(analysis: UnitAnalysis) -> list[tuple[SchoolClass, str]]:
    """The classes whose attainment is counted. One query."""
    return _classes(analysis.group, analysis.term)


def volume_of(group: Group, term: Term) -> Volume | None:
    """The book of the term: the pacing schedule's, or the adopted edition's for the grade. At most two queries."""
    schedule = PacingSchedule.objects.select_related("volume").filter(group=group, term=term).first()
    if schedule is not None:
        return schedule.volume  # type: ignore[no-any-return]
    return volume_for(group, term)


def units_of(group: Group, term: Term) -> list[Unit]:
    """The units of the term's book in order. At most three queries."""
    volume = volume_of(group, term)
    return list(Unit.objects.select_related("volume").filter(volume=volume)) if volume else []


@dataclass(frozen=True, slots=True)
class TaughtNow:
    """The lessons to choose from when something is said about teaching: those around a day first."""

    current: LessonTopic | None
    near: tuple[LessonTopic, ...]
    others: tuple[LessonTopic, ...]

    @property
    def by_unit(self) -> list[tuple[str, list[tuple[LessonTopic, str]]]]:
        """Each lesson with its title, in groups by unit: those taught about now first, then the others."""
        groups: dict[str, list[tuple[LessonTopic, str]]] = {}
        for heading, found in (("近两周：", self.near), ("", self.others)):
            for lesson in found:
                groups.setdefault(f"{heading}{lesson.unit.numbered_title}", []).append((lesson, lesson.title))
        return list(groups.items())


def lessons_around(group: Group, term: Term, day: date, span: int = 14) -> TaughtNow:
    """The lesson table 2 places on a day, those within ``span`` days of it, and all others of the book. At most four queries."""
    volume = volume_of(group, term)
    lessons = {lesson.pk: lesson for lesson in LessonTopic.objects.select_related("unit").filter(unit__volume=volume)} if volume else {}
    planned = PacingRow.objects.filter(schedule__group=group, schedule__term=term, lesson__isnull=False, date_from__isnull=False)
    ends = planned.order_by("position").values_list("lesson_id", Coalesce("date_to", "date_from"))
    days = [(lesson, last) for lesson, last in ends if lesson in lessons]
    taught = [lesson for lesson, last in days if last <= day]
    near = dict.fromkeys(lesson for lesson, last in days if abs((last - day).days) <= span)
    return TaughtNow(
        current=lessons.get(taught[-1]) if taught else None,
        near=tuple(lessons[pk] for pk in near),
        others=tuple(lesson for pk, lesson in lessons.items() if pk not in near),
    )
