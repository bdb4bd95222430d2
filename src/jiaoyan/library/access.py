"""Who may do what with a group's textbook study and resources: its readers read, its members and its leader write."""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.library.models import Resource
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group, may_read_group, of_readable_groups

WHO_WRITES = "本组成员和组长"
WHO_CHANGES = "提供人和本组组长"


def visible_to(actor: Actor) -> Q:
    """The resources and studies an actor may read, as a filter."""
    return of_readable_groups(actor)


def may_read(actor: Actor, resource: Resource) -> bool:
    """The same for one resource."""
    return resource.school_id == actor.school_id and may_read_group(actor, resource.group_id)


def may_write(actor: Actor, group: int) -> bool:
    """Members and the leader add to the study and the resources."""
    return may_contribute(actor, group) or may_lead_group(actor, group)


def may_change(actor: Actor, resource: Resource) -> bool:
    """Whoever gave it, and the leader, take it out and bring it back."""
    own = resource.made_by_id == actor.person_id and may_contribute(actor, resource.group_id)
    return resource.school_id == actor.school_id and (own or may_lead_group(actor, resource.group_id))
