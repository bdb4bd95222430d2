"""The example's schools with their people, classes, pupils, timetable and groups; every row by the verb the office would use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jiaoyan.curriculum.models import TextbookAdoption, TextbookEdition
from jiaoyan.example import reading
from jiaoyan.schools import history
from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions import classes as class_verbs
from jiaoyan.schools.actions import groups as group_verbs
from jiaoyan.schools.actions.people import FIELDS, add_person
from jiaoyan.schools.actions.setup import found_school
from jiaoyan.schools.models import Account, Enrolment, Group, Person, Pupil, Role, School, SchoolClass, SchoolYear, Subject, Term
from jiaoyan.schools.registers.classes import Period
from jiaoyan.schools.rules.calendar import Override, TermDates
from jiaoyan.schools.rules.people import grade_name

PASSWORD = "jiaoyan-demo"  # noqa: S105 (the demo only: a real installation has no default password)
YEAR = 2023
EDITION = "sujiao"
WEEKLY = {1: 4, 2: 4, 3: 4, 4: 4, 5: 5, 6: 5}
STAGES = {"低年段数学组": range(1, 4), "高年段数学组": range(4, 7)}
SURNAMES = "丁于马方王毛史白冯叶石田朱江汤许严何吴余宋张陆陈邵周郑姚胡赵俞秦夏袁顾钱徐高郭唐陶曹梁董蒋韩程傅曾谢鲍蔡潘薛戴魏"
GIVEN = (
    "一诺",
    "子墨",
    "雨桐",
    "思源",
    "欣然",
    "浩宇",
    "若溪",
    "梓轩",
    "语嫣",
    "明睿",
    "可馨",
    "嘉树",
    "静姝",
    "景行",
    "乐瑶",
    "承泽",
    "书瑶",
    "铭轩",
    "诗涵",
    "俊熙",
)


def found(code: str) -> School:
    """The school with its calendar, people, classes, groups and accounts, as it stood on the first day of the year."""
    facts = next(school for school in reading.everybody()["schools"] if school["code"] == code)
    calendar = reading.calendar()
    return found_school(
        code=code,
        name=facts["name"],
        short_name=facts["short_name"],
        start_year=YEAR,
        terms=[
            TermDates(term["first_school_day"], term["last_school_day"], exam_phase_start=term["exam_phase_start"])
            for term in calendar["terms"]
        ],
        overrides=[override for entry in calendar["overrides"] for override in _days(entry)],
        habits={"pinned_today": calendar["today"]},
    )


def settle(school: School) -> dict[str, Person]:
    """People, classes, pupils, groups and accounts; call inside the school's scope. Gives the people by name."""
    by = Actor(school_id=school.pk, person_id=0, name="系统", roles=frozenset({Role.Kind.ADMIN.value}))
    year, subject = SchoolYear.objects.get(), Subject.objects.get()
    facts = next(each for each in reading.everybody()["schools"] if each["code"] == school.code)
    listed = [person for person in reading.everybody()["people"] if person["school"] == school.code]
    people = {entry["name"]: add_person({field: entry[field] for field in FIELDS}, by=by) for entry in listed}
    groups = _groups(year, subject, by)
    for entry in listed:
        _seat(entry, people[entry["name"]], groups, year, by)
        _account(entry, people[entry["name"]], by)
    classes = _classes(facts["classes"], by)
    _teach(listed, people, classes, subject, year, by)
    _fill(school, classes, facts["classes"], year)
    edition = TextbookEdition.objects.get(code=EDITION)
    TextbookAdoption.objects.bulk_create(
        TextbookAdoption(school=school, school_year=year, grade=grade, edition=edition) for grade in WEEKLY
    )
    return people


def _days(entry: dict[str, Any]) -> Iterator[Override]:
    day: date = entry["first"]
    while day <= entry["last"]:
        yield Override(day, entry["kind"], entry["name"], runs_weekday=entry.get("runs"), source="state")
        day += timedelta(days=1)


def _groups(year: SchoolYear, subject: Subject, by: Actor) -> dict[int | str, Group]:
    """Research group, stage groups, one 备课组 for each grade; keyed by grade, by stage name, and 教研组."""
    research = group_verbs.add_group(kind=Group.Kind.RESEARCH, name="数学教研组", year=year, subject=subject, by=by)
    groups: dict[int | str, Group] = {"教研组": research}
    for name, grades in STAGES.items():
        groups[name] = group_verbs.add_group(kind=Group.Kind.STAGE, name=name, year=year, subject=subject, parent=research, by=by)
        for grade in grades:
            groups[grade] = group_verbs.add_group(
                kind=Group.Kind.PREP,
                name=f"{grade_name(grade)}数学备课组",
                year=year,
                subject=subject,
                grade=grade,
                parent=groups[name],
                by=by,
            )
    return groups


def _seat(entry: dict[str, Any], person: Person, groups: dict[int | str, Group], year: SchoolYear, by: Actor) -> None:
    """Membership and roles from the first day of the school year."""
    if "grade" in entry:
        group_verbs.add_member(groups[entry["grade"]], person, starts=year.starts, by=by)
    for kind in entry.get("roles", ()):
        where: Group | None = None
        if kind == Role.Kind.GROUP_LEADER:
            where = groups[entry["grade"]]
            stage = next((name for name, grades in STAGES.items() if entry["grade"] == grades[-1]), None)
            if stage is not None:  # the leader of the stage's highest grade leads the stage as well
                group_verbs.give_role(person, Role.Kind.STAGE_LEADER, group=groups[stage], starts=year.starts, by=by)
        elif kind == Role.Kind.RESEARCH_LEADER:
            where = groups["教研组"]
        group_verbs.give_role(person, kind, group=where, starts=year.starts, by=by)


def _account(entry: dict[str, Any], person: Person, by: Actor) -> None:
    """An account with the demo's own password, which needs no changing."""
    if "account" not in entry:
        return
    account = Account(username=entry["account"], school_id=by.school_id, person=person, password=_hashed())
    with transaction.atomic():
        account.save(force_insert=True)
        history.note(by, "create", account, f"为{person.name}开通账号“{account.username}”")


@cache
def _hashed() -> str:
    """The demo's password as it is kept: made once, since making it is slow on purpose."""
    return make_password(PASSWORD)


def _classes(sizes: dict[str, list[int]], by: Actor) -> dict[tuple[int, int], SchoolClass]:
    """The classes by grade and number."""
    made = {}
    for grade, counts in sizes.items():
        for each in class_verbs.add_classes(YEAR - int(grade) + 1, range(1, len(counts) + 1), by=by):
            made[int(grade), each.number] = each
    return made


def _teach(
    listed: Iterable[dict[str, Any]],
    people: dict[str, Person],
    classes: dict[tuple[int, int], SchoolClass],
    subject: Subject,
    year: SchoolYear,
    by: Actor,
) -> None:
    """课务 and timetable: a teacher's second class has its lesson in the period after the first."""
    terms = list(Term.objects.select_related("school_year"))
    for entry in listed:
        for place, number in enumerate(entry.get("classes", ()), start=1):
            school_class = classes[entry["grade"], number]
            class_verbs.assign_teacher(school_class, subject, people[entry["name"]], starts=year.starts, by=by)
            days = [day for day in range(5) if WEEKLY[entry["grade"]] == 5 or day != 2]
            periods = [Period(day, place + day % 2, subject.pk) for day in days]
            for term in terms:
                class_verbs.save_timetable(term, school_class, periods, by=by)


def _fill(school: School, classes: dict[tuple[int, int], SchoolClass], sizes: dict[str, list[int]], year: SchoolYear) -> None:
    """Pupils with invented names and codes, in bulk: one line of history per class would say nothing."""
    names = [surname + given for given, surname in product(GIVEN, SURNAMES)]
    pupils: list[Pupil] = []
    seats: list[tuple[SchoolClass, int]] = []
    for (grade, number), school_class in classes.items():
        for seat in range(1, sizes[str(grade)][number - 1] + 1):
            name = names[(len(pupils) * 37) % len(names)]
            code = f"{school_class.entry_year}{number:02}{seat:02}"
            pupils.append(Pupil(school=school, code=code, name=name, gender=Person.Gender.FEMALE if seat % 2 else Person.Gender.MALE))
            seats.append((school_class, seat))
    Enrolment.objects.bulk_create(
        Enrolment(school=school, pupil=pupil, school_class=school_class, seat_no=seat, starts=year.starts)
        for pupil, (school_class, seat) in zip(Pupil.objects.bulk_create(pupils), seats, strict=True)
    )
