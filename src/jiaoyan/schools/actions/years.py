"""Into a new school year in one step. 升入新学年

Classes keep their entry year, so they move up by themselves; groups get a new seat that follows last year's; graduates leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.actions.setup import check_terms, open_school_year, open_weekends
from jiaoyan.schools.models import Enrolment, Group, Membership, Role, School, SchoolClass, SchoolYear, TeachingAssignment
from jiaoyan.schools.registers.years import MovingUp, Seat, moving_up
from jiaoyan.schools.rules.calendar import TermDates, long_day
from jiaoyan.schools.rules.people import school_year_label


@dataclass(frozen=True, slots=True)
class MovedUp:
    """The new year; ``created`` is False when it was there already and nothing was written."""

    year: SchoolYear
    created: bool


def move_up(
    year: SchoolYear, terms: Sequence[TermDates], *, follow_classes: bool = True, first_grade_classes: int = 0, by: Actor
) -> MovedUp:
    """Make the school year after ``year``: terms, groups with members and roles carried over, graduates out, new first-grade classes.

    Doing it again changes nothing. Raises ``Refused`` for terms that overlap or lie outside the new year.
    """
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        School.objects.select_for_update().get(pk=by.school_id)
        plan = moving_up(year, follow_classes=follow_classes)
        if plan.already:
            return MovedUp(SchoolYear.objects.get(key=plan.key), created=False)
        check_new_terms(plan, terms)
        new = open_school_year(year.school, plan.start_year, terms)
        open_weekends(by.school_id, terms)
        _seat_groups(plan, new)
        _end_old_year(year)
        _let_go(plan)
        there = {each.number for each in plan.staying if each.entry_year == plan.start_year}
        SchoolClass.objects.bulk_create(
            SchoolClass(school_id=by.school_id, entry_year=plan.start_year, number=number)
            for number in range(1, first_grade_classes + 1)
            if number not in there
        )
        history.note(by, "move_up", new, f"升入{school_year_label(new.key)}：{len(plan.seats)}个组，{len(plan.graduating)}个毕业班")
    return MovedUp(new, created=True)


def check_new_terms(plan: MovingUp, terms: Sequence[TermDates]) -> None:
    """The terms of the new year follow the old year's and stay inside September to August. Raises ``Refused``."""
    check_terms(terms, plan.start_year)
    last = plan.year.terms.order_by("-last_school_day").first()
    if last is not None and terms[0].first_day <= last.last_school_day:
        raise Refused(f"开学日要在{last.label}结束（{long_day(last.last_school_day)}）之后。", "first_day")


def _seat_groups(plan: MovingUp, new: SchoolYear) -> None:
    """New seats, parents before children, each following last year's group, with its people."""
    made: dict[int, Group] = {}
    for seat in plan.seats:
        old = seat.follows
        made[old.pk] = Group.objects.create(
            school_id=old.school_id,
            kind=old.kind,
            name=old.name,
            school_year=new,
            subject=old.subject,
            grade=old.grade,
            parent=made.get(old.parent_id) if old.parent_id else None,
            follows=old,
            activity_weekday=old.activity_weekday,
            activity_parity=old.activity_parity,
            activity_place=old.activity_place,
        )
        _sit_down(seat, made[old.pk], new)


def _sit_down(seat: Seat, group: Group, new: SchoolYear) -> None:
    Membership.objects.bulk_create(
        Membership(school_id=group.school_id, group=group, person=person, starts=new.starts) for person in seat.members
    )
    Role.objects.bulk_create(
        Role(school_id=group.school_id, group=group, person=person, kind=kind, starts=new.starts) for kind, person in seat.roles
    )


def _end_old_year(year: SchoolYear) -> None:
    """Seats and roles of the old year's groups end with it; roles for the whole school go on."""
    lasting = (Q(ends__isnull=True) | Q(ends__gt=year.ends)) & Q(group__school_year=year, starts__lte=year.ends)
    Membership.objects.filter(lasting).update(ends=year.ends)
    Role.objects.filter(lasting).update(ends=year.ends)


def _let_go(plan: MovingUp) -> None:
    """Graduates: their seats in class and their teachers' 课务 end with the old year."""
    lasting = (Q(ends__isnull=True) | Q(ends__gt=plan.year.ends)) & Q(school_class__in=plan.graduating, starts__lte=plan.year.ends)
    Enrolment.objects.filter(lasting).update(ends=plan.year.ends)
    TeachingAssignment.objects.filter(lasting).update(ends=plan.year.ends)
