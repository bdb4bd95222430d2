"""Reading lists from teachers' workbooks: values, headers, lines that are no data, and every problem at once."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiaoyan.documents import cells
from jiaoyan.documents.sheets import ColumnSpec, ReadLimits, SheetProblem, TableResult, read_table, read_workbook
from tests.documents.workbooks import Formula, package, text_cell, workbook

NAME = ColumnSpec("name", ("姓名", "教师姓名", "名字"), required=True, kind="name", max_length=20)
CODE = ColumnSpec("code", ("工号", "教工号"), kind="code", max_length=20)
CLASS = ColumnSpec("class_", ("班级", "所在班级"), required=True)
SINCE = ColumnSpec("since", ("入职日期",), kind="date")
WORKS = ColumnSpec("works", ("参加工作年月",), kind="month")
GRADE = ColumnSpec("grade", ("年级",), kind="choice", choices=("一年级", "二年级", "三年级"))
PERIODS = ColumnSpec("periods", ("周课时",), kind="integer", minimum=0, maximum=30)
STAFF = (NAME, CODE, CLASS, SINCE, WORKS, GRADE, PERIODS)


def read(*rows: list[Any], columns: tuple[ColumnSpec, ...] = (NAME, CODE, CLASS), **options: Any) -> TableResult:
    return read_table(workbook({"名单": list(rows)}), columns, **options)


def one(column: ColumnSpec, value: Any) -> Any:
    """The value one cell gives, or the sentence of its problem."""
    result = read(["姓名", column.label], ["甲", value], columns=(NAME, column))
    if result.problems:
        return result.problems[0].message
    return result.rows[0].values[column.name]


def messages(result: TableResult) -> list[str]:
    return [str(problem) for problem in result.problems]


class TestValues:
    @pytest.mark.parametrize(
        ("raw", "read_as"),
        [
            (2024001.0, "2024001"),
            ("２０２４００１", "2024001"),
            (" 007 ", "007"),
            ("20 24\u200b", "2024"),
            ("Ａ－12", "A-12"),
            (None, None),
        ],
    )
    def test_codes_are_their_digits_as_text(self, raw: Any, read_as: str | None) -> None:
        assert one(CODE, raw) == read_as

    def test_a_code_whose_last_digits_excel_lost_is_a_problem(self) -> None:
        assert "文本" in one(CODE, 1.2345678901234e16)

    @pytest.mark.parametrize(
        ("raw", "read_as"),
        [("李　明", "李明"), ("李 明", "李明"), (" 阿依古丽•买买提 ", "阿依古丽·买买提"), ("Anna Li", "Anna Li"), ("喆犇𠮷", "喆犇𠮷")],
    )
    def test_names_lose_the_spaces_typed_to_align_them(self, raw: str, read_as: str) -> None:
        assert read(["姓名", "班级"], [raw, "1"]).rows[0].text("name") == read_as

    @pytest.mark.parametrize(
        "raw",
        [
            date(2024, 2, 21),
            45343.0,
            "2024-02-21",
            "2024.2.21",
            "2024/2/21",
            "2024年2月21日",
            "２０２４．２．２１",
            "2024 年 2 月 21 日",
            "20240221",
            20240221.0,
            "2024-02-21 00:00:00",
        ],
    )
    def test_dates_in_every_usual_writing(self, raw: Any) -> None:
        assert one(SINCE, raw) == date(2024, 2, 21)

    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            ("二月份", "哪一年"),
            ("2月21日", "哪一年"),
            ("2.21", "哪一年"),
            ("24.2.21", "四位"),
            ("2024年2月", "缺少日"),
            ("2023-02-30", "日历上没有"),
            ("不详", "不是日期"),
            (12.5, "哪一年"),
            ("1024-01-01", "不合情理"),
        ],
    )
    def test_what_is_no_full_date_says_why(self, raw: Any, says: str) -> None:
        assert says in one(SINCE, raw)

    @pytest.mark.parametrize("raw", ["2015.9", "2015-09", "2015年9月", "201509", 201509.0, 2015.9, date(2015, 9, 18), "2015.9.18", 42248.0])
    def test_months_in_every_usual_writing(self, raw: Any) -> None:
        assert one(WORKS, raw) == date(2015, 9, 1)

    @pytest.mark.parametrize(
        ("raw", "read_as"),
        [
            (date(2015, 9, 18), date(2015, 9, 18)),
            ("2015.9.18", date(2015, 9, 18)),
            ("20150918", date(2015, 9, 18)),
            (42265.0, date(2015, 9, 18)),
            ("2015.9", date(2015, 9, 1)),
            (2015.9, date(2015, 9, 1)),
            ("201509", date(2015, 9, 1)),
            ("2015年9月", date(2015, 9, 1)),
        ],
    )
    def test_a_day_is_kept_where_a_month_would_do(self, raw: Any, read_as: date) -> None:
        assert one(ColumnSpec("born", ("出生年月",), kind="date_or_month"), raw) == read_as

    def test_a_decimal_that_may_be_january_or_october_is_asked_about(self) -> None:
        assert "1 月还是 10 月" in one(WORKS, 2015.1)
        assert one(WORKS, "2015.10") == date(2015, 10, 1)
        assert one(WORKS, 2015.11) == date(2015, 11, 1)

    @pytest.mark.parametrize(("raw", "read_as"), [(4.0, 4), ("４", 4), ("4.0", 4), (0, 0), (30, 30)])
    def test_integers(self, raw: Any, read_as: int) -> None:
        assert one(PERIODS, raw) == read_as

    @pytest.mark.parametrize("raw", [4.5, "四", "4节", True, -1, 31])
    def test_what_is_no_integer_in_range_is_a_problem(self, raw: Any) -> None:
        assert isinstance(one(PERIODS, raw), str)

    def test_choices_compare_without_spaces_and_width_and_list_what_is_possible(self) -> None:
        assert one(GRADE, " 一 年级") == "一年级"
        assert one(GRADE, "七年级") == "“七年级”不在可选范围内，请填：一年级、二年级、三年级"

    def test_text_keeps_its_lines_and_signs(self) -> None:
        assert one(CLASS, "3<5，a<b & “好”\n 第二行 ") == "3<5，a<b & “好”\n第二行"

    def test_length_is_met_exactly_and_passed_by_one(self) -> None:
        assert one(CODE, "1" * 20) == "1" * 20
        assert "最多 20" in one(CODE, "1" * 21)


class TestHeader:
    def test_stands_anywhere_in_the_first_rows_below_merged_titles(self) -> None:
        data = workbook(
            {"名单": [[], [], ["", "班级：", "姓 名\n（必填）", "工号*"], ["", "五（1）班", "甲", 1]]},
            merges=[(0, 0, 1, 6, "某校教师名单")],
        )
        result = read_table(data, (NAME, CODE, CLASS))
        assert not result.problems
        assert dict(result.rows[0].values) == {"name": "甲", "code": "1", "class_": "五（1）班"}
        assert result.rows[0].number == 4

    def test_in_the_fifteenth_row_is_found_and_in_the_sixteenth_not(self) -> None:
        title = [["某校"]] * 14
        assert not read(*title, ["姓名", "班级"], ["甲", "1"]).problems
        lost = read(*title, ["某校"], ["姓名", "班级"], ["甲", "1"])
        assert messages(lost) == ["“名单”：没有找到表头。前 15 行里应有一行写着“姓名”、“班级”"]

    def test_of_the_only_required_column_is_enough(self) -> None:
        assert read(["班级"], ["五1"], columns=(CLASS, GRADE)).rows[0].text("class_") == "五1"
        assert read(["年级"], ["一年级"], columns=(CLASS, GRADE)).problems

    def test_on_two_lines(self) -> None:
        result = read(["姓名", "任教", ""], ["", "班级", "工号"], ["甲", "五1", "7"])
        assert [dict(row.values) for row in result.rows] == [{"name": "甲", "code": "7", "class_": "五1"}]

    def test_a_missing_required_column_is_named_with_its_synonyms(self) -> None:
        assert messages(read(["姓名", "工号"], ["甲", "1"])) == ["“名单”第 1 行：没有“班级”这一列（也可写作：所在班级），请补上"]

    def test_a_doubled_column_is_a_problem(self) -> None:
        assert "有 2 列都叫“姓名”" in messages(read(["姓名", "班级", "姓名"], ["甲", "1", "乙"]))[0]

    def test_of_two_synonyms_the_first_one_is_taken(self) -> None:
        result = read(["所在班级", "班级", "姓名"], ["旧", "新", "甲"])
        assert result.rows[0].text("class_") == "新"
        assert "A 所在班级" in result.notes[0]

    def test_unknown_columns_are_listed(self) -> None:
        assert read(["序号", "姓名", "班级", "爱好"], [1, "甲", "1", "棋"]).notes == ("“名单”里这些列没有用到，不会导入：D 爱好",)


class TestLines:
    def test_totals_fillers_remarks_and_repeated_headers_are_skipped_with_a_note(self) -> None:
        result = read(
            ["序号", "姓名", "班级"],
            [1, "甲", "五1"],
            [2, "……", "……"],
            [3, None, None],
            [],
            ["序号", "姓名", "班级"],
            [4, "乙", "五2"],
            ["合 计", None, 2],
            [None, "五年级小计", None],
            ["备注：外聘教师不填"],
        )
        assert [row.text("name") for row in result.rows] == ["甲", "乙"]
        assert not result.problems
        assert [note[4:].removesuffix("，已跳过") for note in result.notes] == [
            "第 3 行是省略行",
            "第 6 行是重复的表头",
            "第 8 行是合计行",
            "第 9 行是合计行",
            "第 10 行是说明文字",
        ]

    def test_a_class_merged_beside_its_pupils_belongs_to_each(self) -> None:
        data = workbook({"名单": [["班级", "姓名"], ["", "甲"], ["", "乙"], ["", "丙"]]}, merges=[(1, 0, 2, 0, "五1")])
        result = read_table(data, (NAME, CLASS))
        assert [row.text("class_") for row in result.rows] == ["五1", "五1", ""]
        assert messages(result) == ["“名单”第 4 行 A 班级 列：没有填“班级”，请补上"]

    def test_ditto_is_asked_for_in_words(self) -> None:
        assert "同上" in messages(read(["姓名", "班级"], ["甲", "五1"], ["乙", "同上"]))[0]


class TestFormulas:
    def test_the_remembered_result_is_taken(self) -> None:
        assert read(["姓名", "班级"], ["甲", Formula("=1+1", 2)]).rows[0].text("class_") == "2"

    @pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!"])
    def test_an_error_is_a_problem_even_in_an_optional_column(self, error: str) -> None:
        result = read(["姓名", "班级", "工号"], ["甲", "1", Formula("=X", error)])
        assert messages(result) == [f"“名单”第 2 行 C 工号 列：单元格里是错误值 {error}，请改正公式或直接填写内容"]

    def test_an_error_typed_as_text_is_a_problem_too(self) -> None:
        assert "错误值" in messages(read(["姓名", "班级"], ["甲", "#N/A"]))[0]

    def test_a_formula_without_a_result_is_a_problem(self) -> None:
        header = f"<row>{text_cell('A1', '姓名')}{text_cell('B1', '班级')}{text_cell('C1', '工号')}</row>"
        row = f'<row>{text_cell("A2", "甲")}{text_cell("B2", "1")}<c r="C2"><f>A1</f><v></v></c></row>'
        assert "还没有算出结果" in messages(read_table(package(rows=header + row), (NAME, CODE, CLASS)))[0]

    def test_a_formula_that_gives_nothing_is_blank(self) -> None:
        header = f"<row>{text_cell('A1', '姓名')}{text_cell('B1', '班级')}{text_cell('C1', '工号')}</row>"
        row = f'<row>{text_cell("A2", "甲")}{text_cell("B2", "1")}<c r="C2" t="str"><f>A1</f><v></v></c></row>'
        result = read_table(package(rows=header + row), (NAME, CODE, CLASS))
        assert result.rows[0].values["code"] is None
        assert not result.problems

    def test_a_line_of_failed_formulas_without_other_content_is_skipped(self) -> None:
        result = read(["姓名", "班级"], ["甲", "1"], [None, Formula("=X", "#N/A")])
        assert len(result.rows) == 1
        assert not result.problems


class TestIdentities:
    VALID = "11010519491231002X"  # the specimen of the national standard GB 11643

    @pytest.mark.parametrize("value", [VALID, "110105 19491231 002x", "G" + VALID])
    def test_a_column_of_identity_numbers_is_refused_whatever_it_is_called(self, value: str) -> None:
        result = read(["姓名", "班级", "工号"], ["甲", "1", value], ["乙", "1", "7"])
        assert messages(result) == ["“名单” C 工号 列：这一列像是身份证号或手机号。系统不收这类信息，请删去这一列，另存后再导入"]

    def test_an_unknown_column_is_watched_too(self) -> None:
        assert "E 联系" in messages(read(["姓名", "班级", "工号", "x", "联系"], ["甲", "1", "7", "", "138 0013 8000"]))[0]

    def test_identity_numbers_stored_as_numbers_are_seen(self) -> None:
        assert cells.looks_like_identity(110105194912310000.0)

    @pytest.mark.parametrize("value", ["110105194912310021", "110105194913310025", "202400120240012345", "2024001", ""])
    def test_other_long_codes_are_not_taken_for_identities(self, value: str) -> None:
        assert not cells.looks_like_identity(value)

    def test_one_code_like_a_telephone_among_many_is_no_reason(self) -> None:
        rows = [["甲", "1", str(20240000 + n)] for n in range(5)]
        assert not read(["姓名", "班级", "工号"], *rows, ["乙", "1", "13800138000"]).problems

    def test_a_named_column_is_refused_only_when_it_holds_something(self) -> None:
        assert not read(["姓名", "班级", "手机号码"], ["甲", "1", ""]).problems
        assert read(["姓名", "班级", "手机号码"], ["甲", "1", "见通讯录"]).problems


class TestLimits:
    def test_rows_at_the_limit_are_read_and_one_above_not(self) -> None:
        rows = [["甲", "1"] for _ in range(4)]
        assert len(read(["姓名", "班级"], *rows, limits=ReadLimits(rows=4)).rows) == 4
        above = read(["姓名", "班级"], *rows, limits=ReadLimits(rows=3))
        assert messages(above) == ["“名单”有 4 行数据，一次最多 3 行，请分成几份导入"]
        assert above.rows == ()

    def test_columns_at_the_limit_are_read_and_one_above_not(self) -> None:
        header = ["姓名", "班级", "甲", "乙"]
        assert not read(header, limits=ReadLimits(columns=4)).problems
        assert "最多 3 列" in messages(read(header, limits=ReadLimits(columns=3)))[0]

    def test_shown_problems_are_bounded_and_all_are_counted(self) -> None:
        result = read(["姓名", "班级"], *[["甲", ""]] * 5, limits=ReadLimits(shown=3))
        assert (len(result.problems), result.problem_count) == (3, 5)

    def test_the_header_bound_is_exact(self) -> None:
        rows = [["某校"], ["姓名", "班级"], ["甲", "1"]]
        assert not read(*rows, limits=ReadLimits(header_within=2)).problems
        assert read(*rows, limits=ReadLimits(header_within=1)).problems


class TestWorkbook:
    SPECS = {"教职工": (NAME, CODE), "学生": (NAME, CLASS)}

    def test_all_sheets_report_at_once_and_absent_ones_are_absent(self) -> None:
        data = workbook({"教职工": [["姓名", "工号"], ["", "1"]], "学生": [["姓名", "班级"], ["甲", ""]]})
        result = read_workbook(data, {**self.SPECS, "课务": (NAME, CLASS, GRADE)})
        assert set(result.tables) == {"教职工", "学生"}
        assert [(p.sheet, p.row, p.column) for p in result.problems] == [("教职工", 2, "A 姓名"), ("学生", 2, "B 班级")]

    def test_several_sheets_feed_one_kind_and_rows_know_theirs(self) -> None:
        data = workbook({"一年级学生": [["姓名", "班级"], ["甲", "一1"]], "二年级学生": [["班级", "姓名"], ["二1", "乙"]]})
        table = read_workbook(data, self.SPECS).tables["学生"]
        assert [(row.sheet, row.text("name"), row.text("class_")) for row in table.rows] == [
            ("一年级学生", "甲", "一1"),
            ("二年级学生", "乙", "二1"),
        ]
        assert str(table.problem(table.rows[1], "class_", "没有这个班")) == "“二年级学生”第 2 行 A 班级 列：没有这个班"

    def test_an_unnamed_sheet_is_known_by_its_headings(self) -> None:
        assert set(read_workbook(workbook({"Sheet1": [["姓名", "班级"], ["甲", "一1"]]}), self.SPECS).tables) == {"学生"}

    def test_hidden_and_underscored_sheets_are_not_read(self) -> None:
        data = workbook({"学生": [["姓名", "班级"], ["甲", "一1"]], "_meta": [["姓名", "班级"], ["乙", "一1"]]})
        assert [row.text("name") for row in read_workbook(data, self.SPECS).tables["学生"].rows] == ["甲"]

    def test_a_sheet_that_is_no_list_comes_back_cell_by_cell_with_merges_filled(self) -> None:
        data = workbook({"课表": [["", "星期一"], [1.0, "语文"]]}, merges=[(2, 0, 2, 1, "午休")])
        result = read_workbook(data, {"课表": (NAME, CLASS)}, grids={"课表"})
        assert result.tables == {}
        assert result.loose[0].rows == ((1, ("", "星期一")), (2, ("1", "语文")), (3, ("午休", "午休")))

    def test_a_sheet_asked_for_by_name_without_a_header_is_a_problem(self) -> None:
        assert "没有找到表头" in str(read_workbook(workbook({"学生": [["甲", "乙"]]}), self.SPECS).problems[0])

    def test_one_sheet_among_several_is_taken_by_name_or_by_its_header(self) -> None:
        data = workbook({"说明": [["请填写"]], "甲": [["姓名", "班级"], ["甲", "1"]], "乙": [["姓名", "班级"], ["乙", "2"]]})
        assert read_table(data, (NAME, CLASS)).rows[0].text("name") == "甲"
        assert read_table(data, (NAME, CLASS), sheet="乙").rows[0].text("name") == "乙"

    def test_typed_access_and_places_of_a_row(self) -> None:
        result = read(["姓名", "班级", "周课时", "入职日期"], ["甲", "1", 4, "2024-02-21"], columns=STAFF)
        row = result.rows[0]
        assert (row.integer("periods"), row.day("since"), row.text("code"), row.day("works")) == (4, date(2024, 2, 21), "", None)
        assert result.problem(row, "periods", "不对") == SheetProblem("名单", 2, "C 周课时", "不对")

    def test_a_row_with_a_problem_is_marked_and_keeps_its_other_values(self) -> None:
        row = read(["姓名", "班级"], ["甲", ""]).rows[0]
        assert (row.whole, row.text("name")) == (False, "甲")


def test_every_spec_field_travels_to_the_child() -> None:
    filled = {field.name for field in dataclasses.fields(ColumnSpec)}
    assert filled == {"name", "labels", "required", "kind", "choices", "max_length", "minimum", "maximum", "examples"}


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
DITTO = ("同上", "〃", '"', "″")
# nobody is called "合计": such a line is the table's own sum, and is left out with a note
WORD = st.text(HAN, min_size=2, max_size=6).filter(
    lambda text: not re.search("[合总小共]计$|总数$|均$|均[分数]$", text) and text not in DITTO
)
TEXT = st.text(st.characters(exclude_categories=["C", "Z", "S"], exclude_characters="_"), min_size=1, max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": WORD,
            "code": st.from_regex(r"[0-9A-Z]{1,12}", fullmatch=True).filter(lambda t: not cells.looks_like_mobile(t)),
            "class_": TEXT.filter(lambda text: cells.plain(text) == text and text not in DITTO),
            "since": st.dates(date(1950, 1, 1), date(2099, 12, 31)) | st.none(),
            "works": st.dates(date(1950, 1, 1), date(2099, 12, 31)).map(lambda day: day.replace(day=1)) | st.none(),
            "grade": st.sampled_from(GRADE.choices) | st.none(),
            "periods": st.integers(0, 30) | st.none(),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_what_a_writer_writes_the_reader_reads(rows: list[dict[str, Any]]) -> None:
    data = workbook({"名单": [[column.label for column in STAFF], *[[row[column.name] for column in STAFF] for row in rows]]})
    result = read_table(data, STAFF)
    assert messages(result) == []
    assert [dict(row.values) for row in result.rows] == rows
