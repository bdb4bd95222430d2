"""Reads for the staff pages. 教职工与账号"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.http import Http404

from jiaoyan.schools.models import Account, Membership, Person, Role, TeachingAssignment, valid_on
from jiaoyan.schools.queries import name_of_class
from jiaoyan.schools.rules.people import class_short, grade_of
from jiaoyan.schools.spelling import matches


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One line of the staff list: what somebody does here today, in words."""

    person: Person
    duties: str
    roles: tuple[str, ...]
    account: Account | None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about a person over time, newest first. ``is_admin`` on the day asked."""

    person: Person
    account: Account | None
    assignments: tuple[tuple[TeachingAssignment, str], ...]
    memberships: tuple[Membership, ...]
    roles: tuple[Role, ...]
    is_admin: bool


def here_on(day: date) -> Q:
    """People who work here on a day."""
    return Q(left_on__isnull=True) | Q(left_on__gt=day)


def staff(day: date, first_calendar_year: int, *, text: str = "", left: bool = False) -> list[StaffLine]:
    """The staff list, by pinyin; ``text`` finds by name or initials, ``left`` lists those who have gone. Three queries.

    Searching happens in Python: a school's staff fits in memory and initials are no column.
    """
    present = here_on(day)
    persons = (
        Person.objects.filter(~present if left else present)
        .select_related("account")
        .prefetch_related(
            Prefetch(
                "assignments",
                TeachingAssignment.objects.filter(valid_on(day)).select_related("school_class", "subject").order_by("school_class__number"),
            ),
            Prefetch("roles", Role.objects.filter(valid_on(day)).select_related("group")),
        )
    )
    found = [person for person in persons if not text.strip() or matches(text, person.name, person.sort_name)]
    return [_line(person, first_calendar_year) for person in found]


def person_or_404(pk: int) -> Person:
    """A person of the school in scope, with account. One query."""
    person: Person | None = Person.objects.select_related("account", "school").filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def record_of(person: Person, day: date, first_calendar_year: int) -> Record:
    """The person's page. Three queries beyond the person."""
    assignments = TeachingAssignment.objects.filter(teacher=person).select_related("school_class", "subject").order_by("-starts")
    roles = tuple(Role.objects.filter(person=person).select_related("group__school_year").order_by("-starts"))
    return Record(
        person=person,
        account=getattr(person, "account", None),
        assignments=tuple((each, name_of_class(each.school_class, first_calendar_year)) for each in assignments),
        memberships=tuple(Membership.objects.filter(person=person).select_related("group__school_year").order_by("-starts")),
        roles=roles,
        is_admin=any(role.kind == Role.Kind.ADMIN and role.starts <= day and (role.ends is None or role.ends >= day) for role in roles),
    )


def without_account(day: date, *, administrators: bool) -> list[Person]:
    """People here who cannot sign in because nobody opened an account; administrators among them only when asked for. One query."""
    waiting = Person.objects.filter(here_on(day), account__isnull=True)
    held = Role.objects.filter(kind=Role.Kind.ADMIN, ends__isnull=True)
    return list(waiting if administrators else waiting.exclude(pk__in=held.values("person_id")))


def role_called(role: Role) -> str:
    """五年级数学备课组组长, 数学教研组分管行政, 教导处."""
    if role.group is None:
        return role.get_kind_display()
    return role.group.name + (role.get_kind_display() if role.kind == Role.Kind.LIAISON else "组长")


def _line(person: Person, first_calendar_year: int) -> StaffLine:
    by_subject: dict[str, list[str]] = {}
    for each in person.assignments.all():
        grade = grade_of(each.school_class.entry_year, first_calendar_year)
        short = class_short(grade, each.school_class.number) if grade else str(each.school_class)
        by_subject.setdefault(each.subject.name, []).append(short)
    return StaffLine(
        person=person,
        duties="；".join("、".join(names) + subject for subject, names in by_subject.items()),
        roles=tuple(role_called(role) for role in person.roles.all()),
        account=getattr(person, "account", None),
    )
