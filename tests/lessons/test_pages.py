"""The pages of lessons: two minutes on a phone, what was typed stays, one tap from a meeting, papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.documents.blocks import Document, Heading, Table
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.lessons.models import Observation, ResearchLesson, RosterSlot
from jiaoyan.lessons.printouts import observations as paper
from jiaoyan.lessons.printouts import research as research_paper
from jiaoyan.lessons.printouts.blanks import BLANKS, blank
from jiaoyan.lessons.queries import observations, research, roster
from jiaoyan.schools.scope import school_scope
from tests.conftest import SmallSchool
from tests.lessons.builders import commented, meeting, observed, planned, published, rostered

SignIn = Callable[[str], Client]


def typed(school: SmallSchool, **more: Any) -> dict[str, Any]:
    return {
        "teacher": school.people["teacher"].pk,
        "topic": "圆的认识",
        "day": "2024-05-21",
        "period_no": "2",
        "way": "peer",
        "lesson_type": "new",
        "highlights": "先折后画\n直径是折出来的",
        "step0-time": "0—5分",
        "step0-teaching": "出示车轮图",
        "step4-comment": "板书留着学生的画法",
    } | more


def place(school: SmallSchool) -> list[Any]:
    return [school.group.pk, school.term.key]


def test_observation_typed_on_the_phone_is_kept_with_its_steps_and_lines(here: SmallSchool, client_as: SignIn) -> None:
    answer = client_as("leader").post(reverse("lessons:observation_new", args=place(here)), typed(here), follow=True)
    row = Observation.objects.get()
    assert row.highlights == ["先折后画", "直径是折出来的"]
    assert [(step["time"], step["comment"]) for step in row.steps] == [("0—5分", ""), ("", "板书留着学生的画法")]
    assert "听课记录已保存" in answer.text
    assert "自己有课" not in answer.text


def test_clash_with_ones_own_timetable_is_only_mentioned(here: SmallSchool, client_as: SignIn) -> None:
    answer = client_as("leader").post(reverse("lessons:observation_new", args=place(here)), typed(here, period_no="1"), follow=True)
    assert "按课表，您这一天第1节自己有课" in answer.text
    assert Observation.objects.count() == 1


def test_refused_form_keeps_every_word(here: SmallSchool, client_as: SignIn) -> None:
    answer = client_as("leader").post(reverse("lessons:observation_new", args=place(here)), typed(here, day="2024-06-13"))
    assert answer.status_code == 422
    for words in ("日期不晚于今天", "直径是折出来的", "出示车轮图", "板书留着学生的画法"):
        assert words in answer.text
    assert Observation.objects.count() == 0


def test_lesson_of_the_book_gives_the_topic(here: SmallSchool, client_as: SignIn) -> None:
    lesson = here.unit.lessons.get(number=3)
    client_as("leader").post(reverse("lessons:observation_new", args=place(here)), typed(here, topic="", lesson=lesson.pk))
    row = Observation.objects.get()
    assert (row.topic, row.lesson_topic) == ("解方程", lesson)


def test_no_topic_is_chosen_before_the_teacher_so_a_colleague_of_another_grade_needs_only_the_topic_in_words(
    here: SmallSchool, client_as: SignIn
) -> None:
    url = reverse("lessons:observation_new", args=place(here))
    form = client_as("leader").get(url).context["form"]
    assert form["lesson"].value() in (None, "")
    typed_as_drawn = typed(here, teacher=here.people["mentor"].pk, topic="垂线", lesson="")
    assert client_as("leader").post(url, typed_as_drawn).status_code == 302


def test_research_lesson_of_another_grade_is_named_in_words_and_one_of_the_own_book_is_chosen(here: SmallSchool, client_as: SignIn) -> None:
    own = planned(here, lesson_topic=here.unit.lessons.get(number=3))
    other = planned(here, teacher=here.people["mentor"], topic="垂线", period_no=3)
    url = reverse("lessons:observation_new", args=place(here))
    chosen, named = (client_as("leader").get(f"{url}?lesson={lesson.pk}").context["form"] for lesson in (own, other))
    assert (chosen["lesson"].value(), chosen["topic"].value()) == (own.lesson_topic_id, "")
    assert (named["lesson"].value(), named["topic"].value()) == (None, "垂线")


def test_lesson_of_the_own_book_is_asked_about_when_the_teacher_is_of_another_grade(here: SmallSchool, client_as: SignIn) -> None:
    lesson = here.unit.lessons.get(number=3)
    url = reverse("lessons:observation_new", args=place(here))
    mentor = here.people["mentor"].pk
    answer = client_as("leader").post(url, typed(here, teacher=mentor, topic="", lesson=lesson.pk))
    assert "请在这里写四年级的课题" in answer.text
    client_as("leader").post(url, typed(here, teacher=mentor, topic="垂线", lesson=lesson.pk))
    assert [(row.topic, row.lesson_topic) for row in Observation.objects.all()] == [("垂线", None)]


def test_form_opened_from_a_research_lesson_knows_what_is_known_and_links_it(here: SmallSchool, client_as: SignIn) -> None:
    lesson = planned(here, school_class=here.classes[1], place="录播教室")
    url = f"{reverse('lessons:observation_new', args=place(here))}?lesson={lesson.pk}"
    page = client_as("leader").get(url).text
    assert "录播教室" in page
    assert f'name="research_lesson" value="{lesson.pk}"' in page
    client_as("leader").post(url, typed(here, period_no="1", research_lesson=lesson.pk, way="open"))
    assert Observation.objects.get().research_lesson == lesson


def test_form_does_not_link_a_lesson_one_may_not_read(here: SmallSchool, client_as: SignIn, two_schools: Any) -> None:
    lesson = planned(here)
    where = [here.other.pk, here.term.key]
    client_as("mentor").post(reverse("lessons:observation_new", args=where), typed(here, research_lesson=lesson.pk))
    assert Observation.objects.filter(research_lesson__isnull=False).count() == 0


def test_meetings_row_becomes_a_research_lesson_with_one_tap(here: SmallSchool, client_as: SignIn) -> None:
    activity, client = meeting(here), client_as("mentee")
    url = reverse("lessons:lesson_from_meeting", args=[activity.pk])
    assert url in client.get(reverse("lessons:lessons", args=place(here))).text
    assert client.post(url).status_code == 302
    assert url not in client.get(reverse("lessons:lessons", args=place(here))).text
    assert ResearchLesson.objects.get().topic == "解方程"


def test_overview_shows_names_and_counts_to_leaders_only(here: SmallSchool, client_as: SignIn) -> None:
    observed(here)
    url = reverse("lessons:lessons", args=place(here))
    assert "各位教师" in client_as("leader").get(url).text
    page = client_as("mentee").get(url).text
    assert "各位教师" not in page
    assert "圆的认识" not in page


def test_observed_teacher_is_shown_the_feedback_and_marks_it_seen(here: SmallSchool, client_as: SignIn) -> None:
    row, client = observed(here), client_as("teacher")
    assert "未看" in client.get(reverse("lessons:lessons", args=place(here))).text
    client.post(reverse("lessons:observation_answer", args=[row.pk]), {"answer": "谢谢林老师"})
    assert "未看" not in client.get(reverse("lessons:lessons", args=place(here))).text
    assert "谢谢林老师" in client_as("leader").get(reverse("lessons:observation", args=[row.pk])).text


def test_roster_page_shows_proposal_beside_what_stands_and_refuses_a_bad_line_with_its_cell(here: SmallSchool, client_as: SignIn) -> None:
    made = rostered(here)
    url, client = reverse("lessons:roster_edit", args=[here.research.pk, here.term.key]), client_as("head")
    assert "现在的安排和建议一样" in client.get(url).text
    row = {"day": "2024-04-04", "period_no": "1", "teacher": here.people["mentee"].name, "school_class": "五（3）班", "topic": ""}
    wrong = {f"roster-0-{name}": value for name, value in row.items()} | {"roster-0-key": "", "roster-order": "0", "roster-end": "1"}
    answer = client.post(url, wrong | {"roster-version": str(made.version)})
    assert answer.status_code == 422
    assert "4月4日（星期四）不上课（放假" in answer.text
    good = wrong | {"roster-0-day": "2024-04-03", "roster-version": str(made.version), "roster-0-topic": "轴对称图形"}
    assert client.post(url, good).status_code == 302
    assert [(slot.topic, slot.period_no) for slot in RosterSlot.objects.all()] == [("轴对称图形", 1)]


@pytest.mark.parametrize("kind", sorted(BLANKS))
def test_blank_form_is_a_sound_file(kind: str) -> None:
    document = blank(kind, "青禾实验小学")
    assert check(to_docx(document)) == []


def test_what_is_published_from_the_table_is_what_stands_in_it_and_a_bad_line_publishes_nothing(
    here: SmallSchool, client_as: SignIn
) -> None:
    made = rostered(here)
    url, client = reverse("lessons:roster_edit", args=[here.research.pk, here.term.key]), client_as("head")
    row = {"day": "2024-04-04", "period_no": "1", "teacher": here.people["mentee"].name, "school_class": "五（3）班", "topic": ""}
    typed = {f"roster-0-{name}": value for name, value in row.items()} | {"roster-0-key": "", "roster-order": "0", "roster-end": "1"}
    typed |= {"roster-version": str(made.version), "then": "publish"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "保存并公布" in refused.text
    made.refresh_from_db()
    assert made.published_at is None
    answer = client.post(url, typed | {"roster-0-day": "2024-04-03", "roster-0-topic": "轴对称图形"}, follow=True)
    assert "已公布，1节练兵课" in answer.text
    assert [lesson.topic for lesson in ResearchLesson.objects.all()] == ["轴对称图形"]


def test_papers_are_sound_files_and_say_what_was_written(here: SmallSchool) -> None:
    row = observed(here, way="drop_in", plan_matches=False, homework_note="抽看20本，画图题全批", answer="")
    commented(here)
    stored = observations.observation_of(here.actor("leader"), row.pk)
    lesson = research.lesson_of(here.actor("leader"), planned(here).pk)
    with school_scope(here.school.pk):
        plan = roster.slots_of(published(here))
    papers = {
        "record": paper.observation(stored),
        "list": paper.observation_list([stored], "林知远", here.term.label),
        "research": research_paper.research_lesson(lesson),
        "roster": research_paper.roster(plan, "数学教研组", here.term.label, 2023, "2024年3月1日"),
    }
    for name, blocks in papers.items():
        assert check(to_docx(Document(name, blocks))) == []
    said = {name: str(blocks) for name, blocks in papers.items()}
    for words in ("第2节", "周予安", "推门听课", "有出入", "抽看20本", "先折后画"):
        assert words in said["record"]
    assert "算理讲得透" in said["research"]
    assert "共1节" in said["list"]
    assert isinstance(papers["roster"][0], Heading)
    tables = [block for block in papers["roster"] if isinstance(block, Table)]
    assert sum(cell.rows for row in tables[0].rows[1:] for cell in row.cells if "半月" in str(cell)) == len(plan)


def test_overview_takes_the_same_queries_with_one_lesson_and_with_many(
    here: SmallSchool, client_as: SignIn, django_assert_num_queries: Any
) -> None:
    url, client = reverse("lessons:lessons", args=place(here)), client_as("leader")
    published(here)
    commented(here)
    observed(here)
    observed(here, by="teacher", teacher=here.people["leader"])
    client.get(url)
    with django_assert_num_queries(25):
        client.get(url)
    for number in range(3, 7):
        planned(here, topic=f"课题{number}", period_no=number)
        observed(here, topic=f"听课{number}", period_no=number)
        observed(here, by="teacher", teacher=here.people["leader"], topic=f"来听{number}", period_no=number)
    with django_assert_num_queries(25):
        client.get(url)
