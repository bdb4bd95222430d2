"""The grid without a browser: what is drawn is read back, whatever was typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from jiaoyan.web.grid import CONFLICT, INCOMPLETE, RESTORED, CellError, CellProblem, Column, Grid, Row
from jiaoyan.web.grid_cells import cleaned
from tests.web.grid.site import ROWS, TEACHERS, sample

TERM = (date(2023, 9, 1), date(2024, 1, 26))


def form_of(grid: Grid) -> Any:
    """The drawn grid as an lxml form."""
    page = html.document_fromstring(f"<form>{render_to_string('web/grid.html', {'grid': grid})}</form>")
    for pattern in page.iter("template"):
        pattern.getparent().remove(pattern)
    return page.forms[0]


def sent(grid: Grid, **typed: str | None) -> QueryDict:
    """What a browser sends for the drawn grid, after typing `n__column="text"`; None takes the field out."""
    post = QueryDict(mutable=True)
    for name, value in form_of(grid).form_values():
        post[name] = value
    for where, text in typed.items():
        name = f"{grid.prefix}-{where.replace('__', '-')}"
        if text is None:
            post.pop(name, None)
        else:
            post[name] = text
    return post


# laws

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
hostile = st.sampled_from(
    ["</textarea><script>1</script>", '"><b>', "a<b & 3<5", "&amp;", "{{ x }}", "喆犇𠮷😀", "\n\n行\n\n", "=1+1", "'\"", "\x00\x07甲\x85"]
)
kept_rows = st.lists(
    st.fixed_dictionaries(
        {
            "week": texts | hostile,
            "day": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
            "content": texts | hostile,
            "teacher": st.sampled_from(["", *(value for value, _ in TEACHERS)]),
            "periods": st.none() | st.integers(0, 40),
        }
    ),
    max_size=6,
)


@settings(deadline=None)
@given(kept_rows, st.booleans())
def test_rows_drawn_and_sent_back_unchanged_are_the_same_rows_in_the_same_order(values: list[dict[str, Any]], new: bool) -> None:
    for value in values:
        value["week"] = cleaned(value["week"], lines=False) or "第1周"
        value["content"] = cleaned(value["content"], lines=True) or "内容"
    grid = sample(rows=[Row("" if new else f"k{index}", value) for index, value in enumerate(values)])
    data = grid.parse(sent(grid))
    assert data.ok
    assert data.deleted == ()
    assert [row.key for row in data.rows] == [row.key for row in grid.rows]
    assert [{name: row.values[name] for name in values[0]} for row in data.rows] == values
    assert [row.position for row in data.rows] == list(range(len(values)))


@settings(deadline=None)
@given(texts | hostile)
def test_whatever_is_typed_stands_there_again_after_an_error(typed: str) -> None:
    grid = sample()
    names = ("day", "periods", "teacher", "content")
    bound = grid.bound(grid.parse(sent(grid, **{f"1__{name}": typed for name in names}, **{"0__week": ""})))
    fields = form_of(bound).fields
    for name in names:
        assert fields[f"plan-1-{name}"] == cleaned(typed, lines=name == "content")


@given(st.dictionaries(st.text("plan-0123keyordxversioncontent", max_size=14), texts, max_size=12), st.booleans())
def test_no_submission_makes_parse_raise_or_invent_a_key(post: dict[str, str], fixed: bool) -> None:
    data = sample(fixed=fixed).parse({"plan-order": "0,9,x,,０", **post})
    assert {row.key for row in data.rows} <= {"", "1", "2", "3"}
    assert not data.ok


@given(texts)
def test_cleaned_text_is_cleaned_once_and_for_all(text: str) -> None:
    for lines in (True, False):
        once = cleaned(text, lines=lines)
        assert cleaned(once, lines=lines) == once
        assert lines or "\n" not in once


# rows


def test_rows_come_in_the_order_told_each_once_and_forgotten_ones_last() -> None:
    grid = sample()
    assert [row.key for row in grid.parse(sent(grid, order="2,0,2,77")).rows] == ["3", "1", "2"]


def test_blank_rows_are_left_out_and_a_stored_row_made_blank_is_deleted() -> None:
    grid = Grid([Column("a", "甲"), Column("b", "乙")], [Row("1", {"a": "x"}), Row("2", {"a": "y"})])
    data = grid.parse(sent(grid, **{"0__a": " \u3000", "2__b": "new"}))
    assert [(row.key, row.values) for row in data.rows] == [("2", {"a": "y", "b": ""}), ("", {"a": "", "b": "new"})]
    assert data.deleted == ("1",)


def test_a_row_with_computed_cells_is_not_blank() -> None:
    grid = sample(columns=[Column("state", "完成", "readonly"), Column("note", "备注")])
    assert len(grid.parse(sent(grid)).rows) == 3


def test_the_delete_box_works_without_scripts() -> None:
    grid = sample()
    data = grid.parse(sent(grid, **{"1__delete": "1"}))
    assert ([row.key for row in data.rows], data.deleted, data.ok) == (["1", "3"], ("2",), True)


@pytest.mark.parametrize("key", ["999", "1", "1 OR 1=1"])
def test_a_foreign_or_repeated_key_counts_as_a_new_row(key: str) -> None:
    grid = sample()
    data = grid.parse(sent(grid, **{"1__key": key}))
    assert [row.key for row in data.rows] == ["1", "", "3"]
    assert data.deleted == ("2",)


def test_a_computed_cell_is_never_read_from_the_form() -> None:
    grid = sample()
    data = grid.parse(sent(grid, **{"2__state": "已完成", "3__week": "第5周", "3__content": "x", "3__state": "已完成"}))
    assert [row.values["state"] for row in data.rows] == ["已完成", "已完成", "未到", None]


def test_a_fixed_table_keeps_its_rows_whatever_is_sent() -> None:
    grid = sample(fixed=True)
    post = sent(grid, order="2,1,0", **{"1__delete": "1", "2__week": "改", "9__week": "多", "0__key": None})
    data = grid.parse(post)
    assert [(row.key, row.values["week"]) for row in data.rows] == [("1", "开学前"), ("2", "第1周"), ("3", "改")]
    assert data.rows[0].values["content"] == ROWS[0].values["content"]
    assert data.deleted == ()


def test_a_fixed_table_draws_no_blank_rows_and_no_delete_boxes() -> None:
    names = set(form_of(sample(fixed=True)).fields)
    assert not any(name.endswith("-delete") for name in names)
    assert "plan-3-week" not in names


@pytest.mark.parametrize(("count", "ok"), [(300, True), (301, False)])
def test_at_most_three_hundred_rows(count: int, ok: bool) -> None:
    grid = Grid([Column("a", "甲")])
    post = {"grid-version": "", "grid-end": "1"} | {f"grid-{n}-a": "x" for n in range(count)}
    data = grid.parse(post)
    assert data.ok is ok
    assert len(data.rows) == count
    if not ok:
        assert data.problems == (CellProblem(None, "", "这张表最多300行，现有301行。请删去多出的行，或分成两张表。"),)


def test_a_form_cut_off_on_the_way_deletes_nothing_and_says_so() -> None:
    grid = sample()
    post = sent(grid, end=None)
    for name in list(post):
        if name.startswith(("plan-1-", "plan-2-")):
            post.pop(name)
    data = grid.parse(post)
    assert not data.ok
    assert data.deleted == ()
    assert data.problems[0] == CellProblem(None, "", INCOMPLETE)


# cells


@pytest.mark.parametrize(
    ("typed", "value"),
    [("３", 3), (" 12 ", 12), ("3.0", 3), ("", None), ("０４０", 40), ("第18周", 18), ("3周", 3)],
)
def test_integers_as_teachers_and_excel_write_them(typed: str, value: int | None) -> None:
    assert Column("n", "课时", "integer", maximum=40).read(cleaned(typed, lines=False)) == value


@pytest.mark.parametrize("typed", ["41", "-1", "三", "3.5", "1e3", "9999999999", "3 节"])
def test_what_is_no_integer_in_range_is_refused(typed: str) -> None:
    with pytest.raises(CellError, match="整数"):
        Column("n", "课时", "integer", maximum=40).read(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2023-09-04", date(2023, 9, 4)),
        ("2023/9/4", date(2023, 9, 4)),
        ("2023.9.4", date(2023, 9, 4)),
        ("２０２３年９月４日", date(2023, 9, 4)),
        ("2023-09-04 00:00:00", date(2023, 9, 4)),
        ("23.9.4", date(2023, 9, 4)),
        ("9.4", date(2023, 9, 4)),
        ("1月5日", date(2024, 1, 5)),
        ("8.28", date(2023, 8, 28)),
        ("2-1", date(2024, 2, 1)),
        ("2.29", date(2024, 2, 29)),
    ],
)
def test_dates_as_teachers_and_excel_write_them(typed: str, value: date) -> None:
    assert Column("d", "日期", "date", term=TERM).read(typed) == value


@pytest.mark.parametrize("typed", ["2023-02-29", "13.1", "9月", "明天", "45178", "2.30", "2023-9-4-1", "0000-1-1"])
def test_what_is_no_date_is_refused_in_words(typed: str) -> None:
    with pytest.raises(CellError, match=r"请填日期|不存在"):
        Column("d", "日期", "date", term=TERM).read(typed)


def test_a_date_without_a_year_needs_a_term() -> None:
    with pytest.raises(CellError, match="请填日期"):
        Column("d", "日期", "date").read("9.4")


@pytest.mark.parametrize(("kind", "limit"), [("text", 200), ("long", 2000)])
def test_text_is_taken_up_to_the_limit_and_refused_one_above_with_both_numbers(kind: Any, limit: int) -> None:
    column = Column("t", "内容", kind)
    assert column.read("字" * limit) == "字" * limit
    with pytest.raises(CellError, match=f"最多{limit}字，现有{limit + 1}字"):
        column.read("字" * (limit + 1))


def test_choices_are_read_by_label_and_a_label_outside_is_refused() -> None:
    column = Column("t", "教师", "choice", choices=TEACHERS)
    assert column.read("许静") == "13"
    with pytest.raises(CellError, match="“许 静”不在可选范围内"):
        column.read("许 静")


def test_other_words_for_a_choice_are_taken_as_its_value() -> None:
    column = Column("m", "月份", "choice", choices=[("6", "6月")], also={"六月": "6"})
    assert [column.read("六月"), column.read("6月")] == ["6", "6"]
    with pytest.raises(CellError, match="“七月”不在可选范围内"):
        column.read("七月")


def test_an_open_choice_keeps_other_text() -> None:
    assert Column("t", "教师", "choice", choices=TEACHERS, open=True).read("外聘专家") == "外聘专家"


def test_equal_labels_stay_two_people() -> None:
    column = Column("t", "教师", "choice", choices=[("1", "李静"), ("2", "李静")])
    assert [column.read(column.show(value)) for value in ("1", "2")] == ["1", "2"]
    assert column.show("2") == "李静（2）"


@pytest.mark.parametrize(
    ("kind", "words"), [("text", "请填写周次"), ("choice", "请选择周次"), ("integer", "请填写周次"), ("date", "请填写周次")]
)
def test_a_required_cell_says_what_is_missing(kind: Any, words: str) -> None:
    with pytest.raises(CellError, match=words):
        Column("w", "周次", kind, required=True).read("")


@pytest.mark.parametrize("name", ["key", "delete", "a-b", "", "周次"])
def test_a_column_name_that_would_mix_up_the_fields_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        Column(name, "周次")


# problems


def test_problems_are_listed_in_table_order_and_lead_to_their_cells() -> None:
    grid = sample()
    data = grid.parse(sent(grid, **{"2__periods": "多", "0__week": "", "0__day": "x"}))
    bound = grid.bound(data, [CellProblem(1, "", "第2行整行有问题"), CellProblem(None, "", "合计不对")])
    assert bound.summary == [
        ("", "合计不对"),
        ("plan-0-week", "第1行「周次」：请填写周次"),
        ("plan-0-day", "第1行「日期」：请填日期，例如 2024-02-21"),
        ("plan-1-week", "第2行：第2行整行有问题"),
        ("plan-2-periods", "第3行「课时」：请填整数，例如 3"),
    ]
    form = form_of(bound)
    for address, _ in bound.summary[1:]:
        field = form.get_element_by_id(address)
        assert field.get("aria-invalid") == "true"
        assert form.get_element_by_id(f"{address}-error").text_content()
        assert f"{address}-error" in field.get("aria-describedby").split()


def test_every_field_is_named_by_its_row_and_its_column() -> None:
    form = form_of(sample())
    for field in form.find_class("grid-field"):
        names = [form.get_element_by_id(target).text_content() for target in field.get("aria-labelledby").split()]
        assert len(names) == 2
        assert all(name.strip() for name in names)


# two people at once


def test_a_form_drawn_before_somebody_else_saved_is_a_conflict() -> None:
    mine = sample()
    post = sent(mine, **{"1__content": "我的内容"})
    assert mine.parse(post).ok
    now = sample(version="8")
    data = now.parse(post)
    assert (data.version, data.conflict, data.ok, data.problems) == ("7", True, False, ())


def test_after_a_conflict_typed_text_stays_differences_are_told_and_nothing_new_is_lost() -> None:
    post = sent(sample(), **{"1__content": "我的内容", "2__delete": "1"})
    theirs = [ROWS[0], Row("2", {**ROWS[1].values, "content": "她的内容"}), ROWS[2], Row("4", {"week": "第5周", "content": "她加的"})]
    now = sample(rows=theirs, version="8")
    again = now.bound(now.parse(post))
    assert again.summary == [("", CONFLICT)]
    assert [row.key for row in again.rows] == ["1", "2", "3", "4"]
    assert again.lines[1].cells[2].text == "我的内容"
    assert again.notes == {(1, "content"): "现有内容：她的内容", (2, ""): RESTORED, (3, ""): RESTORED}
    saved = now.parse(sent(again))
    assert saved.ok
    assert [(row.key, row.values["content"]) for row in saved.rows][1:] == [("2", "我的内容"), ("3", "单元复习策略"), ("4", "她加的")]


def test_the_draft_mark_follows_the_stored_rows_and_not_what_is_typed() -> None:
    grid = sample()
    bound = grid.bound(grid.parse(sent(grid, **{"0__week": ""})))
    assert bound.digest == grid.digest
    assert sample(rows=ROWS[:2]).digest != grid.digest


def test_no_inline_script_style_or_handler_is_drawn() -> None:
    form = form_of(sample(problems=[CellProblem(0, "week", "x")]))
    for part in form.iter():
        assert part.tag != "style"
        assert not (part.tag == "script" and (part.text or "").strip())
        assert not [name for name in part.attrib if name == "style" or name.startswith("on")]


def test_a_full_table_fits_into_one_request() -> None:
    grid = sample(rows=[Row(str(n), {}) for n in range(300)])
    assert len(form_of(grid).fields) < site_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


# sent again


def plain(*texts: str, version: str = "2", key: str = "new", **more: Any) -> Grid:
    return Grid(
        [Column("a", "甲"), Column("n", "数", "readonly")],
        [Row(f"{key}{n}", {"a": a}) for n, a in enumerate(texts)],
        version=version,
        **more,
    )


def test_a_form_sent_again_says_what_stands_though_its_rows_have_new_keys_and_a_new_version() -> None:
    first = plain("x", "y", version="1", key="old")
    data = plain("x", "y").parse(sent(first))
    assert (data.conflict, data.same, data.ok, data.version) == (True, True, True, "1")


@pytest.mark.parametrize(("now", "more"), [(["x", "z"], {}), (["x"], {}), (["y", "x"], {}), (["x", "y"], {"grid-0-a": "z"})])
def test_a_form_over_an_older_version_that_says_anything_else_is_a_conflict(now: list[str], more: dict[str, str]) -> None:
    data = plain(*now).parse({**sent(plain("x", "y", version="1", key="old")).dict(), **more})
    assert (data.conflict, data.same, data.ok) == (True, False, False)


def test_where_the_verb_orders_the_rows_their_order_says_nothing() -> None:
    assert plain("y", "x", ordered=False).parse(sent(plain("x", "y", version="1", key="old"))).ok


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 5000, "１"])
def test_a_version_no_verb_could_read_is_a_conflict_whatever_was_sent(version: str) -> None:
    data = plain("x").parse({**sent(plain("x")).dict(), "grid-version": version})
    assert (data.conflict, data.ok) == (True, False)
