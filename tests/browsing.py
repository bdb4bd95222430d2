"""A real browser on the test server, for a few pages at a time: ``browser`` (import the fixture) and ``signed_in``."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium, context_in


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a module, as for the journeys."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop runs in this thread, so Django takes the fixtures for asynchronous code
    )
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def signed_in(browser: Browser, address: str, client: Client, *, phone: bool = False) -> tuple[Page, Watch]:
    """A page of the person a test client stands for, and the watch over it."""
    context = context_in(browser, viewport=PHONE if phone else DESK, base_url=address, locale="zh-CN", is_mobile=phone, has_touch=phone)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    page, watch = context.new_page(), Watch(address)
    watch.over(page)
    return page, watch
