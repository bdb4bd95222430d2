"""Journey B: from the marks of a unit's practice to its fourth row, and from the final test to the quality report in the ledger."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from jiaoyan.documents import format_check
from tests.documents.word_files import part, texts
from tests.journeys.conftest import Visit
from tests.journeys.site import Watch, whole
from tests.journeys.test_plan_to_ledger import GROUP, TODAY, download, to_group

pytestmark = pytest.mark.browser

UNIT = "解决问题的策略"
PRACTICE, FINAL = f"“{UNIT}”单元练习", "期末学业质量检测"
CLASSES = {"leader": (1, 2), "teacher": (3,), "mentee": (4,), "mentor": (5, 6)}  # who teaches which class by 课务
MARKS = (5, 5, 6, 4)
STRENGTH = "转化的思路说得清楚，第1题得分率在九成以上"
PROBLEM, MEASURE = "画图以后不会列式", "每周一道画图列式题，先说图再列式"
CAUSE = "图只当作抄题，没有在图上标出数量。"
LOOKED_BACK = "上学期的口算接力坚持下来了，计算出错的少了。"


def test_practice_comes_from_workbooks_and_fills_the_fourth_row_of_the_unit_analysis(visit: Visit, watch: Watch, tmp_path: Path) -> None:
    leader = visit("leader")
    register(leader, "单元练习", full=sum(MARKS), unit=f"七、{UNIT}")
    exam = leader.url

    to_class(leader, exam, 1)
    head, pupils = blank_of(leader, tmp_path)
    with watch.allowing("422"):
        send(leader, with_mistakes(head, pupils), tmp_path)
        for said in ("9 分超过了这一题的满分 5 分", "“未填完”不是分数", "1.3", "考试当天本班没有“韩无此人”", "名单里还有 1 名学生不在表里"):
            expect(leader.get_by_role("table", name="需要改的地方")).to_contain_text(said)
        whole(leader)
    leader.goto(exam)
    expect(row_of(leader, 1)).to_contain_text("待录入")  # nothing is stored until all of it is right

    to_class(leader, exam, 1)
    send(leader, filled(head, pupils), tmp_path)
    expect(leader.get_by_text("应考 44 人，实考 43 人")).to_be_visible()
    whole(leader)
    leader.get_by_role("button", name="确认存入").click()
    expect(leader.get_by_text("已录入五（1）班")).to_be_visible()
    hand_in(leader, exam, 2, tmp_path)

    leader.goto(exam)
    expect(leader.get_by_role("img", name="年级各分数段人数")).to_be_visible()
    expect(leader.locator("#overview")).to_contain_text("1班")
    expect(leader.locator("#overview")).to_contain_text("五（3）班、五（4）班、五（5）班、五（6）班的成绩没有录入")
    whole(leader)

    take_the_counts(leader)


def take_the_counts(page: Page) -> None:
    """Two items for the first goal, one for the second; the counts are looked at, then taken over."""
    to_group(page, "单元分析")
    page.get_by_role("link", name=UNIT).first.click()
    page.get_by_role("link", name="从单元练习的得分取数").click()
    goals = page.locator("fieldset").filter(has_text="目标")
    for goal, items in ((0, (1, 2)), (1, (3,))):
        for item in items:
            goals.nth(goal).get_by_label(f"第{item}题").check()
    page.get_by_role("button", name="选定并计算").click()
    counted = page.get_by_role("table", name="各班达成人数")
    expect(counted).to_contain_text(f"{PRACTICE}（6月11日）第1、2题，达到80%算达成")
    whole(page)
    page.get_by_role("button", name="采用这些人数").click()
    expect(page.get_by_text("已采用2条目标的人数，达成率已算好。")).to_be_visible()
    expect(page.locator("#goals")).to_contain_text("/43")


def test_final_report_is_written_approved_and_stands_in_part_nine_of_the_ledger(visit: Visit, tmp_path: Path) -> None:
    leader = visit("leader")
    register(leader, "期末学业质量检测", full=sum(MARKS))
    exam = leader.url
    for name, classes in CLASSES.items():
        page = leader if name == "leader" else visit(name)
        for number in classes:
            hand_in(page, exam, number, tmp_path)

    leader.goto(exam)
    leader.get_by_role("button", name="写质量报告").click()
    expect(leader.get_by_text("提交前还有")).to_be_visible()
    write(leader)
    expect(leader.get_by_text("各部分齐全")).to_be_visible()
    whole(leader)
    leader.get_by_role("button", name="提交审批").click()
    expect(leader.get_by_text("质量报告已提交，等待审批")).to_be_visible()

    head = visit("head")
    head.goto("/exams/waiting/")
    head.get_by_role("link", name=f"{GROUP}：{FINAL}").click()
    expect(head.locator(".sheets")).to_contain_text(STRENGTH)
    whole(head)
    head.get_by_label("通过", exact=True).check()
    head.get_by_role("button", name="确定").click()
    expect(head.get_by_text("质量报告已通过")).to_be_visible()

    phone = visit("teacher", phone=True)
    phone.goto(exam)
    whole(phone)
    phone.get_by_role("link", name="质量报告").first.click()
    expect(phone.get_by_text("第1稿（Word）")).to_be_visible()
    whole(phone)

    found_in_the_ledger(leader, tmp_path)


def found_in_the_ledger(page: Page, folder: Path) -> None:
    """Part 9 is complete and printed; the practice stands in the volume of wider evidence, which names no pupil."""
    to_group(page, "台账")
    part_9 = page.get_by_role("table", name="台账目录与完成情况").get_by_role("row").filter(has_text="期末学业质量检测报告")
    expect(part_9).to_contain_text("齐全")
    book = download(page, page.get_by_role("link", name="下载台账"), folder / "book.docx")
    assert format_check.check(book) == []
    words = texts(part(book))
    for said in (STRENGTH, PROBLEM, MEASURE, CAUSE, LOOKED_BACK):
        assert said in words
    evidence = download(page, page.get_by_role("link", name="下载佐证材料卷"), folder / "evidence.docx")
    assert format_check.check(evidence) == []
    assert "五年级数学“圆”单元练习质量分析" in texts(part(evidence)), "practice of the example's term, whatever other journeys add"
    assert STRENGTH not in texts(part(evidence))


# hands


def register(page: Page, kind: str, *, full: int, unit: str = "") -> None:
    """A test of yesterday with its items pasted as they come out of Excel; leaves its page open."""
    to_group(page, "检测")
    page.get_by_role("link", name="登记练习或检测").click()
    page.get_by_label(kind, exact=True).check()
    if unit:
        page.get_by_label("单元", exact=True).select_option(label=unit)
    page.get_by_label("日期").fill("2024-06-11")
    page.get_by_label("满分").fill(str(full))
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#questions-grid[data-ready]")).to_be_visible()
    rows = [[str(number), "解决问题", str(mark), f"知识点{number}", unit, "掌握", "85"] for number, mark in enumerate(MARKS, start=1)]
    page.evaluate("copied => navigator.clipboard.writeText(copied)", "\n".join("\t".join(row) for row in rows) + "\n")
    page.locator("#questions-grid tbody [name$=-label]").first.click()
    page.keyboard.press("Control+v")
    page.get_by_role("button", name="保存题目").click()
    expect(page.get_by_role("table", name="各班成绩")).to_be_visible()


def write(page: Page) -> None:
    """Strengths and the look back, a typical error, a problem with its measure."""
    page.get_by_role("link", name="主要成绩与上次措施回顾").click()
    page.get_by_label("主要成绩").fill(STRENGTH)
    page.get_by_label("上次措施回顾").fill(LOOKED_BACK)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="加一个典型错例").click()
    page.get_by_label("题目").select_option(index=3)
    page.get_by_label("方法", exact=True).check()
    page.get_by_label("错例", exact=True).fill("图画对了，算式写成 48÷3+2")
    page.get_by_label("人数").fill("23")
    page.get_by_label("成因").fill(CAUSE)
    page.get_by_role("button", name="保存错例").click()
    page.get_by_role("link", name="问题与措施").click()
    expect(page.locator("#problems-grid[data-ready]")).to_be_visible()
    row = "\t".join((PROBLEM, MEASURE, "林知远", TODAY, "2024-06-26", "再测同类题，错的不超过一成"))
    page.evaluate("copied => navigator.clipboard.writeText(copied)", row + "\n")
    page.locator("#problems-grid tbody [name$=-problem]").first.click()
    page.keyboard.press("Control+v")
    page.get_by_role("button", name="保存", exact=True).click()


def hand_in(page: Page, exam: str, number: int, folder: Path) -> None:
    """The blank workbook of a class, filled in and stored."""
    to_class(page, exam, number)
    send(page, filled(*blank_of(page, folder)), folder)
    page.get_by_role("button", name="确认存入").click()
    expect(page.get_by_text(f"已录入五（{number}）班")).to_be_visible()


def row_of(page: Page, number: int) -> Locator:
    return page.get_by_role("table", name="各班成绩").get_by_role("row").filter(has_text=f"五（{number}）班")


def to_class(page: Page, exam: str, number: int) -> None:
    page.goto(exam)
    row_of(page, number).get_by_role("link", name="用 Excel 录入").click()


def blank_of(page: Page, folder: Path) -> tuple[list[Any], list[list[Any]]]:
    """The head and the pupils of the workbook the page hands out."""
    data = download(page, page.get_by_role("link", name="成绩表"), folder / "blank.xlsx")
    head, *pupils = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return head, pupils


def filled(head: list[Any], pupils: list[list[Any]]) -> list[list[Any]]:
    """Everybody's marks, the third item the hardest; the last pupil was ill."""
    rows = [
        [*pupil[:3], *(mark - (n * 7 + place) % (5 if place == 2 else 3) * 0.5 for place, mark in enumerate(MARKS)), "", ""]
        for n, pupil in enumerate(pupils)
    ]
    rows[-1][3:] = ["", "", "", "", "", "病假"]
    return [head, *rows]


def with_mistakes(head: list[Any], pupils: list[list[Any]]) -> list[list[Any]]:
    """The same as somebody in a hurry sends it: five different mistakes, one pupil left out."""
    rows = filled(head, pupils)[:-1]
    rows[1][3], rows[2][4], rows[3][5] = 9, "未填完", 1.3
    return [*rows, ["", "", "韩无此人", 5, 5, 6, 4, "", ""]]


def send(page: Page, rows: Sequence[Sequence[Any]], folder: Path) -> None:
    to = folder / "marks.xlsx"
    with xlsxwriter.Workbook(to) as book:
        sheet = book.add_worksheet("成绩")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    page.set_input_files("input[type=file]", to)
    page.get_by_role("button", name="检查并核对").click()
