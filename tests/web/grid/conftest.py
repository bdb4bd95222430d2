"""Pages with a grid, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.site import CHROMIUM, chromium, context_in
from tests.web.grid.site import Site, sample


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    yield from opened(browser, site, viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    yield from opened(browser, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def opened(browser: Browser, site: Site, **options: object) -> Iterator[Page]:
    """A page that fails the test when a script throws or the policy is broken."""
    site.grid, site.received, site.drafts, site.sorted_by = sample(), None, False, lambda row: row.position
    context = context_in(browser, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(site.url)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def drafting(desk: Page, site: Site) -> Page:
    """A page whose form keeps drafts; leaving is always allowed."""
    site.drafts = True
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()
    return desk
