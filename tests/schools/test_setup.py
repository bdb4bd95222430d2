"""The first run: the token, the page, and founding a school."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools import setup
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.actions.setup import Administrator, AlreadyFounded, found_school
from jiaoyan.schools.forms.terms import usual_first_day
from jiaoyan.schools.models import Account, DayOverride, HistoryLine, Person, Role, School, Term
from jiaoyan.schools.queries import actor_for, calendar_of
from jiaoyan.schools.rules.calendar import TermDates
from jiaoyan.schools.rules.holidays import state_holidays
from jiaoyan.schools.scope import school_scope
from jiaoyan.schools.setup import WrongToken, claimed_token, first_run_token, is_token
from tests.conftest import TwoSchools

AUTUMN = TermDates(date(2024, 9, 2), date(2025, 1, 17))
SPRING = TermDates(date(2025, 2, 17), date(2025, 6, 30))
PAGE = "/setup/"
SECRET = "云淡风轻近午天-2024"


@pytest.fixture(autouse=True)
def token_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data" / "first-run.token"
    monkeypatch.setattr(setup, "token_path", lambda: path)
    return path


def typed(**more: object) -> dict[str, object]:
    return {
        "token": first_run_token(),
        "name": "青禾实验小学",
        "short_name": "青禾小学",
        "code": "qinghe",
        "subject": "数学",
        "start_year": 2024,
        "first_day": "2024-09-02",
        "last_day": "2025-01-17",
        "second_first_day": "",
        "second_last_day": "",
        "holidays": "on",
        "person_name": "宋启",
        "gender": "M",
        "username": "songqi",
        "password": SECRET,
        "password_again": SECRET,
        **more,
    }


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiaoyan.schools.views.entry.timezone.localdate", lambda: date(2024, 8, 20))


def test_token_stays_the_same_until_it_is_used(token_folder: Path) -> None:
    assert first_run_token() == first_run_token()
    assert token_folder.stat().st_mode & 0o077 == 0


def test_token_is_recognised_however_it_is_typed() -> None:
    token = first_run_token()
    assert is_token(token.lower().replace("-", " "))
    assert not is_token(token[:-1])
    assert not is_token("")


def test_no_token_means_nothing_is_one() -> None:
    assert first_run_token(create=False) == ""
    assert not is_token("")


def test_used_token_is_gone_and_a_failure_puts_it_back() -> None:
    token = first_run_token()
    with pytest.raises(ZeroDivisionError), claimed_token(token):
        1 / 0  # noqa: B018
    assert is_token(token)
    with claimed_token(token):
        pass
    assert first_run_token(create=False) == ""
    with pytest.raises(WrongToken), claimed_token(token):
        pass


def test_of_many_who_claim_at_once_exactly_one_gets_the_token() -> None:
    token, start, won = first_run_token(), threading.Barrier(8), []

    def claim() -> None:
        start.wait()
        try:
            with claimed_token(token):
                won.append(1)
        except WrongToken:
            pass

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


@pytest.mark.parametrize("page", ["dashboard:home", "schools:manage", "schools:classes"])
def test_without_a_school_every_page_leads_to_the_first_run(db: None, client: Client, page: str) -> None:
    response = client.get(reverse(page), follow=True)
    assert response.redirect_chain[-1][0] == PAGE


def test_first_run_page_founds_school_year_calendar_and_administrator(db: None, client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    response = client.post(PAGE, typed(second_first_day="2025-02-17", second_last_day="2025-06-30"))
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == "/sign-in/?next=/school/"
    school = School.objects.get()
    assert (school.name, school.code) == ("青禾实验小学", "qinghe")
    assert [term.key for term in Term.everywhere.order_by("number")] == ["2024-2025-1", "2024-2025-2"]
    assert DayOverride.everywhere.get(day=date(2024, 10, 12)).runs_weekday == 0
    assert not DayOverride.everywhere.filter(day__gt=date(2025, 6, 30)).exists()
    assert first_run_token(create=False) == ""


def test_administrator_can_begin_at_once_even_before_term(db: None, client: Client) -> None:
    client.post(PAGE, typed())
    account = Account.objects.get(username="songqi")
    assert not account.must_change_password
    assert actor_for(account.person, date(2024, 8, 20)).is_admin
    assert client.post("/sign-in/", {"username": "songqi", "password": SECRET, "next": "/school/"}).url == "/school/"
    assert "学校管理" in client.get("/school/").content.decode()


def test_after_the_first_run_the_page_does_not_exist(two_schools: TwoSchools, client: Client) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, typed(code="other", username="other")).status_code == 404
    assert School.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("token", "AAAA-BBBB-CCCC"),
        ("code", "有 空格"),
        ("last_day", "2024-08-01"),
        ("second_last_day", "2025-06-30"),
        ("first_day", "昨天"),
        ("start_year", "2025"),
        ("first_day", "0024-09-01"),
        ("password", "short"),
        ("password_again", "不一样的密码啊啊啊"),
        ("username", "有 空格"),
        ("name", ""),
        ("start_year", "1066"),
    ],
)
def test_wrong_entry_founds_nothing_and_keeps_what_was_typed(db: None, client: Client, field: str, value: str) -> None:
    response = client.post(PAGE, typed(**{field: value}))
    assert response.status_code == 422
    assert School.objects.count() == Account.objects.count() == 0
    assert "宋启" in response.content.decode()
    assert response.context["form"].errors
    assert first_run_token(create=False)


def test_overlapping_terms_are_said_beside_the_field(db: None, client: Client) -> None:
    response = client.post(PAGE, typed(second_first_day="2025-01-10", second_last_day="2025-06-30"))
    assert response.context["form"].errors["second_first_day"]
    assert not School.objects.exists()


def test_first_day_on_a_weekend_is_asked_back_once_and_stands_in_the_calendar_when_confirmed(db: None, client: Client) -> None:
    asked = client.post(PAGE, typed(first_day="2024-09-01", second_first_day="2025-02-16", second_last_day="2025-06-30"))
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "2024年9月1日（星期日）一般不上课" in page
    assert "2025年2月16日（星期日）一般不上课" in page
    assert 'type="checkbox" name="weekends"' in page
    assert not School.objects.exists()

    confirmed = client.post(PAGE, typed(first_day="2024-09-01", weekends="on"))
    assert confirmed.status_code == 302
    with school_scope(School.objects.get().pk):
        term = Term.objects.get()
        assert DayOverride.objects.get(day=date(2024, 9, 1)).kind == "makeup"
        assert calendar_of(term).is_school_day(date(2024, 9, 1))


def test_weekend_on_which_the_state_says_people_work_is_not_asked_about(db: None, client: Client) -> None:
    assert 'type="checkbox" name="weekends"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, typed(first_day="2024-09-14", holidays="")).status_code == 302  # pays for the Mid-Autumn Monday
    with school_scope(School.objects.get().pk):
        assert calendar_of(Term.objects.get()).effective_weekday(date(2024, 9, 14)) == 0


@pytest.mark.parametrize(("year", "day"), [(2023, date(2023, 9, 1)), (2024, date(2024, 9, 2)), (2029, date(2029, 9, 3))])
def test_proposed_first_day_is_never_on_a_weekend(year: int, day: date) -> None:
    assert usual_first_day(year) == day


def test_founding_leaves_one_line_of_history(db: None) -> None:
    found_school(
        code="a", name="甲小学", short_name="甲", start_year=2024, terms=[AUTUMN], administrator=Administrator("宋启", "songqi", SECRET)
    )
    line = HistoryLine.everywhere.get()
    assert (line.person_name, line.verb) == ("宋启", "create")
    assert SECRET not in line.text


def test_founding_twice_as_the_first_is_refused(db: None) -> None:
    found_school(code="a", name="甲小学", short_name="甲", start_year=2024, terms=[AUTUMN])
    with pytest.raises(AlreadyFounded):
        found_school(code="b", name="乙小学", short_name="乙", start_year=2024, terms=[AUTUMN], only_first=True)
    assert School.objects.count() == 1


def test_founding_fails_as_a_whole(db: None) -> None:
    with pytest.raises(Refused):
        found_school(code="a", name="甲小学", short_name="甲", start_year=2024, terms=[SPRING, AUTUMN])
    assert not School.objects.exists()


def test_founded_school_stands_alone(db: None) -> None:
    school = found_school(
        code="a",
        name="甲小学",
        short_name="甲",
        start_year=2024,
        terms=[AUTUMN, SPRING],
        overrides=state_holidays([AUTUMN, SPRING]),
        administrator=Administrator("宋启", "songqi", SECRET),
        habits={"activity_place": "会议室"},
    )
    with school_scope(school.pk):
        assert Role.objects.get().kind == Role.Kind.ADMIN
        assert DayOverride.objects.count() == len(state_holidays([AUTUMN, SPRING]))
    assert school.activity_place == "会议室"


def test_unknown_habit_is_a_programming_error(db: None) -> None:
    with pytest.raises(ValueError, match="not a habit"):
        found_school(code="a", name="甲", short_name="甲", start_year=2024, terms=[AUTUMN], habits={"code": "x"})


def test_state_holidays_lie_inside_the_terms_only() -> None:
    days = [override.day for override in state_holidays([AUTUMN])]
    assert date(2024, 10, 1) in days
    assert all(AUTUMN.first_day <= day <= AUTUMN.last_day for day in days)


def test_founder_with_a_staff_code_is_the_one_of_the_staff_list(token_folder: Path, db: None) -> None:
    assert Client().post(reverse("schools:setup"), typed(staff_code="T001")).status_code == 302
    assert Person.everywhere.get().staff_code == "T001"


def test_founder_without_a_staff_code_gets_one(token_folder: Path, db: None) -> None:
    assert Client().post(reverse("schools:setup"), typed(staff_code="")).status_code == 302
    assert Person.everywhere.get().staff_code == "G001"
