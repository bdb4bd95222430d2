"""The drill: back the example up, lose everything, restore it, and find every row and file again. And archives that are not ours."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from jiaoyan.safekeeping.archive import Limits, make_key
from jiaoyan.safekeeping.restore import RestoreRefused, restore_backup
from tests.conftest import run_jiaoyan

VOLATILE = {"django_session", "cache_entries"}


def rows_of(data: Path) -> str:
    """Every row of every table as one text."""
    with sqlite3.connect(data / "jiaoyan.sqlite3") as database:
        return "\n".join(line for line in database.iterdump() if not any(f'INSERT INTO "{table}"' in line for table in VOLATILE))


def files_of(data: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in (data / "files").glob("*/*")}


def test_restored_school_has_every_row_and_file_of_the_lost_one(example_data: Path, tmp_path: Path) -> None:
    said = run_jiaoyan("backup", str(tmp_path / "backups"), data=example_data).stdout
    assert "试恢复核对无误" in said
    assert "恢复密钥" in said
    (backup,) = (tmp_path / "backups").iterdir()
    assert b"SQLite" not in backup.read_bytes()
    new = tmp_path / "new"
    run_jiaoyan("restore", str(backup), "--key", str(example_data / "backup.key"), data=new)
    assert rows_of(new) == rows_of(example_data)
    assert files_of(new) == files_of(example_data) != {}
    assert "都完好" in run_jiaoyan("check", data=new).stdout


def test_data_that_a_server_has_looked_at_is_backed_up_and_restored(example_data: Path, tmp_path: Path) -> None:
    with sqlite3.connect(example_data / "jiaoyan.sqlite3") as database:
        database.execute("ANALYZE")
    run_jiaoyan("backup", str(tmp_path / "backups"), data=example_data)
    (backup,) = (tmp_path / "backups").iterdir()
    new = tmp_path / "new"
    run_jiaoyan("restore", str(backup), "--key", str(example_data / "backup.key"), data=new)
    assert rows_of(new) == rows_of(example_data)


def test_restore_over_existing_data_is_refused_and_with_replace_keeps_the_old_aside(example_data: Path, tmp_path: Path) -> None:
    run_jiaoyan("backup", str(tmp_path / "backups"), data=example_data)
    (backup,) = (tmp_path / "backups").iterdir()
    refused = run_jiaoyan("restore", str(backup), data=example_data, check=False)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    before = rows_of(example_data)
    run_jiaoyan("restore", str(backup), "--replace", data=example_data)
    assert rows_of(example_data) == before
    (kept,) = tmp_path.glob("data-before-restore-*")
    assert (kept / "jiaoyan.sqlite3").exists()


def test_one_flipped_byte_is_refused_and_nothing_is_written(example_data: Path, tmp_path: Path) -> None:
    run_jiaoyan("backup", str(tmp_path / "backups"), data=example_data)
    (backup,) = (tmp_path / "backups").iterdir()
    damaged = bytearray(backup.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    backup.write_bytes(damaged)
    refused = run_jiaoyan("restore", str(backup), "--key", str(example_data / "backup.key"), data=tmp_path / "new", check=False)
    assert refused.returncode == 1
    assert "损坏" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "new" / "jiaoyan.sqlite3").exists()


def test_planted_faults_are_found_by_check(example_data: Path) -> None:
    first, second, *_ = sorted((example_data / "files").glob("*/*")) * 2
    first.write_bytes(b"changed")
    with sqlite3.connect(example_data / "jiaoyan.sqlite3") as database:
        database.execute("UPDATE schools_historyline SET text = '改过' WHERE number = 2")
    found = run_jiaoyan("check", data=example_data, check=False)
    assert found.returncode == 1
    assert "内容与存入时不同" in found.stdout
    assert "历史从第 2 行起接不上" in found.stdout
    second.unlink()
    assert "不见了" in run_jiaoyan("check", data=example_data, check=False).stdout


# Archives that are not a backup of ours. Each is sealed with the right key, so only its content can give it away.


def sealed(
    tmp_path: Path, members: list[tuple[str, bytes]], manifest: dict[str, object] | None = None, kind: bytes = tarfile.REGTYPE
) -> tuple[Path, Path]:
    key_path = tmp_path / "backup.key"
    identity = make_key(key_path)
    names = {name: sha256(content).hexdigest() for name, content in members}
    content = json.dumps(manifest if manifest is not None else {"format": 1, "made_at": "now", "sha256": names}).encode()
    plain = tmp_path / "plain.tar"
    with tarfile.open(plain, "w") as archive:
        for name, data in [("manifest.json", content), *members]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if kind != tarfile.REGTYPE and name != "manifest.json":
                info.type, info.size, info.linkname = kind, 0, "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))
    target = tmp_path / "hostile.backup"
    pyrage.encrypt_file(str(plain), str(target), [identity.to_public()])
    return target, key_path


def a_database(tmp_path: Path, *statements: str) -> bytes:
    path = tmp_path / "made.sqlite3"
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../outside", "清单"),
        ("/etc/cron.d/x", "清单"),
        ("files/zz/whatever", "清单"),
        ("files/aa/" + "a" * 32 + "/../x", "清单"),
        ("jiaoyan.sqlite3", "清单"),
    ],
)
def test_archive_with_a_name_that_is_not_ours_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    backup, key = sealed(tmp_path, [("database.sqlite3", a_database(tmp_path, "CREATE TABLE django_migrations (id)")), (name, b"x")])
    with pytest.raises(RestoreRefused, match=reason):
        restore_backup(backup, key_path=key, data=tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_archive_with_a_link_or_device_is_refused(tmp_path: Path, kind: bytes) -> None:
    backup, key = sealed(tmp_path, [("database.sqlite3", b"x")], kind=kind)
    with pytest.raises(RestoreRefused, match="不该有的内容"):
        restore_backup(backup, key_path=key, data=tmp_path / "new")


def test_archive_with_a_member_over_the_limit_is_refused_and_at_the_limit_is_read(tmp_path: Path) -> None:
    content = a_database(tmp_path, "CREATE TABLE django_migrations (id)")
    backup, key = sealed(tmp_path, [("database.sqlite3", content)])
    with pytest.raises(RestoreRefused, match="不该有的内容"):
        restore_backup(backup, key_path=key, data=tmp_path / "new", limits=Limits(member_bytes=len(content) - 1))
    restore_backup(backup, key_path=key, data=tmp_path / "new", limits=Limits(member_bytes=len(content)))
    assert (tmp_path / "new" / "jiaoyan.sqlite3").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON django_migrations BEGIN DELETE FROM django_migrations; END",
        "CREATE VIEW evil AS SELECT 1",
        "CREATE TABLE evil (id)",
    ],
)
def test_database_with_a_trigger_view_or_table_that_is_not_ours_is_refused(tmp_path: Path, statement: str) -> None:
    backup, key = sealed(tmp_path, [("database.sqlite3", a_database(tmp_path, "CREATE TABLE django_migrations (id)", statement))])
    with pytest.raises(RestoreRefused, match="不认识的内容"):
        restore_backup(backup, key_path=key, data=tmp_path / "new")


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        {"format": 2, "made_at": "now", "sha256": {}},
        {"format": 1, "sha256": []},
        {"format": 1, "made_at": "x", "sha256": {"database.sqlite3": "0" * 64}},
    ],
)
def test_archive_whose_manifest_does_not_fit_is_refused(tmp_path: Path, manifest: dict[str, object]) -> None:
    backup, key = sealed(tmp_path, [("database.sqlite3", b"not the same")], manifest)
    with pytest.raises(RestoreRefused):
        restore_backup(backup, key_path=key, data=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_wrong_key_and_a_file_that_is_no_backup_get_a_clear_sentence(tmp_path: Path) -> None:
    backup, _ = sealed(tmp_path, [("database.sqlite3", b"x")])
    other = tmp_path / "other.key"
    make_key(other)
    with pytest.raises(RestoreRefused, match="密钥不对"):
        restore_backup(backup, key_path=other, data=tmp_path / "new")
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"PK\x03\x04")
    with pytest.raises(RestoreRefused, match="密钥不对"):
        restore_backup(nothing, key_path=other, data=tmp_path / "new")
    with pytest.raises(RestoreRefused, match="读不到备份密钥"):
        restore_backup(backup, key_path=tmp_path / "none.key", data=tmp_path / "new")
