"""The example school as it is loaded: what is complete, what is alive, what is missing on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiaoyan.activities.models import Activity, Attendance, DailyTalk, TheoryNote, UnitAnalysis
from jiaoyan.activities.queries import meetings
from jiaoyan.activities.queries.units import analyses_of
from jiaoyan.curriculum.actions import load_catalogue
from jiaoyan.curriculum.models import Unit
from jiaoyan.documents.blocks import Paragraph
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.load import SchoolExists, load_example
from jiaoyan.growth.models import Writing
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.lessons.models import Observation
from jiaoyan.pacing.models import PacingSchedule, TaughtLesson
from jiaoyan.pacing.queries import schedule_of
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.figures import lost_since
from jiaoyan.planning.findings import arrangement_lines, shown_numbers
from jiaoyan.planning.models import GroupPlan, TermSummary
from jiaoyan.planning.printouts import group_summary
from jiaoyan.planning.progress import demands_of, everything, facts_in, for_something, standing_of
from jiaoyan.planning.queries import plan_here, plan_of
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.summaries import summary_of
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.progress import State
from jiaoyan.schools import history
from jiaoyan.schools.models import (
    Account,
    Enrolment,
    Group,
    HistoryLine,
    Membership,
    Person,
    Pupil,
    Role,
    School,
    SchoolClass,
    Status,
    TeachingAssignment,
    Term,
    TimetableSlot,
)
from jiaoyan.schools.queries import actor_for, calendar_of, group_term
from jiaoyan.schools.scope import school_scope
from tests.activities import judged
from tests.conftest import lay_out

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 12)
ACCOUNTS = {
    "leader": "林知远",
    "teacher": "周予安",
    "mentor": "沈静言",
    "mentee": "陈小禾",
    "head": "顾明川",
    "office": "方若谷",
    "liaison": "许文澜",
    "admin": "宋启",
    "neighbour": "韩映雪",
}


@pytest.fixture(scope="module")
def example(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[School]:
    """Both schools for this module, rolled back after it; gives the first, its scope entered.

    On SQLite they are what ``jiaoyan demo`` loaded for the whole run; PostgreSQL loads them here.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        if connection.vendor == "sqlite":
            lay_out(request.getfixturevalue("pristine_example"))
        else:
            load_catalogue()
            load_example()
        school = School.objects.get(code="qinghe")
        with school_scope(school.pk):
            yield school
        transaction.set_rollback(True)


@pytest.fixture
def grade5(example: School) -> Group:
    return Group.objects.select_related("school", "school_year", "subject").get(kind="prep", grade=5)  # type: ignore[no-any-return]


@pytest.fixture
def autumn(example: School) -> Term:
    return Term.objects.select_related("school_year").get(number=1)  # type: ignore[no-any-return]


@pytest.fixture
def spring(example: School) -> Term:
    return Term.objects.select_related("school_year").get(number=2)  # type: ignore[no-any-return]


def test_the_nine_accounts_belong_to_their_people_and_open_with_the_demo_password(example: School, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", *settings.PASSWORD_HASHERS]
    accounts = {account.username: account for account in Account.objects.select_related("person", "school")}
    assert {name: account.person.name for name, account in accounts.items()} == ACCOUNTS
    assert all(account.check_password("jiaoyan-demo") and not account.must_change_password for account in accounts.values())
    assert {name for name, account in accounts.items() if account.school != example} == {"neighbour"}


def test_every_account_stands_where_its_name_says(grade5: Group) -> None:
    def actor(name: str) -> Any:
        return actor_for(Account.objects.get(username=name).person, TODAY)

    assert grade5.pk in actor("leader").leads
    assert {name for name in ("leader", "teacher", "mentor", "mentee") if grade5.pk in actor(name).member_of} == {
        "leader",
        "teacher",
        "mentor",
        "mentee",
    }
    assert all(grade5.pk in actor(name).oversees for name in ("head", "office", "liaison"))
    assert actor("admin").is_admin
    assert not actor("admin").readable


def test_the_first_school_has_six_grades_and_four_teachers_for_six_classes_of_grade_5(example: School, grade5: Group) -> None:
    assert sorted(Group.objects.filter(kind="prep").values_list("grade", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Group.objects.filter(kind="stage").count() == 2
    assert Membership.objects.filter(group=grade5).count() == 4
    assert SchoolClass.objects.filter(entry_year=2019).count() == 6
    assert 24 <= TeachingAssignment.objects.values("teacher").distinct().count() <= 26


def test_classes_of_grade_5_have_40_to_46_pupils_with_codes_of_their_own(example: School) -> None:
    seats = Counter(Enrolment.objects.filter(school_class__entry_year=2019).values_list("school_class__number", flat=True))
    assert len(seats) == 6
    assert all(40 <= count <= 46 for count in seats.values())
    codes = list(Pupil.objects.values_list("code", flat=True))
    assert len(set(codes)) == len(codes)


def test_nobody_teaches_two_classes_at_once(spring: Term) -> None:
    teacher = dict(TeachingAssignment.objects.values_list("school_class_id", "teacher_id"))
    slots = [(teacher[slot.school_class_id], slot.weekday, slot.period_no) for slot in TimetableSlot.objects.filter(term=spring)]
    assert len(set(slots)) == len(slots)
    assert TimetableSlot.objects.filter(term=spring, school_class__entry_year=2019).count() == 30


def test_the_finished_term_of_grade_5_is_complete_in_plan_table_and_taught_dates(grade5: Group, autumn: Term) -> None:
    assert GroupPlan.objects.get(group=grade5, term=autumn).status == Status.APPROVED
    schedule = schedule_of(grade5, autumn)
    assert schedule is not None
    assert schedule.status == Status.APPROVED
    taught = Counter(TaughtLesson.objects.filter(row__schedule=schedule).values_list("school_class__number", flat=True))
    assert set(taught.values()) == {taught[1]}
    assert len(taught) == 6
    assert TaughtLesson.objects.filter(row__schedule=schedule).exclude(reason="").exists()


def test_the_finished_term_of_grade_5_lacks_no_record_no_analysis_and_no_note(grade5: Group, autumn: Term) -> None:
    day = autumn.last_school_day
    assert [find(grade5, autumn, day) for find in (judged.record_gaps, judged.analysis_gaps, judged.theory_gaps)] == [[], [], []]
    held = meetings.meetings_of(grade5, autumn)
    assert {each.state for each in held} == {Activity.State.ENDED}
    assert len(held) >= 9
    assert (
        len(analyses_of(grade5, autumn)) == Unit.objects.filter(volume__edition__code="sujiao", volume__grade=5, volume__half="A").count()
    )
    assert TheoryNote.objects.filter(group=grade5, term=autumn).count() >= 5
    assert DailyTalk.objects.filter(group=grade5, term=autumn).count() >= 55
    assert not Attendance.objects.filter(activity__group=grade5, activity__term=autumn, state="").exists()


def test_every_unit_of_the_finished_term_has_all_four_rows_and_counts_of_every_class(grade5: Group, autumn: Term) -> None:
    for analysis in analyses_of(grade5, autumn):
        assert {opinion.row for opinion in analysis.opinions.all() if opinion.text} == {1, 2, 3, 4}, analysis
        assert all(goal.attainment.count() == 6 for goal in analysis.goals.all()), analysis
        assert analysis.unit_starts is not None
        assert analysis.unit_ends is not None
        assert analysis.unit_starts <= analysis.unit_ends


def test_the_finished_term_has_a_final_volume_frozen_on_its_last_day(grade5: Group, autumn: Term) -> None:
    volume = LedgerVolume.objects.get(group=grade5, term=autumn)
    assert (volume.kind, volume.day) == (LedgerVolume.Kind.FINAL, date(2024, 1, 19))
    assert timezone.localdate(volume.frozen_at) == volume.day
    assert volume.file.size > 30_000


def test_the_running_term_of_grade_5_lacks_one_decision_and_one_fourth_row(grade5: Group, spring: Term) -> None:
    found = [*judged.record_gaps(grade5, spring, TODAY), *judged.analysis_gaps(grade5, spring, TODAY)]
    assert [(gap.what[:6], gap.owner_name) for gap in found] == [("第9次活动：", "周予安"), ("“解决问题的", "周予安")]
    coming = meetings.next_meeting(grade5, spring, TODAY)
    assert coming is not None
    assert (coming.number, coming.day) == (10, date(2024, 6, 25))


def test_other_grades_are_partly_done_and_one_table_waits_for_a_decision(grade5: Group, spring: Term) -> None:
    others = Group.objects.filter(kind="prep").exclude(pk=grade5.pk)
    lacking = {group.grade for group in others if judged.record_gaps(group, spring, TODAY) or judged.analysis_gaps(group, spring, TODAY)}
    assert {3} < lacking
    assert len(lacking) >= 3
    states = dict(PacingSchedule.objects.filter(term=spring).values_list("group__grade", "status"))
    assert states == {1: "approved", 2: "submitted", 3: "draft", 4: "approved", 5: "approved", 6: "approved"}
    assert set(GroupPlan.objects.filter(term=spring).values_list("group__grade", "status")) >= {(3, "draft"), (4, "approved")}


def test_other_groups_have_finished_the_first_term_as_it_was_asked(grade5: Group, autumn: Term) -> None:
    research = Group.objects.select_related("school", "school_year", "subject").get(kind="research")
    standing = standing_of(research, autumn, calendar_of(autumn), autumn.last_school_day)
    people = [line for line in standing.progress if line.subject.kind == "person" and line.expected]
    assert sum(min(line.done, line.expected or 0) for line in people) >= 0.97 * sum(line.expected or 0 for line in people)
    for group in Group.objects.filter(kind="prep").exclude(pk=grade5.pk):
        asked = [line for line in standing.of("group", group.pk) if line.expected]
        done = {line.quota.rule: line.done >= (line.expected or 0) for line in asked}
        assert all(done[rule] for rule in ("R001", "R018", "R120", "R121")), (group, done)
        assert sum(min(line.done, line.expected or 0) for line in asked) >= 0.8 * sum(line.expected or 0 for line in asked), group


def test_of_what_is_due_by_today_about_four_fifths_is_done_and_few_people_are_behind(spring: Term, example: School) -> None:
    research = Group.objects.select_related("school", "school_year", "subject").get(kind="research")
    standing = standing_of(research, spring, calendar_of(spring), TODAY)
    due = [line for line in standing.progress if line.expected]
    share = sum(min(line.done, line.expected or 0) for line in due) / sum(line.expected or 0 for line in due)
    assert 0.75 <= share <= 0.88
    listening = [line for line in due if line.quota.rule == "R053"]
    behind = {Person.objects.get(pk=line.subject.id).name for line in listening if line.state is State.BEHIND}
    assert {"贺一帆", "高子衿", "邵远航"} <= behind
    assert len(behind) <= 7


def test_the_group_that_is_late_has_its_plan_as_a_draft_and_fewer_meetings(spring: Term, example: School) -> None:
    held = Counter(Activity.objects.filter(term=spring, state=Activity.State.ENDED).values_list("group__grade", flat=True))
    assert held == {1: 9, 2: 9, 3: 6, 4: 9, 5: 9, 6: 9}


@pytest.mark.usefixtures("example")
def test_nothing_has_happened_after_today() -> None:
    for school in School.objects.all():
        last = HistoryLine.everywhere.filter(school=school).latest("number")
        assert timezone.localdate(last.at) <= TODAY
    assert not Activity.everywhere.filter(day__gt=TODAY).exclude(state="planned").exists()
    assert not DailyTalk.everywhere.filter(day__gt=TODAY).exists()


@pytest.mark.usefixtures("example")
def test_the_history_of_both_schools_is_whole_and_in_the_order_of_days() -> None:
    for school in School.objects.all():
        assert history.broken_at(school.pk) is None
        moments = list(HistoryLine.everywhere.filter(school=school).order_by("number").values_list("at", flat=True))
        assert moments == sorted(moments)


@pytest.mark.usefixtures("example")
def test_the_second_school_has_groups_of_the_same_names_and_nobody_in_common() -> None:
    there = School.objects.get(code="yunxi")
    assert Group.everywhere.filter(name="五年级数学备课组").count() == 2
    assert Activity.everywhere.filter(school=there).exists()
    for model in (Membership, Role):
        assert not model.everywhere.filter(school=there).exclude(person__school=there).exists()
    assert not UnitAnalysis.everywhere.filter(school=there).exclude(preparer__school=there).exists()
    assert Person.everywhere.filter(school=there).count() == 8


@pytest.mark.usefixtures("example")
def test_where_a_school_is_the_example_is_refused_and_nothing_changes() -> None:
    before = (School.objects.count(), HistoryLine.everywhere.count())
    with pytest.raises(SchoolExists):
        load_example()
    assert (School.objects.count(), HistoryLine.everywhere.count()) == before


def test_deeds_are_done_in_the_order_of_their_moments_with_the_clock_of_each() -> None:
    diary, done = Diary(until=TODAY), []
    diary.add(moment(TODAY, 15), lambda at: done.append(("second", at, timezone.now())))
    diary.add(moment(TODAY, 9), lambda at: done.append(("first", at, timezone.now())))
    diary.live()
    assert [name for name, _, _ in done] == ["first", "second"]
    assert all(at == clock for _, at, clock in done)
    assert done[0][2].tzinfo == UTC
    assert timezone.now() - datetime.now(UTC) < timedelta(seconds=5)


def test_of_one_moment_deeds_keep_their_order_and_a_deed_may_note_a_later_one() -> None:
    diary, done = Diary(until=TODAY), []

    def first(_: datetime) -> None:
        done.append(1)
        diary.add(moment(TODAY, 10), lambda _: done.append(3))

    diary.add(moment(TODAY, 9), first)
    diary.add(moment(TODAY, 9), lambda _: done.append(2))
    diary.live()
    assert done == [1, 2, 3]


def test_what_lies_after_today_does_not_happen() -> None:
    diary, done = Diary(until=TODAY), []
    diary.add(moment(TODAY + timedelta(days=1), 0), lambda _: done.append(1))
    diary.add(moment(TODAY, 23, 59), lambda _: done.append(2))
    diary.live()
    assert done == [2]


def test_meetings_of_every_group_are_numbered_by_day_and_table_1_says_the_same(example: School) -> None:
    for term in Term.objects.all():
        for group in Group.objects.filter(kind="prep"):
            held = Activity.objects.filter(group=group, term=term).order_by("day")
            assert [each.number for each in held] == list(range(1, len(held) + 1))
            plan = plan_of(group, term)
            if plan is not None and plan.status == Status.APPROVED:
                rows = [row for row in plan.arrangement.all() if row.number]
                assert [shown_numbers(plan)[row.pk] for row in rows] == [row.activity.number for row in rows if row.activity]
                assert all(row.handed for row in rows)


def test_words_of_a_meetings_own_people_survive_a_second_approval_that_hands_on_what_changed(grade5: Group, spring: Term) -> None:
    people = {name: actor_for(Account.objects.get(username=name).person, TODAY) for name in ("leader", "head")}
    place = group_term(people["head"], grade5.pk, spring.key, TODAY)
    plan = plan_here(place)
    before = {each.pk: each for each in Activity.objects.filter(group=grade5, term=spring)}
    row = next(row for row in plan.arrangement.all() if row.activity and row.activity.state == Activity.State.PLANNED)
    coming = row.activity
    assert coming is not None
    assert coming.topic not in ("", "；".join(row.contents))
    rows = list(plan.arrangement.all())
    lines = [
        replace(line, contents=("交流复习课的上法", "听一节复习课"), remarks=("带好作业本",)) if each.pk == row.pk else line
        for each, line in zip(rows, arrangement_lines(rows), strict=True)
    ]
    at = moment(TODAY, 9)
    with transaction.atomic():
        deciding.reopen(by=people["leader"], plan=plan, place=place, version=plan.version)
        entries = [Entry(line, each.pk) for each, line in zip(rows, lines, strict=True)]
        writing.save_arrangement(by=people["leader"], plan=plan, version=plan_here(place).version, entries=entries)
        deciding.submit(by=people["leader"], plan=plan, place=place, version=plan_here(place).version, at=at)
        deciding.approve(by=people["head"], plan=plan, place=place, version=plan_here(place).version, at=at)
        after = {each.pk: each for each in Activity.objects.filter(group=grade5, term=spring)}
        transaction.set_rollback(True)

    changed = after.pop(coming.pk)
    assert (changed.topic, changed.agenda, changed.remarks) == (coming.topic, ["交流复习课的上法", "听一节复习课"], ["带好作业本"])
    kept = (
        "topic",
        "agenda",
        "forms",
        "remarks",
        "day",
        "planned_day",
        "moved_reason",
        "host",
        "recorder",
        "lead_speaker",
        "state",
        "number",
    )
    for pk, meeting in after.items():
        assert {name: getattr(meeting, name) for name in kept} == {name: getattr(before[pk], name) for name in kept}


def test_final_report_of_the_finished_term_is_approved_and_practice_of_the_running_one_is_marked(grade5: Group) -> None:
    from jiaoyan.activities.models import GoalAttainment
    from jiaoyan.assessments.queries.exams import exams_of, snapshot_of
    from jiaoyan.assessments.queries.reports import final_report, report_gaps

    autumn, spring = Term.objects.select_related("school_year").order_by("first_school_day")
    report = final_report(grade5, autumn)
    assert report is not None
    assert report.status == Status.APPROVED
    assert report.editions.count() == 1
    assert snapshot_of(report.exam).grade.tested == 259
    assert report_gaps(grade5, autumn, autumn.last_school_day) == []
    assert [(line.sheets, line.exam.unit.number) for line in exams_of(grade5, spring)] == [(6, number) for number in range(1, 7)]
    assert GoalAttainment.objects.exclude(source="").count() == 246  # what the analyses say follows from the marks


def test_every_grade_with_a_written_test_has_its_quality_report_approved_within_the_term(autumn: Term) -> None:
    from jiaoyan.assessments.queries.reports import final_report, report_gaps

    for group in Group.objects.select_related("school", "school_year", "subject").filter(kind="prep"):
        report = final_report(group, autumn)
        assert (report is not None) == ((group.grade or 0) >= 3), group
        if report is not None:
            assert (report.status, report.editions.count()) == (Status.APPROVED, 1), group
            assert report.problems.count() == 3
            assert report_gaps(group, autumn, autumn.last_school_day) == []
        if group.grade != 5:
            text = "".join(str(topic.did) for topic in TermSummary.objects.get(group=group, term=autumn).topics.all())
            assert ("期末全年级均分" in text) == ((group.grade or 0) >= 3), group


def test_after_the_final_test_ordinary_groups_teach_nothing_new(autumn: Term) -> None:
    tested, last = date(2024, 1, 12), autumn.last_school_day
    for group in Group.objects.filter(kind="prep").exclude(grade=5):
        assert not DailyTalk.objects.filter(group=group, day__gt=tested, day__lte=last).exists()
        peers = Observation.objects.filter(group=group, way="peer", day__gt=tested, day__lte=last)
        assert not peers.exists()
        ending = Activity.objects.get(group=group, day__gt=tested, day__lte=last)
        assert ending.topic.startswith("交流期末情况")
        assert not ending.unit_analyses.exists()


def test_the_summary_is_asked_once_and_the_line_withdrawn_says_why(example: School) -> None:
    asked = {quota.code: quota.value.on(TODAY) for quota in Quota.objects.prefetch_related("editions") if quota.code in ("R018", "R047.2")}
    assert {code for code, demand in asked.items() if demand is not None} == {"R018"}
    assert {code for code, demand in asked.items() if demand is None} == {"R047.2"}
    edition = Quota.objects.get(code="R047.2").editions.get()
    assert edition.withdrawn
    assert "同一份总结" in edition.why


def test_no_sentence_of_an_observation_is_heard_all_the_time(example: School) -> None:
    for name in ("highlights", "suggestions"):
        said = Counter(line for lines in Observation.objects.values_list(name, flat=True) for line in lines)
        assert max(said.values()) <= 0.06 * sum(said.values()), name


def test_no_two_teachers_note_the_same_words_of_a_theme_on_one_day(example: School) -> None:
    notes = Counter((each.day, str(each.body)) for each in Writing.objects.filter(kind=Writing.Kind.STUDY_NOTE))
    assert max(notes.values()) == 1


def test_summary_of_the_finished_term_says_what_was_promised_and_done_as_it_was_counted(grade5: Group, autumn: Term) -> None:
    summary = summary_of(grade5, autumn)
    assert summary is not None
    text = [block.content[0] for block in group_summary(summary) if isinstance(block, Paragraph)]
    assert "〔" not in repr(text)
    assert "教研组要求每人听课十二节，4人中4人做到，全组共听92节，其中练习课9节，听完当天说一条最值得学的。" in text
    standing = standing_of(grade5, autumn, calendar_of(autumn), autumn.last_school_day)
    lines = [
        line for line in standing.progress if line.quota.name == "听课" and line.quota.rule == "R053" and line.subject.kind == "person"
    ]
    here = {member.id for member in standing.roster.members if grade5.pk in member.groups}
    theirs = [line for line in lines if line.subject.id in here]
    assert [line.state for line in theirs] == [State.DONE] * 4
    assert len({fact.key for line in theirs for fact in line.facts}) == 92
    assert lost_since(summary) == ()


@pytest.mark.parametrize("person", [None, "林知远", "陈小禾", "沈静言"])
@pytest.mark.parametrize("asked", [everything, for_something])
def test_reading_only_what_is_asked_changes_no_line(
    example: School, grade5: Group, spring: Term, person: str | None, asked: Callable[[Demand], bool]
) -> None:
    calendar, key = calendar_of(spring), Person.objects.get(name=person).pk if person else None
    whole = standing_of(Group.objects.select_related("school_year").get(kind="research"), spring, calendar, TODAY)
    part = standing_of(grade5, spring, calendar, TODAY, key, asked)
    subjects = {Subject("person", key)} if key else {Subject("group", grade5.pk), *(Subject("person", m.id) for m in part.roster.members)}
    for subject in subjects:
        wanted = tuple(line for line in whole.by_subject.get(subject, ()) if any(asked(demand) for demand in demands_of(line.quota)))
        assert part.by_subject.get(subject, ()) == wanted
    assert {line.subject for line in part.progress if line.subject.kind in ("person", "group")} <= subjects


def test_each_kind_of_fact_read_alone_is_what_reading_all_gives(grade5: Group, spring: Term) -> None:
    extent = extent_of(grade5, spring, calendar_of(spring), TODAY)
    whole = list(facts_in(extent))
    assert len({fact.kind for fact in whole}) > 20
    for kind in KINDS:
        alone = {fact.key: fact for fact in facts_in(replace(extent, kinds=frozenset({kind}))) if fact.kind == kind}
        assert alone == {fact.key: fact for fact in whole if fact.kind == kind}, kind


PAGES = [
    ("leader", "dashboard:home", (), 53),
    ("teacher", "dashboard:home", (), 49),
    ("head", "dashboard:home", (), 58),
    ("office", "dashboard:home", (), 56),
    ("leader", "dashboard:collection", (5,), 56),
    ("head", "dashboard:collection", (None,), 56),
    ("leader", "dashboard:wanting", (5,), 41),
    ("leader", "planning:progress", (5,), 41),
    ("head", "planning:progress", (None,), 41),
    ("leader", "planning:progress_mine", (), 25),
    ("leader", "planning:progress_brief", (), 25),
    ("leader", "planning:burden", (5,), 29),
    ("leader", "planning:summary", (5,), 56),
]


@pytest.mark.parametrize(("who", "page", "grade", "queries"), PAGES)
def test_page_of_the_full_school_takes_the_queries_of_what_it_speaks_of(
    example: School, client: Client, django_assert_num_queries: Any, who: str, page: str, grade: tuple[int | None, ...], queries: int
) -> None:
    place = [[Group.objects.get(kind="prep" if each else "research", grade=each).pk, "2023-2024-2"] for each in grade]
    url = reverse(page, args=[argument for each in place for argument in each])
    client.force_login(Account.objects.get(username=who))
    assert client.get(url).status_code == 200
    with django_assert_num_queries(queries):
        client.get(url)
