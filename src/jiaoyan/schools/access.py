"""Who the signed-in person is on a day, and the policies of the school's own rows.

A policy is asked two ways: may this actor act on this row (``may_…``), and which rows may the actor see (``…_visible_to``, a ``Q``).
``Actor`` holds keys only, so a policy never queries.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from jiaoyan.schools.models import Account, Role, valid_on


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request or a command on one day.

    ``leads``: groups led directly. ``oversees``: groups below a research or stage group one leads, below a liaison's group, or all groups
    of the school for the academic office. ``member_of``: groups one sits in. ``inherits``: groups of former years that a group
    of one's own follows; ``succeeds``: those that a group one leads follows. ``heads``: research and stage groups one leads.
    ``within``: the groups above those one may read: their plans are one's own too.
    """

    school_id: int
    person_id: int
    name: str
    roles: frozenset[str] = frozenset()
    member_of: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    oversees: frozenset[int] = frozenset()
    inherits: frozenset[int] = frozenset()
    succeeds: frozenset[int] = frozenset()
    readable: frozenset[int] = field(default=frozenset())
    heads: frozenset[int] = frozenset()
    within: frozenset[int] = frozenset()

    @property
    def is_office(self) -> bool:
        """Works in the academic office (教导处)."""
        return Role.Kind.OFFICE in self.roles

    @property
    def is_admin(self) -> bool:
        """Looks after the installation: accounts, imports, settings; sees no group's papers by that alone."""
        return Role.Kind.ADMIN in self.roles


def console(school_id: int) -> Actor:
    """Whoever sits at the server's own keyboard: may what an administrator may; history calls it 系统."""
    return Actor(school_id=school_id, person_id=0, name="系统", roles=frozenset({Role.Kind.ADMIN.value}))


LOCAL_HOSTS = ("localhost", "127.", "[::1]")  # addresses that only the server's own machine can open


class SchoolRequest(HttpRequest):
    """The request of a signed-in person, as ``SchoolMiddleware`` hands it to every view that asks for sign-in."""

    actor: Actor
    today: date
    user: Account
    htmx: HtmxDetails


class NotAllowed(PermissionDenied):
    """The actor may not do this; ``who_could`` names who may, for the page that says so."""

    def __init__(self, who_could: str) -> None:
        super().__init__(who_could)
        self.who_could = (who_could,)


def require(allowed: bool, who_could: str) -> None:
    """Raise ``NotAllowed`` with the sentence naming who could, unless allowed."""
    if not allowed:
        raise NotAllowed(who_could)


def may_read_group(actor: Actor, group_id: int) -> bool:
    """Members, its leaders, those who oversee it, and members of groups that follow it."""
    return group_id in actor.readable


def groups_visible_to(actor: Actor) -> Q:
    """The groups whose papers the actor may read, as a filter on ``Group``."""
    return Q(school_id=actor.school_id, pk__in=actor.readable)


def of_readable_groups(actor: Actor, path: str = "group") -> Q:
    """The same for a row that reaches its group by ``path``: the one policy of every group paper."""
    return Q(school_id=actor.school_id) & Q(**{f"{path}_id__in": actor.readable})


def may_lead_group(actor: Actor, group_id: int) -> bool:
    """Its leader: may plan, call meetings, keep the ledger."""
    return group_id in actor.leads


def may_contribute(actor: Actor, group_id: int) -> bool:
    """Its members: may write designs, notes and talks of their own."""
    return group_id in actor.member_of


def may_approve_for_group(actor: Actor, group_id: int) -> bool:
    """Those who oversee the group decide on its leader's papers."""
    return group_id in actor.oversees


def may_manage_school(actor: Actor) -> bool:
    """The academic office and the administrator keep people, classes, calendar and settings."""
    return actor.is_office or actor.is_admin


def may_keep_account(actor: Actor, *, of_admin: bool) -> bool:
    """Who may open, reset or close an account; an administrator's own is out of the office's reach, or the office could become one."""
    return actor.is_admin or (actor.is_office and not of_admin)


def may_keep_privacy(actor: Actor) -> bool:
    """Who gives out and erases what is held about a person: the administrator alone, since it holds marks and every class."""
    return actor.is_admin


def may_see_pupils(actor: Actor, own_teachers: Collection[int]) -> bool:
    """The names of a class's pupils: those who keep the school, and the class's own teachers by 课务 on the day (``own_teachers``)."""
    return may_manage_school(actor) or actor.person_id in own_teachers


def classes_with_names_visible_to(actor: Actor, day: date) -> Q:
    """The same as a filter on ``SchoolClass`` (give it ``distinct``)."""
    everyone = Q(school_id=actor.school_id)
    if may_manage_school(actor):
        return everyone
    return everyone & valid_on(day, "assignments__") & Q(assignments__teacher_id=actor.person_id)


WHO_READS_GROUP = "本组成员、组长，以及教研组长、分管行政和教导处"
WHO_LEADS_GROUP = "本组组长"
WHO_CONTRIBUTES = "本组成员"
WHO_APPROVES = "教研组长、分管行政或教导处"
WHO_MANAGES = "教导处或系统管理员"
WHO_KEEPS_ADMINS = "系统管理员"
WHO_KEEPS_PRIVACY = "系统管理员"
WHO_SEES_PUPILS = "教导处、系统管理员和本班任课教师"

__all__ = [
    "WHO_APPROVES",
    "WHO_CONTRIBUTES",
    "WHO_KEEPS_ADMINS",
    "WHO_KEEPS_PRIVACY",
    "WHO_LEADS_GROUP",
    "WHO_MANAGES",
    "WHO_READS_GROUP",
    "WHO_SEES_PUPILS",
    "Actor",
    "NotAllowed",
    "SchoolRequest",
    "classes_with_names_visible_to",
    "console",
    "groups_visible_to",
    "may_approve_for_group",
    "may_contribute",
    "may_keep_account",
    "may_keep_privacy",
    "may_lead_group",
    "may_manage_school",
    "may_read_group",
    "may_see_pupils",
    "of_readable_groups",
    "require",
]
