"""Workbooks between upload and confirmation: kept in the data folder for an hour, for those who keep this school.

A file here may hold pupils' names, so it is no ``StoredFile``: it is gone after the import, and after an hour in any case.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from jiaoyan.schools.access import Actor

KEPT_SECONDS = 3600
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A workbook waiting for confirmation, and how it is to be imported."""

    token: str
    data: bytes
    name: str
    term_id: int
    on: date

    @property
    def key(self) -> str:
        """Names this import of this content: confirming twice is one import."""
        return f"import:{hashlib.sha256(self.data).hexdigest()[:40]}:{self.token}"


def put(data: bytes, *, name: str, term_id: int, on: date, by: Actor) -> str:
    """Keep a workbook and return its token; older ones are swept out."""
    sweep()
    token = secrets.token_hex(16)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = {"school": by.school_id, "name": name[:120], "term_id": term_id, "on": on.isoformat()}
    path = folder / token
    path.touch(mode=0o600)
    path.write_bytes(json.dumps(about).encode() + b"\n" + data)
    return token


def get(token: str, *, by: Actor) -> Waiting | None:
    """The workbook of this token; None when it is unknown, too old, or another school's."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _folder() / token
    try:
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            return None
        about, _, data = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    facts = json.loads(about)
    if facts["school"] != by.school_id:
        return None
    return Waiting(token, data, facts["name"], facts["term_id"], date.fromisoformat(facts["on"]))


def drop(token: str) -> None:
    """The workbook is done with."""
    if _TOKEN.fullmatch(token):
        (_folder() / token).unlink(missing_ok=True)


def sweep() -> int:
    """Remove what is older than an hour; returns how many."""
    old = [path for path in _folder().glob("*") if time.time() - path.stat().st_mtime > KEPT_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.ENVIRONMENT.data) / "waiting"
