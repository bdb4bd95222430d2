"""Writing a summary as its leader does, in a real browser: a figure inserted, a first text taken over, nothing lost; no accessibility fault."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from jiaoyan.schools.scope import school_scope
from tests.conftest import TwoSchools
from tests.growth import builders as growth
from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium, context_in
from tests.planning.pages import url
from tests.planning.summaries import complete

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop runs in this thread, so Django takes the fixtures for asynchronous code
    )
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def opened(browser: Browser, live_server: Any, client_as: Callable[[str], Client], *, phone: bool) -> tuple[Page, Watch]:
    """The leader's page at a desk or on a phone, and the watch over it."""
    context = context_in(
        browser, viewport=PHONE if phone else DESK, base_url=live_server.url, locale="zh-CN", is_mobile=phone, has_touch=phone
    )
    context.add_cookies([{"name": "sessionid", "value": client_as("leader").cookies["sessionid"].value, "url": live_server.url}])
    page, watch = context.new_page(), Watch(live_server.url)
    watch.over(page)
    return page, watch


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_leader_inserts_a_figure_takes_a_first_text_over_and_saves_what_he_typed(
    browser: Browser, two_schools: TwoSchools, live_server: Any, client_as: Callable[[str], Client], *, phone: bool
) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        growth.recorded(here)
        complete(here)
    page, watch = opened(browser, live_server, client_as, phone=phone)
    page.goto(url(here, "summary_topic", "awards"))
    did = page.get_by_label("做法")
    did.fill("今年报名的孩子多了，获奖，都很高兴。")
    did.evaluate("field => field.setSelectionRange(12, 12)")  # 获奖|
    page.get_by_role("button", name=re.compile("插入.*学生获奖数")).click()
    expect(did).to_have_value("今年报名的孩子多了，获奖〔学生获奖数〕，都很高兴。")
    expect(did).to_be_focused()

    page.get_by_role("button", name="把初稿接在后面").click()
    expect(did).to_have_value(re.compile("^今年报名的孩子多了，获奖〔学生获奖数〕，都很高兴。\n学生在各项评比中获奖"))
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/summary/#awards")
    link = page.locator("#awards a.figure").first
    expect(link).to_have_text("1项")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("学生获奖数：1项")
    assert watch.complaints == []


def test_pages_of_summary_and_awards_have_no_accessibility_fault(
    browser: Browser, two_schools: TwoSchools, live_server: Any, client_as: Callable[[str], Client]
) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        growth.recorded(here)
        growth.removed(here)
        growth.recorded(here, person_kind="teacher")
        complete(here)
    page, watch = opened(browser, live_server, client_as, phone=False)
    axe, wrong = Axe(), {}
    place = f"/groups/{here.group.pk}/{here.term.key}"
    addresses = [url(here, f"summary{name}") for name in ("", "_head", "_problems", "_drafts")]
    addresses += [
        url(here, "summary_topic", "awards"),
        url(here, "summary_figure", "teacher-awards"),
        f"{place}/awards/",
        f"{place}/awards/new/",
    ]
    for address in addresses:
        page.goto(address)
        found = [f"{violation['id']}: {violation['nodes'][0]['html'][:120]}" for violation in axe.run(page).response["violations"]]
        if found:
            wrong[address] = found
    assert wrong == {}
    assert watch.complaints == []
