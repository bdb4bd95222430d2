"""``jiaoyan remind``: the message of the collection, printed; sent only when asked, and only where the settings say."""

from __future__ import annotations

from jiaoyan.dashboard.actions import SentAlready, send_reminder
from jiaoyan.dashboard.queries.collection import channels_of, collection_of
from jiaoyan.dashboard.rules.reminding import for_the_group
from jiaoyan.dashboard.sending import NotSent
from jiaoyan.schools.access import console
from jiaoyan.schools.models import Group, School
from jiaoyan.schools.queries import GroupTerm, calendar_of, term_by_key, term_on, today
from jiaoyan.schools.scope import school_scope


class CannotRemind(Exception):
    """The group does not exist, nothing is set to send to, or it did not arrive; the message says what to do."""


def remind(*, group: str, term: str | None, school: str | None, names: bool, send: bool) -> None:
    """Print the message for the group with this name, and send it when asked. Raises ``CannotRemind``."""
    chosen = _school(school, group)
    with school_scope(chosen.pk):
        place = _place(chosen, group, term)
        found = collection_of(place)
        text = for_the_group(found.week, found.owing, place.group.name, names=names)
        print(text)
        if send:
            _send(place, text)


def _send(place: GroupTerm, text: str) -> None:
    ways = channels_of(place.group.school)
    if not ways:
        raise CannotRemind(
            "没有可发的地方。请先设置 JIAOYAN_REMIND_WEBHOOK，或 JIAOYAN_MAIL_URL 和 JIAOYAN_REMIND_MAIL_TO；"
            "有几所学校时，还要用 JIAOYAN_REMIND_SCHOOL 写明是哪一所。见 docs/settings.md。"
        )
    failed = []
    for channel in ways:
        try:
            send_reminder(by=console(place.group.school_id), place=place, channel=channel, text=text)
            print(f"已{channel.label}（{channel.where}）。")
        except NotSent as reason:
            failed.append(str(reason))
        except SentAlready:
            failed.append(f"同样的内容一分钟内已经{channel.label}，没有再发。")
    if failed:
        raise CannotRemind("".join(failed))


def _place(school: School, name: str, key: str | None) -> GroupTerm:
    day = today(school)
    term = term_by_key(key) if key else term_on(day, school.pk)
    if term is None:
        raise CannotRemind(f"{school.name}没有学期“{key or '（当前）'}”。学期写作 2023-2024-1 这样的形式。")
    groups = Group.objects.select_related("school", "school_year", "subject").filter(school_year=term.school_year)
    group = groups.filter(name=name).first()
    if group is None:
        raise CannotRemind(f"{term.label}没有“{name}”。已有：{'、'.join(each.name for each in groups) or '（还没有组）'}。")
    return GroupTerm(group, term, calendar_of(term), day)


def _school(code: str | None, group: str) -> School:
    """The school with this code; without one the first that has such a group, or the first of all."""
    schools = list(School.objects.order_by("pk"))
    if not schools:
        raise CannotRemind("还没有学校。先运行 jiaoyan serve 建立学校，或 jiaoyan demo 载入示例。")
    if code is None:
        having = [school for school in schools if Group.everywhere.filter(school=school, name=group).exists()]
        return (having or schools)[0]
    for school in schools:
        if school.code == code:
            return school
    raise CannotRemind(f"没有代码为“{code}”的学校。已有：{'、'.join(f'{each.code}（{each.name}）' for each in schools)}。")
