"""How a scene walks: small steps that are put together, as somebody would click."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from docs.handbook.camera import Show

GROUP, RESEARCH_GROUP = "五年级数学备课组", "数学教研组"
# The pages of a part stand in its inner row.
PART_OF = {
    page: part
    for part, pages in {
        "计划": "教学进度 教材与资源链 复习计划 上级计划",
        "教研": "活动 单元分析 理论学习 每日一议 培训",
        "练习与检测": "练习 特色作业 检测",
        "成长": "听课与研究课 反思与札记 师徒结对 获奖",
        "指标": "完成情况 全部指标 未完成说明 催办",
        "总结与台账": "总结 台账",
    }.items()
    for page in pages.split()
}


def tab(name: str, *, then: Show | None = None, term: str = "", group: str = GROUP) -> Show:
    """A page of one of the person's groups, in another ``term`` than the running one where that is named, and what is done there."""

    def walk(page: Page) -> None:
        page.goto("/")
        page.locator(".side").get_by_role("link", name=group).click()
        page.locator(".group-head .tabs").first.wait_for()
        for each in (PART_OF.get(name, ""), name):
            link = page.locator(".group-head .tabs").get_by_role("link", name=each, exact=True).first
            if each and link.count():
                page.goto(link.get_attribute("href") or "")
        if term:
            page.goto(re.sub(r"\d{4}-\d{4}-\d", term, page.url))
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
