"""Progress: the facts of every package counted once, by name only for those who may see names, each number opening its records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.planning.progress import SOURCES, Standing, facts_in, standing_of
from jiaoyan.planning.rules.progress import glance, sheet
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.demand import Audience, Cohort, Counted, Demand, Number, Per
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.progress import State
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import theory_note
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.growth.pairs import written
from tests.planning.progress import TALK, asked

SignIn = Callable[[str], Client]


def standing(school: SmallSchool, person: int | None = None) -> Standing:
    return standing_of(school.group, school.term, calendar_of(school.term), TODAY, person=person)


def test_what_a_person_recorded_is_counted_with_the_record_behind_it(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        note = theory_note(school)
        [line] = [line for line in standing(school).of("person", school.people["teacher"].pk) if line.quota.name == "理论学习摘记"]
        assert (line.done, line.target) == (1, 2)
        [fact] = line.facts
        assert fact.url == reverse("activities:theory_note", args=[note.pk])


def test_one_persons_standing_is_the_same_read_alone_and_read_with_everybody(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        theory_note(school)
        for name in ("leader", "teacher", "mentee"):
            key = school.people[name].pk
            assert standing(school, key).of("person", key) == standing(school).of("person", key)


def test_a_groups_standing_is_the_same_read_alone_and_read_with_the_whole_research_group(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        asked(school, "每日一议", TALK, "次", "meeting")
        theory_note(school)
        alone = standing(school)
        whole = standing_of(school.research, school.term, calendar_of(school.term), TODAY)
        assert alone.of("group", school.group.pk) == whole.of("group", school.group.pk) != ()
        for name in ("leader", "teacher", "mentee"):
            assert alone.of("person", school.people[name].pk) == whole.of("person", school.people[name].pk) != ()
        assert alone.of("person", school.people["mentor"].pk) == ()
        assert whole.of("person", school.people["mentor"].pk) != ()


def test_every_source_uses_only_words_of_the_vocabulary(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        theory_note(school)
        extent = extent_of(school.group, school.term, calendar_of(school.term), TODAY)
        found = list(facts_in(extent))
        assert found
        for fact in found:
            kind = KINDS[fact.kind]
            assert {subject.kind for subject in fact.subjects} <= set(kind.subjects), fact
            assert set(fact.attributes) <= set(kind.attributes), fact


def test_standing_takes_the_same_number_of_queries_with_few_records_and_many(
    two_schools: TwoSchools, django_assert_max_num_queries: Any
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        theory_note(school)
        with django_assert_max_num_queries(80) as few:
            standing(school)
        for name in ("leader", "mentee", "teacher"):
            for day in (4, 5, 6):
                theory_note(
                    school,
                    name,
                    theme=f"{name}{day}",
                    key_points=[f"{name}第{day}天读到的第{n}点，各不相同" for n in (1, 2, 3)],
                    day=date(2024, 3, day),
                )
        asked(school, "再读", Demand(Audience("person"), Counted("theory_note"), Number(5), Per.MONTH))
        with django_assert_max_num_queries(80) as many:
            standing(school)
        assert len(few) == len(many)


def test_a_sheet_leaves_out_quotas_that_ask_nobody_yet_and_sums_those_who_are_well(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        asked(
            school,
            "只问新教师",
            Demand(Audience("person", cohorts=(Cohort(titles=("特级教师",)),)), Counted("theory_note"), Number(1), Per.TERM),
        )
        theory_note(school)
        found = standing(school)
        lines = {member.name: found.of("person", member.id) for member in found.roster.members}
        laid = sheet(lines)
        assert [column.name for column in laid.columns if column.quota > 0] == ["理论学习摘记"]
        assert glance(line for theirs in lines.values() for line in theirs if line.quota.key > 0).asked == len(lines)


def test_mine_says_the_sentence_and_leads_to_the_records(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        quota = asked(school)
        note = theory_note(school)
    client = client_as("teacher")
    page = client.get(reverse("planning:progress_mine")).content.decode()
    assert "理论学习摘记 1/2" in page
    url = reverse("planning:progress_line", args=[school.group.pk, school.term.key, quota.pk, "person", school.people["teacher"].pk])
    assert url in page
    assert reverse("activities:theory_note", args=[note.pk]) in client.get(url).content.decode()


def test_a_leader_sees_names_and_a_colleague_own_lines_and_the_sum(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        theory_note(school)
    url = reverse("planning:progress", args=[school.group.pk, school.term.key])
    for name in ("leader", "head", "office", "liaison"):
        assert f">{school.people['teacher'].name}<" in client_as(name).get(url).content.decode(), name
    page = client_as("mentee").get(url).content.decode()
    assert f">{school.people['teacher'].name}<" not in page
    assert "人按进度" in page


def test_a_groups_line_names_colleagues_private_records_to_those_who_see_names_only(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        quota = asked(school, "反思", Demand(Audience("group", groups=("prep",)), Counted("reflection"), Number(9), Per.TERM))
        written(school, "teacher", title="等号连写之后")
        written(school, "leader", title="单位换算的错")
    url = reverse("planning:progress_line", args=[school.group.pk, school.term.key, quota.pk, "group", school.group.pk])
    for name, shown in (("leader", True), ("head", True), ("teacher", True), ("mentee", False)):
        assert ("等号连写之后" in client_as(name).get(url).content.decode()) is shown, name
    assert "单位换算的错" not in client_as("teacher").get(url).content.decode()
    page = client_as("mentee").get(url).content.decode()
    assert "同事的2条记录" in page
    assert "2/9" in page


@pytest.mark.parametrize(
    ("name", "status"), [("teacher", 200), ("leader", 200), ("head", 200), ("office", 200), ("mentee", 403), ("mentor", 403)]
)
def test_a_persons_line_is_read_by_the_person_and_those_who_see_names(
    two_schools: TwoSchools, client_as: SignIn, name: str, status: int
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        quota = asked(school)
    url = reverse("planning:progress_line", args=[school.group.pk, school.term.key, quota.pk, "person", school.people["teacher"].pk])
    assert client_as(name).get(url).status_code == status


def test_only_the_person_is_offered_to_say_why_not(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        quota = asked(school)
    url = reverse("planning:progress_line", args=[school.group.pk, school.term.key, quota.pk, "person", school.people["teacher"].pk])
    assert "没做，因为" in client_as("teacher").get(url).content.decode()
    assert "没做，因为" not in client_as("leader").get(url).content.decode()


def test_an_unknown_quota_or_subject_is_unknown(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    client = client_as("leader")
    for rest in (["0", "person", 1], ["9" * 5000, "person", 1], ["x", "person", 1], ["1", "nobody", 1], ["--1", "group", school.group.pk]):
        assert client.get(reverse("planning:progress_line", args=[school.group.pk, school.term.key, *rest])).status_code == 404


def test_there_are_sources_for_every_kind_the_product_records() -> None:
    assert len(SOURCES) == len(set(SOURCES)) >= 9


def test_somebody_without_a_group_is_told_what_to_do(two_schools: TwoSchools, client_as: SignIn) -> None:
    assert "不在教研组或备课组" in client_as("admin").get(reverse("planning:progress_mine")).content.decode()


def test_a_state_has_a_word_and_a_badge() -> None:
    from jiaoyan.planning.rules.progress import BADGES, WORDS

    assert set(WORDS) == set(BADGES) == set(State)
