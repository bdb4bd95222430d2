"""Marks typed in the grid of a small class; the way from a workbook to the approved report is journey B (tests/journeys)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jiaoyan.schools.scope import school_scope
from tests.assessments import builders
from tests.conftest import TwoSchools
from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium, context_in, whole

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
        context = context_in(
            browser,
            viewport=PHONE if phone else DESK,
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        contexts.append(context)
        session = client_as(name).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        watch.over(page)
        return page

    yield visit
    for context in contexts:
        context.close()


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


def test_marks_on_a_phone_are_typed_one_pupil_at_a_time_and_a_refusal_opens_the_pupil_it_is_about(
    two_schools: TwoSchools, visit: Visit
) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        exam = builders.paper(here)
        builders.fill(here, here.classes[0], 3)
        address = reverse("assessments:marks_edit", args=[exam.pk, here.classes[0].pk])
        items = exam.questions.count()
    page = visit("leader", phone=True)
    page.goto(address)
    whole(page)
    expect(page.get_by_role("link", name="导入", exact=True)).to_be_visible()
    for number in (0, 1):
        expect(page.locator(".grid tbody tr:visible")).to_have_count(1)
        page.locator(f"[name=marks-{number}-q0]").focus()
        for _ in range(items - number):  # the second pupil's last item is left out
            page.keyboard.type("1")
            page.keyboard.press("Enter")
    page.get_by_label("已填1名，共3名").select_option("2")
    expect(page.locator("[name=marks-2-q0]")).to_be_focused()
    page.locator("[name=marks-2-reason]").fill("病假")
    page.get_by_role("button", name="保存成绩").click()
    expect(page.locator(f"[name=marks-1-q{items - 1}]")).to_be_visible()  # opened at the pupil who lacks a mark
    expect(page.locator("[name=marks-0-q0]")).to_be_hidden()
    expect(page.locator("[name=marks-0-q0]")).to_have_value("1")
    page.locator(f"[name=marks-1-q{items - 1}]").fill("0")
    page.get_by_role("button", name="保存成绩").click()
    expect(page.get_by_text("实考 2 人")).to_be_visible()
