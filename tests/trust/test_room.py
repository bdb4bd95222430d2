"""The reserve on the data disk: given up when the disk is as good as full, laid again when there is room; meanwhile people read only."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.database import room
from jiaoyan.schools.models import HistoryLine, Person
from tests.conftest import PASSWORD, SmallSchool
from tests.trust.test_full_disk import is_page_of, long_person

ClientAs = Callable[[str], Client]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Say how much the disk has left."""

    def say(count: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - count, count))

    say(10**11)
    return say


def test_reserve_is_real_bytes_and_laid_once(tmp_path: Path) -> None:
    assert room.lay_reserve(tmp_path)
    (reserve,) = tmp_path.iterdir()
    assert reserve.stat().st_size == room.RESERVE_BYTES
    assert reserve.stat().st_blocks * 512 >= room.RESERVE_BYTES
    before = reserve.stat().st_mtime_ns
    assert room.lay_reserve(tmp_path)
    assert reserve.stat().st_mtime_ns == before


def test_half_a_reserve_is_made_whole(tmp_path: Path) -> None:
    (tmp_path / room.NAME).write_bytes(b"half")
    assert room.lay_reserve(tmp_path)
    assert (tmp_path / room.NAME).stat().st_size == room.RESERVE_BYTES


def test_no_reserve_is_laid_where_it_would_take_the_last_room(tmp_path: Path, free: Callable[[int], None]) -> None:
    free(room.STOP_BYTES + room.RESERVE_BYTES - 1)
    assert not room.lay_reserve(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_disk_that_fills_while_the_reserve_is_laid_keeps_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not room.lay_reserve(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("left", "writes", "kept"),
    [
        (room.STOP_BYTES, True, True),
        (room.STOP_BYTES - 1, False, True),
        (room.GIVE_UP_BYTES, False, True),
        (room.GIVE_UP_BYTES - 1, False, False),
        (0, False, False),
    ],
)
def test_writes_stop_first_and_the_reserve_goes_when_nothing_is_left(
    left: int, writes: bool, kept: bool, tmp_path: Path, free: Callable[[int], None]
) -> None:
    room.lay_reserve(tmp_path)
    free(left)
    assert room.may_write(tmp_path) is writes
    assert (tmp_path / room.NAME).exists() is kept


def test_room_that_the_reserve_gave_back_is_not_for_writers_and_room_made_by_people_is(tmp_path: Path, free: Callable[[int], None]) -> None:
    room.lay_reserve(tmp_path)
    free(0)
    room.may_write(tmp_path)
    free(room.RESERVE_BYTES)
    assert not room.may_write(tmp_path)
    free(room.STOP_BYTES + room.RESERVE_BYTES)
    assert room.may_write(tmp_path)
    assert (tmp_path / room.NAME).exists()


def test_disk_that_cannot_be_asked_lets_the_write_find_out(tmp_path: Path) -> None:
    assert room.may_write(tmp_path / "missing")


def test_full_disk_answers_507_to_writers_before_anything_is_stored_and_people_read_and_sign_in(
    here: SmallSchool, client_as: ClientAs, free: Callable[[int], None]
) -> None:
    client = client_as("office")
    free(0)
    people, lines = Person.everywhere.count(), HistoryLine.everywhere.count()
    assert is_page_of(client.post(reverse("schools:person_new"), long_person(1)), 507)
    assert (Person.everywhere.count(), HistoryLine.everywhere.count()) == (people, lines)
    assert client.get(reverse("schools:people")).status_code == 200
    newcomer = Client()
    assert newcomer.post(reverse("schools:sign_in"), {"username": "leader", "password": PASSWORD}).status_code == 302
    assert newcomer.post(reverse("schools:sign_out")).status_code == 302
    free(10**11)
    assert client.post(reverse("schools:person_new"), long_person(1)).status_code == 302


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 96 MB, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="mounts a small disk")
def test_real_disk_filled_by_another_program_leaves_room_for_small_writes_only(small_disk: Path) -> None:
    assert room.lay_reserve(small_disk)
    assert room.may_write(small_disk)
    with (small_disk / "film.mp4").open("wb", buffering=0) as film, pytest.raises(OSError, match="No space"):
        film.writelines(itertools.repeat(b"x" * 1024 * 1024))
    assert not room.may_write(small_disk)
    (small_disk / "session").write_bytes(b"x" * 1024 * 1024)  # there is room again for what must be noted
    assert not room.may_write(small_disk)
    (small_disk / "film.mp4").unlink()
    assert room.may_write(small_disk)
    assert (small_disk / room.NAME).exists()
