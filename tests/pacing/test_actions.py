"""Making, editing and replanning table 2 against a real calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.actions import schedule as schedule_actions
from jiaoyan.pacing.models import ApprovedPacing, PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.rules.schedule import PaceRow
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.models import DayOverride, HistoryLine, Status, TimetableSlot
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.problem import RowsAtFault
from tests.conftest import SmallSchool
from tests.pacing.conftest import contents, place_of, reloaded

FIRST_UNIT = ["一、简易方程", "认识方程", "等式的性质", "解方程", "机动"]


def row(schedule: PacingSchedule, content: str) -> PacingRow:
    return next(each for each in schedule.rows.all() if each.content == content)


def changed(schedule: PacingSchedule, named: str, /, **values: object) -> list[PaceRow]:
    return [replace(each, **values) if each.content == named else each for each in queries.pace_rows(schedule)]


def lose(here: SmallSchool, *days: date) -> None:
    for day in days:
        DayOverride.objects.create(school=here.school, day=day, kind="school_off", name="停课", source="school")


def test_proposal_lays_units_on_school_days_with_flexible_period_after_each(schedule: PacingSchedule) -> None:
    assert contents(schedule)[:9] == [*FIRST_UNIT, "二、折线统计图", "单式折线统计图", "复式折线统计图", "机动"]
    unit = row(schedule, "一、简易方程")
    assert (unit.week_no, unit.date_from, unit.periods, unit.flex_periods, unit.remark) == (1, date(2024, 2, 21), 3, 1, "机动1课时")
    assert [each.date_to for each in schedule.rows.all()][1:5] == [date(2024, 2, day) for day in (21, 22, 23, 26)]
    assert row(schedule, "解方程").lesson.title == "解方程"
    assert row(schedule, "单式折线统计图").unit.number == 2


def test_periods_left_over_are_exercises_before_the_review_phase_and_review_in_it(schedule: PacingSchedule) -> None:
    left = [each for each in schedule.rows.all() if each.kind == "review"]
    assert {each.content for each in left if each.date_to < date(2024, 6, 17)} == {"综合练习"}
    assert {each.content for each in left if each.date_to >= date(2024, 6, 17)} == {"期末复习"}


def test_proposal_leaves_a_line_of_history(schedule: PacingSchedule) -> None:
    assert HistoryLine.objects.get(verb="propose").object_id == schedule.pk


def test_draft_nobody_has_taught_by_is_proposed_anew_with_a_new_version(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
) -> None:
    actions.save_rows(
        by=here.actor("leader"), place=place, schedule=schedule, rows=changed(schedule, "解方程", content="我的课"), version=1
    )
    actions.propose(by=here.actor("leader"), place=place)
    again = reloaded(place)
    assert contents(again)[:5] == FIRST_UNIT
    assert again.version == 3


def test_proposal_is_refused_once_taught(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    seat = queries.seats_of(place)[0]
    actions.record_taught(by=here.actor("leader"), place=place, row=row(schedule, "解方程"), seat=seat, day=date(2024, 2, 23))
    with pytest.raises(actions.CannotPropose, match="实际进度"):
        actions.propose(by=here.actor("leader"), place=place)
    assert TaughtLesson.objects.count() == 1


@pytest.fixture
def recorded_at_the_last_moment(here: SmallSchool, place: GroupTerm, monkeypatch: pytest.MonkeyPatch) -> Callable[[PacingRow], None]:
    """A class's teacher records a row after the leader's rows were looked at and before they are stored."""

    def meanwhile(of: PacingRow) -> None:
        claim = schedule_actions._claim

        def late(*args: Any, **kwargs: Any) -> None:
            claim(*args, **kwargs)
            seat = queries.seats_of(place)[0]
            actions.record_taught(by=here.actor("leader"), place=place, row=of, seat=seat, day=date(2024, 2, 23))

        monkeypatch.setattr(schedule_actions, "_claim", late)

    return meanwhile


def test_record_that_comes_in_while_proposing_anew_is_not_swept_away(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, recorded_at_the_last_moment: Callable[[PacingRow], None]
) -> None:
    recorded_at_the_last_moment(row(schedule, "解方程"))
    with pytest.raises(actions.CannotPropose, match="实际进度"):
        actions.propose(by=here.actor("leader"), place=place)
    assert contents(reloaded(place))[:5] == FIRST_UNIT
    assert reloaded(place).version == 1


def test_record_that_comes_in_while_its_row_is_being_deleted_keeps_the_row(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, recorded_at_the_last_moment: Callable[[PacingRow], None]
) -> None:
    recorded_at_the_last_moment(row(schedule, "解方程"))
    rows = [each for each in queries.pace_rows(schedule) if each.content != "解方程"]
    with pytest.raises(RowsAtFault, match="解方程"):
        actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=rows, version=1)
    assert "解方程" in contents(reloaded(place))


def test_proposal_without_timetable_asks_for_weekly_periods_and_counts_by_them(here: SmallSchool, place: GroupTerm) -> None:
    TimetableSlot.objects.all().delete()
    with pytest.raises(actions.CannotPropose) as refused:
        actions.propose(by=here.actor("leader"), place=place)
    assert refused.value.field == "weekly_periods"
    actions.propose(by=here.actor("leader"), place=place, by_hand=2)
    table = reloaded(place)
    assert table.weekly_periods == 2
    assert [each.date_to for each in table.rows.all()][1:4] == [date(2024, 2, 26), date(2024, 2, 27), date(2024, 3, 4)]


def test_second_of_two_leaders_proposing_at_once_is_told(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "schedule_of", lambda *_: None)
    with pytest.raises(actions.CannotPropose, match="刚才已经有人"):
        actions.propose(by=here.actor("leader"), place=place)
    assert PacingSchedule.objects.count() == 1


def test_saving_keeps_keys_and_taught_records_of_kept_rows(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    solving = row(schedule, "解方程")
    seat = queries.seats_of(place)[0]
    actions.record_taught(by=here.actor("leader"), place=place, row=solving, seat=seat, day=date(2024, 2, 23))
    rows = list(queries.pace_rows(schedule))
    rows[1], rows[3] = replace(rows[3], week_no=None), replace(rows[1], week_no=None)
    actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=rows, version=1)
    table = reloaded(place)
    assert contents(table)[:4] == ["一、简易方程", "解方程", "等式的性质", "认识方程"]
    assert TaughtLesson.objects.get().row_id == solving.pk == row(table, "解方程").pk


def test_new_row_joins_the_unit_above_and_the_unit_sum_follows(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    rows = list(queries.pace_rows(schedule))
    rows.insert(4, PaceRow("lesson", None, None, None, None, "方程练习", 2))
    actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=rows, version=1)
    table = reloaded(place)
    new = row(table, "方程练习")
    assert (new.unit.number, new.week_no, new.date_to) == (1, 2, date(2024, 2, 27))
    assert (row(table, "一、简易方程").periods, row(table, "一、简易方程").flex_periods) == (5, 1)


def test_unit_sum_typed_wrongly_is_refused_and_nothing_is_stored(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    with pytest.raises(RowsAtFault) as wrong:
        actions.save_rows(
            by=here.actor("leader"), place=place, schedule=schedule, rows=changed(schedule, "一、简易方程", periods=9), version=1
        )
    assert [(problem.row_index, problem.column) for problem in wrong.value.problems] == [(0, "periods")]
    assert row(reloaded(place), "一、简易方程").periods == 3


def test_removing_the_flexible_row_takes_it_out_of_the_unit_and_its_remark(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
) -> None:
    rows = [each for index, each in enumerate(queries.pace_rows(schedule)) if index != 4]
    actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=rows, version=1)
    unit = row(reloaded(place), "一、简易方程")
    assert (unit.periods, unit.flex_periods, unit.remark) == (3, 0, "")


def test_row_somebody_was_taught_by_cannot_be_deleted(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    actions.record_taught(
        by=here.actor("leader"), place=place, row=row(schedule, "解方程"), seat=queries.seats_of(place)[0], day=date(2024, 2, 23)
    )
    rows = [each for each in queries.pace_rows(schedule) if each.content != "解方程"]
    with pytest.raises(RowsAtFault, match="“解方程”已经记了实际进度"):
        actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=rows, version=1)


def test_second_of_two_savers_is_told_and_the_first_stays(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    late = reloaded(place)
    actions.save_rows(
        by=here.actor("leader"), place=place, schedule=schedule, rows=changed(schedule, "解方程", content="解方程（一）"), version=1
    )
    with pytest.raises(ChangedMeanwhile):
        actions.save_rows(
            by=here.actor("leader"), place=place, schedule=late, rows=changed(late, "解方程", content="解方程（二）"), version=1
        )
    assert "解方程（一）" in contents(reloaded(place))


def test_laying_out_anew_closes_the_gap_a_deleted_lesson_left(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    rows = [each for each in queries.pace_rows(schedule) if each.content != "等式的性质"]
    actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=rows, version=1, anew=True)
    table = reloaded(place)
    assert row(table, "解方程").date_to == date(2024, 2, 22)
    assert row(table, "二、折线统计图").week_no == 2


def test_lost_day_is_taken_from_the_flexible_period_first(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    lose(here, date(2024, 2, 22))
    day = date(2024, 2, 22)
    place = place_of(here, day)
    new = actions.replan(by=here.actor("leader"), place=place, schedule=schedule, from_day=day, class_id=None, version=1)
    table = reloaded(place)
    assert new.differences
    assert contents(table)[:4] == FIRST_UNIT[:4]
    assert contents(table)[4] == "二、折线统计图"
    assert row(table, "认识方程").date_to == date(2024, 2, 21)
    assert row(table, "解方程").date_to == date(2024, 2, 26)
    assert row(table, "单式折线统计图").date_to == row(schedule, "单式折线统计图").date_to
    assert row(table, "一、简易方程").flex_periods == 0


def test_replanning_keeps_records_and_follows_the_chosen_class(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    day = date(2024, 2, 26)
    place = place_of(here, day)
    first, second = queries.seats_of(place)[:2]
    for content, on in (("认识方程", date(2024, 2, 21)), ("等式的性质", date(2024, 2, 23))):
        actions.record_taught(by=here.actor("leader"), place=place, row=row(schedule, content), seat=first, day=on)
    assert queries.replanned(place, schedule, day).differences == ()
    actions.replan(by=here.actor("leader"), place=place, schedule=schedule, from_day=day, class_id=first.school_class.pk, version=1)
    table = reloaded(place)
    assert row(table, "解方程").date_to == day
    assert TaughtLesson.objects.filter(row__schedule=table).count() == 2
    assert second.school_class.pk != first.school_class.pk


def test_replanning_an_approved_table_makes_a_new_draft_and_keeps_what_was_approved(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    actions.approve(schedule, by=here.actor("head"), now=timezone.now())
    lose(here, date(2024, 2, 22))
    place = place_of(here, date(2024, 2, 22))
    actions.replan(
        by=here.actor("leader"), place=place, schedule=schedule, from_day=date(2024, 2, 22), class_id=None, version=schedule.version
    )
    table = reloaded(place)
    assert (table.status, table.revised_on) == (Status.DRAFT, date(2024, 2, 22))
    copy = ApprovedPacing.objects.get()
    assert [each["content"] for each in copy.rows][:5] == FIRST_UNIT
    assert contents(table)[:5] != FIRST_UNIT


def test_accepting_a_preview_somebody_else_has_overtaken_is_refused(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    lose(here, date(2024, 2, 22))
    place = place_of(here, date(2024, 2, 22))
    actions.save_rows(
        by=here.actor("leader"), place=place, schedule=reloaded(place), rows=changed(schedule, "解方程", remark="重点"), version=1
    )
    with pytest.raises(ChangedMeanwhile):
        actions.replan(by=here.actor("leader"), place=place, schedule=reloaded(place), from_day=place.today, class_id=None, version=1)
    assert row(reloaded(place), "解方程").remark == "重点"
    assert not HistoryLine.objects.filter(verb="replan").exists()


@pytest.mark.parametrize("approved", [False, True])
def test_accepting_a_preview_twice_is_answered_as_once(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, approved: bool
) -> None:
    if approved:
        actions.submit(schedule, by=here.actor("leader"))
        actions.approve(schedule, by=here.actor("head"), now=timezone.now())
    lose(here, date(2024, 2, 22))
    place = place_of(here, date(2024, 2, 22))
    seen = reloaded(place).version
    for _ in range(2):
        actions.replan(by=here.actor("leader"), place=place, schedule=reloaded(place), from_day=place.today, class_id=None, version=seen)
    assert HistoryLine.objects.filter(verb="replan").count() == 1
    assert HistoryLine.objects.filter(verb="reopen").count() == approved
    assert reloaded(place).version == seen + 1 + approved


@pytest.mark.parametrize("anew", [False, True])
def test_table_sent_twice_is_stored_once(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, anew: bool) -> None:
    rows = [*changed(schedule, "解方程", content="解方程（一）")[:-1], PaceRow("review", None, None, None, None, "整理", 1, 0, "")]
    for _ in range(2):
        actions.save_rows(by=here.actor("leader"), place=place, schedule=reloaded(place), rows=rows, version=1, anew=anew)
    assert HistoryLine.objects.filter(verb="edit").count() == 1
    assert reloaded(place).version == 2
    assert contents(reloaded(place)).count("整理") == 1


def test_table_sent_twice_at_once_is_stored_once(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    """Both sendings have read the table before either has stored it."""
    first, second = reloaded(place), reloaded(place)
    rows = [*queries.pace_rows(schedule)[:-1], PaceRow("review", None, None, None, None, "整理", 1, 0, "")]
    for read in (first, second):
        actions.save_rows(by=here.actor("leader"), place=place, schedule=read, rows=rows, version=1)
    assert HistoryLine.objects.filter(verb="edit").count() == 1
    assert contents(reloaded(place)).count("整理") == 1


def test_table_proposed_anew_twice_is_stored_once(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=queries.pace_rows(schedule)[:-1], version=1)
    for _ in range(2):
        actions.propose(by=here.actor("leader"), place=place)
    assert HistoryLine.objects.filter(verb="propose").count() == 2
    assert reloaded(place).version == 3


def test_submitted_table_is_neither_edited_nor_replanned(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    with pytest.raises(NotPossible):
        actions.save_rows(by=here.actor("leader"), place=place, schedule=schedule, rows=queries.pace_rows(schedule), version=2)
    with pytest.raises(NotPossible):
        actions.replan(by=here.actor("leader"), place=place, schedule=schedule, from_day=place.today, class_id=None, version=2)


def test_maker_cannot_approve_even_when_overseeing_the_group(here: SmallSchool, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    PacingSchedule.objects.update(maker=here.people["head"])
    schedule.maker_id = here.people["head"].pk
    with pytest.raises(NotPossible, match="自己"):
        actions.approve(schedule, by=here.actor("head"))
    assert not ApprovedPacing.objects.exists()


def test_returned_table_can_be_handed_in_again_and_withdrawn(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    actions.send_back(schedule, by=here.actor("office"), note="复习留少了")
    assert reloaded(place).decision_note == "复习留少了"
    actions.submit(schedule, by=here.actor("leader"))
    actions.withdraw(schedule, by=here.actor("leader"))
    assert reloaded(place).status == Status.DRAFT


def test_table_without_rows_is_not_handed_in(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    PacingRow.objects.all().delete()
    with pytest.raises(NotPossible, match="空的"):
        actions.submit(reloaded(place), by=here.actor("leader"))


@pytest.mark.parametrize("name", ["teacher", "mentor", "head", "office", "admin"])
def test_only_the_leader_makes_and_hands_in(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, name: str) -> None:
    actor = here.actor(name)
    for verb in (
        lambda: actions.propose(by=actor, place=place),
        lambda: actions.save_rows(by=actor, place=place, schedule=schedule, rows=(), version=1),
        lambda: actions.replan(by=actor, place=place, schedule=schedule, from_day=place.today, class_id=None, version=1),
        lambda: actions.submit(schedule, by=actor),
        lambda: actions.withdraw(schedule, by=actor),
        lambda: actions.reopen(schedule, by=actor, today=place.today),
    ):
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.parametrize("name", ["leader", "teacher", "mentor", "admin"])
def test_only_those_who_oversee_the_group_decide(here: SmallSchool, schedule: PacingSchedule, name: str) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    with pytest.raises(NotAllowed):
        actions.approve(schedule, by=here.actor(name))
    with pytest.raises(NotAllowed):
        actions.send_back(schedule, by=here.actor(name), note="请改")
