"""From table 3 to the exercises: what approval assigns, and what a changed table may still move."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.items.actions import items as writing_items
from jiaoyan.items.actions.exercises import drop_exercise, restore_exercise, unassign
from jiaoyan.items.actions.problems import CannotSave
from jiaoyan.items.models import Exercise
from jiaoyan.items.queries.exercises import exercise_of
from jiaoyan.planning.actions import deciding
from jiaoyan.planning.actions.assigning import assign_exercises
from jiaoyan.planning.models import AuthoringRow, GroupPlan
from tests.conftest import SmallSchool
from tests.planning import builders as build


def again(school: SmallSchool, plan: GroupPlan) -> None:
    """Hand table 3 over once more, as it stands now and as if it had been approved."""
    GroupPlan.objects.filter(pk=plan.pk).update(status="approved")
    assign_exercises(by=school.actor("head", build.EVE), plan=build.fresh(plan), place=build.place_of(school))


def others(school: SmallSchool, row: AuthoringRow) -> tuple[int, int]:
    """Two members that are not the row's author; the first is not its reviewer either."""
    members = [school.people[name].pk for name in ("leader", "teacher", "mentee")]
    third = next(pk for pk in members if pk not in (row.author_id, row.reviewer_id))
    return third, row.reviewer_id


def test_every_row_of_table_3_becomes_an_exercise_bound_to_it(here: SmallSchool) -> None:
    plan = build.approved(here)
    rows = list(plan.authoring.select_related("exercise", "lesson"))
    assert rows
    for row in rows:
        exercise = row.exercise
        assert exercise is not None
        assert (exercise.title, exercise.author_id, exercise.reviewer_id, exercise.due) == (
            row.content,
            row.author_id,
            row.reviewer_id,
            row.due,
        )
        assert (exercise.status, exercise.week_no, exercise.assigned) == ("draft", row.week_no, True)
        assert list(exercise.lessons.all()) == ([row.lesson] if row.lesson else [])
        assert exercise.use_date is None or build.place_of(here).calendar.week_no(exercise.use_date) == row.week_no


def test_assigning_again_changes_nothing(here: SmallSchool) -> None:
    plan = build.approved(here)
    before = list(Exercise.objects.order_by("pk").values())
    assign_exercises(by=here.actor("head", build.EVE), plan=plan, place=build.place_of(here))
    assert list(Exercise.objects.order_by("pk").values()) == before


def test_a_changed_row_moves_an_exercise_nobody_has_begun(here: SmallSchool) -> None:
    plan = build.reopened(here)
    row = plan.authoring.all()[0]
    third, _ = others(here, row)
    AuthoringRow.objects.filter(pk=row.pk).update(content="换了内容", author_id=third, due=date(2024, 2, 19))
    again(here, plan)
    exercise = AuthoringRow.objects.get(pk=row.pk).exercise
    assert (exercise.title, exercise.author_id, exercise.due) == ("换了内容", third, date(2024, 2, 19))
    assert exercise.pk == row.exercise_id


def test_what_the_author_renamed_stays_when_the_row_did_not_change(here: SmallSchool) -> None:
    plan = build.reopened(here)
    row = plan.authoring.all()[0]
    Exercise.objects.filter(pk=row.exercise_id).update(title="自己起的名字")
    again(here, plan)
    assert Exercise.objects.get(pk=row.exercise_id).title == "自己起的名字"


def test_once_begun_only_reviewer_and_due_day_follow_and_never_the_author(here: SmallSchool) -> None:
    plan = build.reopened(here)
    row = plan.authoring.select_related("author")[0]
    third, _ = others(here, row)
    by = here.actor("leader", build.EVE)
    exercise = exercise_of(by, row.exercise_id)
    name = next(key for key in ("leader", "teacher", "mentee") if here.people[key].pk == row.author_id)
    writing_items.add_item(by=here.actor(name, build.EVE), exercise=exercise, stem="1＋1＝")
    AuthoringRow.objects.filter(pk=row.pk).update(content="换了内容", reviewer_id=third, due=date(2024, 2, 19))
    again(here, plan)
    exercise.refresh_from_db()
    assert (exercise.title, exercise.reviewer_id, exercise.due) == (row.content, third, date(2024, 2, 19))
    assert exercise.author_id == row.author_id


def test_a_swap_of_author_and_reviewer_on_a_begun_exercise_keeps_two_persons(here: SmallSchool) -> None:
    plan = build.reopened(here)
    row = plan.authoring.all()[0]
    name = next(key for key in ("leader", "teacher", "mentee") if here.people[key].pk == row.author_id)
    exercise = exercise_of(here.actor(name, build.EVE), row.exercise_id)
    writing_items.add_item(by=here.actor(name, build.EVE), exercise=exercise, stem="1＋1＝")
    AuthoringRow.objects.filter(pk=row.pk).update(author_id=row.reviewer_id, reviewer_id=row.author_id)
    again(here, plan)
    exercise.refresh_from_db()
    assert (exercise.author_id, exercise.reviewer_id) == (row.author_id, row.reviewer_id)


def test_a_row_taken_out_takes_its_exercise_unless_it_is_begun(here: SmallSchool) -> None:
    plan = build.reopened(here)
    first, second = plan.authoring.all()[:2]
    name = next(key for key in ("leader", "teacher", "mentee") if here.people[key].pk == second.author_id)
    begun = exercise_of(here.actor(name, build.EVE), second.exercise_id)
    writing_items.add_item(by=here.actor(name, build.EVE), exercise=begun, stem="1＋1＝")
    AuthoringRow.objects.filter(pk__in=[first.pk, second.pk]).delete()
    again(here, plan)
    assert not Exercise.objects.filter(pk=first.exercise_id).exists()
    assert Exercise.objects.filter(pk=begun.pk).exists()
    restore_exercise(by=here.actor("leader", build.EVE), exercise=Exercise.even_removed.get(pk=first.exercise_id))
    assert Exercise.objects.filter(pk=first.exercise_id).exists()


def test_a_row_whose_exercise_its_author_took_out_gets_a_new_one_and_the_old_one_stays_away(here: SmallSchool) -> None:
    plan = build.reopened(here)
    row = plan.authoring.all()[0]
    old = row.exercise
    name = next(key for key in ("leader", "teacher", "mentee") if here.people[key].pk == row.author_id)
    drop_exercise(by=here.actor(name, build.EVE), exercise=old)
    again(here, plan)
    row.refresh_from_db()
    assert row.exercise_id != old.pk
    assert (row.exercise.title, row.exercise.author_id, row.exercise.removed_at) == (old.title, old.author_id, None)
    with pytest.raises(CannotSave):
        restore_exercise(by=here.actor(name, build.EVE), exercise=old)


def test_a_row_keeps_an_exercise_that_was_taken_out_and_brought_back(here: SmallSchool) -> None:
    plan = build.reopened(here)
    row = plan.authoring.all()[0]
    name = next(key for key in ("leader", "teacher", "mentee") if here.people[key].pk == row.author_id)
    by = here.actor(name, build.EVE)
    drop_exercise(by=by, exercise=row.exercise)
    restore_exercise(by=by, exercise=row.exercise)
    count = Exercise.objects.count()
    again(here, plan)
    assert AuthoringRow.objects.get(pk=row.pk).exercise_id == row.exercise_id
    assert Exercise.objects.count() == count


def test_an_exercise_begun_meanwhile_is_not_taken_out(here: SmallSchool) -> None:
    exercise = build.approved(here).authoring.first().exercise
    seen = exercise_of(here.actor("leader", build.EVE), exercise.pk)  # nobody has begun it
    name = next(key for key in ("leader", "teacher", "mentee") if here.people[key].pk == exercise.author_id)
    writing_items.add_item(by=here.actor(name, build.EVE), exercise=exercise, stem="1＋1＝")
    unassign(by=here.actor("leader", build.EVE), exercise=seen)
    assert Exercise.objects.filter(pk=seen.pk).exists()


def test_an_approver_who_is_a_reviewer_may_still_approve_the_plan(here: SmallSchool) -> None:
    plan = build.submitted(here)
    row = plan.authoring.all()[0]
    AuthoringRow.objects.filter(pk=row.pk).update(reviewer=here.people["head"])
    deciding.approve(by=here.actor("head", build.EVE), plan=plan, place=build.place_of(here), version=plan.version, at=build.AT)
    assert AuthoringRow.objects.get(pk=row.pk).exercise.reviewer == here.people["head"]
