"""The members table of a plan 备课组成员课务及个人简介 (F01), computed from people; frozen in the plan when it is submitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.rules.plan import Member
from jiaoyan.schools.models import Group, Membership, Person, Role, TeachingAssignment, Term, valid_on
from jiaoyan.schools.queries import leader_of, members_of
from jiaoyan.schools.rules.people import age_on, duties, grade_of, service_years_on


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One row: 姓名、性别、年龄、教龄、学历、所任课务、其他工作. ``class_ids``: the classes of the grade taught in the group's subject."""

    person_id: int
    name: str
    gender: str
    age: int | None
    service_years: int | None
    education: str
    duties: str
    other_work: str
    class_ids: tuple[int, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The seven cells as printed."""
        age, service = ("" if years is None else str(years) for years in (self.age, self.service_years))
        return (self.name, self.gender, age, service, self.education, self.duties, self.other_work)

    @property
    def checked(self) -> Member:
        """What the rules look at."""
        return Member(self.person_id, self.name, self.age, self.service_years, self.class_ids)


def members_of_plan(plan: GroupPlan) -> tuple[MemberLine, ...]:
    """The table the plan was submitted with, or as people stand while it is being written. None or three queries."""
    if plan.members:
        return tuple(MemberLine(**{**row, "class_ids": tuple(row["class_ids"])}) for row in plan.members)
    return members_table(plan.group, plan.term)


def frozen(lines: Iterable[MemberLine]) -> list[dict[str, Any]]:
    """The table as ``GroupPlan.members`` keeps it."""
    return [asdict(line) for line in lines]


def members_table(group: Group, term: Term) -> tuple[MemberLine, ...]:
    """The members on the term's first day, the leader first, with ages and years of service on that day. Three queries.

    A group set up in the middle of the term has nobody on that day: then those who have joined it. Two queries more.
    """
    day = term.first_school_day
    people = list(members_of(group, day))
    if not people and (joined := _last_joined(group, term)):
        day = joined
        people = list(members_of(group, day))
    leader = leader_of(group, day)
    taught = _taught(people, day)
    people.sort(key=lambda person: person != leader)  # stable: the others stay in order of names
    return tuple(_line(person, group, term, taught[person.pk], is_leader=person == leader) for person in people)


def _last_joined(group: Group, term: Term) -> date | None:
    joined = Membership.objects.filter(group=group, starts__range=(term.first_school_day, term.last_school_day))
    day: date | None = joined.aggregate(day=Max("starts"))["day"]
    return day


def _taught(people: list[Person], day: date) -> defaultdict[int, list[TeachingAssignment]]:
    found: defaultdict[int, list[TeachingAssignment]] = defaultdict(list)
    for each in (
        TeachingAssignment.objects.select_related("school_class", "subject").filter(valid_on(day), teacher__in=people).order_by("pk")
    ):
        found[each.teacher_id].append(each)
    return found


def _line(person: Person, group: Group, term: Term, taught: list[TeachingAssignment], *, is_leader: bool) -> MemberLine:
    year, day = term.school_year.first_calendar_year, term.first_school_day
    placed = [(grade_of(each.school_class.entry_year, year), each) for each in taught]
    own_first = sorted(((grade, each) for grade, each in placed if grade), key=lambda found: found[1].subject_id != group.subject_id)
    return MemberLine(
        person_id=person.pk,
        name=person.name,
        gender=person.get_gender_display(),
        age=age_on(person.born_on, day) if person.born_on else None,
        service_years=service_years_on(person.service_from, day) if person.service_from else None,
        education=person.education,
        duties=duties((grade, each.school_class.number, each.subject.name) for grade, each in own_first),
        other_work=_other_work(person.other_work, is_leader=is_leader),
        class_ids=tuple(each.school_class_id for grade, each in own_first if grade == group.grade and each.subject_id == group.subject_id),
    )


def _other_work(written: str, *, is_leader: bool) -> str:
    """The leader's office stands first, whether or not somebody has written it into the staff list."""
    office = Role.Kind.GROUP_LEADER.label
    if not is_leader or office in written:
        return written
    return f"{office}、{written}" if written else office
