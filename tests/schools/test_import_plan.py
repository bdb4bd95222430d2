"""What an import makes of a workbook: pure, from read tables and a known school to problems or changes."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents.sheets import LooseSheet, TableResult, TableRow, WorkbookResult
from jiaoyan.schools.imports.class_names import class_in_title, class_label, parse_class
from jiaoyan.schools.imports.columns import SHEETS
from jiaoyan.schools.imports.grids import read_grid
from jiaoyan.schools.imports.plan import Plan, make_plan
from jiaoyan.schools.imports.state import Duty, Known, KnownPupil, Seat
from jiaoyan.schools.imports.timetable import parse_weekday

TODAY = date(2024, 3, 4)
YEAR = date(2023, 9, 1)
FIVE_1, FIVE_2 = (2019, 1), (2019, 2)


def person(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "gender": "F",
        "born_on": None,
        "service_from": None,
        "joined_on": None,
        "education": "",
        "title": "",
        "other_work": "",
        **fields,
        "name": name,
    }


KNOWN = Known(
    first_calendar_year=2023,
    year_starts=YEAR,
    day=TODAY,
    on=TODAY,
    staff={"T001": person("林知远"), "T002": person("周予安"), "T003": person("李明"), "T004": person("李明"), "T009": person("离职者")},
    left=frozenset({"T009"}),
    classes=frozenset({FIVE_1, FIVE_2}),
    subjects=frozenset({"数学", "语文"}),
    pupils={"P1": KnownPupil("小禾", "F", Seat(FIVE_1, 1, YEAR)), "P2": KnownPupil("小麦", "", None, last_day=date(2024, 1, 31))},
    duties={(FIVE_1, "数学"): Duty("T001", YEAR)},
    slots={FIVE_1: {(0, 1, "all"): "数学", (0, 2, "all"): "语文", (1, 1, "odd"): "数学"}},
)


def table(title: str, *rows: dict[str, Any], sheet: str | None = None) -> TableResult:
    """Rows as the reader gives them: every column there, row numbers from 2."""
    names = [column.name for column in SHEETS[title]]
    required = {column.name for column in SHEETS[title] if column.required}
    lines = [
        TableRow(sheet or title, number, dict.fromkeys(names) | row, whole=all(row.get(name) is not None for name in required))
        for number, row in enumerate(rows, start=2)
    ]
    return TableResult(rows=tuple(lines), columns={(sheet or title, name): name for name in names})


def plan(known: Known = KNOWN, loose: tuple[LooseSheet, ...] = (), **tables: TableResult) -> Plan:
    return make_plan(WorkbookResult({name: tables[name] for name in SHEETS if name in tables}, loose), known)


def said(result: Plan) -> list[str]:
    return [str(problem) for problem in result.problems]


def lines(result: Plan) -> list[tuple[str, str, str]]:
    return [(change.kind, change.what, change.detail) for part in result.parts for change in part.changes]


class TestClassNames:
    @pytest.mark.parametrize(
        "text",
        [
            "五（1）班",
            "五(1)班",
            "五1班",
            "五1",
            "五年级1班",
            "五年级（一）班",
            "五一班",
            "５（１）班",
            "501",
            "501班",
            "51",
            "2019级1班",
            " 五 （1） 班",
        ],
    )
    def test_every_usual_writing_of_one_class(self, text: str) -> None:
        assert parse_class(text, 2023) == FIVE_1

    @pytest.mark.parametrize(
        ("text", "key"),
        [("五（12）班", (2019, 12)), ("512", (2019, 12)), ("五十二班", (2019, 12)), ("六（1）班", (2018, 1)), ("一1", (2023, 1))],
    )
    def test_numbers_above_nine_and_other_grades(self, text: str, key: tuple[int, int]) -> None:
        assert parse_class(text, 2023) == key

    @pytest.mark.parametrize("text", ["", "五年级", "七（1）班", "五（0）班", "5.1", "体育", "2010级1班", "五（1）班、五（2）班", "501234"])
    def test_what_names_no_class_says_so(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"班|不在校"):
            parse_class(text, 2023)

    @given(grade=st.integers(1, 6), number=st.integers(1, 40), year=st.integers(2010, 2060))
    def test_a_label_is_read_back_as_the_same_class(self, grade: int, number: int, year: int) -> None:
        key = (year - grade + 1, number)
        assert parse_class(class_label(key, year), year) == key
        assert class_in_title(f"{year}学年{class_label(key, year)}课程表", year) == key

    @pytest.mark.parametrize(
        ("text", "day"), [("星期一", 0), ("周五", 4), ("星期日", 6), ("星期天", 6), ("3", 2), ("三", 2), ("周八", None), ("", None)]
    )
    def test_weekdays(self, text: str, day: int | None) -> None:
        assert parse_weekday(text) == day


class TestStaff:
    def test_new_changed_and_unchanged_people_are_told_apart_and_blank_cells_change_nothing(self) -> None:
        result = plan(
            教职工=table(
                "教职工",
                {"staff_code": "T001", "name": "林知远", "title": "高级教师"},
                {"staff_code": "T002", "name": "周予安", "gender": "女"},
                {"staff_code": "T100", "name": "新同事", "gender": "男", "born_on": date(1999, 5, 1)},
            )
        )
        assert not result.problems
        assert lines(result) == [
            ("changed", "林知远（T001）", "职称与称号：空 → 高级教师"),
            ("new", "新同事（T100）", "性别：男；出生日期：1999-05-01"),
        ]
        assert result.parts[0].unchanged == 1
        assert result.writes.staff_changed == {"T001": {"title": "高级教师"}}
        assert result.writes.staff_new["T100"] == {"name": "新同事", "gender": "M", "born_on": date(1999, 5, 1)}

    def test_somebody_of_the_same_name_under_another_code_is_worth_a_word(self) -> None:
        result = plan(教职工=table("教职工", {"staff_code": "T100", "name": "林知远"}, {"staff_code": "T101", "name": "新同事"}))
        assert not result.problems
        assert [note for note in result.notes if "T001" in note and "T100" in note] == list(result.notes)
        assert len(result.notes) == 1

    def test_a_code_twice_and_a_leaver_are_problems(self) -> None:
        rows = [{"staff_code": "T100", "name": "甲"}, {"staff_code": "T100", "name": "乙"}, {"staff_code": "T009", "name": "离职者"}]
        assert said(plan(教职工=table("教职工", *rows))) == [
            "“教职工”第 3 行 staff_code 列：工号 T100 与第 2 行重复",
            "“教职工”第 4 行 staff_code 列：工号 T009 的老师已离校；如已返校，请先在教职工页面恢复",
        ]


class TestClassesAndPupils:
    def test_a_new_class_may_be_used_by_the_pupils_of_the_same_workbook(self) -> None:
        result = plan(
            班级=table("班级", {"school_class": "五（3）班"}, {"school_class": "五1"}),
            学生=table("学生", {"code": "P9", "name": "新生", "school_class": "五3", "seat_no": 7}),
        )
        assert not result.problems
        assert result.writes.classes == [(2019, 3)]
        assert result.writes.seats == {"P9": ((2019, 3), 7)}

    def test_an_unknown_class_is_a_problem(self) -> None:
        assert "没有五（7）班" in said(plan(学生=table("学生", {"code": "P9", "name": "新生", "school_class": "五7"})))[0]

    def test_an_entry_year_that_contradicts_the_grade_and_a_class_twice_are_problems(self) -> None:
        result = plan(
            班级=table("班级", {"school_class": "五3", "entry_year": 2020}, {"school_class": "五4"}, {"school_class": "五（4）班"})
        )
        assert [problem.row for problem in result.problems] == [2, 4]

    def test_the_class_number_at_the_limit_is_taken_and_one_above_not(self) -> None:
        result = plan(班级=table("班级", {"school_class": "五（40）班"}, {"school_class": "五（41）班"}))
        assert [problem.row for problem in result.problems] == [3]

    def test_a_move_a_new_number_and_a_return_are_changes(self) -> None:
        result = plan(
            学生=table(
                "学生",
                {"code": "P1", "name": "小禾", "school_class": "五2", "seat_no": 4},
                {"code": "P2", "name": "小麦", "gender": "男", "school_class": "五1"},
            )
        )
        assert lines(result) == [
            ("changed", "小禾（P1）", "五（1）班 → 五（2）班"),
            ("changed", "小麦（P2）", "性别：空 → 男；重新编入五（1）班"),
        ]
        moved = plan(学生=table("学生", {"code": "P1", "name": "小禾", "school_class": "五1", "seat_no": 4}))
        assert lines(moved) == [("changed", "小禾（P1）", "班内序号：1 → 4")]

    def test_a_move_before_the_present_seat_began_is_a_problem(self) -> None:
        early = dataclasses.replace(KNOWN, on=date(2023, 8, 1))
        assert "生效日期" in said(plan(early, 学生=table("学生", {"code": "P1", "name": "小禾", "school_class": "五2"})))[0]

    def test_pupils_missing_from_the_sheet_are_counted_and_left_alone(self) -> None:
        result = plan(学生=table("学生", {"code": "P9", "name": "新生", "school_class": "五1"}))
        assert result.notes == ("系统里另有 1 名在校学生不在“学生”表里，他们的资料不会改动",)

    def test_a_code_twice_on_two_sheets_names_the_other_place(self) -> None:
        first = table("学生", {"code": "P9", "name": "甲", "school_class": "五1"}, sheet="五1学生")
        second = table("学生", {"code": "P9", "name": "乙", "school_class": "五2"}, sheet="五2学生")
        both = TableResult(rows=first.rows + second.rows)
        assert said(plan(学生=both)) == ["“五2学生”第 2 行：学号 P9 与“五1学生”第 2 行重复"]


class TestDuties:
    def duty(self, **values: Any) -> Plan:
        return plan(课务=table("课务", {"subject": "数学", **values}))

    def test_a_teacher_is_found_by_a_name_only_one_person_has(self) -> None:
        result = self.duty(school_class="五1", teacher="周予安")
        assert lines(result) == [("changed", "五（1）班 数学", "林知远 → 周予安")]
        assert result.writes.duties == {(FIVE_1, "数学"): "T002"}

    def test_equal_names_need_the_code(self) -> None:
        assert said(self.duty(school_class="五1", teacher="李明")) == [
            "“课务”第 2 行 teacher 列：有 2 位“李明”（工号 T003、T004），请在“工号”列写明是哪一位"
        ]
        assert self.duty(school_class="五1", teacher="李明", staff_code="T004").writes.duties == {(FIVE_1, "数学"): "T004"}

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"teacher": "无此人"}, "教职工里没有“无此人”"),
            ({"teacher": "离职者"}, "教职工里没有“离职者”"),
            ({"teacher": "林知远", "staff_code": "T777"}, "没有工号 T777"),
            ({"teacher": "林知远", "staff_code": "T002"}, "工号 T002 是“周予安”"),
            ({"teacher": "离职者", "staff_code": "T009"}, "已离校"),
        ],
    )
    def test_a_teacher_who_cannot_be_meant_is_a_problem(self, values: dict[str, str], says: str) -> None:
        assert says in said(self.duty(school_class="五1", **values))[0]

    def test_a_teacher_of_the_same_workbook_is_known_and_a_bad_row_there_causes_no_second_problem(self) -> None:
        new = plan(
            教职工=table("教职工", {"staff_code": "T100", "name": "新同事"}),
            课务=table("课务", {"school_class": "五1", "subject": "数学", "teacher": "新同事"}),
        )
        assert new.writes.duties == {(FIVE_1, "数学"): "T100"}
        bad = plan(
            教职工=table("教职工", {"staff_code": None, "name": "新同事"}),
            课务=table("课务", {"school_class": "五1", "subject": "数学", "teacher": "新同事"}),
        )
        assert not bad.problems  # the reader itself has told of the missing code

    def test_one_cell_may_name_several_classes(self) -> None:
        assert set(self.duty(school_class="五1、五2", teacher="周予安").writes.duties) == {(FIVE_1, "数学"), (FIVE_2, "数学")}

    def test_the_same_duty_twice_is_a_problem_naming_both(self) -> None:
        rows = [
            {"school_class": "五1", "subject": "数学", "teacher": "周予安"},
            {"school_class": "五（1）班", "subject": "数学", "teacher": "林知远"},
        ]
        assert "与第 2 行重复，而且教师不同（周予安、林知远）" in said(plan(课务=table("课务", *rows)))[0]

    def test_a_change_before_the_present_teacher_began_is_a_problem(self) -> None:
        early = dataclasses.replace(KNOWN, on=date(2023, 8, 1))
        assert "不能早于" in said(plan(early, 课务=table("课务", {"school_class": "五1", "subject": "数学", "teacher": "周予安"})))[0]

    def test_every_line_of_the_review_says_something(self) -> None:
        added = plan(教职工=table("教职工", {"staff_code": "T100", "name": "新同事"}))
        assert lines(added) == [("new", "新同事（T100）", "只有姓名和工号")]
        assert all(detail for _, _, detail in lines(self.duty(school_class="五1", teacher="周予安", subject="科学")))

    def test_a_new_subject_is_shown_and_another_spelling_refused(self) -> None:
        assert ("new", "学科“科学”", "表里第一次出现") in lines(self.duty(school_class="五1", teacher="周予安", subject="科学"))
        assert "请写成“数学”" in said(self.duty(school_class="五1", teacher="周予安", subject="数学课"))[0]
        assert ("new", "学科“数学思维”", "与“数学”相近，请确认是另一门课") in lines(
            self.duty(school_class="五1", teacher="周予安", subject="数学思维")
        )


def slot(school_class: str, weekday: str, period: int, subject: str, parity: str | None = None) -> dict[str, Any]:
    return {"school_class": school_class, "weekday": weekday, "period_no": period, "subject": subject, "parity": parity}


class TestTimetableList:
    def test_a_list_speaks_for_its_own_subjects_only(self) -> None:
        result = plan(课表=table("课表", slot("五1", "星期一", 1, "数学"), slot("五1", "星期三", 1, "数学")))
        assert lines(result) == [("changed", "五（1）班课表", "星期二第1节（单周） 去掉数学；星期三第1节 加数学")]
        assert result.writes.slots_gone == [(FIVE_1, (1, 1, "odd"))]
        assert result.writes.slots_new == {(FIVE_1, (2, 1, "all")): "数学"}

    def test_a_place_taken_by_a_subject_that_stays_is_a_problem(self) -> None:
        assert "星期一第2节已有“语文”" in said(plan(课表=table("课表", slot("五1", "一", 2, "数学"))))[0]

    @pytest.mark.parametrize(
        ("first", "second", "clash"), [(None, None, True), ("单周", None, True), ("单周", "单周", True), ("单周", "双周", False)]
    )
    def test_one_period_holds_one_lesson_a_week(self, first: str | None, second: str | None, clash: bool) -> None:
        result = plan(课表=table("课表", slot("五2", "周一", 1, "数学", first), slot("五2", "周一", 1, "语文", second)))
        assert bool(result.problems) is clash

    def test_a_weekday_nobody_understands_is_a_problem(self) -> None:
        assert "请写成 星期一" in said(plan(课表=table("课表", slot("五2", "周八", 1, "数学"))))[0]


def grid(name: str, *rows: tuple[str, ...]) -> LooseSheet:
    return LooseSheet(name, tuple(enumerate(rows, start=1)))


WEEK = ("节次", "星期一", "星期二", "星期三", "星期四", "星期五")


class TestTimetableGrid:
    def test_the_usual_grid_is_read_with_breaks_afternoons_and_parities(self) -> None:
        sheet = grid(
            "课表",
            ("五（2）班课程表",) * 6,
            WEEK,
            ("早读", "语文", "英语", "语文", "英语", "语文"),
            ("第一节", "数学", "语文\n张老师", "数 学", "—", ""),
            ("2", "语文", "数学", "数学（单周）/语文（双周）", "无", "数学 李老师"),
            ("午休",) * 6,
            ("下午第1节", "语文", "", "", "", "数学"),
        )
        result = plan(loose=(sheet,))
        assert said(result) == []
        assert result.writes.slots_new == {
            (FIVE_2, (0, 1, "all")): "数学",
            (FIVE_2, (1, 1, "all")): "语文",
            (FIVE_2, (2, 1, "all")): "数学",
            (FIVE_2, (0, 2, "all")): "语文",
            (FIVE_2, (1, 2, "all")): "数学",
            (FIVE_2, (2, 2, "odd")): "数学",
            (FIVE_2, (2, 2, "even")): "语文",
            (FIVE_2, (4, 2, "all")): "数学",
            (FIVE_2, (0, 3, "all")): "语文",
            (FIVE_2, (4, 3, "all")): "数学",
        }
        assert lines(result) == [("new", "五（2）班课表", "每周数学 6 节、语文 4 节")]

    def test_blocks_stand_under_and_beside_each_other(self) -> None:
        sheet = grid(
            "总表",
            ("五（1）班", "", "", "", "", "五（2）班", "", "", "", ""),
            ("节次", "周一", "周二", "周三", "", "节次", "周一", "周二", "周三", ""),
            ("1", "数学", "", "", "", "1", "语文", "", "", ""),
            ("六（1）班",),
            ("节次", "周一", "周二", "周三"),
            ("1", "", "", "数学"),
        )
        grids, problems = read_grid(sheet, 2023)
        assert problems == []
        assert [(each.school_class, [(lesson.place, lesson.subject) for lesson in each.lessons]) for each in grids] == [
            (FIVE_1, [((0, 1, "all"), "数学")]),
            (FIVE_2, [((0, 1, "all"), "语文")]),
            ((2018, 1), [((2, 1, "all"), "数学")]),
        ]

    def test_the_class_may_be_the_name_of_the_sheet(self) -> None:
        assert plan(loose=(grid("五（1）班", WEEK, ("1", "数学", "", "", "", "")),)).parts[0].title == "课表"

    def test_a_grid_replaces_the_whole_week(self) -> None:
        result = plan(loose=(grid("五1班课表", WEEK, ("1", "数学", "", "", "", "")),))
        assert result.writes.slots_gone == [(FIVE_1, (0, 2, "all")), (FIVE_1, (1, 1, "odd"))]
        assert result.writes.slots_new == {}

    @pytest.mark.parametrize(
        ("sheet", "says"),
        [
            (grid("课表", WEEK, ("1", "数学")), "没有写班级"),
            (grid("五（7）班课表", WEEK, ("1", "数学")), "没有五（7）班"),
            (grid("五（1）班", WEEK, ("1", "数学/语文")), "请写明单双周"),
            (grid("五（1）班", WEEK, ("1", "数学（单）/语文（单）")), "不清楚"),
            (grid("五（1）班", WEEK, ("13", "数学")), "最多 12 节"),
            (grid("五（1）班", WEEK, ("1", "8:00")), "请只写学科名称"),
            (grid("我的课表", ("第一节", "数学")), "没有认出课表"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, sheet: LooseSheet, says: str) -> None:
        assert says in said(plan(loose=(sheet,)))[0]

    def test_a_class_twice_is_a_problem_and_another_sheet_a_note(self) -> None:
        once = grid("五（1）班", WEEK, ("1", "数学"))
        result = plan(loose=(once, dataclasses.replace(once, name="五（1）班 (2)"), grid("通讯录", ("甲", "乙"))))
        assert "出现了两次" in said(result)[0]
        assert result.notes == ("工作表“通讯录”不是要导入的表，已跳过",)


def test_problems_of_all_sheets_come_at_once_in_order() -> None:
    result = plan(
        教职工=table("教职工", {"staff_code": "T009", "name": "离职者"}),
        学生=table("学生", {"code": "P9", "name": "甲", "school_class": "五7"}),
        课务=table(
            "课务",
            {"school_class": "五1", "subject": "数学", "teacher": "无此人"},
            {"school_class": "五8", "subject": "数学", "teacher": "林知远"},
        ),
    )
    assert [(problem.sheet, problem.row) for problem in result.problems] == [("教职工", 2), ("学生", 2), ("课务", 2), ("课务", 3)]


def test_a_workbook_without_any_known_sheet_says_what_is_expected() -> None:
    assert "没有找到可以导入的工作表" in said(plan(loose=(grid("Sheet1", ("甲", "乙")),)))[0]


def test_equal_plans_have_equal_digests_and_different_ones_not() -> None:
    def one(name: str) -> Plan:
        return plan(教职工=table("教职工", {"staff_code": "T100", "name": name}))

    assert one("甲").digest == one("甲").digest != one("乙").digest
    assert plan(教职工=table("教职工", {"staff_code": "T001", "name": "林知远"})).is_empty
