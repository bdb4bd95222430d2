"""Light markup: what is typed, stored, edited again and printed, and the laws between them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents.blocks import Document, Fraction, Heading, ListItem, Paragraph, Run
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.documents.markup import cell_paragraphs, parse, plain, source, to_blocks

LESSON = """\
## 教学目标
认识**单位“1”**，会用{3/4}表示一份。

- 把1{2/3}米的绳子平均分
- 正方形边长a，面积a^2
1. 先说
2. 再写

| 班级 | 达成 |
| --- | --- |
| 五（1） | 92% |
| 五（2） |  |
"""

PIECES = [
    "**",
    "*",
    "{",
    "}",
    "/",
    "3/4",
    "{3/4}",
    "^2",
    "^",
    "a",
    "12",
    "|",
    "| --- |",
    "##",
    "## ",
    "- ",
    "1. ",
    " ",
    "\n",
    "\n\n",
    "粗",
    "\u3000",
    "-",
    "\t",
]
TYPED = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)
LINES = st.lists(st.text(alphabet="甲乙ab1 *{}/^-#.\u3000", max_size=12), max_size=8).map("\n".join)


def kinds(text: str) -> list[str]:
    return [block["type"] for block in parse(text)]


def content(line: str) -> list:
    return parse(line)[0]["content"]


class TestParse:
    def test_each_line_becomes_the_block_it_looks_like(self):
        assert kinds(LESSON) == ["heading", "paragraph", "item", "item", "item", "item", "table"]

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("甲**乙**丙", ["甲", {"bold": ["乙"]}, "丙"]),
            ("**共{3/4}**", [{"bold": ["共", {"fraction": ["3", "4"]}]}]),
            ("1{2/3}米", ["1", {"fraction": ["2", "3"]}, "米"]),
            ("{ /4}", [{"fraction": [" ", "4"]}]),
            ("cm^2和m^3", ["cm", {"raised": "2"}, "和m", {"raised": "3"}]),
            ("（a+b）^2", ["（a+b）", {"raised": "2"}]),
            ("{1/2}^2", [{"fraction": ["1", "2"]}, {"raised": "2"}]),
        ],
    )
    def test_marks_inside_a_line(self, line, expected):
        assert content(line) == expected

    @pytest.mark.parametrize(
        "line",
        ["3<5", "a<b & c", "2*3*4", "** 甲 **", "{3/}", "{/}", "^2", "a^b", "2^3x", "甲|乙", "-5", "1.5米", "#标题", "##标题", "****"],
    )
    def test_what_is_no_complete_mark_stays_text(self, line):
        assert parse(line)[0]["type"] == "paragraph"
        assert content(line) == [line]

    def test_a_table_is_filled_up_to_its_longest_row(self):
        table = parse("|甲|乙|\n|丙|")[0]
        assert (table["header"], table["rows"]) == (False, [[["甲"], ["乙"]], [["丙"], []]])

    def test_a_rule_below_the_first_row_makes_it_the_heading(self):
        assert parse("| 甲 |\n| --- |\n| 乙 |")[0]["header"] is True

    def test_a_blank_line_parts_two_tables(self):
        assert kinds("|甲|\n\n|乙|") == ["table", "table"]
        assert kinds("|甲|\n|乙|") == ["table"]

    def test_a_line_of_too_many_cells_is_text(self):
        assert kinds("|" + "格|" * 13) == ["paragraph"]

    def test_control_characters_are_dropped_and_any_line_end_counts(self):
        assert plain(parse("甲\x00\r\n乙\r丙")) == "甲\n乙\n丙"

    def test_nothing_typed_is_no_block(self):
        assert parse(" \n\u3000\n") == []


class TestLaws:
    def test_the_lesson_comes_back_as_it_was_typed(self):
        assert source(parse(LESSON)) == LESSON.strip()

    @given(LINES)
    def test_lines_without_tables_come_back_to_the_letter(self, text):
        lines = [line.strip() for line in text.split("\n")]
        kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
        assert source(parse(text)) == "\n".join(kept).strip("\n")

    @given(TYPED)
    def test_parsing_the_source_again_gives_the_same_blocks(self, text):
        blocks = parse(text)
        assert parse(source(blocks), previous=blocks) == blocks

    @given(TYPED)
    def test_blocks_survive_json_and_print(self, text):
        blocks = parse(text)
        assert json.loads(json.dumps(blocks)) == blocks
        assert check(to_docx(Document("文", to_blocks(blocks)))) == []
        assert len(plain(blocks).split("\n")) == max(1, len(cell_paragraphs(blocks)))

    @given(TYPED, TYPED)
    def test_ids_are_unique_whatever_stood_before(self, before, after):
        ids = [block["id"] for block in parse(after, previous=parse(before))]
        assert len(set(ids)) == len(ids)

    @given(st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=8), st.integers(0, 8))
    def test_unchanged_blocks_keep_their_ids_when_one_is_put_between(self, lines, place):
        old = parse("\n".join(lines))
        new = parse("\n".join([*lines[:place], "新的一段", *lines[place:]]), previous=old)
        assert [block["id"] for block in new if block["content"] != ["新的一段"]] == [block["id"] for block in old]


class TestIds:
    def test_a_block_rewritten_in_place_keeps_its_id(self):
        old = parse("甲\n乙\n丙")
        new = parse("甲\n乙，改过\n丙", previous=old)
        assert [block["id"] for block in new] == [block["id"] for block in old]

    def test_a_block_that_moved_takes_its_id_along(self):
        old = parse("甲\n乙\n丙")
        new = parse("丙\n甲\n乙", previous=old)
        assert {block["id"]: block["content"] for block in new} == {block["id"]: block["content"] for block in old}

    def test_a_block_of_another_kind_is_a_new_one(self):
        old = parse("甲")
        assert parse("## 甲", previous=old)[0]["id"] != old[0]["id"]

    def test_equal_text_gives_equal_ids(self):
        assert parse(LESSON) == parse(LESSON)


class TestPrint:
    def test_blocks_print_as_the_paper_form_knows_them(self):
        printed = to_blocks(parse(LESSON))
        assert printed[0] == Heading("教学目标", 3, listed=False)
        assert printed[1] == Paragraph(("认识", Run("单位“1”", bold=True), "，会用", Fraction("3", "4"), "表示一份。"))
        assert [item.marker for item in printed if isinstance(item, ListItem)] == ["·", "·", "1.", "2."]
        assert (printed[6].header_rows, len(printed[6].rows), printed[6].rows[0].cells[0].bold) == (1, 3, True)

    def test_the_same_content_fits_one_table_cell(self):
        paragraphs = cell_paragraphs(parse("## 目标\n- 甲\n|子|丑|"))
        assert paragraphs == ((Run("目标", bold=True),), ("· ", "甲"), ("子", "\u3000", "丑"))

    def test_plain_words_read_a_mixed_number_and_a_power(self):
        assert plain(parse("绳长1{2/3}米\n面积a^2，**粗**")) == "绳长1又2/3米\n面积a²，粗"

    def test_an_unknown_stored_block_is_refused(self):
        with pytest.raises(ValueError, match="unknown stored block"):
            to_blocks([{"id": "x", "type": "video"}])
