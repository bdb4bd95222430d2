"""What a backup is made of, and the names and limits an archive must keep to."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pyrage

MANIFEST = "manifest.json"
DATABASE = "database.sqlite3"
FILE_NAME = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{32}")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may at most be; a larger one is refused before it fills the disk."""

    members: int = 2_000_000
    member_bytes: int = 16 * 1024**3
    total_bytes: int = 200 * 1024**3
    manifest_bytes: int = 256 * 1024**2


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_key(path: Path) -> pyrage.x25519.Identity:
    """The identity kept in a key file; raises ``ValueError`` when it is none."""
    try:
        return pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def make_key(path: Path) -> pyrage.x25519.Identity:
    """A new identity, kept readable by its owner only."""
    identity = pyrage.x25519.Identity.generate()
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"{identity}\n", encoding="ascii")
    return identity
