"""One paper as one reader meets it: what it is called, who may do what, how each step is carried out. 审批"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from jiaoyan.documents.blocks import Block, Document
from jiaoyan.schools.access import WHO_APPROVES, WHO_LEADS_GROUP, SchoolRequest
from jiaoyan.schools.actions import approval
from jiaoyan.schools.models import Approvable, HistoryLine, Status
from jiaoyan.schools.queries import moment
from jiaoyan.schools.registers.history import steps_of
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.changes import PartChanges

_REACHED = {Status.DRAFT: 0, Status.RETURNED: 0, Status.SUBMITTED: 1, Status.APPROVED: 3, Status.ARCHIVED: 3}


class Desk(ABC):
    """What a package says about one kind of paper so that its pages of approval work; ``<c-approval :of="desk">`` draws where it stands.

    The class variables are words and names, the properties the reader's rights by policy (whatever the paper's state), the methods the
    verbs of the package: each gets the version the person saw, may give a sentence to be said instead of the usual one, and refuses with
    ``NotPossible`` or ``Refused``. Without an override the plain step of ``schools.actions.approval`` is taken.
    """

    called: ClassVar[str]
    """What sentences call the paper: 计划、进度表、练习."""
    at: ClassVar[str]
    """What the names of its addresses begin with: ``"planning:"``, ``"items:exercise_"``."""
    last_step: ClassVar[str] = "通过"
    """The last of the three steps shown: what approval sets in motion."""
    effect: ClassVar[str] = ""
    """A sentence for the approver: what happens on approval."""
    kept: ClassVar[str] = "已通过的一稿会原样保留，随时可以查看；改好以后请再提交一次审批。"
    """Said before an approved paper is taken up again."""
    who_writes: ClassVar[str] = WHO_LEADS_GROUP
    who_decides: ClassVar[str] = WHO_APPROVES

    def __init__(self, request: SchoolRequest, paper: Approvable, args: Sequence[object]) -> None:
        """``args`` are those of the paper's addresses."""
        self.request, self.paper, self.args = request, paper, list(args)

    # who

    @property
    @abstractmethod
    def writes(self) -> bool:
        """May the reader hand it in, take it back, take it up again?"""

    @property
    @abstractmethod
    def decides(self) -> bool:
        """May the reader approve or return it? Never one whose own paper it is."""

    # what the pages show

    @property
    @abstractmethod
    def home(self) -> str:
        """The address of the paper's own page: every step leads back there."""

    @abstractmethod
    def document(self) -> Document | tuple[Block, ...]:
        """The paper as it will be printed, for whoever decides."""

    def changes(self) -> Sequence[PartChanges] | None:
        """What differs from the last approved edition, part by part; None when there is none to compare with."""
        return None

    def context(self) -> dict[str, Any]:
        """More for the page of the decision: ``place`` and ``active`` draw the head of a group's page, ``subtitle`` stands below the title."""
        return {}

    # the steps

    def submit(self, version: int) -> str | None:
        """Hand it in."""
        approval.submit(self.seen(version), by=self.request.actor, now=self.now)
        return None

    def withdraw(self, version: int) -> str | None:
        """Take it back."""
        approval.withdraw(self.seen(version), by=self.request.actor)
        return None

    def reopen(self) -> str | None:
        """Take an approved one up again."""
        approval.reopen(self.paper, by=self.request.actor)
        return None

    def approve(self, version: int, note: str) -> str | None:
        """Approve it."""
        approval.approve(self.seen(version), by=self.request.actor, note=note, now=self.now)
        return None

    def send_back(self, version: int, note: str) -> str | None:
        """Return it; ``note`` is never empty."""
        approval.send_back(self.seen(version), by=self.request.actor, note=note, now=self.now)
        return None

    # what the shared pages and the component read

    @property
    def now(self) -> datetime:
        """The real time on the school's today."""
        return moment(self.request.today)

    def seen(self, version: int) -> Approvable:
        """The paper under the version the person saw: the verb finds out whether it still stands like that."""
        self.paper.version = version
        return self.paper

    def url(self, step: str) -> str:
        """The address of a step."""
        return reverse(f"{self.at}{step}", args=self.args)

    @property
    def urls(self) -> dict[str, str]:
        """The addresses of the four steps, for a template."""
        return {step: self.url(step) for step in ("submit", "withdraw", "decide", "reopen")}

    @property
    def may_submit(self) -> bool:
        """The reader may hand it in now."""
        return self.writes and may_edit(self.paper.status)

    @property
    def may_withdraw(self) -> bool:
        """The reader may take it back now."""
        return self.writes and self.paper.status == Status.SUBMITTED

    @property
    def may_reopen(self) -> bool:
        """The reader may take it up again now."""
        return self.writes and self.paper.status == Status.APPROVED

    @property
    def may_decide(self) -> bool:
        """The reader may decide on it now."""
        return self.decides and self.paper.status == Status.SUBMITTED

    @property
    def steps(self) -> list[dict[str, str]]:
        """起草 → 等待审批 → 通过, and where the paper stands, for ``<c-steps>``."""
        reached = _REACHED[Status(self.paper.status)]
        labels = ("起草或修改", "等待审批", self.last_step)
        return [
            {"label": label, "state": "done" if n < reached else "current" if n == reached else "todo"} for n, label in enumerate(labels)
        ]

    @property
    def history(self) -> list[HistoryLine]:
        """Every step that was taken, oldest first. One query."""
        return list(steps_of(self.paper))
