"""Who may do what with quotas and excuses.

A quota belongs to the topmost group of a tree (``tree``: the keys of its groups, the topmost included). Whoever reads one group of the tree reads the quotas;
the research-group leader and the academic office keep them. An excuse is given by the one concerned, a group's by its leader, a class's by its teacher too; the reason may be
an illness, so it is read by those who gave it and those who answer, by nobody else.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from jiaoyan.quotas.models import Excuse, Quota
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Role

WHO_READS = "本教研组各组的成员和组长，以及分管行政和教导处"
WHO_KEEPS = "教研组长或教导处"
WHO_EXCUSES = "本人；组和年级的由组长说明，班级的由任课教师或组长说明，全校的由教研组长说明"
WHO_ANSWERS = "教研组长、分管行政或教导处（不是自己的说明）"
WHO_READS_EXCUSE = "说明人，以及答复的教研组长、分管行政和教导处"

_HEADS = frozenset({Role.Kind.RESEARCH_LEADER.value, Role.Kind.STAGE_LEADER.value})


def may_read(actor: Actor, tree: Collection[int]) -> bool:
    """Whoever may read the papers of a group of the tree."""
    return not actor.readable.isdisjoint(tree)


def visible_to(actor: Actor, tops: Collection[int]) -> Q:
    """The same as a filter on ``Quota``; ``tops``: the topmost groups of those the actor may read."""
    return Q(school_id=actor.school_id, group_id__in=tops)


def may_keep(actor: Actor, top: int) -> bool:
    """The leader of the topmost group (of a small school that may be 备课组长) and the office."""
    return (
        (actor.is_office and top in actor.oversees) or top in actor.leads or (top in actor.oversees and not actor.roles.isdisjoint(_HEADS))
    )


def may_excuse(actor: Actor, subject: Subject, groups: Collection[int], *, teaches: bool = False) -> bool:
    """Persons for themselves; for groups, classes and grades the leader of a group it belongs to (``groups``), or who heads the group itself.

    ``teaches``: the subject is a class that the actor teaches.
    """
    if subject.kind == "person":
        return subject.id == actor.person_id
    if subject.kind == "class" and teaches:
        return True
    heads = not actor.roles.isdisjoint(_HEADS)
    return any(group in actor.leads or (heads and group in actor.oversees) for group in groups)


def may_answer(actor: Actor, excuse: Excuse, groups: Collection[int]) -> bool:
    """Who oversees a group the subject belongs to (``groups``), never on his own words or his own duty."""
    return not _own(actor, excuse) and not actor.oversees.isdisjoint(groups)


def may_take_back(actor: Actor, excuse: Excuse) -> bool:
    """Whoever gave it, until it is answered."""
    return excuse.school_id == actor.school_id and excuse.person_id == actor.person_id and excuse.state == Excuse.State.OPEN


def may_read_excuse(actor: Actor, excuse: Excuse, groups: Collection[int]) -> bool:
    """Those who gave it or are meant, and those who answer."""
    return _own(actor, excuse) or may_answer(actor, excuse, groups)


def excuses_visible_to(actor: Actor, overseen: Collection[Subject]) -> Q:
    """The same as a filter on ``Excuse``; ``overseen``: the subjects that belong to a group the actor oversees."""
    own = Q(person_id=actor.person_id) | Q(subject_kind="person", subject_key=actor.person_id)
    found = own
    for kind in {subject.kind for subject in overseen}:
        found |= Q(subject_kind=kind, subject_key__in=[subject.id for subject in overseen if subject.kind == kind])
    return Q(school_id=actor.school_id) & found


def _own(actor: Actor, excuse: Excuse) -> bool:
    return excuse.school_id == actor.school_id and (
        excuse.person_id == actor.person_id or excuse.subject == Subject("person", actor.person_id)
    )


def may_change(actor: Actor, quota: Quota) -> bool:
    """``may_keep`` asked of a row."""
    return quota.school_id == actor.school_id and may_keep(actor, quota.group_id)


def changeable_by(actor: Actor) -> Q:
    """The same as a filter on ``Quota``."""
    heads = actor.is_office or not actor.roles.isdisjoint(_HEADS)
    return Q(school_id=actor.school_id, group_id__in=actor.leads | (actor.oversees if heads else frozenset()))
