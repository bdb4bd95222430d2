"""Files on disk: the file first, the row second, so a row never points at half a file. 文件"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import StoredFile


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that lies on disk and has no row yet; without one, the sweeper takes it away."""

    key: str
    sha256: str
    size: int


def lay_down(data: bytes) -> Laid:
    """Write ``data`` durably under a random name: to be done before the transaction. Raises ``OSError`` when the disk refuses."""
    key = secrets.token_hex(16)
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_durably(path, data)
    return Laid(key, hashlib.sha256(data).hexdigest(), len(data))


def register(laid: Laid, *, name: str, content_type: str, by: Actor) -> StoredFile:
    """The row of a file that was laid down: to be made in the transaction of what owns it."""
    file: StoredFile = StoredFile.objects.create(
        school_id=by.school_id,
        key=laid.key,
        name=_fitting(name),
        sha256=laid.sha256,
        size=laid.size,
        content_type=content_type,
        stored_by_id=by.person_id or None,
        stored_at=timezone.now(),
    )
    return file


def _fitting(name: str, most: int = 120) -> str:
    """A very long name cut before its ending, without which nothing would open it."""
    ending = Path(name).suffix
    return name if len(name) <= most else f"{name[: most - len(ending)]}{ending}" if len(ending) < most else name[:most]


def keep(data: bytes, *, name: str, content_type: str, by: Actor) -> StoredFile:
    """Both steps at once, for a file that stands alone."""
    return register(lay_down(data), name=name, content_type=content_type, by=by)


def path_of(key: str) -> Path:
    """Where a stored file lies: two letters of its random name make the folder."""
    return Path(settings.FILES_ROOT) / key[:2] / key


def read(file: StoredFile) -> bytes:
    """The stored bytes; raises ``DamagedFile`` when they are not what was stored."""
    data = path_of(file.key).read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise DamagedFile(file.name)
    return data


class DamagedFile(Exception):
    """The bytes on disk are not the bytes that were stored."""


def sweep(older_than_seconds: float = 3600.0) -> int:
    """Remove files that no row knows (a write that never reached its row); returns how many."""
    known = set(StoredFile.everywhere.values_list("key", flat=True))
    now = timezone.now().timestamp()
    removed = 0
    for path in Path(settings.FILES_ROOT).glob("*/*"):
        if path.name not in known and now - path.stat().st_mtime > older_than_seconds:
            with suppress(PermissionError):  # held by a virus scanner on Windows: the next sweep takes it
                path.unlink()
                removed += 1
    return removed


def _write_durably(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.part")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
