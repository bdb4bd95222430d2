"""People who work here and their accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.access import NotAllowed, may_keep_account, may_manage_school
from jiaoyan.schools.actions import accounts, people
from jiaoyan.schools.actions.accounts import UsernameTaken
from jiaoyan.schools.actions.groups import end_role, give_role
from jiaoyan.schools.actions.people import LastAdministrator, StaffCodeTaken
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Account, HistoryLine, Membership, Person, Role, TeachingAssignment
from jiaoyan.schools.registers.people import staff
from jiaoyan.schools.spelling import initials, matches, sign_in_name, sort_name
from tests.conftest import PASSWORD, TODAY, YEAR_BEGINS, SmallSchool, TwoSchools

SignIn = Callable[[str], Client]
NEW = {"name": "韩映雪", "staff_code": "T100", "gender": "F"}


def last_line() -> HistoryLine:
    line: HistoryLine = HistoryLine.everywhere.latest("number")
    return line


# spelling


@pytest.mark.parametrize(
    ("name", "spelled", "short"), [("林知远", "lin zhi yuan", "lzy"), ("欧阳喆", "ou yang zhe", "oyz"), ("Anna Li", "anna li", "al")]
)
def test_names_are_spelled_for_sorting_and_initials(name: str, spelled: str, short: str) -> None:
    assert sort_name(name) == spelled
    assert initials(spelled) == short


@pytest.mark.parametrize(
    ("typed", "found"),
    [("林", True), ("知远", True), ("lzy", True), ("LZ", True), ("linzhi", True), ("zy", False), ("", True), ("陈", False)],
)
def test_people_are_found_by_part_of_the_name_initials_or_spelling(typed: str, found: bool) -> None:
    assert matches(typed, "林知远", "lin zhi yuan") is found


def test_sign_in_name_keeps_ascii_only() -> None:
    assert sign_in_name(sort_name("吕·喆")).isascii()
    assert sign_in_name(sort_name("😀")) == ""


# actions


def test_added_person_is_spelled_and_leaves_a_line(here: SmallSchool) -> None:
    person = people.add_person(NEW, by=here.actor("office"))
    assert (person.sort_name, person.school_id) == ("han ying xue", here.school.pk)
    assert (last_line().verb, last_line().object_id) == ("create", person.pk)


def test_same_staff_code_twice_is_refused_without_a_line(here: SmallSchool) -> None:
    before = HistoryLine.everywhere.count()
    with pytest.raises(StaffCodeTaken):
        people.add_person({**NEW, "staff_code": "T001"}, by=here.actor("office"))
    assert HistoryLine.everywhere.count() == before


def test_same_staff_code_in_another_school_is_fine(two_schools: TwoSchools, here: SmallSchool) -> None:
    Person.everywhere.filter(school=two_schools.there.school, staff_code="T001").update(staff_code="T100")
    assert people.add_person(NEW, by=here.actor("office")).pk


def test_change_says_which_fields_and_an_unchanged_form_writes_nothing(here: SmallSchool) -> None:
    person = here.people["teacher"]
    people.change_person(person, {"title": "一级教师", "gender": "F"}, by=here.actor("office"))
    assert "职称" in last_line().text
    assert "性别" not in last_line().text
    before = HistoryLine.everywhere.count()
    people.change_person(person, {"title": "一级教师"}, by=here.actor("office"))
    assert HistoryLine.everywhere.count() == before


def test_new_name_is_spelled_again(here: SmallSchool) -> None:
    people.change_person(here.people["teacher"], {"name": "周一"}, by=here.actor("office"))
    assert Person.objects.get(pk=here.people["teacher"].pk).sort_name == "zhou yi"


def test_leaver_is_signed_out_the_same_day_and_seats_end_but_old_records_stay(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    client = client_as("leader")
    assert client.get(reverse("schools:classes")).status_code == 200
    people.mark_left(here.people["leader"], on=TODAY, by=here.actor("office"))
    assert client.get(reverse("schools:classes")).url == "/sign-in/"
    for rows in (Membership.objects.filter(person=here.people["leader"]), Role.objects.filter(person=here.people["leader"])):
        assert {row.ends for row in rows} == {TODAY}
    assert TeachingAssignment.objects.get(teacher=here.people["leader"]).ends == TODAY
    assert Person.objects.filter(pk=here.people["leader"].pk).exists()


def test_leaving_on_a_later_day_changes_nothing_until_then(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    people.mark_left(here.people["leader"], on=TODAY + timedelta(7), by=here.actor("office"))
    assert client_as("leader").get(reverse("schools:classes")).status_code == 200


def test_seat_that_would_begin_after_leaving_is_gone(here: SmallSchool) -> None:
    Membership.objects.create(school=here.school, group=here.other, person=here.people["teacher"], starts=TODAY + timedelta(30))
    people.mark_left(here.people["teacher"], on=TODAY, by=here.actor("office"))
    assert not Membership.objects.filter(person=here.people["teacher"], starts__gt=TODAY).exists()


def test_last_administrator_cannot_leave_be_closed_or_lose_the_role(here: SmallSchool) -> None:
    admin, second = here.people["admin"], here.people["office"]
    role = Role.objects.get(person=admin)
    with pytest.raises(LastAdministrator):
        people.mark_left(admin, on=TODAY, by=here.actor("office"))
    Role.objects.create(school=here.school, person=second, kind=Role.Kind.ADMIN, starts=YEAR_BEGINS)
    second.account.is_active = False
    second.account.save()
    with pytest.raises(LastAdministrator):
        end_role(role, on=TODAY, by=here.actor("admin"))
    second.account.is_active = True
    second.account.save()
    people.mark_left(admin, on=TODAY, by=here.actor("office"))


def test_nobody_marks_himself_as_left(here: SmallSchool) -> None:
    with pytest.raises(Refused):
        people.mark_left(here.people["office"], on=TODAY, by=here.actor("office"))


def test_somebody_marked_by_mistake_comes_back(here: SmallSchool) -> None:
    people.mark_left(here.people["teacher"], on=TODAY, by=here.actor("office"))
    people.take_back(here.people["teacher"], by=here.actor("office"))
    assert Person.objects.get(pk=here.people["teacher"].pk).left_on is None


# accounts


def without_account(here: SmallSchool, **more: str) -> Person:
    return people.add_person({**NEW, **more}, by=here.actor("office"))


def test_opened_account_signs_in_once_with_its_password_and_must_change_it(here: SmallSchool) -> None:
    given = accounts.open_account(without_account(here), "hanyx", by=here.actor("office"))
    account = Account.objects.get(username="hanyx")
    assert account.check_password(given.password)
    assert account.must_change_password
    assert given.password not in "".join(HistoryLine.everywhere.values_list("text", flat=True))


def test_one_time_passwords_are_strong_and_unmistakable() -> None:
    many = {accounts.one_time_password() for _ in range(200)}
    assert len(many) == 200
    assert all(len(each) == 14 and not set(each) & set("0o1il") for each in many)


def test_sign_in_name_is_taken_whatever_the_letter_case(here: SmallSchool) -> None:
    with pytest.raises(UsernameTaken):
        accounts.open_account(without_account(here), "LEADER", by=here.actor("office"))


def test_second_account_for_a_person_or_one_for_a_leaver_is_refused(here: SmallSchool) -> None:
    with pytest.raises(Refused):
        accounts.open_account(here.people["leader"], "another", by=here.actor("office"))
    person = without_account(here)
    people.mark_left(person, on=TODAY, by=here.actor("office"))
    person.refresh_from_db()
    with pytest.raises(Refused):
        accounts.open_account(person, "hanyx", by=here.actor("office"))


def test_many_accounts_are_opened_at_once_with_numbered_names(here: SmallSchool) -> None:
    twins = [without_account(here, staff_code=f"T10{n}") for n in range(3)]
    assert [given.username for given in accounts.open_accounts(twins, by=here.actor("office"))] == [
        "hanyingxue",
        "hanyingxue2",
        "hanyingxue3",
    ]


def test_reset_ends_sessions_and_forces_a_change(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("teacher")
    given = accounts.reset_password(here.people["teacher"].account, by=here.actor("office"))
    assert client.get(reverse("schools:classes")).status_code == 302
    assert not Account.objects.get(username="teacher").check_password(PASSWORD)
    assert Account.objects.get(username="teacher").check_password(given.password)


def test_disabled_account_is_out_at_the_next_click_and_in_again_when_enabled(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    client, account = client_as("teacher"), here.people["teacher"].account
    accounts.disable_account(account, by=here.actor("office"))
    assert client.get(reverse("schools:classes")).status_code == 302
    accounts.enable_account(account, by=here.actor("office"))
    assert Client().post("/sign-in/", {"username": "teacher", "password": PASSWORD}).status_code == 302


def test_nobody_resets_disables_or_changes_the_wrong_account(here: SmallSchool) -> None:
    own = here.people["admin"].account
    for deed in (accounts.reset_password, accounts.disable_account, accounts.enable_account):
        with pytest.raises(Refused):
            deed(own, by=here.actor("admin"))
    with pytest.raises(Refused):
        accounts.change_own_password(here.people["teacher"].account, "x" * 12, by=here.actor("leader"))


def test_office_cannot_reach_an_administrators_account_by_any_way(here: SmallSchool) -> None:
    admin, office = here.people["admin"].account, here.actor("office")
    for deed in (accounts.reset_password, accounts.disable_account, accounts.enable_account):
        with pytest.raises(NotAllowed):
            deed(admin, by=office)
    with pytest.raises(NotAllowed):
        give_role(here.people["office"], Role.Kind.ADMIN, starts=TODAY, by=office)


# policies


@pytest.mark.parametrize("name", ["leader", "teacher", "mentee", "mentor", "head", "liaison"])
def test_others_manage_nothing_and_no_verb_lets_them(here: SmallSchool, name: str) -> None:
    by = here.actor(name)
    assert not may_manage_school(by)
    assert not may_keep_account(by, of_admin=False)
    for deed in (
        lambda: people.add_person(NEW, by=by),
        lambda: people.change_person(here.people["teacher"], NEW, by=by),
        lambda: people.mark_left(here.people["teacher"], on=TODAY, by=by),
        lambda: people.take_back(here.people["teacher"], by=by),
        lambda: accounts.open_account(here.people["teacher"], "x", by=by),
        lambda: accounts.reset_password(here.people["mentor"].account, by=by),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_those_who_keep_the_school_manage_it(here: SmallSchool) -> None:
    assert all(may_manage_school(here.actor(name)) for name in ("office", "admin"))


# pages


def test_form_keeps_what_was_typed_and_says_what_is_wrong_beside_it(two_schools: TwoSchools, client_as: SignIn) -> None:
    response = client_as("office").post(
        reverse("schools:person_new"),
        {"name": "韩映雪", "staff_code": "T001", "gender": "F", "born_on": "2020-01-01", "service_from": "昨天", "education": "本科"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"born_on", "service_from"}
    assert 'value="韩映雪"' in page
    assert 'value="昨天"' in page
    assert not Person.everywhere.filter(name="韩映雪", sort_name="han ying xue").exists()


def test_taken_staff_code_is_said_beside_the_field(two_schools: TwoSchools, client_as: SignIn) -> None:
    response = client_as("office").post(reverse("schools:person_new"), {"name": "韩映雪", "staff_code": "T001", "gender": "F"})
    assert "staff_code" in response.context["form"].errors


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"born_on": "1990-05-01", "service_from": "1995-08-01"}, "service_from"),
        ({"service_from": "2010-08-01", "joined_on": "2009-08-01"}, "joined_on"),
        ({"born_on": "1900-01-01"}, "born_on"),
        ({"joined_on": "9999-01-01"}, "joined_on"),
        ({"name": "x" * 41}, "name"),
        ({"gender": "X"}, "gender"),
    ],
)
def test_dates_and_texts_that_cannot_be_are_refused(two_schools: TwoSchools, client_as: SignIn, values: dict[str, str], field: str) -> None:
    response = client_as("office").post(reverse("schools:person_new"), {"name": "韩映雪", "staff_code": "T100", "gender": "F", **values})
    assert field in response.context["form"].errors


def test_fields_that_are_not_listed_are_ignored(two_schools: TwoSchools, client_as: SignIn) -> None:
    client_as("office").post(
        reverse("schools:person_new"), {**NEW, "left_on": "2024-01-01", "school": two_schools.there.school.pk, "sort_name": "aaa"}
    )
    person = Person.everywhere.get(staff_code="T100")
    assert (person.school, person.left_on, person.sort_name) == (two_schools.here.school, None, "han ying xue")


def test_list_finds_by_initials_and_shows_leavers_apart(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    people.change_person(here.people["leader"], {"name": "林知远 "}, by=here.actor("office"))
    people.mark_left(here.people["teacher"], on=TODAY, by=here.actor("office"))
    client, url = client_as("office"), reverse("schools:people")
    assert [line.person.pk for line in client.get(url, {"text": "lzy"}).context["lines"]] == [here.people["leader"].pk]
    assert [line.person.pk for line in client.get(url, {"left": "1"}).context["lines"]] == [here.people["teacher"].pk]
    assert "没有找到" in client.get(url, {"text": "查无此人"}).content.decode()


def test_names_with_markup_are_escaped_everywhere(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    person = people.add_person({**NEW, "name": "<b>\"喆'&", "title": "{{ 1 }}<script>"}, by=here.actor("office"))
    client = client_as("admin")
    for page in ("person", "person_edit", "person_leave", "account_new"):
        text = client.get(reverse(f"schools:{page}", args=[person.pk])).content.decode()
        assert '<b>"喆' not in text
        assert "&lt;b&gt;" in text
        assert "&amp;lt;" not in text
        assert "<script>" not in text.replace('<script src="', "")
    assert '<b>"喆' not in client.get(reverse("schools:people")).content.decode()


def test_one_time_password_is_shown_once_and_never_kept(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    person = without_account(here)
    client = client_as("office")
    response = client.post(reverse("schools:account_new", args=[person.pk]), {"username": "hanyx"})
    password = response.context["given"][0].password
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert password not in client.get(reverse("schools:person", args=[person.pk])).content.decode()
    assert password not in str(dict(client.session))


def test_staff_list_takes_the_same_queries_for_one_and_for_many(
    here: SmallSchool, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(3):
        staff(TODAY, 2023)
    for number in range(20):
        person = people.add_person({**NEW, "staff_code": f"X{number}"}, by=here.actor("office"))
        Membership.objects.create(school=here.school, group=here.group, person=person, starts=YEAR_BEGINS)
        Role.objects.create(school=here.school, person=person, kind=Role.Kind.OFFICE, starts=YEAR_BEGINS)
    with django_assert_num_queries(3):
        lines = staff(TODAY, 2023)
        assert [line.duties for line in lines if line.person == here.people["leader"]] == ["五1数学"]


def test_person_page_shows_duties_groups_and_roles_over_time(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    page = client_as("office").get(reverse("schools:person", args=[here.people["leader"].pk])).content.decode()
    for text in ("五（1）班", "五年级数学备课组", "备课组长", "2023年9月1日"):
        assert text in page


def test_dates_at_the_edge_of_what_is_allowed(two_schools: TwoSchools, client_as: SignIn) -> None:
    client = client_as("office")
    born = date(TODAY.year - 16, TODAY.month, TODAY.day)
    assert client.post(reverse("schools:person_new"), {**NEW, "born_on": born.isoformat()}).status_code == 302
    young = born + timedelta(1)
    assert client.post(reverse("schools:person_new"), {**NEW, "staff_code": "T101", "born_on": young.isoformat()}).status_code == 422


def test_office_opens_many_accounts_but_not_an_administrators(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    plain, admin = without_account(here), without_account(here, staff_code="T101", name="管理员")
    give_role(admin, Role.Kind.ADMIN, starts=TODAY, by=here.actor("admin"))
    url = reverse("schools:accounts_open")
    assert [given.person for given in client_as("office").post(url).context["given"]] == [plain]
    assert [given.person for given in client_as("admin").post(url).context["given"]] == [admin]


@pytest.mark.parametrize(("host", "said"), [("192.0.2.7:8000", "网址：http://192.0.2.7:8000/"), ("localhost:8000", "别的电脑打不开")])
def test_slips_never_give_teachers_an_address_only_this_machine_can_open(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn, host: str, said: str
) -> None:
    without_account(here)
    assert said in client_as("office").post(reverse("schools:accounts_open"), headers={"host": host}).content.decode()
