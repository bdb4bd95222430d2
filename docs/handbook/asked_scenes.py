"""Pictures of what is asked and how far it is done: quotas, the research group, lessons, growth, trainings, resources and review."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from docs.handbook.camera import Picture
from docs.handbook.scenes import FIRST_TERM, PAGE, TALL
from docs.handbook.walking import RESEARCH_GROUP, after, at, click, down_to, tab

CHANGED_FROM = "2024-06-17"


# what is asked


def change_observing(page: Page) -> None:
    """From fifteen observed lessons to twelve; the sentence above follows."""
    page.get_by_role("link", name=re.compile("每学期听课不少于15节")).first.click()
    page.get_by_role("link", name="修改").click()
    page.get_by_label("不少于").first.fill("12")
    page.get_by_label("从哪天起").fill(CHANGED_FROM)
    page.get_by_label("为什么", exact=True).fill("期末集中复习，少听三节")
    expect(page.locator(".quota-sentence")).to_contain_text("不少于12节")
    down_to("[name=name]", below=150)(page)


def say_why(page: Page) -> None:
    """The week in which nothing was taught after the mentor."""
    page.goto("/progress/")
    page.get_by_role("link", name=re.compile("听一堂上一堂")).click()
    page.get_by_role("link", name=re.compile("没做，因为")).first.click()
    page.get_by_label("课务调整").check()


# how far it is done


def to_line(page: Page) -> None:
    page.get_by_role("link", name=re.compile("听一堂上一堂")).click()


# the research group


def reopen(page: Page) -> None:
    page.get_by_role("link", name="重新修改").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()


def to_clause(page: Page) -> None:
    page.get_by_text("逐条对应指标").click()
    page.get_by_role("link", name=re.compile("跨年级听课")).click()


def to_data(page: Page) -> None:
    page.get_by_role("link", name=re.compile("随堂听课看学生怎样学")).click()


# lessons and growth


def fill_observation(page: Page) -> None:
    page.get_by_label("执教", exact=True).select_option(label="沈静言")
    page.get_by_label("第3节", exact=True).check()
    page.evaluate("window.scrollTo(0, 0)")


def to_lesson(page: Page) -> None:
    page.locator("#lessons").get_by_role("link", name="异分母分数加减法").click()


def write_reflection(page: Page) -> None:
    page.locator("#reflection").get_by_role("link", name="写一篇").click()
    page.get_by_label("题目").fill("半圆的周长为什么总漏直径")
    page.locator("[name=body]").fill("看到图就套公式，没有先看是哪一圈。下一次先让孩子用手指描一圈，再列式。")
    page.evaluate("window.scrollTo(0, 0)")


ASKED = (
    Picture("15-asked", "head", tab("全部指标", group=RESEARCH_GROUP), height=TALL),
    Picture("15-preset", "head", tab("全部指标", group=RESEARCH_GROUP, then=click("三备与研修")), height=TALL),
    Picture("15-change", "head", tab("全部指标", group=RESEARCH_GROUP, then=change_observing), height=TALL),
    Picture("15-excuse-phone", "mentee", say_why, height=PAGE, phone=True),
    Picture("15-excuses", "head", tab("未完成说明", group=RESEARCH_GROUP), height=PAGE),
    Picture("16-mine-phone", "mentee", at("/progress/"), height=PAGE, phone=True),
    Picture("16-line", "mentee", at("/progress/", then=to_line), height=PAGE),
    Picture("16-group", "leader", tab("指标", then=down_to("#people", below=420)), height=900, width=1360),
    Picture("16-collection", "leader", tab("催办"), height=TALL),
    Picture("16-burden", "leader", tab("指标", then=click("填写用时")), height=PAGE),
    Picture("16-subscribe", "teacher", at("/subscribe/"), height=560),
    Picture("17-upper", "office", tab("上级计划", group=RESEARCH_GROUP), height=PAGE),
    Picture("17-plan", "head", tab("计划", group=RESEARCH_GROUP, then=down_to("#clauses", below=60)), height=TALL),
    Picture("17-month", "teacher", tab("", group=RESEARCH_GROUP), height=640),
    Picture("17-target", "head", tab("计划", group=RESEARCH_GROUP, then=click("春季教学视导的材料夹")), height=PAGE),
    Picture("17-offers", "head", tab("计划", group=RESEARCH_GROUP, then=after(reopen, click("承接条目"))), height=640),
    Picture("17-clause", "head", tab("计划", group=RESEARCH_GROUP, then=to_clause), height=TALL),
    Picture("17-summary", "head", tab("总结", group=RESEARCH_GROUP, term=FIRST_TERM, then=down_to("#answers", below=60)), height=TALL),
    Picture("17-answer", "head", tab("总结", group=RESEARCH_GROUP, term=FIRST_TERM, then=to_data), height=560),
    Picture("18-observe-phone", "teacher", tab("听课与研究课", then=after(click("记听课"), fill_observation)), height=PAGE, phone=True),
    Picture("18-lessons", "leader", tab("听课与研究课"), height=TALL),
    Picture("18-lesson", "leader", tab("听课与研究课", then=to_lesson), height=TALL),
    Picture("18-roster", "head", tab("听课与研究课", group=RESEARCH_GROUP, then=click("练兵课安排")), height=PAGE, width=1360),
    Picture("19-writings", "teacher", tab("反思与札记"), height=PAGE),
    Picture("19-write-phone", "teacher", tab("反思与札记", then=write_reflection), height=PAGE, phone=True),
    Picture("19-pair", "mentor", tab("师徒结对", then=click("沈静言带陈小禾")), height=PAGE, width=1360),
    Picture("19-compare", "mentee", tab("师徒结对", then=click("沈静言带陈小禾", re.compile("的对照比较"))), height=PAGE),
    Picture("20-trainings", "leader", tab("培训"), height=640),
    Picture("20-share", "leader", tab("培训", then=click("市小学数学学业质量研讨", "登记二次培训")), height=PAGE),
    Picture("21-study", "leader", tab("教材与资源链", then=click("教材梳理")), height=TALL),
    Picture("21-chain", "leader", tab("教材与资源链"), height=640, width=1360),
    Picture("21-step", "leader", tab("教材与资源链", then=click(re.compile("圆.*分工备课"))), height=PAGE),
    Picture("21-review", "leader", tab("复习计划"), height=TALL),
    Picture("21-phases", "leader", tab("复习计划", then=click("复习阶段")), height=560, width=1360),
)
