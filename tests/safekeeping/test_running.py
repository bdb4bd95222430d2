"""One server at a time on a data folder, and no restore under it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jiaoyan.safekeeping import running
from jiaoyan.safekeeping.restore import RestoreRefused, restore_backup
from tests.conftest import run_jiaoyan


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Path]:
    """A data folder that this process serves from."""
    data = tmp_path / "data"
    data.mkdir()
    gate = running.hold(data)
    assert gate is not None
    yield data
    gate.release()


def test_second_server_on_the_same_folder_does_not_start(served: Path) -> None:
    answer = run_jiaoyan("serve", data=served, check=False)
    assert answer.returncode == 1
    assert "已经有一个教研台账在运行" in answer.stderr
    assert not (served / "jiaoyan.sqlite3").exists()


def test_restore_under_a_running_server_is_refused(served: Path, tmp_path: Path) -> None:
    backup = tmp_path / "x.backup"
    backup.write_bytes(b"x")
    with pytest.raises(RestoreRefused, match="先停止"):
        restore_backup(backup, key_path=tmp_path / "key", data=served, replace=True)


def test_folder_is_free_again_when_the_server_has_ended(tmp_path: Path) -> None:
    gate = running.hold(tmp_path)
    assert gate is not None
    assert running.is_served(tmp_path)
    gate.release()
    assert not running.is_served(tmp_path)


def test_folder_that_does_not_exist_is_served_by_nobody(tmp_path: Path) -> None:
    assert not running.is_served(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()
