"""From an approved plan to meetings and unit analyses: once, again, and after a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jiaoyan.activities.actions import meetings
from jiaoyan.activities.models import Activity, UnitAnalysis
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.actions.arranging import NO_LONGER_PLANNED, arrange_activities, arranged_words
from jiaoyan.planning.actions.problems import CannotArrange
from jiaoyan.planning.findings import arrangement_lines
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.rules.arrangement import ArrangementLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.rules.problem import RowsAtFault
from tests.conftest import SmallSchool
from tests.planning.builders import AT, EVE, another_teacher, approved, complete, fresh, place_of, reopened, submitted

Lines = list[Entry[ArrangementLine]]


def meeting(number: int) -> Activity:
    return Activity.objects.get(number=number)


def changed(school: SmallSchool, change: Callable[[Lines], Lines], plan: GroupPlan | None = None) -> GroupPlan:
    """Reopen the plan, change table 1, and have it approved again."""
    plan = plan or reopened(school)
    rows = list(plan.arrangement.all())
    entries = [Entry(line, row.pk) for row, line in zip(rows, arrangement_lines(rows), strict=True)]
    writing.save_arrangement(by=school.actor("leader", EVE), plan=plan, version=plan.version, entries=change(entries))
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


def test_paused_meeting_shifts_the_later_ones_and_cancels_the_last(here: SmallSchool) -> None:
    changed(here, lambda entries: edited(entries, 3, number=None, contents=("学校运动会，本次暂停",), forms=(), lesson_teacher=None))

    assert meeting(3).day == date(2024, 4, 2)
    assert (meeting(10).state, meeting(10).moved_reason) == ("cancelled", NO_LONGER_PLANNED)
    assert Activity.objects.count() == 10


def test_meeting_cancelled_by_the_plan_comes_back_with_it(here: SmallSchool) -> None:
    paused = changed(here, lambda entries: edited(entries, 3, number=None, contents=("暂停",), forms=(), lesson_teacher=None))
    deciding.reopen(by=here.actor("leader", EVE), plan=paused, place=place_of(here), version=paused.version)

    changed(here, lambda entries: edited(entries, 3, number=1, contents=("研读教材",), forms=("整体讨论",)), fresh(paused))

    assert (meeting(3).day, meeting(3).agenda) == (date(2024, 3, 19), ["研读教材"])
    assert (meeting(10).state, meeting(10).day) == ("planned", date(2024, 6, 25))


def test_meeting_the_leader_cancelled_stays_cancelled(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.cancel_activity(by=here.actor("leader", EVE), activity=meeting(4), reason="全校体检")

    changed(here, lambda entries: edited(entries, 4, contents=("改过的内容",)), plan)

    assert (meeting(4).state, meeting(4).moved_reason) == ("cancelled", "全校体检")


def test_meeting_that_has_begun_is_not_touched(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.open_activity(by=here.actor("leader", EVE), activity=meeting(1), at=datetime(2024, 2, 21, 6, 30, tzinfo=UTC))
    agenda = meeting(1).agenda

    changed(here, lambda entries: edited(entries, 1, remarks=("补记",)), plan)

    assert (meeting(1).state, meeting(1).agenda) == ("open", agenda)


def test_row_of_a_meeting_that_has_begun_can_neither_go_nor_move(here: SmallSchool) -> None:
    plan = reopened(here)
    meetings.open_activity(by=here.actor("leader", EVE), activity=meeting(1), at=datetime(2024, 2, 21, 6, 30, tzinfo=UTC))
    rows = list(plan.arrangement.all())
    entries = [Entry(line, row.pk) for row, line in zip(rows, arrangement_lines(rows), strict=True)]
    save = {"by": here.actor("leader", EVE), "plan": plan, "version": plan.version}

    with pytest.raises(RowsAtFault, match="要保留这一行"):
        writing.save_arrangement(**save, entries=[entries[0], *entries[2:]])
    with pytest.raises(RowsAtFault, match="前面不能再增减活动"):
        writing.save_arrangement(**save, entries=[entries[0], entries[2], entries[1], *entries[3:]])


def test_meeting_planned_by_hand_before_the_plan_is_taken_over_by_number(here: SmallSchool) -> None:
    people = here.people
    meetings.plan_activity(
        by=here.actor("leader", EVE),
        group=here.group,
        term=here.term,
        day=date(2024, 2, 22),
        starts=here.school.activity_starts,
        ends=here.school.activity_ends,
        place="会议室",
        topic="开学准备",
        host=people["leader"],
        lead_speaker=people["teacher"],
        recorder=people["mentee"],
    )

    plan = approved(here)

    assert Activity.objects.filter(number=1).count() == 1
    assert (meeting(1).day, meeting(1).place) == (date(2024, 2, 21), "会议室")
    assert plan.arrangement.all()[1].activity == meeting(1)


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
