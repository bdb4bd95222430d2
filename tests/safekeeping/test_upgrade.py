"""Data of an older version: backed up whole before anything is changed, then brought to this version with every row."""

from __future__ import annotations

import itertools
import re
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from jiaoyan.database import room
from jiaoyan.safekeeping import upgrade
from jiaoyan.safekeeping.backup import BackupFailed, Made
from jiaoyan.safekeeping.restore import is_our_table
from jiaoyan.safekeeping.start import CannotStart
from tests.conftest import run_jiaoyan

FIRST_VERSION = Path(__file__).parent / "old" / "first_version.sql"
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL is backed up by its own tools")


def make_old_data(data: Path) -> Path:
    """The data folder of a school that used the first version: its database, and a stored file nobody may lose."""
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / ("ab" * 16)).write_bytes(b"stored")
    with sqlite3.connect(data / "jiaoyan.sqlite3") as database:
        database.executescript(FIRST_VERSION.read_text("utf-8"))
    database.close()
    return data


def counts(data: Path) -> dict[str, int]:
    """How many rows every table of a school's work has."""
    with sqlite3.connect(data / "jiaoyan.sqlite3") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in tables
            if is_our_table(table) and not table.startswith(("auth_", "django_", "sqlite_", "cache_", "curriculum_"))
        }


@pytest.fixture
def old_data(tmp_path: Path) -> Path:
    return make_old_data(tmp_path / "data")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Old data after this version has been started on them: what was there before, and what was said."""

    data: Path
    before: dict[str, int]
    said: str


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    """Upgraded once for this module: step by step, as one version after the other would have done it."""
    data = make_old_data(tmp_path_factory.mktemp("upgraded") / "data")
    before = counts(data)
    return Upgraded(data, before, run_jiaoyan("demo", data=data).stdout)


def built(data: Path) -> dict[str, list[str]]:
    """Every table, index and trigger with the words it is made of, whatever their order: columns come as they were added."""
    with sqlite3.connect(data / "jiaoyan.sqlite3") as database:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").fetchall()
    return {name: sorted(re.findall(r"\w+|[^\w\s]", sql)) for name, sql in rows}


def backups_of(data: Path) -> list[Path]:
    return sorted((data / "before-upgrade").glob("*"))


def test_old_data_are_backed_up_then_upgraded_with_every_row(upgraded: Upgraded, tmp_path: Path) -> None:
    before = upgraded.before
    assert before["schools_person"] == 9
    assert "ledger_ledgervolume" not in before
    (backup,) = backups_of(upgraded.data)
    assert re.fullmatch(r"before-upgrade-\d{8}-\d{6}\.backup", backup.name)
    assert str(backup) in upgraded.said
    after = counts(upgraded.data)
    assert "ledger_ledgervolume" in after
    assert {table: after.get(table) for table in before} == before
    assert run_jiaoyan("check", data=upgraded.data, check=False).stdout.splitlines()[1:] == ["· 有 1 个没有登记的文件。"]

    run_jiaoyan("restore", str(backup), "--key", str(upgraded.data / "backup.key"), data=tmp_path / "back")
    assert counts(tmp_path / "back") == before
    assert (tmp_path / "back" / "files" / "ab" / ("ab" * 16)).read_bytes() == b"stored"


def test_upgraded_database_is_built_like_a_new_one(upgraded: Upgraded, pristine_example: Path) -> None:
    assert built(upgraded.data) == built(pristine_example)


def test_data_of_this_version_are_not_backed_up_again(upgraded: Upgraded, tmp_path: Path) -> None:
    data = Path(shutil.copytree(upgraded.data, tmp_path / "data"))
    assert "旧版本" in upgraded.said
    said = run_jiaoyan("demo", data=data).stdout
    assert "旧版本" not in said
    assert len(backups_of(data)) == 1


def test_new_folder_needs_no_backup(tmp_path: Path) -> None:
    run_jiaoyan("check", data=tmp_path / "new", check=False)
    assert not (tmp_path / "new" / "before-upgrade").exists()


def test_backup_that_cannot_be_made_leaves_the_old_data_as_they_were(old_data: Path) -> None:
    (old_data / "before-upgrade").write_bytes(b"in the way")
    before = counts(old_data)
    answer = run_jiaoyan("serve", data=old_data, check=False)
    assert answer.returncode == 1
    assert "数据没有改动" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert counts(old_data) == before


def test_too_little_room_is_said_before_anything_is_written(old_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda _: room.STOP_BYTES)
    with pytest.raises(CannotStart, match="空间"):
        upgrade._refuse_without_room(old_data)
    assert backups_of(old_data) == []
    monkeypatch.undo()
    upgrade._refuse_without_room(old_data)


@sqlite_only
@pytest.mark.django_db
def test_last_three_backups_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Place:
        data = tmp_path

    numbers = itertools.count(1)

    def make(folder: Path, name: str) -> Made:
        path = folder / f"{name}-20240612-{next(numbers):06}.backup"
        path.write_bytes(b"")
        return Made(path, 0, 0, tmp_path / "key", False)

    (tmp_path / "before-upgrade").mkdir()
    (tmp_path / "before-upgrade" / "note.txt").write_text("mine")
    monkeypatch.setattr(upgrade.settings, "ENVIRONMENT", Place)
    monkeypatch.setattr(upgrade, "waiting_migrations", lambda: ["schools.0002"])
    monkeypatch.setattr(upgrade, "make_backup", make)
    for _ in range(5):
        upgrade.back_up_before_upgrade()
    kept = [path.name for path in backups_of(tmp_path)]
    assert kept == [*(f"before-upgrade-20240612-00000{number}.backup" for number in (3, 4, 5)), "note.txt"]


@sqlite_only
@pytest.mark.django_db
def test_failed_backup_does_not_start_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Made:
        raise BackupFailed("备份没有完成：x")

    monkeypatch.setattr(upgrade, "waiting_migrations", lambda: ["schools.0002"])
    monkeypatch.setattr(upgrade, "make_backup", fail)
    with pytest.raises(CannotStart, match="可以继续用原来的版本"):
        upgrade.back_up_before_upgrade()


@pytest.mark.django_db
def test_database_of_this_version_waits_for_nothing() -> None:
    assert upgrade.waiting_migrations() == []
    assert connection.introspection.table_names()


@pytest.mark.parametrize(
    ("name", "ours"),
    [("schools_person", True), ("schools_oldtable", True), ("django_migrations", True), ("evil", False), ("xschools_y", False)],
)
def test_table_of_an_older_version_of_ours_is_ours(name: str, ours: bool) -> None:
    assert is_our_table(name) is ours
