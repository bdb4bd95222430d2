"""The pages: bad input keeps what was typed, says why beside its field, and two people never overwrite each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.items.forms.exercises import FeedbackForm
from jiaoyan.items.forms.homework import days_grid, entries_grid
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseUse, HomeworkList, ItemFeedback
from jiaoyan.items.queries.exercises import head_seen
from jiaoyan.items.queries.homework import days_of, list_of
from jiaoyan.items.views.using import _grid
from jiaoyan.schools.models import Group
from tests.conftest import SmallSchool
from tests.items import builders as build
from tests.planning.builders import grid_post

Clients = Callable[[str], Client]
ITEM = {
    "layer": "basic",
    "section": "calculate",
    "stem": "0.25×4＝",
    "answer": "1",
    "cognitive": "master",
    "source": "own",
    "source_note": "",
    "intent": "看小数点",
    "difficulty_est": "0.85",
    "minutes_est": "1.5",
    "solution": "",
    "common_error": "",
    "version": "0",
}


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"items:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_shows_weeks_states_and_who_is_late(here: SmallSchool, client_as: Clients) -> None:
    build.started(here, title="没交的", due=date(2024, 6, 11))
    build.approved(here, title="通过的")
    text = page(client_as("teacher"), "exercises", here.group.pk, here.term.key)
    for part in ("第17周", "没交的", "未动笔", "已通过", "还没有交稿", "共2份，已通过1份"):
        assert part in text


def test_an_empty_list_says_where_exercises_come_from(here: SmallSchool, client_as: Clients) -> None:
    assert "表3" in page(client_as("office"), "exercises", here.group.pk, here.term.key)


def test_a_new_exercise_reviewed_by_its_author_is_refused_and_keeps_what_was_typed(here: SmallSchool, client_as: Clients) -> None:
    client, teacher = client_as("teacher"), here.people["teacher"]
    address = reverse("items:exercise_new", args=[here.group.pk, here.term.key])
    data = {"title": "口算", "kind": "oral", "use_date": "2024-06-14", "due": "", "author": teacher.pk, "reviewer": teacher.pk}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "不能是同一人" in refused.content.decode()
    assert 'value="口算"' in refused.content.decode()
    made = client.post(address, data | {"reviewer": here.people["mentee"].pk})
    assert made.status_code == 302
    assert Exercise.objects.get().kind == "oral"


def test_the_head_is_saved_and_a_conflict_keeps_mine_and_shows_theirs(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    client, address = client_as("teacher"), reverse("items:exercise_head", args=[row.pk])
    data = {
        "title": "我的名称",
        "kind": "weekly",
        "use_date": "2024-06-12",
        "place": "lesson",
        "unit": here.unit.pk,
        "knowledge_points": "解方程、检验",
        "author_solved": "on",
        "text-0": "会解方程",
        "seen": head_seen(row),
    }
    build.exercises.save_head(
        by=here.actor("leader"), exercise=row, seen=head_seen(row), lessons=[], objectives=[], **build.head(row, title="组长的名称")
    )
    refused = client.post(address, data)
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "刚被别人改过" in said
    assert 'value="我的名称"' in said
    assert "组长的名称" in said
    fresh = build.fresh(here, row)
    assert client.post(address, data | {"seen": head_seen(fresh)}).status_code == 302
    fresh = build.fresh(here, row)
    assert (fresh.title, fresh.knowledge_points, fresh.unit) == ("我的名称", ["解方程", "检验"], here.unit)


def test_items_are_written_one_after_another(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    goal = row.objectives.get()
    client, address = client_as("teacher"), reverse("items:exercise_item_new", args=[row.pk])
    assert client.post(address, ITEM | {"objective": goal.pk, "next": "1"})["Location"] == address
    assert client.post(address, ITEM | {"objective": goal.pk})["Location"] == reverse("items:exercise", args=[row.pk])
    assert ExerciseItem.objects.count() == 2


def test_a_wrong_key_is_kept_and_said_at_once(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    client = client_as("teacher")
    answer = client.post(reverse("items:exercise_item_new", args=[row.pk]), ITEM | {"answer": "10"}, follow=True)
    assert "应得1" in answer.content.decode()
    assert row.items.get().answer == "10"


def test_the_preview_shows_the_print_and_the_wrong_key_and_stores_nothing(here: SmallSchool, client_as: Clients) -> None:
    text = (
        client_as("teacher").post(reverse("items:exercise_preview"), {"stem": "{1/2}＋{1/2}＝<b>", "section": "calculate"}).content.decode()
    )
    assert "<mfrac>" in text
    assert "&lt;b&gt;" in text
    wrong = (
        client_as("teacher")
        .post(reverse("items:exercise_preview"), {"stem": "1＋1＝", "answer": "3", "section": "calculate"})
        .content.decode()
    )
    assert "应得2" in wrong


def test_pasted_text_is_put_in_order_on_request_and_not_stored(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    text = (
        client_as("teacher")
        .post(reverse("items:exercise_item_new", args=[row.pk]), ITEM | {"stem": "1又1/2＝（　）", "tidy": "1"})
        .content.decode()
    )
    assert "1{1/2}＝{()}" in text
    assert ExerciseItem.objects.count() == 0


def test_two_people_editing_an_item_each_keep_their_words(here: SmallSchool, client_as: Clients) -> None:
    row = build.written(here)
    item = row.items.get()
    build.items.save_item(by=here.actor("leader"), exercise=row, item=item, version=1, stem="组长改的题")
    client, address = client_as("teacher"), reverse("items:exercise_item", args=[item.pk])
    refused = client.post(address, ITEM | {"stem": "我改的题", "section": "fill", "version": "1"})
    said = refused.content.decode()
    assert refused.status_code == 409
    assert "我改的题" in said
    assert "组长改的题" in said
    assert client.post(address, ITEM | {"stem": "我改的题", "section": "fill", "version": "2"}).status_code == 302
    item.refresh_from_db()
    assert item.stem == "我改的题"


def test_a_figure_is_written_anew_shown_and_taken_out(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    client = client_as("teacher")
    upload = SimpleUploadedFile("图.png", build.DOT, "image/png")
    client.post(reverse("items:exercise_item_new", args=[row.pk]), ITEM | {"figure": upload})
    item = row.items.get()
    assert item.figure is not None
    picture = client.get(reverse("items:exercise_figure", args=[item.pk]))
    assert picture["Content-Type"] == "image/png"
    assert reverse("items:exercise_figure", args=[item.pk]) in page(client, "exercise", row.pk)
    client.post(reverse("items:exercise_item", args=[item.pk]), ITEM | {"version": "1", "no_figure": "on"})
    item.refresh_from_db()
    assert item.figure is None


def test_a_file_that_is_no_picture_is_refused_beside_its_field(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    broken = SimpleUploadedFile("图.png", build.DOT[:30], "image/png")
    refused = client_as("teacher").post(reverse("items:exercise_item_new", args=[row.pk]), ITEM | {"figure": broken})
    assert refused.status_code == 422
    assert "图片读不出来" in refused.content.decode()
    assert ExerciseItem.objects.count() == 0


def test_handing_in_what_is_unfinished_says_what_is_missing(here: SmallSchool, client_as: Clients) -> None:
    row = build.headed(here)
    build.add(here, row, answer="")
    row = build.fresh(here, row)
    refused = client_as("teacher").post(reverse("items:exercise_submit", args=[row.pk]), {"version": row.version})
    assert refused.status_code == 422
    assert "第1题还缺答案" in refused.content.decode()


def test_the_way_through_the_pages_to_approval(here: SmallSchool, client_as: Clients) -> None:
    row = build.written(here)
    teacher, mentee = client_as("teacher"), client_as("mentee")
    assert teacher.post(reverse("items:exercise_submit", args=[row.pk]), {"version": row.version}).status_code == 302
    assert row.title in page(mentee, "exercise_waiting")
    row = build.fresh(here, row)
    review = reverse("items:exercise_review", args=[row.pk])
    data = {"version": row.version, "verdict": "pass", "opinion": "很好", "checklist": ["answer"]}
    refused = mentee.post(review, data)
    assert refused.status_code == 422
    assert "还没有勾" in refused.content.decode()
    assert "很好" in refused.content.decode()
    assert mentee.post(review, data | {"verdict": "change", "opinion": "换个数"}).status_code == 302
    row = build.fresh(here, row)
    unsaid = teacher.post(reverse("items:exercise_submit", args=[row.pk]), {"version": row.version, "change": ""})
    assert "改了什么" in unsaid.content.decode()
    teacher.post(reverse("items:exercise_submit", args=[row.pk]), {"version": row.version, "change": "换好了"})
    row = build.fresh(here, row)
    assert "换好了" in page(mentee, "exercise_review", row.pk)
    mentee.post(review, data | {"version": row.version, "checklist": build.ALL_CHECKED})
    assert build.fresh(here, row).status == "approved"


def test_a_reviewer_from_outside_reads_and_reviews_without_the_groups_tabs(here: SmallSchool, client_as: Clients) -> None:
    row = build.submitted(here, reviewer=here.people["mentor"])
    text = page(client_as("mentor"), "exercise_review", row.pk)
    assert reverse("items:exercises", args=[here.group.pk, here.term.key]) not in text
    data = {"version": row.version, "verdict": "pass", "opinion": "很好", "checklist": build.ALL_CHECKED}
    assert client_as("mentor").post(reverse("items:exercise_review", args=[row.pk]), data).status_code == 302


# use and feedback


def feedback_post(row: Exercise, use: ExerciseUse, *counts: str, **fields: str) -> dict[str, str]:
    changes = {f"{n}-correct": count for n, count in enumerate(counts)}
    return {"submitted": "40", "minutes_actual": "12", "adjust": ""} | grid_post(_grid(row, use), changes) | fields


def test_a_class_uses_it_and_a_low_rate_asks_for_an_adjustment(here: SmallSchool, client_as: Clients) -> None:
    row = build.approved(here, count=2)
    client = client_as("teacher")
    client.post(reverse("items:exercise_use", args=[row.pk]), {"class": here.classes[1].pk, "day": "2024-06-12"})
    use = ExerciseUse.objects.get()
    assert use.chosen_by == here.people["teacher"]
    address = reverse("items:exercise_feedback", args=[use.pk])
    answer = client.post(address, feedback_post(row, use, "38", "20"), follow=True)
    assert "第2题做对的人不到60%" in answer.content.decode()
    use.refresh_from_db()
    assert client.post(address, feedback_post(row, use, "38", "20", adjust="明天先讲第2题")).status_code == 302
    text = page(client, "exercise", row.pk)
    assert "95%" in text
    assert "明天先讲第2题" in text


def test_a_count_above_what_was_handed_in_is_said_in_its_cell_and_nothing_typed_is_lost(here: SmallSchool, client_as: Clients) -> None:
    row = build.approved(here)
    use = build.used(here, row)
    refused = client_as("teacher").post(reverse("items:exercise_feedback", args=[use.pk]), feedback_post(row, use, "41", adjust="再讲一次"))
    assert refused.status_code == 422
    assert "正确41人，上交只有40人" in refused.content.decode()
    assert "再讲一次" in refused.content.decode()
    assert not ItemFeedback.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"), [({"class": "0"}, "请选择班级"), ({"day": "2024-13-01"}, "使用日期"), ({"day": "2024-08-20"}, "不在本学期")]
)
def test_a_use_that_cannot_be_is_said(here: SmallSchool, client_as: Clients, data: dict[str, str], says: str) -> None:
    row = build.approved(here)
    sent = {"class": str(here.classes[1].pk), "day": "2024-06-12"} | data
    answer = client_as("teacher").post(reverse("items:exercise_use", args=[row.pk]), sent, follow=True)
    assert says in answer.content.decode()
    assert not ExerciseUse.objects.exists()


def test_others_read_the_rates_without_a_form(here: SmallSchool, client_as: Clients) -> None:
    use = build.used(here)
    text = page(client_as("head"), "exercise_feedback", use.pk)
    assert "保存反馈" not in text


# homework


def homework_post(school: SmallSchool, row: HomeworkList, entries: dict[str, str], days: dict[str, str] | None = None) -> dict[str, str]:
    row = list_of(school.actor("teacher"), row.pk)
    shown = days_of(row, build.place_of(school).calendar, 20)
    return grid_post(entries_grid(row, []), entries) | grid_post(days_grid(row, shown), days)


ENTRY = {"0-day": "6.11", "0-required": "必做", "0-content": "口算20题", "0-minutes": "10"}


def test_a_list_is_begun_filled_and_printed(here: SmallSchool, client_as: Clients) -> None:
    client = client_as("teacher")
    client.post(reverse("items:homework_lists", args=[here.group.pk, here.term.key]), {"starts": "2024-06-10"})
    row = HomeworkList.objects.get()
    saved = client.post(reverse("items:homework_edit", args=[row.pk]), homework_post(here, row, ENTRY, {"0-all_minutes": "45"}))
    assert saved.status_code == 302
    assert "口算20题" in page(client, "homework", row.pk)
    assert row.entries.get().day == date(2024, 6, 11)


def test_a_day_over_the_ceiling_is_said_in_its_row_and_nothing_typed_is_lost(here: SmallSchool, client_as: Clients) -> None:
    row = build.homework_list(here)
    refused = client_as("teacher").post(
        reverse("items:homework_edit", args=[row.pk]), homework_post(here, row, ENTRY | {"0-minutes": "25"})
    )
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "第1行「分钟」：数学必做25分钟，超过每天20分钟" in text
    assert "口算20题" in text
    assert not row.entries.exists()


def test_minutes_come_from_the_exercise_that_says_them_and_are_asked_for_otherwise(here: SmallSchool, client_as: Clients) -> None:
    row, exercise = build.homework_list(here), build.approved(here)
    address, client = reverse("items:homework_edit", args=[row.pk]), client_as("teacher")
    line = ENTRY | {"0-content": exercise.title, "0-minutes": ""}
    Exercise.objects.filter(pk=exercise.pk).update(minutes_limit=None)
    refused = client.post(address, homework_post(here, row, line))
    assert refused.status_code == 422
    assert "第1行「分钟」：请填分钟" in refused.content.decode()
    Exercise.objects.filter(pk=exercise.pk).update(minutes_limit=12)
    assert client.post(address, homework_post(here, row, line)).status_code == 302
    assert (row.entries.get().exercise, row.entries.get().minutes) == (exercise, 12)


def test_a_line_keeps_its_exercise_when_that_is_being_revised(here: SmallSchool, client_as: Clients) -> None:
    row, exercise = build.homework_list(here), build.approved(here)
    address, client = reverse("items:homework_edit", args=[row.pk]), client_as("teacher")
    client.post(address, homework_post(here, row, ENTRY | {"0-content": exercise.title}))
    Exercise.objects.filter(pk=exercise.pk).update(status="draft")
    assert client.post(address, homework_post(here, row, {"0-minutes": "11"})).status_code == 302
    assert (row.entries.get().exercise, row.entries.get().text, row.entries.get().minutes) == (exercise, "", 11)


def test_two_people_filling_a_list_notice_each_other(here: SmallSchool, client_as: Clients) -> None:
    row = build.homework_list(here)
    mine = homework_post(here, row, ENTRY)
    assert client_as("leader").post(reverse("items:homework_edit", args=[row.pk]), mine).status_code == 302
    refused = client_as("teacher").post(reverse("items:homework_edit", args=[row.pk]), mine | {"entries-0-content": "我写的"})
    assert refused.status_code == 422
    assert "我写的" in refused.content.decode()
    assert row.entries.get().text == "口算20题"


def test_grades_one_and_two_are_told_why_there_is_no_list(here: SmallSchool, client_as: Clients) -> None:
    Group.objects.filter(pk=here.group.pk).update(grade=1)
    text = page(client_as("leader"), "homework_lists", here.group.pk, here.term.key)
    assert "一、二年级不布置家庭书面作业" in text
    assert "开始写" not in text


def test_the_office_sets_the_ceiling(here: SmallSchool, client_as: Clients) -> None:
    client, address = client_as("office"), reverse("items:homework_ceiling")
    assert client.post(address, {"minutes": "61"}).status_code == 422
    assert client.post(address, {"minutes": "15"}).status_code == 302
    assert "不超过15分钟" in page(client_as("leader"), "homework_lists", here.group.pk, here.term.key)


def test_pages_take_as_many_queries_for_many_as_for_one(here: SmallSchool, client_as: Clients) -> None:
    client = client_as("leader")
    row = build.approved(here)
    build.used(here, row)
    build.homework_list(here)
    pages = [
        reverse("items:exercises", args=[here.group.pk, here.term.key]),
        reverse("items:exercise", args=[row.pk]),
        reverse("items:homework_lists", args=[here.group.pk, here.term.key]),
    ]

    def counts() -> list[int]:
        found = []
        for address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            found.append(len(caught))
        return found

    one = counts()
    for number in range(3):
        build.used(here, build.approved(here, count=3, title=f"练习{number}"))
        build.submitted(here, title=f"待审{number}")
    build.used(here, row, number=1)
    build.homework_list(here, date(2024, 5, 27))
    assert counts() == one


@pytest.mark.parametrize(("stored", "shown"), [("9.0", "9"), ("2.5", "2.5"), ("10.0", "10"), ("0.90", "0.9")])
def test_numbers_in_forms_are_written_without_a_nought_behind_the_point(stored: str, shown: str) -> None:
    form = FeedbackForm(initial={"minutes_actual": Decimal(stored)})
    assert form["minutes_actual"].value() == shown
    assert not FeedbackForm({"minutes_actual": shown}, initial={"minutes_actual": Decimal(stored)}).has_changed()
