"""Quotas of the small school, as far as a test needs them."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.models import Excuse, Quota
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Number, Per
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.models import Group, SchoolYear, Term
from tests.conftest import SmallSchool

BEGINS = date(2024, 2, 21)
LISTEN = Demand(Audience("person"), Counted("observation"), Number(15), Per.TERM)


def listening(school: SmallSchool, **more: Any) -> Quota:
    """听课 15 节 of the research group; the same one when it stands already."""
    standing = Quota.objects.filter(name=more.get("name", "听课"), group=school.research).first()
    if standing is not None:
        found: Quota = standing
        return found
    values: dict[str, Any] = {"name": "听课", "unit": "节", "area": "observation", "demand": LISTEN, "begins": BEGINS} | more
    return keeping.add_quota(by=school.actor("head"), group=school.research, **values)


def changed(quota: Quota, school: SmallSchool, **more: Any) -> Quota:
    values: dict[str, Any] = {"version": quota.version, "demand": LISTEN, "begins": date(2024, 6, 17), "why": ""} | more
    return keeping.change_quota(by=school.actor("head"), quota=quota, **values)


def withdrawn(school: SmallSchool) -> Quota:
    quota = listening(school, name="推门听课")
    if not max(quota.editions.all(), key=lambda each: each.begins).withdrawn:
        keeping.withdraw_quota(by=school.actor("head"), quota=quota, version=quota.version, begins=date(2024, 6, 17), why="")
        quota.refresh_from_db()
    return quota


def excused(school: SmallSchool, by: str = "teacher", **more: Any) -> Excuse:
    """The teacher's words about the whole term; the same when they stand already."""
    person = school.people[by]
    standing = Excuse.objects.filter(person=person, removed_at__isnull=True).first()
    if standing is not None:
        found: Excuse = standing
        return found
    values: dict[str, Any] = {"term": school.term, "subject": Subject("person", person.pk), "span": "term", "reason": "training"} | more
    return excusing.give_excuse(by=school.actor(by), quota=listening(school), **values)


def following(school: SmallSchool) -> tuple[Group, Term]:
    """Next year's research group, which follows this year's, with its first term."""
    year = SchoolYear.objects.create(school=school.school, key="2024-2025", starts=date(2024, 9, 1), ends=date(2025, 8, 31))
    term = Term.objects.create(
        school=school.school, school_year=year, number=1, first_school_day=date(2024, 9, 2), last_school_day=date(2025, 1, 17)
    )
    group = Group.objects.create(
        school=school.school, kind="research", name="数学教研组", school_year=year, subject=school.subject, follows=school.research
    )
    return group, term
