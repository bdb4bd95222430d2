"""Item text: nothing typed is lost, and every construct reads the same on screen, on paper and in a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents import item_text
from jiaoyan.documents.blocks import Fraction, ListItem, Picture, Run
from jiaoyan.documents.format_check import check
from jiaoyan.documents.item_text import Brace, Column, Figure, Gap, Over, dump, parse, plain, tidy, to_blocks, to_html

PIECES = ["{1/2}", "{()}", "{()/()}", "{_}", "{○}", "{图:9f2c w=4cm}", "{竖:345+267}", "\\{", "{", "}", "\\", "/", "3", "\n", "路程"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60))
def test_every_text_comes_back_as_it_was_typed(text: str) -> None:
    assert dump(parse(text)) == text


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_screen_and_paper_never_fail_and_html_holds_no_markup_of_the_writer(text: str) -> None:
    assert "<script" not in to_html(text + "<script>")
    assert to_blocks(text, marker="1.")


@pytest.mark.parametrize(
    ("typed", "piece"),
    [
        ("{1/2}", Over("1", "2")),
        ("{路程/时间}", Over("路程", "时间")),
        ("{()/()}", Over("()", "()")),
        ("{()}", Gap("()")),
        ("{_}", Gap("_")),
        ("{○}", Gap("○")),
        ("{图:9f2c w=4cm}", Figure("9f2c", "4")),
        ("{图:9f2c}", Figure("9f2c")),
        ("{竖:345+267}", Column("345", "+", "267")),
        ("\\{", Brace()),
    ],
)
def test_each_construct_is_read(typed: str, piece: object) -> None:
    assert parse(typed) == (piece,)


@pytest.mark.parametrize("typed", ["{1/2/3}", "{图:xyz}", "{竖:345}", "{}", "{a", "{ }"])
def test_what_is_no_construct_stays_text(typed: str) -> None:
    assert parse(typed) == (typed,)


def test_plain_words_bracket_a_fraction_beside_a_division_sign() -> None:
    assert plain("{11/14}÷{9/14}＝{()}") == "(11/14)÷(9/14)＝（　　）"
    assert plain("3{1/4}米") == "3又1/4米"
    assert plain("{1/2}小时") == "1/2小时"


def test_html_draws_fractions_as_mathml_without_script_or_style() -> None:
    html = to_html("{1/2}＜{()/3}\n{_}<b>")
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in html
    assert "<mtext>（　）</mtext><mn>3</mn>" in html
    assert "&lt;b&gt;" in html
    assert " style=" not in html


def test_html_shows_a_figure_that_is_there_and_says_so_of_one_that_is_not() -> None:
    assert '<img class="item-figure" src="/f/" alt="题图" width="151">' in to_html("{图:9f2c w=4cm}", {"9f2c": "/f/"})
    assert to_html("{图:9f2c w=4cm}") == "〔图〕"


def test_paper_gets_fractions_gaps_and_lines_of_their_own_for_figures() -> None:
    figure = Picture(b"\x89PNG", "图", 60.0)
    blocks = to_blocks("{1/2}米 {_}\n看图{图:9f2c w=4cm}填空", marker="1.", figures={"9f2c": figure})
    assert blocks == (
        ListItem((Fraction("1", "2"), "米 ", Run("", fill=5)), marker="1."),
        ListItem(("看图",), marker=""),
        Picture(b"\x89PNG", "图", 40.0),
        ListItem(("填空",), marker=""),
    )


@pytest.mark.parametrize(
    ("typed", "first", "second"),
    [
        ("{竖:345+267}", "345", "＋"),
        ("{竖:4.05+12.8}", "4.05", "12.8\u2002"),
        ("{竖:36×25}", "36", "×"),
        ("{竖:96÷4}", "\u2002\u2002", "4）96"),
    ],
)
def test_a_sum_in_columns_takes_two_lines_with_the_points_under_each_other(typed: str, first: str, second: str) -> None:
    (column,) = parse(typed)
    assert isinstance(column, Column)
    above, below = ("".join(part if isinstance(part, str) else part.text for part in line) for line in item_text.column_lines(column))
    assert first in above
    assert second in below


@pytest.mark.parametrize(
    ("pasted", "becomes"),
    [
        ("1又1/2米", "1{1/2}米"),
        ("1又2分之1", "1{1/2}"),
        ("3分之2", "{2/3}"),
        ("1(1/2)", "1{1/2}"),
        ("剩下（　　）米", "剩下{()}米"),
        ("( )/", "{()}/"),
        ("答：____", "答：{_}"),
        ("((  )/(  ))", "{()/()}"),
        ("2/3", "{2/3}"),
        ("1/2/3", "1/2/3"),
        ("0.8/18", "0.8/18"),
        ("{1/2}", "{1/2}"),
    ],
)
def test_pasted_text_is_put_in_order_and_stays_so(pasted: str, becomes: str) -> None:
    assert tidy(pasted) == becomes
    assert tidy(becomes) == becomes


def test_a_document_of_items_keeps_the_format_rule() -> None:
    from jiaoyan.documents.blocks import Document, Heading
    from jiaoyan.documents.docx import to_docx

    body = (Heading("练习"), *to_blocks("".join(PIECES[:8]), marker="1."))
    assert check(to_docx(Document("练习", body))) == []
