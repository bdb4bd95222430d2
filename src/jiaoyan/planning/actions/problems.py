"""Why a verb of this package did not happen; each carries Chinese sentences."""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.planning.findings import Finding


class CannotStart(Exception):
    """A plan needs a preparation group with members."""


class Incomplete(Exception):
    """A plan that is not ready to be submitted; ``findings`` are all that is missing."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(finding.message for finding in findings))


class CannotArrange(Exception):
    """Meetings that cannot be planned as table 1 has them; ``messages`` name each."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("；".join(messages))
