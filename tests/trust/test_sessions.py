"""An active person stays signed in, an idle one does not, and a click costs a write only now and then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.models.query import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import TwoSchools

ClientAs = Callable[[str], Client]
IDLE, STEP = settings.SESSION_IDLE, settings.SESSION_STEP


class Clock:
    """The clock of the whole product, turned by hand."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    turned = Clock()
    monkeypatch.setattr(timezone, "now", turned)
    return turned


@pytest.fixture
def page() -> str:
    return reverse("schools:calendar")


def is_in(client: Client, page: str, **headers: str) -> bool:
    return client.get(page, headers=headers).status_code == 200


def test_person_who_clicks_now_and_then_stays_signed_in_all_day(clock: Clock, client_as: ClientAs, page: str) -> None:
    client = client_as("leader")
    for _ in range(8):
        clock.now += IDLE
        assert is_in(client, page)


def test_person_is_still_signed_in_just_within_the_idle_time_after_the_last_click(clock: Clock, client_as: ClientAs, page: str) -> None:
    client = client_as("leader")
    for pause in (timedelta(seconds=1), STEP / 2, STEP, STEP * 1.5):  # however close the last click was to the last write
        clock.now += pause
        assert is_in(client, page)
        before, key = clock.now, client.session.session_key
        assert Session.objects.get(session_key=key).expire_date >= before + IDLE


def test_idle_person_is_signed_out(clock: Clock, client_as: ClientAs, page: str) -> None:
    client = client_as("leader")
    assert is_in(client, page)
    clock.now += IDLE + STEP + timedelta(seconds=1)
    response = client.get(page)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("schools:sign_in"))


def test_what_a_page_asks_by_itself_does_not_keep_anybody_signed_in(clock: Clock, client_as: ClientAs, page: str) -> None:
    client = client_as("leader")
    for _ in range(3):
        clock.now += (IDLE + STEP) / 4
        assert is_in(client, page, **{"X-Unattended": "1"})
    clock.now += (IDLE + STEP) / 4 + timedelta(seconds=1)
    assert not is_in(client, page, **{"X-Unattended": "1"})


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_clicks_in_quick_succession_write_once(clock: Clock, client_as: ClientAs, page: str) -> None:
    client = client_as("leader")
    clock.now += STEP + timedelta(seconds=1)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            assert is_in(client, page)
            clock.now += STEP / 10
    assert len(writes(queries)) == 1
    assert "session" in writes(queries)[0]


def test_prolonging_leaves_what_another_tab_stored_meanwhile(clock: Clock, client_as: ClientAs) -> None:
    client = client_as("leader")
    session = client.session
    ours = settings.SESSION_ENGINE and type(session)(session.session_key)
    ours.load()
    session["stored by another tab"] = 1
    session.save()
    clock.now += STEP * 2
    ours.slide()
    assert type(session)(session.session_key)["stored by another tab"] == 1


def test_session_ended_elsewhere_is_not_revived_by_prolonging(clock: Clock, client_as: ClientAs) -> None:
    session = client_as("leader").session
    ours = type(session)(session.session_key)
    ours.load()
    session.delete()
    clock.now += STEP * 2
    ours.slide()
    assert not Session.objects.filter(session_key=ours.session_key).exists()


def test_database_that_refuses_to_prolong_still_shows_the_page(
    clock: Clock, client_as: ClientAs, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("leader")
    clock.now += STEP * 2
    real = QuerySet.update

    def full(self: QuerySet[Session], **values: object) -> int:
        if self.model is Session:
            raise OperationalError("database or disk is full")
        return real(self, **values)

    monkeypatch.setattr(QuerySet, "update", full)
    assert is_in(client, page)


def test_session_that_cannot_be_stored_costs_no_page(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("office")
    monkeypatch.setattr(Session, "save", lambda *_, **__: (_ for _ in ()).throw(OperationalError("database or disk is full")))
    answer = client.post(reverse("schools:proposal", args=[term_of(client)]))  # redirects with a message, which lives in the session
    assert answer.status_code == 302


def term_of(client: Client) -> int:
    from jiaoyan.schools.models import Account, Term

    account = Account.objects.get(pk=client.session["_auth_user_id"])
    return int(Term.everywhere.filter(school_id=account.school_id).latest("first_school_day").pk)


def test_script_of_a_page_whose_person_is_signed_out_gets_401_not_the_sign_in_page(two_schools: TwoSchools, page: str) -> None:
    response = Client().get(page, headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert "退出登录" in response.content.decode()
    assert "<form" not in response.content.decode()


def test_cookie_is_for_the_server_only(two_schools: TwoSchools, client: Client) -> None:
    from tests.conftest import PASSWORD

    client.post("/sign-in/", {"username": "leader", "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
