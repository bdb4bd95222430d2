"""Reads of pairs: one pair's weeks on one page, the pairs of a group, what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from jiaoyan.activities.queries.training import groups_below
from jiaoyan.growth.access import mentorship as access
from jiaoyan.growth.models import MenteeLesson, MentorLine, Mentorship, Writing
from jiaoyan.growth.rules.mentorship import Agreement, Link, Step, TaughtAfter, missing_links, step_of, with_excuses
from jiaoyan.lessons.models import Observation
from jiaoyan.quotas.queries import excuses_about
from jiaoyan.quotas.rules.progress import Excuse
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of, taken_out_last
from jiaoyan.schools.rules.calendar import Calendar, TeachingWeek
from jiaoyan.schools.rules.gaps import Gap

LOOKS_BACK = timedelta(days=14)
Said = Mapping[tuple[Step, str], Excuse]
"""What a mentee said of the chain, by step and period."""


def loaded() -> QuerySet[Mentorship]:
    """Pairs with their people."""
    rows: QuerySet[Mentorship] = Mentorship.objects.select_related("group__school", "school_year", "mentor", "mentee")
    return rows


def pair_of(actor: Actor, pk: int) -> Mentorship:
    """One pair, also one taken out. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    row = loaded().filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_see(actor, row), access.WHO_SEES)
    return row


def lesson_of(actor: Actor, pk: int) -> MenteeLesson:
    """One lesson of a mentee, also one taken out. One query. Raises ``Http404``, ``NotAllowed``."""
    rows = MenteeLesson.objects.select_related(
        "mentorship__group", "mentorship__mentor", "mentorship__mentee", "observation__teacher", "lesson"
    )
    row: MenteeLesson | None = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_see(actor, row.mentorship), access.WHO_SEES)
    return row


def pairs_in(actor: Actor, place: GroupTerm) -> list[Mentorship]:
    """The pairs of a group and the groups below it that the actor may see. Two queries."""
    rows = loaded().filter(access.visible_to(actor), group__in=groups_below(place.group), removed_at__isnull=True)
    return list(rows.order_by("mentee__sort_name", "pk"))


def removed_pairs(actor: Actor, place: GroupTerm) -> list[Mentorship]:
    """Those taken out last. One query."""
    return taken_out_last(loaded().filter(access.visible_to(actor), group=place.group))


def removed_lessons(pair: Mentorship) -> list[MenteeLesson]:
    """The mentee's lessons that were taken out last. One query."""
    return taken_out_last(pair.lessons.all())


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson with the comparison that answers it; None when it is not written, or not for the reader's eyes yet."""

    lesson: MenteeLesson
    comparison: Writing | None


@dataclass(frozen=True, slots=True)
class PairWeek:
    """A teaching week of a pair: observed, taught, compared, the mentor's line, and what is missing."""

    week: TeachingWeek
    observed: tuple[Observation, ...]
    taught: tuple[Taught, ...]
    line: MentorLine | None
    missing: tuple[Link, ...]

    @property
    def links(self) -> dict[str, list[Link]]:
        """What is missing, by step."""
        return {step.value: [link for link in self.missing if link.step == step] for step in Step}


@dataclass(frozen=True, slots=True)
class PairTerm:
    """A pair in a term; ``weeks`` begun, the latest first."""

    pair: Mentorship
    term: Term
    calendar: Calendar
    weeks: tuple[PairWeek, ...]


def pair_term(pair: Mentorship, term: Term, today: date) -> PairTerm:
    """One pair on one page. Six queries."""
    calendar = calendar_of(term)
    return PairTerm(pair, term, calendar, next(iter(_weeks([pair], term, calendar, today)), ()))


def _weeks(pairs: list[Mentorship], term: Term, calendar: Calendar, today: date) -> list[tuple[PairWeek, ...]]:
    """The weeks of some pairs. Five queries."""
    span = Q(day__gte=calendar.weeks()[0].start, day__lte=term.last_school_day) if calendar.weeks() else Q(pk=None)
    observed = list(
        Observation.objects.filter(
            term=term,
            observer__in=[pair.mentee_id for pair in pairs],
            teacher__in=[pair.mentor_id for pair in pairs],
            removed_at__isnull=True,
        ).order_by("day", "period_no", "pk")
    )
    comparisons = Writing.objects.filter(submitted_at__isnull=False, removed_at__isnull=True).order_by("pk")
    lessons = list(
        MenteeLesson.objects.select_related("observation", "school_class")
        .filter(span, mentorship__in=pairs, removed_at__isnull=True)
        .prefetch_related(Prefetch("comparisons", comparisons))
    )
    lines = list(MentorLine.objects.filter(mentorship__in=pairs, term=term))
    said: dict[int, dict[tuple[Step, str], Excuse]] = {}
    for demand, excuse in excuses_about([pair.mentee_id for pair in pairs], term):
        if step := step_of(demand):
            said.setdefault(excuse.subject.id, {})[step, excuse.span] = excuse
    return [_pair_weeks(pair, calendar, today, observed, lessons, lines, said.get(pair.mentee_id, {})) for pair in pairs]


def _pair_weeks(
    pair: Mentorship,
    calendar: Calendar,
    today: date,
    observed: Iterable[Observation],
    lessons: Iterable[MenteeLesson],
    lines: Iterable[MentorLine],
    excuses: Said,
) -> tuple[PairWeek, ...]:
    agreement = Agreement(pair.starts, pair.ends, pair.observe_per_week)
    seen = [each for each in observed if (each.observer_id, each.teacher_id) == (pair.mentee_id, pair.mentor_id)]
    own = [each for each in lessons if each.mentorship_id == pair.pk]
    said = {each.week_no: each for each in lines if each.mentorship_id == pair.pk}
    found = []
    for week in reversed(calendar.weeks()):
        if week.start > today or week.end < pair.starts or week.start > pair.ends:
            continue
        listened = tuple(each for each in seen if week.start <= each.day <= week.end)
        taught = tuple(Taught(each, next(iter(each.comparisons.all()), None)) for each in own if week.start <= each.day <= week.end)
        missing = missing_links(
            week,
            agreement,
            observed=len(listened),
            taught=[TaughtAfter(each.lesson.pk, each.lesson.day, each.lesson.topic, each.comparison is not None) for each in taught],
            has_line=week.no in said,
            today=today,
        )
        found.append(PairWeek(week, listened, taught, said.get(week.no), with_excuses(missing, week.no, excuses)))
    return tuple(found)


def to_follow(pair: Mentorship, term: Term, day: date) -> list[Observation]:
    """The mentor's lessons the mentee has observed by a day, the latest first. One query."""
    rows = Observation.objects.filter(
        term=term, observer_id=pair.mentee_id, teacher_id=pair.mentor_id, removed_at__isnull=True, day__lte=day
    )
    return list(rows.order_by("-day", "-period_no"))


# what is owed


def owed(actor: Actor, term: Term, day: date) -> list[Gap]:
    """What the person owes as a mentee or a mentor: what is due this week or was in the last two; older weeks are past, and so is what was excused. At most seven queries."""
    mine = Q(mentor_id=actor.person_id) | Q(mentee_id=actor.person_id)
    pairs = list(loaded().filter(mine, school_year_id=term.school_year_id, removed_at__isnull=True, starts__lte=day, ends__gte=day))
    if not pairs:
        return []
    calendar, found = calendar_of(term), list[Gap]()
    for pair, weeks in zip(pairs, _weeks(pairs, term, calendar, day), strict=True):
        links = [(week, link) for week in weeks for link in week.missing if link.due >= day - LOOKS_BACK and not link.excused]
        found += [_gap(pair, term, week, link) for week, link in links if owner_of(pair, link).pk == actor.person_id]
    return found


def mentorship_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Links of the group's pairs that are late: what, whose, since when. Seven queries."""
    pairs = list(loaded().filter(group=group, removed_at__isnull=True, starts__lte=day))
    if not pairs:
        return []
    weeks_of = _weeks(pairs, term, calendar_of(term), day)
    return [
        _gap(pair, term, week, link)
        for pair, weeks in zip(pairs, weeks_of, strict=True)
        for week in weeks
        for link in week.missing
        if link.is_late(day)
    ]


def _gap(pair: Mentorship, term: Term, week: PairWeek, link: Link) -> Gap:
    url = reverse("growth:pair", args=[pair.pk, term.key]) + f"#week-{week.week.no}"
    return Gap.of(f"第{week.week.no}周：{link.what}", owner_of(pair, link), link.due, url)


def owner_of(pair: Mentorship, link: Link) -> Person:
    """Whose a missing link is."""
    owner: Person = pair.mentor if link.of_mentor else pair.mentee
    return owner
