"""Two weeks of homework on one page, under two ceilings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiaoyan.documents.blocks import Document, Table, words
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.items.actions import homework as actions
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import HomeworkList
from jiaoyan.items.printouts.homework import blank_list, homework_list
from jiaoyan.items.queries.exercises import mathematics_minutes
from jiaoyan.items.queries.homework import days_of, list_of, next_start
from jiaoyan.items.rules.homework import Entry
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.rules.problem import RowsAtFault
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as build

MONDAY = date(2024, 6, 10)
TUESDAY = date(2024, 6, 11)


def entry(**changes: Any) -> Entry:
    return Entry(**({"day": TUESDAY, "required": True, "exercise": None, "text": "口算20题", "minutes": 10} | changes))


def save(school: SmallSchool, row: HomeworkList, *entries: Entry, by: str = "teacher", **changes: Any) -> HomeworkList:
    fields: dict[str, Any] = {"version": row.version, "all_minutes": {}} | changes
    return actions.save_list(by=school.actor(by), homework=row, entries=entries, **fields)


def test_a_list_covers_two_weeks_and_is_begun_once(here: SmallSchool) -> None:
    row = build.homework_list(here)
    assert (row.starts, row.ends) == (MONDAY, date(2024, 6, 23))
    assert build.homework_list(here) == row


def test_a_list_ends_with_the_term_and_does_not_overlap(here: SmallSchool) -> None:
    assert build.homework_list(here, date(2024, 6, 24)).ends == date(2024, 6, 28)
    with pytest.raises(Refused, match="重叠"):
        build.homework_list(here, date(2024, 6, 17))
    with pytest.raises(Refused, match="不在本学期"):
        build.homework_list(here, date(2024, 7, 8))


def test_grades_one_and_two_have_no_list(here: SmallSchool) -> None:
    here.group.grade = 1
    here.group.save()
    with pytest.raises(Refused, match="一、二年级"):
        build.homework_list(here)


def test_what_was_saved_stands_by_day_with_its_minutes(here: SmallSchool) -> None:
    row = build.homework_list(here)
    exercise = build.approved(here)
    save(
        here,
        row,
        entry(),
        entry(required=False, text="画一画", minutes=15),
        entry(day=TODAY, exercise=exercise.pk, text=""),
        all_minutes={TUESDAY: 50},
    )
    row = list_of(here.actor("teacher"), row.pk)
    days = days_of(row, build.place_of(here).calendar, 20)
    assert [view.day for view in days][:2] == [TUESDAY, TODAY]  # the tenth was a holiday
    assert (days[0].load.mathematics, days[0].load.all_subjects) == (10, 50)
    assert [str(each) for each in days[0].optional] == ["画一画"]
    assert [str(each) for each in days[1].required] == [exercise.title]


@pytest.mark.parametrize(
    ("minutes", "all_minutes", "says"),
    [(21, None, "超过每天20分钟"), (20, 61, "国家规定"), (20, 10, "还少")],
)
def test_a_day_over_its_ceiling_stores_nothing_and_names_the_day(
    here: SmallSchool, minutes: int, all_minutes: int | None, says: str
) -> None:
    row = build.homework_list(here)
    with pytest.raises(CannotSave) as refused:
        save(here, row, entry(minutes=minutes), all_minutes={TUESDAY: all_minutes})
    (said,) = refused.value.problems.values()
    assert says in said
    assert list(refused.value.problems) == [actions.of_mathematics(TUESDAY) if minutes > 20 else "2024-06-11"]
    assert not row.entries.exists()


def test_exactly_the_ceilings_are_allowed(here: SmallSchool) -> None:
    row = save(here, build.homework_list(here), entry(minutes=20), all_minutes={TUESDAY: 60})
    assert row.version == 2


def test_optional_tasks_do_not_count_against_the_ceiling(here: SmallSchool) -> None:
    assert save(here, build.homework_list(here), entry(minutes=20), entry(minutes=30, required=False)).version == 2


def test_rows_at_fault_are_named(here: SmallSchool) -> None:
    row = build.homework_list(here)
    with pytest.raises(RowsAtFault) as refused:
        save(here, row, entry(), entry(day=date(2024, 7, 1)), entry(text=" "))
    assert [(each.row_index, each.column) for each in refused.value.problems] == [(1, "day"), (2, "content")]


def test_two_people_saving_notice_each_other_and_strangers_are_refused(here: SmallSchool) -> None:
    row = build.homework_list(here)
    save(here, row, entry())
    with pytest.raises(ChangedMeanwhile):
        save(here, row, entry(minutes=15), by="leader")
    assert save(here, row, entry()).version == 2, "sent again, it is stored once"
    with pytest.raises(NotAllowed):
        save(here, row, entry(), by="mentor")
    with pytest.raises(NotAllowed):
        actions.drop_list(by=here.actor("head"), homework=row, version=2)


def test_the_office_sets_the_share_of_mathematics_within_the_national_ceiling(here: SmallSchool) -> None:
    assert mathematics_minutes() == 20
    actions.set_ceiling(by=here.actor("office"), minutes=15)
    actions.set_ceiling(by=here.actor("admin"), minutes=25)
    assert mathematics_minutes() == 25
    for minutes in (4, 61):
        with pytest.raises(Refused, match="5到60"):
            actions.set_ceiling(by=here.actor("office"), minutes=minutes)
    with pytest.raises(NotAllowed):
        actions.set_ceiling(by=here.actor("leader"), minutes=30)


def test_the_next_list_begins_on_the_monday_after_the_last(here: SmallSchool) -> None:
    place = build.place_of(here)
    assert next_start(place, []) == MONDAY
    assert next_start(place, [build.homework_list(here)]) == date(2024, 6, 24)


def test_the_printed_list_has_a_row_a_school_day_and_keeps_the_format_rule(here: SmallSchool) -> None:
    row = build.homework_list(here)
    save(here, row, entry(), entry(day=TODAY), entry(day=TODAY, text="订正错题", minutes=5))
    row = list_of(here.actor("teacher"), row.pk)
    blocks = homework_list(row, days_of(row, build.place_of(here).calendar, 20), 20)
    table = next(block for block in blocks if isinstance(block, Table))
    assert len(table.rows) == 1 + 9  # ten school days less a holiday
    cells = [[words(paragraph) for paragraph in cell.paragraphs] for cell in table.rows[2].cells]
    assert cells == [["6月12日 周三"], ["口算20题（10分钟）", "订正错题（5分钟）"], [], ["15"], [""]]
    assert check(to_docx(Document("清单", blocks))) == []
    assert check(to_docx(blank_list())) == []
