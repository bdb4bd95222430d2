"""The deeds of the workbench: send a reminder out, once somebody has read it and said so; give one's calendar another address."""

from __future__ import annotations

from hashlib import sha256

import structlog
from django.core.cache import cache
from django.db import transaction

from jiaoyan.dashboard.feed import RENEWED, token_of
from jiaoyan.dashboard.sending import Channel, NotSent
from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Account
from jiaoyan.schools.queries import GroupTerm

log = structlog.get_logger("jiaoyan.reminder")
AGAIN_AFTER_SECONDS = 60


class SentAlready(Exception):
    """The same words went the same way a moment ago."""


def send_reminder(*, by: Actor, place: GroupTerm, channel: Channel, text: str) -> None:
    """Send the text, then say in the history that it was sent: how long it was and where it went, not the words.

    Raises ``SentAlready`` for the same within a minute, ``NotSent`` when it did not arrive; then nothing is noted, and it may be tried again.
    """
    once = f"reminder-{sha256(f'{place.group.pk} {channel.key} {text}'.encode()).hexdigest()}"
    if not cache.add(once, True, AGAIN_AFTER_SECONDS):  # noqa: FBT003 - the value says nothing, the key does
        raise SentAlready
    try:
        channel.send(f"{place.group.name}催办", text)
    except NotSent as failed:
        cache.delete(once)
        log.warning("reminder not sent", channel=channel.key, group=place.group.pk, by=by.person_id, why=str(failed))
        raise
    log.warning("reminder sent", channel=channel.key, group=place.group.pk, by=by.person_id, characters=len(text))
    with transaction.atomic():
        note(by, "reminder.send", place.group, f"把{place.group.name}的催办{channel.label}（{channel.where}），{len(text)}字")


def renew_feed(*, by: Actor, account: Account, seen: str) -> None:
    """Give the calendar of one's own account another address; the one that was ``seen`` is dead from now on. Sent again, it changes nothing more."""
    if account.person_id != by.person_id:
        raise Refused("只能更换自己的订阅地址。")
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        if token_of(row) == seen:
            note(by, RENEWED, row, "更换了日历订阅地址")
