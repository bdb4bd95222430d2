"""A work seen large on the wall: by keyboard in and out, and the focus is never lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from jiaoyan.schools.scope import school_scope
from tests.conftest import TwoSchools
from tests.items import showcase_builders as build
from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium, context_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_escape_arrows_and_tab_keep_the_focus_and_give_it_back(
    browser: Browser, live_server: Any, two_schools: TwoSchools, client_as: Callable[[str], Client], viewport: Any
) -> None:
    with school_scope(two_schools.here.school.pk):
        one = build.shown(two_schools.here, title="甲")
        two = build.told(two_schools.here, build.added(two_schools.here, one.showcase, 1, "red"), title="乙")
    context = context_in(browser, viewport=viewport, base_url=live_server.url, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client_as("leader").cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    watch = Watch(live_server.url)
    watch.over(page)
    page.goto(reverse("items:showcase_wall", args=[one.showcase_id]))
    first, second = page.locator(f"#large-{one.pk}"), page.locator(f"#large-{two.pk}")

    page.locator(f'[href="#large-{one.pk}"]').first.focus()
    page.keyboard.press("Enter")
    expect(first).to_be_visible()
    expect(first.get_by_role("link", name="关闭")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    page.keyboard.press("ArrowRight")  # the last one: nothing happens
    expect(second).to_be_visible()
    page.keyboard.press("Tab")
    expect(second.get_by_role("link", name="上一件")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(second.get_by_role("link", name="关闭")).to_be_focused()
    second.get_by_role("link", name="上一件").click()
    expect(first).to_be_visible()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(page.locator(f'.hung > [href="#large-{one.pk}"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator(f'.hung > [href="#large-{two.pk}"]')).to_be_focused()  # where one went on to
    assert watch.complaints == []
    context.close()
