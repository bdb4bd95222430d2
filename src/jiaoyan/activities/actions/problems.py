"""Why a verb of this package did not happen. Each error carries Chinese sentences, by field where a form shows them."""

from __future__ import annotations

from typing import Any

from jiaoyan.schools.actions.refusal import Refused


class CannotPlan(Refused):
    """The meeting lacks one of its three fixed things, or its day or people do not fit."""


class NotNow(Refused):
    """The meeting is not in the state this needs."""


class CheckInClosed(Refused):
    """The code is not valid yet or no longer."""


class CannotMark(Refused):
    """An attendance mark without its minutes or reason."""


class CannotNote(Refused):
    """An opinion or a decision that is not complete."""


class AttendanceIncomplete(Refused):
    """A meeting does not end while somebody's presence is unknown."""


class CannotAnalyse(Refused):
    """A unit analysis that does not fit its group, goals or counts."""


class CannotWriteNote(Refused):
    """A theory note that is not complete, or copies a passage already handed in."""


class CannotTalk(Refused):
    """A daily talk that is not complete."""


class CannotTrain(Refused):
    """A training or a share-back that is not complete."""


class ChangedMeanwhile(Exception):
    """Somebody stored another version first. ``theirs`` is the row as it stands (None: removed), ``mine`` what was not stored."""

    def __init__(self, theirs: Any, mine: Any) -> None:
        self.theirs = theirs
        self.mine = mine
        super().__init__("刚才另一位老师也改了这一处")
