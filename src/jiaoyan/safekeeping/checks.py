"""A look over the data: what ``jiaoyan check`` finds."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from jiaoyan.database import room
from jiaoyan.schools.files import DamagedFile, path_of, read
from jiaoyan.schools.history import broken_at
from jiaoyan.schools.models import School, StoredFile


def findings() -> list[str]:
    """One Chinese sentence for each thing that is wrong; an empty list when all is well."""
    return [*_database(), *_files(), *_history(), *filter(None, [room.warning(room.free_bytes(settings.ENVIRONMENT.data))])]


def room_left() -> str:
    """How much the data disk still takes, in words, for the report of a check."""
    return f"数据文件夹所在磁盘还有 {room.free_bytes(settings.ENVIRONMENT.data) / 1024**3:.1f} GB。"


def _database() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    found = []
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA quick_check").fetchone() != ("ok",):
            found.append("数据库文件已损坏，请从备份恢复。")
        if cursor.execute("PRAGMA foreign_key_check").fetchone() is not None:
            found.append("数据库中有指向不存在内容的记录。")
        mode, synchronous = cursor.execute("PRAGMA journal_mode").fetchone()[0], cursor.execute("PRAGMA synchronous").fetchone()[0]
        if mode != "wal" or synchronous != 2:
            found.append(f"数据库没有按规定方式写入（{mode}，{synchronous}），断电可能丢失内容。")
    return found


def _files() -> list[str]:
    found = []
    known = set()
    for file in StoredFile.everywhere.iterator():
        known.add(file.key)
        try:
            read(file)
        except FileNotFoundError:
            found.append(f"文件“{file.name}”不见了（{path_of(file.key).name}）。")
        except DamagedFile:
            found.append(f"文件“{file.name}”的内容与存入时不同。")
    strays = sum(1 for path in Path(settings.FILES_ROOT).glob("*/*") if path.name not in known)
    if strays:
        found.append(f"有 {strays} 个没有登记的文件。")
    return found


def _history() -> list[str]:
    broken = {school.name: broken_at(school.pk) for school in School.objects.all()}
    return [f"{name}的历史从第 {number} 行起接不上。" for name, number in broken.items() if number is not None]
