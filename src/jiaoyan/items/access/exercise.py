"""Who may do what with exercises and homework lists; each policy is asked on a row or as a filter.

Readers are those of the group, and the author and reviewer wherever they sit. The author writes, and the group's leader unless he reviews it;
only the reviewer decides, never on what he wrote or handed in. A class is set an exercise, and reported on, by its own teachers or the leader.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from jiaoyan.items.models import Exercise, HomeworkList
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group, may_read_group, of_readable_groups
from jiaoyan.schools.models import Status
from jiaoyan.schools.rules.approval import may_edit

WHO_READS = "本组成员、命制人、审核人，以及教研组长、分管行政和教导处"
WHO_WRITES = "命制人本人或备课组长"
WHO_REVIEWS = "审核人本人（命制人和提交的人不能审核自己的练习）"
WHO_STARTS = "本组成员或备课组长"
WHO_USES = "本班的任课教师或备课组长"


def may_read(actor: Actor, exercise: Exercise) -> bool:
    """Asked on one exercise: the same answer as ``visible_to``."""
    named = actor.person_id in (exercise.author_id, exercise.reviewer_id)
    return exercise.school_id == actor.school_id and (named or may_read_group(actor, exercise.group_id))


def visible_to(actor: Actor) -> Q:
    """The exercises an actor may read, as a filter."""
    named = Q(author_id=actor.person_id) | Q(reviewer_id=actor.person_id)
    return of_readable_groups(actor) | (Q(school_id=actor.school_id) & named)


def may_start(actor: Actor, group_id: int) -> bool:
    """Begins an exercise, or a homework list, outside of table 3."""
    return may_contribute(actor, group_id) or may_lead_group(actor, group_id)


def may_write(actor: Actor, exercise: Exercise) -> bool:
    """Writes, hands in and takes back, whatever its state."""
    if exercise.school_id != actor.school_id or actor.person_id == exercise.reviewer_id:
        return False
    return actor.person_id == exercise.author_id or may_lead_group(actor, exercise.group_id)


def may_change(actor: Actor, exercise: Exercise) -> bool:
    """The same, as long as it stands and is a draft or was returned."""
    return may_write(actor, exercise) and exercise.removed_at is None and may_edit(exercise.status)


def may_assign(actor: Actor, exercise: Exercise) -> bool:
    """Names author, reviewer and the day it is due."""
    return exercise.school_id == actor.school_id and may_lead_group(actor, exercise.group_id) and may_write(actor, exercise)


def may_review(actor: Actor, exercise: Exercise) -> bool:
    """Decides on it: the reviewer, never on what he wrote or handed in himself."""
    own = actor.person_id in (exercise.author_id, exercise.submitted_by_id)
    return exercise.school_id == actor.school_id and actor.person_id == exercise.reviewer_id and not own


def waiting_for(actor: Actor) -> Q:
    """The exercises that wait for an actor's review, as a filter."""
    mine = Q(author_id=actor.person_id) | Q(submitted_by_id=actor.person_id)
    return Q(school_id=actor.school_id, status=Status.SUBMITTED, reviewer_id=actor.person_id) & ~mine


def may_use(actor: Actor, group_id: int, own_teachers: Collection[int]) -> bool:
    """Sets it to a class and reports on it; ``own_teachers`` are the persons who teach the class the subject on the day."""
    return may_lead_group(actor, group_id) or (actor.person_id in own_teachers and may_read_group(actor, group_id))


def may_read_list(actor: Actor, homework: HomeworkList) -> bool:
    """Asked on one list: the same answer as ``lists_visible_to``."""
    return homework.school_id == actor.school_id and may_read_group(actor, homework.group_id)


def lists_visible_to(actor: Actor) -> Q:
    """The homework lists an actor may read, as a filter."""
    return of_readable_groups(actor)


def may_keep_list(actor: Actor, homework: HomeworkList) -> bool:
    """Changes or takes out a homework list."""
    return homework.school_id == actor.school_id and may_start(actor, homework.group_id)
