"""The one small state machine of approval 审批, for plans and their tables, exercises and papers, quality reports and summaries.

    draft --submit--> submitted --approve--> approved --archive--> archived
      ^                 |    |                   |
      |<---withdraw-----+    +--return--> returned --submit--> submitted
      +<------------------reopen (a new version)-+

Who may approve is a policy of the package that owns the paper; only "nobody decides on his own paper" is settled here.
What an approved paper said stays readable: reopening starts a new version, it never rewrites the old one.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Status(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    ARCHIVED = "archived"


class Event(StrEnum):
    """What people do with a paper."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    REOPEN = "reopen"
    ARCHIVE = "archive"


STATUS_LABELS = {
    Status.DRAFT: "草稿",
    Status.SUBMITTED: "待审批",
    Status.APPROVED: "已通过",
    Status.RETURNED: "已退回",
    Status.ARCHIVED: "已归档",
}

EVENT_LABELS = {
    Event.SUBMIT: "提交",
    Event.WITHDRAW: "撤回",
    Event.APPROVE: "通过",
    Event.RETURN: "退回",
    Event.REOPEN: "重新修改",
    Event.ARCHIVE: "归档",
}

LONGEST_NOTE = 300
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
DECISIONS = frozenset({Event.APPROVE, Event.RETURN})

_NEXT = {
    (Status.DRAFT, Event.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Event.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Event.WITHDRAW): Status.DRAFT,
    (Status.SUBMITTED, Event.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Event.RETURN): Status.RETURNED,
    (Status.APPROVED, Event.REOPEN): Status.DRAFT,
    (Status.APPROVED, Event.ARCHIVE): Status.ARCHIVED,
}

_HINTS = {
    Status.DRAFT: "还没有提交，可以直接修改，改好后请提交",
    Status.SUBMITTED: "已经提交，请等待审批；需要改动时，可以先撤回",
    Status.APPROVED: "已经通过；需要改动时，请选“重新修改”，另存为新的一稿",
    Status.RETURNED: "已经退回，请按意见修改后再提交",
    Status.ARCHIVED: "已经归档，内容不再改动",
}


class NotPossible(Exception):
    """A step that cannot be taken now; ``sentences`` say why in Chinese to the person who tried."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("；".join(sentences))


def next_status(status: str, event: str) -> Status:
    """The status after an event. Raises NotPossible with the reason; ValueError when status or event is unknown."""
    here, step = Status(status), Event(event)
    if (here, step) not in _NEXT:
        raise NotPossible(f"现在不能{EVENT_LABELS[step]}：{_HINTS[here]}。")
    return _NEXT[here, step]


def after(event: str) -> frozenset[Status]:
    """Where a paper may stand right after an event."""
    return frozenset(status for (_, step), status in _NEXT.items() if step == Event(event))


def possible_events(status: str) -> tuple[Event, ...]:
    """The events that lead somewhere from a status, in the order buttons are shown."""
    here = Status(status)
    return tuple(event for event in Event if (here, event) in _NEXT)


def may_edit(status: str) -> bool:
    """Whether the text may be changed in this status (draft and returned)."""
    return Status(status) in EDITABLE


def opens_new_version(event: str) -> bool:
    """Whether the event begins a new version beside the one that was approved."""
    return Event(event) is Event.REOPEN


def forbid_own(event: str, *, by: int, authors: Collection[int]) -> None:
    """Nobody approves or returns a paper of his own. Raises NotPossible when ``by`` is among ``authors``."""
    if Event(event) in DECISIONS and by in authors:
        raise NotPossible("自己提交的材料不能由自己审批，请交给另一位负责人审批。")


def note_too_long(note: str) -> str:
    """The sentence about a note that is too long to be kept, or nothing. A note is never cut: the leader would miss what to change."""
    return f"审批意见最多{LONGEST_NOTE}字，现在有{len(note)}字，请缩短一些。" if len(note) > LONGEST_NOTE else ""
