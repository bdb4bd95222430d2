"""Pictures of the example school: each scene is what somebody clicks until the screen shows what a chapter speaks of."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from docs.handbook.camera import Picture
from docs.handbook.first_days import XLSX, workbook
from docs.handbook.walking import GROUP, after, at, click, down_to, stay, tab

TODAY = "2024-06-12"
FIRST_TERM = "2023-2024-1"
PAGE, TALL = 780, 1000
STEPS = 76  # the steps of a meeting stay at the top of the screen


# the school


def copy_catalogue(page: Page) -> None:
    """The school's own catalogue begins as a copy of an older one; one of its books is open."""
    page.get_by_label("版本").fill("苏教版")
    page.get_by_label("印次").fill("2024年秋起")
    page.get_by_label("先抄一份").select_option(label="苏教版（2023年及以前）")
    page.get_by_role("button", name="建立").click()
    page.get_by_role("link", name="五年级下册").click()
    expect(page.locator("#catalogue-grid[data-ready]")).to_be_visible()


# the plan


def reopen_plan(page: Page) -> None:
    page.get_by_role("link", name="重新修改").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()


def into_table_1(page: Page) -> None:
    page.get_by_role("link", name="修改表1").click()
    expect(page.locator("#arrangement-grid[data-ready]")).to_be_visible()
    page.locator("#arrangement-grid tbody [name$=-contents]").nth(2).click()


def change_table_1(page: Page) -> None:
    """What the approver will see as changed."""
    into_table_1(page)
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.type("；每人带一道本班错例")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("保存")).first.click()
    page.get_by_role("link", name="提交审批").or_(page.get_by_role("button", name="提交审批")).first.wait_for()


def look_at_proposal(page: Page) -> None:
    page.locator("#arrangement").get_by_role("link", name="看看建议").click()


def to_decision(page: Page) -> None:
    page.get_by_role("link", name=f"审批{GROUP}计划").click()
    going = page.get_by_role("link", name="去审批")
    going.or_(page.get_by_label("通过", exact=True)).first.wait_for(state="attached")
    if going.count():
        going.click()


def approve(page: Page) -> None:
    page.get_by_label("通过", exact=True).check()
    page.get_by_role("button", name="确定").click()


# the meeting


def begin_meeting(page: Page) -> None:
    """A meeting of today is planned and begun; three have come."""
    page.get_by_role("link", name="安排一次活动").click()
    page.get_by_label("活动日期").fill(TODAY)
    page.get_by_label("活动地点").fill("数学备课室")
    page.get_by_label("中心发言人").select_option(label="周予安")
    page.get_by_label("活动内容").fill("圆的周长与面积怎样对比着练")
    page.get_by_label("记录人").select_option(label="陈小禾")
    page.get_by_label("议程").fill("交流各班复习进度\n圆的对比练习怎样编排\n定下复习课的分工")
    page.get_by_role("button", name="保存安排").click()
    page.get_by_role("link", name="开会", exact=True).click()
    page.get_by_role("button", name="开始会议").click()
    for name in ("林知远", "沈静言", "周予安"):
        page.get_by_role("radiogroup", name=f"{name}的出勤").get_by_label("出席", exact=True).check()
        expect(page.locator(".attendee.waiting").filter(has_text=name)).to_have_count(0)
    page.evaluate("window.scrollTo(0, 0)")


def into_meeting(page: Page) -> None:
    page.get_by_role("link", name="进入会议").click()


def write_record(page: Page) -> None:
    """What the recorder writes while the others talk."""
    form = page.locator("form.section-form[data-draft$='-review']")
    form.locator("textarea").fill("各班都在复习第六单元。口算每天十题，圆的周长和面积混着出，错得最多的是把半径当直径。")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_text("已保存")).to_be_visible()
    for speaker, words in (
        ("周予安", "对比题先让孩子说哪里一样、哪里不一样，再动笔。"),
        ("沈静言", "同一个圆，周长、面积各问一次，放在一张图上。"),
    ):
        opinion = page.locator("#opinion-form")
        opinion.get_by_label("发言人").select_option(label=speaker)
        opinion.get_by_label("意见").fill(words)
        opinion.get_by_role("button", name="记下这条意见").click()
        expect(page.locator("#live-opinions")).to_contain_text(words)
    decision = page.locator("#decision-form")
    decision.get_by_label("事项").fill("编一页圆的对比练习，各班共用")
    decision.get_by_label("负责人").select_option(label="周予安")
    decision.get_by_label("期限").fill("2024-06-17")
    decision.get_by_role("button", name="记下这个决定").click()
    expect(page.locator("#live-decisions")).to_contain_text("各班共用")


def speak(page: Page) -> None:
    """A colleague who has come writes an opinion on the own phone."""
    page.get_by_role("link", name="进入会议").click()
    page.locator("#own-opinion textarea").fill("先让孩子指一指：求的是一圈的长，还是一面的大小？指对了再列式。")
    down_to("#opinions", below=STEPS)(page)


def scan_code(page: Page) -> None:
    """What the code on the wall leads to."""
    page.goto(page.locator("#attendance a[href*='check-in']").get_attribute("href") or "")


def fill_talk(page: Page) -> None:
    page.get_by_label("问题").fill("“整理与复习”里，求半圆的周长，十一个孩子忘了加直径。")
    page.get_by_label("对策").fill("让孩子用手指沿着边走一圈，说出走过哪几段，再列式。")
    page.evaluate("window.scrollTo(0, 0)")


# exercises and homework


def write_item(page: Page) -> None:
    """One more item; what pupils will get stands beside it."""
    page.get_by_role("link", name="周周练（第18周）：应用广角").click()
    page.get_by_role("link", name="写下一题").click()
    page.get_by_label("拓展", exact=True).check()
    page.get_by_label("计算", exact=True).check()
    page.get_by_label("题目").fill("{5/6}－{1/4}＋{1/6}＝{()}")
    page.get_by_label("答案").fill("{3/4}")
    page.locator("[aria-label='印出来的样子']").get_by_text("＝").wait_for()
    page.evaluate("window.scrollTo(0, 0)")


def last_exercise(page: Page) -> None:
    page.get_by_role("link", name="周周练（第16周）").click()


# tests


def send_marks(page: Page) -> None:
    """A score sheet in which three things are wrong."""
    page.get_by_role("link", name="“圆”单元练习").click()
    page.get_by_role("link", name="查看各题得分").first.click()
    page.get_by_role("link", name="重新导入").click()
    head = ("姓名", *(str(number) for number in range(1, 11)))
    rows = (head, ("江铭轩", "4", "4", "9", *["4"] * 7), ("尹小满", *["4"] * 10), ("江铭轩", "4", "3,5", *["4"] * 8))
    page.locator("input[type=file]").set_input_files({"name": "圆.xlsx", "mimeType": XLSX, "buffer": workbook({"五（3）班": rows})})
    page.get_by_role("button", name="检查并核对").click()
    page.wait_for_load_state()


def fill_marks(page: Page) -> None:
    """On a phone, one pupil at a time."""
    page.get_by_role("link", name="“圆”单元练习").click()
    page.get_by_role("link", name="查看各题得分").first.click()
    page.get_by_role("link", name="修改", exact=True).click()
    page.get_by_role("button", name="下一名").click()
    down_to(".one-pupil", below=90)(page)


# the summary


def begin_summary(page: Page) -> None:
    page.get_by_role("button", name="开始写总结").click()
    page.get_by_role("link", name=re.compile("修改.*集体备课")).click()


# personal data


def until_today(page: Page) -> None:
    """The school's own days only: what the camera does has the clock of the machine."""
    page.get_by_label("到", exact=True).fill(TODAY)
    page.get_by_role("button", name="筛选").click()
    page.wait_for_load_state()


def find_pupil(page: Page) -> None:
    page.get_by_label("姓名，或完整的学号、工号").fill("陶乐")
    page.get_by_role("button", name="查找").click()
    page.wait_for_load_state()


SCENES = (
    Picture("01-sign-in", "", at("/sign-in/"), height=560),
    Picture("01-home", "leader", stay, height=PAGE),
    Picture("01-home-phone", "teacher", stay, height=PAGE, phone=True),
    Picture("01-group", "leader", tab("教研"), height=420),
    Picture("02-people", "office", at("/school/people/"), height=PAGE),
    Picture("02-textbooks", "office", at("/school/textbooks/"), height=PAGE),
    Picture("02-own-book", "office", at("/school/textbooks/own/new/", then=copy_catalogue), height=PAGE),
    Picture("02-move-up", "office", at("/school/move-up/"), height=PAGE),
    Picture("02-begun", "office", at("/school/groups/", then=click(GROUP, "设置")), height=PAGE),
    Picture("03-calendar", "office", at("/school/calendar/"), height=TALL),
    Picture("03-holidays", "office", at("/school/calendar/", then=click("国务院放假安排")), height=TALL),
    Picture("03-day", "office", at("/school/days/new/"), height=PAGE),
    Picture("04-plan", "leader", tab("计划"), height=TALL),
    Picture("04-table-1", "leader", tab("计划", then=after(reopen_plan, into_table_1)), height=TALL, width=1360),
    Picture("04-table-1-phone", "leader", tab("计划", then=into_table_1), height=PAGE, phone=True),
    Picture("04-proposal", "leader", tab("计划", then=look_at_proposal), height=PAGE, width=1360),
    Picture("04-handed-in", "leader", tab("计划", then=after(change_table_1, click("提交审批"))), height=PAGE),
    Picture("04-decide", "head", to_decision, height=TALL, width=1400),
    Picture("04-approved", "head", after(to_decision, approve), height=PAGE),
    Picture("05-schedule", "leader", tab("教学进度"), height=TALL),
    Picture("05-compare", "leader", tab("教学进度", then=click("对照各班实际进度")), height=PAGE, width=1360),
    Picture("05-taught-phone", "teacher", tab("教学进度", then=click("实际进度")), height=PAGE, phone=True),
    Picture("05-replan", "leader", tab("教学进度", then=click("重排")), height=PAGE),
    Picture("06-activities", "leader", tab("活动"), height=TALL),
    Picture("06-planned", "leader", tab("活动", then=click("安排一次活动")), height=TALL),
    Picture("06-meeting", "leader", tab("活动", then=begin_meeting), height=TALL),
    Picture("06-check-in-phone", "mentee", tab("活动", then=after(into_meeting, scan_code)), height=560, phone=True),
    Picture(
        "06-record-phone",
        "mentee",
        tab("活动", then=after(into_meeting, write_record, down_to("#opinions", below=STEPS))),
        height=PAGE,
        phone=True,
    ),
    Picture("06-opinion-phone", "teacher", tab("活动", then=speak), height=PAGE, phone=True),
    Picture("06-projector", "leader", tab("活动", then=after(into_meeting, click("投影"))), height=760, width=1360),
    Picture("06-record", "leader", tab("活动", then=click("观摩周予安《整理与练习1》")), height=TALL),
    Picture("07-units", "leader", tab("单元分析"), height=PAGE),
    Picture("07-unit", "teacher", tab("单元分析", then=click(re.compile("圆"))), height=TALL),
    Picture("07-goals", "teacher", tab("单元分析", then=after(click(re.compile("圆")), down_to("#goals"))), height=640),
    Picture("07-theory", "teacher", tab("理论学习", then=click(re.compile("记一篇|写一篇|摘记"))), height=TALL),
    Picture(
        "07-talk-phone", "teacher", tab("每日一议", then=after(click(re.compile("记一议|记一条")), fill_talk)), height=PAGE, phone=True
    ),
    Picture("08-exercises", "leader", tab("练习"), height=PAGE),
    Picture("08-exercise", "mentee", tab("练习", then=click("周周练（第18周）：应用广角")), height=TALL),
    Picture("08-item", "mentee", tab("练习", then=write_item), height=TALL),
    Picture("08-review", "leader", tab("练习", then=after(click("待我审核", "周周练（第17周）"), down_to("main form"))), height=640),
    Picture("08-feedback", "leader", tab("练习", then=after(last_exercise, down_to("#uses"))), height=560),
    Picture("08-feedback-phone", "teacher", tab("练习", then=after(last_exercise, click("五（3）班"))), height=PAGE, phone=True),
    Picture("08-homework", "teacher", tab("练习", then=click("两周作业清单", "5月27日", "修改")), height=TALL),
    Picture("08-wall", "leader", tab("特色作业", term=FIRST_TERM, then=click("10件")), height=TALL),
    Picture(
        "08-works-phone",
        "teacher",
        tab("特色作业", then=after(click("用折线说说我的变化", "作品录入"), down_to("#works"))),
        height=PAGE,
        phone=True,
    ),
    Picture("09-test", "leader", tab("检测", then=after(click("“圆”单元练习"), down_to("#bands"))), height=TALL),
    Picture("09-marks-problems", "teacher", tab("检测", then=send_marks), height=640),
    Picture("09-marks-phone", "teacher", tab("检测", then=fill_marks), height=PAGE, phone=True),
    Picture("09-report", "leader", tab("检测", term=FIRST_TERM, then=after(click("期末学业质量检测"), click("质量报告"))), height=TALL),
    Picture("09-test-phone", "teacher", tab("检测", then=after(click("“圆”单元练习"), down_to("#items"))), height=PAGE, phone=True),
    Picture("10-awards", "leader", tab("获奖"), height=640),
    Picture("10-summary", "leader", tab("总结", term=FIRST_TERM), height=TALL),
    Picture("10-figure", "leader", tab("总结", term=FIRST_TERM, then=click("24项")), height=560),
    Picture("10-topic", "leader", tab("总结", then=begin_summary), height=TALL),
    Picture("10-summary-phone", "teacher", tab("总结", term=FIRST_TERM, then=down_to(".sheet")), height=PAGE, phone=True),
    Picture("11-ledger", "leader", tab("台账"), height=TALL),
    Picture("11-ledger-phone", "teacher", tab("台账"), height=PAGE, phone=True),
    Picture("11-preview", "leader", tab("台账", then=after(click("预览"), down_to(".sheet >> nth=3"))), height=TALL),
    Picture("11-office", "head", down_to("#all-groups", below=60), height=TALL),
    Picture(
        "12-who-sees",
        "leader",
        tab("台账", then=after(lambda page: page.locator(".who-sees summary").click(), down_to(".who-sees"))),
        height=360,
    ),
    Picture("12-refused", "teacher", at("/school/people/"), height=520),
    Picture("12-history", "admin", at("/school/history/", then=until_today), height=PAGE),
    Picture("13-privacy", "admin", at("/school/privacy/", then=find_pupil), height=TALL),
    Picture("13-person", "admin", at("/school/privacy/", then=after(find_pupil, click("陶乐瑶"))), height=560),
)
