"""The first-run token: whoever can read the server's window or data folder founds the school, and nobody else. 启用码

The token lies in the data folder from the first start until a school exists. Claiming it is one rename, so of two people who press the
button at once exactly one founds the school.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from jiaoyan.web.codes import ALPHABET, new_code

GROUPS = 3


class WrongToken(Exception):
    """Not the token, or it was used a moment ago."""


def token_path() -> Path:
    """Where the token lies."""
    return Path(settings.ENVIRONMENT.data) / "first-run.token"


def first_run_token(create: bool = True) -> str:
    """The token, as K7QF-2M9X-PD4W; made on first call unless ``create`` is False, then "" when there is none. Raises ``OSError``."""
    path = token_path()
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return first_run_token()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(new_code(GROUPS))
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:  # used a moment ago
        return ""


def is_token(typed: str) -> bool:
    """Whether this is the token, however it was spaced or cased."""
    kept = _bare(first_run_token(create=False))
    return bool(kept) and secrets.compare_digest(_bare(typed).encode(), kept.encode())


@contextmanager
def claimed_token(typed: str) -> Iterator[None]:
    """Hold the token while the school is founded: gone afterwards, put back when founding fails. Raises ``WrongToken``."""
    if not is_token(typed):
        raise WrongToken
    path = token_path()
    claimed = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        os.rename(path, claimed)
    except FileNotFoundError as gone:
        raise WrongToken from gone
    try:
        yield
    except BaseException:
        os.replace(claimed, path)
        raise
    claimed.unlink(missing_ok=True)


def _bare(text: str) -> str:
    """The token's own characters only, in capitals."""
    return "".join(letter for letter in text.upper() if letter in ALPHABET)
