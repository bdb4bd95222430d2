"""Cells in a real browser: what a teacher's hands expect from Excel and WPS."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from jiaoyan.web.grid import Column, Row
from tests.web.grid.hands import column, focused, paste, press, save, text
from tests.web.grid.site import COLUMNS, Site, sample

pytestmark = pytest.mark.browser


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
    assert before
    assert after
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


def test_the_styles_of_excel_do_not_break_the_strict_policy(desk: Page) -> None:
    desk.click("#plan-1-content")
    paste(
        desk,
        "x",
        "<style>td {color:red}</style><table style='a'><tr><td style=\"mso-number-format:'0'\">甲<br style='mso-data-placement:same-cell;'>乙</td></tr></table>",
    )
    assert text(desk, "1-content") == "甲\n乙"


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


# kinds of cells


def test_the_list_narrows_while_typing_and_enter_takes_the_first(desk: Page) -> None:
    desk.click("#plan-1-teacher")
    desk.keyboard.type("静")
    assert desk.locator("[role=option]").all_inner_texts() == ["许静", "何静怡"]
    press(desk, "ArrowDown", "Enter")
    assert (text(desk, "1-teacher"), focused(desk)) == ("何静怡", "plan-1-teacher")
    assert desk.locator("[role=option]:visible").count() == 0


@pytest.mark.parametrize("way", ["second click", "third click", "double click", "F2"])
def test_typing_into_a_choice_looks_for_another_one_however_it_was_entered(desk: Page, way: str) -> None:
    cell = desk.locator("#plan-1-teacher")
    cell.click(click_count=2 if way == "double click" else 1)
    for _ in range({"second click": 1, "third click": 2}.get(way, 0)):
        desk.wait_for_timeout(600)
        cell.click()
    if way == "F2":
        press(desk, "F2")
    assert desk.locator(".grid-list li").all_inner_texts() == ["林晓岚", "周明远", "许静", "何静怡"]
    desk.keyboard.type("静")
    assert desk.locator(".grid-list li").all_inner_texts() == ["许静", "何静怡"]
    press(desk, "Enter")
    assert text(desk, "1-teacher") == "许静"


def test_a_range_can_be_dragged_from_an_active_choice(desk: Page) -> None:
    desk.click("#plan-1-teacher")
    desk.locator("#plan-1-teacher").hover()
    desk.mouse.down()
    desk.locator("#plan-2-teacher").hover()
    desk.mouse.up()
    assert desk.locator("td.is-chosen").count() == 2
    assert desk.locator(".grid-list").is_hidden()


def test_a_choice_too_long_for_its_column_is_shown_whole(desk: Page, site: Site) -> None:
    long = "第一单元《分数的意义和性质以及约分通分》"
    site.grid = sample(
        columns=[Column("unit", "单元", "choice", choices=[("1", long)], width="s"), *COLUMNS], rows=[Row("1", {"unit": "1"})]
    )
    desk.reload()
    cell = desk.locator("td.grid-choice .grid-cell").first
    assert cell.bounding_box()["height"] > 60
    assert cell.evaluate("cell => getComputedStyle(cell, '::after').visibility") == "visible"
    cell.locator("input").focus()
    assert cell.evaluate("cell => getComputedStyle(cell, '::after').visibility") == "hidden"


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
    expect(desk.locator("#plan-1-teacher-error")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("3.8", "2024-03-08"),
        ("2024年3月8日", "2024-03-08"),
        ("３／８", "2024-03-08"),
        ("2.30", "2.30"),
        ("2.19", "2024-02-19"),
        ("24.3.8", "2024-03-08"),
    ],
)
def test_a_date_typed_as_teachers_write_it_is_understood(desk: Page, typed: str, shown: str) -> None:
    desk.click("#plan-2-day")
    desk.keyboard.insert_text(typed)
    press(desk, "Enter")
    assert text(desk, "2-day") == shown
    expect(desk.locator("#plan-2-day-error")).to_have_count(0 if shown.startswith("2024") else 1)


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


def test_a_complaint_that_appears_on_leaving_a_cell_does_not_push_the_button_away(phone: Page, site: Site) -> None:
    phone.fill("#plan-2-periods", "两节")
    save(phone, site)
    assert phone.locator("#plan-2-periods-error").inner_text() == "请填整数，例如 3"
