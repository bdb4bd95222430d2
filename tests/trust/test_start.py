"""Before the site answers: where the data lies, how the database writes, how much room there is, and what a crash left behind."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from jiaoyan.database import room
from jiaoyan.safekeeping import start
from jiaoyan.safekeeping.start import CannotStart, kind_of_disk
from jiaoyan.schools import files
from jiaoyan.schools.imports import waiting
from tests.conftest import TODAY, SmallSchool, run_jiaoyan

MOUNTS = [
    "overlay / overlay rw 0 0",
    "/dev/sda1 /srv ext4 rw 0 0",
    "server:/share /srv/share nfs4 rw 0 0",
    "//nas/school /mnt/school\\040data cifs rw 0 0",
    "u@h: /home/u/remote fuse.sshfs rw 0 0",
    "tmpfs /srv/share/local tmpfs rw 0 0",
    "not a mount line",
]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/data", "overlay"),
        ("/srv/jiaoyan", "ext4"),
        ("/srv/share", "nfs4"),
        ("/srv/share/a/b", "nfs4"),
        ("/srv/shared", "ext4"),
        ("/mnt/school data/x", "cifs"),
        ("/home/u/remote/x", "fuse.sshfs"),
        ("/srv/share/local/x", "tmpfs"),
    ],
)
def test_disk_of_a_folder_is_that_of_the_deepest_mount_above_it(folder: str, kind: str) -> None:
    assert kind_of_disk(Path(folder), MOUNTS) == kind


def test_later_mount_on_the_same_point_is_the_one_seen() -> None:
    assert kind_of_disk(Path("/srv/x"), [*MOUNTS, "server:/all /srv nfs rw 0 0"]) == "nfs"


@pytest.mark.parametrize("folder", ["/srv/share/jiaoyan", "/mnt/school data", "/home/u/remote"])
def test_data_on_a_network_share_does_not_start(folder: str, tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text("\n".join(MOUNTS), encoding="utf-8")
    with pytest.raises(CannotStart, match="网络共享盘"):
        start.refuse_network_share(Path(folder), tmp_path / "mounts")


@pytest.mark.parametrize("folder", ["/srv/jiaoyan", "/data", "/srv/share/local"])
def test_data_on_a_local_disk_starts(folder: str, tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text("\n".join(MOUNTS), encoding="utf-8")
    start.refuse_network_share(Path(folder), tmp_path / "mounts")


def test_system_that_does_not_tell_its_mounts_starts_save_on_an_address_of_a_share(tmp_path: Path) -> None:
    start.refuse_network_share(Path("C:/jiaoyan"), tmp_path / "nothing")
    with pytest.raises(CannotStart):
        start.refuse_network_share(Path("//nas/school"), tmp_path / "nothing")


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's versions")
@pytest.mark.parametrize(("version", "remarks"), [((3, 40, 1), 1), ((3, 51, 2), 1), ((3, 51, 3), 0), ((3, 60, 0), 0)])
def test_older_sqlite_gets_one_calm_line(version: tuple[int, int, int], remarks: int) -> None:
    said = start._remark_on_sqlite(version)
    assert len(said) == remarks
    assert all("可以正常使用" in line for line in said)


@pytest.mark.parametrize(("free", "remarks"), [(room.WARN_BYTES, 0), (room.WARN_BYTES - 1, 1), (0, 1)])
def test_little_room_is_said(free: int, remarks: int) -> None:
    assert bool(room.warning(free)) is bool(remarks)


@pytest.mark.parametrize(("free", "stopped"), [(room.STOP_BYTES, False), (room.STOP_BYTES - 1, True)])
def test_room_for_nothing_more_is_said_as_what_it_means(free: int, stopped: bool) -> None:
    assert ("现在只能查看" in room.warning(free)) is stopped


@pytest.mark.django_db
def test_database_of_ours_writes_carefully() -> None:
    assert start._way_of_writing() == ("wal", 2)


@pytest.mark.parametrize("way", [("wal", 1), ("delete", 2), ("memory", 0)])
def test_database_that_could_lose_a_write_does_not_start(way: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_way_of_writing", lambda: way)
    with pytest.raises(CannotStart, match="断电"):
        start._refuse_careless_writing()


def test_folder_that_cannot_be_written_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="写不进去"):
        start._refuse_unwritable(tmp_path / "missing")


@pytest.mark.django_db
def test_data_of_a_newer_version_does_not_start() -> None:
    start.refuse_newer_data()
    MigrationRecorder(connection).record_applied("schools", "9999_from_the_future")
    with pytest.raises(CannotStart, match="更新的版本"):
        start.refuse_newer_data()


def test_sweep_at_start_removes_strays_unconfirmed_workbooks_and_ended_sessions(
    here: SmallSchool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    monkeypatch.setattr(waiting, "_folder", lambda: tmp_path / "waiting")
    kept = files.keep(b"kept", name="a", content_type="x", by=here.actor("leader"))
    stray = files.path_of("b" * 32)
    stray.parent.mkdir(parents=True, exist_ok=True)
    half = stray.with_name(f".{stray.name}.part")
    token = waiting.put(b"names of pupils", name="x.xlsx", term_id=here.term.pk, on=TODAY, by=here.actor("office"))
    for path in (stray, half, tmp_path / "waiting" / token):
        path.write_bytes(b"left by a crash")
        os.utime(path, (0, 0))
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    Session.objects.create(session_key="going-on", session_data="", expire_date=timezone.now() + timedelta(hours=1))
    cut_off, at_work = (Path(settings.ENVIRONMENT.data) / f".backup-{name}" for name in ("cut-off", "at-work"))
    for scratch in (cut_off, at_work):
        scratch.mkdir()
        (scratch / "plain.tar").write_bytes(b"everything")
    os.utime(cut_off, (0, 0))
    start.sweep()
    assert (cut_off.exists(), at_work.exists()) == (False, True)
    (at_work / "plain.tar").unlink()
    at_work.rmdir()
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [kept.key]
    assert list((tmp_path / "waiting").iterdir()) == []
    assert [session.session_key for session in Session.objects.all()] == ["going-on"]


@pytest.mark.parametrize("command", [["check"], ["backup", "b"], ["ledger", "五年级数学备课组", "-o", "x.docx"], ["password", "leader"]])
def test_command_on_an_empty_folder_says_so_and_exits_with_1(command: list[str], tmp_path: Path) -> None:
    answer = run_jiaoyan(*command, data=tmp_path / "empty", check=False)
    assert answer.returncode == 1
    assert "还没有数据" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_data_folder_is_nobody_elses(tmp_path: Path) -> None:
    run_jiaoyan("check", data=tmp_path / "new", check=False)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o077 == 0


def test_setting_that_makes_no_sense_is_named_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    environment = {
        **os.environ,
        "JIAOYAN_IDLE_MINUTES": "0",
        "JIAOYAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "jiaoyan.config.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-m", "jiaoyan.cli.command", "check"],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 1
    assert "JIAOYAN_IDLE_MINUTES" in answer.stderr
    assert "Traceback" not in answer.stderr
