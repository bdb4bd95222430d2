"""Who sees a pair and who writes in it: mentor, mentee and those above see the same page."""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.growth.models import Mentorship
from jiaoyan.schools.access import Actor, may_approve_for_group, may_lead_group

WHO_SEES = "师傅、徒弟，以及徒弟所在组的组长、教研组长、分管行政和教导处"
WHO_PAIRS = "徒弟所在组的组长、教研组长、分管行政和教导处"
WHO_TEACHES = "徒弟本人"
WHO_ADVISES = "师傅本人"


def may_pair(actor: Actor, group_id: int) -> bool:
    """Who leads or oversees the mentee's group makes and changes pairs."""
    return may_lead_group(actor, group_id) or may_approve_for_group(actor, group_id)


def may_see(actor: Actor, pair: Mentorship) -> bool:
    """Asked of one pair."""
    return pair.school_id == actor.school_id and (actor.person_id in (pair.mentor_id, pair.mentee_id) or may_pair(actor, pair.group_id))


def visible_to(actor: Actor) -> Q:
    """The same as a filter on ``Mentorship``."""
    mine = Q(mentor_id=actor.person_id) | Q(mentee_id=actor.person_id)
    return Q(school_id=actor.school_id) & (mine | Q(group_id__in=actor.leads | actor.oversees))


def may_change(actor: Actor, pair: Mentorship) -> bool:
    """Those who make pairs."""
    return pair.school_id == actor.school_id and may_pair(actor, pair.group_id)


def may_teach(actor: Actor, pair: Mentorship) -> bool:
    """The mentee writes down lessons of his own."""
    return pair.school_id == actor.school_id and actor.person_id == pair.mentee_id and pair.removed_at is None


def may_advise(actor: Actor, pair: Mentorship) -> bool:
    """The mentor writes the week's line."""
    return pair.school_id == actor.school_id and actor.person_id == pair.mentor_id and pair.removed_at is None
