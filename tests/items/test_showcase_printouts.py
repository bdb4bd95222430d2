"""Showcase homework on paper: no name without consent, counts as told, a file that keeps the format and stays small; and its gaps."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

from jiaoyan.documents.blocks import Document, Heading, PageBreak, Table
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.items.printouts import showcase as printouts
from jiaoyan.items.queries import showcase as queries
from jiaoyan.items.rules.showcase import TypedCount
from jiaoyan.schools import files
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.registers.choices import classes_here
from jiaoyan.web.render import to_html
from tests.conftest import TODAY, SmallSchool
from tests.items import showcase_builders as build
from tests.items.builders import place_of
from tests.items.test_printouts import text_of


def classes(school: SmallSchool) -> printouts.Classes:
    return classes_here(place_of(school))


def test_the_paper_has_design_rubric_wall_counts_and_review(here: SmallSchool) -> None:
    row = build.shown(here, comment="想法巧").showcase
    build.told(here, build.added(here, row, 1, "red"), title="没展出", shown=False)
    row = build.exhibited(here, row, (TypedCount(here.classes[0].pk, all_recorded=True), TypedCount(here.classes[1].pk, False, 40, 9)))
    blocks = printouts.showcase_part([row], classes(here))
    said = text_of(blocks)
    for part in (
        "剪一剪，拼一拼",
        "周予安",
        "道理说得清",
        "图和算式都说明为什么",
        "三楼走廊",
        "《把它变成长方形》　A等",
        "五（1）班 学生",
        "评语：想法巧",
        "多数学生能说清",
    ):
        assert part in said
    assert "没展出" not in said
    assert [block.text[:2] for block in blocks if isinstance(block, Heading) and block.level == 2] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]
    assert "42\n11" in said  # 2 + 40 handed in, 2 + 9 excellent
    walls = [block for block in blocks if isinstance(block, Table) and block.widths == printouts.WALL_WIDTHS]
    assert [len(table.rows) for table in walls] == [1]


def test_no_name_and_no_code_without_consent_and_names_with_it(here: SmallSchool) -> None:
    row = build.shown(here, pupils=[build.pupil(here)]).showcase
    said = text_of(printouts.showcase_part([build.fresh(here, row)], classes(here)))
    assert "吴小满" not in said
    assert "20190101" not in said
    build.told(here, row.works.get(), pupils=[build.pupil(here, code="20190102", name="郑可可")], consent=True)
    assert "郑可可" in text_of(printouts.showcase_part([build.fresh(here, row)], classes(here)))


def test_each_showcase_begins_on_a_page_of_its_own(here: SmallSchool) -> None:
    rows = [build.designed(here), build.designed(here, theme="第二份")]
    assert [type(block) for block in printouts.showcase_part(rows, classes(here))].count(PageBreak) == 1
    assert printouts.showcase_part([], classes(here)) == ()


def test_filled_and_blank_keep_the_format_and_carry_their_pictures(here: SmallSchool) -> None:
    row = build.shown(here).showcase
    for n, color in enumerate(("red", "green")):
        build.told(here, build.added(here, row, n % 3 + 1, color), by=("leader", "teacher")[n])
    row = build.exhibited(here, row, (TypedCount(here.classes[0].pk, False, 44, 9),))
    filled = to_docx(Document(row.theme, printouts.showcase_part([row], classes(here))))
    blank = to_docx(printouts.blank())
    for file in (filled, blank):
        assert check(file) == []
    names = zipfile.ZipFile(io.BytesIO(filled)).namelist()
    assert len([name for name in names if name.startswith("word/media/")]) == 3


def test_the_preview_shows_the_pictures_two_in_a_row(here: SmallSchool) -> None:
    row = build.shown(here).showcase
    build.told(here, build.added(here, row, 1, "red"))
    shown = to_html(printouts.showcase_part([build.fresh(here, row)], classes(here)))
    assert shown.count('<img src="data:image/jpeg;base64,') == 2
    assert shown.count("《把它变成长方形》") == 2


def test_a_missing_picture_file_is_said_and_the_rest_prints(here: SmallSchool) -> None:
    work = build.shown(here)
    files.path_of(work.small.key).unlink()
    assert "（图片缺失）" in text_of(printouts.showcase_part([build.fresh(here, work.showcase)], classes(here)))


# gaps


def next_due(school: SmallSchool, day: date) -> date | None:
    found = list(queries.judged_showcases([school.group], school.term))
    return queries.showcase_next_due(found, day, calendar_of(school.term))


def test_without_a_design_the_leader_is_late_after_week_four(here: SmallSchool) -> None:
    due = queries.design_due(calendar_of(here.term))
    assert queries.showcase_gaps(here.group, here.term, due) == []
    (gap,) = queries.showcase_gaps(here.group, here.term, due + timedelta(days=1))
    assert (gap.what, gap.owner_name, gap.since) == ("还没有特色作业设计", "林知远", due)
    assert next_due(here, due) == due


def test_works_are_late_after_mid_term_and_the_review_before_the_last_week(here: SmallSchool) -> None:
    row = build.designed(here)
    assert [gap.what for gap in queries.showcase_gaps(here.group, here.term, TODAY)] == ["特色作业“剪一剪，拼一拼”还没有学生作品"]
    last = date(2024, 6, 25)
    work = build.told(here, build.added(here, row))
    assert [(gap.what, gap.owner_name) for gap in queries.showcase_gaps(here.group, here.term, last)] == [
        ("特色作业“剪一剪，拼一拼”缺展评、展评地点、评委、反思", "周予安")
    ]
    assert next_due(here, TODAY) == queries.review_due(calendar_of(here.term))
    build.exhibited(here, work.showcase)
    assert queries.showcase_gaps(here.group, here.term, last) == []
    assert next_due(here, TODAY) is None


def test_a_group_that_came_in_mid_term_owes_nothing_from_before(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.group.pk).update(in_use_from=date(2024, 5, 1))
    here.group.refresh_from_db()
    assert queries.showcase_gaps(here.group, here.term, TODAY) == []


def test_beside_a_complete_design_one_that_is_only_begun_owes_nothing(here: SmallSchool) -> None:
    build.exhibited(here, build.shown(here).showcase)
    build.started(here, theme="六月才想到的")
    assert queries.showcase_gaps(here.group, here.term, TODAY) == []
    assert next_due(here, TODAY) is None


def test_only_a_begun_design_is_late_by_what_it_lacks(here: SmallSchool) -> None:
    build.started(here)
    first, second = queries.showcase_gaps(here.group, here.term, TODAY)
    assert first.what == "特色作业“剪一剪，拼一拼”缺作业目标、任务步骤、量规（3至5条，现有0条）、起止日期"
    assert second.what.endswith("还没有学生作品")
