"""The pages: what they show, what they refuse, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.actions import analyses, attendance, meetings, talked, writing
from jiaoyan.activities.models import Activity, DailyTalk, GoalAttainment, Opinion, TheoryNote, UnitAnalysis
from jiaoyan.activities.queries import units
from jiaoyan.documents import markup
from jiaoyan.schools.models import Group
from tests.activities.builders import (
    IN_MEETING,
    NOTE,
    TALK,
    analysis,
    at,
    ended,
    opened,
    planned,
    prose,
    settled,
    talk,
    theory_note,
    yesterday,
)
from tests.activities.test_units import GOALS, paced
from tests.conftest import PASSWORD, SmallSchool

ClientAs = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"activities:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


class TestMeetingPage:
    def test_three_fixed_things_stand_in_the_head(self, here: SmallSchool, client_as: ClientAs) -> None:
        html = page(client_as("teacher"), "meeting", opened(here).pk)
        assert re.search(r"14:30—16:00.*数学备课室.*周予安", html, re.DOTALL)

    def test_qr_code_holds_the_check_in_address_without_any_style(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        html = page(client_as("leader"), "meeting", activity.pk)
        assert '<svg viewBox="0 0' in html
        assert "style=" not in html
        assert f"http://testserver/check-in/{activity.check_in_key}" in html

    def test_address_of_this_machine_is_pointed_out_because_phones_cannot_open_it(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:meeting", args=[opened(here).pk])
        assert "手机扫码打不开" in client_as("leader").get(address, headers={"host": "127.0.0.1:8000"}).content.decode()
        assert "手机扫码打不开" not in client_as("leader").get(address, headers={"host": "10.1.2.3:8000"}).content.decode()

    def test_recorder_gets_forms_and_other_members_only_what_was_written(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        writing.record_section(
            by=here.actor("leader"), activity=activity, kind="review", text=prose("上周学了方程"), version=1, at=IN_MEETING
        )
        for name, writes in [("mentee", True), ("leader", True), ("teacher", False), ("head", False)]:
            html = page(client_as(name), "meeting", activity.pk)
            assert ("opinion-form" in html) is writes
            assert "上周学了方程" in html

    def test_every_written_part_keeps_a_draft_under_its_own_key(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        row = analysis(here, activity=activity)
        html = page(client_as("mentee"), "meeting", activity.pk)
        keys = re.findall(r'data-draft="([^"]+)"', html)
        assert len(keys) == len(set(keys))
        assert {f"section-{activity.pk}-review", f"opinion-{activity.pk}", f"decision-{activity.pk}", f"opinion-{row.pk}-1"} <= set(keys)

    def test_projector_shows_the_same_without_a_form_to_write_in(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        row = analysis(here, activity=activity)
        writing.record_design(by=here.actor("teacher"), analysis=row, row=1, text=prose("从天平讲起"), version=0, at=IN_MEETING)
        talked.add_opinion(by=here.actor("leader"), activity=activity, speaker=here.people["teacher"], text="先不给数字", at=IN_MEETING)
        html = client_as("leader").get(reverse("activities:meeting", args=[activity.pk]) + "?view=projector").content.decode()
        assert 'class="projector"' in html
        assert "从天平讲起" in html
        assert "先不给数字" in html
        assert "<textarea" not in html

    def test_designs_stand_before_the_groups_opinion(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        row = analysis(here, activity=activity)
        writing.record_design(by=here.actor("teacher"), analysis=row, row=1, text=prose("从天平讲起"), version=0, at=IN_MEETING)
        settled(here, row, 1)
        html = page(client_as("mentee"), "meeting", activity.pk)
        assert html.index("从天平讲起") < html.index("第1栏的意见")

    def test_speaker_who_does_not_prepare_the_unit_is_mentioned(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here, lead_speaker=here.people["leader"])
        row = analysis(here, activity=activity)
        assert "本单元由周予安主备，这次的中心发言人是林知远" in page(client_as("teacher"), "meeting", activity.pk)
        row.preparer = here.people["leader"]
        row.save()
        assert "这次的中心发言人是" not in page(client_as("teacher"), "meeting", activity.pk)

    def test_agenda_last_decisions_and_talks_are_on_the_table(self, here: SmallSchool, client_as: ClientAs) -> None:
        last = ended(here, date(2024, 6, 5))
        talked.add_decision(
            by=here.actor("leader"),
            activity=last,
            what="改写例3",
            owner=here.people["teacher"],
            due=date(2024, 6, 7),
            at=at(17, day=date(2024, 6, 5)),
        )
        talk(here, day=yesterday())
        html = page(client_as("teacher"), "meeting", opened(here).pk)
        for words in ("研讨每课时的设计", "改写例3", "已过期限", TALK["issue"]):
            assert words in html

    def test_refreshed_pieces_follow_what_others_do(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        talked.add_decision(
            by=here.actor("leader"), activity=activity, what="改写例3", owner=here.people["teacher"], due=date(2024, 6, 19), at=IN_MEETING
        )
        html = page(client_as("teacher"), "live", activity.pk)
        assert "改写例3" in html
        assert html.count('hx-swap-oob="true"') == 7


class TestRecording:
    def send(self, client: Client, activity: Activity, text: str, version: int, htmx: bool = True, **more: str) -> object:
        address = reverse("activities:section", args=[activity.pk, "review"])
        return client.post(address, {"text": text, "version": version, **more}, headers=HTMX if htmx else {})

    def test_saved_part_comes_back_with_its_next_version(self, here: SmallSchool, client_as: ClientAs) -> None:
        response = self.send(client_as("mentee"), opened(here), "上周学了方程", 1)
        assert response.status_code == 200
        assert 'name="version" value="2"' in response.content.decode()
        assert "已保存" in response.content.decode()

    def test_second_recorder_sees_both_texts_and_saves_over_the_newer_version(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        self.send(client_as("leader"), activity, "林老师写的", 1)
        response = self.send(client_as("mentee"), activity, "陈老师写的", 1)
        html = response.content.decode()
        assert response.status_code == 422
        assert "刚才林知远也改了这一段" in html
        assert "林老师写的" in html
        assert "陈老师写的</textarea>" in html
        assert 'name="version" value="2"' in html
        assert self.send(client_as("mentee"), activity, "合起来写的", 2).status_code == 200
        assert markup.plain(activity.sections.get(kind="review").text) == "合起来写的"

    def test_both_texts_can_be_put_together_before_saving(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        self.send(client_as("leader"), activity, "林老师写的", 1)
        response = self.send(client_as("mentee"), activity, "陈老师写的", 2, both="1")
        assert response.status_code == 422
        assert "林老师写的\n陈老师写的</textarea>" in response.content.decode()
        assert activity.sections.get(kind="review").text == prose("林老师写的")

    def test_without_script_a_conflict_is_a_page_that_keeps_what_was_typed(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        self.send(client_as("leader"), activity, "林老师写的", 1, htmx=False)
        response = self.send(client_as("mentee"), activity, "陈老师写的", 1, htmx=False)
        assert response.status_code == 422
        assert "陈老师写的</textarea>" in response.content.decode()

    def test_unknown_part_is_404(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:section", args=[opened(here).pk, "nonsense"])
        assert client_as("leader").post(address, {"text": "x", "version": 1}).status_code == 404

    def test_opinion_is_listed_and_its_form_is_empty_again(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:add_opinion", args=[opened(here).pk])
        response = client_as("mentee").post(address, {"speaker": here.people["teacher"].pk, "text": "3<5 要先读"}, headers=HTMX)
        html = response.content.decode()
        assert "3&lt;5 要先读" in html[html.index('id="live-opinions"') :]
        assert "3&lt;5 要先读" not in html[: html.index('id="seen"')]

    def test_refused_opinion_keeps_its_words(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:add_opinion", args=[opened(here).pk])
        for headers in (HTMX, {}):
            response = client_as("mentee").post(address, {"speaker": "", "text": "写了很久的话"}, headers=headers)
            assert response.status_code == 422
            assert "写了很久的话</textarea>" in response.content.decode()
        assert not Opinion.objects.exists()

    def test_speaker_of_another_group_is_not_offered_and_not_taken(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:add_opinion", args=[opened(here).pk])
        response = client_as("mentee").post(address, {"speaker": here.people["mentor"].pk, "text": "话"}, headers=HTMX)
        assert response.status_code == 422

    def test_correction_over_somebody_elses_shows_what_stands(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        row = talked.add_opinion(by=here.actor("leader"), activity=activity, speaker=here.people["teacher"], text="原话", at=IN_MEETING)
        talked.change_opinion(by=here.actor("leader"), opinion=row, speaker=row.speaker, text="林老师改的", version=1, at=IN_MEETING)
        data = {f"opinion{row.pk}-speaker": row.speaker_id, f"opinion{row.pk}-text": "陈老师改的", "version": 1}
        response = client_as("mentee").post(reverse("activities:opinion", args=[row.pk]), data)
        assert response.status_code == 422
        html = response.content.decode()
        assert "林老师改的" in html
        assert "陈老师改的</textarea>" in html
        data["version"] = 2
        assert client_as("mentee").post(reverse("activities:opinion", args=[row.pk]), data).status_code == 302

    def test_ended_meeting_without_presence_of_all_goes_on(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        response = client_as("leader").post(reverse("activities:end", args=[activity.pk]), follow=True)
        assert "的出勤还没有记" in response.content.decode()
        assert Activity.objects.get().state == "open"

    def test_record_is_there_when_the_meeting_ends_with_its_gaps_linked(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        for name in ("leader", "teacher", "mentee"):
            attendance.mark_attendance(by=here.actor("leader"), activity=activity, person=here.people[name], state="present", at=IN_MEETING)
        response = client_as("mentee").post(reverse("activities:end", args=[activity.pk]), follow=True)
        html = response.content.decode()
        assert "备课组活动记录（一）" in html
        assert f"{reverse('activities:meeting', args=[activity.pk])}#review" in html


class TestAttendancePages:
    def test_visitor_signs_in_and_comes_back_to_the_code(self, here: SmallSchool) -> None:
        address = reverse("activities:check_in", args=[opened(here).check_in_key])
        client = Client()
        response = client.get(address)
        assert response.status_code == 302
        response = client.post(response["Location"], {"username": "teacher", "password": PASSWORD})
        assert response["Location"] == address

    def test_one_tap_checks_in(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        address = reverse("activities:check_in", args=[activity.check_in_key])
        client = client_as("teacher")
        assert "周予安　签到" in client.get(address).content.decode()
        assert "已签到" in client.post(address, follow=True).content.decode()
        assert activity.attendance.get(person=here.people["teacher"]).by_phone

    def test_code_after_the_end_says_so(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = opened(here)
        Activity.objects.filter(pk=activity.pk).update(state="ended", closed_at=at(16))
        address = reverse("activities:check_in", args=[activity.check_in_key])
        assert "现在不能签到" in client_as("teacher").get(address).content.decode()
        assert client_as("teacher").post(address).status_code == 422

    def test_leave_that_lacks_its_reason_asks_for_it_below_the_list(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:mark", args=[opened(here).pk, here.people["teacher"].pk])
        response = client_as("mentee").post(address, {"state": "leave"}, headers=HTMX)
        assert response.status_code == 422
        assert "请写原因" in response.content.decode()
        response = client_as("mentee").post(address, {"state": "leave", "reason": "看病"}, headers=HTMX)
        assert response.status_code == 200
        assert "看病" in response.content.decode()

    def test_person_who_is_not_expected_is_404(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:mark", args=[opened(here).pk, here.people["head"].pk])
        assert client_as("leader").post(address, {"state": "present"}).status_code == 404

    def test_leave_goes_from_asking_over_granting_to_the_record(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = planned(here, date(2024, 6, 25))
        client_as("teacher").post(reverse("activities:leave", args=[activity.pk]), {"reason": "区里开会"})
        assert "区里开会" in page(client_as("leader"), "activity", activity.pk)
        client_as("leader").post(reverse("activities:approve_leave", args=[activity.pk, here.people["teacher"].pk]))
        assert "（已准）" in page(client_as("teacher"), "activity", activity.pk)
        client_as("teacher").post(reverse("activities:withdraw_leave", args=[activity.pk]))
        assert activity.attendance.get().state == ""


class TestPlans:
    def test_plan_is_filled_with_the_habits_of_the_school(self, here: SmallSchool, client_as: ClientAs) -> None:
        html = page(client_as("leader"), "new", here.group.pk, here.term.key)
        assert 'value="14:30"' in html
        assert 'value="数学备课室"' in html

    def test_plan_that_lacks_something_keeps_what_was_typed(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:new", args=[here.group.pk, here.term.key])
        response = client_as("leader").post(address, {"topic": "写了很久的内容", "day": "2024-06-10"})
        html = response.content.decode()
        assert response.status_code == 422
        assert 'value="写了很久的内容"' in html

    def test_meeting_is_planned_through_its_page(self, here: SmallSchool, client_as: ClientAs) -> None:
        pk = here.people["leader"].pk
        data = {
            "day": "2024-06-25",
            "starts": "14:30",
            "ends": "16:00",
            "place": "备课室",
            "topic": "复习",
            "host": pk,
            "lead_speaker": pk,
            "recorder": pk,
            "agenda": "一\n\n二",
            "forms": ["上研究课"],
        }
        response = client_as("leader").post(reverse("activities:new", args=[here.group.pk, here.term.key]), data)
        activity = Activity.objects.get()
        assert response["Location"] == reverse("activities:activity", args=[activity.pk])
        assert (activity.agenda, activity.forms) == (["一", "二"], ["上研究课"])

    def test_list_tells_what_each_meeting_waits_for(self, here: SmallSchool, client_as: ClientAs) -> None:
        ended(here, date(2024, 6, 4))
        planned(here, date(2024, 6, 5))
        planned(here)
        planned(here, date(2024, 6, 25))
        html = page(client_as("leader"), "list", here.group.pk, here.term.key)
        for words in ("缺4项", "未召开", "开会", "待召开"):
            assert words in html

    def test_what_was_before_the_group_used_the_system_is_listed_without_blame(self, here: SmallSchool, client_as: ClientAs) -> None:
        ended(here, date(2024, 6, 4))
        planned(here, date(2024, 6, 5))
        Group.objects.filter(pk=here.group.pk).update(in_use_from=date(2024, 6, 5))
        for name in ("leader", "teacher"):  # who may begin the meeting, and who may not
            html = page(client_as(name), "list", here.group.pk, here.term.key)
            assert (html.count("不计缺项"), html.count("未召开"), "缺4项" in html) == (1, 1, False)
        Group.objects.filter(pk=here.group.pk).update(in_use_from=date(2024, 6, 6))
        for name in ("leader", "teacher"):
            html = page(client_as(name), "list", here.group.pk, here.term.key)
            assert (html.count("不计缺项"), "未召开" in html) == (2, False)

    def test_empty_list_says_what_to_do_first(self, here: SmallSchool, client_as: ClientAs) -> None:
        assert "表1" in page(client_as("leader"), "list", here.group.pk, here.term.key)

    def test_closed_record_offers_the_leader_to_reopen_it(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = ended(here, date(2024, 6, 3))
        assert "重新打开记录" in page(client_as("leader"), "activity", activity.pk)
        assert "重新打开记录" not in page(client_as("mentee"), "activity", activity.pk)
        client_as("leader").post(reverse("activities:reopen", args=[activity.pk]), {"reason": "补写"})
        assert "补写记录" in page(client_as("mentee"), "activity", activity.pk)

    def test_opening_before_the_day_is_refused_in_words(self, here: SmallSchool, client_as: ClientAs) -> None:
        activity = planned(here, date(2024, 6, 25))
        response = client_as("leader").post(reverse("activities:open", args=[activity.pk]), follow=True)
        assert "还没到日子" in response.content.decode()

    @pytest.mark.parametrize("kind", ["record", "unit", "theory", "talks", "attendance"])
    def test_blank_forms_are_word_files_with_chinese_names(self, kind: str, here: SmallSchool, client_as: ClientAs) -> None:
        response = client_as("teacher").get(reverse("activities:blank", args=[kind]))
        assert response.content.startswith(b"PK")
        assert "空白" in unquote(response["Content-Disposition"])
        assert response["Content-Disposition"].startswith("attachment")

    def test_unknown_blank_form_is_404(self, here: SmallSchool, client_as: ClientAs) -> None:
        assert client_as("teacher").get(reverse("activities:blank", args=["nonsense"])).status_code == 404


class TestUnitPages:
    def test_leader_says_who_prepares_and_days_come_from_table_2(self, here: SmallSchool, client_as: ClientAs) -> None:
        paced(here)
        address = reverse("activities:preparers", args=[here.group.pk, here.term.key])
        client_as("leader").post(address, {f"unit-{here.unit.pk}": here.people["mentee"].pk})
        row = UnitAnalysis.objects.get()
        assert (row.preparer, row.unit_starts, row.unit_ends) == (here.people["mentee"], date(2024, 6, 3), date(2024, 6, 7))

    @pytest.mark.parametrize(
        ("begun", "shown"),
        [(None, "缺4栏"), (date(2024, 6, 5), "缺1栏"), (date(2024, 6, 12), "不计缺项")],
        ids=["always", "between", "later"],
    )
    def test_rows_due_before_the_group_used_the_system_are_not_held_against_it(
        self, begun: date | None, shown: str, here: SmallSchool, client_as: ClientAs
    ) -> None:
        analysis(here, unit_starts=date(2024, 5, 20), unit_ends=date(2024, 5, 31))
        Group.objects.filter(pk=here.group.pk).update(in_use_from=begun)
        html = page(client_as("leader"), "unit_analyses", here.group.pk, here.term.key)
        assert [words for words in ("缺4栏", "缺1栏", "不计缺项", "准备中") if words in html] == [shown]

    def test_unit_that_still_has_a_row_to_come_is_shown_as_being_prepared(self, here: SmallSchool, client_as: ClientAs) -> None:
        analysis(here, unit_starts=date(2024, 6, 3), unit_ends=date(2024, 6, 14))
        Group.objects.filter(pk=here.group.pk).update(in_use_from=date(2024, 6, 10))
        html = page(client_as("leader"), "unit_analyses", here.group.pk, here.term.key)
        assert "准备中" in html
        assert "不计缺项" not in html

    def test_design_is_stored_and_shown_to_the_others(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        address = reverse("activities:design", args=[row.pk, 1])
        assert "已保存" in client_as("mentee").post(address, {"text": "从天平讲起", "version": 0}, headers=HTMX).content.decode()
        assert "从天平讲起" in page(client_as("teacher"), "unit_analysis", row.pk)
        response = client_as("mentee").post(address, {"text": "另一处写的", "version": 0}, headers=HTMX)
        assert response.status_code == 422
        assert "另一处写的</textarea>" in response.content.decode()

    def counts(self, analysis: UnitAnalysis, here: SmallSchool, *rows: str, version: str = "") -> dict[str, str]:
        """The grid as a browser sends it: each row's cells of the three classes, 检测人数 first."""
        goals = list(analysis.goals.prefetch_related("attainment"))
        sent = {"attainment-version": version or units.counts_seen(goals), "attainment-end": "1"}
        for n, (key, cells) in enumerate(zip(["tested", *(goal.pk for goal in goals)], rows, strict=True)):
            sent[f"attainment-{n}-key"] = str(key)
            sent |= {f"attainment-{n}-c{c.pk}": text for c, text in zip(here.classes, cells.split(","), strict=True)}
        return sent

    def test_goals_are_stored_by_their_form(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        sent = {f"{field}-{n}": value for n, goal in enumerate(GOALS) for field, value in zip(("text", "level"), goal, strict=True)}
        client_as("teacher").post(reverse("activities:goals", args=[row.pk]), sent)
        assert [(goal.text, goal.level) for goal in row.goals.all()] == GOALS

    def test_tested_is_typed_once_for_a_class_and_rates_are_computed(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        first, second = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
        client, address = client_as("teacher"), reverse("activities:attainment", args=[row.pk])
        assert client.post(address, self.counts(row, here, "42,３８,", "40,19,", ",38,")).status_code == 302
        assert {(a.goal, a.school_class): (a.tested, a.reached) for a in GoalAttainment.objects.all()} == {
            (first, here.classes[0]): (42, 40),
            (first, here.classes[1]): (38, 19),
            (second, here.classes[1]): (38, 38),
        }
        html = page(client, "unit_analysis", row.pk)
        assert "95.2%" in html
        assert "50%" in html
        assert "—" in html

    def test_count_of_a_test_with_fewer_pupils_stays_when_nobody_touched_it(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        first, second = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
        known = {(first, here.classes[0]): (42, 40), (second, here.classes[0]): (39, 30)}
        analyses.set_attainment(by=here.actor("leader"), analysis=row, counts=known)
        address = reverse("activities:attainment", args=[row.pk])
        client_as("teacher").post(address, self.counts(row, here, "42,38,", "41,30,", "30,,"))
        assert (second.attainment.get().tested, second.attainment.get().reached) == (39, 30)
        assert sorted((each.tested, each.reached) for each in first.attainment.all()) == [(38, 30), (42, 41)]

    def test_taking_a_number_out_takes_its_count_out(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        goal, _ = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
        analyses.set_attainment(by=here.actor("leader"), analysis=row, counts={(goal, here.classes[0]): (40, 30)})
        client_as("teacher").post(reverse("activities:attainment", args=[row.pk]), self.counts(row, here, ",,", ",,", ",,"))
        assert not GoalAttainment.objects.exists()

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (["42,,", "43,,", ",,"], "第2行「五（1）班」：不能多于检测人数42"),
            (["42,,", ",,", ",,"], "第1行「五（1）班」：五（1）班各目标的达成人数还没有填"),
            ([",,", ",,", ",30,"], "第1行「五（2）班」：请填五（2）班的检测人数"),
            (["四十,,", "40,,", ",,"], "第1行「五（1）班」：请填整数"),
            (["42,,", "40,,", "-1,,"], "第3行「五（1）班」：请填0到200之间的整数"),
        ],
    )
    def test_number_that_makes_no_sense_is_answered_in_its_cell_and_nothing_is_stored(
        self, rows: list[str], said: str, here: SmallSchool, client_as: ClientAs
    ) -> None:
        row = analysis(here)
        analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
        response = client_as("teacher").post(reverse("activities:attainment", args=[row.pk]), self.counts(row, here, *rows))
        html = response.content.decode()
        assert response.status_code == 422
        assert said in html
        assert html.count('aria-invalid="true"') == 1
        assert all(f">{cell}</textarea>" in html or f'value="{cell}"' in html for line in rows for cell in line.split(",") if cell)
        assert not GoalAttainment.objects.exists()

    def test_without_goals_there_is_nothing_to_count(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        client = client_as("teacher")
        assert "填达成人数" not in page(client, "unit_analysis", row.pk)
        assert "请先写好目标" in client.post(reverse("activities:attainment", args=[row.pk]), follow=True).content.decode()

    def test_goals_others_have_added_meanwhile_are_not_lost(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        address = reverse("activities:goals", args=[row.pk])
        seen = units.goals_seen(row.goals.all())
        analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
        mine = {"text-0": "会解方程", "level-0": "掌握", "seen": seen}
        response = client_as("teacher").post(address, mine)
        assert response.status_code == 422
        assert "别人改过这里" in response.content.decode()
        assert row.goals.count() == len(GOALS)
        assert f'value="{units.goals_seen(row.goals.all())}"' in response.content.decode()
        client_as("teacher").post(address, mine | {"seen": units.goals_seen(row.goals.all())})
        assert [goal.text for goal in row.goals.all()] == ["会解方程"]

    def test_counts_others_have_filled_in_meanwhile_are_not_lost(self, here: SmallSchool, client_as: ClientAs) -> None:
        row = analysis(here)
        goal, _ = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
        seen = units.counts_seen(row.goals.all())
        analyses.set_attainment(by=here.actor("leader"), analysis=row, counts={(goal, here.classes[0]): (40, 30)})
        sent = self.counts(row, here, ",42,", ",40,", ",,", version=seen)
        response = client_as("teacher").post(reverse("activities:attainment", args=[row.pk]), sent)
        assert response.status_code == 422
        assert "现有内容：40" in response.content.decode()
        assert goal.attainment.get().tested == 40

    @pytest.mark.parametrize(("row_no", "word"), [(1, "保存我的设计"), (4, "保存我的分析")])
    def test_own_part_is_a_design_before_the_unit_and_an_analysis_after_it(
        self, row_no: int, word: str, here: SmallSchool, client_as: ClientAs
    ) -> None:
        html = page(client_as("mentee"), "unit_analysis", analysis(here).pk)
        form = html.split(f'id="row-{row_no}"')[1].split("</form>")[0]
        assert word in form

    def test_goal_without_level_keeps_its_words(self, here: SmallSchool, client_as: ClientAs) -> None:
        response = client_as("teacher").post(reverse("activities:goals", args=[analysis(here).pk]), {"text-0": "会解方程"})
        assert response.status_code == 422
        assert 'value="会解方程"' in response.content.decode()


class TestPaperPages:
    def note_data(self, **changes: str) -> dict[str, str]:
        fields = {k: v for k, v in NOTE.items() if k not in ("key_points", "use_in")}
        return {**fields, "day": "2024-06-12", "key_points": "1. 一\n2、二\n- 三", "my_view": "试一试。", **changes}

    def test_note_loses_its_numbers_and_a_short_view_gets_a_hint(self, here: SmallSchool, client_as: ClientAs) -> None:
        address = reverse("activities:theory_note_new", args=[here.group.pk, here.term.key])
        response = client_as("teacher").post(address, self.note_data(), follow=True)
        assert TheoryNote.objects.get().key_points == ["一", "二", "三"]
        assert "50字左右" in response.content.decode()

    def test_copied_passage_is_refused_beside_its_field_and_kept(self, here: SmallSchool, client_as: ClientAs) -> None:
        theory_note(here, key_points=["一", "二", "三"])
        address = reverse("activities:theory_note_new", args=[here.group.pk, here.term.key])
        response = client_as("mentee").post(address, self.note_data())
        assert response.status_code == 422
        assert "周予安在2024-06-12交过同一段摘记" in response.content.decode()
        assert "试一试。</textarea>" in response.content.decode()

    def test_talk_form_has_today_the_lesson_taught_now_and_oneself_chosen(self, here: SmallSchool, client_as: ClientAs) -> None:
        paced(here)
        html = page(client_as("teacher"), "daily_talk_new", here.group.pk, here.term.key)
        assert 'value="2024-06-12"' in html
        chosen = re.search(r'<option value="\d+" selected>([^<]+)', html)
        assert chosen is not None
        assert chosen[1] == "复式折线统计图"
        assert re.search(rf'name="speakers" value="{here.people["teacher"].pk}"[^>]*checked', html)

    def test_talk_takes_the_title_of_the_chosen_lesson(self, here: SmallSchool, client_as: ClientAs) -> None:
        lesson = here.unit.lessons.get(number=3)
        people = [here.people["teacher"].pk, here.people["leader"].pk]
        data = {
            "lesson": lesson.pk,
            "kind": "error",
            "speakers": people,
            "issue": TALK["issue"],
            "response": TALK["response"],
            "day": "2024-06-12",
        }
        address = reverse("activities:daily_talk_new", args=[here.group.pk, here.term.key])
        assert client_as("teacher").post(address, data).status_code == 302
        assert DailyTalk.objects.get().lesson_title == "解方程"

    def test_talk_like_an_earlier_one_is_stored_and_mentioned(self, here: SmallSchool, client_as: ClientAs) -> None:
        talk(here, day=yesterday())
        people = [here.people["teacher"].pk, here.people["leader"].pk]
        data = {
            "lesson_title": "解方程",
            "kind": "error",
            "speakers": people,
            "issue": TALK["issue"],
            "response": TALK["response"],
            "day": "2024-06-12",
        }
        response = client_as("teacher").post(reverse("activities:daily_talk_new", args=[here.group.pk, here.term.key]), data, follow=True)
        assert DailyTalk.objects.count() == 2
        assert "6月11日的一议很像" in response.content.decode()

    def test_talk_on_a_holiday_is_refused_and_kept(self, here: SmallSchool, client_as: ClientAs) -> None:
        people = [here.people["teacher"].pk, here.people["leader"].pk]
        data = {"lesson_title": "解方程", "kind": "error", "speakers": people, "issue": "写了很久", "response": "办法", "day": "2024-06-10"}
        response = client_as("teacher").post(reverse("activities:daily_talk_new", args=[here.group.pk, here.term.key]), data)
        assert response.status_code == 422
        assert "写了很久</textarea>" in response.content.decode()
        assert "不是上课日" in response.content.decode()

    def test_list_shows_coverage_as_a_quiet_line(self, here: SmallSchool, client_as: ClientAs) -> None:
        talk(here)
        assert re.search(r"已上课\d+天，其中1天有记录", page(client_as("head"), "daily_talks", here.group.pk, here.term.key))

    def test_other_members_get_403_when_they_remove_a_talk_or_a_note(self, here: SmallSchool, client_as: ClientAs) -> None:
        for name, row in [("talk_remove", talk(here)), ("theory_note_remove", theory_note(here))]:
            assert client_as("mentee").post(reverse(f"activities:{name}", args=[row.pk])).status_code == 403
        assert (DailyTalk.objects.count(), TheoryNote.objects.count()) == (1, 1)

    def test_whole_terms_notes_and_talks_come_as_one_file(self, here: SmallSchool, client_as: ClientAs) -> None:
        talk(here)
        theory_note(here)
        for name in ("talks_docx", "theory_all_docx"):
            response = client_as("head").get(reverse(f"activities:{name}", args=[here.group.pk, here.term.key]))
            assert response.content.startswith(b"PK")


def test_cancelled_meeting_shows_its_reason_and_can_be_restored(here: SmallSchool, client_as: ClientAs) -> None:
    activity = planned(here)
    meetings.cancel_activity(by=here.actor("leader"), activity=activity, reason="全校体检")
    assert "全校体检" in page(client_as("teacher"), "activity", activity.pk)
    client_as("leader").post(reverse("activities:restore", args=[activity.pk]))
    assert Activity.objects.get().state == "planned"
