"""The summary on paper: the layout of the plan, figures in the place of marks, the award table; and the form blank."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from jiaoyan.documents.blocks import Document, Heading, ListItem, Paragraph, Run, Subtitle, Table, para, words
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.growth.printouts.awards import awards_table
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.models import TermSummary
from jiaoyan.planning.printouts import blank_summary, group_summary
from tests.conftest import TODAY, SmallSchool
from tests.growth import builders as growth
from tests.planning.summaries import complete, fresh, pair, recorded, submitted, write


def test_summary_is_laid_out_like_the_plan_block_by_block(here: SmallSchool) -> None:
    recorded(here)
    summary = complete(here)
    first = summary.problems.get()
    write(here, "lessons", "- 〔研究课节数〕\n- 一节课只看一个问题", "**当场**议课")
    summary = pair(here, Pair(first.problem, first.measure, first.when, first.pk), Pair("分类列举\n凑答案", "先说标准。"))

    blocks = group_summary(summary)

    assert blocks[:12] == (
        Heading("一课一得，步步扎实"),
        Subtitle("——2023—2024学年第二学期五年级数学备课组工作总结"),
        Heading("一、本学期主要工作", level=2, listed=False),
        Heading("（一）集体备课", level=3, listed=False),
        Paragraph(("全组集体备课1次，出席率100%。",)),
        Heading("（二）研究课", level=3, listed=False),
        ListItem(("1节",), "·"),
        ListItem(("一节课只看一个问题",), "·"),
        Paragraph((Run("亮点：", bold=True), Run("当场", bold=True), "议课")),
        Heading("（三）常规培养", level=3, listed=False),
        Paragraph(("常规培养的做法。",)),
        Heading("（四）作业设计", level=3, listed=False),
    )
    tail = blocks[blocks.index(Heading("二、存在问题", level=2, listed=False)) :]
    assert tail[:-2] == (
        Heading("二、存在问题", level=2, listed=False),
        ListItem(("解方程检验的习惯不稳",), "1."),
        ListItem(("分类列举",), "2."),
        ListItem(("凑答案",), ""),
        Heading("三、后续改进措施", level=2, listed=False),
        ListItem(("针对问题1：每节课留两分钟检验（下学期第3周前）。",), "1."),
        ListItem(("针对问题2：先说标准。",), "2."),
        para("2024年6月12日", indent=False, align="right"),
    )
    assert tail[-2] == Heading("附：师生获奖情况表", level=2, listed=False)
    assert isinstance(tail[-1], Table)
    assert len(tail[-1].rows) == 1 + 5


def test_figure_without_a_record_prints_a_dash(here: SmallSchool) -> None:
    assert Paragraph(("全组集体备课—，出席率—。",)) in group_summary(complete(here))


def test_pupil_without_consent_prints_by_code(here: SmallSchool) -> None:
    growth.recorded(here, name_consent=False)
    printed = repr(group_summary(complete(here)))
    assert "50217" in printed
    assert "江晚晴" not in printed


def test_term_without_awards_says_so(here: SmallSchool) -> None:
    assert group_summary(complete(here))[-1] == para("本学期没有登记获奖。")


def test_unknown_mark_prints_as_it_was_typed(here: SmallSchool) -> None:
    complete(here)
    summary = write(here, "lessons", "上课〔研究课数目〕，3<5，a<b&c。")
    assert Paragraph(("上课〔研究课数目〕，3<5，a<b&c。",)) in group_summary(summary)


def test_file_keeps_the_format_rule_filled_half_written_and_blank(here: SmallSchool) -> None:
    summary = write(here, "lessons", "| 上课教师 | 课题 |\n| 周予安 | 解方程 |", "| 甲 | 乙 |")
    assert check(to_docx(Document("总结", group_summary(summary)))) == []
    recorded(here)
    assert check(to_docx(Document("总结", group_summary(fresh(complete(here)))))) == []
    assert check(to_docx(blank_summary())) == []


def test_blank_form_has_the_headings_of_the_filled_one_and_an_empty_award_table(here: SmallSchool) -> None:
    filled = [block.text for block in group_summary(complete(here)) if isinstance(block, Heading) and block.level > 1]
    body = blank_summary().body
    assert [block.text for block in body if isinstance(block, Heading) and block.level > 1] == filled
    assert isinstance(body[-1], Table)
    assert body[-1].rows[0] == awards_table([]).rows[0]
    assert all(not words(paragraph) for row in body[-1].rows[1:] for cell in row.cells for paragraph in cell.paragraphs)


def test_consent_withdrawn_after_handing_in_takes_the_name_out_of_the_summary_and_its_figures(here: SmallSchool, client_as: Any) -> None:
    award = growth.recorded(here, name_consent=True)
    summary = submitted(here)
    assert "江晚晴" in paper_of(summary)
    assert "江晚晴" not in str(summary.frozen)

    growth.actions.change_award(
        by=here.actor("leader"), award=award, version=award.version, today=TODAY, **growth.pupil_values(here, name_consent=False)
    )
    assert "江晚晴" not in paper_of(fresh(summary))
    assert "50217" in paper_of(fresh(summary))
    for page in ("summary", "summary_figure"):
        more = ["pupil-awards"] if page == "summary_figure" else []
        said = client_as("head").get(reverse(f"planning:{page}", args=[here.group.pk, here.term.key, *more])).content.decode()
        assert "小学生数学小论文评比" in said
        assert "江晚晴" not in said


def test_pupil_erased_after_handing_in_leaves_no_name_in_the_summary(here: SmallSchool) -> None:
    award = growth.recorded(here, name_consent=True)
    summary = submitted(here)
    award.pupil.delete()
    assert "江晚晴" not in paper_of(fresh(summary))
    assert "小学生数学小论文评比" in paper_of(fresh(summary))


def paper_of(summary: TermSummary) -> str:
    return str(group_summary(summary))
