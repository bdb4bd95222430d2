"""Reads for the roster of practice lessons: the cohort with its turns and periods, what stands, what is proposed. 练兵课安排"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.http import Http404

from jiaoyan.activities.models import Activity
from jiaoyan.lessons import access
from jiaoyan.lessons.models import PracticeRoster, ResearchStep, RosterSlot
from jiaoyan.lessons.queries.people import Seat, classes_of_school, own_lessons, seats_of
from jiaoyan.lessons.rules import roster as rules
from jiaoyan.lessons.rules.roster import Candidate, Ground, Half, Proposal, Turn
from jiaoyan.lessons.rules.timetable import Period, periods_of
from jiaoyan.quotas.queries import quotas_of, tree_of
from jiaoyan.quotas.rules.audience import in_cohort
from jiaoyan.quotas.rules.demand import Cohort
from jiaoyan.quotas.rules.roster import Member
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group, Person, SchoolClass, Term
from jiaoyan.schools.queries import GroupTerm

YOUNG = (Cohort(age_max=35), Cohort(here_below=5))  # R020, R022: 35 or younger, or less than five years here
YOUNG_RULES = frozenset({"R020", "R022"})
PUBLISH_WITHIN = timedelta(weeks=2)  # R021: by then the roster stands; the lessons begin with it


def roster_here(group: Group, term: Term) -> PracticeRoster | None:
    """The roster of a research group in a term, with group and term. One query."""
    found: PracticeRoster | None = loaded().filter(group=group, term=term).first()
    return found


def roster_of(actor: Actor, pk: int) -> PracticeRoster:
    """One roster. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    found = loaded().filter(pk=pk).first()
    if found is None:
        raise Http404
    require(access.may_read_roster(actor, found), access.WHO_READS_ROSTER)
    return found


def loaded() -> QuerySet[PracticeRoster]:
    """Rosters with what their pages show."""
    rows: QuerySet[PracticeRoster] = PracticeRoster.objects.select_related(
        "group__school", "group__subject", "group__school_year", "term__school_year", "published_by"
    )
    return rows


def published_in(actor: Actor, place: GroupTerm) -> PracticeRoster | None:
    """The published roster of the subject in the term. One query."""
    rows = PracticeRoster.objects.filter(access.rosters_visible_to(actor), group__subject_id=place.group.subject_id, term=place.term)
    found: PracticeRoster | None = rows.filter(published_at__isnull=False).first()
    return found


def slots_of(roster: PracticeRoster | None) -> list[RosterSlot]:
    """Its lines by day, with teacher, class and lesson. One query."""
    return list(RosterSlot.objects.select_related("teacher", "school_class", "lesson").filter(roster=roster)) if roster else []


def turn_of(slot: RosterSlot) -> Turn:
    """A stored line as the rules read it."""
    return Turn(slot.teacher_id, Period(slot.day, slot.period_no, slot.school_class_id))


def held_lessons(slots: Collection[RosterSlot]) -> set[int]:
    """Of the lessons that lines became, those that were held. One query."""
    planned = [slot.lesson_id for slot in slots if slot.lesson_id]
    taught = ResearchStep.objects.filter(lesson_id__in=planned, kind=ResearchStep.Kind.TAUGHT, done=True)
    return set(taught.values_list("lesson_id", flat=True))


def held_turns(slots: Collection[RosterSlot]) -> frozenset[Turn]:
    """The lines whose lesson was held: it is over, whatever was planned for that time since. One query."""
    held = held_lessons(slots)
    return frozenset(turn_of(slot) for slot in slots if slot.lesson_id in held)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the page of a roster needs of the school.

    ``cohort``: the young teachers with the periods they could give; ``halves``: the half months that ask for lessons.
    """

    people: tuple[Person, ...]
    classes: tuple[tuple[SchoolClass, str], ...]
    cohort: tuple[Candidate, ...]
    halves: tuple[Half, ...]
    ground: Ground

    def proposal(self) -> Proposal:
        """What the rules propose."""
        return rules.propose(self.cohort, self.halves)

    def faults(self, turns: Sequence[Turn], held: Collection[Turn] = ()) -> tuple[rules.Fault, ...]:
        """What keeps the turns from being published; those that were ``held`` are past that."""
        return tuple(fault for fault in rules.faults(turns, self.ground) if turns[fault.row] not in held)

    def hints(self, turns: Collection[Turn]) -> tuple[str, ...]:
        """What they leave to be wished for."""
        return rules.hints(list(turns), self.cohort, self.halves)


def material_of(place: GroupTerm) -> Material:
    """For the research group of ``place``. Ten queries."""
    tree = tree_of(place.group)
    seats = seats_of(place, tree.below(place.group.pk))
    days = place.calendar.school_days()
    weekly = own_lessons([seat.person.pk for seat in seats], place.term, place.group.subject_id)
    own = {person: frozenset(periods_of(lessons, place.calendar, days)) for person, lessons in weekly.items()}
    meetings = _meetings(place, tree.keys)
    morning = place.calendar.dates.morning_periods
    busy = {
        seat.person.pk: {
            period: meeting
            for group in tree.above[seat.group_id]
            for period, meeting in _busy(own[seat.person.pk], meetings.get(group, {}), morning).items()
        }
        for seat in seats
    }
    first, last = _span(place.term)
    turns = turns_before(place.group, place.term)
    first_day = place.term.first_school_day
    cohort = [
        Candidate(
            seat.person.pk,
            seat.person.name,
            turns.get(seat.person.pk, 0),
            tuple(sorted(period for period in own[seat.person.pk] if period not in busy[seat.person.pk] and first <= period.day <= last)),
        )
        for seat in young(seats, cohorts_of(place.group, first_day), first_day)
        if own[seat.person.pk]
    ]
    return Material(
        tuple(seat.person for seat in seats if own[seat.person.pk]),
        tuple(classes_of_school(place.term)),
        tuple(_settled(cohort)),
        rules.halves_of(place.calendar.school_days_between(first, last)),
        Ground(place.calendar, {seat.person.pk: seat.person.name for seat in seats}, own, place.group.subject.name, busy),
    )


def cohorts_of(group: Group, day: date) -> tuple[Cohort, ...]:
    """Who has to give a practice lesson, as the research group's own quota says it on a day; without one, the usual rule. Three queries."""
    for quota in quotas_of(group):
        demand = quota.on(day) if quota.rule in YOUNG_RULES else None
        if demand is not None and demand.audience.subject == "person" and demand.audience.cohorts:
            return demand.audience.cohorts
    return YOUNG


def young(seats: Collection[Seat], cohorts: Collection[Cohort], day: date) -> list[Seat]:
    """Those of the cohort rule on the first day of the term. No query."""
    return [seat for seat in seats if any(in_cohort(cohort, _member(seat), day) for cohort in cohorts)]


def _member(seat: Seat) -> Member:
    person = seat.person
    grades = frozenset({seat.grade} if seat.grade else ())
    return Member(
        person.pk,
        person.name,
        person.born_on,
        person.service_from,
        person.joined_on,
        person.title,
        frozenset(),
        frozenset({seat.group_id}),
        grades,
        (),
    )


def turns_before(group: Group, term: Term) -> Mapping[int, int]:
    """Teacher → practice lessons on the published rosters of earlier terms of the subject. One query."""
    rows = RosterSlot.objects.filter(
        roster__published_at__isnull=False,
        roster__group__subject_id=group.subject_id,
        roster__term__first_school_day__lt=term.first_school_day,
    )
    return {line["teacher"]: line["count"] for line in rows.values("teacher").annotate(count=Count("pk"))}


def _settled(cohort: list[Candidate]) -> list[Candidate]:
    """Who comes new begins where the others are, not with their turns to catch up: fewest turns first."""
    went = [each.turns for each in cohort if each.turns]
    floor = max(went) - 1 if went else 0
    lifted = [Candidate(each.id, each.name, max(each.turns, floor), each.periods) for each in cohort]
    return sorted(lifted, key=lambda each: each.turns)


def _span(term: Term) -> tuple[date, date]:
    """From the day the roster stands to the last day before the review phase."""
    last = term.exam_phase_start - timedelta(days=1) if term.exam_phase_start else term.last_school_day
    return term.first_school_day + PUBLISH_WITHIN, last


def _meetings(place: GroupTerm, groups: Collection[int]) -> dict[int, dict[tuple[date, bool], str]]:
    """Group → the half days it meets on (the day, and whether in the afternoon), each with words for the meeting. One query."""
    rows = Activity.objects.exclude(state=Activity.State.CANCELLED).filter(group_id__in=groups, term=place.term)
    found: dict[int, dict[tuple[date, bool], str]] = {}
    for group, name, day, starts in rows.values_list("group_id", "group__name", "day", "starts"):
        found.setdefault(group, {})[day, starts.hour >= 12] = f"{starts:%H:%M}有{name}的活动"
    return found


def _busy(own: Collection[Period], meetings: Mapping[tuple[date, bool], str], morning: int) -> dict[Period, str]:
    """The own periods of the half days in which the group meets, with the meeting."""
    halves = {period: (period.day, period.period_no > morning) for period in own}
    return {period: meetings[half] for period, half in halves.items() if half in meetings}
