"""How a scene walks: small steps that are put together, as somebody would click."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from docs.handbook.camera import Show

GROUP = "五年级数学备课组"


def tab(name: str, *, then: Show | None = None, term: str = "") -> Show:
    """A page of the person's own group, in another ``term`` than the running one where that is named, and what is done there."""

    def walk(page: Page) -> None:
        page.goto("/")
        page.locator(".side").get_by_role("link", name=GROUP).click()
        link = page.get_by_role("navigation", name=GROUP).get_by_role("link", name=name, exact=True)
        page.goto(re.sub(r"\d{4}-\d{4}-\d", term, link.get_attribute("href") or "") if term else link.get_attribute("href") or "")
        if then:
            then(page)

    return walk


def at(path: str, *, then: Show | None = None) -> Show:
    """A page by its address."""

    def walk(page: Page) -> None:
        page.goto(path)
        if then:
            then(page)

    return walk


def click(*names: str | re.Pattern[str]) -> Show:
    """One link or button after the other."""

    def walk(page: Page) -> None:
        for name in names:
            page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()

    return walk


def down_to(selector: str, *, below: int = 20) -> Show:
    """Scroll until this stands so far below the top."""

    def walk(page: Page) -> None:
        page.locator(selector).first.evaluate("(e, below) => window.scrollTo(0, e.getBoundingClientRect().top + scrollY - below)", below)

    return walk


def after(*shows: Show) -> Show:
    """One after the other."""

    def walk(page: Page) -> None:
        for show in shows:
            show(page)

    return walk


def stay(page: Page) -> None:
    """Where signing in led to."""
