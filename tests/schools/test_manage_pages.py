"""The entry page, settings and history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions import classes, groups, people, pupils, school
from jiaoyan.schools.models import Group, HistoryLine, Membership, Role, School, TeachingAssignment, TimetableSlot
from jiaoyan.schools.registers.overview import cards
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools

SignIn = Callable[[str], Client]
SETTINGS = {
    "name": "青禾实验小学",
    "short_name": "青禾",
    "activity_weekday": "2",
    "activity_parity": "even",
    "activity_starts": "14:00",
    "activity_ends": "15:30",
    "activity_place": "会议室",
    "reschedule_policy": "next_week_same_day",
}


def missing(here: SmallSchool) -> str:
    return "\n".join(line for card in cards(here.term, TODAY) for line in card.missing)


def test_new_school_is_not_offered_the_next_year_before_it_has_groups(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn
) -> None:
    office = client_as("office")
    assert reverse("schools:move_up") in office.get(reverse("schools:groups")).content.decode()
    Role.objects.exclude(group=None).delete()
    Membership.objects.all().delete()
    Group.objects.filter(grade__isnull=False).delete()
    Group.objects.all().delete()
    assert reverse("schools:move_up") not in office.get(reverse("schools:groups")).content.decode()


def test_complete_school_misses_pupils_only(here: SmallSchool) -> None:
    assert missing(here).splitlines() == ["还有3个班没有学生名单", "学年快结束了，开学前可“升入新学年”"]


def test_cards_say_what_is_missing_to_be_able_to_work(here: SmallSchool) -> None:
    TeachingAssignment.objects.filter(school_class__in=here.classes[:2]).delete()
    TimetableSlot.objects.filter(school_class=here.classes[0]).delete()
    Role.objects.filter(group=here.group).delete()
    people.add_person({"name": "新来", "staff_code": "T50", "gender": "F"}, by=here.actor("office"))
    said = missing(here)
    for sentence in (
        "还有2个班没有数学教师",
        "还有1个班没有本学期课表",
        "“五年级数学备课组”没有组长",
        "还有1位老师没有账号",
        "1位老师没有出生日期",
    ):
        assert sentence in said


def test_cards_take_the_same_queries_for_few_and_many(here: SmallSchool, django_assert_max_num_queries: Callable[..., object]) -> None:
    with django_assert_max_num_queries(22) as few:
        cards(here.term, TODAY)
    for number in range(15):
        people.add_person({"name": "新来", "staff_code": f"T5{number}", "gender": "F"}, by=here.actor("office"))
    classes.add_classes(2020, range(1, 9), by=here.actor("office"))
    with django_assert_max_num_queries(len(few)):
        cards(here.term, TODAY)


def test_page_without_permission_says_who_could(two_schools: TwoSchools, client_as: SignIn) -> None:
    response = client_as("teacher").get(reverse("schools:manage"))
    assert response.status_code == 403
    assert "<li>教导处或系统管理员</li>" in response.content.decode()


@pytest.mark.parametrize("page", ["people", "person", "accounts", "classes", "class", "pupils", "groups", "group", "calendar", "move_up"])
def test_page_takes_the_same_queries_for_few_rows_and_many(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn, django_assert_max_num_queries: Callable[..., object], page: str
) -> None:
    row = {"person": here.people["leader"], "class": here.classes[0], "pupils": here.classes[0], "group": here.group}.get(page)
    client, office, url = client_as("office"), here.actor("office"), reverse(f"schools:{page}", args=[row.pk] if row else [])
    pupils.add_pupil(here.classes[0], {"code": "p", "name": "小满"}, starts=YEAR_BEGINS, by=office)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for number in range(6):
        person = people.add_person({"name": "新来", "staff_code": f"T5{number}", "gender": "F"}, by=office)
        groups.add_member(here.group, person, starts=YEAR_BEGINS, by=office)
        groups.add_group(kind="prep", name=f"{number}组", year=here.year, subject=here.subject, grade=6, parent=here.research, by=office)
        pupils.add_pupil(here.classes[0], {"code": f"p{number}", "name": "小满"}, starts=YEAR_BEGINS, by=office)
        classes.add_classes(2018 + number, [7], by=office)
        classes.assign_teacher(
            classes.add_classes(2018, [20 + number], by=office)[0], here.subject, here.people["leader"], starts=YEAR_BEGINS, by=office
        )
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


# settings


def test_settings_are_saved_with_a_line_that_names_them(two_schools: TwoSchools, client_as: SignIn) -> None:
    assert client_as("office").post(reverse("schools:settings"), SETTINGS).status_code == 302
    found = School.objects.get(pk=two_schools.here.school.pk)
    assert (found.activity_weekday, found.activity_parity, found.activity_place) == (2, "even", "会议室")
    assert "活动地点" in HistoryLine.everywhere.latest("number").text
    assert School.objects.get(pk=two_schools.there.school.pk).activity_place == "数学备课室"


@pytest.mark.parametrize(
    "more", [{"activity_ends": "13:00"}, {"name": ""}, {"activity_weekday": "9"}, {"activity_starts": "25:00"}, {"reschedule_policy": "x"}]
)
def test_settings_that_cannot_be_are_refused(two_schools: TwoSchools, client_as: SignIn, more: dict[str, str]) -> None:
    response = client_as("office").post(reverse("schools:settings"), {**SETTINGS, **more})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(more)


def test_settings_are_changed_by_those_who_keep_the_school_only(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        school.change_settings(here.school, {"name": "x"}, by=here.actor("leader"))


# history


def test_history_is_found_by_person_kind_and_day(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    people.add_person({"name": "新来", "staff_code": "T50", "gender": "F"}, by=here.actor("office"))
    classes.add_classes(2020, [1], by=here.actor("admin"))
    client, url = client_as("admin"), reverse("schools:history")

    def found(**wanted: object) -> list[str]:
        return [line.verb + line.kind for line in client.get(url, wanted).context["lines"]]

    assert found() == ["createschools.schoolclass", "createschools.person"]
    assert found(person=here.people["office"].pk) == ["createschools.person"]
    assert found(kind="schools.schoolclass") == ["createschools.schoolclass"]
    assert found(last="2020-01-01") == []
    assert len(found(first="2020-01-01")) == 2


@pytest.mark.parametrize(
    "query", ["person=x", "person=99999999999999999999", "kind=x", "first=0001-01-01", "last=9999-12-31", "page=-5", "page=x", "first=%00"]
)
def test_history_page_takes_any_query(two_schools: TwoSchools, client_as: SignIn, query: str) -> None:
    assert client_as("admin").get(f"{reverse('schools:history')}?{query}").status_code == 200


def test_history_says_whether_its_chain_is_whole(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    people.add_person({"name": "新来", "staff_code": "T50", "gender": "F"}, by=here.actor("office"))
    people.add_person({"name": "又来", "staff_code": "T51", "gender": "F"}, by=here.actor("office"))
    client, url = client_as("admin"), f"{reverse('schools:history')}?check=1"
    assert "历史完整" in client.get(url).content.decode()
    HistoryLine.objects.filter(number=1).update(text="别的")
    assert "第1条起对不上" in client.get(url).content.decode()


def test_history_shows_the_own_school_only(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    people.add_person({"name": "新来", "staff_code": "T50", "gender": "F"}, by=here.actor("office"))
    other = Client()
    other.force_login(two_schools.there.people["admin"].account)
    assert "新来" not in other.get(reverse("schools:history")).content.decode()


def test_history_page_takes_the_same_queries_for_few_and_many(
    two_schools: TwoSchools, here: SmallSchool, client_as: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client, url = client_as("admin"), reverse("schools:history")
    people.add_person({"name": "新来", "staff_code": "T50", "gender": "F"}, by=here.actor("office"))
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    for number in range(60):
        people.add_person({"name": "新来", "staff_code": f"X{number}", "gender": "F"}, by=here.actor("office"))
    with django_assert_max_num_queries(len(few)):
        assert "第 1 页，共 2 页" in client.get(url).content.decode()
