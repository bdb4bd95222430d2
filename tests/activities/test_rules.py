"""The rules of meetings, analyses, notes and talks: pure, so many and fast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.activities.models import Activity, AnalysisRow, Attendance, UnitGoal
from jiaoyan.activities.rules import analysis, attendance, record, talks, theory
from jiaoyan.activities.rules.attendance import Presence

START = datetime(2024, 6, 12, 14, 30, tzinfo=UTC)
END = datetime(2024, 6, 12, 16, 0, tzinfo=UTC)
STATES = st.sampled_from(["", *attendance.STATES])


class TestAttendance:
    @pytest.mark.parametrize(
        ("seconds", "minutes"),
        [(-1800, 0), (0, 0), (59, 0), (60, 1), (61, 1), (3600, 60)],
    )
    def test_late_minutes_are_whole_minutes_after_the_start(self, seconds: int, minutes: int) -> None:
        assert attendance.late_minutes(START, START + timedelta(seconds=seconds)) == minutes

    @given(st.integers(-7200, 7200), st.integers(0, 600))
    def test_arriving_later_never_lowers_the_minutes(self, seconds: int, more: int) -> None:
        first = attendance.late_minutes(START, START + timedelta(seconds=seconds))
        assert 0 <= first <= attendance.late_minutes(START, START + timedelta(seconds=seconds + more))

    @pytest.mark.parametrize(
        ("state", "minutes", "valid"),
        [
            ("planned", -31, False),
            ("planned", -30, True),
            ("planned", 90, True),
            ("planned", 91, False),
            ("open", -300, True),
            ("open", 300, True),
            ("ended", 10, False),
            ("cancelled", -10, False),
        ],
    )
    def test_code_is_valid_while_open_and_half_an_hour_before_the_start(self, state: str, minutes: int, valid: bool) -> None:
        assert attendance.check_in_is_open(state, START, END, START + timedelta(minutes=minutes)) is valid

    def test_leave_asked_before_the_start_is_leave(self) -> None:
        assert attendance.state_of_leave(START, START - timedelta(seconds=1)) == "leave"

    def test_leave_asked_at_or_after_the_start_is_absence_without_leave(self) -> None:
        assert attendance.state_of_leave(START, START) == "absent"

    @given(st.lists(STATES))
    def test_counts_always_add_up_to_the_expected(self, states: list[str]) -> None:
        count = attendance.head_count(Presence("某", state) for state in states)
        assert count.present + count.away + count.unknown == count.expected == len(states)

    def test_absence_note_names_state_minutes_and_reason_of_everybody_not_simply_there(self) -> None:
        lines = [Presence("甲", "present"), Presence("乙", "late", 5), Presence("丙", "duty", None, "区里听课"), Presence("丁", "")]
        assert attendance.absence_note(lines) == "乙（迟到5分钟）；丙（公出，区里听课）"

    @pytest.mark.parametrize(
        ("state", "minutes", "reason", "fields"),
        [
            ("present", None, "", set()),
            ("late", None, "", {"minutes"}),
            ("early", 5, "", set()),
            ("leave", None, " ", {"reason"}),
            ("duty", None, "开会", set()),
            ("absent", None, "", set()),
            ("asleep", None, "", {"state"}),
        ],
    )
    def test_mark_asks_for_minutes_and_reason_where_they_are_needed(
        self, state: str, minutes: int | None, reason: str, fields: set[str]
    ) -> None:
        assert set(attendance.mark_problems(state, minutes, reason)) == fields

    def test_rules_and_table_know_the_same_states(self) -> None:
        assert set(attendance.STATES) == set(Attendance.State.values)
        assert {attendance.LABELS[state] for state in attendance.STATES} == {str(label) for label in Attendance.State.labels}
        assert {"open", "planned"} <= set(Activity.State.values)


class TestRecord:
    FULL = record.RecordState(review_written=True, unit_analyses=1, no_unit_reason="", speakers=2, decisions=1, present=3)

    def test_full_record_lacks_nothing(self) -> None:
        assert record.missing(self.FULL) == ()

    def test_empty_record_says_everything_at_once(self) -> None:
        empty = record.RecordState(
            review_written=False, unit_analyses=0, no_unit_reason="", speakers=1, decisions=0, present=3, unmarked=("甲",)
        )
        assert [gap.step for gap in record.missing(empty)] == ["attendance", "review", "opinion", "opinions", "decisions"]

    def test_reason_replaces_the_unit_analysis(self) -> None:
        without = record.RecordState(review_written=True, unit_analyses=0, no_unit_reason="复习课", speakers=2, decisions=1, present=3)
        assert record.missing(without) == ()

    @pytest.mark.parametrize(("present", "speakers", "enough"), [(1, 1, True), (1, 0, False), (2, 1, False), (5, 2, True), (0, 1, True)])
    def test_no_more_speakers_are_asked_for_than_were_there(self, present: int, speakers: int, enough: bool) -> None:
        state = record.RecordState(review_written=True, unit_analyses=1, no_unit_reason="", speakers=speakers, decisions=1, present=present)
        assert (record.missing(state) == ()) is enough


class TestAnalysis:
    STATE = analysis.AnalysisState(frozenset({1, 4}), counted=True, unit_starts=date(2024, 6, 17), unit_ends=date(2024, 6, 25))

    def test_first_rows_are_due_on_the_eve_and_the_last_a_week_after(self) -> None:
        assert [row.due for row in analysis.rows_due(self.STATE)] == [date(2024, 6, 16)] * 3 + [date(2024, 7, 2)]

    def test_fourth_row_is_done_only_with_numbers(self) -> None:
        without = analysis.AnalysisState(frozenset({1, 2, 3, 4}), counted=False, unit_starts=None, unit_ends=None)
        assert [row.done for row in analysis.rows_due(without)] == [True, True, True, False]

    def test_row_is_missing_only_after_its_day(self) -> None:
        second = analysis.rows_due(self.STATE)[1]
        assert not second.is_missing(date(2024, 6, 16))
        assert second.is_missing(date(2024, 6, 17))

    def test_row_without_known_days_is_never_missing(self) -> None:
        state = analysis.AnalysisState(frozenset(), counted=False, unit_starts=None, unit_ends=None)
        assert not any(row.is_missing(date.max) for row in analysis.rows_due(state))

    def test_rate_is_exact_until_it_is_printed(self) -> None:
        assert analysis.rate(3, 1) == Fraction(1, 3)

    def test_more_reached_than_tested_is_refused(self) -> None:
        with pytest.raises(ValueError, match="达成人数"):
            analysis.rate(3, 4)

    @pytest.mark.parametrize(("count", "hint"), [(0, False), (3, True), (4, False), (7, False), (8, True)])
    def test_hint_about_goals_outside_four_to_seven(self, count: int, hint: bool) -> None:
        assert bool(analysis.goals_hint(count)) is hint

    def test_rows_of_rules_and_table_agree(self) -> None:
        assert [*analysis.BEFORE_ROWS, analysis.ATTAINMENT_ROW] == AnalysisRow.values
        assert [value for value, _ in UnitGoal._meta.get_field("level").flatchoices] == ["了解", "理解", "掌握", "运用"]


class TestTheory:
    @pytest.mark.parametrize("mark", ["1. ", "１、", "（1）", "一、", "- ", "· ", "3）", ""])
    def test_numbers_and_bullets_in_front_of_a_point_vanish(self, mark: str) -> None:
        assert theory.points_of(f"{mark}错误里有想法\n\n  ") == ["错误里有想法"]

    def test_number_inside_a_point_stays(self) -> None:
        assert theory.points_of("3.5 元可以看作 35 角") == ["3.5 元可以看作 35 角"]

    @pytest.mark.parametrize(("count", "ok"), [(0, False), (2, False), (3, True), (8, True), (9, False)])
    def test_three_to_eight_points(self, count: int, ok: bool) -> None:
        assert (theory.point_problem(["点"] * count) == "") is ok

    @given(st.lists(st.text("错误想法课堂ab12", min_size=1), min_size=1), st.sampled_from([" ", "，", "。", "\n", "—", "“"]))
    def test_same_passage_with_other_punctuation_has_the_same_fingerprint(self, points: list[str], mark: str) -> None:
        assert theory.fingerprint(points) == theory.fingerprint([mark.join(point) for point in points])

    def test_full_width_and_letter_case_do_not_hide_a_copied_passage(self) -> None:
        assert theory.fingerprint(["ＡＢ１２"]) == theory.fingerprint(["ab12"])

    def test_short_view_gets_a_hint_and_no_more(self) -> None:
        assert theory.view_hint(49)
        assert theory.view_hint(50) == ""


class TestTalks:
    def test_coverage_counts_each_school_day_once_and_no_other_day(self) -> None:
        days = [date(2024, 6, day) for day in (11, 12, 13)]
        got = talks.coverage(days, [date(2024, 6, 11), date(2024, 6, 11), date(2024, 6, 10)])
        assert (got.talked, got.school_days, got.percent) == (1, 3, 33)

    def test_coverage_without_school_days_has_no_percentage(self) -> None:
        assert talks.coverage([], [date(2024, 6, 11)]).percent is None

    @given(st.sets(st.dates(date(2024, 2, 1), date(2024, 7, 1))), st.lists(st.dates(date(2024, 2, 1), date(2024, 7, 1))))
    def test_coverage_never_exceeds_the_school_days(self, days: set[date], said: list[date]) -> None:
        got = talks.coverage(days, said)
        assert 0 <= got.talked <= got.school_days == len(days)

    @given(st.text("错误想法课堂等号关系", min_size=2))
    def test_text_is_wholly_like_itself(self, text: str) -> None:
        assert talks.likeness(text, text) == 1.0

    @given(st.text("错误想法课堂等号关系ab "), st.text("错误想法课堂等号关系ab "))
    def test_likeness_is_mutual_and_between_nothing_and_all(self, one: str, other: str) -> None:
        assert 0.0 <= talks.likeness(one, other) == talks.likeness(other, one) <= 1.0

    def test_most_alike_finds_the_reworded_talk_and_ignores_the_unrelated(self) -> None:
        earlier = ["复式折线图的图例学生常漏看。", "解方程时十几个学生把等号连着写下去。"]
        assert talks.most_alike("解方程时，有十几个学生把等号连着写", earlier) == 1
        assert talks.most_alike("分数墙操作很受欢迎", earlier) is None
        assert talks.most_alike("任何话", []) is None

    @pytest.mark.parametrize(
        ("speakers", "members", "school_day", "fields"),
        [(2, 4, True, set()), (1, 4, True, {"speakers"}), (1, 1, True, set()), (2, 4, False, {"day"}), (0, 1, False, {"speakers", "day"})],
    )
    def test_talk_needs_two_speakers_and_a_school_day(self, speakers: int, members: int, school_day: bool, fields: set[str]) -> None:
        assert set(talks.talk_problems(speakers, members, school_day)) == fields
