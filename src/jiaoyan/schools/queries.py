"""Named reads of the school, each with a fixed number of database queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from jiaoyan.schools.access import WHO_READS_GROUP, Actor, may_read_group, require
from jiaoyan.schools.models import (
    LEADERS,
    Account,
    DayOverride,
    Group,
    Membership,
    Person,
    Role,
    School,
    SchoolClass,
    TeachingAssignment,
    Term,
    valid_on,
)
from jiaoyan.schools.rules.calendar import PREPARATION, Calendar, Override, TermDates
from jiaoyan.schools.rules.naming import class_called
from jiaoyan.schools.rules.people import parse_term_key, school_year_key
from jiaoyan.schools.scope import current_school_id, once

KEPT_REMOVED = 10
"""So many of those taken out are offered in a list."""


def today(school: School) -> date:
    """Today at the school; the example school stands at its pinned date."""
    return school.pinned_today or timezone.localdate()


def moment(day: date) -> datetime:
    """Now, on the school's ``today``: the example school stands at its pinned date, its clock runs."""
    return timezone.make_aware(datetime.combine(day, timezone.localtime().time()))


def actor_for(person: Person, day: date) -> Actor:
    """Everything policies ask about a person on a day. Four queries."""
    roles = list(Role.everywhere.filter(valid_on(day), school_id=person.school_id, person=person).values_list("kind", "group_id"))
    groups = list(Group.everywhere.filter(school_id=person.school_id).order_by().values_list("pk", "parent_id", "follows_id"))
    member_of = frozenset(
        Membership.everywhere.filter(valid_on(day), school_id=person.school_id, person=person).values_list("group_id", flat=True)
    )
    kinds = frozenset(kind for kind, _ in roles)
    leads = frozenset(group for kind, group in roles if group and kind == Role.Kind.GROUP_LEADER)
    heads = {group for kind, group in roles if group and kind in {Role.Kind.RESEARCH_LEADER, Role.Kind.STAGE_LEADER, Role.Kind.LIAISON}}
    whole_school = Role.Kind.OFFICE in kinds or any(kind == Role.Kind.LIAISON and group is None for kind, group in roles)
    oversees = frozenset(pk for pk, _, _ in groups) if whole_school else _below(heads, groups)
    inherits = _former(member_of | leads, groups)
    readable = member_of | leads | oversees | inherits | frozenset(heads)
    return Actor(
        school_id=person.school_id,
        person_id=person.pk,
        name=person.name,
        roles=kinds,
        member_of=member_of,
        leads=leads,
        oversees=oversees,
        inherits=inherits,
        succeeds=_former(leads, groups),
        readable=readable,
        heads=frozenset(group for kind, group in roles if group and kind in {Role.Kind.RESEARCH_LEADER, Role.Kind.STAGE_LEADER}),
        within=_above(readable, groups),
    )


def only(rows: QuerySet[Any]) -> Any:
    """The row where there can be no second, or None; ``first`` would ask for an order, which costs more than the row when that is a wide one."""
    return next(iter(rows.order_by()[:1]), None)


def taken_out_last(rows: QuerySet[Any]) -> list[Any]:
    """Those of some rows that were taken out last, to be brought back; of a ``Removable`` its ``even_removed`` are asked. One query."""
    return list(rows.filter(removed_at__isnull=False).order_by("-removed_at")[:KEPT_REMOVED])


def with_names(rows: QuerySet[Any], *people: str) -> QuerySet[Any]:
    """The rows with these of their people, of whom the name alone is read: a person is a wide row, and lists speak of many."""
    own = (field.attname for field in rows.model._meta.concrete_fields)
    return rows.select_related(*people).only(*own, *(f"{person}__name" for person in people))


def _below(heads: set[int], groups: Iterable[tuple[int, int | None, int | None]]) -> frozenset[int]:
    """The groups under ``heads`` in the tree, heads included; every year's group of the same seat counts through its own tree."""
    rows = list(groups)
    reached = set(heads)
    grown = True
    while grown:
        more = {pk for pk, parent, _ in rows if parent in reached} - reached
        reached |= more
        grown = bool(more)
    return frozenset(reached)


def _above(mine: frozenset[int], groups: Iterable[tuple[int, int | None, int | None]]) -> frozenset[int]:
    """The groups above mine, all the way up."""
    parents = {pk: parent for pk, parent, _ in groups}
    found: set[int] = set()
    for group in mine:
        parent = parents.get(group)
        while parent is not None and parent not in found:
            found.add(parent)
            parent = parents.get(parent)
    return frozenset(found)


def _former(mine: frozenset[int], groups: Iterable[tuple[int, int | None, int | None]]) -> frozenset[int]:
    """The groups of former years that mine follow, all the way back."""
    follows = {pk: former for pk, _, former in groups}
    found: set[int] = set()
    for group in mine:
        former = follows.get(group)
        while former is not None and former not in found:
            found.add(former)
            former = follows.get(former)
    return frozenset(found)


def account_of(username: str) -> Account | None:
    """The account with this sign-in name, with person and school. One query."""
    return Account.objects.select_related("person", "school").filter(username__iexact=username).first()


def term_on(day: date, school_id: int) -> Term | None:
    """The term a day belongs to: running, or the last one begun (from its preparation on), or the first of all. One query."""
    terms = _terms(school_id)
    begun = [term for term in terms if term.first_school_day - day <= PREPARATION]
    if begun:
        return begun[-1]
    return terms[0] if terms else None


def _terms(school_id: int) -> list[Term]:
    """All terms of a school in order. One query for a page, whoever asks."""
    rows = Term.everywhere.filter(school_id=school_id).select_related("school_year").order_by()
    return once(("terms", school_id), lambda: sorted(rows, key=lambda term: term.first_school_day))


def term_by_key(key: str) -> Term | None:
    """The term called exactly ``2023-2024-1`` in the school in scope, so that a term has one address. One query."""
    try:
        wanted = parse_term_key(key)
    except ValueError:
        return None
    if str(wanted) != key:
        return None
    year = school_year_key(wanted.start_year)
    return next((each for each in _terms(current_school_id()) if (each.school_year.key, each.number) == (year, wanted.no)), None)


def calendar_of(term: Term) -> Calendar:
    """The term's calendar with every override of the school. One query for a page, whoever asks."""
    dates = TermDates(
        first_day=term.first_school_day,
        last_day=term.last_school_day,
        week1_monday=term.week1_monday,
        exam_phase_start=term.exam_phase_start,
        count_full_holiday_weeks=term.count_full_holiday_weeks,
        week_starts_sunday=term.week_starts_sunday,
    )
    return once(("calendar", term.school_id, dates), lambda: _calendar(term.school_id, dates))


def _calendar(school_id: int, dates: TermDates) -> Calendar:
    overrides = DayOverride.everywhere.filter(school_id=school_id, day__gte=dates.first_day, day__lte=dates.last_day)
    return Calendar(
        dates,
        tuple(
            Override(
                day=row.day,
                kind=row.kind,
                name=row.name,
                scope=row.scope,
                grade=row.grade,
                class_id=row.school_class_id,
                runs_weekday=row.runs_weekday,
                source=row.source,
                tentative=row.tentative,
            )
            for row in overrides
        ),
    )


def members_of(group: Group, on: date) -> QuerySet[Person]:
    """The people who sit in a group on a day, by pinyin. One query when read."""
    members: QuerySet[Person] = Person.objects.filter(Q(memberships__group=group) & valid_on(on, "memberships__")).distinct()
    return members


def leader_of(group: Group, on: date) -> Person | None:
    """The group's leader on a day: 备课组长, or the leader of a research or stage group. One query."""
    leader: Person | None = Person.objects.filter(Q(roles__group=group, roles__kind__in=LEADERS) & valid_on(on, "roles__")).first()
    return leader


def above(group: Group, on: date) -> dict[str, str]:
    """Names for the signature row of table 1: ``research_leader`` and ``liaison`` of a group on a day. Two queries."""
    parents = dict(Group.objects.values_list("pk", "parent_id"))
    ids, parent = [], group.parent_id
    while parent is not None:
        ids.append(parent)
        parent = parents.get(parent)
    roles = Role.objects.select_related("person").filter(
        valid_on(on),
        Q(kind=Role.Kind.RESEARCH_LEADER, group_id__in=ids)
        | Q(kind=Role.Kind.LIAISON, group_id__in=[*ids, group.pk])
        | Q(kind=Role.Kind.LIAISON, group__isnull=True),
    )
    names = {role.kind: role.person.name for role in roles}
    return {"research_leader": names.get(Role.Kind.RESEARCH_LEADER, ""), "liaison": names.get(Role.Kind.LIAISON, "")}


def classes_of_grade(grade: int, first_calendar_year: int) -> QuerySet[SchoolClass]:
    """The classes that sit in a grade in the school year beginning in ``first_calendar_year``. One query when read."""
    classes: QuerySet[SchoolClass] = SchoolClass.objects.filter(entry_year=first_calendar_year - grade + 1).order_by("number")
    return classes


def teachers_of_grade(grade: int, subject_id: int, first_calendar_year: int, on: date) -> list[TeachingAssignment]:
    """Who teaches which class of the grade on a day, with class and teacher. One query."""
    return list(
        TeachingAssignment.objects.select_related("school_class", "teacher")
        .filter(valid_on(on), subject_id=subject_id, school_class__entry_year=first_calendar_year - grade + 1)
        .order_by("school_class__number")
    )


def name_of_class(school_class: SchoolClass, first_calendar_year: int) -> str:
    """五（2）班, as the class is called in that school year; 2018级2班（已毕业） when it sits in no grade then."""
    return class_called(school_class.entry_year, school_class.number, first_calendar_year)


@dataclass(frozen=True, slots=True)
class GroupTerm:
    """One group in one term: where every group page stands. ``today`` may lie outside the term."""

    group: Group
    term: Term
    calendar: Calendar
    today: date

    @property
    def day(self) -> date:
        """Today, or the nearest day of the term: the day on which members and leaders are looked up."""
        day: date = self.term.nearest(self.today)
        return day

    @property
    def counting_day(self) -> date:
        """The day up to which quotas are counted: today, also in the holidays after the term, when papers of it are still written."""
        return counting_day(self.term, self.today)

    @property
    def is_past(self) -> bool:
        """The term is over."""
        return self.today > self.term.last_school_day


def counting_day(term: Term, day: date) -> date:
    """The day up to which a term's quotas are counted: the given one, not before the term."""
    return max(day, term.first_school_day)


def group_term(actor: Actor, group_id: int, term_key: str, day: date) -> GroupTerm:
    """Where a group page stands. Three queries.

    Raises ``Http404`` for an unknown group or term (another school's are unknown) and for a term of another year;
    ``NotAllowed`` when the actor may not read this group's papers.
    """
    group = only(Group.objects.select_related("school", "school_year", "subject").filter(pk=group_id))
    term = term_by_key(term_key)
    if group is None or term is None or term.school_year_id != group.school_year_id:
        raise Http404
    require(may_read_group(actor, group.pk), WHO_READS_GROUP)
    return GroupTerm(group=group, term=term, calendar=calendar_of(term), today=day)


def prep_group_term(actor: Actor, group_id: int, term_key: str, day: date) -> GroupTerm:
    """The same for the papers that only a preparation group has: ``Http404`` for a group without a grade."""
    place = group_term(actor, group_id, term_key, day)
    if place.group.grade is None:
        raise Http404
    return place
