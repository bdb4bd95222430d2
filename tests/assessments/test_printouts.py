"""The report on paper: blocks, format rule, pictures, public version, blank form."""

from __future__ import annotations

from typing import Any

from jiaoyan.assessments.models import TypicalError
from jiaoyan.assessments.printouts.blanks import blank
from jiaoyan.assessments.printouts.report import public_report, quality_report, title_of
from jiaoyan.documents.blocks import Document, Heading, Picture, Table, words
from jiaoyan.documents.chart import TEXT_WIDTH_MM
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.schools import files
from tests.assessments import builders
from tests.conftest import SmallSchool


def cells(block: Table) -> list[list[str]]:
    return [["/".join(words(line) for line in cell.paragraphs) for cell in row.cells] for row in block.rows]


def tables(blocks: tuple[Any, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def everything(blocks: tuple[Any, ...]) -> str:
    found = []
    for block in blocks:
        if isinstance(block, Table):
            found += [text for row in cells(block) for text in row]
        elif hasattr(block, "content"):
            found.append(words(block.content))
        elif hasattr(block, "text"):
            found.append(block.text)
    return "\n".join(found)


def test_report_has_its_eight_parts_in_order_and_keeps_the_format_rule(here: SmallSchool) -> None:
    report = builders.complete(here)
    blocks = quality_report(report)
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "五年级数学期末学业质量检测报告",
        "一、检测概况",
        "二、分数段分布",
        "三、各题得分率（%）",
        "四、知识点与水平",
        "五、主要成绩",
        "六、典型错例",
        "七、主要问题与改进措施",
        "八、上次措施回顾",
    ]
    assert title_of(report.exam) == "2023—2024学年第二学期五年级数学期末学业质量检测报告"
    assert check(to_docx(Document("报告", blocks))) == []


def test_overview_shows_classes_in_their_order_then_the_grade_with_counts(here: SmallSchool) -> None:
    overview = cells(tables(quality_report(builders.complete(here)))[1])
    assert overview[0] == ["", "1班", "2班", "3班", "年级"]
    assert overview[1] == ["应考", "12", "12", "12", "36"]
    assert overview[2] == ["实考", "11", "12", "12", "35"]
    rate = next(row for row in overview if row[0] == "合格率")
    assert rate[1] == "100%/11人"


def test_items_show_marks_expected_rate_and_no_discrimination_for_few_pupils(here: SmallSchool) -> None:
    items = cells(tables(quality_report(builders.complete(here)))[3])
    assert items[0] == ["题号", "分值", "1班", "2班", "3班", "年级", "预期"]
    assert [row[0] for row in items[1:]] == ["1", "2", "3", "4"]
    assert items[1][1] == "5"
    assert items[1][-1] == "90"


def test_problems_stand_beside_their_measures(here: SmallSchool) -> None:
    problems = cells(tables(quality_report(builders.complete(here)))[-1])
    assert problems[1][:3] == ["1", "小数除法移位出错多", "每周两次口算，先说怎样移位"]
    assert problems[2] == ["错题分层面批", "林知远", "6.13起/6.20查", "面批记录"]


def test_charts_fit_the_text_and_say_in_words_what_they_show(here: SmallSchool) -> None:
    pictures = [block for block in quality_report(builders.complete(here)) if isinstance(block, Picture)]
    assert len(pictures) == 2
    assert all(picture.width_mm <= TEXT_WIDTH_MM for picture in pictures)
    assert "第3题" in pictures[1].alt


def test_small_classes_are_starred_and_the_note_says_why(here: SmallSchool) -> None:
    exam = builders.paper(here)
    for school_class, size in zip(here.classes, (3, 20, 12), strict=True):
        builders.fill(here, school_class, size)
        builders.mark(here, exam, school_class, builders.rows_of(size))
    blocks = quality_report(builders.complete(here))
    mean = next(row for row in cells(tables(blocks)[1]) if row[0] == "均分")
    assert mean[1] == mean[2] == mean[3] == "＊"  # the teacher of either other class could subtract his own
    assert mean[4] not in ("＊", "—")
    assert "实考不足10人的班级不单列数据" in everything(blocks)


def test_only_a_report_that_was_handed_in_says_that_there_is_none_before(here: SmallSchool) -> None:
    report = builders.submitted(here)
    report.last_measures = []
    assert "系统里没有上一次的报告" in everything(quality_report(report))
    report.figures = {}
    assert "系统里没有上一次的报告" not in everything(quality_report(report))


def test_grade_of_three_has_no_figure_and_no_chart(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0], 3)
    builders.mark(here, exam, here.classes[0], builders.rows_of(3))
    from jiaoyan.assessments.actions.reports import start_report

    report = start_report(by=builders.leader(here), exam=exam, day=builders.DAY)
    blocks = quality_report(builders.again(report.exam))
    assert not [block for block in blocks if isinstance(block, Picture)]
    assert {row[1] for row in cells(tables(blocks)[1])[3:]} == {"＊"}
    assert "不公布数据" in everything(public_report(builders.again(report.exam)))
    assert check(to_docx(Document("报告", blocks))) == []


def test_public_version_has_levels_and_rates_and_no_class_name_person_or_extreme(here: SmallSchool) -> None:
    report = builders.complete(here)
    report.strengths = ["口算得分率九成以上", "五（2）班进步大"]
    blocks = public_report(report)
    text = everything(blocks)
    assert "口算得分率九成以上" in text
    for secret in ("五（2）班", "林知远", "最高分", "最低分", "1班", "均分", "学生"):
        assert secret not in text, secret
    assert check(to_docx(Document("公开版", blocks))) == []


def test_picture_of_an_error_is_printed_and_a_lost_one_is_said(here: SmallSchool) -> None:
    from jiaoyan.assessments.actions.reports import save_error
    from jiaoyan.documents.pictures_in import clean
    from tests.assessments.test_views import photo

    error = builders.with_error(here)
    values = {name: getattr(error, name) for name in ("sample", "kind", "pupils", "cause")}
    report = builders.again(error.report.exam)
    save_error(
        by=builders.leader(here),
        report=report,
        error=error,
        question=error.question,
        values=values,
        picture=clean(photo()),
        version=error.version,
    )
    report = builders.again(report.exam)
    assert len([block for block in quality_report(report) if isinstance(block, Picture)]) == 3
    assert check(to_docx(Document("报告", quality_report(report)))) == []
    picture = TypicalError.objects.select_related("picture").get().picture
    files.path_of(picture.key).unlink()
    assert "错例照片读不出来" in everything(quality_report(builders.again(report.exam)))


def test_blank_form_has_room_and_keeps_the_format_rule() -> None:
    document = blank("quality-report")
    assert check(to_docx(document)) == []
    assert len(tables(document.body)) == 7
