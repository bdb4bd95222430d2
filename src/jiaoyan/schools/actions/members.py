"""Seats for several people at once. 成员"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions.groups import add_member
from jiaoyan.schools.models import Group, Membership, Person


def add_members(group: Group, persons: Iterable[Person], *, starts: date, by: Actor) -> list[Membership]:
    """All of them sit in the group from ``starts`` on, or none. One history line each. Raises what ``add_member`` raises."""
    with transaction.atomic():
        return [add_member(group, person, starts=starts, by=by) for person in persons]
