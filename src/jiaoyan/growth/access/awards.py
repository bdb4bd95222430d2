"""Who may do what with a group's awards.

Readers are those of the group; members and the leader record; whoever recorded an award, or the leader, takes it out; the class's own
teachers correct it too. Only who knows a pupil's name anyway says that the guardian agreed to it: a tick by anybody else would show him the
name behind a code. A certificate that shows the name of a pupil whose guardian has not agreed is for those who know the name anyway.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from jiaoyan.growth.models import Award
from jiaoyan.schools.access import (
    Actor,
    may_contribute,
    may_lead_group,
    may_read_group,
    may_see_pupils,
    of_readable_groups,
)

WHO_RECORDS = "本组成员和组长"
WHO_CHANGES = "登记人和本组组长"
WHO_CORRECTS = "登记人、本班任课教师和本组组长"
WHO_CONSENTS = "监护人是否同意公开姓名，由本班任课教师勾选。"
WHO_OPENS_CERTIFICATE = "登记人、本组组长、指导教师、教导处和本班任课教师（监护人没有同意公开姓名）"


def visible_to(actor: Actor) -> Q:
    """The awards an actor may read, as a filter on ``Award``."""
    return of_readable_groups(actor)


def may_read(actor: Actor, award: Award) -> bool:
    """The same for one award."""
    return award.school_id == actor.school_id and may_read_group(actor, award.group_id)


def may_record(actor: Actor, group_id: int) -> bool:
    """Members and the leader."""
    return may_contribute(actor, group_id) or may_lead_group(actor, group_id)


def may_change(actor: Actor, award: Award) -> bool:
    """Whoever recorded it, as long as he may record here, or the leader."""
    own = award.recorded_by_id == actor.person_id and may_record(actor, award.group_id)
    return award.school_id == actor.school_id and (own or may_lead_group(actor, award.group_id))


def may_correct(actor: Actor, award: Award, own_teachers: Collection[int]) -> bool:
    """Those who may change it, and members who teach the pupil's class by 课务 on the day (``own_teachers``): they know about the consent."""
    own = actor.person_id in own_teachers and may_record(actor, award.group_id)
    return may_change(actor, award) or (award.school_id == actor.school_id and own)


def may_consent(actor: Actor, own_teachers: Collection[int]) -> bool:
    """Who says that a guardian agreed to the name: those who know the class's names anyway; the leader of a group is none of them."""
    return may_see_pupils(actor, own_teachers)


def changeable_by(actor: Actor) -> Q:
    """The same as a filter on ``Award``."""
    own = Q(recorded_by_id=actor.person_id, group_id__in=actor.member_of)
    return Q(school_id=actor.school_id) & (own | Q(group_id__in=actor.leads))


def is_public(award: Award) -> bool:
    """Whether whoever reads the group's papers may see the certificate: a teacher's, or a pupil's with consent."""
    return award.person_kind == Award.PersonKind.TEACHER or award.name_consent


def may_open_certificate(actor: Actor, award: Award, own_teachers: Collection[int]) -> bool:
    """Readers, where the name may be known; ``own_teachers``: those of the pupil's class by 课务."""
    if not may_read(actor, award):
        return False
    return is_public(award) or may_change(actor, award) or award.coach_id == actor.person_id or may_see_pupils(actor, own_teachers)
