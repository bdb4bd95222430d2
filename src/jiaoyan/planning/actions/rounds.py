"""A round of approval: handed in, a paper is fixed with what it is drawn from; taken back, returned or reopened, it follows the records again. 审批"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import transaction

from jiaoyan.planning.models import GroupPlan, ResearchPlan, ResearchSummary, TermSummary
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import GroupTerm, leader_of
from jiaoyan.schools.rules.approval import Event, next_status

Paper = TypeVar("Paper", GroupPlan, ResearchPlan, TermSummary, ResearchSummary)


@dataclass(frozen=True, slots=True)
class Round(Generic[Paper]):
    """One kind of paper: how it is read anew, who writes it and who decides on it, and the verb that lets it follow the records again.

    All its steps raise ``ChangedMeanwhile`` when the paper is no longer the version the person saw, ``NotPossible`` and ``NotAllowed``.
    """

    read: Callable[[Group, Term], Paper | None]
    may_write: Callable[[Actor, Paper], bool]
    who_writes: str
    may_decide: Callable[[Actor, Paper], bool]
    who_decides: str
    let_go: Callable[[Paper], None]

    def for_writer(self, by: Actor, paper: Paper, version: int, event: Event) -> Paper:
        """The paper as it stands, for a step of its writer that can be taken now."""
        require(self.may_write(by, paper), self.who_writes)
        return self._seen(paper, version, event)

    def for_decision(self, by: Actor, paper: Paper, version: int, event: Event) -> Paper:
        """The same for who decides."""
        require(self.may_decide(by, paper), self.who_decides)
        return self._seen(paper, version, event)

    def withdraw(self, by: Actor, paper: Paper, version: int) -> None:
        """Take it back before anybody has decided on it."""
        fresh = self.for_writer(by, paper, version, Event.WITHDRAW)
        with transaction.atomic():
            approval.withdraw(fresh, by=by)
            self.let_go(fresh)

    def send_back(self, by: Actor, paper: Paper, version: int, *, place: GroupTerm, at: datetime, note: str) -> None:
        """Return it with a word on what to change. Raises ``NoteMissing`` without one."""
        fresh = self.for_decision(by, paper, version, Event.RETURN)
        with transaction.atomic():
            approval.send_back(fresh, by=by, note=note, authors=authors_of(fresh, place), now=at)
            self.let_go(fresh)

    def reopen(self, by: Actor, paper: Paper, version: int, *, place: GroupTerm) -> None:
        """Begin a new draft of what was approved; that stays readable as its edition."""
        fresh = self.for_writer(by, paper, version, Event.REOPEN)
        with transaction.atomic():
            approval.reopen(fresh, by=by)
            self.let_go(fresh)
            type(fresh).objects.filter(pk=fresh.pk).update(revised_on=place.today)

    def _seen(self, paper: Paper, version: int, event: Event) -> Paper:
        fresh = self.read(paper.group, paper.term)
        if fresh is None or fresh.version != version:
            raise ChangedMeanwhile
        next_status(fresh.status, event)
        return fresh


def authors_of(paper: GroupPlan | ResearchPlan | TermSummary | ResearchSummary, place: GroupTerm) -> list[int]:
    """The group's leader is an author, whoever pressed the button."""
    leader = leader_of(paper.group, place.day)
    return [leader.pk] if leader else []
