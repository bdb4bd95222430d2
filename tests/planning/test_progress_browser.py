"""The sheet of people beside quotas in a real browser: one Tab stop, arrow keys from cell to cell, a finger opens a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from jiaoyan.quotas.rules.demand import Audience, Cohort, Counted, Demand, Number, Per
from jiaoyan.schools.scope import school_scope
from tests.browsing import browser, signed_in
from tests.conftest import SmallSchool, TwoSchools
from tests.planning.progress import asked

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(two_schools: TwoSchools) -> SmallSchool:
    """Three quotas: the second is asked of the leader alone."""
    school = two_schools.here
    leaders = Demand(Audience("person", (Cohort(roles=("group_leader",)),)), Counted("theory_note"), Number(2), Per.TERM)
    with school_scope(school.school.pk):
        asked(school, "读")
        asked(school, "组长读", leaders)
        asked(school, "再读")
    return school


def focused(page: Page) -> tuple[int, int]:
    """Row and column of the focused cell, names aside."""
    row, column = page.evaluate(
        """() => { const cell = document.activeElement.closest("td"); return cell ? [cell.parentNode.sectionRowIndex, cell.cellIndex] : [-1, -1]; }"""
    )
    return row, column


def test_sheet_is_one_tab_stop_and_arrows_pass_over_cells_that_ask_nothing(
    browser: Browser, here: SmallSchool, live_server: Any, client_as: Callable[[str], Client]
) -> None:
    page, watch = signed_in(browser, live_server.url, client_as("leader"))
    page.goto(reverse("planning:progress", args=[here.group.pk, here.term.key]))
    sheet = page.get_by_role("grid", name="每位教师的指标")
    expect(sheet).to_be_visible()
    assert sheet.locator("a[tabindex='0']").count() == 1
    rows = sheet.locator("tbody tr").count()
    asked_alone = next(row for row in range(rows) if sheet.locator("tbody tr").nth(row).locator("td").nth(1).locator("a").count())

    sheet.locator("a[tabindex='0']").focus()
    assert focused(page) == (0, 1)
    page.keyboard.press("ArrowLeft")
    assert focused(page) == (0, 1)
    page.keyboard.press("End")
    assert focused(page) == (0, 3)
    page.keyboard.press("Control+End")
    assert focused(page) == (rows - 1, 3)
    page.keyboard.press("Home")
    other = 0 if asked_alone == rows - 1 else rows - 1
    while focused(page)[0] != other:
        page.keyboard.press("ArrowUp" if focused(page)[0] > other else "ArrowDown")
    page.keyboard.press("ArrowRight")
    assert focused(page) == (other, 3)
    assert sheet.locator("a[tabindex='0']").count() == 1

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("再读")
    assert Axe().run(page).response["violations"] == []
    assert watch.complaints == []


def test_finger_opens_a_cell_and_the_page_fits_a_phone(
    browser: Browser, here: SmallSchool, live_server: Any, client_as: Callable[[str], Client]
) -> None:
    page, watch = signed_in(browser, live_server.url, client_as("leader"), phone=True)
    page.goto(reverse("planning:progress", args=[here.group.pk, here.term.key]))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []
    cell = page.locator(".progress-sheet a").first
    box = cell.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    cell.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("读 0/")
    assert watch.complaints == []
