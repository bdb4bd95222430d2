"""A failed, old or missing backup is said on the home page to those who keep the school, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from jiaoyan.database import room
from jiaoyan.safekeeping import backup
from jiaoyan.safekeeping.backup import BackupFailed, back_up
from jiaoyan.schools import backups
from jiaoyan.schools.models import School
from tests.conftest import TwoSchools

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is backed up by its own tools")


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    path = tmp_path / "last-backup.json"
    monkeypatch.setattr(backups, "_path", lambda: path)
    return path


def said(days: float = 0) -> str:
    return backups.warning(timezone.now() + timedelta(days=days))


def test_school_without_any_backup_is_told() -> None:
    assert said() == backups.NEVER


@pytest.mark.parametrize(("days", "old"), [(0, False), (6.9, False), (7.1, True), (400, True)])
def test_backup_is_old_after_a_week(days: float, old: bool) -> None:
    backups.remember(succeeded=True)
    assert bool(said(days)) is old


def test_failure_is_said_until_the_next_success() -> None:
    backups.remember(succeeded=True)
    backups.remember(succeeded=False)
    assert "没有完成" in said()
    backups.remember(succeeded=True)
    assert said() == ""


@pytest.mark.parametrize("spoilt", ["", "[]", "{}x", '{"made_at": "yesterday"}', '{"other": ""}', "null"])
def test_spoilt_memory_counts_as_no_backup(memory: Path, spoilt: str) -> None:
    memory.write_text(spoilt)
    assert said() == backups.NEVER


def test_disk_that_refuses_the_note_does_not_fail_the_backup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(backups, "_path", lambda: tmp_path / "missing" / "last-backup.json")
    backups.remember(succeeded=True)
    assert said() == backups.NEVER


def test_backup_that_cannot_be_written_is_remembered_as_failed(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(BackupFailed):
        back_up(blocked / "folder")
    assert "没有完成" in said()


@pytest.mark.parametrize(("role", "told"), [("admin", True), ("office", True), ("leader", False), ("head", False)])
def test_home_page_says_it_to_those_who_keep_a_real_school(
    role: str, told: bool, two_schools: TwoSchools, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backups.NEVER not in client_as(role).get("/").content.decode()  # the example's date is pinned
    School.objects.update(pinned_today=None)
    assert (backups.NEVER in client_as(role).get("/").content.decode()) is told


def test_little_room_is_said_on_the_home_page_too(
    two_schools: TwoSchools, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    School.objects.update(pinned_today=None)
    backups.remember(succeeded=True)
    assert "磁盘" not in client_as("admin").get("/").content.decode()
    monkeypatch.setattr(room, "free_bytes", lambda _: room.STOP_BYTES - 1)
    assert "现在只能查看，不能保存" in client_as("admin").get("/").content.decode()


def test_nothing_readable_is_ever_written_onto_the_backup_medium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    from django.conf import settings

    seen: list[str] = []
    real = backup._collect

    def collect(scratch: Path, data: Path) -> tuple[Path, int]:
        seen.append(str(scratch))
        return real(scratch, data)

    monkeypatch.setattr(backup, "_collect", collect)
    monkeypatch.setattr(backup, "_copy_database", lambda source, target: target.write_bytes(b"not a database"))
    with pytest.raises(BackupFailed):
        back_up(tmp_path / "stick")
    assert seen[0].startswith(str(settings.ENVIRONMENT.data))
    assert list((tmp_path / "stick").iterdir()) == []


def test_medium_that_gives_back_something_else_is_refused_and_left_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, target = tmp_path / "sealed", tmp_path / "stick" / "x.backup"
    sealed.write_bytes(b"sealed")
    target.parent.mkdir()
    monkeypatch.setattr(backup, "digest_of", lambda path: path.name)
    with pytest.raises(OSError, match="换一个盘"):
        backup._carry_over(sealed, target)
    assert list(target.parent.iterdir()) == []
