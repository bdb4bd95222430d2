"""Pictures of a school's first days: an empty installation, founded and filled on camera."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Browser, Page

from docs.handbook.camera import Picture, Show, take

PASSWORD = "nan-shan-li-2024"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STAFF = (
    ("工号", "姓名", "性别", "出生日期", "参加工作", "学历", "职称与称号"),
    ("T001", "江映川", "女", "1985-03-12", "2007-08", "本科", "一级教师"),
    ("T002", "穆清和", "男", "1990-11-02", "2013-08", "本科", "二级教师"),
    ("T003", "卫临溪", "女", "1979-06-25", "2001-08", "本科", "高级教师"),
)
CLASSES = (("班级",), ("五（1）班",), ("五（2）班",))
FAULTY = (
    STAFF[0],
    ("T001", "江映川", "女士", "1985-13-12", "2007-08", "本科", "一级教师"),
    ("T001", "穆清和", "男", "1990-11-02", "2013-08", "本科", "二级教师"),
    ("T003", "", "女", "1979-06-25", "去年八月", "本科", "高级教师"),
)


def take_first_days(browser: Browser, address: str, data: Path) -> None:
    """Found a school on the empty installation at ``address`` and look at each step."""
    token = (data / "first-run.token").read_text(encoding="ascii").strip()
    take(
        browser,
        address,
        (
            Picture("01-setup", "", lambda page: fill_setup(page, token), height=1760),
            Picture("02-manage", "", lambda page: found(page, token), height=900),
            Picture("02-import", "", with_school(open_import), height=860),
            Picture("02-import-problems", "", with_school(lambda page: send(page, {"教职工": FAULTY})), height=640),
            Picture("02-import-review", "", with_school(lambda page: send(page, {"教职工": STAFF, "班级": CLASSES})), height=900),
        ),
    )


def fill_setup(page: Page, token: str) -> None:
    """The one page a school fills in before it begins."""
    page.goto("/setup/")
    page.get_by_label("启用码").fill(token)
    page.get_by_label("学校名称").fill("南山里小学")
    page.get_by_label("学校简称").fill("南山里小学")
    page.get_by_label("学校代码").fill("nanshanli")
    page.get_by_label("第一学期最后一个上课日").fill(f"{int(page.get_by_label('第一学期第一个上课日').input_value()[:4]) + 1}-01-15")
    page.get_by_label("管理员姓名").fill("江映川")
    page.get_by_label("女", exact=True).check()
    page.get_by_label("工号").fill("T001")
    page.get_by_label("登录名").fill("jiang")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    page.evaluate("window.scrollTo(0, 0)")


def found(page: Page, token: str) -> None:
    """Send it, and sign in for the first time."""
    fill_setup(page, token)
    page.get_by_role("button", name="建立学校").click()
    enter(page)


def enter(page: Page) -> None:
    """The administrator signs in."""
    page.get_by_label("登录名").fill("jiang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("/school/"))


def with_school(show: Show) -> Show:
    """``show`` after the administrator has signed in."""

    def shown(page: Page) -> None:
        page.goto("/school/")
        enter(page)
        show(page)

    return shown


def open_import(page: Page) -> None:
    """The page for workbooks."""
    page.goto("/school/import/")


def send(page: Page, sheets: dict[str, Sequence[Sequence[str]]]) -> None:
    """Send a workbook of these sheets."""
    open_import(page)
    page.get_by_label("Excel 文件").set_input_files({"name": "本校资料.xlsx", "mimeType": XLSX, "buffer": workbook(sheets)})
    page.get_by_role("button", name="检查并核对").click()
    page.wait_for_load_state()


def workbook(sheets: dict[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook as a school clerk would send it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell)
    return file.getvalue()
