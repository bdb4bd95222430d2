from __future__ import annotations

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from jiaoyan.web import errors
from jiaoyan.web.codes import ALPHABET
from jiaoyan.web.middleware import ReferenceMiddleware, new_reference
from tests.web.gallery.site import gallery_settings


@pytest.fixture
def client() -> Client:
    with gallery_settings():
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize("status", [403, 409, 413, 422, 429, 500, 507])
def test_problem_has_its_status_a_chinese_page_and_one_reference(client: Client, status: int) -> None:
    response = client.get(f"/fail/{status}")
    page = response.content.decode()
    assert response.status_code == status
    assert errors.WORDS[status].title in page
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", response["X-Reference"])
    assert response["X-Reference"] in page
    assert "Traceback" not in page


def test_unknown_address_is_a_friendly_404(client: Client) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "没有找到" in response.content.decode()


def test_forbidden_says_who_could(client: Client) -> None:
    assert "五年级备课组长 林知远" in client.get("/fail/403").content.decode()


def test_own_sentence_replaces_the_standard_one(client: Client) -> None:
    assert "周次要在 1 到 19 之间。" in client.get("/fail/422").content.decode()


def test_too_many_says_when_to_come_back(client: Client) -> None:
    assert client.get("/fail/429")["Retry-After"] == "60"


def test_form_without_its_token_is_told_to_reload() -> None:
    with gallery_settings():
        response = Client(enforce_csrf_checks=True).post("/draft", {"topic": "x"})
    assert response.status_code == 403
    assert "页面放得太久了" in response.content.decode()


def test_two_requests_have_two_references() -> None:
    assert len({new_reference() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (OSError(28, "No space left on device"), 507),
        (OperationalError("database or disk is full"), 507),
        (OperationalError('could not extend file "base/1": No space left on device'), 507),
        (OperationalError("database is locked"), 503),
        (OperationalError("deadlock detected"), 503),
        (RequestDataTooBig("much"), 413),
        (errors.TooMany(), 429),
    ],
)
def test_exception_that_stands_for_a_problem(exception: Exception, status: int) -> None:
    found = errors.problem_of(exception)
    assert found is not None
    assert found.status == status


@pytest.mark.parametrize("exception", [OSError(2, "no such file"), OperationalError("no such table: x"), ValueError("x")])
def test_plain_bug_stands_for_no_problem(exception: Exception) -> None:
    assert errors.problem_of(exception) is None


def test_too_large_a_body_is_413_not_400() -> None:
    assert errors.bad_request(RequestFactory().post("/"), RequestDataTooBig("much")).status_code == 413


def test_page_is_drawn_even_when_the_shell_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    real = errors.render_to_string

    def broken(template: str, context: dict[str, object], request: HttpRequest | None = None) -> str:
        if request is not None:
            raise OperationalError("database is gone")
        return real(template, context)

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.not_found(RequestFactory().get("/"), Exception())
    assert response.status_code == 404
    assert "没有找到" in response.content.decode()


def test_good_answer_carries_a_reference_too() -> None:
    response = ReferenceMiddleware(lambda request: HttpResponse(request.reference))(RequestFactory().get("/"))
    assert response["X-Reference"] == response.content.decode()


def test_every_status_we_promise_has_words() -> None:
    assert set(errors.WORDS) == {400, 403, 404, 409, 413, 422, 429, 500, 503, 507}
