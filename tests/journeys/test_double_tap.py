"""An impatient double tap sends a form once, and one sees that it was stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.journeys.site import Watch

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def posts_of(page: Page) -> list[str]:
    """The addresses the page posts to from here on, each answered a little late, as a busy server would."""
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url)

    def late(route: Route) -> None:
        if route.request.method == "POST":
            page.wait_for_timeout(400)
        route.continue_()

    page.on("request", note)
    page.route("**/*", late)
    return posts


def test_new_person_tapped_twice_is_one_person_and_no_complaint(visit: Visit) -> None:
    page = visit("office")
    page.goto("/school/people/new/")
    page.get_by_label("姓名").fill("连点两下")
    page.get_by_label("工号").fill("T7777")
    page.locator("label", has_text="女").click()
    posts = posts_of(page)
    page.get_by_role("button", name="保存").dblclick()
    expect(page.get_by_text("已新增。")).to_be_visible()
    assert len(posts) == 1
    expect(page.get_by_role("link", name="连点两下")).to_have_count(1)


def test_form_can_be_sent_again_after_its_answer(visit: Visit, watch: Watch) -> None:
    page = visit("office")
    page.goto("/school/people/new/")
    posts = posts_of(page)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.wait_for_timeout(600)
    assert len(posts) == 2
    watch.complaints.clear()  # being refused is what this test is about
