"""Who reads and changes writings.

A draft is its author's alone. Handed in, it is read by those who lead or oversee the group, who have to know that it is there; by colleagues only when the
author shares it: what is written to be shown is written differently. A mentor reads the comparisons written about his own lessons.
"""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.growth.models import Writing
from jiaoyan.schools.access import Actor, may_approve_for_group, may_contribute, may_lead_group, may_read_group

WHO_WRITES = "本组成员"
WHO_CHANGES = "作者本人"
WHO_READS = "作者本人；交了以后还有组长、教研组长、分管行政和教导处；作者愿意分享的，本组同事也能看"


def may_write(actor: Actor, group_id: int) -> bool:
    """Members of the group."""
    return may_contribute(actor, group_id)


def may_change(actor: Actor, writing: Writing) -> bool:
    """The author alone: they are his words."""
    return writing.school_id == actor.school_id and writing.author_id == actor.person_id


def changeable_by(actor: Actor) -> Q:
    """The same as a filter on ``Writing``."""
    return Q(school_id=actor.school_id, author_id=actor.person_id)


def leads(actor: Actor, group_id: int) -> bool:
    """Who leads or oversees the group: sees what everybody handed in."""
    return may_lead_group(actor, group_id) or may_approve_for_group(actor, group_id)


def may_read(actor: Actor, writing: Writing) -> bool:
    """Asked of one writing. A query for a comparison unless ``pair__mentorship`` is loaded."""
    if writing.school_id != actor.school_id:
        return False
    if writing.author_id == actor.person_id:
        return True
    if writing.is_draft or writing.removed_at is not None:
        return False
    colleague = writing.shared and may_read_group(actor, writing.group_id)
    pair = writing.pair
    return leads(actor, writing.group_id) or colleague or (pair is not None and pair.mentorship.mentor_id == actor.person_id)


def visible_to(actor: Actor) -> Q:
    """The same as a filter on ``Writing``."""
    own = Q(author_id=actor.person_id)
    others = Q(group_id__in=actor.leads | actor.oversees) | Q(shared=True, group_id__in=actor.readable)
    others |= Q(pair__mentorship__mentor_id=actor.person_id)
    return Q(school_id=actor.school_id) & (own | (Q(submitted_at__isnull=False, removed_at__isnull=True) & others))
