"""Named reads of quotas, each with a fixed number of database queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from jiaoyan.quotas import access, presets
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.models import Excuse, Quota, QuotaEdition, rule_of
from jiaoyan.quotas.rules import demand as rules
from jiaoyan.quotas.rules import progress
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Member, Room, Roster, Seat, Stay
from jiaoyan.quotas.rules.stored import demand_from
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group, Membership, Role, SchoolClass, TeachingAssignment, Term, not_over
from jiaoyan.schools.queries import calendar_of, name_of_class, term_on
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.people import grade_of

SAID = {Excuse.State.OPEN: "已说明，待答复", Excuse.State.ACCEPTED: "已说明并认可", Excuse.State.TALK: "已说明，约谈"}
"""What everybody may know of an excuse: that there is one and how it was answered; the reason may be an illness."""


@dataclass(frozen=True)
class Tree:
    """The groups under one topmost group: where quotas belong. A group with nothing above it is a tree of its own."""

    top: Group
    groups: tuple[Group, ...]

    @cached_property
    def keys(self) -> frozenset[int]:
        """The keys of all groups, the topmost included."""
        return frozenset(group.pk for group in self.groups)

    @cached_property
    def above(self) -> Mapping[int, frozenset[int]]:
        """Each group with itself and the groups above it."""
        parents = {group.pk: group.parent_id for group in self.groups}
        return {pk: frozenset(_upward(pk, parents)) for pk in parents}

    def below(self, group: int) -> frozenset[int]:
        """A group with itself and the groups below it."""
        return frozenset(pk for pk, chain in self.above.items() if group in chain)


def _upward(pk: int, parents: Mapping[int, int | None]) -> list[int]:
    chain: list[int] = []
    here: int | None = pk
    while here is not None and here in parents and here not in chain:
        chain.append(here)
        here = parents[here]
    return chain


def tree_of(group: Group) -> Tree:
    """The tree a group belongs to, up to its topmost group. One query."""
    everyone = list(Group.objects.filter(school_year_id=group.school_year_id).select_related("school_year").order_by())
    parents = {each.pk: each.parent_id for each in everyone}
    top = _upward(group.pk, parents)[-1]
    here = [each for each in everyone if _upward(each.pk, parents)[-1] == top]
    ordered = sorted(here, key=lambda each: (("research", "stage", "prep").index(each.kind), each.grade or 0, each.pk))
    return Tree(next(each for each in here if each.pk == top), tuple(ordered))


def roster_of(group: Group, term: Term) -> Roster:
    """Everyone and everything the demands on a group's tree can be asked of in a term. Five queries."""
    return roster_of_tree(tree_of(group), term)


def roster_of_tree(tree: Tree, term: Term) -> Roster:
    """The same for a tree read already. Four queries."""
    rows = _within(Membership.objects.select_related("person"), term).filter(group_id__in=tree.keys)
    told = (f"person__{name}" for name in ("name", "born_on", "service_from", "joined_on", "left_on", "title"))
    seats: dict[int, list[Membership]] = {}
    for seat in rows.only("group_id", "starts", "ends", *told).order_by("person__sort_name", "person_id", "starts"):
        seats.setdefault(seat.person_id, []).append(seat)
    roles = _roles(seats, tree, term)
    grades = _grades(seats, tree, term)
    grade_by_group = {group.pk: group.grade for group in tree.groups}
    members = []
    for pk, mine in seats.items():
        person, groups = mine[0].person, frozenset(seat.group_id for seat in mine)
        members.append(
            Member(
                id=pk,
                name=person.name,
                born_on=person.born_on,
                service_from=person.service_from,
                joined_on=person.joined_on,
                title=person.title,
                roles=roles.get(pk, frozenset()),
                groups=groups,
                grades=grades.get(pk, frozenset()) | {grade for group in groups if (grade := grade_by_group[group])},
                stays=_merged(Stay(seat.starts, _earlier(seat.ends, person.left_on)) for seat in mine),
            )
        )
    return Roster(
        school=term.school_id,
        first_day=term.first_school_day,
        members=tuple(members),
        seats=tuple(_seat(group, tree, members, term) for group in tree.groups),
        rooms=_rooms(tree),
    )


def _within(rows: QuerySet[Membership], term: Term) -> QuerySet[Membership]:
    return rows.filter(not_over(term.first_school_day), starts__lte=term.last_school_day)


def _roles(people: Mapping[int, object], tree: Tree, term: Term) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    rows = Role.objects.filter(
        not_over(term.first_school_day), Q(group_id__in=tree.keys) | Q(group__isnull=True), starts__lte=term.last_school_day
    )
    for person, kind in rows.order_by().values_list("person_id", "kind"):
        if person in people:
            found.setdefault(person, set()).add(kind)
    return {person: frozenset(kinds) for person, kinds in found.items()}


def _grades(people: Mapping[int, object], tree: Tree, term: Term) -> dict[int, frozenset[int]]:
    year, found = tree.top.school_year.first_calendar_year, dict[int, set[int]]()
    rows = TeachingAssignment.objects.filter(
        not_over(term.first_school_day), starts__lte=term.last_school_day, subject_id=tree.top.subject_id
    )
    for teacher, entry_year in rows.order_by().values_list("teacher_id", "school_class__entry_year"):
        grade = grade_of(entry_year, year)
        if teacher in people and grade is not None:
            found.setdefault(teacher, set()).add(grade)
    return {person: frozenset(grades) for person, grades in found.items()}


def _earlier(ends: date | None, left: date | None) -> date | None:
    """The last day of a seat; ``left`` is the first day without the person."""
    last = date.fromordinal(left.toordinal() - 1) if left else None
    return min(day for day in (ends, last) if day) if ends or last else None


def _merged(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """Stays that overlap or touch become one, in order; one that ends before it begins (left before the seat) is none."""
    merged: list[Stay] = []
    for stay in sorted(stays, key=lambda each: each.starts):
        if stay.ends is not None and stay.ends < stay.starts:
            continue
        last = merged[-1] if merged else None
        if last is not None and (last.ends is None or stay.starts.toordinal() <= last.ends.toordinal() + 1):
            ends = None if last.ends is None or stay.ends is None else max(last.ends, stay.ends)
            merged[-1] = Stay(last.starts, ends)
        else:
            merged.append(stay)
    return tuple(merged)


def _seat(group: Group, tree: Tree, members: Iterable[Member], term: Term) -> Seat:
    """``size``: who sat there on the first school day, in it or below; whoever came later does not make a small group large."""
    below, first = tree.below(group.pk), term.first_school_day
    size = sum(
        not member.groups.isdisjoint(below) and any(s.starts <= first and (s.ends is None or first <= s.ends) for s in member.stays)
        for member in members
    )
    return Seat(group.pk, group.name, group.kind, group.grade, size, group.begun_within(term))


def _rooms(tree: Tree) -> tuple[Room, ...]:
    """The classes of the grades that have a preparation group in the tree."""
    year = tree.top.school_year.first_calendar_year
    entry_years = {year - group.grade + 1: group.grade for group in tree.groups if group.grade is not None}
    rows = SchoolClass.objects.filter(entry_year__in=entry_years).order_by("-entry_year", "number")
    return tuple(Room(each.pk, name_of_class(each, year), entry_years[each.entry_year]) for each in rows)


def extent_of(group: Group, term: Term, calendar: Calendar, day: date, person: int | None = None) -> Extent:
    """How far facts are read for a group's tree in a term up to a day; ``person``: of this person only. Five queries."""
    return extent_in(tree_of(group), term, calendar, day, person=person)


def extent_in(tree: Tree, term: Term, calendar: Calendar, day: date, person: int | None = None) -> Extent:
    """The same for a tree read already. Four queries."""
    return Extent(term=term, calendar=calendar, day=day, roster=roster_of_tree(tree, term), above=tree.above, person=person)


def rows_of(tree: Tree) -> list[Quota]:
    """The quotas of a tree with their editions, withdrawn ones too, in order. Two queries."""
    editions = QuotaEdition.objects.select_related("set_by").order_by("begins")
    return list(Quota.objects.filter(group=tree.top).prefetch_related(Prefetch("editions", editions)))


def quotas_of(group: Group) -> tuple[rules.Quota, ...]:
    """What is asked in a group's tree: the national rules first, then its own quotas in order. Two queries."""
    return quotas_in(tree_of(group))


def quotas_in(tree: Tree) -> tuple[rules.Quota, ...]:
    """The same for a tree read already. One query."""
    asked: dict[tuple[int, str, str, str], list[rules.Edition]] = {}
    own = Quota.objects.filter(group=tree.top).order_by("position", "pk", "editions__begins")
    told = ("pk", "name", "unit", "code", "editions__begins", "editions__demand", "editions__withdrawn")
    for *quota, begins, demand, withdrawn in own.values_list(*told):
        editions = asked.setdefault(tuple(quota), [])
        if begins is not None:
            editions.append(rules.Edition(begins, None if withdrawn else demand_from(demand)))
    kept = (rules.Quota(pk, name, unit, tuple(editions), rule_of(code)) for (pk, name, unit, code), editions in asked.items())
    return (*presets.national(), *kept)


def excuses_of(group: Group, term: Term) -> tuple[progress.Excuse, ...]:
    """The excuses of a group's tree in a term, as the counting engine takes them; the reason is left to those who may read it. Two queries."""
    return excuses_in(tree_of(group), term)


def excuses_in(tree: Tree, term: Term) -> tuple[progress.Excuse, ...]:
    """The same for a tree read already. One query."""
    rows = Excuse.objects.filter(quota__group=tree.top, term=term, removed_at__isnull=True).order_by()
    return tuple(
        progress.Excuse(quota, Subject(kind, key), span, SAID[state], amount, state == Excuse.State.ACCEPTED)
        for quota, kind, key, span, amount, state in rows.values_list("quota_id", "subject_kind", "subject_key", "span", "amount", "state")
    )


def excuses_about(people: Collection[int], term: Term) -> tuple[tuple[rules.Demand, progress.Excuse], ...]:
    """The excuses of some people in a term, each with what its quota asks, once for every edition. One query, for pages that know no tree."""
    rows = Excuse.objects.filter(subject_kind="person", subject_key__in=people, term=term, removed_at__isnull=True).order_by()
    told = ("quota_id", "subject_key", "span", "amount", "state", "quota__editions__demand")
    return tuple(
        (demand_from(demand), progress.Excuse(quota, Subject("person", key), span, SAID[state], amount, state == Excuse.State.ACCEPTED))
        for quota, key, span, amount, state, demand in rows.values_list(*told)
    )


@dataclass(frozen=True)
class Place:
    """Where a page of one quota stands: the quota, its tree, the term one is in, its calendar and today."""

    quota: Quota
    tree: Tree
    term: Term
    today: date

    @cached_property
    def calendar(self) -> Calendar:
        """The term's calendar. One query, once."""
        return calendar_of(self.term)


def quota_of(actor: Actor, pk: int, today: date) -> Place:
    """One quota with its editions. Four queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    editions = QuotaEdition.objects.select_related("set_by").order_by("begins")
    rows = Quota.objects.select_related("group__school_year", "group__subject").prefetch_related(Prefetch("editions", editions))
    quota: Quota | None = rows.filter(pk=pk).first()
    if quota is None:
        raise Http404
    tree = tree_of(quota.group)
    require(access.may_read(actor, tree.keys), access.WHO_READS)
    return Place(quota, tree, term_in(tree.top, today), today)


def term_in(group: Group, today: date) -> Term:
    """The term of the group's school year that today belongs to, or the nearest one. Two queries at most. Raises ``Http404`` without any."""
    now = term_on(today, group.school_id)
    if now is not None and now.school_year_id == group.school_year_id:
        return now
    terms = list(Term.objects.select_related("school_year").filter(school_year_id=group.school_year_id).order_by("first_school_day"))
    if not terms:
        raise Http404
    found: Term = terms[0] if today < terms[0].first_school_day else terms[-1]
    return found


def last_year_of(tree: Tree) -> Group | None:
    """The group of last year that the topmost group follows. One query at most."""
    if tree.top.follows_id is None:
        return None
    former: Group | None = Group.objects.select_related("school_year").filter(pk=tree.top.follows_id).first()
    return former


def groups_concerned(subject: Subject, tree: Tree, roster: Roster) -> frozenset[int]:
    """The groups of the tree a subject belongs to: those a person sits in, the group itself, those of the grade; for the school the topmost one."""
    if subject.kind == "person":
        return next((member.groups for member in roster.members if member.id == subject.id), frozenset()) & tree.keys
    if subject.kind == "group":
        return frozenset({subject.id}) & tree.keys
    if subject.kind == "school":
        return frozenset({tree.top.pk}) if subject.id == roster.school else frozenset()
    grade = subject.id if subject.kind == "grade" else next((room.grade for room in roster.rooms if room.id == subject.id), None)
    return frozenset(group.pk for group in tree.groups if group.grade is not None and group.grade == grade)


def teaches(actor: Actor, subject: Subject, tree: Tree, term: Term) -> bool:
    """Whether the subject is a class that the actor teaches in the term. One query for a class, otherwise none."""
    if subject.kind != "class":
        return False
    rows = TeachingAssignment.objects.filter(
        not_over(term.first_school_day), starts__lte=term.last_school_day, subject_id=tree.top.subject_id
    )
    return bool(rows.filter(school_class=subject.id, teacher=actor.person_id).exists())


def subjects_overseen(actor: Actor, tree: Tree, roster: Roster) -> frozenset[Subject]:
    """Everyone and everything of the roster that belongs to a group the actor oversees. No query."""
    everything = [
        *(Subject("person", member.id) for member in roster.members),
        *(Subject("group", seat.id) for seat in roster.seats),
        *(Subject("class", room.id) for room in roster.rooms),
        *(Subject("grade", grade) for grade in {room.grade for room in roster.rooms}),
        Subject("school", roster.school),
    ]
    return frozenset(subject for subject in everything if not actor.oversees.isdisjoint(groups_concerned(subject, tree, roster)))


def excuse_rows(actor: Actor, tree: Tree, roster: Roster, term: Term) -> list[Excuse]:
    """The excuses of a term that the actor may read, those to be answered first. One query."""
    rows = Excuse.objects.select_related("quota", "person", "answered_by", "term").filter(
        access.excuses_visible_to(actor, subjects_overseen(actor, tree, roster)),
        quota__group=tree.top,
        term=term,
        removed_at__isnull=True,
    )
    return sorted(rows, key=lambda row: row.state != Excuse.State.OPEN)


def standing_excuse(quota: Quota, term: Term, subject: Subject, span: str) -> Excuse | None:
    """What was said already. One query."""
    found: Excuse | None = (
        Excuse.objects.select_related("answered_by", "person")
        .filter(quota=quota, term=term, subject_kind=subject.kind, subject_key=subject.id, span=span, removed_at__isnull=True)
        .first()
    )
    return found


def excuse_of(actor: Actor, pk: int) -> tuple[Excuse, Tree, Roster]:
    """One excuse with its tree and roster. Six queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    rows = Excuse.objects.select_related("quota__group__school_year", "quota__group__subject", "term__school_year", "person")
    row: Excuse | None = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    tree = tree_of(row.quota.group)
    roster = roster_of_tree(tree, row.term)
    require(access.may_read_excuse(actor, row, groups_concerned(row.subject, tree, roster)), access.WHO_READS_EXCUSE)
    return row, tree, roster
