"""Writes on groups of a school year, who sits in them and who leads. 组、成员、职务"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_KEEPS_ADMINS, WHO_MANAGES, Actor, may_keep_account, may_manage_school, require
from jiaoyan.schools.actions.people import keep_an_administrator
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import LEADER_OF, LEADERS, Group, Membership, Person, Role, SchoolYear, Subject, not_over, valid_on
from jiaoyan.schools.registers.groups import ORDER
from jiaoyan.schools.rules.calendar import long_day

DAY = timedelta(days=1)
HABITS = ("parent", "activity_weekday", "activity_parity", "activity_place", "in_use_from")


class GroupNameTaken(Refused):
    """The school year has a group of this name."""

    def __init__(self) -> None:
        super().__init__("本学年已经有同名的组。", "name")


class AlreadyThere(Refused):
    """The person has this seat or role on that day."""


def add_group(
    *,
    kind: str,
    name: str,
    year: SchoolYear,
    subject: Subject,
    grade: int | None = None,
    parent: Group | None = None,
    in_use_from: date | None = None,
    by: Actor,
) -> Group:
    """Add a group of a school year; a 备课组 has a grade, others have none.

    ``in_use_from``: nothing counts as missing before that day (None: everything counts). Raises ``GroupNameTaken``, ``Refused``.
    """
    require(may_manage_school(by), WHO_MANAGES)
    if (kind == Group.Kind.PREP) != (grade is not None):
        raise Refused("备课组要选年级；教研组和年段组不选。", "grade")
    group = Group(
        school_id=by.school_id,
        kind=kind,
        name=name,
        school_year=year,
        subject=subject,
        grade=grade,
        parent=parent,
        in_use_from=in_use_from,
    )
    _check_parent(group, parent)
    _check_begun(group, in_use_from)
    try:
        with transaction.atomic():
            group.save(force_insert=True)
            history.note(by, "create", group, f"新增{group.get_kind_display()}“{name}”（{year.key}学年）{_begun_words(in_use_from)}")
    except IntegrityError as taken:
        raise GroupNameTaken from taken
    return group


def change_group(group: Group, values: Mapping[str, Any], *, by: Actor) -> None:
    """Change a group's place in the tree, its own activity habits and its first day in the system (``HABITS``); its name and year never change.

    Raises ``Refused``.
    """
    require(may_manage_school(by), WHO_MANAGES)
    known = {name: values[name] for name in HABITS if name in values}
    begun = known.get("in_use_from", group.in_use_from)
    _check_parent(group, known.get("parent", group.parent))
    _check_begun(group, begun)
    with transaction.atomic():
        moved = group.in_use_from != begun
        Group.objects.filter(pk=group.pk).update(**known)
        said = (_begun_words(begun) or "，从学期初起计缺项") if moved else ""
        history.note(by, "change", group, f"修改“{group.name}”的设置{said}")


def remove_group(group: Group, *, by: Actor) -> None:
    """Remove a group that was added by mistake. Raises ``Refused`` when it has papers or groups below it."""
    require(may_manage_school(by), WHO_MANAGES)
    try:
        with transaction.atomic():
            history.note(by, "delete", group, f"删除“{group.name}”（{group.school_year.key}学年）")
            group.delete()
    except IntegrityError as used:
        raise Refused("这个组已有计划、活动等记录，或有下级组，不能删除。") from used


def add_member(group: Group, person: Person, *, starts: date, by: Actor) -> Membership:
    """The person sits in the group from ``starts`` on; a seat that begins later begins on that day instead. Raises ``AlreadyThere``, ``Refused``."""
    require(may_manage_school(by), WHO_MANAGES)
    _check_service(person, starts)
    _check_year(group, starts, "starts")
    with transaction.atomic():
        seats = Membership.objects.filter(not_over(starts), group=group, person=person).order_by("starts")
        if seats.filter(starts__lte=starts).exists():
            raise AlreadyThere(f"{person.name}已经是“{group.name}”的成员。", "person")
        made: Membership = seats.first() or Membership(school_id=by.school_id, group=group, person=person)
        made.starts = starts
        made.save()
        history.note(by, "join", made, f"{person.name}自{long_day(starts)}起加入“{group.name}”")
    return made


def end_membership(membership: Membership, *, on: date, by: Actor) -> None:
    """The last day in the group; leading it ends with it. Raises ``Refused`` for a day before the seat began."""
    require(may_manage_school(by), WHO_MANAGES)
    _check_order(membership.starts, on)
    with transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(ends=on)
        roles = Role.objects.filter(not_over(on), group=membership.group, person=membership.person, kind__in=LEADERS)
        roles.filter(starts__gt=on).delete()
        roles.filter(starts__lte=on).update(ends=on)
        history.note(by, "end", membership, f"{membership.person.name}在“{membership.group.name}”至{long_day(on)}")


def give_role(person: Person, kind: str, *, group: Group | None = None, starts: date, by: Actor) -> Role:
    """Give a role from ``starts`` on; a group has one leader, so a former leader ends the day before.

    The person's own role that begins later begins on that day instead.
    A leader of a 备课组 who has no seat in it gets one. Only an administrator makes administrators. Raises ``AlreadyThere``, ``Refused``.
    """
    require(may_keep_account(by, of_admin=kind == Role.Kind.ADMIN), WHO_KEEPS_ADMINS if kind == Role.Kind.ADMIN else WHO_MANAGES)
    _check_service(person, starts)
    _check_place(kind, group)
    if group is not None:
        _check_year(group, starts, "starts")
    with transaction.atomic():
        same = Role.objects.filter(not_over(starts), kind=kind, group=group)
        own = same.filter(person=person).order_by("starts")
        if own.filter(starts__lte=starts).exists():
            raise AlreadyThere(f"{person.name}已经担任{Role.Kind(kind).label}。", "person")
        made: Role = own.first() or Role(school_id=by.school_id, person=person, kind=kind, group=group)
        if kind in LEADERS:
            same.filter(starts__gte=starts).exclude(pk=made.pk).delete()
            same.filter(starts__lt=starts).update(ends=starts - DAY)
        made.starts = starts
        made.save()
        where = f"“{group.name}”" if group else ""
        history.note(by, "appoint", made, f"{person.name}自{long_day(starts)}起担任{where}{Role.Kind(kind).label}")
        if kind == Role.Kind.GROUP_LEADER and not Membership.objects.filter(valid_on(starts), group=group, person=person).exists():
            add_member(group, person, starts=starts, by=by)  # type: ignore[arg-type]
    return made


def end_role(role: Role, *, on: date, by: Actor) -> None:
    """The last day of a role. Raises ``LastAdministrator``, ``Refused``."""
    of_admin = role.kind == Role.Kind.ADMIN
    require(may_keep_account(by, of_admin=of_admin), WHO_KEEPS_ADMINS if of_admin else WHO_MANAGES)
    _check_order(role.starts, on)
    with transaction.atomic():
        if of_admin:
            keep_an_administrator(leaving=role.person)
        Role.objects.filter(pk=role.pk).update(ends=on)
        where = f"“{role.group.name}”" if role.group else ""
        history.note(by, "end", role, f"{role.person.name}担任{where}{role.get_kind_display()}至{long_day(on)}")


def _check_service(person: Person, day: date) -> None:
    if person.left_on is not None and person.has_left_by(day):
        raise Refused(f"{person.name}已于{long_day(person.left_on)}离校。", "person")


def _check_year(group: Group, day: date, field: str) -> None:
    if day > group.school_year.ends:
        raise Refused(f"“{group.name}”属于{group.school_year.key}学年，日期要在{long_day(group.school_year.ends)}之前。", field)


def _check_begun(group: Group, day: date | None) -> None:
    if day is not None:
        _check_year(group, day, "in_use_from")


def _begun_words(day: date | None) -> str:
    return f"，自{long_day(day)}起用本系统" if day else ""


def _check_order(starts: date, on: date) -> None:
    if on < starts:
        raise Refused(f"结束日期不能早于开始日期（{long_day(starts)}）。", "on")


def _check_place(kind: str, group: Group | None) -> None:
    """A leader leads a group of the right kind; the office and administrators serve the whole school."""
    if kind in LEADERS and (group is None or LEADER_OF[Group.Kind(group.kind)] != kind):
        raise Refused("这项职务与组的类型不符。", "kind")
    if kind in {Role.Kind.OFFICE, Role.Kind.ADMIN} and group is not None:
        raise Refused("这项职务属于全校，不挂在某个组。", "kind")


def _check_parent(group: Group, parent: Group | None) -> None:
    """Research group above stage group above prep group, of the same year; so the tree has no loops."""
    if parent is None:
        return
    if parent.school_year_id != group.school_year_id:
        raise Refused("上级组要选同一学年的。", "parent")
    if ORDER[Group.Kind(parent.kind)] >= ORDER[Group.Kind(group.kind)]:
        raise Refused("上级组的层级要更高：教研组 → 年段组 → 备课组。", "parent")
