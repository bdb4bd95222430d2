"""Journey C: a clause of the plan, the lesson somebody sat in on, the count, the reminder, the word about what is missing, and the summary's number."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.site import whole
from tests.journeys.test_plan_to_ledger import to_group

pytestmark = pytest.mark.browser

RESEARCH = "数学教研组"
CLAUSE = "每位教师听课15节，跨年级听练习课，记下学生是怎样想的。"
WORTH_LEARNING = "让学生先画图再列式，说清了为什么这样算"
TEACHER = "周予安"
NOTES, BOOK = "数学读物札记", "图形里的学问"
PROMISE = "每位教师，每学期数学读物札记不少于3篇"
READING = "每人读一本讲数学故事的书，写下能用到课上的一处。"


def test_a_clause_is_counted_from_the_lesson_on_the_phone_to_the_number_in_the_summary(visit: Visit) -> None:
    revise_the_clause(visit("head"))
    approve_the_plan(visit("liaison"))

    phone = visit("teacher", phone=True)
    assert counted(phone) == (11, 15)
    topic = observe_a_lesson(phone)
    assert counted(phone) == (12, 15)
    opens_the_record(phone, topic)

    copy_the_reminder(visit("leader"))
    say_why_not(phone)
    accept_the_word(visit("head"))
    phone.goto("/progress/")
    expect(line_of(phone)).to_contain_text("已说明")

    summary_has_the_number(visit("leader"), topic)


def test_a_new_promise_becomes_a_quota_a_clause_and_a_count(visit: Visit) -> None:
    """The head asks for something new; it stands in the plan in the quota's own words, and the next note somebody writes is counted for it."""
    head = visit("head")
    add_the_quota(head)
    add_the_clause(head)
    approve_the_plan(visit("liaison"))

    phone = visit("teacher", phone=True)
    before = counted(phone, NOTES)
    assert before[1] == 3
    write_a_note(phone)
    assert counted(phone, NOTES) == (before[0] + 1, 3)
    line_of(phone, NOTES).get_by_role("link").first.click()
    expect(phone.locator(".evidence").first.get_by_role("link", name=BOOK).last).to_be_visible()


# the promise


def add_the_quota(head: Page) -> None:
    """The sentence on the page is the one that will stand in the plan, before anything is stored."""
    research(head, "指标")
    head.get_by_role("link", name="全部指标").click()
    head.get_by_role("link", name="增加指标").click()
    head.get_by_role("link", name="读书札记", exact=True).click()
    head.get_by_label("做什么").fill(NOTES)
    head.get_by_label("不少于").fill("3")
    head.get_by_label("从哪天起").fill("2024-06-12")
    expect(head.locator(".quota-sentence")).to_contain_text(PROMISE)
    whole(head)
    head.get_by_role("button", name="保存", exact=True).click()
    expect(head.get_by_text(f"已增加“{NOTES}”。")).to_be_visible()
    expect(head.get_by_text(PROMISE)).to_be_visible()


def add_the_clause(head: Page) -> None:
    research(head, "计划")
    head.get_by_role("link", name="重新修改").click()
    head.get_by_role("dialog").get_by_role("button", name="确定").click()
    head.get_by_role("link", name="修改主要措施").click()
    expect(head.locator("#clauses-grid[data-ready]")).to_be_visible()
    head.get_by_role("button", name="加一行").click()
    head.locator("#clauses-grid tbody [name$=-area]").last.fill("教师培训")
    head.locator("#clauses-grid tbody [name$=-text]").last.fill(READING)
    head.get_by_role("button", name="保存", exact=True).click()
    head.get_by_text("逐条对应指标").click()
    head.get_by_role("link", name=READING).click()
    head.get_by_label(PROMISE).check()
    head.get_by_role("button", name="保存", exact=True).click()
    expect(head.locator("#clauses")).to_contain_text(READING)
    expect(head.locator("#clauses")).to_contain_text(PROMISE)
    head.get_by_role("button", name="提交审批").click()
    expect(head.get_by_text("已提交，等待审批")).to_be_visible()


def revise_the_clause(head: Page) -> None:
    """The clause names the quota 听课; its words are put right, and the plan is handed in again."""
    research(head, "计划")
    head.get_by_role("link", name="重新修改").click()
    head.get_by_role("dialog").get_by_role("button", name="确定").click()
    head.get_by_text("逐条对应指标").click()
    head.get_by_role("link", name="跨年级听课").click()
    expect(head.get_by_label("听课不少于15节")).to_be_checked()
    whole(head)
    head.get_by_label("内容").fill(CLAUSE)
    head.get_by_role("button", name="保存").click()
    expect(head.locator("#clauses")).to_contain_text(CLAUSE)
    expect(head.locator("#clauses")).to_contain_text("每学期听课不少于15节")  # the number is the quota's own
    head.get_by_role("button", name="提交审批").click()
    expect(head.get_by_text("已提交，等待审批")).to_be_visible()


def approve_the_plan(liaison: Page) -> None:
    liaison.goto("/research/waiting/")
    liaison.get_by_role("link", name=f"{RESEARCH}：计划").click()
    liaison.get_by_label("通过", exact=True).check()
    liaison.get_by_role("button", name="确定").click()
    expect(liaison.get_by_text("已通过").first).to_be_visible()


# the work


def observe_a_lesson(phone: Page) -> str:
    """Recorded where one sits, in the order in which one sits there; the topic of the lesson."""
    to_group(phone, "成长")
    phone.get_by_role("link", name="记听课").first.click()
    teacher = phone.get_by_label("执教").first
    teacher.select_option(value=value_of(teacher, "沈静言"))
    lesson = phone.locator("select[name=lesson]")
    lesson.select_option(index=1)
    topic = str(lesson.locator("option:checked").inner_text()).strip()
    for choice in ("第2节", "随堂听课", "练习课"):
        phone.get_by_label(choice, exact=True).check()
    phone.get_by_label("优点").fill(WORTH_LEARNING)
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_text(WORTH_LEARNING)).to_be_visible()
    return topic


def write_a_note(phone: Page) -> None:
    to_group(phone, "成长")
    phone.get_by_role("navigation", name="成长").get_by_role("link", name="反思与札记").click()
    phone.locator("#reading_note").get_by_role("link", name="写一篇").click()
    phone.get_by_label("题目").fill(BOOK)
    phone.get_by_label("书名").fill("图形的故事")
    phone.get_by_label("书的作者").fill("苏晚晴")
    phone.locator("[name=body]").fill("一个图形移动前后面积不变，学生自己剪一剪就信了。")
    whole(phone)
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.get_by_text(BOOK).first).to_be_visible()


# the evidence


def counted(page: Page, name: str = "听课") -> tuple[int, int]:
    """听课 n/m, as 我的指标 says it."""
    page.goto("/progress/")
    found = re.search(rf"{name} (\d+)/(\d+)", line_of(page, name).inner_text())
    assert found is not None
    return int(found[1]), int(found[2])


def line_of(page: Page, name: str = "听课") -> Locator:
    return page.get_by_role("list", name="我的指标").get_by_role("listitem").filter(has_text=re.compile(rf"^\s*{name} \d"))


def opens_the_record(phone: Page, topic: str) -> None:
    """The line opens on exactly the twelve lessons that count, the new one among them and one tap away."""
    line_of(phone).get_by_role("link").first.click()
    expect(phone.locator(".evidence").first.get_by_role("link")).to_have_count(12)
    whole(phone)
    phone.locator(".evidence").first.get_by_role("link", name=topic).last.click()
    expect(phone.get_by_text(WORTH_LEARNING)).to_be_visible()


def copy_the_reminder(leader: Page) -> None:
    """What lies on the clipboard is courteous, and says what is still missing as the count stands now."""
    to_group(leader, "指标")
    leader.get_by_role("link", name="催办", exact=True).first.click()
    owed = leader.locator(".card").filter(has=leader.get_by_role("heading", name=TEACHER, exact=True))
    expect(owed).to_contain_text("听课 12/15，还差 3 节")
    whole(leader)
    owed.get_by_text("单独提醒").click()
    owed.get_by_role("button", name="复制").click()
    expect(leader.get_by_text("已复制")).to_be_visible()
    copied = str(leader.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith(f"{TEACHER[0]}老师好！")
    assert "听课还差1节到进度" in copied


def say_why_not(phone: Page) -> None:
    """Two taps: a reason, and 说明."""
    phone.goto("/progress/")
    line_of(phone).get_by_role("link").first.click()
    phone.get_by_role("link", name="没做，因为……").click()
    whole(phone)
    phone.locator("label").filter(has_text="外出培训").first.tap()
    phone.get_by_role("button", name="说明", exact=True).tap()
    expect(phone.get_by_text("已说明").first).to_be_visible()


def accept_the_word(head: Page) -> None:
    research(head, "指标")
    head.get_by_role("link", name="未完成说明").first.click()
    said = head.locator(".card").filter(has_text=re.compile(f"{TEACHER}：听课"))
    expect(said).to_contain_text("本学期")
    said.get_by_role("button", name="认可").click()
    expect(head.locator(".card").filter(has_text=re.compile(f"{TEACHER}：听课"))).to_have_count(0)


# the answer


def summary_has_the_number(leader: Page, topic: str) -> None:
    """The first text says what was promised and done; its number opens exactly the records it counts."""
    to_group(leader, "总结与台账")
    leader.get_by_role("navigation", name="总结与台账").get_by_role("link", name="总结", exact=True).click()
    leader.get_by_role("button", name="开始写总结").click()
    leader.get_by_role("link", name="起草").click()
    draft = leader.locator("#lessons")
    sentence = draft.get_by_text(re.compile("^听课："))
    expect(sentence).to_have_text(re.compile(r"^听课：4人中3人达到每人15节，全组共\d+节。$"))
    whole(leader)
    draft.get_by_role("button", name="采用").click()

    leader.get_by_role("link", name="回到总结").click()
    number = leader.locator("#lessons").get_by_title("听课节数", exact=True)
    expect(number).to_have_text(re.compile(r"\d"), use_inner_text=True)
    count = int(re.sub(r"\D", "", number.inner_text()))
    number.click()
    records = leader.get_by_role("table", name="听课节数的记录")
    expect(records.locator("tbody tr")).to_have_count(count)
    whole(leader)
    records.get_by_role("link", name=topic).last.click()
    expect(leader.get_by_text(WORTH_LEARNING)).to_be_visible()


# hands


def research(page: Page, tab: str) -> None:
    page.goto("/")
    page.locator(".side").get_by_role("link", name=RESEARCH).click()
    page.get_by_role("navigation", name=RESEARCH).get_by_role("link", name=tab, exact=True).first.click()


def value_of(select: Locator, words: str) -> str:
    """The value of the one choice that says these words."""
    return str(select.locator("option").filter(has_text=words).first.get_attribute("value"))
