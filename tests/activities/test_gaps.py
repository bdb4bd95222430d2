"""What the ledger is told: what is missing, whose, since when, and what falls due next."""

from __future__ import annotations

from datetime import date, timedelta

from jiaoyan.activities.actions import analyses, meetings, talked, writing
from jiaoyan.activities.queries import gaps
from jiaoyan.schools.queries import calendar_of
from tests.activities import judged
from tests.activities.builders import IN_MEETING, analysis, ended, opened, planned, prose, settled, talk, theory_note, yesterday
from tests.activities.test_units import GOALS, paced
from tests.conftest import TODAY, SmallSchool

TOMORROW = TODAY + timedelta(days=1)


def test_planned_meeting_is_a_gap_of_its_host_once_its_day_is_over(here: SmallSchool) -> None:
    planned(here)
    assert judged.record_gaps(here.group, here.term, TODAY) == []
    (gap,) = judged.record_gaps(here.group, here.term, TOMORROW)
    assert (gap.what, gap.owner_name, gap.since) == ("第1次活动还没有召开", "林知远", TODAY)


def test_open_meeting_is_a_gap_of_its_recorder_the_day_after(here: SmallSchool) -> None:
    opened(here)
    (gap,) = judged.record_gaps(here.group, here.term, TOMORROW)
    assert (gap.what, gap.owner_id) == ("第1次活动还没有结束", here.people["mentee"].pk)


def test_ended_record_tells_each_missing_thing(here: SmallSchool) -> None:
    activity = ended(here)
    found = judged.record_gaps(here.group, here.term, TODAY)
    assert len(found) == 4
    assert {gap.owner_name for gap in found} == {"陈小禾"}
    assert all(gap.url == f"/activities/{activity.pk}/#gaps" for gap in found)


def test_cancelled_meeting_is_no_gap(here: SmallSchool) -> None:
    meetings.cancel_activity(by=here.actor("leader"), activity=planned(here), reason="学校另有安排")
    assert judged.record_gaps(here.group, here.term, TOMORROW) == []


def test_first_rows_of_an_analysis_are_missing_once_the_unit_has_begun(here: SmallSchool) -> None:
    row = analysis(here)
    settled(here, row, 1)
    assert judged.analysis_gaps(here.group, here.term, date(2024, 6, 16)) == []
    (gap,) = judged.analysis_gaps(here.group, here.term, date(2024, 6, 17))
    assert "单元目标要求、单元设计意图" in gap.what
    assert (gap.owner_name, gap.since) == ("周予安", date(2024, 6, 16))


def test_fourth_row_is_missing_a_week_after_the_unit_until_it_has_numbers(here: SmallSchool) -> None:
    row = analysis(here, unit_starts=date(2024, 5, 20), unit_ends=date(2024, 6, 4))
    settled(here, row, 1, 2, 3, 4)
    assert judged.analysis_gaps(here.group, here.term, date(2024, 6, 11)) == []
    (gap,) = judged.analysis_gaps(here.group, here.term, TODAY)
    assert (gap.what, gap.since) == ("“简易方程”单元分析：目标达成分析还没有完成", date(2024, 6, 11))
    (goal,) = analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS[:1])
    analyses.set_attainment(by=here.actor("teacher"), analysis=row, counts={(goal, here.classes[0]): (40, 30)})
    assert judged.analysis_gaps(here.group, here.term, TODAY) == []


def test_unit_begun_by_table_2_without_preparer_is_a_gap_of_the_leader(here: SmallSchool) -> None:
    paced(here)
    (gap,) = judged.analysis_gaps(here.group, here.term, date(2024, 6, 5))
    assert (gap.what, gap.owner_name, gap.since) == ("“简易方程”还没有定主备人", "林知远", date(2024, 6, 3))


def test_month_over_without_a_note_is_a_gap_and_short_months_are_not(here: SmallSchool) -> None:
    theory_note(here, day=date(2024, 4, 10))
    found = judged.theory_gaps(here.group, here.term, TODAY)
    assert [(gap.what, gap.since) for gap in found] == [
        ("3月还没有理论学习摘记", date(2024, 3, 31)),
        ("5月还没有理论学习摘记", date(2024, 5, 31)),
    ]


def test_week_over_without_a_talk_is_a_gap_and_single_days_are_not(here: SmallSchool) -> None:
    talk(here, day=date(2024, 6, 6))
    found = [gap.what for gap in judged.talk_gaps(here.group, here.term, TODAY)]
    assert "第16周没有记每日一议" not in found
    assert "第17周没有记每日一议" not in found
    assert "第15周没有记每日一议" in found


def test_next_due_days(here: SmallSchool) -> None:
    planned(here, date(2024, 6, 25))
    analysis(here)
    loaded = {"activities": gaps.judged_activities([here.group], here.term), "analyses": gaps.judged_analyses([here.group], here.term)}
    found = gaps.dues(here.term, TODAY, calendar=calendar_of(here.term), **loaded)
    assert (found.records, found.analyses, found.theory, found.talks) == (
        date(2024, 6, 25),
        date(2024, 6, 16),
        date(2024, 6, 28),
        date(2024, 6, 14),
    )


def owed(here: SmallSchool, name: str) -> list[str]:
    actor = here.actor(name)
    found = gaps.decisions_owed(actor, TODAY) + gaps.designs_owed(actor, here.term, TODAY) + gaps.follow_ups_owed(actor, here.term, TODAY)
    return [gap.what for gap in sorted(found, key=lambda gap: gap.since)]


def test_what_a_person_owes_is_his_own_with_its_day(here: SmallSchool) -> None:
    activity = opened(here)
    analysis(here, activity=activity)
    by = here.actor("mentee")
    talked.add_decision(by=by, activity=activity, what="改练习", owner=here.people["teacher"], due=TODAY + timedelta(days=5), at=IN_MEETING)
    writing.record_design(
        by=here.actor("teacher"), analysis=activity.unit_analyses.get(), row=1, text=prose("我"), version=0, at=IN_MEETING
    )
    talk(here, day=yesterday(), follow_up_owner=here.people["teacher"], follow_up_due=yesterday())
    assert owed(here, "teacher") == [
        "补一句落实情况：解方程时十几个学生把等号连着写下去。",
        "写“简易方程”的个人设计（单元目标要求、单元设计意图）",
        "落实决定：改练习",
    ]
    assert owed(here, "mentee") == ["写“简易方程”的个人设计（单元教材分析、单元目标要求、单元设计意图）"]


def test_person_without_a_group_owes_nothing(here: SmallSchool) -> None:
    analysis(here, activity=planned(here))
    assert owed(here, "office") == []
