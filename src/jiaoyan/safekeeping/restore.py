"""Restoring: the archive is treated as hostile until every name, size, hash and table has been checked."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
from django.apps import apps

from jiaoyan.safekeeping.archive import DATABASE, FILE_NAME, FORMAT, MANIFEST, Limits, digest_of, load_key
from jiaoyan.safekeeping.running import is_served

NOTES = {"sqlite_stat1", "sqlite_stat4"}  # what SQLite knows of how tables are filled, taken whenever the server starts
OWN_TABLES = {"django_migrations", "django_session", "cache_entries", "sqlite_sequence", *NOTES}


def is_our_table(name: str) -> bool:
    """Whether a table is one of ours: of this version, or of a package of ours in an older one (a table alone runs nothing)."""
    known = OWN_TABLES | {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("jiaoyan.")]
    return name in known or re.fullmatch(rf"({'|'.join(ours)})_\w+", name) is not None


class RestoreRefused(Exception):
    """Nothing was restored and nothing changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """A finished restore."""

    made_at: str
    files: int
    kept_aside: Path | None


def restore_backup(file: Path, *, key_path: Path, data: Path, replace: bool = False, limits: Limits | None = None) -> Done:
    """Unpack ``file`` into ``data``; an existing database is moved aside with ``replace``, otherwise refused.

    Raises ``RestoreRefused`` and leaves ``data`` untouched when anything about the archive is not as a backup of ours is.
    """
    if not file.is_file():
        raise RestoreRefused(f"没有找到备份文件 {file}。")
    if (data / "jiaoyan.sqlite3").exists() and not replace:
        raise RestoreRefused("数据文件夹里已有数据。确要恢复，请加 --replace（原数据会改名保留）。")
    if is_served(data):
        raise RestoreRefused("这个数据文件夹正在使用。请先停止教研台账（在它的窗口按 Ctrl+C），再恢复。")
    identity = _key(key_path)
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data.parent, prefix=".jiaoyan-restore-") as scratch:
        tar = Path(scratch) / "plain.tar"
        try:
            pyrage.decrypt_file(str(file), str(tar), [identity])
        except (pyrage.DecryptError, OSError) as error:
            raise RestoreRefused("备份打不开：密钥不对，或者文件已损坏。") from error
        unpacked = Path(scratch) / "unpacked"
        manifest = _unpack(tar, unpacked, limits or Limits())
        tar.unlink()
        _check_database(unpacked / DATABASE)
        kept = _put_in_place(unpacked, data)
    return Done(str(manifest["made_at"]), len(manifest["sha256"]) - 1, kept)


def _key(path: Path) -> pyrage.x25519.Identity:
    try:
        return load_key(path)
    except (OSError, ValueError) as error:
        raise RestoreRefused(f"读不到备份密钥 {path}。请用 --key 指出密钥文件。") from error


def _unpack(tar: Path, target: Path, limits: Limits) -> dict[str, Any]:
    """Take out exactly what the manifest names; returns the manifest."""
    target.mkdir()
    try:
        with tarfile.open(tar, "r:") as archive:
            first = archive.next()
            if first is None or first.name != MANIFEST or not first.isreg() or first.size > limits.manifest_bytes:
                raise RestoreRefused("这不是教研台账的备份：没有清单。")
            manifest = _manifest(archive, first)
            wanted: dict[str, str] = dict(manifest["sha256"])
            total = 0
            for member in archive:
                if member.name == MANIFEST:
                    continue
                expected = wanted.pop(member.name, None)
                total += member.size
                if expected is None or not member.isreg() or member.size > limits.member_bytes or total > limits.total_bytes:
                    raise RestoreRefused(f"备份里有不该有的内容：{member.name[:80]!r}。")
                _take_out(archive, member, target / member.name, expected)
    except (tarfile.TarError, OSError) as error:
        raise RestoreRefused(f"备份读不完整：{error}") from error
    if wanted:
        raise RestoreRefused(f"备份缺 {len(wanted)} 个文件，如 {next(iter(wanted))}。")
    return manifest


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    content = archive.extractfile(member)
    try:
        manifest: dict[str, Any] = json.loads(content.read() if content else b"")
        names, version = manifest["sha256"], manifest["format"]
        fits = version == FORMAT and DATABASE in names and all(name == DATABASE or FILE_NAME.fullmatch(name) for name in names)
    except (ValueError, KeyError, TypeError) as error:
        raise RestoreRefused("备份的清单读不懂。") from error
    if not fits:
        raise RestoreRefused("备份的清单不合规定，或来自更新的版本。")
    return manifest


def _take_out(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path, expected: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(member)
    if source is None:
        raise RestoreRefused(f"备份里的 {member.name} 读不出。")
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    if digest_of(path) != expected:
        raise RestoreRefused(f"备份里的 {member.name} 与清单不符，文件已损坏或被改动。")


def _check_database(path: Path) -> None:
    """The database is whole and has our tables only: no trigger, no view, nothing that could run."""
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            database.execute("PRAGMA trusted_schema=OFF")
            if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise RestoreRefused("备份里的数据库已损坏。")
            for kind, name in database.execute("SELECT type, name FROM sqlite_master"):
                if kind in {"trigger", "view"} or (kind == "table" and not is_our_table(name)):
                    raise RestoreRefused(f"备份里的数据库有不认识的内容：{name[:60]!r}。")
        finally:
            database.close()
    except sqlite3.Error as error:
        raise RestoreRefused("备份里的数据库打不开。") from error


def _put_in_place(unpacked: Path, data: Path) -> Path | None:
    """Move the old data aside, then the restored data in; the keys of the installation stay."""
    data.mkdir(parents=True, exist_ok=True)
    kept = None
    if (data / "jiaoyan.sqlite3").exists():
        kept = data.with_name(f"{data.name}-before-restore-{datetime.now():%Y%m%d-%H%M%S}")  # noqa: DTZ005 - a local folder name
        kept.mkdir()
        for name in ("jiaoyan.sqlite3", "jiaoyan.sqlite3-wal", "jiaoyan.sqlite3-shm", "files"):
            if (data / name).exists():
                os.replace(data / name, kept / name)
    if (unpacked / "files").exists():
        os.replace(unpacked / "files", data / "files")
    os.replace(unpacked / DATABASE, data / "jiaoyan.sqlite3")
    return kept
