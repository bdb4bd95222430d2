"""What a plan is made from, read once: people, units and their weeks, the cadence, and how much everybody did before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from django.db.models import Count, Q

from jiaoyan.activities.models import Activity
from jiaoyan.activities.queries.units import volume_of
from jiaoyan.curriculum.models import LessonTopic, Unit, Volume
from jiaoyan.curriculum.queries import UnitBranch, unit_tree
from jiaoyan.pacing.models import PacingRow
from jiaoyan.pacing.queries import pace_row
from jiaoyan.pacing.rules.schedule import PaceRow, UnitSpan, unit_spans
from jiaoyan.planning.models import AuthoringRow
from jiaoyan.planning.rules.arrangement import Teacher
from jiaoyan.planning.rules.authoring import Writer
from jiaoyan.schools.models import Group, Membership, Person, not_over, valid_on
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.calendar import Calendar, Occurrence, Parity, Policy
from jiaoyan.schools.rules.naming import textbook_title
from jiaoyan.schools.rules.people import grade_name


@dataclass(frozen=True)
class Material:
    """``people`` sat in the group at some time of the term, ``members`` sit in it now; ``outside`` may review for a group of one.

    ``lessons_given`` and ``written`` count research lessons and exercises of earlier terms, here and in the group this one follows.
    """

    place: GroupTerm
    people: tuple[Person, ...]
    members: tuple[Person, ...]
    outside: tuple[Person, ...]
    lessons_given: Mapping[int, int]
    written: Mapping[int, int]
    volume: Volume | None
    branches: tuple[UnitBranch, ...]
    pacing: tuple[PacingRow, ...]
    busy: frozenset[date]

    @cached_property
    def teachers(self) -> tuple[Teacher, ...]:
        """The members as table 1 asks for them."""
        return tuple(Teacher(person.pk, person.name, self.lessons_given.get(person.pk, 0)) for person in self.members)

    @cached_property
    def everybody(self) -> tuple[Teacher, ...]:
        """Whoever may stand in table 1: members of any time of the term."""
        return tuple(Teacher(person.pk, person.name) for person in self.people)

    @cached_property
    def writers(self) -> tuple[Writer, ...]:
        """The members as table 3 asks for them."""
        return tuple(Writer(person.pk, person.name, self.written.get(person.pk, 0)) for person in self.members)

    @cached_property
    def names(self) -> dict[int, str]:
        """Person → name, of everybody who may be named in the plan."""
        return {person.pk: person.name for person in (*self.outside, *self.people)}

    @cached_property
    def units(self) -> dict[int, Unit]:
        """Unit number → unit, of the term's book."""
        return {branch.unit.number: branch.unit for branch in self.branches}

    @cached_property
    def lessons(self) -> tuple[LessonTopic, ...]:
        """Every lesson of the book in order."""
        return tuple(lesson for branch in self.branches for lesson in branch.lessons)

    @cached_property
    def rows(self) -> tuple[PaceRow, ...]:
        """Table 2 as the rules read it."""
        return tuple(pace_row(row) for row in self.pacing)

    @cached_property
    def spans(self) -> tuple[UnitSpan, ...]:
        """The units to be taught: with their weeks when there is a table 2, otherwise by the book."""
        if self.rows:
            return tuple(span for span in unit_spans(self.rows) if span.number is not None)
        taught = [branch.unit for branch in self.branches if branch.unit.strand != Unit.Strand.REVIEW]
        return tuple(UnitSpan(unit.number, unit.title, None, None, None) for unit in taught)

    @cached_property
    def taught_in(self) -> dict[int, int]:
        """Lesson topic → the first week it is taught in."""
        weeks: dict[int, int] = {}
        for row in self.pacing:
            if row.lesson_id is not None and row.week_no is not None:
                weeks.setdefault(row.lesson_id, row.week_no)
        return weeks

    @cached_property
    def last_lesson_of(self) -> dict[int, int]:
        """Week → the last lesson topic begun in it."""
        return {week: lesson for lesson, week in self.taught_in.items()}

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar as the group's grade sees it."""
        grade = self.place.group.grade
        return self.place.calendar if grade is None else self.place.calendar.for_grade(grade)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """The meetings of the term by the group's own cadence, or the school's."""
        group, school = self.place.group, self.place.group.school
        weekday = school.activity_weekday if group.activity_weekday is None else group.activity_weekday
        parity = cast(Parity, group.activity_parity or school.activity_parity)
        return self.calendar.occurrences(weekday, parity, cast(Policy, school.reschedule_policy))

    @cached_property
    def review_week(self) -> int | None:
        """The first week of the review phase: as the term's dates say, or as table 2 has it."""
        if begins := self.place.term.exam_phase_start:
            return self.calendar.week_no(begins)
        return min((row.week_no for row in self.pacing if row.kind == PacingRow.Kind.REVIEW and row.week_no is not None), default=None)

    @cached_property
    def textbook(self) -> str:
        """苏教版五年级下册, or what can be said without a chosen edition."""
        if self.volume is None:
            return f"{grade_name(self.place.group.grade)}教材" if self.place.group.grade else "教材"
        return textbook_title(self.volume.edition.name, self.volume.grade, self.place.term.number)


def material_of(place: GroupTerm) -> Material:
    """Everything a plan is made from. At most nine queries, however much there is."""
    seats = list(
        Membership.objects.select_related("person")
        .filter(group=place.group, starts__lte=place.term.last_school_day)
        .filter(not_over(place.term.first_school_day))
        .order_by("person__sort_name", "person_id")
    )
    people = tuple(dict.fromkeys(seat.person for seat in seats))
    sitting = [seat.person for seat in seats if seat.starts <= place.day and (seat.ends is None or seat.ends >= place.day)]
    members = tuple(dict.fromkeys(sitting)) or people
    volume = volume_of(place.group, place.term)
    return Material(
        place=place,
        people=people,
        members=members,
        outside=_outside(place.group, place.day) if len(members) == 1 else (),
        lessons_given=_lessons_given(place),
        written=_written(place),
        volume=volume,
        branches=unit_tree(volume) if volume else (),
        pacing=tuple(_pacing_rows(place)),
        busy=_busy(place),
    )


def _pacing_rows(place: GroupTerm) -> Sequence[PacingRow]:
    rows = PacingRow.objects.select_related("unit", "lesson").filter(schedule__group=place.group, schedule__term=place.term)
    return list(rows.order_by("position"))


def groups_before(place: GroupTerm) -> list[int]:
    """The group itself and the one it follows: whose earlier terms are looked back on."""
    return [pk for pk in (place.group.pk, place.group.follows_id) if pk is not None]


def _lessons_given(place: GroupTerm) -> dict[int, int]:
    given = Activity.objects.filter(
        group_id__in=groups_before(place),
        term__first_school_day__lt=place.term.first_school_day,
        state=Activity.State.ENDED,
        lesson_teacher__isnull=False,
    )
    return dict(given.order_by().values_list("lesson_teacher_id").annotate(Count("pk")))


def _written(place: GroupTerm) -> dict[int, int]:
    rows = AuthoringRow.objects.filter(
        plan__group_id__in=groups_before(place), plan__term__first_school_day__lt=place.term.first_school_day
    )
    return dict(rows.order_by().values_list("author_id").annotate(Count("pk")))


def _outside(group: Group, day: date) -> tuple[Person, ...]:
    """Members of the other groups under the same research group: they may review for a group of one."""
    if group.parent_id is None:
        return ()
    seats = Membership.objects.select_related("person").filter(group__parent_id=group.parent_id).exclude(group=group)
    sitting = seats.filter(valid_on(day)).order_by("person__sort_name", "person_id")
    return tuple(dict.fromkeys(seat.person for seat in sitting))


def _busy(place: GroupTerm) -> frozenset[date]:
    """The days on which a group above this one meets."""
    above = Q(group__children=place.group.pk) | Q(group__children__children=place.group.pk)
    meetings = Activity.objects.filter(above, term=place.term).exclude(state=Activity.State.CANCELLED)
    return frozenset(meetings.order_by().values_list("day", flat=True))
