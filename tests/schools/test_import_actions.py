"""Imports into a real database: what is written, once, in one transaction, by whom; exports come back unchanged; large ones are quick."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiaoyan.documents.sheets import ReadLimits, WorkbookResult
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.imports import workbooks
from jiaoyan.schools.imports.actions import ReviewOutdated, carry_out
from jiaoyan.schools.imports.columns import SHEETS
from jiaoyan.schools.imports.known import first_day_for_changes, known
from jiaoyan.schools.imports.plan import Plan, make_plan, read
from jiaoyan.schools.models import (
    DoneOnce,
    Enrolment,
    HistoryLine,
    Person,
    Pupil,
    SchoolClass,
    Subject,
    TeachingAssignment,
    TimetableSlot,
)
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools, worked
from tests.documents.workbooks import workbook

STAFF = ["工号", "姓名", "性别", "职称"]
PUPILS = ["学号", "姓名", "性别", "班级", "班内序号"]
DUTIES = ["班级", "学科", "任课教师", "工号"]


def book(**sheets: list[list[Any]]) -> WorkbookResult:
    return read(workbook(sheets), ReadLimits())


def plan_of(here: SmallSchool, found: WorkbookResult, on: date = TODAY) -> Plan:
    return make_plan(found, known(here.term, today=TODAY, on=on))


def bring(here: SmallSchool, found: WorkbookResult, *, on: date = TODAY, key: str = "once", by: str = "office") -> str:
    plan = plan_of(here, found, on)
    assert [str(problem) for problem in plan.problems] == []
    return carry_out(found, here.term, today=TODAY, on=on, reviewed=plan.digest, key=key, by=here.actor(by))


WHOLE = {
    "教职工": [STAFF, ["T101", "夏　雨", "女", "一级教师"], ["T001", "林知远", "女", "高级教师"]],
    "班级": [["班级", "入学年份"], ["五（4）班", 2019], ["五1", None]],
    "学生": [PUPILS, ["P001", "小禾", "女", "五（4）班", 1], ["P002", "小麦", "男", "五4", 2]],
    "课务": [DUTIES, ["五4", "数学", "夏雨", None], ["五1", "数学", "夏雨", "T101"], ["五4", "科学", "周予安", None]],
    "课表": [["班级", "星期", "节次", "学科", "单双周"], ["五4", "星期一", 2, "数学", None], ["五4", "星期二", 1, "科学", "单周"]],
}


def test_a_whole_workbook_is_written_in_one_go(here: SmallSchool) -> None:
    answer = bring(here, book(**WHOLE))
    assert answer == "教职工新增 1、修改 1；班级新增 1；学生新增 2；课务新增 3、修改 1；课表新增 1"
    rain = Person.objects.get(staff_code="T101")
    assert (rain.name, rain.sort_name, rain.gender, rain.title) == ("夏雨", "xia yu", "F", "一级教师")
    assert Person.objects.get(staff_code="T001").title == "高级教师"
    class_4 = SchoolClass.objects.get(entry_year=2019, number=4)
    assert list(Enrolment.objects.filter(school_class=class_4).values_list("pupil__code", "seat_no", "starts")) == [
        ("P001", 1, TODAY),
        ("P002", 2, TODAY),
    ]
    duties = (
        TeachingAssignment.objects.filter(school_class=here.classes[0])
        .order_by("starts")
        .values_list("teacher__staff_code", "starts", "ends")
    )
    assert list(duties) == [("T001", YEAR_BEGINS, date(2024, 6, 11)), ("T101", TODAY, None)]
    assert Subject.objects.filter(name="科学").count() == 1
    slots = TimetableSlot.objects.filter(school_class=class_4, term=here.term).values_list(
        "weekday", "period_no", "subject__name", "parity"
    )
    assert set(slots) == {(0, 2, "数学", "all"), (1, 1, "科学", "odd")}


def test_history_has_one_line_per_sheet_and_never_names_a_pupil(here: SmallSchool) -> None:
    before = HistoryLine.objects.count()
    bring(here, book(**WHOLE))
    texts = list(HistoryLine.objects.order_by("number").values_list("text", flat=True))[before:]
    assert texts[2] == "导入学生，新增 2，修改 0"
    assert len(texts) == 5
    assert "小禾" not in "".join(texts)


def test_repeating_a_confirmed_import_changes_nothing_and_says_the_same(here: SmallSchool) -> None:
    found = book(**WHOLE)
    plan = plan_of(here, found)
    first = carry_out(found, here.term, today=TODAY, on=TODAY, reviewed=plan.digest, key="k", by=here.actor("office"))
    lines = HistoryLine.objects.count()
    again = carry_out(found, here.term, today=TODAY, on=TODAY, reviewed=plan.digest, key="k", by=here.actor("office"))
    assert (again, HistoryLine.objects.count(), DoneOnce.objects.count()) == (first, lines, 1)


def test_sending_the_same_workbook_again_finds_no_change(here: SmallSchool) -> None:
    found = book(**WHOLE)
    bring(here, found)
    assert plan_of(here, found).is_empty


def test_what_was_not_reviewed_is_not_written(here: SmallSchool) -> None:
    found = book(教职工=WHOLE["教职工"])
    reviewed = plan_of(here, found).digest
    Person.objects.filter(staff_code="T001").update(title="高级教师")
    with pytest.raises(ReviewOutdated):
        carry_out(found, here.term, today=TODAY, on=TODAY, reviewed=reviewed, key="k", by=here.actor("office"))
    assert not Person.objects.filter(staff_code="T101").exists()
    assert not DoneOnce.objects.exists()


@pytest.mark.parametrize("name", ["leader", "teacher", "mentee", "mentor", "head", "liaison"])
def test_only_those_who_keep_the_school_may_import(here: SmallSchool, name: str) -> None:
    with pytest.raises(NotAllowed):
        bring(here, book(教职工=WHOLE["教职工"]), by=name)
    assert not Person.objects.filter(staff_code="T101").exists()


def test_the_other_school_is_untouched_and_its_codes_do_not_clash(two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        bring(two_schools.here, book(**WHOLE))
    with school_scope(two_schools.there.school.pk):
        assert not Pupil.objects.exists()
        assert Person.objects.get(staff_code="T001").title == ""
        bring(two_schools.there, book(**WHOLE))
        assert Pupil.objects.count() == 2


def test_a_pupil_changes_class_with_the_old_seat_kept_until_the_day_before(here: SmallSchool) -> None:
    bring(here, book(学生=[PUPILS, ["P1", "小禾", "女", "五1", 1]]), on=YEAR_BEGINS, key="a")
    bring(here, book(学生=[PUPILS, ["P1", "小禾", "女", "五2", 9]]), on=date(2024, 3, 1), key="b")
    assert list(Enrolment.objects.order_by("starts").values_list("school_class__number", "starts", "ends")) == [
        (1, YEAR_BEGINS, date(2024, 2, 29)),
        (2, date(2024, 3, 1), None),
    ]


def test_a_change_on_the_very_day_replaces_the_mistake(here: SmallSchool) -> None:
    bring(here, book(学生=[PUPILS, ["P1", "小禾", "女", "五1", 1]]), key="a")
    bring(here, book(学生=[PUPILS, ["P1", "小禾", "女", "五2", 1]]), key="b")
    assert list(Enrolment.objects.values_list("school_class__number", "ends")) == [(2, None)]


def test_seats_numbers_and_names_are_corrected_in_place(here: SmallSchool) -> None:
    bring(here, book(学生=[PUPILS, ["P1", "小禾", None, "五1", 1]]), on=YEAR_BEGINS, key="a")
    bring(here, book(学生=[PUPILS, ["P1", "小荷", "女", "五1", 5]]), key="b")
    assert Pupil.objects.values_list("name", "gender").get() == ("小荷", "F")
    assert Enrolment.objects.values_list("seat_no", "starts").get() == (5, YEAR_BEGINS)


def test_a_planned_later_change_of_teacher_stays(here: SmallSchool) -> None:
    old = TeachingAssignment.objects.get(school_class=here.classes[0])
    old.ends = date(2024, 6, 16)
    old.save()
    TeachingAssignment.objects.create(
        school=here.school, school_class=here.classes[0], subject=here.subject, teacher=here.people["mentee"], starts=date(2024, 6, 17)
    )
    bring(here, book(课务=[DUTIES, ["五1", "数学", "周予安", None]]))
    rows = TeachingAssignment.objects.filter(school_class=here.classes[0]).order_by("starts").values_list("teacher__name", "ends")
    assert list(rows) == [("林知远", date(2024, 6, 11)), ("周予安", date(2024, 6, 16)), ("陈小禾", None)]


def test_the_first_import_proposes_the_start_of_the_year_and_later_ones_today(here: SmallSchool) -> None:
    assert first_day_for_changes(here.term, today=TODAY) == TODAY
    TeachingAssignment.objects.all().delete()
    assert first_day_for_changes(here.term, today=TODAY) == YEAR_BEGINS


def test_every_export_is_accepted_back_unchanged(here: SmallSchool) -> None:
    bring(here, book(**WHOLE))
    for titles in [tuple(SHEETS), *((title,) for title in SHEETS)]:
        filled = workbooks.export(titles, known(here.term, today=TODAY, on=TODAY))
        plan = plan_of(here, read(filled.data, ReadLimits()))
        assert [str(problem) for problem in plan.problems] == []
        assert plan.is_empty
        assert {part.title for part in plan.parts} == set(titles)
        unchanged = {"教职工": 9, "班级": 4, "学生": 2, "课务": 5, "课表": 4}
        assert {part.title: part.unchanged for part in plan.parts} == {title: unchanged[title] for title in titles}


def test_an_exported_grid_of_equal_names_needs_no_mending(here: SmallSchool) -> None:
    bring(here, book(教职工=[STAFF, ["T201", "林知远", "男", None]]))
    filled = workbooks.export(("课务",), known(here.term, today=TODAY, on=TODAY))
    assert plan_of(here, read(filled.data, ReadLimits())).is_empty


def test_blank_workbooks_hold_nothing_and_are_answered_as_such(here: SmallSchool) -> None:
    found = read(workbooks.blank(tuple(SHEETS), known(here.term, today=TODAY, on=TODAY)), ReadLimits())
    assert set(found.tables) == set(SHEETS)
    plan = plan_of(here, found)
    assert plan.is_empty
    assert not plan.problems


def offered(data: bytes, title: str) -> set[str]:
    """The headings of the first sheet that have a drop-down, read from the file's own validations."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        columns = re.findall(rb'type="list"[^>]*sqref="([A-Z])2', parts.read("xl/worksheets/sheet1.xml"))
    return {SHEETS[title]["ABCDEFGHIJ".index(column.decode())].label for column in columns}


def test_drop_downs_offer_what_must_exist_and_never_bar_what_may_be_new(here: SmallSchool) -> None:
    present = known(here.term, today=TODAY, on=TODAY)
    assert offered(workbooks.blank(("课务",), present), "课务") == {"任课教师"}
    assert offered(workbooks.blank(("学生",), present), "学生") == {"性别", "班级"}
    assert offered(workbooks.blank(("班级",), present), "班级") == set()
    assert offered(workbooks.blank(("课务", "教职工"), present), "课务") == set()


def large() -> dict[str, list[list[Any]]]:
    """40 classes, 2,000 pupils, 120 staff, their duties and a full timetable."""
    grades = "一二三四五六"
    classes = [f"{grades[n % 6]}（{n // 6 + 10}）班" for n in range(40)]
    return {
        "教职工": [STAFF, *[[f"L{n:03}", f"老师{n}", "女", "一级教师"] for n in range(120)]],
        "班级": [["班级"], *[[name] for name in classes]],
        "学生": [PUPILS, *[[f"{20230000 + n}", f"学生{n}", "男", classes[n % 40], n // 40 + 1] for n in range(2000)]],
        "课务": [
            DUTIES,
            *[[name, subject, f"老师{n % 120}", None] for n, name in enumerate(classes) for subject in ("数学", "语文")],
        ],
        "课表": [
            ["班级", "星期", "节次", "学科"],
            *[
                [name, f"星期{'一二三四五'[day]}", period, ("数学", "语文")[period % 2]]
                for name in classes
                for day in range(5)
                for period in range(1, 7)
            ],
        ],
    }


def test_a_large_school_comes_in_seconds_with_few_queries(here: SmallSchool) -> None:
    data = workbook(large())
    start = worked()
    found = read(data, ReadLimits())
    plan = plan_of(here, found)
    assert [str(problem) for problem in plan.problems] == []
    with CaptureQueriesContext(connection) as queries:
        carry_out(found, here.term, today=TODAY, on=TODAY, reviewed=plan.digest, key="k", by=here.actor("office"))
    assert worked() - start < 10
    assert len(queries) < 90
    assert (Pupil.objects.count(), TimetableSlot.objects.filter(term=here.term).count()) == (2000, 1200 + 15)


def test_the_number_of_reads_does_not_grow_with_the_school(here: SmallSchool) -> None:
    with CaptureQueriesContext(connection) as small:
        known(here.term, today=TODAY, on=TODAY)
    found = book(**WHOLE)
    bring(here, found)
    with CaptureQueriesContext(connection) as more:
        known(here.term, today=TODAY, on=TODAY)
    assert len(small) == len(more) == 7


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keys", [("same", "same"), ("one", "other")])
def test_two_who_confirm_at_once_write_once(two_schools: TwoSchools, keys: tuple[str, str]) -> None:
    here = two_schools.here
    found = read(workbook(WHOLE), ReadLimits())
    with school_scope(here.school.pk):
        reviewed = plan_of(here, found).digest
        actor = here.actor("office")
    start = threading.Barrier(2)

    def confirm(key: str) -> str:
        try:
            with school_scope(here.school.pk):
                start.wait()
                return carry_out(found, here.term, today=TODAY, on=TODAY, reviewed=reviewed, key=key, by=actor)
        except ReviewOutdated:
            return "outdated"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(confirm, keys))
    assert ("outdated" in answers) is (keys[0] != keys[1])
    assert Pupil.everywhere.count() == 2
    assert DoneOnce.everywhere.count() == 1
