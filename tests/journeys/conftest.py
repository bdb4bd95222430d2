"""The example school on a real server, and one browser context for each person and size of screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium, context_in, served, sign_in

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: left open any longer, its loop stops what comes after it in the same worker (the database, other browsers)."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(browser: Browser, pristine_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a copy of the example; asked after the browser, so that nothing is loaded where there is none."""
    data = tmp_path_factory.mktemp("journey") / "data"
    shutil.copytree(pristine_example, data)
    with served(data) as address:
        yield address


@pytest.fixture
def watch(address: str) -> Iterator[Watch]:
    watch = Watch(address)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def visit(browser: Browser, address: str, watch: Watch) -> Iterator[Visit]:
    """``visit("leader")`` is that person at a desk, ``visit("teacher", phone=True)`` with a phone; both can be there at once.

    ``at`` is the address they opened before they signed in.
    """
    opened = []

    def visit(name: str, *, phone: bool = False, at: str = "/") -> Page:
        size: ViewportSize = PHONE if phone else DESK
        context = context_in(
            browser,
            viewport=size,
            base_url=address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        opened.append(context)
        context.on("page", watch.over)
        return sign_in(context, name, at=at)

    yield visit
    for context in opened:
        context.close()
