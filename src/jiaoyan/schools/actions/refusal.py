"""What every verb of the school may answer instead of doing it."""

from __future__ import annotations


class Refused(Exception):
    """The verb cannot be done like that. The message is a Chinese sentence; ``field`` names the form field it stands beside, if any."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
