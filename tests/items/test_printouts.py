"""An exercise on paper: pupils get no answers, teachers get everything, and every paper says who wrote and who reviewed."""

from __future__ import annotations

import pytest

from jiaoyan.documents.blocks import Block, Document, Heading, ListItem, PageBreak, Paragraph, Picture, Table, words
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.items.printouts import exercises as printouts
from jiaoyan.items.queries.exercises import approved_exercises
from jiaoyan.schools import files
from tests.conftest import SmallSchool
from tests.items import builders as build


def text_of(blocks: tuple[Block, ...]) -> str:
    lines = []
    for block in blocks:
        match block:
            case Heading(text):
                lines.append(text)
            case Paragraph(content) | ListItem(content):
                lines.append(words(content))
            case Table(_, rows):
                lines += [words(paragraph) for row in rows for cell in row.cells for paragraph in cell.paragraphs]
    return "\n".join(lines)


def test_pupils_get_the_items_by_layer_and_no_answer(here: SmallSchool) -> None:
    row = build.written(here)
    build.add(here, row, layer="extension", stem="{1/2}＜{()/4}", section="fill", answer="3", common_error="写成1")
    build.add(here, row, layer="challenge", stem="找规律", section="inquire")
    said = text_of(printouts.for_pupils(build.fresh(here, row)))
    assert "一、基础练习" in said
    assert "二、拓展练习" in said
    assert "三、挑战练习（选做）" in said
    assert "1/2＜（　）/4" in said
    assert "5/6" not in said
    assert "写成1" not in said
    assert "命制人：周予安　审核人：陈小禾" in said


def test_the_teachers_copy_has_answers_intents_reviews_and_changes(here: SmallSchool) -> None:
    row = build.reviewed(here, build.submitted(here), "change", opinion="第1题换个数。", checklist=["answer"])
    build.reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, change="换了数", today=build.TODAY)
    row = build.reviewed(here, build.fresh(here, row), "pass")
    said = text_of(printouts.with_answers(row))
    for part in ("5/6", "看清小数点", "会解简单的方程", "修改后通过。第1题换个数。", "换了数", "（2024年6月12日）", "解方程", "2分钟"):
        assert part in said


def test_an_adapted_item_says_where_it_comes_from(here: SmallSchool) -> None:
    row = build.headed(here)
    build.add(here, row, source="textbook", source_note="第12页例3，改了数据", solution="先通分")
    said = text_of(printouts.with_answers(build.fresh(here, row)))
    assert "教材改编：第12页例3，改了数据" in said
    assert "解析：先通分" in said


def test_part_six_begins_every_exercise_on_a_page_of_its_own(here: SmallSchool) -> None:
    build.approved(here, title="甲", week_no=2)
    build.approved(here, title="乙", week_no=1)
    build.submitted(here, title="丙")
    blocks = printouts.exercise_pages(approved_exercises(here.group, here.term))
    assert [block.text for block in blocks if isinstance(block, Heading) and block.level == 1] == [
        "有效练习设计（一）",
        "有效练习设计（二）",
    ]
    assert str(blocks).index("'乙'") < str(blocks).index("'甲'")
    assert sum(isinstance(block, PageBreak) for block in blocks) == 1
    assert check(to_docx(Document("有效练习", blocks))) == []
    assert printouts.exercise_pages([]) == ()


def test_a_figure_stands_where_the_text_places_it_or_below(here: SmallSchool) -> None:
    item = build.with_figure(here)
    row = build.fresh(here, item.exercise)
    assert sum(isinstance(block, Picture) for block in printouts.for_pupils(row)) == 1
    key = item.figure.sha256[:8]
    build.items.save_item(by=here.actor("teacher"), exercise=row, item=item, version=item.version, stem=f"看图{{图:{key} w=3cm}}填空")
    pictures = [block for block in printouts.for_pupils(build.fresh(here, row)) if isinstance(block, Picture)]
    assert [picture.width_mm for picture in pictures] == [30.0]


def test_a_figure_that_replaced_the_one_the_text_names_is_printed_below(here: SmallSchool) -> None:
    item = build.with_figure(here)
    row = build.fresh(here, item.exercise)
    build.items.save_item(by=here.actor("teacher"), exercise=row, item=item, version=item.version, stem="看图{图:0123abcd}填空")
    assert sum(isinstance(block, Picture) for block in printouts.for_pupils(build.fresh(here, row))) == 1


def test_a_figure_whose_file_is_gone_does_not_keep_the_rest_from_printing(here: SmallSchool) -> None:
    item = build.with_figure(here)
    files.path_of(item.figure.key).unlink()
    assert "直接写出得数" in text_of(printouts.for_pupils(build.fresh(here, item.exercise)))


def test_hard_words_keep_the_format_rule(here: SmallSchool) -> None:
    row = build.headed(here, title="3<5 & “喆犇” 🙂")
    build.add(here, row, stem="a<b & 3<5 喆犇 🙂\x0b{竖:3.5+12}", section="fill", answer="<tag>")
    row = build.fresh(here, row)
    assert check(to_docx(Document(row.title, printouts.for_pupils(row)))) == []
    assert check(to_docx(Document(row.title, printouts.with_answers(row)))) == []


@pytest.mark.parametrize("kind", sorted(printouts.BLANKS))
def test_every_form_prints_blank_and_keeps_the_format_rule(kind: str) -> None:
    document = printouts.blank(kind)
    assert document.title == printouts.BLANKS[kind][0]
    assert check(to_docx(document)) == []
