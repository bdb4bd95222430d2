"""Journey A: from the plan at a desk, over a meeting on phones, to the ledger in Word (docs: the first of the three journeys of the house)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from jiaoyan.documents import format_check
from tests.documents.word_files import part, texts
from tests.journeys.conftest import Visit
from tests.journeys.site import PATIENCE, Watch, until

pytestmark = pytest.mark.browser

PARTS = {
    "活动": "教研",
    "单元分析": "教研",
    "检测": "练习与检测",
    "总结": "总结与台账",
    "台账": "总结与台账",
}  # pages that stand in the inner row of a part
GROUP, TERM = "五年级数学备课组", "2023-2024-2"
TODAY = "2024-06-12"
REVIEW = "复习第一周，口算每天十题；圆的周长与面积对比练习，四个班都做完了。"
OURS, THEIRS = "第七单元练习改为两课时使用。", "练习卷每班留五份，课上对答案。"
LATER = "复习课先放手让孩子整理，再补漏。"
COPIED = '"分析期末学业质量\n六年级教材先通读一遍"\t个人与同伴集中\n"回顾全学期的记录\n资料交给下一届"\t个人与同伴集中\n'
DECISION = "整理一页“圆”的易错题，各班共用"


# the plan at a desk


def test_the_leader_revises_the_plan_in_the_tables_and_the_head_approves_it(visit: Visit) -> None:
    leader = visit("leader")
    to_group(leader, "计划")
    leader.get_by_role("link", name="重新修改").click()
    leader.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(leader.get_by_text("可以修改了")).to_be_visible()

    edit_table_1(leader)
    look_at_the_proposed_table_3(leader)
    leader.get_by_role("button", name="提交审批").click()
    expect(leader.get_by_text("计划已提交，等待审批。")).to_be_visible()

    head = visit("head")
    head.get_by_role("link", name=f"审批{GROUP}计划").click()
    head.get_by_role("link", name="去审批").click()
    expect(head.locator(".sheets")).to_contain_text("自带一份典型错例")
    head.get_by_label("通过", exact=True).check()
    head.get_by_role("button", name="确定").click()
    expect(head.get_by_text("计划已通过。")).to_be_visible()

    leader.reload()
    expect(leader.get_by_text("第2稿（Word）")).to_be_visible()
    expect(leader.locator("#arrangement")).to_contain_text("六年级教材先通读一遍")


def edit_table_1(page: Page) -> None:
    """A line added in a cell by keyboard, then two rows of contents and forms pasted as Excel gives them."""
    page.get_by_role("link", name="修改表1").click()
    expect(page.locator("#arrangement-grid[data-ready]")).to_be_visible()
    kinds = [field.input_value() for field in page.locator("#arrangement-grid tbody input[name$=-kind]").all()]
    end = kinds.index("期末")
    cell(page, "remarks", end - 1).click()
    press(page, "F2", "Control+End", "Control+Enter")
    page.keyboard.type("自带一份典型错例")
    press(page, "Enter")
    expect(cell(page, "remarks", end - 1)).to_have_value(re.compile("\n自带一份典型错例$"))
    press(page, "ArrowUp", "ArrowLeft", "ArrowLeft")
    expect(cell(page, "contents", end - 1)).to_be_focused()
    page.evaluate("copied => navigator.clipboard.writeText(copied)", COPIED)
    press(page, "Control+v")
    expect(cell(page, "contents", end)).to_have_value("回顾全学期的记录\n资料交给下一届")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("表1 备课组工作安排已保存。")).to_be_visible()


def cell(page: Page, column: str, row: int) -> Locator:
    return page.locator(f"#arrangement-grid tbody [name$=-{column}]").nth(row)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def look_at_the_proposed_table_3(page: Page) -> None:
    page.locator("#authoring").get_by_role("link", name="看看建议").click()
    accept, nothing = page.get_by_role("button", name="采用建议"), page.get_by_text("不用改动")
    expect(accept.or_(nothing).first).to_be_visible()
    if accept.is_visible():
        accept.click()
    else:
        page.get_by_role("link", name="回到计划").click()
    expect(page.get_by_role("heading", name="备课组计划")).to_be_visible()
    expect(page.locator("#authoring tr")).not_to_have_count(1)


# the meeting on phones


def test_a_meeting_is_held_on_phones_and_its_record_is_there_when_it_ends(visit: Visit, watch: Watch, tmp_path: Path) -> None:
    leader = visit("leader", phone=True)
    plan_a_meeting_for_today(leader)
    leader.get_by_role("link", name="开会", exact=True).click()
    leader.get_by_role("button", name="开始会议").click()
    meeting = leader.url

    check_in_by_code(leader, visit)
    for name in ("林知远", "沈静言", "陈小禾"):
        mark(leader, name, "出席")
    expect(leader.locator("#live-attendance")).to_contain_text("应到 4 实到 4", use_inner_text=True)

    leader = write_while_the_line_is_down(leader, watch, meeting)
    write_against_each_other(leader, visit("mentee"), watch, meeting)

    say_why_no_unit(leader)
    note_opinion(leader, "周予安", "对比题要让孩子先说异同，再动笔。")
    note_opinion(leader, "陈小禾", "我班先口头说，再小组写。")
    decide(leader, DECISION, "周予安", "2024-06-18")
    expect(leader.locator("#live-end")).to_contain_text("记录齐全")
    leader.get_by_role("button", name="结束会议，成稿").click()
    expect(leader.get_by_text("会议已结束，记录已经成稿。")).to_be_visible()

    record = download(leader, leader.get_by_role("link", name="活动记录").last, tmp_path / "record.docx")
    assert format_check.check(record) == []
    words = texts(part(record))
    for said in (REVIEW, OURS, THEIRS, LATER, DECISION, "应到4人，实到4人"):
        assert said in words

    to_group(leader, "活动")
    expect(leader.get_by_role("row").filter(has_text="商讨复习课")).to_contain_text("已完成")


def plan_a_meeting_for_today(page: Page) -> None:
    to_group(page, "活动")
    page.get_by_role("link", name="安排一次活动").click()
    page.get_by_label("活动日期").fill(TODAY)
    page.get_by_label("开始").fill("23:00")  # whenever the suite runs, nobody comes late
    page.get_by_label("结束").fill("23:59")
    page.get_by_label("活动地点").fill("数学备课室")
    page.get_by_label("中心发言人").select_option(label="周予安")
    page.get_by_label("活动内容").fill("商讨复习课怎样让孩子自己整理")
    page.get_by_label("记录人").select_option(label="陈小禾")
    page.get_by_role("button", name="保存安排").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第10次活动")  # numbers follow the days: the meeting of the 25th moves on


def check_in_by_code(leader: Page, visit: Visit) -> None:
    """What the code on the wall says is opened on a phone that is not signed in yet."""
    address = leader.locator("#attendance a[href*='check-in']").get_attribute("href")
    assert address
    phone = visit("teacher", phone=True, at=address)
    phone.get_by_role("button", name="周予安 签到").click()
    expect(phone.get_by_text("已签到")).to_be_visible()


def write_while_the_line_is_down(page: Page, watch: Watch, meeting: str) -> Page:
    """The line fails: what is sent waits and goes by itself; what was only typed is there again when the page is opened later."""
    context = page.context
    with watch.allowing("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"):
        context.set_offline(True)
        section(page, "review").fill(REVIEW)
        save(page, "review")
        expect(page.get_by_text("网络断开，内容已留在本机")).to_be_visible()
        context.set_offline(False)
        expect(form_of(page, "review").get_by_text("已保存")).to_be_visible()
        expect(page.get_by_text("网络断开，内容已留在本机")).to_have_count(0)
        context.set_offline(True)
        section(page, "discussion").fill(LATER)
        kept_on_this_machine(page, LATER)
        page.close()
        context.set_offline(False)
    page = context.new_page()
    page.goto(meeting)
    expect(section(page, "review")).to_have_value(REVIEW)
    expect(section(page, "discussion")).to_have_value(LATER)
    expect(form_of(page, "discussion").get_by_text("已恢复未提交的内容")).to_be_visible()
    save(page, "discussion")
    expect(form_of(page, "discussion").get_by_text("已保存")).to_be_visible()
    return page


def write_against_each_other(leader: Page, recorder: Page, watch: Watch, meeting: str) -> None:
    """Two people write the same part: nobody overwrites, both texts are seen and put together."""
    recorder.goto(meeting)
    section(leader, "exercises").fill(OURS)
    save(leader, "exercises")
    expect(form_of(leader, "exercises").get_by_text("已保存")).to_be_visible()
    with watch.allowing("422"):
        section(recorder, "exercises").fill(THEIRS)
        save(recorder, "exercises")
        expect(recorder.get_by_role("alert").filter(has_text="您的没有覆盖它")).to_contain_text(OURS)
        form_of(recorder, "exercises").get_by_role("button", name="两份接在一起").click()
        expect(section(recorder, "exercises")).to_have_value(f"{OURS}\n{THEIRS}")
    save(recorder, "exercises")
    expect(form_of(recorder, "exercises").get_by_text("已保存")).to_be_visible()


def say_why_no_unit(page: Page) -> None:
    page.goto(page.url)
    page.get_by_label("没有单元分析的原因").fill("本次研讨复习课")
    page.locator("#designs").get_by_role("button", name="保存").click()
    expect(page.locator("#designs")).to_contain_text("本次没有单元分析：本次研讨复习课")


def note_opinion(page: Page, speaker: str, words: str) -> None:
    form = page.locator("#opinion-form")
    form.get_by_label("发言人").select_option(label=speaker)
    form.get_by_label("意见").fill(words)
    form.get_by_role("button", name="记下这条意见").click()
    expect(page.locator("#live-opinions")).to_contain_text(words)


def decide(page: Page, what: str, owner: str, due: str) -> None:
    form = page.locator("#decision-form")
    form.get_by_label("事项").fill(what)
    form.get_by_label("负责人").select_option(label=owner)
    form.get_by_label("期限").fill(due)
    form.get_by_role("button", name="记下这个决定").click()
    expect(page.locator("#live-decisions")).to_contain_text(what)


# the ledger


def test_a_gap_in_the_ledger_leads_to_its_record_and_a_frozen_volume_never_changes(visit: Visit, tmp_path: Path) -> None:
    teacher = visit("teacher", phone=True)
    to_group(teacher, "台账")
    gap = teacher.get_by_role("link", name="第9次活动：还没有形成修改意见（事项、负责人、期限）")
    gap.click()
    teacher.get_by_role("link", name=re.compile("还没有形成修改意见")).first.click()
    meeting = teacher.url
    decide(teacher, DECISION, "周予安", "2024-06-18")
    to_group(teacher, "台账")
    expect(teacher.get_by_role("link", name="第9次活动：还没有形成修改意见（事项、负责人、期限）")).to_have_count(0)

    leader = visit("leader")
    to_group(leader, "台账")
    book = download(leader, leader.get_by_role("link", name="下载台账"), tmp_path / "book.docx")
    assert format_check.check(book) == []
    assert DECISION in texts(part(book))

    leader.get_by_role("button", name="定格今天的台账").click()
    expect(leader.get_by_text(re.compile("已定格月调研卷"))).to_be_visible()
    volume = leader.get_by_role("row").filter(has_text="月调研卷").get_by_role("link")
    first = download(leader, volume, tmp_path / "first.docx")
    teacher.goto(meeting)
    decide(teacher, "下一次活动前互看一次教案", "林知远", "2024-06-24")
    assert download(leader, volume, tmp_path / "second.docx") == first
    assert format_check.check(first) == []


# hands


def to_group(page: Page, tab: str) -> None:
    page.goto("/")
    page.locator(".side").get_by_role("link", name=GROUP).click()
    page.get_by_role("navigation", name=GROUP).get_by_role("link", name=PARTS.get(tab, tab), exact=True).click()
    if tab in PARTS:
        page.get_by_role("navigation", name=PARTS[tab]).get_by_role("link", name=tab, exact=True).click()


def form_of(page: Page, kind: str) -> Locator:
    return page.locator(f"form.section-form[data-draft$='-{kind}']")


def kept_on_this_machine(page: Page, words: str) -> None:
    """Waits until what was typed lies in the browser's own store."""
    until(page, "words => Object.values(localStorage).some(kept => kept.includes(words))", words)


def section(page: Page, kind: str) -> Locator:
    return form_of(page, kind).locator("textarea")


def save(page: Page, kind: str) -> None:
    form_of(page, kind).get_by_role("button", name="保存").click()


def mark(page: Page, name: str, state: str) -> None:
    chips = page.get_by_role("radiogroup", name=f"{name}的出勤")
    chips.get_by_label(state, exact=True).check()
    expect(page.locator(".attendee").filter(has_text=name)).not_to_have_class(re.compile("waiting"))


def download(page: Page, link: Locator, to: Path) -> bytes:
    with page.expect_download(timeout=4 * PATIENCE) as waiting:  # a whole book takes its time
        link.click()
    waiting.value.save_as(to)
    return to.read_bytes()
