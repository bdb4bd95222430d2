"""What the installation remembers about its last backup, so that those who keep the school hear when it failed or is old. 备份"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiaoyan.database import room

OLD = timedelta(days=7)
NEVER = "还没有备份过。电脑会坏，请每天备份一次，做法见使用手册“备份与恢复”。"


@dataclass(frozen=True, slots=True)
class Memory:
    """The last successful backup, and the last failure after it ("" when there was none)."""

    made_at: str = ""
    failed_at: str = ""


def remember(*, succeeded: bool) -> None:
    """Note how the backup that has just ended went. A disk that refuses the note loses the note only."""
    now = timezone.localtime().isoformat(timespec="seconds")
    memory = Memory(made_at=now) if succeeded else Memory(made_at=_memory().made_at, failed_at=now)
    written = _path().with_suffix(".part")
    try:
        written.write_text(json.dumps(asdict(memory)), encoding="ascii")
        os.replace(written, _path())
    except OSError:
        written.unlink(missing_ok=True)


def warnings(now: datetime) -> list[str]:
    """What those who keep the school should hear: about the data disk, and about backups; empty when all is well."""
    return [said for said in (room.warning(room.free_bytes(settings.ENVIRONMENT.data)), warning(now)) if said]


def warning(now: datetime) -> str:
    """The sentence about backups; "" when all is well or backups are made outside (PostgreSQL)."""
    if connection.vendor != "sqlite":
        return ""
    memory = _memory()
    if memory.failed_at:
        return f"{_day(memory.failed_at)}的备份没有完成。请再备份一次；还不行，请看备份命令的提示。"
    if not memory.made_at:
        return NEVER
    if now - datetime.fromisoformat(memory.made_at) > OLD:
        return f"上次备份是{_day(memory.made_at)}，已超过{OLD.days}天。请尽快备份。"
    return ""


def _memory() -> Memory:
    try:
        kept = json.loads(_path().read_text(encoding="ascii"))
        memory = Memory(**{name: datetime.fromisoformat(value).isoformat() if value else "" for name, value in kept.items()})
    except (OSError, ValueError, TypeError, AttributeError):  # no backup yet, or a file somebody spoilt
        return Memory()
    return memory


def _day(moment: str) -> str:
    day = datetime.fromisoformat(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def _path() -> Path:
    return Path(settings.ENVIRONMENT.data) / "last-backup.json"
