"""Every figure counts exactly the records it lists; kept ones stay when records go."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.models import Activity, Attendance, DailyTalk, Decision, GoalAttainment, TheoryNote, UnitAnalysis
from jiaoyan.assessments.models import Exam, PupilMarks
from jiaoyan.growth.models import Award
from jiaoyan.items.models import Exercise, Work
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.figures import Figure, figures_for, figures_of, freeze, known_names, lost_since, thaw
from jiaoyan.schools.models import Person
from tests.activities import builders as activities
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool
from tests.growth import builders as growth
from tests.planning import summaries
from tests.planning.builders import place_of

SignIn = Callable[[str], Client]
WAS_THERE = ("present", "late", "early")
# what each figure should be, counted by the database in another way than the product does
COUNTED: dict[str, Callable[[], Any]] = {
    "集体备课次数": lambda: Activity.objects.filter(state="ended").count(),
    "集体备课出席率": lambda: Fraction(
        Attendance.objects.filter(activity__state="ended", state__in=WAS_THERE).count(),
        Attendance.objects.filter(activity__state="ended").count(),
    ),
    "决定事项数": lambda: Decision.objects.filter(activity__state="ended").count(),
    "决定落实数": lambda: Decision.objects.filter(activity__state="ended", done_on__isnull=False).count(),
    "研究课节数": lambda: Activity.objects.filter(state="ended", lesson_teacher__isnull=False).count(),
    "单元分析数": lambda: UnitAnalysis.objects.filter(opinions__row=1).filter(opinions__row=2).filter(opinions__row=3).distinct().count(),
    "单元目标达成率": lambda: Fraction(
        sum(GoalAttainment.objects.values_list("reached", flat=True)), sum(GoalAttainment.objects.values_list("tested", flat=True))
    ),
    "命制练习数": lambda: Exercise.objects.exclude(made_on=None).count(),
    "审核练习数": lambda: Exercise.objects.filter(status="approved").count(),
    "特色作业数": lambda: len(set(Work.objects.filter(removed_at=None).values_list("showcase", flat=True))),
    "练习与检测次数": lambda: Exam.objects.filter(sheets__isnull=False).distinct().count(),
    "期末均分": lambda: Fraction(sum(final_totals()), 2 * len(final_totals())),
    "期末合格率": lambda: Fraction(sum(total >= 24 for total in final_totals()), len(final_totals())),
    "理论学习篇数": TheoryNote.objects.count,
    "每日一议条数": DailyTalk.objects.count,
    "每日一议人数": lambda: len(set(DailyTalk.objects.values_list("speakers", flat=True))),
    "习惯议题数": lambda: DailyTalk.objects.filter(kind="routine").count(),
    "错例与反应数": lambda: DailyTalk.objects.filter(kind__in=["reaction", "error"]).count(),
    "学生获奖数": lambda: Award.objects.filter(person_kind="pupil").count(),
    "教师获奖数": lambda: Award.objects.filter(person_kind="teacher").count(),
    "市级以上获奖数": lambda: Award.objects.filter(level__in=["national", "province", "city"]).count(),
    **{f"{label}级获奖数": lambda level=level: Award.objects.filter(level=level).count() for level, label in Award.Level.choices},
}


def final_totals() -> list[int]:
    """Half-points of everybody tested in the final; of 40, 24 pass."""
    return list(PupilMarks.objects.filter(sheet__exam__kind="final", reason="").values_list("total", flat=True))


def live(school: SmallSchool) -> dict[str, Figure]:
    return dict(figures_of(school.group, school.term))


def figure_page(school: SmallSchool, client: Client, figure: Figure) -> str:
    address = reverse("planning:summary_figure", args=[school.group.pk, school.term.key, figure.slug])
    return str(client.get(address).content.decode())


def rows_of(page: str) -> int:
    """How many records a page lists."""
    return len(re.findall(r'data-label="序号"', page))


@pytest.mark.parametrize("name", COUNTED)
def test_figure_equals_what_the_database_counts_and_its_page_lists_exactly_that(here: SmallSchool, client_as: SignIn, name: str) -> None:
    summaries.recorded(here)
    figure = live(here)[name]
    assert figure.records, "a figure is only tested with records behind it"

    assert figure.value == COUNTED[name]()
    page = figure_page(here, client_as("head"), figure)
    assert rows_of(page) == len(figure.records)
    assert f"{name}：{figure.text}" in page
    if figure.kind == "count":
        assert figure.value == rows_of(page)
    elif figure.kind == "mean":
        assert len(figure.records) == rows_of(page) == 1
    else:
        shares = [Fraction(*map(int, share.split("/"))) for share in re.findall(r'data-label="计入" class="number">(\d+/\d+)<', page)]
        wholes = [record.whole for record in figure.records]
        assert figure.value == sum(share * whole for share, whole in zip(shares, wholes, strict=True)) / sum(wholes)


def test_every_figure_is_compared_above() -> None:
    assert known_names() == set(COUNTED)


def test_every_record_of_every_figure_can_be_opened(here: SmallSchool, client_as: SignIn) -> None:
    summaries.recorded(here)
    client = client_as("head")
    for url in {record.url.partition("#")[0] for figure in live(here).values() for record in figure.records}:
        assert client.get(url).status_code == 200, url


def test_figure_without_a_record_prints_a_dash_and_says_what_to_do(here: SmallSchool, client_as: SignIn) -> None:
    for figure in live(here).values():
        assert (figure.value, figure.text) == (None, "—"), figure.name
        assert figure.hint in figure_page(here, client_as("leader"), figure)


def test_meeting_still_open_or_cancelled_does_not_count(here: SmallSchool) -> None:
    activities.opened(here)
    assert live(here)["集体备课次数"].value is None
    assert live(here)["集体备课出席率"].value is None


def test_records_of_another_group_and_term_do_not_count(here: SmallSchool) -> None:
    summaries.recorded(here)
    assert figures_of(here.other, here.term)["每日一议条数"].value is None
    assert figures_of(here.group, here.term1)["每日一议条数"].value is None


def test_rate_is_rounded_half_up_once(here: SmallSchool) -> None:
    summaries.recorded(here)
    assert live(here)["单元目标达成率"].text == "92.5%"
    assert live(here)["单元目标达成率"].share == "74/80"


def test_test_of_fewer_than_ten_pupils_gives_no_rate_and_no_mean(here: SmallSchool) -> None:
    exam = assessments.paper(here)
    assessments.fill(here, here.classes[0], 9)
    assessments.mark(here, exam, here.classes[0], assessments.rows_of(9))
    figures = live(here)
    assert (figures["期末均分"].value, figures["期末合格率"].value) == (None, None)
    assert figures["练习与检测次数"].value == 1


def test_mean_is_printed_with_two_decimals_rounded_half_up(here: SmallSchool) -> None:
    exam = assessments.paper(here)
    assessments.fill(here, here.classes[0], 10)
    assessments.mark(here, exam, here.classes[0], [[10, 10, 10, 10]] * 9 + [[10, 10, 10, 9]])
    assert live(here)["期末均分"].text == "19.95分"


def test_figures_are_read_with_the_same_queries_for_few_records_and_for_many(here: SmallSchool, django_assert_num_queries) -> None:
    summaries.recorded(here)
    with django_assert_num_queries(24):
        live(here)
    for n in range(8):
        activities.talk(here, issue=f"第{n}个不同的问题", response=f"第{n}种办法")
        growth.recorded(here, event=f"第{n}次评比", pupil=growth.pupil_of(here, f"5021{n:02}"))
    with django_assert_num_queries(24):
        live(here)


def test_kept_figures_are_what_they_were(here: SmallSchool) -> None:
    summaries.recorded(here)
    figures = live(here)
    assert thaw(freeze(figures)) == figures


def test_figures_follow_the_records_until_the_summary_is_handed_in_and_stay_then(here: SmallSchool) -> None:
    summary = summaries.complete(here)
    assert figures_for(summary)["每日一议条数"].value is None
    activities.talk(here)
    assert figures_for(summaries.fresh(summary))["每日一议条数"].value == 1

    summary = summaries.submitted(here)
    activities.talk(here, issue="又一个完全不同的问题", response="另一种办法")
    assert figures_for(summary)["每日一议条数"].value == 1
    assert summary.frozen["awards"] == []


def test_withdrawn_summary_follows_the_records_again(here: SmallSchool) -> None:
    summary = summaries.submitted(here)
    activities.talk(here)
    summarising.withdraw(by=here.actor("leader"), summary=summary, version=summary.version)
    assert figures_for(summaries.fresh(summary))["每日一议条数"].value == 1


def test_record_deleted_after_handing_in_is_said_and_the_number_stays(here: SmallSchool, client_as: SignIn) -> None:
    note = activities.theory_note(here)
    summary = summaries.approved(here)
    TheoryNote.objects.filter(pk=note.pk).delete()

    (lost,) = lost_since(summary)
    assert (lost.figure.name, lost.deleted) == ("理论学习篇数", True)
    assert figures_for(summary)["理论学习篇数"].value == 1
    page = client_as("head").get(reverse("planning:summary", args=[here.group.pk, here.term.key])).content.decode()
    assert "这条记录已删去" in page
    assert note.theme in page
    assert "这条记录已删去" in figure_page(here, client_as("head"), lost.figure)


def test_record_changed_after_handing_in_is_told_from_one_that_was_deleted(here: SmallSchool) -> None:
    talk = activities.talk(here, kind="routine")
    award = growth.recorded(here)
    summary = summaries.submitted(here)
    DailyTalk.objects.filter(pk=talk.pk).update(kind="idea")
    growth.actions.remove_award(by=here.actor("leader"), award=award, version=award.version)

    lost = {each.figure.name: each.deleted for each in lost_since(summary)}
    assert lost == {"习惯议题数": False, "学生获奖数": True, "区级获奖数": True}


def test_person_who_left_does_not_look_like_a_deleted_record(here: SmallSchool) -> None:
    activities.talk(here)
    summary = summaries.submitted(here)
    Person.objects.filter(pk=here.people["teacher"].pk).update(left_on=TODAY)
    assert lost_since(summary) == ()
    assert place_of(here).group == here.group
