"""At the door: signing in and out, one's own password, leavers, and where the next page may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.models import Account, HistoryLine, Person
from jiaoyan.schools.throttle import LIMITS
from tests.conftest import PASSWORD, TODAY, TwoSchools

SIGN_IN = "/sign-in/"
HOME = "/"


def sign_in(client: Client, name: str = "leader", password: str = PASSWORD, **more: str) -> object:
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["leader", "LEADER"])
def test_right_password_leads_home_whatever_the_letter_case_of_the_name(two_schools: TwoSchools, client: Client, typed: str) -> None:
    assert sign_in(client, typed).url == HOME
    assert signed_in(client)


@pytest.mark.parametrize(("name", "password"), [("leader", "wrong"), ("nobody", PASSWORD), ("leader", "")])
def test_wrong_name_or_password_says_the_same_and_keeps_the_name(two_schools: TwoSchools, client: Client, name: str, password: str) -> None:
    response = sign_in(client, name, password)
    assert response.status_code == 422
    assert f'value="{name}"' in response.content.decode()
    assert not signed_in(client)


def test_unknown_name_and_wrong_password_get_the_same_sentence(two_schools: TwoSchools) -> None:
    answers = []
    for name in ("leader", "nobody"):
        response = sign_in(Client(), name, "wrong")
        answers.append([str(error) for error in response.context["form"].non_field_errors()])
    assert answers[0] == answers[1] != []


def test_unknown_name_costs_the_same_hashing_as_a_wrong_password(two_schools: TwoSchools, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashed.append(password) or encode(self, password, salt))
    for name in ("leader", "nobody"):
        hashed.clear()
        sign_in(Client(), name, "wrong")
        assert hashed == ["wrong"], name


def test_session_gets_a_new_key_at_sign_in(two_schools: TwoSchools, client: Client) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    key = session.session_key
    sign_in(client)
    assert client.session.session_key != key


def test_too_many_failures_answer_429_with_retry_after_and_the_right_password_waits_too(two_schools: TwoSchools, client: Client) -> None:
    for _ in range(LIMITS.account_failures):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= LIMITS.first_wait
    assert "再试" in response.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize("where", ["/school/people/?left=1", "/password/"])
def test_next_leads_to_our_own_pages(two_schools: TwoSchools, client: Client, where: str) -> None:
    assert sign_in(client, next=where).url == where


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil.example", "\x00/"]
)
def test_next_never_leads_elsewhere(two_schools: TwoSchools, client: Client, where: str) -> None:
    assert sign_in(client, next=where).url == HOME


def test_page_asked_for_before_sign_in_is_kept_through_a_failure(two_schools: TwoSchools, client: Client) -> None:
    asked = client.get(reverse("schools:manage"))
    page = client.get(asked.url)
    assert page.context["next"] == reverse("schools:manage")
    again = sign_in(client, "admin", "wrong", next=page.context["next"])
    assert again.context["next"] == reverse("schools:manage")


def test_sign_out_ends_the_session(two_schools: TwoSchools, client: Client) -> None:
    sign_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)


def test_somebody_who_has_left_cannot_sign_in(two_schools: TwoSchools, client: Client) -> None:
    Person.everywhere.filter(account__username="leader").update(left_on=TODAY)
    assert sign_in(client).status_code == 422


def test_somebody_who_leaves_tomorrow_still_can(two_schools: TwoSchools, client: Client) -> None:
    Person.everywhere.filter(account__username="leader").update(left_on=TODAY + timedelta(1))
    assert sign_in(client).status_code == 302


def test_closed_account_cannot_sign_in(two_schools: TwoSchools, client: Client) -> None:
    Account.objects.filter(username="leader").update(is_active=False)
    assert sign_in(client).status_code == 422


NEW = "春眠不觉晓-2024-x"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> object:
    return client.post("/password/", {"old_password": old, "new_password": new, "again": new if again is None else again})


def test_password_change_ends_other_sessions_and_keeps_this_one_under_a_new_key(two_schools: TwoSchools) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    key = here.session.session_key
    assert change(here).status_code == 302
    assert here.session.session_key != key
    assert here.get("/password/").status_code == 200
    assert elsewhere.get("/password/").status_code == 302
    assert sign_in(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, "short", "short"),
        (PASSWORD, NEW, NEW + "x"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "1234567890123", "1234567890123"),
    ],
)
def test_password_is_not_changed_when_something_is_wrong(two_schools: TwoSchools, client: Client, old: str, new: str, again: str) -> None:
    sign_in(client)
    assert change(client, old, new, again).status_code == 422
    assert Account.objects.get(username="leader").check_password(PASSWORD)


def test_password_change_leaves_a_line_of_history_without_the_password(two_schools: TwoSchools, client: Client) -> None:
    sign_in(client)
    change(client)
    line = HistoryLine.everywhere.latest("number")
    assert (line.verb, line.person_name) == ("password", "林知远")
    assert NEW not in line.text


def test_one_time_password_must_be_changed_before_anything_else(two_schools: TwoSchools, client: Client) -> None:
    Account.objects.filter(username="leader").update(must_change_password=True)
    sign_in(client)
    assert client.get(reverse("schools:classes")).url == "/password/"
    assert "一次性密码" in client.get("/password/").content.decode()
    change(client)
    assert client.get(reverse("schools:classes")).status_code == 200


def test_control_characters_and_long_input_are_answered_not_crashed(two_schools: TwoSchools, client: Client) -> None:
    for name in ("a\x00b", "x" * 5000, "😀" * 50, "'; drop table"):
        assert sign_in(client, name, "y" * 10_000).status_code == 422
