"""Writes on the people who work here. 教职工"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Membership, Person, Role, TeachingAssignment, valid_on
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.spelling import sort_name

FIELDS = ("staff_code", "name", "gender", "born_on", "service_from", "joined_on", "education", "title", "other_work")


class StaffCodeTaken(Refused):
    """Somebody else has this staff code."""

    def __init__(self) -> None:
        super().__init__("这个工号已经有人使用，请核对。", "staff_code")


class LastAdministrator(Refused):
    """The school would be left without anybody who looks after the installation."""

    def __init__(self) -> None:
        super().__init__("这是学校唯一的系统管理员。请先给另一位老师设置这项职务。")


def add_person(values: Mapping[str, Any], *, by: Actor) -> Person:
    """Add somebody with the fields of ``FIELDS``. Raises ``StaffCodeTaken``."""
    require(may_manage_school(by), WHO_MANAGES)
    known = {name: values[name] for name in FIELDS if name in values}
    person = Person(school_id=by.school_id, sort_name=sort_name(known["name"]), **known)
    _save(person, by, "create", "新增教职工")
    return person


def change_person(person: Person, values: Mapping[str, Any], *, by: Actor) -> None:
    """Change the given fields of ``FIELDS``; nothing is written when nothing differs. Raises ``StaffCodeTaken``."""
    require(may_manage_school(by), WHO_MANAGES)
    stored = Person.objects.get(pk=person.pk)
    changed = {name: values[name] for name in FIELDS if name in values and getattr(stored, name) != values[name]}
    if not changed:
        return
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.sort_name = sort_name(stored.name)
    labels = "、".join(str(Person._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
    _save(stored, by, "change", f"修改{labels}：", fields=[*changed, "sort_name"])


def mark_left(person: Person, *, on: date, by: Actor) -> None:
    """Somebody leaves: signed out from that day on, seats, roles and 课务 end with it; every old record keeps the name.

    Raises ``LastAdministrator``, ``Refused`` for oneself.
    """
    require(may_manage_school(by), WHO_MANAGES)
    if person.pk == by.person_id:
        raise Refused("不能为自己办理离校，请由另一位老师操作。")
    with transaction.atomic():
        keep_an_administrator(leaving=person)
        Person.objects.filter(pk=person.pk).update(left_on=on)
        for rows in (
            Membership.objects.filter(person=person),
            Role.objects.filter(person=person),
            TeachingAssignment.objects.filter(teacher=person),
        ):
            rows.filter(starts__gt=on).delete()
            rows.filter(valid_on(on)).update(ends=on)
        history.note(by, "leave", person, f"{person.name}自{long_day(on)}起离校，账号停用，职务与课务同日结束")


def take_back(person: Person, *, by: Actor) -> None:
    """Somebody is here again, or was marked by mistake. Seats, roles and 课务 are given anew by hand."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, left_on__isnull=False).update(left_on=None):
            history.note(by, "return", person, f"{person.name}恢复在校")


def keep_an_administrator(*, leaving: Person) -> None:
    """Raise ``LastAdministrator`` when nobody but ``leaving`` can sign in as administrator. Call inside the transaction."""
    administrators = Role.objects.select_for_update().filter(
        kind=Role.Kind.ADMIN, ends__isnull=True, person__account__is_active=True, person__left_on__isnull=True
    )
    if set(administrators.values_list("person_id", flat=True)) == {leaving.pk}:
        raise LastAdministrator


def _save(person: Person, by: Actor, verb: str, said: str, fields: Sequence[str] | None = None) -> None:
    """Store the person, or only ``fields``, so that what somebody else has just changed stays."""
    try:
        with transaction.atomic():
            person.save(update_fields=fields)
            history.note(by, verb, person, f"{said}{person.name}（{person.staff_code}）")
    except IntegrityError as taken:
        raise StaffCodeTaken from taken
