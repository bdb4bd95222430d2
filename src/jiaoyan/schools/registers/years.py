"""What next year looks like before it is made: the seats of the groups and who would sit in them. 升入新学年"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from jiaoyan.schools.models import Group, Membership, Person, Role, SchoolClass, SchoolYear, not_over
from jiaoyan.schools.queries import name_of_class
from jiaoyan.schools.registers.groups import ORDER
from jiaoyan.schools.rules.people import GRADES, grade_of, school_year_key


@dataclass(frozen=True, slots=True)
class Seat:
    """A group that continues next year: the group it follows, who would sit in it, and who would hold which role."""

    follows: Group
    members: tuple[Person, ...]
    roles: tuple[tuple[str, Person], ...]

    @property
    def leaders(self) -> tuple[Person, ...]:
        """Who would lead it."""
        return tuple(person for kind, person in self.roles if kind != Role.Kind.LIAISON)


@dataclass(frozen=True, slots=True)
class MovingUp:
    """The preview of a new school year."""

    year: SchoolYear
    start_year: int
    seats: tuple[Seat, ...]
    graduating: tuple[SchoolClass, ...]
    staying: tuple[SchoolClass, ...]
    already: bool = field(default=False)

    @property
    def graduates(self) -> list[str]:
        """The graduating classes as they are called in their last year: 六（1）班."""
        return [name_of_class(each, self.year.first_calendar_year) for each in self.graduating]

    @property
    def key(self) -> str:
        """The key of the new year."""
        return school_year_key(self.start_year)


def last_year() -> SchoolYear | None:
    """The last school year there is. One query."""
    year: SchoolYear | None = SchoolYear.objects.order_by("-starts").first()
    return year


def moving_up(year: SchoolYear, *, follow_classes: bool) -> MovingUp:
    """What the year after ``year`` would be. Five queries.

    With ``follow_classes`` teachers go on with their pupils, so the seat of grade 5 gets the people of grade 4 and grade 1 those of
    grade 6; without, everybody keeps the seat. A liaison stays with the seat either way.
    """
    groups = sorted(year.groups.select_related("subject"), key=lambda group: (ORDER[Group.Kind(group.kind)], group.grade or 0))
    members, roles = _people_of(groups, year.ends)
    start_year = year.first_calendar_year + 1
    classes = list(SchoolClass.objects.filter(entry_year__gt=year.first_calendar_year - len(GRADES)))
    return MovingUp(
        year=year,
        start_year=start_year,
        seats=tuple(_seat(group, _source(group, groups, follow_classes), members, roles) for group in groups),
        graduating=tuple(each for each in classes if grade_of(each.entry_year, start_year) is None and each.entry_year < start_year),
        staying=tuple(each for each in classes if grade_of(each.entry_year, start_year) is not None),
        already=SchoolYear.objects.filter(key=school_year_key(start_year)).exists(),
    )


def _seat(group: Group, source: Group | None, members: dict[int, list[Person]], roles: dict[int, list[Role]]) -> Seat:
    own = [(role.kind, role.person) for role in roles[group.pk] if role.kind == Role.Kind.LIAISON]
    moved = [(role.kind, role.person) for role in roles[source.pk] if role.kind != Role.Kind.LIAISON] if source else []
    return Seat(follows=group, members=tuple(members[source.pk]) if source else (), roles=tuple(moved + own))


def _source(group: Group, groups: list[Group], follow_classes: bool) -> Group | None:
    """Whose people sit down here next year."""
    if not follow_classes or group.grade is None:
        return group
    grade = group.grade - 1 or GRADES[-1]
    same = [each for each in groups if each.kind == group.kind and each.subject_id == group.subject_id]
    return next((each for each in same if each.grade == grade), None)


def _people_of(groups: list[Group], on: date) -> tuple[dict[int, list[Person]], dict[int, list[Role]]]:
    """Members and roles of groups that hold at the end of the year, leavers left out. Two queries."""
    lasting = not_over(on) & Q(group__in=groups, person__left_on__isnull=True)
    members: dict[int, list[Person]] = defaultdict(list)
    for seat in Membership.objects.filter(lasting).select_related("person").order_by("person__sort_name"):
        if seat.person not in members[seat.group_id]:
            members[seat.group_id].append(seat.person)
    roles: dict[int, list[Role]] = defaultdict(list)
    for role in Role.objects.filter(lasting).select_related("person"):
        roles[role.group_id].append(role)
    return members, roles
