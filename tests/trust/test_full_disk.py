"""A full disk, a shut write gate and a request that is too large: a Chinese page with a reference number, nothing half there, reading goes on."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.schools import files
from jiaoyan.schools.models import HistoryLine, Person, StoredFile
from jiaoyan.web.errors import WORDS
from tests.conftest import SmallSchool, TwoSchools

ClientAs = Callable[[str], Client]
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="makes SQLite's own file full")
REFERENCE = re.compile(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}")


def is_page_of(response: HttpResponse, status: int) -> bool:
    page = response.content.decode()
    return (
        response.status_code == status
        and WORDS[status].title in page
        and bool(REFERENCE.fullmatch(response["X-Reference"]))
        and response["X-Reference"] in page
        and "Traceback" not in page
    )


@pytest.fixture
def full_database(two_schools: TwoSchools) -> Iterator[None]:
    """The database file may not grow by one page any more, and has no free page left."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        free = cursor.execute("PRAGMA freelist_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages - free if free == 0 else pages}")
        yield
        cursor.execute("PRAGMA max_page_count=1073741823")


def long_person(number: int) -> dict[str, str]:
    return {
        "staff_code": f"X{number}",
        "name": "名" * 40,
        "gender": "F",
        "other_work": "事" * 60,
        "title": "称" * 40,
        "education": "学" * 20,
    }


@sqlite_only
def test_full_database_says_507_stores_nothing_more_and_is_read_as_before(client_as: ClientAs, full_database: None) -> None:
    client = client_as("office")
    client.raise_request_exception = False
    answers = []
    for number in range(400):  # the last pages fill up first
        people, lines = Person.everywhere.count(), HistoryLine.everywhere.count()
        answers.append(client.post(reverse("schools:person_new"), long_person(number)))
        if answers[-1].status_code != 302:
            break
    assert is_page_of(answers[-1], 507)
    assert (Person.everywhere.count(), HistoryLine.everywhere.count()) == (people, lines)
    for name in ("schools:people", "schools:calendar", "dashboard:home"):
        assert client.get(reverse(name)).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1073741823")
    assert client.post(reverse("schools:person_new"), long_person(999)).status_code == 302


def freeze(client: Client, here: SmallSchool) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("ledger:freeze", args=[here.group.pk, here.term.key]), {"kind": "interim"})
    return answer


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_disk_that_fills_while_a_file_is_written_leaves_neither_file_nor_row(
    step: str, here: SmallSchool, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    client = client_as("leader")
    client.raise_request_exception = False

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as filled:
        filled.setattr(os, step, full)
        assert is_page_of(freeze(client, here), 507)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.exists()
    assert not LedgerVolume.objects.exists()
    assert freeze(client, here).status_code == 302
    assert files.read(LedgerVolume.objects.get().file).startswith(b"PK")


def test_row_that_cannot_follow_its_file_leaves_a_stray_that_the_sweep_removes(
    here: SmallSchool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    kept = files.keep(b"kept", name="a", content_type="x", by=here.actor("leader"))
    with monkeypatch.context() as refused:
        refused.setattr(StoredFile.objects, "create", lambda **_: (_ for _ in ()).throw(OperationalError("database or disk is full")))
        with pytest.raises(OperationalError):
            files.keep(b"stray", name="b", content_type="x", by=here.actor("leader"))
    assert files.sweep(older_than_seconds=-1) == 1
    assert files.read(kept) == b"kept"


def test_young_stray_is_left_alone_because_its_row_may_be_coming(
    here: SmallSchool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    stray = files.path_of("a" * 32)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    assert files.sweep() == 0
    os.utime(stray, (0, 0))
    assert files.sweep() == 1
    assert not stray.exists()


def test_stored_names_are_random_and_hold_nothing_people_typed(here: SmallSchool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    paths = [
        files.path_of(files.keep(b"x", name="../../etc/passwd", content_type="text/html", by=here.actor("leader")).key) for _ in range(2)
    ]
    assert paths[0] != paths[1]
    for path in paths:
        assert re.fullmatch(r"[0-9a-f]{32}", path.name)
        assert path.parent.parent == tmp_path / "files"


@pytest.mark.parametrize("message", ["database is locked: the write gate stayed shut", "deadlock detected"])
def test_database_that_has_no_room_for_a_writer_says_503_and_when_to_try_again(
    message: str, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("office")
    client.raise_request_exception = False
    monkeypatch.setattr(Person, "save", lambda *_, **__: (_ for _ in ()).throw(OperationalError(message)))
    response = client.post(reverse("schools:person_new"), long_person(1))
    assert is_page_of(response, 503)
    assert int(response["Retry-After"]) > 0
    assert client.get(reverse("schools:people")).status_code == 200


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_gate_that_stays_shut_becomes_an_operational_error_that_says_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiaoyan.database.gate import GateTimeout, WriteGate

    monkeypatch.setattr(WriteGate, "acquire", lambda self: (_ for _ in ()).throw(GateTimeout("x")))
    with pytest.raises(OperationalError, match="database is locked"):
        Person.everywhere.filter(pk=0).update(name="x")


def fields(count: int) -> dict[str, str]:
    return {f"f{number}": "" for number in range(count)}


def test_body_over_the_limit_is_413_and_at_the_limit_is_a_form(client_as: ClientAs) -> None:
    client, url = client_as("office"), reverse("schools:settings")
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    kind = "application/x-www-form-urlencoded"
    assert client.generic("POST", url, b"name=" + b"x" * (limit - 5), content_type=kind).status_code == 422
    assert is_page_of(client.generic("POST", url, b"name=" + b"x" * (limit - 4), content_type=kind), 413)


def test_one_field_too_many_is_413_and_the_last_allowed_is_a_form(client_as: ClientAs) -> None:
    client, url = client_as("office"), reverse("schools:settings")
    assert client.post(url, fields(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)).status_code == 422
    assert is_page_of(client.post(url, fields(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)), 413)


def test_too_large_a_body_is_413_also_where_the_form_token_is_looked_for(two_schools: TwoSchools) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/sign-in/")
    body = b"username=" + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert is_page_of(client.generic("POST", "/sign-in/", body, content_type="application/x-www-form-urlencoded"), 413)


def test_upload_over_the_limit_is_refused_beside_its_field_and_at_the_limit_is_looked_at(
    client_as: ClientAs, here: SmallSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    monkeypatch.setattr(settings, "UPLOAD_BYTES", 1000)
    client = client_as("office")
    said = []
    for size in (1000, 1001):
        file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + b"\0" * (size - 4))
        response = client.post(reverse("schools:import"), {"file": file, "term": here.term.pk, "on": "2024-06-12"})
        assert response.status_code == 422
        said.append("".join(response.context["form"].errors.get("file", [])))
    assert "超过" not in said[0]
    assert "超过" in said[1]


def test_problem_raised_outside_any_view_is_answered_like_one_inside(
    two_schools: TwoSchools, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("leader")
    client.raise_request_exception = False
    monkeypatch.setattr(
        "jiaoyan.schools.middleware.actor_for", lambda *_: (_ for _ in ()).throw(OperationalError("server closed the connection"))
    )
    assert is_page_of(client.get(reverse("schools:calendar")), 503)


def test_plain_bug_is_a_500_in_chinese_with_its_reference(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("leader")
    client.raise_request_exception = False
    monkeypatch.setattr("jiaoyan.schools.middleware.actor_for", lambda *_: {}["bug"])
    assert is_page_of(client.get(reverse("schools:calendar")), 500)
