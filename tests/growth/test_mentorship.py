"""A pair: the weekly chain, who sees and writes what, what is owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.growth.access import mentorship as access
from jiaoyan.growth.actions import mentorship as verbs
from jiaoyan.growth.actions.mentorship import CannotPair
from jiaoyan.growth.models import MenteeLesson, MentorLine, Mentorship
from jiaoyan.growth.printouts import mentorship as printouts
from jiaoyan.growth.queries import mentorship as queries
from jiaoyan.growth.rules.mentorship import Agreement, MentorshipDraft, Step, TaughtAfter, mentorship_problems, missing_links
from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.rules.demand import Audience, Condition, Counted, Demand, Number, Per
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.rules.calendar import TeachingWeek
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool, TwoSchools, days
from tests.growth.pairs import HEARD, TAUGHT, compared, observed, paired, taught
from tests.matrix import ROLES

SignIn = Callable[[str], Client]
MONDAY = date(2024, 6, 3)
YEAR = Agreement(date(2023, 9, 1), date(2024, 7, 5), 2)


def week(count: int = 5) -> TeachingWeek:
    return TeachingWeek(16, MONDAY, MONDAY + timedelta(days=6), tuple(days(MONDAY, count)))


def missing(observed: int = 2, compared: tuple[bool, ...] = (True,), *, line: bool = True, count: int = 5, **more: Any) -> list[Step]:
    lessons = [TaughtAfter(n, TAUGHT, "解方程", done) for n, done in enumerate(compared)]
    asked: dict[str, Any] = {"agreement": YEAR, "today": TODAY} | more
    return [link.step for link in missing_links(week(count), observed=observed, taught=lessons, has_line=line, **asked)]


@pytest.mark.parametrize(
    ("case", "steps"),
    [
        ({}, []),
        ({"observed": 1}, [Step.OBSERVE]),
        ({"compared": ()}, [Step.TEACH]),
        ({"compared": (True, False, False)}, [Step.COMPARE, Step.COMPARE]),
        ({"line": False}, [Step.LINE]),
        ({"observed": 0, "compared": (), "line": False}, [Step.OBSERVE, Step.TEACH]),  # nothing to speak of yet
        ({"observed": 0, "compared": (), "count": 2}, []),  # a short week
        ({"observed": 0, "compared": (False,), "count": 2}, [Step.COMPARE]),
        ({"observed": 0, "compared": (), "today": MONDAY - timedelta(days=1)}, []),
        ({"observed": 0, "compared": (), "agreement": Agreement(date(2024, 6, 6), date(2024, 7, 5), 2)}, []),
    ],
)
def test_missing_links_of_a_week(case: dict[str, Any], steps: list[Step]) -> None:
    assert missing(**case) == steps


@given(st.integers(0, 4), st.lists(st.booleans(), max_size=4), st.booleans(), st.integers(0, 5))
def test_doing_more_never_makes_more_missing_of_the_mentee(heard: int, done: list[bool], line: bool, count: int) -> None:
    def owed(observed: int, compared: tuple[bool, ...]) -> int:
        return len([step for step in missing(observed, compared, line=line, count=count) if step != Step.LINE])

    assert owed(heard + 1, tuple(done)) <= owed(heard, tuple(done))
    assert owed(heard, (*done, True)) <= owed(heard, tuple(done))


def test_comparison_is_due_a_week_after_its_lesson_and_the_line_is_the_mentor_s() -> None:
    links = missing_links(week(), YEAR, observed=2, taught=[TaughtAfter(7, TAUGHT, "解方程", compared=False)], has_line=False, today=TODAY)
    assert [(link.due, link.of_mentor, link.lesson) for link in links] == [(date(2024, 6, 12), False, 7), (date(2024, 6, 7), True, None)]
    assert [link.is_late(TODAY) for link in links] == [False, True]


@given(st.sets(st.sampled_from(["mentor", "mentee", "goals"])))
def test_exactly_what_is_missing_of_a_pair_is_named(gone: set[str]) -> None:
    whole: dict[str, Any] = {"mentor": 1, "mentee": 2, "starts": MONDAY, "ends": TODAY, "goals": ["站稳讲台"]}
    empty = {name: [" "] if name == "goals" else None for name in gone}
    draft = MentorshipDraft(**whole | empty)
    assert set(mentorship_problems(draft, first=date(2023, 9, 1), last=date(2024, 8, 31))) == gone


# the page of a pair


def test_weeks_show_the_chain_and_who_owes_what(here: SmallSchool) -> None:
    pair = paired(here)
    observed(here)
    observed(here, date(2024, 6, 4), 2, topic="小数乘法")
    observed(here, date(2024, 6, 4), 3, teacher=here.people["teacher"], way="peer")  # not the mentor's
    compared(here)
    verbs.advise(by=here.actor("mentor"), mentorship=pair, term=here.term, week_no=16, text="开头可以再慢一点", seen="", today=TODAY)
    found = queries.pair_term(pair, here.term, TODAY)
    running, whole = found.weeks[0], found.weeks[1]
    assert (whole.week.no, [each.topic for each in whole.observed], whole.missing) == (16, ["小数加减法", "小数乘法"], ())
    assert whole.taught[0].comparison is not None
    assert [link.step for link in running.missing] == [Step.OBSERVE, Step.TEACH]
    assert len(found.weeks) == 17


def test_draft_of_a_comparison_does_not_close_the_chain(here: SmallSchool) -> None:
    compared(here, hand_in=False)
    found = queries.pair_term(paired(here), here.term, TODAY)
    assert found.weeks[1].links["compare"]


def test_each_is_told_his_own_and_leaders_are_told_what_is_late(here: SmallSchool) -> None:
    taught(here)
    mentee = [(gap.what, gap.since) for gap in queries.owed(here.actor("mentee"), here.term, TODAY)]
    assert ("第16周：写“解方程”的对照比较", date(2024, 6, 12)) in mentee
    assert [(gap.what, gap.owner_name) for gap in queries.owed(here.actor("mentor"), here.term, TODAY)] == [
        ("第16周：写一句本周的意见", "沈静言")
    ]
    assert queries.owed(here.actor("leader"), here.term, TODAY) == []
    assert all(gap.since < TODAY for gap in queries.mentorship_gaps(here.group, here.term, TODAY))
    assert {gap.owner_name for gap in queries.mentorship_gaps(here.group, here.term, TODAY)} == {"陈小禾", "沈静言"}


@pytest.mark.parametrize("count", [1, 6])
def test_page_takes_six_queries_and_the_duties_seven(here: SmallSchool, count: int, django_assert_num_queries: Any) -> None:
    pair = paired(here)
    for n in range(count):
        seen = observed(here, HEARD - timedelta(days=7 * n), topic=f"第{n}课")
        compared(here, taught(here, observation=seen, day=TAUGHT - timedelta(days=7 * n), topic=f"第{n}课"))
    with django_assert_num_queries(6):
        printouts.paper(queries.pair_term(pair, here.term, TODAY))
    actor = here.actor("mentee")
    with django_assert_num_queries(7):
        queries.owed(actor, here.term, TODAY)


# what the mentee said


LISTENS = Demand(Audience("person"), Counted("observation", (Condition("purpose", ("mentor",)),)), Number(2), Per.WEEK)
COMPARES = Demand(
    Audience("person"), Counted("reflection", (Condition("about", ("comparison",)),)), Number(1), Per.EVENT, Counted("mentee_lesson")
)


def said(
    school: SmallSchool, demand: Demand, span: str, name: str = "听师傅的课", *, accepted: bool = True, amount: int | None = None
) -> None:
    quota = keeping.add_quota(
        by=school.actor("head"), group=school.research, name=name, unit="节", area="observation", demand=demand, begins=date(2024, 2, 21)
    )
    mentee = Subject("person", school.people["mentee"].pk)
    excuse = excusing.give_excuse(
        by=school.actor("mentee"), quota=quota, term=school.term, subject=mentee, span=span, reason="ill", amount=amount
    )
    if accepted:
        excusing.answer_excuse(by=school.actor("head"), excuse=excuse, accepted=True)


def observing(school: SmallSchool) -> list[tuple[str, str, bool]]:
    weeks = queries.pair_term(paired(school), school.term, TODAY).weeks
    [found] = [each for each in weeks if each.week.no == 16]
    return [(link.what, link.said, link.excused) for link in found.missing if link.step == Step.OBSERVE]


def test_an_accepted_excuse_stands_beside_the_link_and_nothing_is_owed_of_it(here: SmallSchool) -> None:
    paired(here)
    before = len(queries.mentorship_gaps(here.group, here.term, TODAY))
    assert ("第16周：听师傅的课还差2节") in [gap.what for gap in queries.owed(here.actor("mentee"), here.term, TODAY)]

    said(here, LISTENS, "w16")

    assert observing(here) == [("听师傅的课还差2节", "已说明并认可", True)]
    assert ("第16周：听师傅的课还差2节") not in [gap.what for gap in queries.owed(here.actor("mentee"), here.term, TODAY)]
    assert len(queries.mentorship_gaps(here.group, here.term, TODAY)) == before - 1


def test_an_excuse_for_one_of_two_leaves_one_and_an_open_one_leaves_both(here: SmallSchool) -> None:
    said(here, LISTENS, "w16", amount=1)
    assert observing(here) == [("听师傅的课还差1节", "已说明并认可", False)]
    said(here, LISTENS, "w15", "另一条", accepted=False)
    [found] = [each for each in queries.pair_term(paired(here), here.term, TODAY).weeks if each.week.no == 15]
    assert [(link.said, link.excused) for link in found.missing if link.step == Step.OBSERVE] == [("已说明，待答复", False)]


def test_an_excuse_about_a_comparison_stands_beside_its_lesson(here: SmallSchool) -> None:
    lesson = taught(here)
    said(here, COMPARES, f"event:growth.menteelesson:{lesson.pk}", "对照反思")
    weeks = queries.pair_term(paired(here), here.term, TODAY).weeks
    assert [(link.lesson, link.excused) for week in weeks for link in week.missing if link.step == Step.COMPARE] == [(lesson.pk, True)]


def test_the_pair_page_shows_the_answer_to_both_and_never_the_reason(two_schools: TwoSchools, client_as: SignIn) -> None:
    with school_scope(two_schools.here.school.pk):
        pair = paired(two_schools.here)
        said(two_schools.here, LISTENS, "w16")
    for name in ("mentor", "mentee", "head"):
        page = client_as(name).get(reverse("growth:pair", args=[pair.pk, two_schools.here.term.key])).content.decode()
        assert "已说明并认可" in page
        assert "病假" not in page


# verbs


@pytest.mark.parametrize("name", ROLES)
def test_both_answers_of_the_policy_agree(here: SmallSchool, name: str) -> None:
    pair, actor = paired(here), here.actor(name)
    seen = Mentorship.objects.filter(access.visible_to(actor), pk=pair.pk).exists()
    assert access.may_see(actor, pair) == seen == (name in {"leader", "mentee", "mentor", "head", "liaison", "office"})


def test_pair_is_made_once_by_those_above(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        verbs.pair(by=here.actor("mentor"), group=here.group)
    first = paired(here)
    values = {name: getattr(first, name) for name in verbs.PAIR_FIELDS}
    with pytest.raises(CannotPair, match="已经结对"):
        verbs.pair(by=here.actor("head"), group=here.group, **values)
    verbs.remove_pair(by=here.actor("leader"), mentorship=first, version=1)
    again = verbs.pair(by=here.actor("head"), group=here.group, **values)
    with pytest.raises(CannotPair):
        verbs.restore_pair(by=here.actor("leader"), mentorship=first)
    assert again.pk != first.pk


def test_pair_sent_again_by_the_same_person_is_one_and_with_other_words_refused(here: SmallSchool) -> None:
    first = paired(here)
    values, by = {name: getattr(first, name) for name in verbs.PAIR_FIELDS}, here.actor("leader")
    assert verbs.pair(by=by, group=here.group, **values) == first
    with pytest.raises(CannotPair, match="已经结对"):
        verbs.pair(by=by, group=here.group, **values | {"goals": ["两年成为骨干"]})
    assert HistoryLine.objects.filter(verb="mentorship").count() == 1


def test_changes_of_a_pair_and_of_a_lesson_sent_again_are_stored_once_and_others_refused(here: SmallSchool) -> None:
    pair, lesson = paired(here), taught(here)
    for _ in range(2):
        changed = verbs.change_pair(by=here.actor("leader"), mentorship=pair, version=1, observe_per_week=1)
        verbs.change_lesson(by=here.actor("mentee"), lesson=lesson, version=1, today=TODAY, line="改过的一句")
    assert changed.version == 2
    assert HistoryLine.objects.filter(verb__in=["mentorship_again", "mentee_lesson_again"]).count() == 2
    with pytest.raises(ChangedMeanwhile):
        verbs.change_pair(by=here.actor("leader"), mentorship=pair, version=1, observe_per_week=3)
    with pytest.raises(ChangedMeanwhile):
        verbs.change_lesson(by=here.actor("mentee"), lesson=lesson, version=1, today=TODAY, line="后写的一句")


def test_pair_changed_by_somebody_else_is_not_overwritten(here: SmallSchool) -> None:
    pair = paired(here)
    verbs.change_pair(by=here.actor("leader"), mentorship=pair, version=1, observe_per_week=1)
    with pytest.raises(ChangedMeanwhile):
        verbs.change_pair(by=here.actor("head"), mentorship=pair, version=1, observe_per_week=3)
    assert Mentorship.objects.get().observe_per_week == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": date(2024, 2, 20), "observation": None}, "day"),
        ({"day": HEARD - timedelta(days=1)}, "observation"),
    ],
)
def test_lesson_that_does_not_fit_is_refused(here: SmallSchool, change: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotPair) as refused:
        taught(here, **change)
    assert set(refused.value.problems) == {field}
    assert not MenteeLesson.objects.exists()


def test_lesson_follows_a_lesson_of_the_mentor_only(here: SmallSchool) -> None:
    other = observed(here, period=4, teacher=here.people["teacher"], way="peer")
    with pytest.raises(CannotPair, match="听师傅"):
        taught(here, observation=other)


def test_comparison_answers_the_observation_its_lesson_names_now(here: SmallSchool) -> None:
    lesson = taught(here)
    comparison = compared(here)
    assert comparison.pair == lesson
    verbs.change_lesson(by=here.actor("mentee"), lesson=lesson, version=1, today=TODAY, observation=None)
    comparison.refresh_from_db()
    assert comparison.answers is None


def test_lesson_is_the_mentee_s_own_and_comes_back(here: SmallSchool) -> None:
    lesson = taught(here)
    assert taught(here) == lesson
    with pytest.raises(NotAllowed):
        verbs.remove_lesson(by=here.actor("mentor"), lesson=lesson, version=1)
    verbs.remove_lesson(by=here.actor("mentee"), lesson=lesson, version=1)
    assert queries.removed_lessons(paired(here)) == [lesson]
    verbs.restore_lesson(by=here.actor("mentee"), lesson=lesson)
    assert queries.removed_lessons(paired(here)) == []


def test_removed_lesson_stays_out_when_the_same_was_written_down_again_and_comes_back_beside_another(
    here: SmallSchool, client_as: SignIn
) -> None:
    gone, by = taught(here), here.actor("mentee")
    verbs.remove_lesson(by=by, lesson=gone, version=1)
    again = taught(here, line="重新写的")
    with pytest.raises(CannotPair):
        verbs.restore_lesson(by=by, lesson=gone)
    page = client_as("mentee").post(reverse("growth:mentee_lesson_restore", args=[gone.pk]), follow=True).content.decode()
    assert "已经重新登记，不用再恢复" in page
    assert list(MenteeLesson.objects.filter(removed_at__isnull=True)) == [again]
    verbs.change_lesson(by=by, lesson=again, version=1, today=TODAY, topic="整理与复习")
    verbs.restore_lesson(by=by, lesson=gone)
    assert MenteeLesson.objects.filter(removed_at__isnull=True).count() == 2


def test_lesson_written_down_twice_with_other_words_is_refused_rather_than_taken_for_the_first(here: SmallSchool) -> None:
    taught(here)
    with pytest.raises(CannotPair, match="已经登记过"):
        taught(here, line="另外想到的")


def test_line_is_written_over_the_one_seen_and_an_empty_one_takes_it_away(here: SmallSchool) -> None:
    pair, mentor = paired(here), here.actor("mentor")

    def say(text: str, seen: str, number: int = 16) -> MentorLine | None:
        return verbs.advise(by=mentor, mentorship=pair, term=here.term, week_no=number, text=text, seen=seen, today=TODAY)

    say("慢一点", "")
    say("慢一点", "")
    with pytest.raises(ChangedMeanwhile):
        say("快一点", "")
    assert say("快一点", "慢一点").text == "快一点"
    assert say("", "快一点") is None
    assert not MentorLine.objects.exists()
    for number in (18, 40):
        with pytest.raises(CannotPair):
            say("早了", "", number)
    with pytest.raises(NotAllowed):
        verbs.advise(by=here.actor("leader"), mentorship=pair, term=here.term, week_no=16, text="x", seen="", today=TODAY)


# pages


def test_pair_and_those_above_see_the_same_page_and_colleagues_none(here: SmallSchool, client_as: SignIn) -> None:
    compared(here)
    address = reverse("growth:pair", args=[paired(here).pk, here.term.key])
    for name in ("mentor", "mentee", "leader", "head"):
        page = client_as(name).get(address).content.decode()
        assert "小数加减法" in page
        assert "两节课的开头" in page
        assert "听师傅的课还差1节" in page
    assert client_as("teacher").get(address).status_code == 403


def test_mentee_goes_from_lesson_to_comparison_and_the_mentor_answers(here: SmallSchool, client_as: SignIn) -> None:
    pair, seen, mentee = paired(here), observed(here), client_as("mentee")
    answer = mentee.post(
        reverse("growth:mentee_lesson_new", args=[pair.pk]),
        {"observation": seen.pk, "topic": "解方程", "day": "2024-06-05", "line": "先说"},
    )
    lesson = MenteeLesson.objects.get()
    assert answer["Location"] == reverse("growth:compare", args=[lesson.pk])
    mentee.post(answer["Location"], {"title": "两节课的开头", "day": "2024-06-06", "body": "师傅先让学生说。"})
    page = reverse("growth:pair", args=[pair.pk, here.term.key])
    mentor = client_as("mentor")
    assert "两节课的开头" in mentor.get(page).content.decode()
    assert mentor.get(reverse("growth:writing", args=[lesson.comparisons.get().pk])).status_code == 200
    line = reverse("growth:mentor_line", args=[pair.pk, here.term.key, 16])
    assert mentor.post(line, {"text": "开头再慢一点", "seen": ""}).status_code == 302
    lost = mentor.post(line, {"text": "另一句", "seen": ""})
    assert lost.status_code == 422
    assert "另一句" in lost.content.decode()
    assert mentee.post(line, {"text": "x", "seen": ""}).status_code == 403


def test_pair_of_the_neighbour_school_and_a_term_of_another_year_are_unknown(two_schools: TwoSchools, client_as: SignIn) -> None:
    with school_scope(two_schools.here.school.pk):
        pair = paired(two_schools.here)
    assert client_as("neighbour").get(reverse("growth:pair", args=[pair.pk, "2023-2024-2"])).status_code == 404
    assert client_as("mentor").get(reverse("growth:pair", args=[pair.pk, "2022-2023-2"])).status_code == 404


def test_printed_log_keeps_the_format_rule_filled_and_blank(here: SmallSchool) -> None:
    compared(here)
    assert check(to_docx(printouts.paper(queries.pair_term(paired(here), here.term, TODAY)))) == []
    assert check(to_docx(printouts.blank())) == []
