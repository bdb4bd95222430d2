"""A meeting as the group lives it: two phones and a projector, a code to scan, a dead line, two recorders at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jiaoyan.activities.actions import talked, writing
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import IN_MEETING, analysis, at, ended, planned, prose, talk, yesterday
from tests.conftest import TODAY, TwoSchools
from tests.journeys.site import CHROMIUM, DESK, PHONE, Watch, chromium, context_in, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
SEEN = 30_000  # what others write is asked for every five seconds


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop runs in this thread, so Django takes the fixtures for asynchronous code
    )
    with chromium() as browser:
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def meeting_pk(browser: Browser, two_schools: TwoSchools) -> int:
    """A planned meeting today, with a unit, designs, a decision of the last meeting and a talk since."""
    here = two_schools.here
    with school_scope(here.school.pk):
        last = ended(here, yesterday(8))
        talked.add_decision(
            by=here.actor("leader"), activity=last, what="改写例3导入", owner=here.people["teacher"], due=TODAY, at=at(17, day=yesterday(8))
        )
        talk(here, day=yesterday())
        activity = planned(here)
        row = analysis(here, activity=activity)
        for name in ("teacher", "leader"):
            writing.record_design(
                by=here.actor(name), analysis=row, row=1, text=prose("从天平讲起，先操作再记录"), version=0, at=IN_MEETING
            )
        return int(activity.pk)


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def visit(browser: Browser, live_server: Any, watch: Watch, client_as: Callable[[str], Client]) -> Iterator[Visit]:
    """``visit("teacher")`` is that person with a phone; ``phone=False`` at a desk."""
    contexts: list[BrowserContext] = []

    def visit(name: str, *, phone: bool = True) -> Page:
        context = context_in(
            browser,
            viewport=PHONE if phone else DESK,
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
        )
        contexts.append(context)
        session = client_as(name).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        watch.over(page)
        return page

    yield visit
    for context in contexts:
        context.close()


def go(page: Page, name: str, *args: object, query: str = "") -> None:
    page.goto(reverse(f"activities:{name}", args=args) + query)


def check_in_address(page: Page) -> str:
    return page.locator(".qr-box a").get_attribute("href") or ""


def test_meeting_from_the_first_tap_to_the_finished_record(visit: Visit, watch: Watch, meeting_pk: int) -> None:
    leader, teacher, wall = visit("leader"), visit("teacher"), visit("head", phone=False)
    go(leader, "meeting", meeting_pk)
    leader.get_by_role("button", name="开始会议").click()
    go(wall, "meeting", meeting_pk, query="?view=projector")
    expect(wall.locator("svg.qr")).to_be_visible()
    assert wall.locator("textarea").count() == 0

    # A member scans the code; everybody sees it without touching anything.
    teacher.goto(check_in_address(leader))
    teacher.get_by_role("button", name="周予安").click()
    expect(teacher.get_by_text("已签到")).to_be_visible()
    for page in (leader, wall):
        expect(page.locator(".head-count")).to_contain_text("实到 1")

    # The recorder marks the others; leave asks for its reason.
    row = leader.locator(".attendee", has_text="林知远")
    row.get_by_role("radio", name="出席", exact=True).click()
    expect(leader.locator(".head-count")).to_contain_text("实到 2")
    with watch.allowing("422"):
        leader.locator(".attendee", has_text="陈小禾").get_by_role("radio", name="请假").click()
        expect(leader.locator("#mark-form")).to_contain_text("请写原因")
    leader.locator("#mark-form").get_by_label("原因").fill("看病")
    leader.locator("#mark-form").get_by_role("button", name="记下").click()
    expect(leader.locator("#mark-form")).to_be_empty()
    expect(wall.locator(".attendee", has_text="陈小禾")).to_contain_text("请假")

    # Last decisions, review, opinions, decision.
    leader.locator("#last").get_by_role("button", name="完成").click()
    expect(leader.locator("#last")).to_contain_text("已完成")
    leader.get_by_role("textbox", name="上周教学工作回顾与反思").fill("上周学了方程，十二人漏写单位。")
    leader.get_by_role("button", name="保存上周教学工作回顾与反思").click()
    expect(leader.locator("#review")).to_contain_text("已保存")
    for speaker, words in [("周予安", "先不给数字。"), ("林知远", "不同意，先给一个数。")]:
        leader.locator("#opinions").get_by_label("发言人").select_option(label=speaker)
        leader.locator("#opinion-form").get_by_role("textbox", name="意见").fill(words)
        leader.get_by_role("button", name="记下这条意见").click()
        expect(leader.locator("#live-opinions")).to_contain_text(words)
        expect(leader.locator("#opinion-form").get_by_role("textbox", name="意见")).to_have_value("")
    leader.locator("#decision-form").get_by_label("事项").fill("改写练习第3题")
    leader.locator("#decision-form").get_by_label("负责人").select_option(label="周予安")
    leader.locator("#decision-form").get_by_label("期限").fill("2024-06-19")
    leader.get_by_role("button", name="记下这个决定").click()
    for page in (leader, wall):
        expect(page.locator("#live-decisions")).to_contain_text("改写练习第3题")

    expect(leader.locator("#live-end")).to_contain_text("记录齐全")
    leader.get_by_role("button", name="结束会议，成稿").click()
    expect(leader.locator(".sheet").first).to_contain_text("备课组活动记录（二）")
    expect(leader.locator(".sheet").first).to_contain_text("缺席说明：陈小禾（请假，看病）")
    expect(wall.locator("#live-state")).to_contain_text("会议已结束", timeout=SEEN)
    expect(wall.get_by_role("link", name="看成稿的记录")).to_be_visible()
    expect(wall.locator("svg.qr")).to_have_count(0)


def test_lost_line_loses_nothing_and_is_made_good_by_itself(visit: Visit, watch: Watch, meeting_pk: int) -> None:
    leader = visit("leader")
    go(leader, "meeting", meeting_pk)
    leader.get_by_role("button", name="开始会议").click()
    box = leader.get_by_role("textbox", name="上周教学工作回顾与反思")
    with watch.allowing("ERR_INTERNET_DISCONNECTED", "failed:", "htmx:"):
        leader.context.set_offline(True)
        box.fill("断网时写的话")
        leader.get_by_role("button", name="保存上周教学工作回顾与反思").click()
        expect(leader.locator("#messages")).to_contain_text("内容已留在本机")
        leader.context.set_offline(False)
        expect(leader.locator("#review")).to_contain_text("已保存", timeout=SEEN)
    leader.reload()
    expect(box).to_have_value("断网时写的话")


def test_member_writes_his_own_opinion_on_his_phone_and_everybody_sees_it(visit: Visit, watch: Watch, meeting_pk: int) -> None:
    leader, teacher = visit("leader"), visit("teacher")
    go(leader, "meeting", meeting_pk)
    leader.get_by_role("button", name="开始会议").click()
    go(teacher, "meeting", meeting_pk)
    expect(teacher.locator("#own-opinion")).to_contain_text("签到以后")

    # The recorder marks him present: the box comes by itself.
    leader.locator(".attendee", has_text="周予安").get_by_role("radio", name="出席", exact=True).click()
    box = teacher.locator("#own-opinion-form").get_by_role("textbox", name="意见")
    expect(box).to_be_visible(timeout=SEEN)

    # The line is dead when he sends; the words wait and go by themselves.
    with watch.allowing("ERR_INTERNET_DISCONNECTED", "failed:", "htmx:"):
        teacher.context.set_offline(True)
        box.fill("例3先让学生估一估。")
        teacher.get_by_role("button", name="记入讨论意见").click()
        expect(teacher.locator("#messages")).to_contain_text("内容已留在本机")
        teacher.context.set_offline(False)
        expect(teacher.locator("#live-opinions")).to_contain_text("例3先让学生估一估。", timeout=SEEN)
    expect(box).to_have_value("")
    expect(leader.locator("#live-opinions")).to_contain_text("例3先让学生估一估。", timeout=SEEN)

    # What the recorder notes of him is the recorder's; his own words he changes and takes out.
    leader.locator("#opinions").get_by_label("发言人").select_option(label="周予安")
    leader.locator("#opinion-form").get_by_role("textbox", name="意见").fill("板书要留住错例。")
    leader.get_by_role("button", name="记下这条意见").click()
    expect(teacher.locator("#live-opinions")).to_contain_text("板书要留住错例。", timeout=SEEN)
    expect(teacher.locator("#live-opinions").get_by_role("link", name="改")).to_have_count(1)
    teacher.locator("#live-opinions").get_by_role("link", name="改").click()
    teacher.get_by_role("textbox", name="意见").fill("例3先估，再算。")
    teacher.get_by_role("button", name="保存").click()
    expect(leader.locator("#live-opinions")).to_contain_text("例3先估，再算。", timeout=SEEN)
    teacher.locator("#live-opinions").get_by_role("button", name="删").click()
    teacher.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(leader.locator("#live-opinions details")).to_contain_text("例3先估，再算。", timeout=SEEN)
    expect(leader.locator("#live-opinions > ol")).not_to_contain_text("例3先估，再算。")
    expect(leader.locator("#live-opinions")).to_contain_text("板书要留住错例。")


def test_unsent_words_are_there_again_when_the_page_is_opened_again(visit: Visit, meeting_pk: int) -> None:
    leader = visit("leader")
    go(leader, "meeting", meeting_pk)
    leader.get_by_role("button", name="开始会议").click()
    leader.get_by_role("textbox", name="上周教学工作回顾与反思").fill("还没有保存的话")
    until(leader, "Object.values(localStorage).some(kept => kept.includes('还没有保存的话'))")
    leader.reload()
    expect(leader.get_by_role("textbox", name="上周教学工作回顾与反思")).to_have_value("还没有保存的话")
    expect(leader.locator("#review")).to_contain_text("已恢复未提交的内容")


def test_two_recorders_put_their_texts_together(visit: Visit, watch: Watch, meeting_pk: int) -> None:
    leader, recorder = visit("leader"), visit("mentee", phone=False)
    go(leader, "meeting", meeting_pk)
    leader.get_by_role("button", name="开始会议").click()
    go(recorder, "meeting", meeting_pk)
    save = "保存上周教学工作回顾与反思"
    leader.get_by_role("textbox", name="上周教学工作回顾与反思").fill("林老师写的")
    leader.get_by_role("button", name=save).click()
    expect(leader.locator("#review")).to_contain_text("已保存")
    with watch.allowing("422"):
        recorder.get_by_role("textbox", name="上周教学工作回顾与反思").fill("陈老师写的")
        recorder.get_by_role("button", name=save).click()
        expect(recorder.locator("#review")).to_contain_text("刚才林知远也改了这一段")
        expect(recorder.get_by_role("textbox", name="上周教学工作回顾与反思")).to_have_value("陈老师写的")
        recorder.get_by_role("button", name="两份接在一起").click()
        expect(recorder.get_by_role("textbox", name="上周教学工作回顾与反思")).to_have_value("林老师写的\n陈老师写的")
    recorder.get_by_role("button", name=save).click()
    expect(recorder.locator("#review")).to_contain_text("已保存")
    recorder.reload()
    expect(recorder.get_by_role("textbox", name="上周教学工作回顾与反思")).to_have_value("林老师写的\n陈老师写的")


def test_talk_is_written_in_a_minute_on_the_phone(visit: Visit, meeting_pk: int, two_schools: TwoSchools) -> None:
    teacher = visit("teacher")
    here = two_schools.here
    go(teacher, "daily_talk_new", here.group.pk, "2023-2024-2")
    teacher.get_by_label("课题").first.select_option(label="解方程")
    teacher.get_by_role("checkbox", name="林知远").click()
    teacher.get_by_label("问题").fill("有八人漏写解字。")
    teacher.get_by_label("对策").fill("板书示范一次，再请同桌互查。")
    teacher.get_by_role("button", name="记下").click()
    expect(teacher.locator("article.talk").first).to_contain_text("有八人漏写解字。")


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_pages_are_accessible_and_stay_within_the_screen(phone: bool, visit: Visit, meeting_pk: int, two_schools: TwoSchools) -> None:
    leader = visit("leader", phone=phone)
    group = [two_schools.here.group.pk, "2023-2024-2"]
    go(leader, "meeting", meeting_pk)
    leader.get_by_role("button", name="开始会议").click()
    pages: list[tuple[str, list[object], str]] = [
        ("meeting", [meeting_pk], ""),
        ("meeting", [meeting_pk], "?view=projector"),
        ("list", group, ""),
        ("new", group, ""),
        ("activity", [meeting_pk], ""),
        ("unit_analyses", group, ""),
        ("unit_analysis", [1], ""),
        ("preparers", group, ""),
        ("theory_notes", group, ""),
        ("theory_note_new", group, ""),
        ("daily_talks", group, ""),
        ("daily_talk_new", group, ""),
    ]
    axe, wrong = Axe(), {}
    with school_scope(two_schools.here.school.pk):
        from jiaoyan.activities.models import UnitAnalysis

        pages = [(name, [UnitAnalysis.objects.get().pk] if name == "unit_analysis" else args, query) for name, args, query in pages]
    for name, args, query in pages:
        go(leader, name, *args, query=query)
        found = [f"{violation['id']}: {violation['nodes'][0]['html'][:120]}" for violation in axe.run(leader).response["violations"]]
        width = leader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if found or width > 0:
            wrong[name + query] = [*found, f"too wide by {width}"]
    assert wrong == {}
