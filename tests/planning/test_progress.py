"""Progress: the facts of every package counted once, by name only for those who may see names, each number opening its records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.actions import theory
from jiaoyan.assessments.models import Exam
from jiaoyan.planning.progress import SOURCES, Standing, facts_in, standing_of
from jiaoyan.planning.rules.progress import glance, sheet
from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.demand import Audience, Cohort, Counted, Demand, Number, Per, Severity
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.progress import State
from jiaoyan.schools.models import Group, Membership, SchoolClass, TeachingAssignment
from jiaoyan.schools.queries import calendar_of, group_term
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import NOTE, prose, theory_note
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.growth.pairs import written
from tests.planning.progress import READ_HERE, TALK, TAUGHT, asked
from tests.quotas.builders import excused, listening

SignIn = Callable[[str], Client]
WEEKLY = Demand(Audience("person"), Counted("theory_note"), Number(1), Per.WEEK)


def of_another_group(school: SmallSchool) -> None:
    theory.write_note(
        by=school.actor("mentor"), group=school.other, term=school.term, **{**NOTE, "theme": "别组读的", "my_view": prose("别组读的一篇。")}
    )


def of_group(school: SmallSchool) -> dict[str, Any]:
    return {"name": "五年级第二备课组", "school_year": school.year, "subject": school.subject}


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
        with django_assert_max_num_queries(10) as few:
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
        with django_assert_max_num_queries(10) as many:
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


def test_quotas_of_classes_and_grades_stand_on_the_groups_page_of_who_sees_names_and_open_their_line(
    two_schools: TwoSchools, client_as: SignIn
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        taught = asked(school, "上足课", Demand(Audience("class"), Counted("taught_week"), Number(1), Per.TERM), "周", "school")
        papers = Demand(Audience("grade", grades=(school.group.grade,)), Counted("exam"), Number(most=0), Per.MONTH)
        tests = asked(school, "不月考", papers, "次", "quality")
        [room, *_] = [subject.id for subject in standing(school).by_subject if subject.kind == "class"]
    place = [school.group.pk, school.term.key]
    page = client_as("leader").get(reverse("planning:progress", args=place)).content.decode()
    assert "各班指标" in page
    assert "各年级指标" in page
    for url in (
        reverse("planning:progress_line", args=[*place, taught.pk, "class", room]),
        reverse("planning:progress_line", args=[*place, tests.pk, "grade", school.group.grade]),
    ):
        assert url in page
        assert client_as("leader").get(url).status_code == 200
    colleague = client_as("teacher").get(reverse("planning:progress", args=place)).content.decode()
    assert "各班指标" not in colleague
    assert "各年级指标" not in colleague


def test_a_teacher_meets_what_the_own_classes_are_asked_and_no_other_class(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        taught = asked(school, "上足课", TAUGHT, "周", "school")
        found = standing(school)
        mine = {key for key in found.charge.classes_of(school.people["teacher"].pk) if found.of("class", key)}
        alone = standing(school, school.people["teacher"].pk)
        assert {subject.id for subject in alone.by_subject if subject.kind == "class"} == mine != set()
        assert all(alone.of("class", key) == found.of("class", key) for key in mine)
        others = {room.id for room in found.roster.rooms} - mine
        [name, *_] = [room.name for room in found.roster.rooms if room.id in mine]
    place = [school.group.pk, school.term.key]
    pages = [client_as("teacher").get(reverse(f"planning:{url}")).content.decode() for url in ("progress_mine", "progress_brief")]
    for page in pages:
        assert f"{name}　每周上足课 0/" in page
        assert not any(reverse("planning:progress_line", args=[*place, taught.pk, "class", key]) in page for key in others)
    assert "我教的班的指标" in pages[0]
    [own, other] = [
        client_as("teacher").get(reverse("planning:progress_line", args=[*place, taught.pk, "class", key])).content.decode()
        for key in (min(mine), min(others))
    ]
    assert "没做，因为" in own
    assert "没做，因为" not in other


def class_of_grade_four(school: SmallSchool) -> SchoolClass:
    made: SchoolClass = SchoolClass.objects.create(school=school.school, entry_year=2020, number=1)
    return made


def test_the_line_of_a_class_taught_in_another_grade_opens_for_its_teacher_alone(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        taught = asked(school, "上足课", TAUGHT, "周", "school")
        far = class_of_grade_four(school)
        TeachingAssignment.objects.create(
            school=school.school, school_class=far, subject=school.subject, teacher=school.people["teacher"], starts=school.year.starts
        )
    line = reverse("planning:progress_line", args=[school.group.pk, school.term.key, taught.pk, "class", far.pk])
    assert line in client_as("teacher").get(reverse("planning:progress_mine")).content.decode()
    assert "没做，因为" in client_as("teacher").get(line).content.decode()
    assert client_as("mentee").get(line).status_code == 404


def test_whoever_sat_in_another_grade_before_brings_its_classes_to_no_page(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "上足课", TAUGHT, "周", "school")
        far = class_of_grade_four(school)
        Membership.objects.create(
            school=school.school, group=school.other, person=school.people["teacher"], starts=school.year.starts, ends=date(2024, 3, 31)
        )
        assert {subject.id for subject in standing(school).asked("class")} == {each.pk for each in school.classes}
        whole = standing_of(school.research, school.term, calendar_of(school.term), TODAY)
        assert far.pk in {subject.id for subject in whole.asked("class")}


def test_a_grade_of_two_groups_is_counted_whole_on_the_page_of_either(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "年级检测", Demand(Audience("grade"), Counted("exam"), Number(1), Per.TERM), "次", "quality")
        assessments.made(school)
        second = Group.objects.create(school=school.school, kind="prep", grade=5, parent=school.research, **of_group(school))
        for group in (school.group, second, school.research):
            found = standing_of(group, school.term, calendar_of(school.term), TODAY)
            assert [line.done for line in found.asked("grade")["grade", 5]] == [1]


def test_somebody_who_teaches_no_class_has_no_list_of_classes(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "上足课", TAUGHT, "周", "school")
        TeachingAssignment.objects.filter(teacher=school.people["teacher"]).delete()
    assert "我教的班" not in client_as("teacher").get(reverse("planning:progress_mine")).content.decode()


def test_what_the_school_is_asked_is_counted_from_everybody_and_stands_on_the_topmost_groups_page(
    two_schools: TwoSchools, client_as: SignIn
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        quota = asked(school, "读书摘记", READ_HERE, "篇", "growth")
        theory_note(school)
        of_another_group(school)
        whole = standing_of(school.research, school.term, calendar_of(school.term), TODAY)
        [line] = whole.of("school", school.school.pk)
        assert (line.done, line.target) == (2, 200)
        assert standing(school).of("school", school.school.pk) == (), "of a group below only a part of the facts is read"
        assert whole.charge.of(line.subject) == school.people["head"]
    of_line = [quota.pk, "school", school.school.pk]
    page = client_as("head").get(reverse("planning:progress", args=[school.research.pk, school.term.key])).content.decode()
    assert "全校的指标" in page
    assert reverse("planning:progress_line", args=[school.research.pk, school.term.key, *of_line]) in page
    assert (
        "全校的指标" not in client_as("leader").get(reverse("planning:progress", args=[school.group.pk, school.term.key])).content.decode()
    )
    opened = client_as("head").get(reverse("planning:progress_line", args=[school.research.pk, school.term.key, *of_line])).content.decode()
    assert "别组读的" in opened


def test_a_national_limit_of_a_grade_stands_on_the_page_once_it_was_overstepped(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        one = assessments.made(school)
        same_grade = Group.objects.create(school=school.school, kind="prep", grade=5, parent=school.research, **of_group(school))
        told = {field.name: getattr(one, field.name) for field in Exam._meta.concrete_fields if not field.primary_key}
        Exam.objects.create(**{**told, "group": same_grade})
    page = client_as("head").get(reverse("planning:progress", args=[school.research.pk, school.term.key])).content.decode()
    assert "各年级指标" in page
    assert "期末检测" in page


def test_national_rules_of_a_grade_make_no_table_of_their_own(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
    page = client_as("leader").get(reverse("planning:progress", args=[school.group.pk, school.term.key])).content.decode()
    assert "每位教师的指标" in page
    assert "各年级指标" not in page


def test_a_habit_missed_is_behind_and_never_overdue_on_the_list_and_on_its_line(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        strict = asked(school, "每周一记", WEEKLY)
        habit = asked(school, "随手一记", replace(WEEKLY, severity=Severity.SHOULD))
    client, at = client_as("teacher"), [school.group.pk, school.term.key]
    whose = ["person", school.people["teacher"].pk]
    lines = {
        quota.name: client.get(reverse("planning:progress_line", args=[*at, quota.pk, *whose])).content.decode()
        for quota in (strict, habit)
    }
    assert "逾期" in lines["每周一记"]
    assert "逾期" not in lines["随手一记"]
    assert "没有做" in lines["随手一记"]
    assert "落后于进度" in lines["随手一记"]


def test_a_word_given_about_what_is_missing_stands_on_ones_list_until_it_counts(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    client = client_as("teacher")
    with school_scope(school.school.pk):
        listening(school)
        assert "待答复" not in client.get(reverse("planning:progress_mine")).content.decode()
        excuse = excused(school)
        assert "本学期：已说明，待答复" in client.get(reverse("planning:progress_mine")).content.decode()
        excusing.answer_excuse(by=school.actor("head"), excuse=excuse, accepted=True)
    page = client.get(reverse("planning:progress_mine")).content.decode()
    assert "待答复" not in page
    assert "已说明" in page


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


def test_a_sum_over_fewer_than_three_is_not_told_to_a_colleague(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    young = Demand(Audience("person", (Cohort(roles=("group_leader",)),)), Counted("theory_note"), Number(2), Per.TERM)
    with school_scope(school.school.pk):
        asked(school, "组长自己写", young)
        asked(school, "人人都写")
    url = reverse("planning:progress", args=[school.group.pk, school.term.key])
    page = client_as("mentee").get(url).content.decode()
    assert "<li>人人都写" in page
    assert "组长自己写" not in page
    assert "不到3人的，不列出来" in page


def test_a_group_of_which_nothing_is_asked_yet_has_no_row_in_the_sheet(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    fifth = Demand(Audience("group", groups=("prep",), grades=(5,)), Counted("talk"), Number(1), Per.WEEK)
    with school_scope(school.school.pk):
        asked(school, "一议", fifth)
        head, later = school.actor("head"), date(2024, 6, 17)
        keeping.add_quota(by=head, group=school.research, name="以后的", unit="次", area="growth", demand=TALK, begins=later)
    url = reverse("planning:progress", args=[school.research.pk, school.term.key])
    page = client_as("head").get(url).content.decode()
    assert f'<th scope="row">{school.group.name}</th>' in page
    assert f'<th scope="row">{school.other.name}</th>' not in page


def test_a_cell_of_the_sheet_is_a_link_and_the_inner_row_stands_once(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
    url = reverse("planning:progress", args=[school.group.pk, school.term.key])
    page = client_as("leader").get(url).content.decode()
    assert 'class="progress-sheet"' in page
    assert page.count(reverse("dashboard:collection", args=[school.group.pk, school.term.key])) == 1
    assert page.count(reverse("planning:burden", args=[school.group.pk, school.term.key])) == 1


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


def test_in_the_holidays_a_finished_term_is_counted_to_its_end_and_what_is_open_is_late(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        theory_note(school)
        place = group_term(school.actor("leader"), school.group.pk, school.term.key, date(2024, 7, 3))
        found = standing_of(place.group, place.term, place.calendar, place.counting_day)
        [mine] = [line for line in found.of("person", school.people["teacher"].pk) if line.quota.name == "理论学习摘记"]
        assert (mine.state, mine.late) == (State.LATE, 1)


def test_pages_of_a_finished_term_say_that_it_is_over_and_not_until_which_day_they_count(
    two_schools: TwoSchools, client_as: SignIn
) -> None:
    school = two_schools.here
    url = reverse("planning:progress", args=[school.group.pk, school.term.key])
    assert "到6月12日为止" in client_as("leader").get(url).content.decode()
    school.term.last_school_day, school.term.exam_phase_start = date(2024, 6, 7), None
    school.term.save()
    page = client_as("leader").get(url).content.decode()
    assert "学期已结束" in page
    assert "为止" not in page


def test_what_was_written_in_the_week_after_the_term_counts_and_later_is_left_out_with_the_reason(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "反思", Demand(Audience("person"), Counted("reflection"), Number(2), Per.TERM))
        for day in (date(2024, 7, 2), date(2024, 7, 20)):
            written(school, "teacher", title=f"{day.day}日写的", day=day, today=date(2024, 8, 1))
        found = standing_of(school.group, school.term, calendar_of(school.term), date(2024, 8, 1))
        [mine] = [line for line in found.of("person", school.people["teacher"].pk) if line.quota.name == "反思"]
        assert [fact.day.day for fact in mine.facts] == [2]
        assert [each.why for each in mine.left_out] == ["学期结束一周以后做的，不再计入"]


def test_what_is_not_counted_here_is_told_by_reason_each_once(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    small = Demand(Audience("group", groups=("prep",), size_below=2), Counted("meeting"), Number(1), Per.TERM)
    with school_scope(school.school.pk):
        for name in ("小组活动", "小组研讨"):
            asked(school, name, small, "次", "meeting")
    page = client_as("leader").get(reverse("planning:progress", args=[school.group.pk, school.term.key])).content.decode()
    assert page.count("没有符合条件的对象") == 1
    assert "：小组活动、小组研讨" in page
