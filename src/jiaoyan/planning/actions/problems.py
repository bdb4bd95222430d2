"""Why a verb of this package did not happen; each carries Chinese sentences."""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.planning.findings import Finding
from jiaoyan.schools.rules.approval import NotPossible
from jiaoyan.schools.rules.problem import Problem


class CannotStart(Exception):
    """A plan needs a preparation group with members."""


class Incomplete(NotPossible):
    """A plan that is not ready to be submitted; ``findings`` are all that is missing, its page lists them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"还不能提交：有{len(findings)}处要补上，都列在下面。")


class CannotArrange(NotPossible):
    """Meetings that cannot be planned as table 1 has them; ``sentences`` name each."""


class SummaryIncomplete(NotPossible):
    """A summary that is not ready to be handed in; ``problems`` are all that is missing, its page lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"还不能提交：有{len(problems)}处要补上，都列在下面。")


class ResearchIncomplete(NotPossible):
    """A paper of the research group that is not ready to be handed in; its page lists the ``messages``."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__(f"还不能提交：有{len(messages)}处要补上，都列在下面。")
