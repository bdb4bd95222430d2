"""Small classes are hidden, and nothing shown gives them away; sentences, public lines, names of tests, goals, days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.assessments.rules.figures import ClassFigures, Policy, Question, Snapshot, Tally, added, tally
from jiaoyan.assessments.rules.goals import counts, reached
from jiaoyan.assessments.rules.kinds import has_written_tests, problem_of_title, proposed_title
from jiaoyan.assessments.rules.public import public_lines
from jiaoyan.assessments.rules.report import Draft, findings, marks_due, report_due
from jiaoyan.assessments.rules.sentences import is_notably_below, sentences
from jiaoyan.assessments.rules.small import FEWEST, as_seen, hidden_classes
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates

POLICY = Policy(40)


def of(size: int, marks: tuple[int, int] = (18, 14)) -> Tally:
    return tally([marks] * size, POLICY, 2, enrolled=size)


def snapshot(*tallies: Tally, expected: int | None = None, missing: tuple[str, ...] = ()) -> Snapshot:
    questions = (Question("1", 20, knowledge="口算"), Question("2", 20, knowledge="面积", expected=expected))
    classes = tuple(ClassFigures(n, f"五（{n}）班", each) for n, each in enumerate(tallies, start=1))
    return Snapshot(POLICY, questions, classes, added(tallies, POLICY, 2), missing=missing)


@given(st.dictionaries(st.integers(1, 8), st.integers(0, 60), max_size=8))
def test_no_class_of_a_few_is_shown_nor_can_be_worked_out(tested: dict[int, int]) -> None:
    hidden = hidden_classes(tested)
    assert all(count >= FEWEST for key, count in tested.items() if count and key not in hidden)
    if hidden and sum(tested.values()) > sum(tested[key] for key in hidden):  # something is shown, so a difference can be taken
        sizes = [tested[key] for key in hidden]
        assert len(hidden) >= 3
        assert sum(sizes) - max(sizes) >= FEWEST  # whoever knows one of the hidden classes still cannot work another out


def test_class_of_three_hides_the_two_smallest_other_classes_too() -> None:
    assert hidden_classes({1: 3, 2: 44, 3: 40, 4: 42}) == {1, 3, 4}


def test_teacher_of_a_class_hidden_for_the_sake_of_a_small_one_cannot_subtract_his_own() -> None:
    seen = as_seen(snapshot(of(3), of(40), of(41), of(44)), own={2})
    unknown = [each.tally.tested for each in seen.classes if each.hidden]
    assert unknown == [3, 41]  # what grade minus shown minus own leaves is of both together
    assert not seen.hidden


def test_classes_of_ten_are_all_shown() -> None:
    assert hidden_classes({1: 10, 2: 10}) == frozenset()


def test_class_nobody_was_tested_in_hides_nothing() -> None:
    assert hidden_classes({1: 0, 2: 40}) == frozenset()


def test_own_teacher_sees_the_class_of_three_and_others_do_not() -> None:
    classes = of(3), of(40), of(41), of(44)
    assert [each.hidden for each in as_seen(snapshot(*classes), own={1}).classes] == [False, True, True, False]
    assert [each.hidden for each in as_seen(snapshot(*classes)).classes] == [True, True, True, False]


def test_practice_is_not_measured_by_what_end_of_term_papers_are_like() -> None:
    told = snapshot(of(40, (4, 6)), of(42, (4, 6)))
    assert any("一般期末卷" in words for words in sentences(told, final=True))
    assert not any("一般期末卷" in words for words in sentences(told, final=False))


def test_grade_of_a_few_has_no_figures_and_no_sentences() -> None:
    seen = as_seen(snapshot(of(3)))
    assert seen.hidden
    assert sentences(seen, final=True) == ()


def test_sentences_say_the_whole_first_with_counts_and_never_a_rank() -> None:
    told = sentences(snapshot(of(40), of(42), expected=90, missing=("五（3）班",)), final=True)
    assert told[0].startswith("全年级应考82人，实考82人。均分16.00分，合格率100%（82/82）")
    assert "五（3）班的成绩还没有导入" in told[1]
    assert any("第2题比预期低20个百分点" in words for words in told)
    assert not any(sign in "".join(told) for sign in ("名次", "排名", "第一", "最差"))


def test_class_below_the_grade_is_named_only_when_it_is_more_than_chance() -> None:
    weak = tally([(18, 6)] * 30 + [(18, 18)] * 10, POLICY, 2, enrolled=40)
    whole = snapshot(weak, of(40, (18, 18)), of(40, (18, 18)))
    assert is_notably_below(whole, 1, 1)
    assert not is_notably_below(whole, 1, 0)
    assert not is_notably_below(whole, 2, 1)


def test_nothing_is_said_before_anybody_was_marked() -> None:
    assert sentences(snapshot(), final=True) == ()


@pytest.mark.parametrize("line", ["五（4）班进步大", "3班合格率高", "沈静言负责的班", "年级第一名", "502班更好"])
def test_public_version_leaves_out_lines_with_class_person_or_rank(line: str) -> None:
    assert public_lines([line, "口算得分率95%，每班每周两次"], {"沈静言"}) == ["口算得分率95%，每班每周两次"]


@pytest.mark.parametrize("title", ["期中考试", "第三单元检测", "月考", "计算能力测验", "摸底测试"])
def test_only_the_final_may_be_called_an_examination(title: str) -> None:
    assert "只用于期末" in problem_of_title("unit", title)
    assert problem_of_title("final", title) == ""


def test_titles_of_practice_pass_and_ranks_never_do() -> None:
    assert problem_of_title("unit", proposed_title("unit", "圆")) == ""
    assert "不排名" in problem_of_title("final", "期末检测排名")


@pytest.mark.parametrize(("grade", "written"), [(1, False), (2, False), (3, True), (6, True), (None, False)])
def test_grades_one_and_two_have_no_written_tests(grade: int | None, written: bool) -> None:
    assert has_written_tests(grade) is written


def test_goal_is_reached_at_exactly_four_fifths_and_not_below() -> None:
    assert reached((8, 8, 0), (10, 10, 40), (0, 1))
    assert not reached((8, 7, 40), (10, 10, 40), (0, 1))
    assert counts([(8, 8), (10, 5)], (10, 10), (0, 1)) == (2, 1)
    assert counts([(8, 8)], (10, 10), ()) == (0, 0)


CALENDAR = Calendar(
    TermDates(date(2023, 9, 1), date(2024, 1, 19), exam_phase_start=date(2024, 1, 5)),
    (Override(date(2024, 1, 12), "holiday", "校庆"),),
)


def test_report_is_due_five_school_days_after_the_test_holidays_skipped() -> None:
    assert report_due(CALENDAR, date(2024, 1, 10)) == date(2024, 1, 18)
    assert marks_due(CALENDAR, date(2024, 1, 10)) == date(2024, 1, 16)


def test_report_is_due_on_the_last_day_when_the_term_ends_first_or_there_was_no_test() -> None:
    assert report_due(CALENDAR, date(2024, 1, 17)) == date(2024, 1, 19)
    assert report_due(CALENDAR, None) == date(2024, 1, 19)


def test_everything_that_is_missing_is_said_at_once() -> None:
    found = findings(Draft(tested=0, missing=(), strengths=0, errors=0, measures=(), looked_back=False, carried=2))
    assert [finding.part for finding in found] == ["marks", "text", "errors", "problems", "text"]


def test_problem_without_measure_is_named_by_its_number() -> None:
    found = findings(Draft(tested=40, missing=(), strengths=1, errors=1, measures=(1, 0, 2, 0), looked_back=True, carried=0))
    assert [finding.message[:6] for finding in found] == ["第2、4个问"]


def test_report_with_everything_may_be_handed_in() -> None:
    assert findings(Draft(tested=40, missing=(), strengths=1, errors=1, measures=(1,), looked_back=True, carried=3)) == ()
