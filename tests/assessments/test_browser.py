"""Marks to report as a grade lives it: a class's workbook, its mistakes, the figures, a phone, the report handed in and approved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jiaoyan.assessments.queries.exams import seats_of
from jiaoyan.schools.scope import school_scope
from tests.assessments import builders
from tests.conftest import TwoSchools
from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    assert [each for each in watch.complaints if "422" not in each] == []  # a refused upload is answered with 422 on purpose


@pytest.fixture
def visit(browser: Browser, live_server: Any, watch: Watch, client_as: Callable[[str], Client]) -> Iterator[Visit]:
    contexts: list[BrowserContext] = []

    def visit(name: str, *, phone: bool = False) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESK, base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        session = client_as(name).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        watch.over(page)
        return page

    yield visit
    for context in contexts:
        context.close()


def whole(page: Page) -> None:
    """No accessibility violation, nothing that scrolls sideways."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_workbook_becomes_figures_and_a_report_that_is_approved(
    browser: Browser, two_schools: TwoSchools, visit: Visit, tmp_path: Path
) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        exam = builders.paper(here)
        for school_class in here.classes:
            builders.fill(here, school_class)
        for school_class in here.classes[1:]:
            builders.mark(here, exam, school_class, builders.rows_of(builders.SIZE))
        seats = seats_of(exam, here.classes[0])
        send = reverse("assessments:marks_send", args=[exam.pk, here.classes[0].pk])
        page_of_exam = reverse("assessments:exam", args=[exam.pk])
    head = ["学号", "姓名", "1", "2", "3", "4"]
    rows: list[list[Any]] = [[seat.code, seat.name, 5, 4, 3, 2.5] for seat in seats]
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    good.write_bytes(builders.workbook(head, *rows[:-1], [seats[-1].code, seats[-1].name, "缺考"]))
    bad.write_bytes(builders.workbook(head, [*rows[0][:2], 6, 4, 3, 2.5], *rows[1:-1]))

    leader = visit("leader")
    leader.goto(send)
    leader.set_input_files("input[type=file]", bad)
    leader.get_by_role("button", name="检查并核对").click()
    expect(leader.get_by_text("6 分超过了这一题的满分 5 分")).to_be_visible()
    expect(leader.get_by_text("名单里还有 1 名学生不在表里")).to_be_visible()
    whole(leader)
    leader.set_input_files("input[type=file]", good)
    leader.get_by_role("button", name="检查并核对").click()
    expect(leader.get_by_text("应考 12 人，实考 11 人")).to_be_visible()
    whole(leader)
    leader.get_by_role("button", name="确认存入").click()
    expect(leader.get_by_text("已录入五（1）班")).to_be_visible()

    leader.goto(page_of_exam)
    expect(leader.get_by_role("img", name="年级各分数段人数")).to_be_visible()
    whole(leader)
    leader.get_by_role("button", name="写质量报告").click()
    expect(leader.get_by_text("提交前还有")).to_be_visible()
    with school_scope(here.school.pk):
        builders.complete(here)
    leader.reload()
    whole(leader)
    leader.get_by_role("button", name="提交审批").click()
    expect(leader.get_by_text("质量报告已提交，等待审批")).to_be_visible()

    approver = visit("head")
    approver.goto(reverse("assessments:waiting"))
    approver.get_by_role("link", name="五年级数学备课组：期末学业质量检测").click()
    whole(approver)
    approver.get_by_role("button", name="确定").click()
    expect(approver.get_by_text("质量报告已通过")).to_be_visible()

    phone = visit("teacher", phone=True)
    phone.goto(page_of_exam)
    whole(phone)
    phone.get_by_role("link", name="质量报告").first.click()
    expect(phone.get_by_text("第1稿（Word）")).to_be_visible()
    whole(phone)


def test_small_class_is_typed_by_keyboard_and_no_mark_stays_on_the_machine(browser: Browser, two_schools: TwoSchools, visit: Visit) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        exam = builders.paper(here)
        builders.fill(here, here.classes[0], 3)
        address = reverse("assessments:marks_edit", args=[exam.pk, here.classes[0].pk])
    page = visit("leader")
    page.goto(address)
    whole(page)
    page.locator("[name=marks-0-q0]").focus()
    for mark in ("5", "4.5", "3", "2"):
        page.keyboard.type(mark)
        page.keyboard.press("Tab")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert "4.5" not in page.evaluate("JSON.stringify(Object.entries(localStorage))")
    page.get_by_role("button", name="保存成绩").click()
    expect(page.get_by_text("没有填；没有做请填 0").first).to_be_visible()
    expect(page.locator("[name=marks-0-q1]")).to_have_value("4.5")
