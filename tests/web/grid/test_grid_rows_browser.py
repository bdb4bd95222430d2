"""Rows, saving, drafts, the phone and accessibility of the grid in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from jiaoyan.web.grid import CellProblem, Row
from tests.journeys.site import context_in
from tests.web.grid.hands import column, focused, paste, press, save
from tests.web.grid.site import ROWS, Site, sample

pytestmark = pytest.mark.browser


# rows


def test_rows_are_added_moved_and_deleted_by_keys(desk: Page, site: Site) -> None:
    desk.click("#plan-1-week")
    press(desk, "Alt+Insert")
    desk.keyboard.type("第2周")
    press(desk, "Tab", "Tab")
    desk.keyboard.type("新增")
    press(desk, "Enter", "Control+Home", "Alt+ArrowDown")
    assert column(desk, "week")[:4] == ["第1周", "开学前", "第2周", "第3周"]
    press(desk, "Alt+Delete")
    assert column(desk, "week")[:3] == ["第1周", "第2周", "第3周"]
    save(desk, site)
    assert site.received is not None
    assert [(row.key, row.values["week"], row.position) for row in site.received.rows] == [
        ("2", "第1周", 0),
        ("", "第2周", 1),
        ("3", "第3周", 2),
    ]
    assert site.received.deleted == ("1",)
    assert site.received.version == "7"


def test_the_row_buttons_do_the_same_and_can_be_undone(desk: Page) -> None:
    first = desk.locator("tbody tr").first
    first.locator("[data-grid-do=down]").click()
    assert column(desk, "week")[:3] == ["第1周", "开学前", "第3周"]
    desk.locator("tbody tr").first.locator("[data-grid-do=remove]").click()
    assert column(desk, "week")[:2] == ["开学前", "第3周"]
    desk.click(".grid-bar [data-grid-do=undo]")
    desk.click(".grid-bar [data-grid-do=undo]")
    assert column(desk, "week")[:3] == ["开学前", "第1周", "第3周"]
    desk.locator("tbody tr").first.locator("[data-grid-do=below]").click()
    assert column(desk, "week")[:3] == ["开学前", "", "第1周"]
    assert [n.inner_text() for n in desk.locator("tbody [data-grid-number]").all()] == ["1", "2", "3", "4", "5", "6"]


def test_several_rows_move_together(desk: Page) -> None:
    desk.click("#plan-0-week")
    press(desk, "Shift+ArrowDown", "Alt+ArrowDown")
    assert column(desk, "week")[:3] == ["第3周", "开学前", "第1周"]
    press(desk, "Alt+ArrowUp")
    assert column(desk, "week")[:3] == ["开学前", "第1周", "第3周"]


def test_tab_leaves_the_table_after_a_blank_last_row(desk: Page) -> None:
    desk.click("#plan-4-periods")
    press(desk, "Tab", "Tab")
    assert desk.evaluate("document.activeElement.dataset.gridDo") == "append"


def test_enter_and_tab_after_a_filled_last_row_add_one(desk: Page) -> None:
    desk.click("#plan-4-week")
    desk.keyboard.type("期末")
    press(desk, "Enter")
    assert (focused(desk), len(column(desk, "week"))) == ("plan-5-week", 6)
    desk.keyboard.type("假期")
    press(desk, "ArrowRight", "End", "Tab")
    assert (focused(desk), len(column(desk, "week"))) == ("plan-6-week", 7)


def test_a_full_table_takes_no_more_rows_and_says_so(desk: Page, site: Site) -> None:
    site.grid = sample(max_rows=4)
    desk.reload()
    desk.click("#plan-2-week")
    paste(desk, "甲\n乙\n丙\n丁")
    assert column(desk, "week") == ["开学前", "第1周", "甲", "乙"]
    assert "放不下的2行" in desk.locator("[data-grid-status]").inner_text()


def test_a_fixed_table_offers_no_row_changes(desk: Page, site: Site) -> None:
    site.grid = sample(fixed=True)
    desk.reload()
    assert desk.locator("[data-grid-do=remove], [data-grid-do=append]").count() == 0
    desk.click("#plan-2-week")
    press(desk, "Alt+Delete", "Alt+Insert", "Alt+ArrowUp")
    paste(desk, "甲\n乙")
    assert column(desk, "week") == ["开学前", "第1周", "甲"]


# leaving


def test_leaving_with_unsaved_changes_asks_once_and_saving_does_not(desk: Page, site: Site) -> None:
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.click("#plan-1-week")
    desk.keyboard.type("改")
    save(desk, site)
    assert asked == []
    desk.click("#plan-1-week")
    desk.keyboard.type("再改")
    desk.reload()
    assert asked == ["beforeunload"]


def change(page: Page) -> None:
    """Row 2 renamed, row 1 deleted, one row added and filled."""
    page.click("#plan-1-week")
    page.keyboard.type("改过")
    press(page, "Alt+Insert")
    page.keyboard.type("新行")
    press(page, "Enter", "Control+Home", "Alt+Delete")


def test_a_draft_comes_back_with_its_added_moved_and_deleted_rows_and_can_be_dropped(drafting: Page, site: Site) -> None:
    change(drafting)
    drafting.reload()
    assert column(drafting, "week") == ["改过", "新行", "第3周", ""]
    assert "已恢复" in drafting.locator(".grid-draft").inner_text()
    drafting.click("text=不要了")
    assert column(drafting, "week")[:3] == ["开学前", "第1周", "第3周"]
    drafting.reload()
    assert drafting.locator(".grid-draft").count() == 0


def test_a_saved_draft_is_forgotten(drafting: Page, site: Site) -> None:
    change(drafting)
    drafting.locator("[name$='-content']").nth(1).fill("新内容")
    save(drafting, site)
    expect(drafting.locator("tbody tr")).to_have_count(5)
    assert column(drafting, "week") == ["改过", "新行", "第3周", "", ""]
    drafting.goto(site.url)
    assert drafting.locator(".grid-draft").count() == 0
    assert drafting.evaluate("Object.keys(localStorage)") == []


def test_a_saved_draft_is_forgotten_also_where_the_server_puts_the_rows_in_another_order(drafting: Page, site: Site) -> None:
    site.sorted_by = lambda row: -row.position
    change(drafting)
    drafting.locator("[name$='-content']").nth(1).fill("新内容")
    save(drafting, site)
    assert column(drafting, "week") == ["第3周", "新行", "改过", "", ""]
    expect(drafting.locator(".grid-draft")).to_have_count(0)
    assert drafting.evaluate("Object.keys(localStorage)") == []


def test_a_draft_never_replaces_newer_rows_by_itself(drafting: Page, site: Site) -> None:
    change(drafting)
    site.grid = sample(rows=[*ROWS, Row("4", {"week": "第5周", "content": "别人加的"})], version="8")
    drafting.reload()
    assert column(drafting, "week")[:4] == ["开学前", "第1周", "第3周", "第5周"]
    drafting.click("text=用草稿替换")
    assert column(drafting, "week")[:3] == ["改过", "新行", "第3周"]
    drafting.click(".grid-bar [data-grid-do=undo]")
    assert column(drafting, "week")[:4] == ["开学前", "第1周", "第3周", "第5周"]


# phone, accessibility


def test_on_a_phone_each_row_is_a_card_with_large_fields_and_no_sideways_scrolling(phone: Page, site: Site) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for part in phone.locator("tbody .grid-field:not([readonly]), tbody button[data-grid-do]").all():
        box = part.bounding_box()
        assert box
        assert box["height"] >= 42, part.get_attribute("id")
    assert phone.locator("tbody tr").count() == 3
    assert phone.locator("label[for=plan-0-content]").is_visible()
    phone.tap("#plan-1-teacher")
    phone.tap("[role=option] >> text=许静")
    phone.locator("tbody tr").nth(1).locator("[data-grid-do=up]").tap()
    phone.tap("[data-grid-do=append]")
    phone.locator("tbody tr").nth(3).locator("[name$=-week]").fill("期末")
    phone.locator("tbody tr").nth(3).locator("[name$=-content]").fill("总结")
    save(phone, site)
    assert site.received is not None
    assert [(row.key, row.values["week"], row.values["teacher"]) for row in site.received.rows] == [
        ("2", "第1周", "13"), ("1", "开学前", ""), ("3", "第3周", "12"), ("", "期末", ""),
    ]  # fmt: skip


def test_enter_on_a_phone_goes_to_the_next_field_and_does_not_send(phone: Page, site: Site) -> None:
    phone.tap("#plan-1-periods")
    phone.keyboard.press("Enter")
    assert site.received is None
    assert focused(phone) == "plan-1-state"


@pytest.mark.parametrize("width", [1280, 390])
def test_no_accessibility_violation_with_errors_and_an_open_list(browser: Browser, site: Site, width: int) -> None:
    site.drafts = False
    site.grid = sample(
        problems=[CellProblem(1, "week", "请填写周次"), CellProblem(None, "", "整表的问题")], notes={(0, "content"): "现有内容：（空）"}
    )
    context = context_in(browser, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(site.url)
    if width > 640:
        page.locator("details.grid-keys summary").click()
    page.locator("#plan-1-teacher + button").click()
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


def test_three_hundred_rows_stay_quick_to_paste_and_undo(desk: Page, site: Site) -> None:
    site.grid = sample(rows=[ROWS[1], *(Row(str(n), {"week": f"第{n}周", "content": "内容"}) for n in range(10, 200))])
    desk.reload()
    desk.click("#plan-0-week")
    started = desk.evaluate("performance.now()")
    paste(desk, "\n".join(f"第{n}周\t\t内容{n}\t许静\t1" for n in range(300)))
    press(desk, "Control+z", "Control+y")
    assert desk.evaluate("performance.now()") - started < 5000
    assert len(column(desk, "week")) == 300
