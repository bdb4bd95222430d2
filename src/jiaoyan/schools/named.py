"""A school, and the place of one of its groups, by the names a person gives on the command line."""

from __future__ import annotations

from jiaoyan.schools.models import Group, School
from jiaoyan.schools.queries import GroupTerm, calendar_of, term_by_key, term_on, today


class NoSuchPlace(Exception):
    """The school, term or group asked for does not exist; the message lists what does."""


def school_named(code: str | None, *, having: str = "") -> School:
    """The school with this code. Without one: the first that has a group called ``having``, or the first of all; the only one when no group is named.

    Raises ``NoSuchPlace``.
    """
    schools = list(School.objects.order_by("pk"))
    listed = "、".join(f"{school.code}（{school.name}）" for school in schools)
    if not schools:
        raise NoSuchPlace("还没有学校。先运行 jiaoyan serve 建立学校，或 jiaoyan demo 载入示例。")
    if code:
        found = [school for school in schools if school.code == code]
        if not found:
            raise NoSuchPlace(f"没有代码为“{code}”的学校。已有：{listed}。")
        return found[0]
    if having:
        return next((school for school in schools if Group.everywhere.filter(school=school, name=having).exists()), schools[0])
    if len(schools) > 1:
        raise NoSuchPlace(f"请用 --school 指明学校代码。已有：{listed}。")
    return schools[0]


def place_named(school: School, group: str, term: str | None, *, kind: str = "", listed: str = "已有") -> GroupTerm:
    """Where the group of this name stands in a term, or in the running one. To be asked in the school's scope. Raises ``NoSuchPlace``.

    When there is no such group, those of ``kind`` (all when empty) are ``listed``.
    """
    day = today(school)
    found = term_by_key(term) if term else term_on(day, school.pk)
    if found is None:
        raise NoSuchPlace(f"{school.name}没有学期“{term or '（当前）'}”。学期写作 2023-2024-1 这样的形式。")
    groups = list(Group.objects.select_related("school", "school_year", "subject").filter(school_year=found.school_year))
    for each in groups:
        if each.name == group:
            return GroupTerm(each, found, calendar_of(found), day)
    names = "、".join(each.name for each in groups if kind in ("", each.kind))
    raise NoSuchPlace(f"{found.label}没有“{group}”。{listed}：{names or '（还没有组）'}。")
