"""The quotas of the example's research group: taken from presets, changed, withdrawn, and the words about what was not done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from jiaoyan.example import reading
from jiaoyan.example.diary import Diary, moment
from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.models import Excuse, Quota
from jiaoyan.quotas.rules.demand import Demand, Number
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import actor_for, leader_of


def ask(diary: Diary, school: str, people: Mapping[str, Person]) -> None:
    """Everything the research group asked in the year; nothing for a school that wrote nothing."""
    written = reading.quotas_of(school)
    for each in written.get("take", []):
        diary.add(moment(each["day"], 15), partial(_take, each))
    for each in written.get("change", []):
        diary.add(moment(each["day"], 15, 30), partial(_change, each))
    for each in written.get("withdraw", []):
        diary.add(moment(each["day"], 15, 40), partial(_withdraw, each))
    for each in written.get("excuse", []):
        diary.add(moment(each["day"], 16), partial(_excuse, each, people))
        if "answered_on" in each:
            diary.add(moment(each["answered_on"], 9), partial(_answer, each, people))


def _group() -> Group:
    group: Group = Group.objects.select_related("school", "school_year").get(kind=Group.Kind.RESEARCH)
    return group


def _head(group: Group, day: date) -> Actor:
    head = leader_of(group, max(day, group.school_year.starts))
    if head is None:
        raise LookupError(f"{group} has no leader")
    return actor_for(head, max(day, group.school_year.starts))


def _take(each: dict[str, Any], _at: datetime) -> None:
    group = _group()
    numbers = {code: Number(**number) for code, number in each.get("numbers", {}).items()}
    keeping.adopt_preset(
        by=_head(group, each["day"]),
        group=group,
        preset=each["preset"],
        codes=each["codes"],
        begins=each["begins"],
        numbers=numbers,
        today=each["day"],
    )


def _change(each: dict[str, Any], _at: datetime) -> None:
    quota = _quota(each["code"])
    old = max(quota.editions.all(), key=lambda edition: edition.begins).asked
    keeping.change_quota(
        by=_head(quota.group, each["day"]),
        quota=quota,
        version=quota.version,
        demand=_changed(old, each),
        begins=each["begins"],
        why=each["why"],
        today=each["day"],
    )


def _withdraw(each: dict[str, Any], _at: datetime) -> None:
    quota = _quota(each["code"])
    head = _head(quota.group, each["day"])
    keeping.withdraw_quota(by=head, quota=quota, version=quota.version, begins=each["begins"], why=each["why"], today=each["day"])


def _quota(code: str) -> Quota:
    quota: Quota = Quota.objects.select_related("group__school", "group__school_year").get(code=code)
    return quota


def _changed(old: Demand, each: dict[str, Any]) -> Demand:
    """Another number, or other grades only."""
    if "grades" in each:
        return replace(old, audience=replace(old.audience, grades=tuple(each["grades"])))
    return replace(old, number=Number(each.get("least"), each.get("most")))


def _excuse(each: dict[str, Any], people: Mapping[str, Person], _at: datetime) -> None:
    quota = Quota.objects.select_related("group__school_year").get(code=each["code"])
    year, _, number = each["term"].rpartition("-")
    person = people[each["by"]]
    excusing.give_excuse(
        by=actor_for(person, each["day"]),
        quota=quota,
        term=Term.objects.get(school_year__key=year, number=int(number)),
        subject=Subject("person", person.pk),
        span=each["span"],
        reason=each["reason"],
        words=each["words"],
    )


def _answer(each: dict[str, Any], people: Mapping[str, Person], _at: datetime) -> None:
    row = Excuse.objects.select_related("quota__group__school_year", "term").get(
        quota__code=each["code"], person=people[each["by"]], span=each["span"], removed_at__isnull=True
    )
    head = _head(row.quota.group, each["answered_on"])
    excusing.answer_excuse(by=head, excuse=row, accepted=each["accepted"], words=each["answer"])
