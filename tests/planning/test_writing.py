"""Beginning a plan and writing its parts: what is stored, what is refused, and two people at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiaoyan.documents import markup
from jiaoyan.planning.actions import writing
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.findings import arrangement_lines, authoring_lines, findings_of, key_point_lines
from jiaoyan.planning.material import material_of
from jiaoyan.planning.models import AuthoringRow, GroupPlan
from jiaoyan.planning.queries import plan_of
from jiaoyan.planning.rules.draft import DivisionLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.plan import KeyPoint
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.models import HistoryLine, Membership
from jiaoyan.schools.rules.problem import RowsAtFault
from tests.conftest import SmallSchool
from tests.planning.builders import EVE, complete, fresh, place_of, started, submitted


def kept(rows: object, lines: tuple) -> list[Entry]:
    return [Entry(line, row.pk) for row, line in zip(rows, lines, strict=True)]  # type: ignore[call-overload]


def test_new_plan_holds_every_part_and_lacks_only_its_title(here: SmallSchool) -> None:
    plan = started(here)

    found = findings_of(plan, material_of(place_of(here)))

    assert [finding.message for finding in found] == ["请拟一个大标题。"]
    assert (len(plan.key_points.all()), len(plan.division.all()), len(plan.authoring.all())) == (4, 6, 2)
    assert [row.kind for row in plan.arrangement.all()] == ["before", *["activity"] * 10, "end"]


def test_plan_begun_twice_is_one_plan_with_one_history_line(here: SmallSchool) -> None:
    started(here)
    started(here)

    assert GroupPlan.objects.count() == 1
    assert HistoryLine.objects.filter(verb="start").count() == 1


def test_plan_without_table_2_leaves_table_3_empty(here: SmallSchool) -> None:
    writing.start_plan(by=here.actor("leader", EVE), place=place_of(here))

    plan = plan_of(here.group, here.term)
    assert plan is not None
    assert list(plan.authoring.all()) == []
    assert len(plan.arrangement.all()) == 12


def test_plan_needs_members(here: SmallSchool) -> None:
    Membership.objects.filter(group=here.group).delete()

    with pytest.raises(CannotStart):
        writing.start_plan(by=here.actor("leader", EVE), place=place_of(here))


def test_only_the_leader_begins_a_plan(here: SmallSchool) -> None:
    for name in ("teacher", "mentor", "head", "office"):
        with pytest.raises(NotAllowed):
            writing.start_plan(by=here.actor(name, EVE), place=place_of(here))
    assert GroupPlan.objects.count() == 0


def test_head_is_stored_with_version_and_history(here: SmallSchool) -> None:
    plan = started(here)

    writing.save_head(
        by=here.actor("leader", EVE),
        plan=plan,
        version=plan.version,
        title=" 以学定教 ",
        plan_date=date(2024, 2, 19),
        opening=markup.parse("上学期计算失分多。"),
    )

    stored = fresh(plan)
    assert (stored.title, stored.plan_date, stored.version) == ("以学定教", date(2024, 2, 19), plan.version + 1)
    assert markup.plain(stored.opening) == "上学期计算失分多。"
    assert HistoryLine.objects.filter(verb="write", object_id=plan.pk).count() == 1


def test_second_writer_is_told_and_nothing_is_overwritten(here: SmallSchool) -> None:
    plan = started(here)
    save = {"by": here.actor("leader", EVE), "plan": plan, "version": plan.version, "plan_date": EVE, "opening": []}
    writing.save_head(**save, title="先到")

    with pytest.raises(ChangedMeanwhile):
        writing.save_head(**save, title="后到")
    assert fresh(plan).title == "先到"


def test_members_cannot_write_the_plan(here: SmallSchool) -> None:
    plan = started(here)

    with pytest.raises(NotAllowed):
        writing.save_head(by=here.actor("teacher", EVE), plan=plan, version=plan.version, title="改", plan_date=EVE, opening=[])


def test_submitted_plan_is_not_written(here: SmallSchool) -> None:
    plan = submitted(here)

    with pytest.raises(NotPossible, match="先撤回"):
        writing.save_division(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[])


def test_key_points_keep_their_rows_when_moved_and_new_ones_find_their_place(here: SmallSchool) -> None:
    plan = started(here)
    first, second, third, fourth = kept(plan.key_points.all(), key_point_lines(plan.key_points.all()))
    new = Entry(KeyPoint("other", "读书", "每月一本", here.people["teacher"].pk, 9))

    writing.save_key_points(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[fourth, new, first, third])

    stored = list(fresh(plan).key_points.all())
    assert [row.pk for row in stored if row.content != "读书"] == [fourth.key, first.key, third.key]
    assert [row.position for row in stored] == [1, 2, 3, 4]
    assert (stored[1].owner.name, stored[1].due_week) == ("周予安", 9)
    assert second.key not in {row.pk for row in stored}


def test_row_key_of_another_plan_makes_a_new_row(here: SmallSchool) -> None:
    plan = started(here)
    line = DivisionLine("整理台账", here.people["teacher"].pk)

    writing.save_division(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[Entry(line, 10_000)])

    assert [row.task for row in fresh(plan).division.all()] == ["整理台账"]


@pytest.mark.parametrize("save", [writing.save_key_points, writing.save_division])
def test_share_without_owner_is_refused_at_its_row(here: SmallSchool, save) -> None:
    plan = started(here)
    line = KeyPoint("other", "读书", "每月", None) if save is writing.save_key_points else DivisionLine("整理", None)

    with pytest.raises(RowsAtFault) as refused:
        save(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[Entry(line)])
    assert [(problem.row_index, problem.column) for problem in refused.value.problems] == [(0, "owner")]


def test_meetings_are_numbered_in_the_order_given_and_paused_ones_left_out(here: SmallSchool) -> None:
    plan = started(here)
    entries = kept(plan.arrangement.all(), arrangement_lines(plan.arrangement.all()))
    entries[2] = replace(entries[2], line=replace(entries[2].line, number=None, contents=("学校活动，本次暂停",)))

    writing.save_arrangement(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=entries)

    assert [row.number for row in fresh(plan).arrangement.all()] == [None, 1, None, 2, 3, 4, 5, 6, 7, 8, 9, None]


def test_author_who_reviews_himself_is_refused_with_all_faults_at_once(here: SmallSchool) -> None:
    plan = started(here)
    first, second = kept(plan.authoring.all(), authoring_lines(plan.authoring.all(), material_of(place_of(here))))
    wrong = [
        replace(first, line=replace(first.line, reviewer=first.line.author)),
        replace(second, line=replace(second.line, author=None, due=None)),
    ]

    with pytest.raises(RowsAtFault) as refused:
        writing.save_authoring(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=wrong)
    assert [(p.row_index, p.column) for p in refused.value.problems] == [(0, "reviewer"), (1, "author"), (1, "due")]
    assert AuthoringRow.objects.filter(plan=plan).count() == 2


def test_table_3_is_stored_in_order_of_weeks_with_its_lessons(here: SmallSchool) -> None:
    plan = started(here)
    first, second = kept(plan.authoring.all(), authoring_lines(plan.authoring.all(), material_of(place_of(here))))
    lesson = here.unit.lessons.get(title="解方程")

    writing.save_authoring(
        by=here.actor("leader", EVE),
        plan=plan,
        version=plan.version,
        entries=[second, replace(first, line=replace(first.line, week_no=3), lesson=lesson.pk)],
    )

    stored = list(fresh(plan).authoring.all())
    assert [(row.week_no, row.pk) for row in stored] == [(2, second.key), (3, first.key)]
    assert stored[1].lesson == lesson


def test_each_part_that_is_wrong_is_found_before_submission(here: SmallSchool) -> None:
    plan = complete(here)
    writing.save_division(
        by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[Entry(DivisionLine("整理台账", here.people["teacher"].pk))]
    )
    plan = fresh(plan)
    writing.save_arrangement(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[])
    plan = fresh(plan)
    first, second = kept(plan.authoring.all(), authoring_lines(plan.authoring.all(), material_of(place_of(here))))
    early = replace(second, line=replace(second.line, week_no=1), lesson=here.unit.volume.units.get(number=2).lessons.last().pk)
    writing.save_authoring(by=here.actor("leader", EVE), plan=plan, version=plan.version, entries=[first, early])

    found = findings_of(fresh(plan), material_of(place_of(here)))

    assert {finding.part for finding in found} == {"division", "arrangement", "authoring"}
    assert any("第2周才教" in finding.message for finding in found)
