"""What is read of table 2: the term's periods, what was taught, what is overdue; and that more rows cost no more queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.rules.outdated import Outdated
from jiaoyan.schools.models import DayOverride, TeachingAssignment, TimetableSlot
from jiaoyan.schools.queries import GroupTerm, calendar_of
from tests.conftest import SmallSchool
from tests.pacing.conftest import place_of, reloaded

CountQueries = Callable[..., Any]


def more_rows(schedule: PacingSchedule, count: int) -> None:
    last = schedule.rows.count()
    PacingRow.objects.bulk_create(
        PacingRow(
            school_id=schedule.school_id,
            schedule=schedule,
            position=last + n,
            kind="lesson",
            week_no=3,
            date_from=date(2024, 3, 4),
            date_to=date(2024, 3, 4),
            content=f"加课{n}",
            periods=1,
        )
        for n in range(1, count + 1)
    )


def record(place: GroupTerm, schedule: PacingSchedule, content: str, class_no: int = 0, day: date = date(2024, 2, 26)) -> TaughtLesson:
    seat = queries.seats_of(place)[class_no]
    row = PacingRow.objects.select_related("schedule").get(schedule=schedule, content=content)
    return TaughtLesson.objects.create(school_id=schedule.school_id, row=row, school_class=seat.school_class, taught_on=day)


@pytest.mark.parametrize("rows", [1, 60])
def test_reads_cost_the_same_with_few_and_many_rows(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, rows: int, django_assert_num_queries: CountQueries
) -> None:
    more_rows(schedule, rows)
    with django_assert_num_queries(2):
        table = queries.schedule_of(place.group, place.term)
        assert table is not None
        assert len(queries.content_rows(table)) == 5 + rows
        assert queries.units_with_dates(table)
    with django_assert_num_queries(1):
        offered = queries.loads(place)
        queries.standing_of(table, offered)
    with django_assert_num_queries(1):
        seats = queries.seats_of(place)
    with django_assert_num_queries(1):
        queries.taught_by(table, seats[0].school_class, place.today)
    with django_assert_num_queries(2):
        queries.replanned(place, table, place.today, seats[0].school_class.pk)
    with django_assert_num_queries(1):
        queries.days_of_units(place.group, place.term)
    place = place_of(here)
    with django_assert_num_queries(4):
        queries.schedule_gaps(place, table)


def test_term_offers_the_timetable_on_school_days_with_holidays_out_and_make_up_days_in(place: GroupTerm) -> None:
    offered = {load.day: load for load in queries.loads(place).days}
    assert sum(load.periods for load in offered.values()) == 90
    assert offered[date(2024, 4, 4)].periods == 0
    assert offered[date(2024, 4, 7)].periods == 1
    assert offered[date(2024, 4, 7)].note == "上星期五的课"


def test_trip_of_the_grade_counts_but_that_of_one_class_does_not(here: SmallSchool) -> None:
    event = {"school": here.school, "kind": "event", "name": "春游", "source": "school"}
    DayOverride.objects.create(day=date(2024, 3, 6), scope="grade", grade=5, **event)
    DayOverride.objects.create(day=date(2024, 3, 7), scope="class", school_class=here.classes[0], **event)
    DayOverride.objects.create(day=date(2024, 3, 8), scope="grade", grade=4, **event)
    offered = {load.day: load.periods for load in queries.loads(place_of(here)).days}
    assert [offered[date(2024, 3, day)] for day in (6, 7, 8)] == [0, 1, 1]


def test_class_in_the_middle_is_planned_by_when_timetables_differ(here: SmallSchool, place: GroupTerm) -> None:
    extra = [TimetableSlot(school=here.school, term=here.term, school_class=here.classes[0], subject=here.subject, weekday=0, period_no=2)]
    TimetableSlot.objects.bulk_create(extra)
    TimetableSlot.objects.filter(school_class=here.classes[1], weekday=4).delete()
    timetable = queries.loads(place).timetable
    assert timetable.class_id == here.classes[2].pk
    assert "各班4至6课时" in timetable.basis


def test_make_up_day_without_a_weekday_is_said_on_the_page(here: SmallSchool) -> None:
    DayOverride.objects.filter(day=date(2024, 4, 28)).update(runs_weekday=None)
    assert [p.message for p in queries.calendar_problems(queries.loads(place_of(here)))] == [
        "4月28日调休上课，校历里还没有写明上星期几的课，这些课时没有算进去。请教导处补上。"
    ]


def test_unit_dates_run_from_its_first_week_to_its_last_day(here: SmallSchool, schedule: PacingSchedule) -> None:
    assert queries.units_with_dates(schedule)[here.unit.pk] == (date(2024, 2, 21), date(2024, 2, 26))


def test_unit_without_a_place_in_the_term_has_no_dates(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    PacingRow.objects.filter(unit=here.unit).update(week_no=None, date_from=None, date_to=None)
    assert here.unit.pk not in queries.units_with_dates(reloaded(place))


def test_class_is_measured_by_its_own_records(place: GroupTerm, schedule: PacingSchedule, here: SmallSchool) -> None:
    record(place, schedule, "认识方程", class_no=0)
    mine = queries.taught_by(schedule, here.classes[0], date(2024, 2, 26))
    other = queries.taught_by(schedule, here.classes[1], date(2024, 2, 26))
    assert (mine.taught_periods, mine.planned_periods, mine.behind) == (1, 3, 2)
    assert other.taught_periods == 0


def test_two_teachers_of_a_class_share_its_seat(here: SmallSchool, place: GroupTerm) -> None:
    TeachingAssignment.objects.create(
        school=here.school, school_class=here.classes[0], subject=here.subject, teacher=here.people["mentee"], starts=date(2024, 3, 1)
    )
    seats = queries.seats_of(place)
    assert [seat.name for seat in seats] == ["五（1）班", "五（2）班", "五（3）班"]
    assert {teacher.name for teacher in seats[0].teachers} == {"林知远", "陈小禾"}


def gaps(here: SmallSchool, day: date) -> list[tuple[str, str, date]]:
    place = place_of(here, day)
    return [(gap.what, gap.owner_name, gap.since) for gap in queries.schedule_gaps(place, reloaded(place))]


def test_nothing_is_overdue_on_the_due_day_itself(here: SmallSchool, schedule: PacingSchedule) -> None:
    assert gaps(here, date(2024, 2, 28)) == []
    assert gaps(here, date(2024, 2, 29)) == [("教学进度表还没有提交", "林知远", date(2024, 2, 28))]


def test_group_that_comes_in_mid_term_has_a_week_for_its_table(here: SmallSchool, schedule: PacingSchedule) -> None:
    here.group.in_use_from = date(2024, 5, 6)
    here.group.save()
    assert gaps(here, date(2024, 5, 13)) == []
    assert gaps(here, date(2024, 5, 14)) == [("教学进度表还没有提交", "林知远", date(2024, 5, 13))]


def test_real_dates_of_units_that_were_due_before_the_group_came_are_not_asked_for(here: SmallSchool, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    actions.approve(schedule, by=here.actor("head"))
    due = queries.units_with_dates(schedule)[here.unit.pk][1] + timedelta(days=7)
    for begun, found in ((due, 1), (due + timedelta(days=1), 0)):
        here.group.in_use_from = begun
        here.group.save()
        assert len(gaps(here, due + timedelta(days=1))) == found


def test_head_of_a_table_is_judged_like_the_whole_table(
    here: SmallSchool, schedule: PacingSchedule, django_assert_num_queries: Any
) -> None:
    day = place_of(here, date(2024, 6, 12))
    with django_assert_num_queries(2):
        head = queries.schedule_head(here.group, here.term)
    whole = queries.schedule_of(here.group, here.term)
    assert head is not None
    assert whole is not None
    with django_assert_num_queries(4):
        found = queries.schedule_gaps(day, head)
    assert found == queries.schedule_gaps(day, whole) != ()


def test_undecided_table_is_the_research_leaders_after_week_two(here: SmallSchool, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    PacingSchedule.objects.update(submitted_at=datetime(2024, 2, 26, 16, 0, tzinfo=UTC))
    assert gaps(here, date(2024, 3, 1)) == []
    assert gaps(here, date(2024, 3, 2)) == [("教学进度表还没有审批", "顾明川", date(2024, 3, 1))]


def test_table_handed_in_late_leaves_who_decides_three_working_days(here: SmallSchool, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    PacingSchedule.objects.update(
        submitted_at=datetime(2024, 4, 3, 6, 0, tzinfo=UTC)
    )  # Qingming lies between, Sunday the 7th is a school day
    assert not any("审批" in what for what, *_ in gaps(here, date(2024, 4, 9)))
    assert ("教学进度表还没有审批", "顾明川", date(2024, 4, 9)) in gaps(here, date(2024, 4, 10))


def test_approved_table_is_never_late_and_a_revised_one_is_after_a_week(here: SmallSchool, schedule: PacingSchedule) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    actions.approve(schedule, by=here.actor("head"))
    assert gaps(here, date(2024, 3, 2)) == []
    actions.reopen(schedule, by=here.actor("leader"), today=date(2024, 5, 13))
    TaughtLesson.objects.bulk_create(
        TaughtLesson(school=here.school, row=row, school_class=here.classes[0], taught_on=row.date_to)
        for row in queries.content_rows(schedule)
    )
    assert gaps(here, date(2024, 5, 20)) == []
    assert gaps(here, date(2024, 5, 21)) == [("教学进度表还没有提交", "林知远", date(2024, 5, 20))]


def test_unit_over_for_a_week_without_any_real_date_is_missing_until_one_class_records(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
) -> None:
    actions.submit(schedule, by=here.actor("leader"))
    actions.approve(schedule, by=here.actor("head"))
    over = queries.units_with_dates(schedule)[here.unit.pk][1] + timedelta(days=7)
    assert gaps(here, over) == []
    assert gaps(here, over + timedelta(days=1)) == [("“简易方程”还没有填实际进度", "林知远", over)]
    record(place, schedule, "认识方程", class_no=2)
    assert gaps(here, over + timedelta(days=1)) == []


class TestOutdated:
    """A table whose calendar or timetable changed after it was laid out."""

    def found(self, place: GroupTerm, day: date = date(2024, 2, 21)) -> Outdated | None:
        table = reloaded(place)
        return queries.outdated_of(table, day, queries.loads(replace(place, calendar=calendar_of(place.term)), table.weekly_periods))

    def lose(self, here: SmallSchool, day: date) -> None:
        DayOverride.objects.create(school=here.school, day=day, kind="school_off", name="停课", source="school")

    def test_table_fits_the_term_it_was_laid_out_for(self, place: GroupTerm, schedule: PacingSchedule) -> None:
        assert self.found(place) is None

    def test_lost_day_is_named_until_the_table_was_replanned(self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
        self.lose(here, date(2024, 2, 22))
        found = self.found(place)
        assert found is not None
        assert found.words == ("2月22日（星期四）停课，少1课时",)
        assert queries.replan_url(schedule, place.term, found).endswith("/replan/?day=2024-02-22")
        place = replace(place, calendar=calendar_of(place.term))
        actions.replan(by=here.actor("leader"), place=place, schedule=schedule, from_day=found.from_day, class_id=None, version=1)
        assert self.found(place) is None

    def test_saving_the_table_by_hand_settles_it_too(self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
        self.lose(here, date(2024, 2, 22))
        fresh = replace(place, calendar=calendar_of(place.term))
        actions.save_rows(by=here.actor("leader"), place=fresh, schedule=schedule, rows=queries.pace_rows(schedule), version=1, anew=True)
        assert self.found(place) is None

    def test_small_edit_leaves_the_notice_until_rows_have_moved(
        self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
    ) -> None:
        self.lose(here, date(2024, 2, 22))
        fresh = replace(place, calendar=calendar_of(place.term), today=date(2024, 2, 21))
        before = schedule.days
        rows = [replace(row, remark="带学具") if row.content == "解方程" else row for row in queries.pace_rows(schedule)]
        actions.save_rows(by=here.actor("leader"), place=fresh, schedule=schedule, rows=rows, version=1)
        assert reloaded(place).days == before
        assert self.found(place) is not None

        new = queries.replanned(fresh, reloaded(place), date(2024, 2, 22))
        actions.save_rows(by=here.actor("leader"), place=fresh, schedule=reloaded(place), rows=new.rows, version=2)
        assert reloaded(place).days != before
        assert self.found(place) is None

    def test_day_added_late_is_said_moves_nothing_and_is_settled_by_any_save(
        self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
    ) -> None:
        DayOverride.objects.create(school=here.school, day=date(2024, 2, 24), kind="makeup", name="补课", source="school", runs_weekday=2)
        fresh = replace(place, calendar=calendar_of(place.term), today=date(2024, 2, 21))
        offered = queries.loads(fresh, schedule.weekly_periods)
        assert self.found(place) is None
        assert queries.gained_of(schedule, fresh.today, offered) == ("2月24日（星期六）上星期三的课，多1课时",)
        assert queries.replanned(fresh, schedule, date(2024, 2, 23)).differences == ()
        assert queries.replanned(fresh, schedule, date(2024, 2, 23), forward=True).differences != ()

        actions.save_rows(by=here.actor("leader"), place=fresh, schedule=schedule, rows=queries.pace_rows(schedule), version=1)
        assert queries.gained_of(reloaded(place), fresh.today, offered) == ()

    def test_what_was_lost_weeks_ago_is_not_brought_up_again(self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
        self.lose(here, date(2024, 2, 22))
        assert self.found(place, date(2024, 3, 8)) is None
        assert self.found(place, date(2024, 3, 7)) is not None

    def test_timetable_with_fewer_periods_is_named_by_its_weekday(
        self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
    ) -> None:
        TimetableSlot.objects.filter(weekday=3).delete()
        found = self.found(place)
        assert found is not None
        assert (found.title, found.words) == ("课表有变，请重排教学进度", ("2月22日起，星期四由1课时改为0课时",))

    def test_table_with_the_approver_leads_to_its_page(self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
        self.lose(here, date(2024, 2, 22))
        actions.submit(schedule, by=here.actor("leader"))
        found = self.found(place)
        assert found is not None
        assert queries.replan_url(schedule, place.term, found).endswith("/pacing/")

    def test_it_costs_one_query_and_none_without_a_change(
        self, here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        offered = queries.loads(place, schedule.weekly_periods)
        with django_assert_num_queries(0):
            assert queries.outdated_of(schedule, date(2024, 2, 21), offered) is None
        self.lose(here, date(2024, 2, 22))
        offered = queries.loads(replace(place, calendar=calendar_of(place.term)), schedule.weekly_periods)
        with django_assert_num_queries(1):
            assert queries.outdated_of(schedule, date(2024, 2, 21), offered) is not None
