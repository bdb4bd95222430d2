"""Who may do what with showcase homework and its works; each policy is asked on a row or as a filter.

Readers are those of the group. A work that is not shown is for the group's own members and leader. Members and leader keep design and works; one work is
changed by whoever added it, the class's own teachers by 课务, or the leader. Names: see ``may_name``.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from jiaoyan.items.models import ShowcaseHomework, Work, WorkComment
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group, may_read_group, may_see_pupils, of_readable_groups

WHO_KEEPS = "本组成员或备课组长"
WHO_READS_WORK = "展出的作品：本组成员、组长，以及教研组长、分管行政和教导处；没有展出的只有本组成员和组长"
WHO_CHANGES_WORK = "上传人、本班任课教师或备课组长"
WHO_TAKES_COMMENT = "点评人本人或备课组长"
WHO_CONSENTS = "监护人是否同意公开姓名，由本班任课教师勾选。"
NAMES = "学生姓名须监护人同意才公开；没有同意时，本班任课教师看到学号，其他人只看到班级"


def may_read(actor: Actor, showcase: ShowcaseHomework) -> bool:
    """Asked on one row: the same answer as ``visible_to``."""
    return showcase.school_id == actor.school_id and may_read_group(actor, showcase.group_id)


def visible_to(actor: Actor) -> Q:
    """The showcase homework an actor may read, as a filter."""
    return of_readable_groups(actor)


def may_keep(actor: Actor, group_id: int) -> bool:
    """Writes the design and the exhibition, adds works."""
    return may_contribute(actor, group_id) or may_lead_group(actor, group_id)


def may_read_work(actor: Actor, work: Work) -> bool:
    """Asked on one work with its showcase loaded: the same answer as ``works_visible_to``."""
    shown = work.shown and work.removed_at is None
    return may_read(actor, work.showcase) and (shown or may_keep(actor, work.showcase.group_id))


def works_visible_to(actor: Actor) -> Q:
    """The works whose picture an actor may see, as a filter."""
    own = Q(showcase__group_id__in=actor.member_of | actor.leads)
    return of_readable_groups(actor, "showcase__group") & (Q(shown=True, removed_at__isnull=True) | own)


def may_change_work(actor: Actor, work: Work, own_teachers: Collection[int]) -> bool:
    """Changes, turns, takes out one work; ``own_teachers``: who teaches its class on the day."""
    group = work.showcase.group_id
    own = actor.person_id == work.added_by_id or actor.person_id in own_teachers
    return work.school_id == actor.school_id and (may_lead_group(actor, group) or (own and may_keep(actor, group)))


def may_name(actor: Actor, own_teachers: Collection[int]) -> bool:
    """Sees who made a work to which nobody agreed, writes pupils down by name, and says that their guardians agree."""
    return may_see_pupils(actor, own_teachers)


def may_take_comment(actor: Actor, comment: WorkComment) -> bool:
    """Takes a comment out or brings it back."""
    own = comment.author_id == actor.person_id
    return comment.school_id == actor.school_id and (own or may_lead_group(actor, comment.work.showcase.group_id))
