"""The plan on paper: the exact form, block by block, and files that keep it."""

from __future__ import annotations

import pytest

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Document, Heading, PageBreak, Paragraph, Row, Subtitle, Table, header, label, para, text, words
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.planning.models import ArrangementRow, GroupPlan, KeyPoint
from jiaoyan.planning.printouts import BLANKS, NOTES, annex_lines, arrangement_table, authoring_table, blank, group_plan, plan_parts
from tests.conftest import SmallSchool
from tests.planning.builders import complete, fresh


def cells(row: Row) -> list[str]:
    return ["\n".join(words(paragraph) for paragraph in cell.paragraphs) for cell in row.cells]


def tables(plan: GroupPlan) -> list[Table]:
    return [block for block in group_plan(plan) if isinstance(block, Table)]


def test_plan_opens_with_title_generated_subtitle_and_the_three_parts(here: SmallSchool) -> None:
    blocks = group_plan(complete(here))

    assert blocks[:3] == (
        Heading("读懂学生，上好每一课", level=1),
        Subtitle("——2023—2024学年第二学期五年级数学备课组工作计划"),
        Heading("一、备课组成员课务及个人简介", level=2, listed=False),
    )
    assert [block.text for block in blocks if isinstance(block, Heading) and block.level < 3] == [
        "读懂学生，上好每一课",
        "一、备课组成员课务及个人简介",
        "二、工作要点",
        "三、分工与合作",
        "表1：五年级数学学科备课组活动安排",
        "表3：有效练习命制安排表",
    ]
    assert [block.text for block in blocks if isinstance(block, Heading) and block.listed and block.level == 2] == [
        "表1：五年级数学学科备课组活动安排",
        "表3：有效练习命制安排表",
    ]


def test_members_table_has_the_seven_prescribed_columns(here: SmallSchool) -> None:
    table = tables(complete(here))[0]

    assert table.header_rows == 1
    assert table.rows[0] == header("姓名", "性别", "年龄", "教龄", "学历", "所任课务", "其他工作")
    assert [cells(row) for row in table.rows[1:]] == [
        ["林知远", "女", "42", "19", "本科", "五1数学", "备课组长"],
        ["陈小禾", "女", "40", "17", "本科", "五3数学", ""],
        ["周予安", "女", "41", "18", "本科", "五2数学", ""],
    ]


def test_key_points_stand_by_area_with_measure_owner_and_week(here: SmallSchool) -> None:
    plan = complete(here)
    KeyPoint.objects.filter(plan=plan).exclude(area="routine").delete()
    KeyPoint.objects.filter(plan=plan).update(content="每周两次口算", measure="由组长出题。", due_week=16)
    KeyPoint.objects.create(
        school=here.school, plan=plan, position=0, area="other", content="读书", measure="共读一本", owner=here.people["teacher"]
    )

    points = plan_parts(fresh(plan))[2].blocks

    assert points[0] == Heading("二、工作要点", level=2, listed=False)
    owner = fresh(plan).key_points.all()[1].owner.name
    assert [block.text if isinstance(block, Heading) else words(block.content) for block in points[1:]] == [  # type: ignore[union-attr]
        "（一）教学常规",
        "每周两次口算",
        f"措施：由组长出题。负责人：{owner}；完成周次：第16周。",
        "（二）其他",
        "读书",
        "措施：共读一本。负责人：周予安。",
    ]


def test_analysis_of_the_situation_opens_the_key_points(here: SmallSchool) -> None:
    plan = complete(here)
    GroupPlan.objects.filter(pk=plan.pk).update(opening=markup.parse("上学期3<5 & 笔算正确率{3/4}。"))

    points = plan_parts(fresh(plan))[2].blocks

    assert isinstance(points[1], Paragraph)
    assert words(points[1].content) == "上学期3<5 & 笔算正确率3/4。"


def test_annexes_point_to_part_three_for_table_2_and_the_date_stands_right(here: SmallSchool) -> None:
    blocks = group_plan(complete(here))
    place = blocks.index(Heading("附表目录：", level=3, listed=False))

    assert blocks[place + 1 : place + 6] == (
        para("表1：备课组工作安排", indent=False),
        para("表2：教学进度表（见第三部分教学进度表）", indent=False),
        para("表3：有效练习命制安排表", indent=False),
        para("2024年2月20日", indent=False, align="right"),
        PageBreak(),
    )
    assert len(annex_lines()) == 3


def test_table_1_has_signature_row_and_four_prescribed_columns(here: SmallSchool) -> None:
    table = tables(complete(here))[1]

    assert table.header_rows == 2
    assert [cells(row) for row in table.rows[:2]] == [
        ["备课组长：林知远", "教研组长：顾明川", "分管行政：许文澜"],
        ["周次", "内　容", "形　式", "备　注"],
    ]
    assert table.rows[1].cells == (label("周次"), label("内　容", columns=2), label("形　式", columns=2), label("备　注"))


def test_rows_of_table_1_hold_numbered_items_week_number_and_day(here: SmallSchool) -> None:
    rows = [cells(row) for row in tables(complete(here))[1].rows[2:]]

    assert [row[0] for row in rows[:3]] == ["开学前准备", "第1周\n第一次活动\n2月21日", "第3周\n第二次活动\n3月5日"]
    assert rows[-1][0] == "期末"
    assert rows[0][1].startswith("1、通读苏教版五年级下册")
    assert "\n2、重点分析第一单元《简易方程》，林知远老师主讲\n3、" in rows[0][1]
    assert rows[0][2] == "1、个人感悟\n2、整体讨论\n3、个人修改提高"


def test_cancelled_meeting_only_says_why(here: SmallSchool) -> None:
    plan = complete(here)
    ArrangementRow.objects.filter(plan=plan, number=3).update(
        number=None, contents=["原定3月19日，全校活动，本次暂停"], forms=[], remarks=[]
    )

    row = tables(fresh(plan))[1].rows[5]

    assert cells(row) == ["第5周", "原定3月19日，全校活动，本次暂停", "", ""]


def test_people_who_are_not_named_in_the_words_are_named_in_the_remarks(here: SmallSchool) -> None:
    plan = complete(here)
    ArrangementRow.objects.filter(plan=plan, number=2).update(
        contents=["上一节研究课"], remarks=["带作业本"], lesson_teacher=here.people["teacher"], lead=None
    )

    assert cells(tables(fresh(plan))[1].rows[4])[3] == "1、带作业本\n2、上课教师：周予安"


def test_table_1_ends_with_its_notes_and_table_3_has_its_columns(here: SmallSchool) -> None:
    plan = complete(here)

    assert arrangement_table(plan)[-2:] == tuple(para(note, indent=False) for note in NOTES)
    title, table = authoring_table(plan)
    assert title == Heading("表3：有效练习命制安排表", level=2)
    assert isinstance(table, Table)
    assert table.rows[0] == header("周次", "练习内容", "命制人", "审核人")
    assert cells(table.rows[1]) == ["1", "简易方程（认识方程—解方程）", "林知远", "陈小禾"]
    assert table.rows[1].cells[1] == text("简易方程（认识方程—解方程）")


def test_plan_with_rare_characters_keeps_the_prescribed_form(here: SmallSchool) -> None:
    plan = complete(here)
    GroupPlan.objects.filter(pk=plan.pk).update(title="喆犇 3<5 & “以学定教”")
    ArrangementRow.objects.filter(plan=plan, number=1).update(contents=["a<b & 𠮷 😀"] * 30)

    assert check(to_docx(Document("计划", group_plan(fresh(plan))))) == []


def test_plan_that_was_just_begun_prints_too(here: SmallSchool) -> None:
    plan = complete(here)
    for part in ("key_points", "division", "arrangement", "authoring"):
        getattr(plan, part).all().delete()
    GroupPlan.objects.filter(pk=plan.pk).update(title="")

    blocks = group_plan(fresh(plan))

    assert blocks[0] == Heading("（请拟大标题）")
    assert check(to_docx(Document("计划", blocks))) == []


@pytest.mark.parametrize("kind", sorted(BLANKS))
def test_blank_forms_keep_the_prescribed_form_and_name_nobody(kind: str) -> None:
    document = blank(kind)

    assert check(to_docx(document)) == []
    assert "林知远" not in repr(document.body)


def test_blank_members_table_has_the_same_columns_as_the_filled_one(here: SmallSchool) -> None:
    (empty,) = [block for block in blank("plan").body if isinstance(block, Table)]
    filled = tables(complete(here))[0]

    assert (empty.widths, empty.rows[0]) == (filled.widths, filled.rows[0])
    assert len(empty.rows) > 4
