"""The pages of table 2: what they show, how they refuse, and that nothing typed is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.curriculum.models import TextbookAdoption, Volume
from jiaoyan.documents.format_check import check
from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.schools.models import DayOverride, HistoryLine, TimetableSlot
from jiaoyan.schools.queries import GroupTerm
from tests.conftest import SmallSchool
from tests.pacing.conftest import contents, reloaded

ClientAs = Callable[[str], Client]


def address(here: SmallSchool, name: str = "schedule", *more: object) -> str:
    return reverse(f"pacing:{name}", args=[here.group.pk, here.term.key, *more])


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def grid_post(schedule: PacingSchedule, **changes: str) -> dict[str, str]:
    """The grid as a browser sends it; ``changes`` are field names without the prefix."""
    rows = list(schedule.rows.all())
    sent = {"pacing-version": str(schedule.version), "pacing-order": ",".join(str(n) for n in range(len(rows))), "pacing-end": "1"}
    for n, row in enumerate(rows):
        periods = f"{row.periods}+{row.flex_periods}" if row.flex_periods else str(row.periods)
        cells = {"key": row.pk, "kind": row.get_kind_display(), "week_no": row.week_no, "content": row.content, "periods": periods}
        sent |= {f"pacing-{n}-{name}": str(value) for name, value in {**cells, "remark": row.remark}.items()}
    return sent | {f"pacing-{name}": value for name, value in changes.items()}


def test_empty_page_offers_the_leader_one_button_and_tells_others_who_does_it(here: SmallSchool, client_as: ClientAs) -> None:
    assert "排出教学进度表" in page(client_as("leader"), address(here))
    shown = page(client_as("teacher"), address(here))
    assert "由备课组长排出" in shown
    assert address(here, "propose") not in shown


def test_one_button_proposes_the_table(here: SmallSchool, client_as: ClientAs) -> None:
    leader = client_as("leader")
    leader.post(address(here, "propose"))
    shown = page(leader, address(here))
    for words in ("苏教版五年级下册数学教学进度安排表", "一、简易方程", "3+1", "机动1课时", "2.21", "可用 <strong>90</strong>"):
        assert words in shown


def test_without_adopted_textbook_the_empty_page_asks_for_the_book(here: SmallSchool, client_as: ClientAs) -> None:
    TextbookAdoption.objects.all().delete()
    leader = client_as("leader")
    assert "苏教版五年级下册" in page(leader, address(here))
    refused = leader.post(address(here, "propose"))
    assert refused.status_code == 422
    assert "请先选定教材" in refused.content.decode()
    leader.post(address(here, "propose"), {"volume": Volume.objects.get(grade=5).pk})
    assert queries.schedule_of(here.group, here.term) is not None


def test_term_without_registered_holidays_is_said_before_and_after_proposing(here: SmallSchool, client_as: ClientAs) -> None:
    leader, words = client_as("leader"), "本学期还没有登记放假和调休"
    assert words not in page(leader, address(here))
    DayOverride.objects.all().delete()
    assert words in page(leader, address(here))
    leader.post(address(here, "propose"))
    assert words in page(leader, address(here))
    assert words in page(leader, address(here, "edit"))


def test_book_of_another_grade_is_refused(here: SmallSchool, client_as: ClientAs) -> None:
    TextbookAdoption.objects.all().delete()
    refused = client_as("leader").post(address(here, "propose"), {"volume": Volume.objects.get(grade=4).pk})
    assert refused.status_code == 422
    assert queries.schedule_of(here.group, here.term) is None


def test_without_timetable_the_empty_page_asks_for_weekly_periods(here: SmallSchool, client_as: ClientAs) -> None:
    TimetableSlot.objects.all().delete()
    leader = client_as("leader")
    assert "每周课时" in page(leader, address(here))
    leader.post(address(here, "propose"), {"weekly_periods": "4"})
    assert "课表还没有录入，按填写的每周4课时计算" in page(leader, address(here))


def test_proposing_again_asks_once(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs) -> None:
    leader = client_as("leader")
    assert "重新排出进度表？" in page(leader, address(here, "propose"))
    actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=queries.pace_rows(schedule)[:-1], version=1)
    leader.post(address(here, "propose"))
    assert reloaded(place).version == 3


def test_edited_rows_are_kept(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs) -> None:
    changes = {"1-content": "认识方程（一）", "1-periods": "２", "1-remark": "用天平演示"}
    response = client_as("leader").post(address(here, "edit"), grid_post(schedule, **changes))
    assert response.status_code == 302
    row = reloaded(place).rows.get(position=2)
    assert (row.content, row.periods, row.remark) == ("认识方程（一）", 2, "用天平演示")


def test_refused_grid_shows_what_was_typed_and_every_fault(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    changes = {"1-periods": "两节", "2-content": "", "3-week_no": "29", "0-remark": "手打的备注"}
    response = client_as("leader").post(address(here, "edit"), grid_post(schedule, **changes))
    shown = response.content.decode()
    assert response.status_code == 422
    for words in ("课时请写成 4 或 10+1 这样", "请填写教学内容", "本学期没有第29周", "手打的备注", "两节"):
        assert words in shown
    assert contents(reloaded(place)) == contents(schedule)


def test_rule_faults_stand_in_their_cells(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    response = client_as("leader").post(address(here, "edit"), grid_post(schedule, **{"3-week_no": "29"}))
    assert response.status_code == 422
    assert "第4行「周次」：本学期没有第29周" in response.content.decode()


@pytest.mark.parametrize("then", ["", "anew"])
def test_grid_sent_again_after_its_answer_was_lost_is_answered_as_saved(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs, then: str
) -> None:
    rows = list(schedule.rows.all())
    sent = grid_post(schedule, **{"1-content": "认识方程（一）", "2-delete": "1", f"{len(rows) - 1}-key": ""}) | {"then": then}
    leader = client_as("leader")
    for _ in range(2):
        response = leader.post(address(here, "edit"), sent)
        assert response.status_code == 302, response.context["grid"].summary
    assert HistoryLine.objects.filter(verb="edit").count() == 1
    assert contents(reloaded(place))[1] == "认识方程（一）"
    assert reloaded(place).rows.count() == len(rows) - 1


def test_grid_drawn_before_somebody_else_saved_overwrites_nothing(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    stale = grid_post(schedule, **{"1-content": "我的改动"})
    rows = list(queries.pace_rows(schedule))
    actions.save_rows(by=here.actor("leader"), place=place, schedule=reloaded(place), rows=rows[:-1], version=1)
    response = client_as("leader").post(address(here, "edit"), stale)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "已被别人改过" in shown
    assert "我的改动" in shown
    assert "我的改动" not in contents(reloaded(place))


def test_submitted_table_sends_its_editor_back(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    leader = client_as("leader")
    assert leader.get(address(here, "edit")).status_code == 302
    assert "请先撤回" in page(leader, address(here))


def test_approval_by_its_buttons(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs) -> None:
    leader, head = client_as("leader"), client_as("head")

    def seen() -> dict[str, int]:
        return {"version": reloaded(place).version}

    leader.post(address(here, "submit"), seen())
    assert address(here, "decide") in page(head, address(here))
    assert address(here, "decide") not in page(leader, address(here))
    assert head.post(address(here, "decide"), {"decision": "return", "note": ""} | seen()).status_code == 422
    assert reloaded(place).status == "submitted"
    head.post(address(here, "decide"), {"decision": "return", "note": "机动太少"} | seen())
    assert "机动太少" in page(leader, address(here))
    leader.post(address(here, "submit"), seen())
    head.post(address(here, "decide"), {"decision": "approve"} | seen())
    shown = page(leader, address(here))
    assert "第1稿" in shown
    assert "认识方程" in page(leader, address(here, "approved", 1))
    page(leader, address(here, "approved", 2), 404)
    leader.post(address(here, "reopen"))
    assert reloaded(place).status == "draft"


def test_table_handed_in_anew_meanwhile_is_not_approved_unseen(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    seen = schedule.version
    actions.withdraw(schedule, by=here.actor("leader"))
    actions.submit(schedule, by=here.actor("leader"))
    refused = client_as("head").post(address(here, "decide"), {"version": seen, "decision": "approve", "note": "看过了"})
    assert reloaded(place).status == "submitted"
    shown = refused.content.decode()
    assert "刚刚被别人改过" in shown
    assert "看过了" in shown


def test_approval_page_of_another_term_of_the_group_knows_no_table(
    here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    page(client_as("leader"), reverse("pacing:docx", args=[here.group.pk, here.term1.key]), 404)


def test_research_group_has_no_table(here: SmallSchool, client_as: ClientAs) -> None:
    page(client_as("head"), reverse("pacing:schedule", args=[here.research.pk, here.term.key]), 404)


def test_lost_day_shows_in_the_preview_and_is_taken_over(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    DayOverride.objects.create(school=here.school, day=date(2024, 2, 22), kind="school_off", name="停课", source="school")
    leader = client_as("leader")
    shown = page(leader, address(here, "replan") + "?day=2024-02-22&basis=plan")
    assert "第1周 2月23日 1课时" in shown
    assert "让出" in shown
    leader.post(address(here, "replan"), {"day": "2024-02-22", "basis": "plan", "version": "1"})
    assert reloaded(place).version == 2
    assert "机动" not in contents(reloaded(place))[:5]


def test_leader_is_told_on_the_table_what_changed_and_led_to_the_difference(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    lost = date(2024, 6, 13)
    PacingRow.objects.filter(schedule=schedule, content="解方程").update(date_to=lost, week_no=17)
    assert "校历有变" not in page(client_as("leader"), address(here))
    DayOverride.objects.create(school=here.school, day=lost, kind="school_off", name="停课", source="school")
    shown = page(client_as("leader"), address(here))
    link = address(here, "replan") + "?day=2024-06-13"
    for words in ("校历有变，请重排教学进度", "6月13日（星期四）停课，少1课时", link):
        assert words in shown
    assert "校历有变" not in page(client_as("teacher"), address(here))
    assert "按这样重排" in page(client_as("leader"), link)


def test_day_added_late_pulls_the_plan_forward_only_when_the_leader_accepts_it(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    gained = date(2024, 6, 15)
    PacingRow.objects.filter(schedule=schedule, content="解方程").update(date_to=date(2024, 6, 17), week_no=18)
    DayOverride.objects.create(school=here.school, day=gained, kind="makeup", name="补课", source="school", runs_weekday=0)
    leader = client_as("leader")
    assert "6月15日（星期六）" in page(leader, address(here))
    assert "校历、课表上多出了课时" not in page(client_as("teacher"), address(here))
    assert "解方程</th>" not in page(leader, address(here, "replan"))

    shown = page(leader, address(here, "replan") + "?forward=on")
    assert "解方程</th>" in shown
    assert '<input type="hidden" name="forward" value="on">' in shown
    leader.post(address(here, "replan"), {"day": "2024-06-12", "basis": "plan", "version": "1", "forward": "on"})
    assert next(row.date_to for row in reloaded(place).rows.all() if row.content == "解方程") < date(2024, 6, 17)


def test_leader_goes_from_a_class_that_is_behind_to_what_its_records_would_change(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    link = f"{address(here, 'replan')}?basis={here.classes[0].pk}"
    assert link in page(client_as("leader"), address(here, "taught"))
    assert link not in page(client_as("teacher"), address(here, "taught"))
    assert "按这样重排" in page(client_as("leader"), link)


def test_nothing_lost_nothing_to_replan(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    assert "不用改动" in page(client_as("leader"), address(here, "replan"))


@pytest.mark.parametrize("query", ["day=nonsense", "day=2024-02-30", "basis=999999", "basis=x"])
def test_unreadable_question_is_answered_beside_the_field(
    here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs, query: str
) -> None:
    page(client_as("leader"), address(here, "replan") + f"?{query}", 422)


def taps(here: SmallSchool, schedule: PacingSchedule, content: str = "解方程", class_no: int = 1) -> dict[str, str]:
    row = next(row for row in schedule.rows.all() if row.content == content)
    return {"class": str(here.classes[class_no].pk), "row": str(row.pk)}


def test_teacher_sees_own_class_only_with_its_buttons(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    shown = page(client_as("teacher"), address(here, "taught"))
    assert f'id="class-{here.classes[1].pk}"' in shown
    assert f'id="class-{here.classes[0].pk}"' not in shown


def test_leader_opens_another_class_by_its_link(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    shown = page(client_as("leader"), address(here, "taught") + f"?class={here.classes[2].pk}")
    assert f'id="class-{here.classes[2].pk}"' in shown


def test_reader_without_a_class_sees_figures_and_no_buttons(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    shown = page(client_as("head"), address(here, "taught"))
    assert "各班进度" in shown
    assert 'name="do"' not in shown


def test_one_tap_records_on_the_planned_day_and_undo_takes_it_back(
    here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs
) -> None:
    teacher = client_as("teacher")
    teacher.post(address(here, "taught"), {**taps(here, schedule), "do": "done"})
    assert TaughtLesson.objects.get().taught_on == date(2024, 2, 23)
    teacher.post(address(here, "taught"), {**taps(here, schedule), "do": "undo"})
    assert not TaughtLesson.objects.exists()


def test_earlier_lessons_are_recorded_in_one_tap(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    teacher = client_as("teacher")
    assert "之前的 5 课也按计划补记" in page(teacher, address(here, "taught"))
    teacher.post(address(here, "taught"), {**taps(here, schedule), "do": "earlier"})
    assert TaughtLesson.objects.count() == 5
    assert "补记" not in page(teacher, address(here, "taught"))


def test_other_date_with_reason_is_kept_and_shown_beside_the_plan(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    sent = taps(here, schedule)
    prefix = f"r{sent['row']}c{sent['class']}"
    values = {f"{prefix}-day": "2024-02-26", f"{prefix}-periods": "2", f"{prefix}-reason": "学生掌握较慢"}
    client_as("teacher").post(address(here, "taught"), {**sent, **values, "do": "save"})
    record = TaughtLesson.objects.get()
    assert (record.taught_on, record.periods, record.reason) == (date(2024, 2, 26), 2, "学生掌握较慢")
    shown = page(client_as("head"), address(here) + "?taught")
    for words in ("2.26", "（2课时）", "学生掌握较慢", "五（2）班"):
        assert words in shown


def test_refused_date_keeps_what_was_typed(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, client_as: ClientAs) -> None:
    sent = {**taps(here, schedule), "do": "save"}
    PacingRow.objects.filter(pk=sent["row"]).update(date_to=date(2024, 6, 11))
    prefix = f"r{sent['row']}c{sent['class']}"
    values = {f"{prefix}-day": "2024-06-10", f"{prefix}-periods": "2", f"{prefix}-reason": "端午节前后调课"}
    response = client_as("teacher").post(address(here, "taught"), {**sent, **values})
    shown = response.content.decode()
    assert response.status_code == 422
    for words in ("6月10日（星期一）不上课", "端午节前后调课", "<details open>"):
        assert words in shown
    assert not TaughtLesson.objects.exists()


def test_tap_for_somebody_elses_class_is_refused(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    response = client_as("teacher").post(address(here, "taught"), {**taps(here, schedule, class_no=0), "do": "done"})
    assert response.status_code == 403
    assert not TaughtLesson.objects.exists()


def test_tap_on_a_row_of_another_table_is_unknown(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs) -> None:
    response = client_as("teacher").post(address(here, "taught"), {**taps(here, schedule), "row": "999999", "do": "done"})
    assert response.status_code == 404


def test_before_there_is_a_table_the_taught_page_leads_to_it(here: SmallSchool, client_as: ClientAs) -> None:
    assert client_as("teacher").get(address(here, "taught"))["Location"] == address(here)


@pytest.mark.parametrize("name", ["docx", "blank"])
def test_word_files_keep_the_prescribed_form(here: SmallSchool, schedule: PacingSchedule, client_as: ClientAs, name: str) -> None:
    response = client_as("teacher").get(address(here, name))
    assert "attachment" in response["Content-Disposition"]
    assert check(response.content) == []
    text = ZipFile(io.BytesIO(response.content)).read("word/document.xml").decode()
    assert "表2：苏教版五年级下册数学教学进度安排表" in text


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(
    ("name", "query", "count"), [("schedule", "", 14), ("schedule", "?taught", 16), ("taught", "", 13), ("edit", "", 12)]
)
def test_pages_cost_the_same_with_few_and_many_rows(
    here: SmallSchool,
    schedule: PacingSchedule,
    client_as: ClientAs,
    django_assert_num_queries: Callable[[int], object],
    name: str,
    query: str,
    count: int,
    rows: int,
) -> None:
    last = schedule.rows.count()
    PacingRow.objects.bulk_create(
        PacingRow(
            school=here.school,
            schedule=schedule,
            position=last + n,
            kind="lesson",
            week_no=17,
            date_from=date(2024, 6, 11),
            date_to=date(2024, 6, 11),
            content=f"加课{n}",
            periods=1,
            unit=here.unit,
        )
        for n in range(1, rows + 1)
    )
    client = client_as("leader")
    client.get(address(here, name) + query)
    with django_assert_num_queries(count):  # type: ignore[attr-defined]
        assert client.get(address(here, name) + query).status_code == 200
