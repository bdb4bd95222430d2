"""What a teacher reads when a term, a person or a quota is not as usual: each case on the page where it is met (the rules of it are in tests/quotas/rules)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Number, Per
from jiaoyan.schools.models import DayOverride, Membership, School
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import theory_note
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.planning.progress import THEORY, asked

Page = Callable[..., str]
WEEKLY = replace(THEORY, per=Per.WEEK, number=Number(1))


@pytest.fixture
def school(two_schools: TwoSchools) -> Iterator[SmallSchool]:
    with school_scope(two_schools.here.school.pk):
        yield two_schools.here


@pytest.fixture
def mine(client_as: Callable[[str], Client]) -> Page:
    """我的指标 of somebody."""
    return lambda name="teacher": client_as(name).get(reverse("planning:progress_mine")).content.decode()


@pytest.fixture
def line(client_as: Callable[[str], Client], school: SmallSchool) -> Page:
    """Everything behind one quota of the teacher, or of another subject."""

    def read(quota: Quota, kind: str = "person", key: int = 0, name: str = "teacher") -> str:
        args = [school.group.pk, school.term.key, quota.pk, kind, key or school.people["teacher"].pk]
        answer = client_as(name).get(reverse("planning:progress_line", args=args))
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def sheet(client_as: Callable[[str], Client], school: SmallSchool) -> Page:
    """The group's page as its leader sees it."""
    url = reverse("planning:progress", args=[school.group.pk, school.term.key])
    return lambda name="leader": client_as(name).get(url).content.decode()


def test_contradictory_quotas_stand_on_the_list_with_what_is_counted(school: SmallSchool, client_as: Callable[[str], Client]) -> None:
    asked(school, "五认真检查", replace(THEORY, number=Number(5, 5)))
    asked(school, "六认真检查", replace(THEORY, number=Number(6, 6)))

    page = client_as("head").get(reverse("quotas:list", args=[school.research.pk, school.term.key])).content.decode()

    assert "不能同时做到" in page
    assert "不改的话两条都照原样计数，总有一条做不到；请留下一条" in page


def test_a_term_without_school_days_says_so_everywhere(school: SmallSchool, mine: Page, sheet: Page, line: Page) -> None:
    quota = asked(school)
    school.term.first_school_day, school.term.last_school_day = date(2024, 6, 8), date(2024, 6, 9)  # a weekend
    school.term.exam_phase_start = None
    school.term.save()

    for page in (mine(), line(quota)):
        assert "理论学习摘记：本学期没有教学日，请先核对校历" in page
    assert "本学期没有教学日，请先核对校历：理论学习摘记" in sheet()


def test_a_term_without_school_days_praises_nobody_for_having_done_everything(
    school: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    asked(school)
    school.term.first_school_day, school.term.last_school_day = date(2024, 6, 8), date(2024, 6, 9)
    school.term.exam_phase_start = None
    school.term.save()

    brief = client_as("teacher").get(reverse("planning:progress_brief")).content.decode()
    collection = client_as("leader").get(reverse("dashboard:collection", args=[school.group.pk, school.term.key])).content.decode()

    assert "都按进度" not in brief
    assert "现在没有在计数的指标" in brief
    assert "都做好了" not in collection
    assert "本学期没有教学日，请先核对校历" in collection


def test_before_the_first_day_nobody_is_thanked_for_having_done_everything(school: SmallSchool, client_as: Callable[[str], Client]) -> None:
    asked(school)
    School.objects.filter(pk=school.school.pk).update(pinned_today=school.term.first_school_day - timedelta(5))

    url = reverse("dashboard:collection", args=[school.group.pk, school.term.key])
    page = client_as("leader").get(url).content.decode()

    assert "都做好了" not in page
    assert "本学期还没有开学" in page


def test_who_came_in_april_reads_the_share_and_why(school: SmallSchool, mine: Page, line: Page) -> None:
    quota = asked(school, demand=replace(THEORY, number=Number(15)))
    Membership.objects.filter(group=school.group, person=school.people["teacher"]).update(starts=date(2024, 4, 15))

    assert "理论学习摘记 0/8" in mine()
    assert "4月15日起在组，按53个教学日计，折算为8篇" in line(quota)


def test_who_changed_groups_within_the_research_group_is_asked_the_whole_and_keeps_what_was_done(
    school: SmallSchool, mine: Page, client_as: Callable[[str], Client]
) -> None:
    quota = asked(school, demand=replace(THEORY, number=Number(15)))
    note = theory_note(school, day=date(2024, 3, 4))
    seat = Membership.objects.get(group=school.group, person=school.people["teacher"])
    seat.ends = date(2024, 4, 14)
    seat.save()
    Membership.objects.create(school=school.school, group=school.research, person=seat.person, starts=date(2024, 4, 15))

    assert "理论学习摘记 1/15" in mine()
    args = [school.research.pk, school.term.key, quota.pk, "person", seat.person_id]
    page = client_as("teacher").get(reverse("planning:progress_line", args=args)).content.decode()
    assert reverse("activities:theory_note", args=[note.pk]) in page
    assert "折算" not in page


def test_who_became_thirty_six_stays_until_the_end_of_term_and_reads_why(school: SmallSchool, mine: Page) -> None:
    school.people["teacher"].born_on = date(1988, 4, 3)
    school.people["teacher"].save()
    asked(school, demand=replace(THEORY, audience=Audience("person", (Cohort(age_max=35),))))

    assert "按开学日计35岁，学期中变动，本学期仍在此列" in mine()


def test_weeks_before_a_change_keep_the_old_number(school: SmallSchool, line: Page) -> None:
    quota = asked(school, demand=WEEKLY)
    more = replace(WEEKLY, number=Number(3))
    keeping.change_quota(by=school.actor("head"), quota=quota, version=quota.version, demand=more, begins=TODAY, why="", today=TODAY)

    page = line(quota)

    assert page.count("按当时的要求计") == 17  # every week so far, the running one too
    assert "0/3" not in page


def test_a_term_number_changed_in_mid_term_says_since_when_and_that_it_is_for_the_whole_term(school: SmallSchool, line: Page) -> None:
    quota = asked(school)
    fewer = replace(THEORY, number=Number(1))
    keeping.change_quota(by=school.actor("head"), quota=quota, version=quota.version, demand=fewer, begins=TODAY, why="", today=TODAY)

    assert "6月12日起改为不少于1篇，全学期按新要求计" in line(quota)


def test_a_quota_withdrawn_in_mid_term_stays_on_the_sheet_the_own_page_and_its_line(
    school: SmallSchool, mine: Page, sheet: Page, line: Page
) -> None:
    quota, note = asked(school), theory_note(school)
    keeping.withdraw_quota(by=school.actor("head"), quota=quota, version=quota.version, begins=TODAY, why="太多", today=TODAY)

    assert '理论学习摘记<br><span class="quiet">已停用' in sheet()
    assert "理论学习摘记 1/1，已完成（6月12日起停用，此前的照计）" in mine()
    assert reverse("activities:theory_note", args=[note.pk]) in line(quota)
    assert "6月12日起停用，按77个教学日折算为1篇" in line(quota)


def test_a_quota_withdrawn_owes_nothing_to_be_reminded_of(school: SmallSchool, client_as: Callable[[str], Client]) -> None:
    quota = asked(school, "每周读一读", WEEKLY)
    url = reverse("dashboard:collection", args=[school.group.pk, school.term.key])
    assert "每周读一读" in client_as("leader").get(url).content.decode()

    keeping.withdraw_quota(by=school.actor("head"), quota=quota, version=quota.version, begins=TODAY, why="", today=TODAY)

    assert "每周读一读" not in client_as("leader").get(url).content.decode()


def test_a_make_up_day_added_late_is_a_school_day_of_its_week_at_once(school: SmallSchool, line: Page) -> None:
    quota = asked(
        school, "书面作业", Demand(Audience("group", groups=("prep",)), Counted("talk"), Number(1), Per.SCHOOL_DAY), "次", "meeting"
    )
    args = ["group", school.group.pk, "leader"]
    assert "3月16日" not in line(quota, *args)

    DayOverride.objects.create(school=school.school, day=date(2024, 3, 16), kind="makeup", name="补课", runs_weekday=4)

    assert "3月16日" in line(quota, *args)


def test_a_class_on_a_trip_for_a_week_is_asked_nothing_in_it_and_the_others_are(school: SmallSchool, line: Page) -> None:
    taught = Demand(Audience("class"), Counted("taught_week"), Number(1), Per.WEEK)
    quota = asked(school, "按课表上课", taught, "周", "practice")
    away, other = school.classes[0], school.classes[1]
    for day in range(20, 25):
        DayOverride.objects.create(
            school=school.school, day=date(2024, 5, day), kind="school_off", name="春游", scope="class", school_class=away
        )

    assert "没有教学日，不作要求" in line(quota, "class", away.pk)
    assert "没有教学日，不作要求" not in line(quota, "class", other.pk)


def test_what_is_beyond_an_exact_number_is_named_with_the_reason(school: SmallSchool, line: Page) -> None:
    quota = asked(school, demand=replace(THEORY, number=Number(1, 1)))
    for day in (4, 5):
        points = [f"第{day}天读到的第{n}点，各不相同" for n in (1, 2, 3)]
        theory_note(school, theme=f"读书{day}", key_points=points, day=date(2024, 3, day))

    assert "已满1篇，多出的不另计" in line(quota)


def test_quotas_that_ask_nobody_or_are_outranked_are_named_with_the_reason(school: SmallSchool, sheet: Page) -> None:
    exams = Demand(Audience("group", groups=("prep",)), Counted("exam", (Condition("final", (True,)),)), Number(1), Per.MONTH)
    asked(school, "月考", exams, "次", "quality")
    asked(school, "带教", replace(THEORY, audience=Audience("person", (Cohort(titles=("特级教师",)),))))

    page = sheet()

    assert "本学期没有符合条件的对象：带教" in page
    assert re.search("以国家规定为准：[^<]*：月考<", page)
