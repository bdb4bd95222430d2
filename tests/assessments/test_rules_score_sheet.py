"""Reading a class's marks from workbooks as schools have them: every problem at once, with row and column."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.assessments import workbooks
from jiaoyan.assessments.rules.figures import Question
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.assessments.rules.score_sheet import BadMark, Line, Reading, Seat, absence, columns, parse_mark, read
from jiaoyan.documents.sheets import read_table
from tests.assessments.builders import workbook

QUESTIONS = (Question("1", 10), Question("2", 10), Question("一3", 20))
SEATS = (Seat(11, "0101", "李雨桐", 1), Seat(12, "0102", "王子墨", 2), Seat(13, "0103", "欧阳思源", 3))
HEAD = ("学号", "姓名", "1", "2", "一3")
WHOLE: list[list[Any]] = [["0101", "李雨桐", 5, 4.5, 9], ["0102", "王子墨", 3, 2, 10], ["0103", "欧阳思源", 0, 0, 0]]


def reading(*rows: Any, seats: tuple[Seat, ...] = SEATS) -> Reading:
    return read(read_table(workbook(*rows), columns(QUESTIONS)), QUESTIONS, seats, (2019, 1), 2023)


def changed(row: int, column: int, value: Any) -> Reading:
    rows = [list(each) for each in WHOLE]
    rows[row][column] = value
    return reading(HEAD, *rows)


def told(found: Reading) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_clean_sheet_gives_half_points_in_the_order_of_the_items() -> None:
    found = reading(HEAD, *WHOLE)
    assert found.problems == ()
    assert found.lines == (Line(11, (10, 9, 18)), Line(12, (6, 4, 20)), Line(13, (0, 0, 0)))


def test_titles_totals_section_heads_and_unknown_columns_are_no_matter() -> None:
    found = reading(
        ("五（1）班数学成绩",),
        ("", "", "一、计算", "", "二、解决问题"),
        ("姓名", "学号", "第1题", "2题", "第一3题（10分）", "名次"),
        *[[row[1], row[0], *row[2:], 1] for row in WHOLE],
        ("平均分", "", 2.7, 2.2, 6.3),
    )
    assert found.problems == ()
    assert len(found.lines) == 3
    assert any("名次" in note for note in found.notes)


def test_full_width_digits_and_numbers_typed_as_text_are_read() -> None:
    found = changed(0, 2, "４．５")
    assert found.problems == ()
    assert found.lines[0].marks == (9, 9, 18)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5.5, "5.5 分超过了这一题的满分 5 分，请核对"),
        (4.3, "“4.3”请精确到 0.5 分"),
        (-1, "“-1”不是分数，请填数字；没有做请填 0，缺考请写“缺考”"),
        ("对", "“对”不是分数，请填数字；没有做请填 0，缺考请写“缺考”"),
        (None, "没有填分数，请补上；没有做请填 0"),
    ],
)
def test_mark_that_cannot_be_is_told_with_its_place(value: Any, said: str) -> None:
    assert told(changed(1, 2, value)) == [f"“成绩”第 3 行 C 1 列：{said}"]


def test_all_problems_of_all_rows_come_at_once_in_order() -> None:
    found = reading(HEAD, ["0101", "李雨桐", 6, 4.25, 9], ["0102", "王子墨", "x", 2, 10])
    assert [problem.row for problem in found.problems] == [2, 2, 3, 0]
    assert found.problem_count == 4
    assert found.lines == ()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["缺考"], "缺考"),
        (["", "", "病假"], "病假"),
        (["缺考", "缺考", "缺考"], "缺考"),
        (["（事假）"], "事假"),
        (["免考"], "免考"),
        (["不计"], "免考"),
    ],
)
def test_absent_pupil_is_no_zero_but_has_a_kind_of_reason(cells: list[str], reason: str) -> None:
    found = reading(HEAD, *WHOLE[:2], ["0103", "欧阳思源", *cells])
    assert found.problems == ()
    assert found.lines[2] == Line(13, None, reason)
    assert found.tested == 2


def test_of_a_remark_only_the_kind_of_reason_is_kept() -> None:
    found = reading((*HEAD, "备注"), *WHOLE[:2], ["0103", "欧阳思源", None, None, None, "发烧在家，病假"])
    assert found.lines[2] == Line(13, None, "病假")


def test_remark_about_something_else_makes_nobody_absent() -> None:
    assert reading((*HEAD, "备注"), [*WHOLE[0], "字迹工整"], *WHOLE[1:]).lines[0].marks == (10, 9, 18)


def test_absent_with_marks_is_a_contradiction() -> None:
    assert "写了“缺考”又有分数" in told(changed(0, 2, "缺考"))[0]


def test_row_without_any_mark_asks_for_marks_or_absence() -> None:
    found = reading(HEAD, *WHOLE[:2], ["0103", "欧阳思源", None, None, None])
    assert "没有参加的请写“缺考”" in told(found)[0]


def test_total_that_differs_from_its_items_is_told_and_one_that_agrees_is_not() -> None:
    assert reading((*HEAD, "总分"), [*WHOLE[0], 18.5], [*WHOLE[1], 15], [*WHOLE[2], 0]).problems == ()
    found = reading((*HEAD, "总分"), [*WHOLE[0], 19], [*WHOLE[1], 15], [*WHOLE[2], 0])
    assert told(found) == ["“成绩”第 2 行 F 总分 列：总分写的是 19，各题相加是 18.5，请核对"]


def test_unknown_pupil_wrong_name_and_missing_pupil_are_told() -> None:
    found = reading(HEAD, ["0101", "李雨彤", 1, 1, 1], ["0199", "王子墨", 1, 1, 1], [None, "赵一诺", 1, 1, 1])
    said = " ".join(told(found))
    assert "学号 0101 是“李雨桐”，与姓名“李雨彤”不符" in said
    assert "本班没有学号 0199" in said
    assert "本班没有“赵一诺”" in said
    assert "名单里还有 3 名学生不在表里：李雨桐、王子墨、欧阳思源" in said


def test_equal_names_need_the_code_or_the_number() -> None:
    seats = (Seat(11, "0101", "李雨桐", 1), Seat(12, "0102", "李雨桐", 2))
    rows = (["李雨桐", 5, 5, 10], ["李雨桐", 4, 4, 9])
    assert "本班有 2 名“李雨桐”（学号 0101、0102）" in told(reading(("姓名", "1", "2", "一3"), *rows, seats=seats))[0]
    numbered = reading(("班内序号", "姓名", "1", "2", "一3"), *[[n, *row] for n, row in enumerate(rows, start=1)], seats=seats)
    assert [line.pupil for line in numbered.lines] == [11, 12]


def test_pupil_twice_is_told_with_both_rows() -> None:
    found = reading(HEAD, *WHOLE, WHOLE[0])
    assert told(found) == ["“成绩”第 5 行 B 姓名 列：“李雨桐”与第 2 行重复，请只留一行"]


def test_item_without_column_is_told_once_and_not_in_every_row() -> None:
    found = reading(("学号", "姓名", "1", "2"), *[row[:4] for row in WHOLE])
    assert told(found) == ["缺少这些题的列：第一3题（10分）。表头可以写“第一3题（10分）”，或者只写题号"]


@pytest.mark.parametrize(("heading", "value"), [("联系电话", 13800001111), ("身份证号", "110101201301011234")])
def test_columns_with_telephone_or_identity_numbers_are_refused(heading: str, value: Any) -> None:
    found = reading((*HEAD, heading), *[[*row, value] for row in WHOLE])
    assert "系统不收这类信息" in told(found)[0]


def test_grade_sheet_is_read_for_this_class_only() -> None:
    found = reading((*HEAD, "班级"), *[[*row, "五（1）班"] for row in WHOLE], ["0201", "周若溪", 1, 1, 1, "502"])
    assert found.problems == ()
    assert len(found.lines) == 3
    assert "另有 1 行是其他班的，没有读入" in found.notes


def test_sheet_without_any_heading_says_what_is_looked_for() -> None:
    assert "没有找到表头" in told(reading(("随便",), ("写写",)))[0]


def test_own_export_is_read_back_unchanged_and_own_blank_asks_for_marks() -> None:
    lines = [Line(11, (10, 9, 18)), Line(12, (6, 4, 20)), Line(13, None, "病假")]
    data = workbooks.export("五（1）班", QUESTIONS, SEATS, lines)
    back = read(read_table(data, columns(QUESTIONS)), QUESTIONS, SEATS, (2019, 1), 2023)
    assert (list(back.lines), back.problems) == (lines, ())
    blank = workbooks.blank("五（1）班", QUESTIONS, SEATS)
    empty = read(read_table(blank, columns(QUESTIONS)), QUESTIONS, SEATS, (2019, 1), 2023)
    assert empty.problem_count == 3


@given(st.integers(0, 400), st.integers(0, 400))
def test_mark_is_read_as_it_is_written_and_never_above_the_full_mark(mark: int, full: int) -> None:
    if mark <= full:
        assert parse_mark(points(mark), full) == mark
    else:
        with pytest.raises(BadMark):
            parse_mark(points(mark), full)


@given(st.text(max_size=12))
def test_any_text_is_a_mark_or_a_sentence_that_says_why_not(text: str) -> None:
    try:
        said = points(parse_mark(text, 20))
    except BadMark as bad:
        said = str(bad)
    assert said
    assert absence(text) in ("", "病假", "事假", "公假", "免考", "缺考")
