"""What a verb may answer instead of doing it."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """The verb cannot be done like that, and nothing was stored.

    ``problems``: form field ("" for the whole) → Chinese sentence, all of them at once; one sentence may be given with its ``field``.
    """

    def __init__(self, problems: Mapping[str, str] | str, field: str = "") -> None:
        self.problems = {field: problems} if isinstance(problems, str) else dict(problems)
        super().__init__("；".join(self.problems.values()))

    @property
    def field(self) -> str:
        """The first field a sentence stands beside; "" when it is about the whole."""
        return next(iter(self.problems), "")


def refuse(problems: Mapping[str, str], kind: type[Refused] = Refused) -> None:
    """Raise ``kind`` unless there is nothing to complain about."""
    if problems:
        raise kind(problems)
