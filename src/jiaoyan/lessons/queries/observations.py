"""Reads of observations, each with a fixed number of queries. 听课记录"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from jiaoyan.lessons import access
from jiaoyan.lessons.models import LessonType, Observation
from jiaoyan.lessons.queries.people import concerning, periods_on, seats_of, tree_of
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Person, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of, name_of_class, taken_out_last
from jiaoyan.schools.rules.people import class_short, grade_of


def loaded() -> QuerySet[Observation]:
    """Observations with everything their pages and papers show."""
    rows: QuerySet[Observation] = Observation.objects.select_related(
        "group__school", "group__school_year", "term__school_year", "observer", "teacher", "school_class", "research_lesson__teacher"
    )
    return rows


def observation_of(actor: Actor, pk: int) -> Observation:
    """One observation, also one taken out. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    row = loaded().filter(pk=pk).first()
    if row is None:
        raise Http404
    require(access.may_read(actor, row), access.WHO_READS_OBSERVATION)
    return row


def by_observer(person_id: int, term: Term) -> list[Observation]:
    """What somebody observed in a term, by day. One query."""
    return list(loaded().filter(term=term, observer_id=person_id, removed_at__isnull=True))


def of_teacher(person_id: int, term: Term) -> list[Observation]:
    """What was observed of somebody in a term, the latest first. One query."""
    return list(loaded().filter(term=term, teacher_id=person_id, removed_at__isnull=True).order_by("-day", "-period_no", "-pk"))


def removed_by(person_id: int, term: Term) -> list[Observation]:
    """Those the observer took out last, to be brought back. One query."""
    return taken_out_last(loaded().filter(term=term, observer_id=person_id))


def in_group(actor: Actor, place: GroupTerm) -> list[Observation]:
    """The observations of a group's people and about them that the actor may read, by day. Two queries."""
    rows = loaded().filter(access.visible_to(actor), concerning(tree_of(place.group)), term=place.term, removed_at__isnull=True)
    return list(rows)


@dataclass(slots=True)
class Tally:
    """How often somebody observed and was observed in the term; ``practice``: of that practice lessons (R017)."""

    person: Person
    observed: int = 0
    practice: int = 0
    was_observed: int = 0
    last: date | None = None


def tallies(place: GroupTerm) -> list[Tally]:
    """Of everybody who sits in the group or a group below it. Four queries."""
    tree = tree_of(place.group)
    found = {seat.person.pk: Tally(seat.person) for seat in seats_of(place, tree)}
    rows = Observation.objects.filter(term=place.term, removed_at__isnull=True).values_list(
        "observer_id", "teacher_id", "lesson_type", "day"
    )
    for observer, teacher, lesson_type, day in rows:
        if observer in found:
            line = found[observer]
            line.observed += 1
            line.practice += lesson_type == LessonType.PRACTICE
            line.last = max(day, line.last or day)
        if teacher in found:
            found[teacher].was_observed += 1
    return list(found.values())


def class_label(row: Observation) -> str:
    """五（2）班 as the class was called that year; nothing for a guest. No query."""
    return name_of_class(row.school_class, row.term.school_year.first_calendar_year) if row.school_class else ""


def class_word(row: Observation) -> str:
    """五2班, for narrow columns. No query."""
    if row.school_class is None:
        return ""
    grade = grade_of(row.school_class.entry_year, row.term.school_year.first_calendar_year)
    return f"{class_short(grade, row.school_class.number)}班" if grade else class_label(row)


def has_own_lesson(row: Observation) -> bool:
    """Whether the observer's own timetable has a lesson in that period: worth a word, nothing more. Three queries."""
    periods = periods_on(row.observer_id, row.term, calendar_of(row.term), row.day)
    return any(period.period_no == row.period_no for period in periods)


def by_lesson(rows: Iterable[Observation]) -> dict[int, list[Observation]]:
    """Research lesson → its observations. No query."""
    found: dict[int, list[Observation]] = defaultdict(list)
    for row in rows:
        if row.research_lesson_id:
            found[row.research_lesson_id].append(row)
    return dict(found)
