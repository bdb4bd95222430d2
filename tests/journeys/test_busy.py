"""Files that take some seconds: the button says so, cannot be pressed twice, and comes back when the file is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Visit
from tests.journeys.site import PATIENCE, Watch
from tests.journeys.test_plan_to_ledger import to_group

pytestmark = pytest.mark.browser

WAITING = "正在生成…"
LEDGER = re.compile("/ledger/$")
# what the browser is told to call the file; what it does with Chinese depends on the machine's locale
NOTE_THE_NAME = """() => {
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; click.call(this); };
}"""


def held(page: Page, path: str) -> list[Route]:
    """Requests for the path, waiting until the test lets them go."""
    routes: list[Route] = []
    page.route(re.compile(path), lambda route: routes.append(route))  # noqa: PLW0108 - a bound method is no handler
    return routes


def test_download_says_it_is_made_until_the_file_is_there_by_keyboard_too(visit: Visit, tmp_path: Path) -> None:
    page = visit("leader")
    to_group(page, "台账")
    page.wait_for_url(LEDGER)
    routes = held(page, r"/ledger/word/$")
    button, sign = page.get_by_role("link", name="下载台账"), page.locator("[data-busy-sign]")
    page.evaluate(NOTE_THE_NAME)
    button.focus()
    page.keyboard.press("Enter")

    busy = page.get_by_role("link", name=WAITING)
    expect(busy).to_have_attribute("aria-disabled", "true")
    expect(busy).to_be_focused()
    expect(sign).to_have_attribute("aria-live", "polite")
    expect(sign.get_by_role("status")).to_contain_text("正在生成台账")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert len(routes) == 1

    with page.expect_download(timeout=4 * PATIENCE) as kept:
        routes[0].continue_()
    kept.value.save_as(tmp_path / "book.docx")
    assert page.evaluate("window.savedAs") == "五年级数学备课组2023-2024-2台账.docx"
    assert (tmp_path / "book.docx").read_bytes()[:2] == b"PK"
    expect(button).to_be_focused()
    expect(button).not_to_have_attribute("aria-disabled", "true")
    expect(sign).to_have_text("文件已生成，请看浏览器的下载。")


def test_download_that_fails_gives_the_button_back_and_says_so(visit: Visit, watch: Watch) -> None:
    page = visit("leader", phone=True)
    to_group(page, "台账")
    page.route(re.compile(r"/ledger/word/$"), lambda route: route.abort())
    with watch.allowing("/ledger/word/", "ERR_FAILED"):
        page.get_by_role("link", name="下载台账").click()
        expect(page.get_by_text("没有连上服务器，文件没有生成，请稍后再试。")).to_be_visible()
    expect(page.get_by_role("link", name="下载台账")).not_to_have_attribute("aria-disabled", "true")


def test_freezing_says_it_is_at_work_and_is_sent_once(visit: Visit) -> None:
    page = visit("leader")
    to_group(page, "台账")
    page.wait_for_url(LEDGER)  # its own scripts hear of the sending first
    page.evaluate(
        """() => { window.sent = 0;
        document.addEventListener("submit", (event) => { if (!event.defaultPrevented) window.sent += 1; event.preventDefault(); }); }"""
    )
    page.get_by_role("button", name="定格今天的台账").click()
    busy = page.get_by_role("button", name=WAITING)
    expect(busy).to_have_attribute("aria-disabled", "true")
    expect(page.locator("[data-busy-sign]")).to_contain_text("正在保存今天的台账")
    busy.dispatch_event("click")
    assert page.evaluate("window.sent") == 1

    page.reload()
    page.get_by_role("button", name="定格今天的台账").click()
    expect(page.get_by_text(re.compile("已定格月调研卷"))).to_be_visible(timeout=4 * PATIENCE)
    expect(page.get_by_role("button", name="定格今天的台账")).not_to_have_attribute("aria-disabled", "true")
