"""Setting an exercise to a class, and how it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from jiaoyan.items.actions import reviewing, using
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import ExerciseUse, ItemFeedback
from jiaoyan.items.queries.use import low_items, rates_of, uses_of
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.models import HistoryLine
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as build
from tests.items.builders import seat_of


def report(school: SmallSchool, use: ExerciseUse, by: str = "teacher", **changes: Any) -> ExerciseUse:
    number = use.school_class.number
    counts = {item.pk: 30 for item in use.exercise.items.all()}
    fields: dict[str, Any] = {
        "submitted": 40,
        "minutes_actual": Decimal(12),
        "adjust": "",
        "correct": counts,
        "version": use.version,
    } | changes
    return using.give_feedback(by=school.actor(by), use=use, seat=seat_of(school, number), **fields)


def test_a_class_is_set_an_exercise_once(here: SmallSchool) -> None:
    use = build.used(here)
    assert build.used(here, use.exercise).pk == use.pk
    assert use.chosen_by == here.people["leader"]


def test_only_approved_exercises_are_used_and_only_within_the_term(here: SmallSchool) -> None:
    place = build.place_of(here)
    with pytest.raises(NotPossible, match="通过以后"):
        using.use_exercise(by=here.actor("teacher"), exercise=build.submitted(here), seat=seat_of(here), day=TODAY, place=place)
    with pytest.raises(CannotSave, match="不在本学期"):
        using.use_exercise(by=here.actor("teacher"), exercise=build.approved(here), seat=seat_of(here), day=date(2024, 8, 1), place=place)


def test_an_exercise_taken_up_again_meanwhile_is_not_used(here: SmallSchool) -> None:
    seen = build.approved(here)
    again = build.fresh(here, seen)
    reviewing.reopen(by=here.actor("teacher"), exercise=again, version=again.version)
    with pytest.raises(NotPossible, match="通过以后"):
        using.use_exercise(by=here.actor("teacher"), exercise=seen, seat=seat_of(here), day=TODAY, place=build.place_of(here))


def test_a_teacher_reports_on_his_own_class_the_leader_on_all(here: SmallSchool) -> None:
    use = build.used(here)
    with pytest.raises(NotAllowed):
        report(here, use, by="mentee")
    use = report(here, use)
    assert report(here, use, by="leader", submitted=39).version == 3


def test_rates_are_computed_from_counts(here: SmallSchool) -> None:
    use = report(here, build.used(here, build.approved(here, count=2)))
    other = report(
        here, build.used(here, use.exercise, number=1), by="leader", submitted=20, correct={use.exercise.items.get(number=1).pk: 5}
    )
    rates = rates_of(use.exercise.items.all(), uses_of(use.exercise))
    assert [rate.share for rate in rates[0].classes] == [Fraction(1, 4), Fraction(3, 4)]
    assert rates[0].together.share == Fraction(35, 60)
    assert [rate.percent for rate in rates[1].classes] == ["—", "75%"]
    assert [low_items(each) for each in uses_of(use.exercise)] == [[1], []]
    assert other.exercise == use.exercise


def test_a_count_above_what_was_handed_in_stores_nothing(here: SmallSchool) -> None:
    use = build.used(here)
    item = use.exercise.items.get()
    with pytest.raises(CannotSave) as refused:
        report(here, use, correct={item.pk: 41})
    assert refused.value.problems == {str(item.pk): "正确41人，上交只有40人。"}
    assert not ItemFeedback.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"submitted": 81}, "submitted"), ({"minutes_actual": Decimal(0)}, "minutes_actual"), ({"submitted": None}, "submitted")],
)
def test_figures_that_cannot_be_are_refused_beside_their_field(here: SmallSchool, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotSave) as refused:
        report(here, build.used(here), **changes)
    assert field in refused.value.problems


def test_two_people_reporting_notice_each_other(here: SmallSchool) -> None:
    use = build.used(here)
    report(here, use)
    with pytest.raises(ChangedMeanwhile) as refused:
        report(here, use, by="leader", submitted=39)
    assert refused.value.theirs.submitted == 40


def test_feedback_sent_again_is_stored_once(here: SmallSchool) -> None:
    use = build.used(here)
    assert [report(here, use).version for _ in range(2)] == [2, 2]
    assert HistoryLine.objects.filter(verb="exercise_feedback").count() == 1


def test_a_count_of_another_exercises_item_is_ignored(here: SmallSchool) -> None:
    other = build.written(here, title="另一份").items.get()
    use = report(here, build.used(here), correct={other.pk: 3})
    assert list(use.feedback.all()) == []


def test_a_use_is_taken_back_with_its_feedback(here: SmallSchool) -> None:
    use = report(here, build.used(here))
    with pytest.raises(NotAllowed):
        using.forget_use(by=here.actor("mentee"), use=use, seat=seat_of(here))
    using.forget_use(by=here.actor("teacher"), use=use, seat=seat_of(here))
    assert not ExerciseUse.objects.exists()
    using.use_exercise(by=here.actor("teacher"), exercise=use.exercise, seat=seat_of(here), day=TODAY, place=build.place_of(here))
    assert not ItemFeedback.objects.filter(use__removed_at__isnull=True).exists()


def test_a_seat_without_teachers_is_the_leaders(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        using.use_exercise(
            by=here.actor("teacher"),
            exercise=build.approved(here),
            seat=replace(seat_of(here), teachers=()),
            day=TODAY,
            place=build.place_of(here),
        )
