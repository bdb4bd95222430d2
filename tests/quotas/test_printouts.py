"""The list for the wall and the forms to be filled in by hand."""

from __future__ import annotations

from datetime import date

from jiaoyan.documents.blocks import Document, Heading, Table, words
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.quotas import printouts
from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.queries import rows_of, tree_of
from tests.conftest import TODAY, SmallSchool
from tests.quotas.builders import BEGINS, changed, listening, withdrawn


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple("".join(words(line) for line in cell.paragraphs) for cell in row.cells) for row in table.rows[1:]]


def tables(document: Document) -> list[Table]:
    return [block for block in document.body if isinstance(block, Table)]


def printed(school: SmallSchool, day: date = TODAY) -> Document:
    return printouts.quota_list(rows_of(tree_of(school.group)), "数学教研组", school.term.label, day)


def test_list_prints_what_is_asked_by_area_with_sentence_number_and_dates(here: SmallSchool) -> None:
    changed(listening(here), here, demand=listening(here).value.editions[0].demand, name="听课")
    keeping.adopt_preset(by=here.actor("head"), group=here.research, preset="study", codes=["R054", "R043"], begins=BEGINS)
    document = printed(here)
    assert isinstance(document.body[0], Heading)
    assert document.body[0].text == "数学教研组指标一览"
    assert cells(tables(document)[0]) == [
        ("集体备课与活动",),
        ("1", "教研组，每月大组活动1次。", "2月21日起"),
        ("听课与师徒",),
        ("2", "每位教师，每学期听课不少于15节。", "2月21日起"),
        ("学习与写作",),
        ("3", "每位教师，每月教学反思不少于2篇。", "2月21日起"),
    ]
    assert check(to_docx(document)) == []


def test_quota_that_ends_soon_says_when_and_one_that_ended_is_left_out(here: SmallSchool) -> None:
    withdrawn(here)
    assert [row[-1] for row in cells(tables(printed(here))[0])][1:] == ["2月21日起，6月17日止"]
    assert tables(printed(here, date(2024, 6, 18))) == []


def test_quota_that_begins_later_is_printed_with_its_day(here: SmallSchool) -> None:
    listening(here, begins=date(2024, 6, 17))
    assert [row[-1] for row in cells(tables(printed(here))[0])][1:] == ["6月17日起"]


def test_list_without_a_quota_and_the_blank_forms_keep_the_format_rule(here: SmallSchool) -> None:
    assert not Quota.objects.exists()
    for document in (printed(here), printouts.blank_list(), printouts.blank_excuses()):
        assert check(to_docx(document)) == []
