"""From an approved plan to meetings and unit analyses: once, again, and after a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from jiaoyan.activities.actions import meetings
from jiaoyan.activities.models import Activity, UnitAnalysis
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.actions.arranging import arrange_activities, arranged_words
from jiaoyan.planning.actions.problems import CannotArrange
from jiaoyan.planning.findings import arrangement_lines, shown_numbers
from jiaoyan.planning.material import material_of
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.printouts.plan import arrangement_table
from jiaoyan.planning.proposals import propose_arrangement
from jiaoyan.planning.rules.arrangement import NO_LONGER_PLANNED, ArrangementLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine, Membership
from jiaoyan.schools.rules.problem import RowsAtFault
from tests.conftest import SmallSchool
from tests.planning.builders import AT, EVE, another_teacher, approved, complete, fresh, place_of, reopened, submitted

Lines = list[Entry[ArrangementLine]]


def meeting(number: int) -> Activity:
    return Activity.objects.get(number=number)


def on(day: date) -> Activity:
    return Activity.objects.get(day=day)


def by_hand(school: SmallSchool, day: date, hour: int = 14, **changes: object) -> Activity:
    """A meeting the leader plans outside table 1."""
    people = school.people
    fields: dict[str, object] = {
        "starts": time(hour, 30),
        "ends": time(hour + 1, 30),
        "place": "会议室",
        "topic": "开学准备",
        "host": people["leader"],
        "lead_speaker": people["teacher"],
        "recorder": people["mentee"],
    } | changes
    return meetings.plan_activity(by=school.actor("leader", EVE), group=school.group, term=school.term, day=day, **fields)  # type: ignore[arg-type]


def entries_of(plan: GroupPlan) -> Lines:
    rows = list(plan.arrangement.all())
    return [Entry(line, row.pk) for row, line in zip(rows, arrangement_lines(rows), strict=True)]


def changed(school: SmallSchool, change: Callable[[Lines], Lines], plan: GroupPlan | None = None) -> GroupPlan:
    """Reopen the plan, change table 1, and have it approved again."""
    plan = plan or reopened(school)
    writing.save_arrangement(by=school.actor("leader", EVE), plan=plan, version=plan.version, entries=change(entries_of(plan)))
    plan = fresh(plan)
    deciding.submit(by=school.actor("leader", EVE), plan=plan, place=place_of(school), version=plan.version, at=AT)
    plan = fresh(plan)
    deciding.approve(by=school.actor("head", EVE), plan=plan, place=place_of(school), version=plan.version, at=AT)
    return fresh(plan)


def edited(entries: Lines, index: int, **values: object) -> Lines:
    return [replace(entry, line=replace(entry.line, **values)) if n == index else entry for n, entry in enumerate(entries)]


def test_each_meeting_takes_its_three_fixed_things_agenda_and_people_from_its_row(here: SmallSchool) -> None:
    plan = approved(here)

    row = plan.arrangement.all()[2]
    held = meeting(2)
    assert (held.day, held.starts.isoformat("minutes"), held.place) == (date(2024, 3, 5), "14:30", "数学备课室")
    assert (held.agenda, held.forms, held.remarks) == (row.contents, row.forms, row.remarks)
    assert (held.host, held.lead_speaker, held.lesson_teacher) == (
        here.people["leader"],
        row.lead or here.people["leader"],
        row.lesson_teacher,
    )
    assert held.topic == "；".join(row.contents)
    assert row.activity == held


def test_meeting_moved_by_the_calendar_keeps_the_planned_day_and_the_reason(here: SmallSchool) -> None:
    approved(here)

    first = meeting(1)
    assert (first.planned_day, first.day) == (date(2024, 2, 20), date(2024, 2, 21))
    assert "尚未开学" in first.moved_reason


def test_records_are_kept_in_turn_by_those_who_neither_preside_nor_speak(here: SmallSchool) -> None:
    another_teacher(here, "邵一宁", "T100")

    plan = approved(here)

    for held in Activity.objects.all():
        assert held.recorder_id not in (held.host_id, held.lead_speaker_id)
    kept = [held.recorder.name for held in Activity.objects.order_by("number")]
    assert len(set(kept)) > 1
    assert plan.arranged == 10


def test_units_go_to_their_lead_preparers_with_days_and_the_meeting_before_them(here: SmallSchool) -> None:
    plan = approved(here)

    analyses = {each.unit.number: each for each in UnitAnalysis.objects.all()}
    leads = {row.unit.number: row.owner for row in plan.division.all() if row.unit}
    assert {number: each.preparer for number, each in analyses.items()} == leads
    assert (analyses[1].unit_starts, analyses[1].activity) == (date(2024, 2, 21), meeting(1))
    assert analyses[2].unit_starts is not None
    assert analyses[2].activity is not None
    assert analyses[2].activity.day < analyses[2].unit_starts


def test_arranging_again_changes_nothing_and_leaves_no_history(here: SmallSchool) -> None:
    plan = approved(here)
    before = (
        list(Activity.objects.values()),
        list(UnitAnalysis.objects.values()),
        list(plan.arrangement.values()),
        HistoryLine.objects.count(),
    )

    arrange_activities(by=here.actor("head", EVE), plan=plan, place=place_of(here))

    after = (
        list(Activity.objects.values()),
        list(UnitAnalysis.objects.values()),
        list(plan.arrangement.values()),
        HistoryLine.objects.count(),
    )
    assert after == before


def test_what_the_leader_changed_on_the_meeting_stays_unless_the_row_says_otherwise(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.change_activity(
        by=here.actor("leader", EVE),
        activity=meeting(2),
        day=date(2024, 3, 7),
        moved_reason="区里有会",
        place="五（1）班教室",
        remarks=["带好学生作品"],
    )

    changed(here, lambda entries: edited(entries, 2, contents=("交流一周的错例",)), plan)

    held = meeting(2)
    assert (held.agenda, held.topic) == (["交流一周的错例"], "交流一周的错例")
    assert (held.day, held.moved_reason, held.place, held.remarks) == (date(2024, 3, 7), "区里有会", "五（1）班教室", ["带好学生作品"])


def test_changed_day_of_a_row_moves_its_meeting_and_says_why(here: SmallSchool) -> None:
    changed(here, lambda entries: edited(entries, 3, day=date(2024, 3, 21)))

    held = meeting(3)
    assert (held.day, held.planned_day, held.moved_reason) == (date(2024, 3, 21), date(2024, 3, 21), "按改过的计划表安排")


def test_paused_meeting_is_cancelled_and_the_others_keep_their_days_and_count_on(here: SmallSchool) -> None:
    plan = approved(here)
    third, fourth = meeting(3), meeting(4)

    changed(here, lambda entries: edited(entries, 3, number=None, contents=("学校运动会，本次暂停",), forms=(), lesson_teacher=None))

    third.refresh_from_db()
    assert (third.state, third.moved_reason, third.number) == ("cancelled", NO_LONGER_PLANNED, None)
    assert meeting(3) == fourth
    assert (meeting(3).day, meeting(3).agenda) == (fourth.day, fourth.agenda)
    assert (fresh(plan).arranged, meeting(9).day) == (9, date(2024, 6, 25))


def test_meeting_cancelled_by_the_plan_comes_back_with_its_row(here: SmallSchool) -> None:
    approved(here)
    third = meeting(3)
    paused = changed(here, lambda entries: edited(entries, 3, number=None, contents=("暂停",), forms=(), lesson_teacher=None))
    deciding.reopen(by=here.actor("leader", EVE), plan=paused, place=place_of(here), version=paused.version)

    changed(here, lambda entries: edited(entries, 3, number=1, contents=("研读教材",), forms=("整体讨论",)), fresh(paused))

    assert meeting(3) == third
    assert (meeting(3).day, meeting(3).agenda, meeting(3).state) == (date(2024, 3, 19), ["研读教材"], "planned")
    assert (Activity.objects.count(), meeting(10).day) == (10, date(2024, 6, 25))


def test_meeting_that_comes_back_gets_somebody_else_for_whoever_has_left_the_group(here: SmallSchool) -> None:
    approved(here)
    third = meeting(3)
    gone = third.recorder
    paused = changed(here, lambda entries: edited(entries, 3, number=None, contents=("暂停",), forms=(), lesson_teacher=None))
    deciding.reopen(by=here.actor("leader", EVE), plan=paused, place=place_of(here), version=paused.version)
    Membership.objects.filter(group=here.group, person=gone).update(ends=date(2024, 2, 29))

    changed(here, lambda entries: edited(entries, 3, number=1, contents=("研读教材",), forms=("整体讨论",)), fresh(paused))

    third.refresh_from_db()
    assert (third.state, third.day) == ("planned", date(2024, 3, 19))
    assert third.recorder != gone


def test_records_are_kept_by_whoever_is_still_in_the_group_that_day(here: SmallSchool) -> None:
    plan, gone = submitted(here), here.people["mentee"]
    Membership.objects.filter(group=here.group, person=gone).update(ends=date(2024, 3, 10))
    plan.arrangement.update(lead=here.people["teacher"])
    plan.arrangement.filter(lesson_teacher=gone).update(lesson_teacher=here.people["leader"])

    deciding.approve(by=here.actor("head", EVE), plan=plan, place=place_of(here), version=plan.version, at=AT)

    later = Activity.objects.filter(day__gt=date(2024, 3, 10))
    assert later.count() == 8
    assert gone not in {each.recorder for each in later}


def test_two_rows_may_change_their_days_with_each_other(here: SmallSchool) -> None:
    approved(here)
    third, fourth = meeting(3), meeting(4)

    def swapped(entries: Lines) -> Lines:
        one, other = entries[3], entries[4]
        weeks = {"week_no": one.line.week_no, "day": one.line.day}, {"week_no": other.line.week_no, "day": other.line.day}
        return [
            *entries[:3],
            replace(other, line=replace(other.line, **weeks[0])),
            replace(one, line=replace(one.line, **weeks[1])),
            *entries[5:],
        ]

    changed(here, swapped)

    assert (on(third.day), on(fourth.day)) == (fourth, third)


def test_row_that_is_gone_takes_its_meeting_with_it_but_none_planned_by_hand(here: SmallSchool) -> None:
    plan = reopened(here)
    extra, gone = by_hand(here, date(2024, 3, 20)), meeting(3)
    row = plan.arrangement.get(activity=gone)

    def without(entries: Lines) -> Lines:
        return [entry for entry in entries if entry.key != row.pk]

    entries = without(
        [Entry(line, each.pk) for each, line in zip(plan.arrangement.all(), arrangement_lines(plan.arrangement.all()), strict=True)]
    )
    writing.save_arrangement(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=entries)
    GroupPlan.objects.filter(pk=plan.pk).update(status="approved")
    arrange_activities(by=here.actor("leader", EVE), plan=fresh(plan), place=place_of(here))

    gone.refresh_from_db()
    extra.refresh_from_db()
    assert (gone.state, gone.moved_reason) == ("cancelled", NO_LONGER_PLANNED)
    assert (extra.state, extra.number) == ("planned", 3)


def test_meeting_the_leader_cancelled_stays_cancelled(here: SmallSchool) -> None:
    plan, fourth = reopened(here), meeting(4)
    meetings.cancel_activity(by=here.actor("leader", EVE), activity=fourth, reason="全校体检")

    changed(here, lambda entries: edited(entries, 4, contents=("改过的内容",)), plan)

    fourth.refresh_from_db()
    assert (fourth.state, fourth.moved_reason) == ("cancelled", "全校体检")


def test_meeting_that_has_begun_is_not_touched(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.open_activity(by=here.actor("leader", EVE), activity=meeting(1), at=datetime(2024, 2, 21, 6, 30, tzinfo=UTC))
    agenda = meeting(1).agenda

    changed(here, lambda entries: edited(entries, 1, remarks=("补记",)), plan)

    assert (meeting(1).state, meeting(1).agenda) == ("open", agenda)


def test_row_of_a_meeting_that_has_begun_can_neither_go_nor_pause(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.open_activity(by=here.actor("leader", EVE), activity=meeting(1), at=datetime(2024, 2, 21, 6, 30, tzinfo=UTC))
    entries = entries_of(plan)
    save = {"by": here.actor("leader", EVE), "plan": plan, "version": plan.version}

    with pytest.raises(RowsAtFault, match="第1次活动（2月21日）已经开始或开过，表中要保留这一行"):
        writing.save_arrangement(**save, entries=[entries[0], *entries[2:]])
    for values in ({"number": None}, {"kind": "end"}):
        with pytest.raises(RowsAtFault, match="第1次活动已经开始或开过，这一行的类型要保留“活动”"):
            writing.save_arrangement(**save, entries=edited(entries, 1, **values))


def test_row_added_before_a_meeting_that_has_begun_leaves_that_one_its_own(here: SmallSchool) -> None:
    plan = reopened(here)
    begun = on(date(2024, 3, 5))
    meetings.open_activity(by=here.actor("leader", EVE), activity=begun, at=datetime(2024, 3, 5, 6, 30, tzinfo=UTC))
    late = replace(entries_of(plan)[3].line, week_no=2, day=date(2024, 2, 27), contents=("补上一次分析",), unit_no=None)

    plan = changed(here, lambda entries: [*entries[:2], Entry(late), *entries[2:]], plan)

    begun.refresh_from_db()
    assert (begun.state, begun.number) == ("open", 3)
    assert plan.arrangement.get(activity=begun).number == 3
    assert on(date(2024, 2, 27)).number == 2


def test_meeting_planned_by_hand_on_another_day_is_left_alone_and_all_are_numbered_by_day(here: SmallSchool) -> None:
    extra = by_hand(here, date(2024, 2, 22))

    plan = approved(here)

    extra.refresh_from_db()
    assert (extra.number, extra.topic, extra.day, extra.place) == (2, "开学准备", date(2024, 2, 22), "会议室")
    assert [each.number for each in Activity.objects.order_by("day")] == list(range(1, 12))
    assert extra not in [row.activity for row in plan.arrangement.all()]


def test_meeting_planned_by_hand_at_the_hour_of_a_row_is_that_rows_and_stays_as_it_is(here: SmallSchool) -> None:
    extra = by_hand(here, date(2024, 3, 5), remarks=["带学生作品"])

    plan = approved(here)

    row = plan.arrangement.all()[2]
    assert row.activity == extra == on(date(2024, 3, 5))
    extra.refresh_from_db()
    assert (extra.topic, extra.place, extra.remarks, extra.starts.hour) == ("开学准备", "会议室", ["带学生作品"], 14)
    assert HistoryLine.objects.filter(verb="link", object_id=extra.pk, text__contains="内容不变").count() == 1
    words = arranged_words(tuple(each.activity for each in plan.arrangement.all() if each.activity))
    assert words.endswith("其中3月5日的活动此前已另行安排，与表1对上，内容照旧。")

    again = reopened(here)
    changed(here, lambda entries: edited(entries, 2, contents=("交流错例",)), again)
    extra.refresh_from_db()
    assert extra.topic == "开学准备"


def test_meeting_that_was_held_before_the_plan_was_approved_is_its_rows(here: SmallSchool) -> None:
    held = by_hand(here, date(2024, 2, 21))
    meetings.open_activity(by=here.actor("leader", EVE), activity=held, at=datetime(2024, 2, 21, 6, 30, tzinfo=UTC))

    plan = approved(here)

    assert plan.arrangement.all()[1].activity == held
    held.refresh_from_db()
    assert (held.state, held.topic) == ("open", "开学准备")


def test_meeting_by_hand_at_another_hour_of_the_same_day_is_another_meeting(here: SmallSchool) -> None:
    by_hand(here, date(2024, 3, 5), hour=9)

    plan = approved(here)

    assert [each.number for each in Activity.objects.filter(day=date(2024, 3, 5)).order_by("starts")] == [2, 3]
    assert plan.arrangement.all()[2].activity == meeting(3)


def test_words_its_own_people_wrote_stay_when_the_row_changes_them_too(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.change_activity(by=here.actor("leader", EVE), activity=meeting(2), topic="听陈老师试教", agenda=["听课", "评课"])

    changed(here, lambda entries: edited(entries, 2, contents=("交流一周的错例",), remarks=("请带作业本",)), plan)

    held = meeting(2)
    assert (held.topic, held.agenda, held.remarks) == ("听陈老师试教", ["听课", "评课"], ["请带作业本"])


def test_unit_discussed_in_a_meeting_that_has_begun_stays_in_its_record(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.open_activity(by=here.actor("leader", EVE), activity=meeting(1), at=datetime(2024, 2, 21, 6, 30, tzinfo=UTC))
    unit = here.unit.volume.units.get(number=2)
    UnitAnalysis.objects.filter(unit=unit).update(activity=meeting(1))

    changed(here, lambda entries: edited(edited(entries, 1, unit_no=None), 2, remarks=("补",)), plan)

    assert UnitAnalysis.objects.get(unit=unit).activity == meeting(1)


def test_draft_or_submitted_plan_arranges_nothing(here: SmallSchool) -> None:
    for plan in (complete(here), submitted(here)):
        with pytest.raises(CannotArrange):
            arrange_activities(by=here.actor("head", EVE), plan=plan, place=place_of(here))
    assert Activity.objects.count() == 0


def test_members_and_strangers_arrange_nothing(here: SmallSchool) -> None:
    plan = approved(here)

    for name in ("teacher", "mentor", "admin"):
        with pytest.raises(NotAllowed):
            arrange_activities(by=here.actor(name, EVE), plan=plan, place=place_of(here))


def test_history_names_the_approver_who_set_the_meetings_in_motion(here: SmallSchool) -> None:
    approved(here)

    assert set(HistoryLine.objects.filter(verb="plan").values_list("person_name", flat=True)) == {"顾明川"}


def test_words_about_what_was_arranged(here: SmallSchool) -> None:
    approved(here)

    assert arranged_words(tuple(Activity.objects.order_by("number"))) == "已按表1安排10次活动，第一次在2024年2月21日。"
    assert arranged_words(()) == ""


def said_in_table_1(plan: GroupPlan) -> list[int | None]:
    plan = fresh(plan)
    return [shown_numbers(plan)[row.pk] for row in plan.arrangement.all() if row.number]


def test_table_1_list_and_records_say_the_same_number_whatever_happens_to_the_meetings(here: SmallSchool) -> None:
    plan = approved(here)
    by = here.actor("leader", EVE)

    def in_the_records() -> list[int | None]:
        return [row.activity.number for row in fresh(plan).arrangement.all() if row.number and row.activity]

    assert said_in_table_1(plan) == in_the_records() == list(range(1, 11))
    by_hand(here, date(2024, 3, 20))
    assert said_in_table_1(plan) == in_the_records() == [1, 2, 3, *range(5, 12)]
    meetings.change_activity(by=by, activity=on(date(2024, 4, 2)), day=date(2024, 4, 17), moved_reason="区里有会")
    assert said_in_table_1(plan) == in_the_records() == [1, 2, 3, 6, 5, *range(7, 12)]
    meetings.cancel_activity(by=by, activity=on(date(2024, 3, 5)), reason="全校体检")
    assert said_in_table_1(plan) == in_the_records() == [1, None, 2, 5, 4, *range(6, 11)]
    table = str(arrangement_table(fresh(plan)))
    assert "已取消：全校体检" in table
    assert "第五次活动" in table


def test_draft_counts_as_it_will_once_it_is_approved(here: SmallSchool) -> None:
    by_hand(here, date(2024, 2, 26))
    by_hand(here, date(2024, 3, 5))
    plan = complete(here)

    before = said_in_table_1(plan)
    plan = approved(here)

    assert before == said_in_table_1(plan) == [1, *range(3, 12)]


def test_draft_with_a_pause_counts_as_it_will_once_it_is_approved(here: SmallSchool) -> None:
    plan = reopened(here)
    by_hand(here, date(2024, 3, 20))
    plan.arrangement.filter(number=3).update(number=None)

    assert said_in_table_1(plan) == [1, 2, *range(4, 11)]


def test_approved_table_1_is_numbered_without_a_query_of_its_own(here: SmallSchool, django_assert_num_queries: Any) -> None:
    plan = approved(here)
    with django_assert_num_queries(0):
        shown_numbers(plan)
    by_hand(here, date(2024, 3, 20))
    plan = reopened(here)
    plan.arrangement.filter(number=4).update(day=date(2024, 4, 3))
    plan = fresh(plan)
    with django_assert_num_queries(1):
        shown_numbers(plan)


def test_proposal_leaves_each_meeting_its_row_when_a_week_falls_out(here: SmallSchool) -> None:
    plan = reopened(here)
    linked = {row.week_no: row.pk for row in plan.arrangement.all() if row.number}
    plan.arrangement.filter(week_no=5).update(number=None)

    entries = propose_arrangement(fresh(plan), material_of(place_of(here))).entries

    assert {entry.line.week_no: entry.key for entry in entries if entry.line.kind == "activity"} == linked  # type: ignore[union-attr]
