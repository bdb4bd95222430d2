"""One line for each answer that is a problem, with its reference; never what was typed, never a password."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.web import log
from tests.conftest import PASSWORD, TwoSchools

pytestmark = pytest.mark.any_database

TYPED = "只写在表单里的话"
SECRET = "wrong-password-42"


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """What the log file holds."""
    root = logging.getLogger()
    before = list(root.handlers)
    path = log.keep_in(tmp_path)
    yield lambda: path.read_text("utf-8").splitlines() if path.exists() else []
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


def test_answer_that_is_a_problem_is_one_line_with_its_reference(
    lines: Callable[[], list[str]], client_as: Callable[[str], Client]
) -> None:
    client = client_as("teacher")
    for url, status in (("/nowhere/", 404), (reverse("schools:people"), 403)):
        response = client.get(url)
        (line,) = [line for line in lines() if response["X-Reference"] in line]
        assert f"status={status}" in line
        assert f"path={url}" in line


def test_good_answer_is_no_line(lines: Callable[[], list[str]], client_as: Callable[[str], Client]) -> None:
    assert client_as("teacher").get("/").status_code == 200
    assert lines() == []


def test_bug_is_logged_with_its_traceback_and_the_reference_on_the_page(
    lines: Callable[[], list[str]], client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("office")
    client.raise_request_exception = False
    monkeypatch.setattr("jiaoyan.schools.actions.people.add_person", lambda *_, **__: {}["bug"])
    values = {"staff_code": "X1", "name": TYPED, "gender": "F"}
    response = client.post(reverse("schools:person_new"), values)
    assert response.status_code == 500
    text = "\n".join(lines())
    assert "KeyError: 'bug'" in text
    assert response["X-Reference"] in text
    assert TYPED not in text


def test_nothing_typed_and_no_secret_reaches_the_log(
    lines: Callable[[], list[str]], two_schools: TwoSchools, client_as: Callable[[str], Client]
) -> None:
    Client().post("/sign-in/", {"username": TYPED, "password": SECRET})
    Client(enforce_csrf_checks=True).post("/sign-in/", {"username": TYPED, "password": PASSWORD})
    client_as("office").post(reverse("schools:person_new"), {"name": TYPED, "born_on": "nonsense"})
    client_as("leader").post("/password/", {"old_password": SECRET, "new_password": PASSWORD, "again": PASSWORD})
    client_as("office").get("/nowhere/", {"name": TYPED})
    text = "\n".join(lines())
    assert text.count("status=") == 5
    for secret in (TYPED, SECRET, PASSWORD):
        assert secret not in text


def test_file_in_the_data_folder_is_bounded(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    (handler,) = [each for each in logging.getLogger().handlers if isinstance(each, logging.handlers.RotatingFileHandler)]
    assert (handler.maxBytes, handler.backupCount + 1) == (log.FILE_BYTES, log.FILES_KEPT)
    assert (tmp_path / "logs").stat().st_mode & 0o077 == 0


def test_line_of_any_library_has_the_same_shape(lines: Callable[[], list[str]]) -> None:
    logging.getLogger("somebody.else").warning("said %s", "so")
    (line,) = lines()
    assert "said so" in line
    assert "[warning" in line
    assert "somebody.else" in line
