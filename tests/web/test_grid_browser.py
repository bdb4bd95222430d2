"""The grid in a real browser: what a teacher's hands expect from Excel and WPS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from jiaoyan.web.grid import CellProblem, Row
from tests.web.grid_site import ROWS, Site, sample

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    yield from opened(browser, site, viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    yield from opened(browser, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def opened(browser: Browser, site: Site, **options: object) -> Iterator[Page]:
    """A page that fails the test when a script throws or the policy is broken."""
    site.grid, site.received = sample(), None
    context = browser.new_context(**options)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(site.url)
    yield page
    context.close()
    assert complaints == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def text(page: Page, address: str) -> str:
    return page.locator(f"#plan-{address}").input_value()


def column(page: Page, name: str) -> list[str]:
    return [field.input_value() for field in page.locator(f"tbody .grid-field[name$='-{name}']").all()]


def paste(page: Page, plain: str, html: str = "") -> None:
    page.evaluate(
        """([plain, html]) => {
            const data = new DataTransfer();
            data.setData('text/plain', plain);
            if (html) data.setData('text/html', html);
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [plain, html],
    )


def save(page: Page, site: Site) -> None:
    page.click("text=保存")
    page.wait_for_load_state()
    assert site.received is not None


# moving and typing


def test_arrows_tab_and_enter_move_between_cells(desk: Page) -> None:
    desk.click("#plan-0-week")
    press(desk, "ArrowDown")
    assert focused(desk) == "plan-1-week"
    press(desk, "Tab", "Tab")
    assert focused(desk) == "plan-1-content"
    press(desk, "Enter")
    assert focused(desk) == "plan-2-content"
    press(desk, "ArrowLeft", "Shift+Tab")
    assert focused(desk) == "plan-2-week"
    press(desk, "Shift+Enter", "End")
    assert focused(desk) == "plan-1-state"
    press(desk, "Control+Home")
    assert focused(desk) == "plan-0-week"


def test_typing_replaces_the_text_and_an_arrow_finishes(desk: Page) -> None:
    desk.click("#plan-1-week")
    desk.keyboard.type("第2周")
    press(desk, "ArrowRight")
    assert (text(desk, "1-week"), focused(desk)) == ("第2周", "plan-1-day")


def test_f2_keeps_the_text_and_arrows_move_the_caret(desk: Page) -> None:
    desk.click("#plan-1-week")
    press(desk, "F2", "ArrowLeft")
    desk.keyboard.type("0")
    press(desk, "Enter")
    assert text(desk, "1-week") == "第10周"


def test_a_second_click_edits_where_it_falls(desk: Page) -> None:
    desk.dblclick("#plan-1-content")
    press(desk, "End")
    desk.keyboard.type("一节")
    press(desk, "Enter")
    assert text(desk, "1-content") == "观摩研究课一节"


@pytest.mark.parametrize("keys", [("F2",), ()])
def test_escape_gives_the_old_text_back(desk: Page, keys: tuple[str, ...]) -> None:
    desk.click("#plan-1-week")
    press(desk, *keys)
    desk.keyboard.type("改")
    press(desk, "Escape")
    assert (text(desk, "1-week"), focused(desk)) == ("第1周", "plan-1-week")


@pytest.mark.parametrize("key", ["Control+Enter", "Alt+Enter"])
def test_ctrl_enter_breaks_the_line_in_a_long_cell_only(desk: Page, key: str) -> None:
    desk.click("#plan-1-content")
    press(desk, key)
    desk.keyboard.type("评课")
    press(desk, "Enter")
    assert text(desk, "1-content") == "观摩研究课\n评课"
    desk.click("#plan-1-week")
    press(desk, key)
    assert (text(desk, "1-week"), focused(desk)) == ("第1周", "plan-1-week")


def test_input_method_composition_replaces_the_text_and_its_enter_does_not_move(desk: Page) -> None:
    desk.click("#plan-1-week")
    session = desk.context.new_cdp_session(desk)
    session.send("Input.imeSetComposition", {"text": "zhou", "selectionStart": 4, "selectionEnd": 4})
    desk.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert focused(desk) == "plan-1-week"
    session.send("Input.insertText", {"text": "第三周"})
    press(desk, "Enter")
    assert (text(desk, "1-week"), focused(desk)) == ("第三周", "plan-2-week")


def test_a_computed_cell_is_passed_through_and_never_changed(desk: Page) -> None:
    desk.click("#plan-1-state")
    desk.keyboard.type("x")
    press(desk, "Delete")
    paste(desk, "改")
    assert text(desk, "1-state") == "已完成"


def test_a_cell_grows_with_its_text(desk: Page) -> None:
    before = desk.locator("#plan-1-content").bounding_box()
    desk.click("#plan-1-content")
    desk.keyboard.type("很长的内容" * 30)
    after = desk.locator("#plan-1-content").bounding_box()
    assert before and after
    assert after["height"] > before["height"] * 2


# many cells


def test_a_table_with_a_quoted_cell_is_pasted_and_rows_are_added(desk: Page, site: Site) -> None:
    desk.click("#plan-3-week")
    paste(desk, '第5周\t2024/3/22\t"1. 复习\n2. 说""难点"""\t许静\n第7周\t4月7日\t研究课\t何静怡\n第9周\t\t分析\t周明远\n')
    assert column(desk, "week") == ["开学前", "第1周", "第3周", "第5周", "第7周", "第9周"]
    assert text(desk, "3-content") == '1. 复习\n2. 说"难点"'
    assert column(desk, "day")[3:] == ["2024-03-22", "2024-04-07", ""]
    save(desk, site)
    assert site.received is not None
    assert site.received.ok
    assert [row.values["teacher"] for row in site.received.rows] == ["", "11", "12", "13", "14", "12"]


def test_one_undo_takes_a_whole_paste_back_with_its_rows_and_redo_brings_it_again(desk: Page) -> None:
    desk.click("#plan-3-week")
    paste(desk, "a\nb\nc\nd")
    assert len(column(desk, "week")) == 7
    press(desk, "Control+z")
    assert column(desk, "week") == ["开学前", "第1周", "第3周", "", ""]
    press(desk, "Control+y")
    assert column(desk, "week")[3:] == ["a", "b", "c", "d"]


def test_a_word_table_keeps_the_lines_of_each_cell(desk: Page) -> None:
    desk.click("#plan-1-content")
    html = "<html><body><table><tr><td><p>1、导入</p><p>2、新授\n 练习</p></td><td><p>周明远</p></td></tr></table></body></html>"
    paste(desk, "1、导入\n2、新授 练习\t周明远", html)
    assert (text(desk, "1-content"), text(desk, "1-teacher")) == ("1、导入\n2、新授 练习", "周明远")


def test_merged_cells_of_a_pasted_table_keep_their_places(desk: Page) -> None:
    rows = desk.evaluate("jiaoyanGrid.clipboard.parseHtml('<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>丙<br>丁<td>戊</table>')")
    assert rows == [["甲", "乙", ""], ["", "丙\n丁", "戊"]]


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("", [[""]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\t\n\tb", [["a", ""], ["", "b"]]),
        ('"a\nb"\t"c""d"', [["a\nb", 'c"d']]),
        ('"未完\tb', [['"未完', "b"]]),
        ('"甲"乙', [['"甲"乙']]),
        ("\n\na", [[""], [""], ["a"]]),
    ],
)
def test_text_from_a_spreadsheet_is_read_cell_by_cell(desk: Page, typed: str, rows: list[list[str]]) -> None:
    assert desk.evaluate("text => jiaoyanGrid.clipboard.parseText(text)", typed) == rows


def test_a_copied_range_comes_back_equal_from_the_real_clipboard(desk: Page) -> None:
    desk.click("#plan-0-week")
    press(desk, "Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Control+c")
    plain = desk.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert plain == '开学前\t2024-02-19\t"1. 通读教材\n2. 细读第一单元"\n第1周\t2024-02-23\t观摩研究课'
    desk.click("#plan-3-week")
    press(desk, "Control+v")
    assert column(desk, "week") == ["开学前", "第1周", "第3周", "开学前", "第1周"]
    assert text(desk, "3-content") == text(desk, "0-content")


def test_an_empty_cell_can_be_copied(desk: Page) -> None:
    desk.click("#plan-3-week")
    press(desk, "Control+c")
    desk.click("#plan-1-week")
    press(desk, "Control+v")
    assert text(desk, "1-week") == ""


def test_one_copied_cell_fills_the_chosen_range(desk: Page) -> None:
    desk.click("#plan-0-periods")
    press(desk, "Shift+ArrowDown", "Shift+ArrowDown")
    paste(desk, "3")
    assert column(desk, "periods") == ["3", "3", "3", "", ""]


def test_delete_clears_the_range_dragged_with_the_mouse_and_undo_restores_it(desk: Page) -> None:
    desk.hover("#plan-0-content")
    desk.mouse.down()
    desk.hover("#plan-1-teacher")
    desk.hover("#plan-2-teacher")
    desk.mouse.up()
    press(desk, "Delete")
    assert column(desk, "content") == [""] * 5
    assert column(desk, "teacher") == [""] * 5
    press(desk, "Control+z")
    assert column(desk, "teacher") == ["", "林晓岚", "周明远", "", ""]


def test_cut_moves_the_text(desk: Page) -> None:
    desk.click("#plan-1-content")
    press(desk, "Control+x", "ArrowDown", "Control+v")
    assert column(desk, "content")[1:3] == ["", "观摩研究课"]


def test_ctrl_d_fills_down(desk: Page) -> None:
    desk.click("#plan-1-teacher")
    press(desk, "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    assert column(desk, "teacher") == ["", "林晓岚", "林晓岚", "林晓岚", ""]


def test_typed_changes_are_undone_one_by_one(desk: Page) -> None:
    desk.click("#plan-1-week")
    desk.keyboard.type("甲")
    press(desk, "Enter")
    desk.keyboard.type("乙")
    press(desk, "Enter", "Control+z")
    assert column(desk, "week")[1:3] == ["甲", "第3周"]
    press(desk, "Control+z")
    assert column(desk, "week")[1:3] == ["第1周", "第3周"]
    press(desk, "Control+Shift+z")
    assert column(desk, "week")[1:3] == ["甲", "第3周"]


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
    assert [(row.key, row.values["week"], row.position) for row in site.received.rows] == [("2", "第1周", 0), ("", "第2周", 1), ("3", "第3周", 2)]
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


def test_tab_and_enter_after_a_filled_last_row_add_one(desk: Page) -> None:
    desk.click("#plan-4-week")
    desk.keyboard.type("期末")
    press(desk, "Enter")
    assert focused(desk) == "plan-5-week"
    desk.keyboard.type("假期")
    press(desk, "End", "Tab")
    assert len(column(desk, "week")) in (6, 7)


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


# kinds of cells


def test_the_list_narrows_while_typing_and_enter_takes_the_first(desk: Page) -> None:
    desk.click("#plan-1-teacher")
    desk.keyboard.type("静")
    assert desk.locator("[role=option]").all_inner_texts() == ["许静", "何静怡"]
    press(desk, "ArrowDown", "Enter")
    assert (text(desk, "1-teacher"), focused(desk)) == ("何静怡", "plan-1-teacher")
    assert desk.locator("[role=option]:visible").count() == 0


def test_the_list_opens_by_its_button_with_all_names(desk: Page) -> None:
    desk.locator("#plan-1-teacher + button").click()
    assert desk.locator("[role=option]:visible").count() == 4
    desk.click("[role=option] >> text=许静")
    assert text(desk, "1-teacher") == "许静"
    press(desk, "Control+z")
    assert text(desk, "1-teacher") == "林晓岚"


def test_a_name_outside_the_list_stays_and_is_marked(desk: Page) -> None:
    desk.click("#plan-1-teacher")
    desk.keyboard.type("外校老师")
    press(desk, "Enter")
    assert text(desk, "1-teacher") == "外校老师"
    assert "不在可选范围" in desk.locator("#plan-1-teacher-error").inner_text()
    press(desk, "Control+z")
    assert desk.locator("#plan-1-teacher-error").count() == 0


@pytest.mark.parametrize(("typed", "shown"), [("3.8", "2024-03-08"), ("2024年3月8日", "2024-03-08"), ("３／８", "2024-03-08"), ("2.30", "2.30"), ("2.19", "2024-02-19")])
def test_a_date_typed_as_teachers_write_it_is_understood(desk: Page, typed: str, shown: str) -> None:
    desk.click("#plan-2-day")
    desk.keyboard.insert_text(typed)
    press(desk, "Enter")
    assert text(desk, "2-day") == shown
    assert desk.locator("#plan-2-day-error").count() == (0 if shown.startswith("2024") else 1)


def test_errors_stand_beside_their_cells_and_the_summary_leads_to_them(desk: Page, site: Site) -> None:
    desk.click("#plan-1-week")
    press(desk, "Delete", "ArrowRight")
    desk.keyboard.type("明天")
    press(desk, "Tab")
    save(desk, site)
    assert text(desk, "1-day") == "明天"
    assert desk.locator(".grid-summary li").count() == 2
    desk.click(".grid-summary a >> text=周次")
    assert focused(desk) == "plan-1-week"
    assert desk.locator("#plan-1-week").get_attribute("aria-invalid") == "true"


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
    site.grid = sample(problems=[CellProblem(1, "week", "请填写周次"), CellProblem(None, "", "整表的问题")], notes={(0, "content"): "现有内容：（空）"})
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
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
