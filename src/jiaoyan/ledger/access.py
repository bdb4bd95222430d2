"""Who may read, freeze and fetch a ledger."""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.schools.access import Actor, may_lead_group, may_read_group, of_readable_groups

WHO_FREEZES = "本组组长，或教研组长、分管行政、教导处"


def may_read_ledger(actor: Actor, group_id: int) -> bool:
    """Whoever reads the group's papers reads its ledger."""
    return may_read_group(actor, group_id)


def may_freeze(actor: Actor, group_id: int) -> bool:
    """The leader keeps the ledger; those who oversee the group may freeze a volume for a survey."""
    return may_lead_group(actor, group_id) or group_id in actor.oversees


def may_read_volume(actor: Actor, volume: LedgerVolume) -> bool:
    """A volume is read like the ledger it was frozen from."""
    return volume.school_id == actor.school_id and may_read_ledger(actor, volume.group_id)


def volumes_visible_to(actor: Actor) -> Q:
    """The same as a filter on volumes."""
    return of_readable_groups(actor)
