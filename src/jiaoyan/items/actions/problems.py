"""What the verbs of this package answer instead of doing it."""

from __future__ import annotations

from typing import Any

from jiaoyan.items.rules.checks import Finding
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused


class ChangedMeanwhile(Exception):
    """Somebody else saved the same thing since it was read; ``theirs`` is the row as it stands now (None: it was taken out)."""

    def __init__(self, theirs: Any) -> None:
        super().__init__("您填写期间，这一处刚被别人改过，所以还没有保存。您填写的内容都在，核对后请再保存一次。")
        self.theirs = theirs


class Incomplete(NotPossible):
    """An exercise that may not be handed in yet; ``findings`` are all the reasons."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings[0].message if len(findings) == 1 else f"下面{len(findings)}处还没有完成，写好就可以送审。")
        self.findings = findings


class CannotSave(Refused):
    """Something typed cannot be right."""
