"""The Friday collection and the calendar feed, as people open them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from jiaoyan.dashboard.actions import renew_feed
from jiaoyan.dashboard.feed import account_for, token_of
from jiaoyan.dashboard.queries.collection import collection_of
from jiaoyan.planning.models import MonthItem
from jiaoyan.quotas.actions import excusing
from jiaoyan.quotas.rules.demand import Number, Per, Severity
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.actions import accounts
from jiaoyan.schools.actions.people import mark_left
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Account, HistoryLine, Membership, TeachingAssignment
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import planned, theory_note
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.lessons import builders as lessons
from tests.planning import research
from tests.planning.progress import READ_HERE, TAUGHT, TESTED, THEORY, asked, place_of

SignIn = Callable[[str], Client]


def url(school: SmallSchool) -> str:
    return reverse("dashboard:collection", args=[school.group.pk, school.term.key])


def test_a_quota_somebody_is_behind_with_is_collected_under_the_name(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        found = collection_of(place_of(school))
        theirs = {each.name: [thing.words for thing in each.things] for each in found.owing}
        assert any(words == "理论学习摘记还差1篇到进度" for words in theirs[school.people["teacher"].name])
        assert school.people["mentor"].name not in theirs, "somebody of another group is not asked"


def test_whoever_moved_to_another_group_is_reminded_there_and_no_longer_here(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        seat = Membership.objects.get(group=school.group, person=school.people["teacher"])
        seat.ends = date(2024, 4, 30)
        seat.save()
        Membership.objects.create(school=school.school, group=school.research, person=seat.person, starts=date(2024, 5, 1))
        above = group_term(school.actor("head"), school.research.pk, school.term.key, TODAY)
        assert seat.person.name not in {each.name for each in collection_of(place_of(school)).owing}
        assert seat.person.name in {each.name for each in collection_of(above).owing}


def test_whoever_has_left_in_the_holidays_is_reminded_of_nothing(two_schools: TwoSchools) -> None:
    school = two_schools.here
    after = school.term.last_school_day + timedelta(days=14)
    with school_scope(school.school.pk):
        asked(school)
        place = group_term(school.actor("head"), school.group.pk, school.term.key, after)
        assert school.people["teacher"].name in {each.name for each in collection_of(place).owing}
        mark_left(school.people["teacher"], on=after - timedelta(days=1), by=school.actor("admin"))
        assert school.people["teacher"].name not in {each.name for each in collection_of(place).owing}


def test_a_word_already_given_stands_beside_what_is_missing_and_in_no_message(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        quota = asked(school, demand=replace(THEORY, per=Per.MONTH, number=Number(1)))
        whose = Subject("person", school.people["teacher"].pk)
        excusing.give_excuse(by=school.actor("teacher"), quota=quota, term=school.term, subject=whose, span="2024-04", reason="training")
        found = {each.name: each for each in collection_of(place_of(school)).owing}[school.people["teacher"].name]
    assert [thing.sentence for thing in found.things if "（4月：已说明，待答复）" in thing.sentence]
    assert not [thing.words for thing in found.things if "说明" in thing.words]


@pytest.mark.parametrize(("severity", "reminded"), [("must", True), ("should", True), ("aim", False), ("benchmark", False)])
def test_only_what_is_asked_is_collected_not_what_is_aimed_at(two_schools: TwoSchools, severity: str, reminded: bool) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, demand=replace(THEORY, severity=Severity(severity)))
        assert (school.people["teacher"].name in {each.name for each in collection_of(place_of(school)).owing}) is reminded


def test_what_a_class_a_grade_and_the_school_are_asked_is_collected_from_who_answers_for_it(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "上足课", TAUGHT, "周", "school")
        asked(school, "年级练习", TESTED, "次", "quality")
        asked(school, "读书摘记", READ_HERE, "篇", "growth")
        theirs = {each.person: " ".join(thing.words for thing in each.things) for each in collection_of(place_of(school)).owing}
        everybody = collection_of(group_term(school.actor("head"), school.research.pk, school.term.key, TODAY)).owing
        assert "五（2）班上足课" in theirs[school.people["teacher"].pk]
        assert "五年级年级练习" in theirs[school.people["leader"].pk]
        assert not any("全校" in words for words in theirs.values())
        assert any("全校读书摘记" in thing.words for each in everybody if each.person == school.people["head"].pk for thing in each.things)


def test_a_class_nobody_teaches_is_named_itself(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "上足课", TAUGHT, "周", "school")
        TeachingAssignment.objects.all().delete()
        nobodys = [each for each in collection_of(place_of(school)).owing if each.person is None]
        assert any("上足课" in thing.words and each.name in thing.words for each in nobodys for thing in each.things)


def test_a_limit_is_nothing_to_remind_of(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, demand=replace(THEORY, number=Number(most=0)))
        theory_note(school)
        assert school.people["teacher"].name not in {each.name for each in collection_of(place_of(school)).owing}


def test_the_head_collects_from_every_group_below(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        place = group_term(school.actor("head"), school.research.pk, school.term.key, TODAY)
        names = {each.name for each in collection_of(place).owing}
        assert {school.people["teacher"].name, school.people["mentor"].name} <= names


def test_collecting_takes_the_same_number_of_queries_with_few_quotas_and_many(
    two_schools: TwoSchools, django_assert_max_num_queries: Any
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        place = place_of(school)
        with django_assert_max_num_queries(26) as few:
            collection_of(place)
        for number in range(5):
            asked(school, f"再读{number}")
        with django_assert_max_num_queries(26) as many:
            collection_of(place)
        assert len(few) == len(many)


def test_the_page_offers_messages_with_and_without_names(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
    page = client_as("leader").get(url(school)).content.decode()
    assert "不点名" in page
    assert f"{school.people['teacher'].name}：理论学习摘记还差1篇到进度" in page
    assert f"{school.people['teacher'].name[:1]}老师好！" in page
    assert f"{school.people['leader'].name[:1]}老师好！" not in page, "nobody reminds oneself"


def feed_url(account: Account) -> str:
    return reverse("dashboard:feed", args=[token_of(account)])


def account(school: SmallSchool, name: str) -> Account:
    return Account.objects.get(person=school.people[name])


def test_the_feed_holds_the_meetings_of_ones_own_group_with_time_and_place(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        meeting = planned(school)
        starts = meeting.starts_at
    answer = client.get(feed_url(account(school, "teacher")))
    assert answer["Content-Type"].startswith("text/calendar")
    events = [event for event in Calendar.from_ical(answer.content).walk("VEVENT") if "activity" in str(event["uid"])]
    assert [(event.decoded("dtstart"), str(event["location"])) for event in events] == [(starts, meeting.place)]
    assert str(events[0]["url"]).startswith("http://testserver/")
    stranger = client.get(feed_url(account(two_schools.there, "neighbour")))
    assert b"activity-" not in stranger.content


def test_the_feed_says_itself_what_its_clock_times_mean(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        planned(school)
    calendar = Calendar.from_ical(client.get(feed_url(account(school, "teacher"))).content)
    named = {event["dtstart"].params["TZID"] for event in calendar.walk("VEVENT") if "TZID" in event["dtstart"].params}
    assert named == {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")} == {"Asia/Shanghai"}


def test_what_is_due_stands_on_its_day_once(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        planned(school, day=date(2024, 6, 18))
    events = Calendar.from_ical(client.get(feed_url(account(school, "leader"))).content).walk("VEVENT")
    duties = [event for event in events if "duty" in str(event["uid"])]
    assert len({str(event["uid"]) for event in duties}) == len(duties) > 0


def test_a_made_up_token_and_a_closed_account_open_nothing(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    mine = account(school, "teacher")
    old = feed_url(mine)
    assert client.get(old).status_code == 200
    assert client.get(reverse("dashboard:feed", args=["1-abc.def"])).status_code == 404
    assert client.get(old.replace(".ics", "x.ics")).status_code == 404
    mine.is_active = False
    mine.save()
    assert client.get(old).status_code == 404
    assert account_for(token_of(mine)) is None


def test_a_changed_and_a_reset_password_make_the_old_address_dead(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    mine = account(school, "teacher")
    first = feed_url(mine)
    with school_scope(school.school.pk):
        accounts.change_own_password(mine, "another-long-password", by=school.actor("teacher"))
        second = feed_url(mine)
        accounts.reset_password(mine, by=school.actor("admin"))
    assert [client.get(each).status_code for each in (first, second, feed_url(mine))] == [404, 404, 200]


def test_the_address_outlives_a_sign_in_that_hashes_the_same_password_anew(two_schools: TwoSchools, client: Client) -> None:
    mine = account(two_schools.here, "teacher")
    old = feed_url(mine)
    mine.set_password("the-same-long-password")
    mine.save()
    assert client.get(old).status_code == 200


def test_another_address_is_asked_for_with_one_tap_and_made_once_when_tapped_twice(
    two_schools: TwoSchools, client_as: SignIn, client: Client
) -> None:
    school = two_schools.here
    mine, teacher = account(school, "teacher"), client_as("teacher")
    old = feed_url(mine)
    sent = {"seen": teacher.get(reverse("dashboard:subscribe")).context["token"]}
    for _ in range(2):
        page = teacher.post(reverse("dashboard:feed_renew"), sent, follow=True).content.decode()
    assert feed_url(mine) in page
    assert [client.get(each).status_code for each in (old, feed_url(mine))] == [404, 200]
    with school_scope(school.school.pk):
        assert HistoryLine.objects.filter(verb="feed").count() == 1
        with pytest.raises(Refused):
            renew_feed(by=school.actor("leader"), account=mine, seen=token_of(mine))


def test_somebody_who_left_has_no_feed_any_more(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        person = school.people["teacher"]
        person.left_on = TODAY
        person.save()
    assert client.get(feed_url(account(school, "teacher"))).status_code == 404


def test_the_page_of_the_subscription_shows_ones_own_address_only(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    page = client_as("teacher").get(reverse("dashboard:subscribe")).content.decode()
    assert feed_url(account(school, "teacher")) in page
    assert feed_url(account(school, "leader")) not in page


def events_of(client: Client, school: SmallSchool, name: str, kind: str) -> list[Any]:
    found = Calendar.from_ical(client.get(feed_url(account(school, name))).content).walk("VEVENT")
    return [event for event in found if str(event["uid"]).startswith(f"{kind}-")]


def test_the_feed_is_a_file_that_nobody_keeps(two_schools: TwoSchools, client: Client) -> None:
    answer = client.get(feed_url(account(two_schools.here, "teacher")))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]


def test_the_feed_holds_the_days_of_the_research_groups_schedule_once_it_is_approved(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = research.approved(school)
        plan.months.all().delete()
        rows = [("on", date(2024, 6, 18), False), ("by", date(2024, 6, 20), False), ("on", date(2024, 6, 25), True), ("end", None, False)]
        for position, (timing, day, tentative) in enumerate(rows):
            MonthItem.objects.create(
                school=school.school,
                plan=plan,
                position=position,
                month=6,
                kind="own",
                text="展示",
                timing=timing,
                day=day,
                tentative=tentative,
            )
    for name in ("teacher", "head", "office"):
        found = events_of(client, school, name, "month")
        assert [(str(event["summary"]), event.decoded("dtstart")) for event in found] == [
            ("展示", date(2024, 6, 18)),
            ("截止：展示", date(2024, 6, 20)),
            ("暂定：展示", date(2024, 6, 25)),
        ]
        assert [str(event.get("status", "")) for event in found] == ["", "", "TENTATIVE"]
    assert events_of(client, two_schools.there, "neighbour", "month") == []


def test_the_schedule_of_a_plan_nobody_approved_is_not_in_the_feed(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        research.submitted(school)
    assert events_of(client, school, "teacher", "month") == []


def test_a_lesson_of_ones_own_stands_in_the_feed_once(two_schools: TwoSchools, client: Client) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        lesson = lessons.planned(school, type="practice", day=date(2024, 6, 14), period_no=2)
    [event] = events_of(client, school, "teacher", "lesson")
    assert (str(event["summary"]), event.decoded("dtstart")) == ("青年教师练兵课《解方程》（第2节）", lesson.day)
    assert [each for each in events_of(client, school, "teacher", "duty") if "解方程" in str(each["summary"])] == []
    assert events_of(client, school, "leader", "lesson") == []


def test_things_lacking_at_one_place_are_one_line(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        urls = [thing.url for owing in collection_of(place_of(school)).owing for thing in owing.things if "每日一议" in thing.words]
    assert len(urls) == 1
