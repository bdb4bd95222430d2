"""A test's hand is never faster than the scripts of the page it touches."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.journeys.site import context_in

pytestmark = pytest.mark.browser

PAGE = "<title>.</title><script defer src=late.js></script><button>按</button>"
SCRIPT = "document.querySelector('button').addEventListener('click', (event) => { event.target.textContent = '按过'; });"


def test_button_of_a_page_whose_script_comes_late_is_pressed_when_the_script_is_there(browser: Browser) -> None:
    context = context_in(browser)
    page, held = context.new_page(), list[Route]()
    page.route("http://late.test/", lambda route: route.fulfill(body=PAGE, content_type="text/html; charset=utf-8"))
    page.route("**/late.js", lambda route: held.append(route))  # noqa: PLW0108 - a bound method is no handler
    page.goto("http://late.test/", wait_until="commit")
    button = page.locator("button")
    expect(button).to_have_text("按")
    expect(button).to_be_hidden()
    held[0].fulfill(body=SCRIPT, content_type="text/javascript")
    button.click()
    expect(button).to_have_text("按过")
    context.close()
