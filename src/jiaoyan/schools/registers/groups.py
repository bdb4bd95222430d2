"""Reads for the pages of groups. 组与职务"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404
from django.utils import timezone

from jiaoyan.schools.models import Group, HistoryLine, Membership, Role, SchoolYear, not_over, valid_on

SETTING_UP = timedelta(days=14)
FIRST_WEEK = timedelta(days=7)
ORDER = {Group.Kind.RESEARCH: 0, Group.Kind.STAGE: 1, Group.Kind.PREP: 2}


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One group of the tree: how deep it hangs, who leads it, how many sit in it."""

    group: Group
    depth: int
    leaders: tuple[str, ...]
    liaisons: tuple[str, ...]
    members: int


def group_or_404(pk: int) -> Group:
    """A group of the school in scope, with year, subject and parent. One query."""
    group: Group | None = (
        Group.objects.select_related("school_year", "subject", "parent", "follows__school_year", "school").filter(pk=pk).first()
    )
    if group is None:
        raise Http404
    return group


def tree_of(year: SchoolYear, today: date) -> list[TreeLine]:
    """The groups of a year, each under its parent, with leaders and number of members. Three queries."""
    day = year.nearest(today)
    groups = sorted(year.groups.all(), key=lambda group: (ORDER[Group.Kind(group.kind)], group.grade or 0, group.pk))
    leaders: dict[int, list[str]] = defaultdict(list)
    liaisons: dict[int, list[str]] = defaultdict(list)
    for role in Role.objects.filter(valid_on(day), group__in=groups).select_related("person"):
        (liaisons if role.kind == Role.Kind.LIAISON else leaders)[role.group_id].append(role.person.name)
    members: dict[int, set[int]] = defaultdict(set)
    for group_id, person_id in Membership.objects.filter(valid_on(day), group__in=groups).values_list("group_id", "person_id"):
        members[group_id].add(person_id)

    def below(parent: int | None, depth: int) -> list[TreeLine]:
        lines: list[TreeLine] = []
        for group in groups:
            if group.parent_id == parent:
                lines.append(TreeLine(group, depth, tuple(leaders[group.pk]), tuple(liaisons[group.pk]), len(members[group.pk])))
                lines += below(group.pk, depth + 1)
        return lines

    return below(None, 0)


def first_day_for_seats(group: Group, today: date) -> date:
    """From when people sit or lead unless somebody says otherwise: the year's start while the group is being set up, else today. Two queries at most.

    Set up in the middle of a term, it would otherwise have nobody for the plan and the meetings of the weeks before; set up before
    the first year of a school, nobody could write the plan in the weeks to come.
    """
    year = group.school_year
    made = HistoryLine.objects.filter(verb="create", kind=group._meta.label_lower, object_id=group.pk, at__gt=timezone.now() - SETTING_UP)
    if today < year.starts and not SchoolYear.objects.filter(starts__lt=year.starts).exists():
        return today
    return year.starts if made.exists() else year.nearest(today)


def first_day_in_use(year: SchoolYear, today: date) -> date | None:
    """From when a group made today uses the system unless somebody says otherwise: today, once a term is more than a week old. One query.

    None while the year has not begun or its first term is in its first week. In the first week of a later term, that term's first day:
    the term counts from the beginning, the one before it does not.
    """
    begun = [day for day in year.terms.values_list("first_school_day", flat=True) if day <= today]
    if not begun:
        return None
    if today - begun[-1] >= FIRST_WEEK:
        return year.nearest(today)
    return begun[-1] if len(begun) > 1 else None


def seats_of(group: Group) -> list[Membership]:
    """Who sits or sat in the group, present ones first. One query."""
    return sorted(
        Membership.objects.filter(group=group).select_related("person"),
        key=lambda seat: (seat.ends is not None, seat.person.sort_name, seat.starts),
    )


def roles_in(group: Group) -> list[Role]:
    """Who holds or held a role in the group, present ones first. One query."""
    return sorted(
        Role.objects.filter(group=group).select_related("person"), key=lambda role: (role.ends is not None, role.kind, role.starts)
    )


def school_roles(day: date) -> list[Role]:
    """Roles for the whole school that hold on a day or later. One query."""
    rows = Role.objects.filter(not_over(day), group__isnull=True).select_related("person")
    return list(rows.order_by("kind", "person__sort_name"))
