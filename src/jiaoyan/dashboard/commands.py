"""``jiaoyan remind``: the message of the collection, printed; sent only when asked, and only where the settings say."""

from __future__ import annotations

from jiaoyan.dashboard.actions import SentAlready, send_reminder
from jiaoyan.dashboard.queries.collection import channels_of, collection_of
from jiaoyan.dashboard.rules.reminding import for_the_group
from jiaoyan.dashboard.sending import NotSent
from jiaoyan.schools.access import console
from jiaoyan.schools.named import place_named, school_named
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.scope import school_scope


class CannotRemind(Exception):
    """Nothing is set to send to, or it did not arrive; the message says what to do."""


def remind(*, group: str, term: str | None, school: str | None, names: bool, send: bool) -> None:
    """Print the message for the group with this name, and send it when asked. Raises ``CannotRemind``, ``NoSuchPlace``."""
    chosen = school_named(school, having=group)
    with school_scope(chosen.pk):
        place = place_named(chosen, group, term)
        found = collection_of(place)
        text = for_the_group(found.week, found.owing, place.group.name, names=names)
        print(text)
        if send:
            _send(place, text)


def _send(place: GroupTerm, text: str) -> None:
    ways = channels_of(place.group.school)
    if not ways:
        raise CannotRemind(
            "没有可发的地方。请先设置 JIAOYAN_REMIND_WEBHOOK，或 JIAOYAN_MAIL_URL 和 JIAOYAN_REMIND_MAIL_TO；"
            "有几所学校时，还要用 JIAOYAN_REMIND_SCHOOL 写明是哪一所。见 docs/settings.md。"
        )
    failed = []
    for channel in ways:
        try:
            send_reminder(by=console(place.group.school_id), place=place, channel=channel, text=text)
            print(f"已{channel.label}（{channel.where}）。")
        except NotSent as reason:
            failed.append(str(reason))
        except SentAlready:
            failed.append(f"同样的内容一分钟内已经{channel.label}，没有再发。")
    if failed:
        raise CannotRemind("".join(failed))
