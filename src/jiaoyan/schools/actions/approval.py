"""The verbs of approval 审批, the same for every paper that is submitted and approved.

Who may do what is the policy of the package that owns the paper: callers have asked it before they come here. What is settled here: which
step may follow which (``rules.approval``), nobody decides on his own paper, two people deciding at once do not overwrite each other, and
every step leaves a line of history. All raise ``NotPossible`` or ``ChangedMeanwhile``, whose messages are Chinese sentences, and return
nothing: the given ``doc`` carries the new status.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiaoyan.documents.characters import legal
from jiaoyan.schools import history
from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Approvable, HistoryLine
from jiaoyan.schools.rules.approval import DECISIONS, EVENT_LABELS, Event, NotPossible, after, forbid_own, next_status, note_too_long

T = TypeVar("T")

__all__ = [
    "ChangedMeanwhile",
    "NotPossible",
    "NoteMissing",
    "NoteTooLong",
    "approve",
    "archive",
    "once",
    "reopen",
    "send_back",
    "submit",
    "withdraw",
]

_UNDECIDED = {"decided_by_id": None, "decided_at": None, "decision_note": ""}


class ChangedMeanwhile(NotPossible):
    """Somebody else changed the paper since it was read."""

    def __init__(self) -> None:
        super().__init__("这份材料刚刚被别人改过，请刷新后看过最新内容再操作。")


class NoteMissing(NotPossible):
    """A paper is not sent back without a word."""

    def __init__(self) -> None:
        super().__init__("请写明退回的原因，让老师知道要改哪里。")


class NoteTooLong(NotPossible):
    """A note that would have to be cut."""


def submit(doc: Approvable, *, by: Actor, now: datetime | None = None) -> None:
    """Hand the paper in."""
    _step(doc, Event.SUBMIT, by, {"submitted_by_id": by.person_id, "submitted_at": now or timezone.now(), **_UNDECIDED})


def withdraw(doc: Approvable, *, by: Actor) -> None:
    """Take a paper back that nobody has decided on."""
    _step(doc, Event.WITHDRAW, by, {"submitted_by_id": None, "submitted_at": None})


def approve(doc: Approvable, *, by: Actor, note: str = "", authors: Collection[int] = (), now: datetime | None = None) -> None:
    """Approve it. ``authors`` are the persons whose own paper it is besides the one who submitted it. Raises ``NoteTooLong``."""
    _decide(doc, Event.APPROVE, by, note, authors, now)


def send_back(doc: Approvable, *, by: Actor, note: str, authors: Collection[int] = (), now: datetime | None = None) -> None:
    """Return it for changes; ``note`` says which. Raises ``NoteMissing`` for an empty one, ``NoteTooLong``."""
    if not legal(note).strip():
        raise NoteMissing
    _decide(doc, Event.RETURN, by, note, authors, now)


def reopen(doc: Approvable, *, by: Actor) -> None:
    """Begin a new draft of an approved paper; keeping what was approved readable is its package's duty."""
    _step(doc, Event.REOPEN, by, {"submitted_by_id": None, "submitted_at": None, **_UNDECIDED})


def archive(doc: Approvable, *, by: Actor) -> None:
    """Close an approved paper for good."""
    _step(doc, Event.ARCHIVE, by, {})


def once(
    step: Callable[[], T],
    doc: Approvable,
    event: Event,
    *,
    by: Actor,
    version: int | None = None,
    note: str = "",
    besides: Callable[[], bool] = lambda: True,
) -> T | None:
    """Take a step on ``doc`` and give what it gives; None when the same person took it a moment ago (the form was sent again).

    ``version``: the one the person saw, None when the step asks for none; ``note``: the word of a decision; ``besides``: whether what else the
    form says stands, too. Whatever ``step`` raises goes through when the paper does not stand as this very step of this person left it.
    Two queries after a refusal, none otherwise.
    """
    try:
        return step()
    except (NotPossible, Refused):
        if not (_left_by(doc, event, by, version, note) and besides()):
            raise
        return None


def _left_by(doc: Approvable, event: Event, by: Actor, version: int | None, note: str) -> bool:
    now = type(doc).objects.filter(pk=doc.pk).first()
    if now is None or now.status not in after(event) or version not in (None, now.version - 1):
        return False
    if event in DECISIONS and now.decision_note != legal(note).strip():
        return False
    steps = HistoryLine.objects.filter(kind=doc._meta.label_lower, object_id=doc.pk, verb__in=[each.value for each in Event])
    last = steps.order_by("-number").values_list("verb", "person_id").first()
    return bool(last == (event.value, by.person_id))


def _decide(doc: Approvable, event: Event, by: Actor, note: str, authors: Collection[int], now: datetime | None) -> None:
    forbid_own(event, by=by.person_id, authors=[*authors, *([doc.submitted_by_id] if doc.submitted_by_id else [])])
    words = legal(note).strip()
    if too_long := note_too_long(words):
        raise NoteTooLong(too_long)
    _step(doc, event, by, {"decided_by_id": by.person_id, "decided_at": now or timezone.now(), "decision_note": words})


def _step(doc: Approvable, event: Event, by: Actor, values: dict[str, Any]) -> None:
    """One step: only if the paper still stands as it was read, and with its line of history."""
    values = {"status": next_status(doc.status, event).value, **values}
    seen = type(doc).objects.filter(pk=doc.pk, status=doc.status, version=doc.version)
    with transaction.atomic():
        if not seen.update(version=F("version") + 1, **values):
            raise ChangedMeanwhile
        said = f"：{values['decision_note']}" if values.get("decision_note") else ""
        history.note(by, event.value, doc, _line(f"{EVENT_LABELS[event]}{doc._meta.verbose_name}“{doc}”{said}"))
    for name, value in {**values, "version": doc.version + 1}.items():
        setattr(doc, name, value)


def _line(text: str) -> str:
    """The sentence as history has room for it; the paper itself keeps the whole note."""
    longest = HistoryLine._meta.get_field("text").max_length or 0
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
