"""What is taken out of exercises and homework comes back as it was, and not beside its equal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from jiaoyan.items.actions import exercises, homework, items, reviewing, using
from jiaoyan.items.actions.problems import CannotSave
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseUse, HomeworkList
from jiaoyan.items.queries import exercises as queries
from jiaoyan.items.queries.homework import lists_of
from jiaoyan.items.queries.use import uses_of
from jiaoyan.items.rules.homework import Entry
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import HistoryLine
from tests.conftest import TODAY, SmallSchool
from tests.facts import of
from tests.items import builders as build
from tests.items.test_facts import found
from tests.items.test_using import report


def verbs() -> list[str]:
    return list(HistoryLine.objects.order_by("number").values_list("verb", flat=True))


def stems(row: Exercise) -> list[str]:
    return [item.stem for item in row.items.order_by("number")]


class TestExercise:
    def test_taken_out_it_is_in_no_list_and_comes_back_with_its_items(self, here: SmallSchool) -> None:
        row = build.dropped(here)
        assert queries.exercises_of(here.group, here.term) == []
        assert queries.judged_exercises([here.group], here.term) == []
        exercises.restore_exercise(by=here.actor("leader"), exercise=row)
        exercises.restore_exercise(by=here.actor("leader"), exercise=row)
        back = queries.exercises_of(here.group, here.term)
        assert [(each.pk, len(each.items.all())) for each in back] == [(row.pk, 1)]
        assert verbs()[-2:] == ["exercise_out", "exercise_back"]

    def test_taken_out_nobody_writes_in_it_or_hands_it_in(self, here: SmallSchool) -> None:
        row = build.dropped(here)
        with pytest.raises(ChangedMeanwhile):
            build.add(here, row)
        with pytest.raises(ChangedMeanwhile):
            reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, today=TODAY)

    def test_it_does_not_come_back_beside_its_equal_but_beside_one_of_another_week(self, here: SmallSchool) -> None:
        row = build.dropped(here)
        build.started(here, use_date=date(2024, 6, 14))
        other = build.started(here)
        with pytest.raises(CannotSave, match="已经另外建好"):
            exercises.restore_exercise(by=here.actor("teacher"), exercise=row)
        exercises.drop_exercise(by=here.actor("teacher"), exercise=other)
        exercises.restore_exercise(by=here.actor("teacher"), exercise=row)
        assert Exercise.objects.count() == 2

    @pytest.mark.parametrize("name", ["mentee", "head", "mentor"])
    def test_others_neither_see_it_nor_bring_it_back(self, name: str, here: SmallSchool, client_as: Any) -> None:
        row = build.dropped(here)
        with pytest.raises(NotAllowed):
            exercises.restore_exercise(by=here.actor(name), exercise=row)
        assert client_as(name).get(reverse("items:exercise", args=[row.pk])).status_code == 404

    def test_its_page_offers_its_author_to_bring_it_back_and_nothing_else(self, here: SmallSchool, client_as: Any) -> None:
        row, client = build.dropped(here), client_as("teacher")
        page = client.get(reverse("items:exercise", args=[row.pk])).text
        assert reverse("items:exercise_restore", args=[row.pk]) in page
        assert reverse("items:exercise_submit", args=[row.pk]) not in page
        assert (
            reverse("items:exercise_restore", args=[row.pk])
            in client.get(reverse("items:exercises", args=[here.group.pk, here.term.key])).text
        )
        assert (
            client.get(reverse("items:exercise_head", args=[row.pk]), follow=True).text.count("这份练习已删去；需要时先恢复，再修改。") == 1
        )


class TestItem:
    def test_it_comes_back_where_it_stood(self, here: SmallSchool) -> None:
        row = build.headed(here)
        for stem in ("甲", "乙", "丙"):
            build.add(here, row, stem=stem)
        gone = row.items.get(stem="乙")
        items.remove_item(by=here.actor("teacher"), exercise=row, item=gone)
        assert stems(row) == ["甲", "丙"]
        items.restore_item(by=here.actor("leader"), exercise=row, item=gone)
        items.restore_item(by=here.actor("leader"), exercise=row, item=gone)
        assert [(item.number, item.stem) for item in row.items.order_by("number")] == [(1, "甲"), (2, "乙"), (3, "丙")]

    def test_it_comes_to_the_end_when_fewer_stand(self, here: SmallSchool) -> None:
        row = build.headed(here)
        first, second = (build.add(here, row, stem=stem) for stem in ("甲", "乙"))
        items.remove_item(by=here.actor("teacher"), exercise=row, item=second)
        items.remove_item(by=here.actor("teacher"), exercise=row, item=first)
        items.restore_item(by=here.actor("teacher"), exercise=row, item=second)
        assert [(item.number, item.stem) for item in row.items.order_by("number")] == [(1, "乙")]

    def test_taken_out_it_counts_nowhere_in_the_exercise(self, here: SmallSchool) -> None:
        row = build.written(here, 2)
        before = queries.standing_of(row).figures.minutes
        items.remove_item(by=here.actor("teacher"), exercise=row, item=row.items.get(number=2))
        after = queries.standing_of(build.fresh(here, row))
        assert (len(after.state.items), after.figures.minutes * 2) == (1, before)

    def test_its_figure_comes_back_with_it(self, here: SmallSchool) -> None:
        item = build.with_figure(here)
        items.remove_item(by=here.actor("teacher"), exercise=item.exercise, item=item)
        items.restore_item(by=here.actor("teacher"), exercise=item.exercise, item=item)
        assert ExerciseItem.objects.get(pk=item.pk).figure_id == item.figure_id is not None

    def test_it_comes_back_without_a_goal_that_is_gone(self, here: SmallSchool) -> None:
        item = build.item_removed(here)
        assert item.objective_id is not None
        row = build.fresh(here, item.exercise)
        exercises.save_head(
            by=here.actor("teacher"), exercise=row, **build.head(row, objectives=[], lessons=[], seen=queries.head_seen(row))
        )
        items.restore_item(by=here.actor("teacher"), exercise=row, item=item)
        assert ExerciseItem.objects.get(pk=item.pk).objective is None

    def test_it_does_not_come_back_beside_its_equal(self, here: SmallSchool) -> None:
        item = build.item_removed(here)
        build.add(here, item.exercise)
        with pytest.raises(CannotSave, match="已经重新写过"):
            items.restore_item(by=here.actor("teacher"), exercise=item.exercise, item=item)

    def test_of_an_exercise_handed_in_it_stays_away(self, here: SmallSchool) -> None:
        item = build.item_removed(here)
        row = build.fresh(here, item.exercise)
        reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, today=TODAY)
        with pytest.raises(NotPossible):
            items.restore_item(by=here.actor("teacher"), exercise=row, item=item)
        assert row.items.count() == 1

    def test_a_colleague_does_not_bring_it_back(self, here: SmallSchool) -> None:
        item = build.item_removed(here)
        with pytest.raises(NotAllowed):
            items.restore_item(by=here.actor("mentee"), exercise=item.exercise, item=item)

    def test_the_page_lists_it_for_those_who_write(self, here: SmallSchool, client_as: Any) -> None:
        item = build.item_removed(here)
        page = reverse("items:exercise", args=[item.exercise_id])
        restore = reverse("items:exercise_item_restore", args=[item.pk])
        assert restore in client_as("teacher").get(page).text
        assert restore not in client_as("mentee").get(page).text


class TestUse:
    def test_it_comes_back_with_its_feedback(self, here: SmallSchool) -> None:
        use = report(here, build.used(here), adjust="明天再讲一次")
        using.forget_use(by=here.actor("teacher"), use=use, seat=build.seat_of(here))
        assert uses_of(use.exercise) == []
        using.restore_use(by=here.actor("teacher"), use=use, seat=build.seat_of(here))
        using.restore_use(by=here.actor("teacher"), use=use, seat=build.seat_of(here))
        (back,) = uses_of(use.exercise)
        assert (back.adjust, back.feedback.count()) == ("明天再讲一次", 1)
        assert verbs()[-2:] == ["exercise_unused", "exercise_used"]

    def test_it_does_not_come_back_beside_a_new_use_of_the_class(self, here: SmallSchool) -> None:
        use = build.forgotten(here)
        build.used(here, use.exercise)
        with pytest.raises(CannotSave, match="已经重新使用"):
            using.restore_use(by=here.actor("teacher"), use=use, seat=build.seat_of(here))
        assert ExerciseUse.objects.count() == 1

    def test_it_stays_away_once_the_exercise_was_taken_up_again(self, here: SmallSchool) -> None:
        use = build.forgotten(here)
        row = build.fresh(here, use.exercise)
        reviewing.reopen(by=here.actor("teacher"), exercise=row, version=row.version)
        with pytest.raises(NotPossible, match="又改过稿"):
            using.restore_use(by=here.actor("teacher"), use=use, seat=build.seat_of(here))
        row = build.fresh(here, row)
        reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, change="换了一题", today=TODAY)
        build.reviewed(here, build.fresh(here, row), "pass")
        with pytest.raises(NotPossible, match="又改过稿"):
            using.restore_use(by=here.actor("teacher"), use=use, seat=build.seat_of(here))

    def test_feedback_on_a_use_somebody_took_back_is_refused_in_words(self, here: SmallSchool) -> None:
        use = build.used(here)
        using.forget_use(by=here.actor("leader"), use=use, seat=build.seat_of(here))
        with pytest.raises(CannotSave, match="先恢复"):
            report(here, use)

    def test_a_teacher_of_another_class_does_not_bring_it_back(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            using.restore_use(by=here.actor("mentee"), use=build.forgotten(here), seat=build.seat_of(here))


class TestHomework:
    def filled(self, here: SmallSchool) -> HomeworkList:
        row = build.homework_list(here)
        entry = Entry(day=date(2024, 6, 12), required=True, exercise=None, text="口算", minutes=5)
        return homework.save_list(by=here.actor("teacher"), homework=row, version=1, entries=[entry], all_minutes={})

    def test_it_leaves_list_and_count_and_comes_back_with_its_entries(self, here: SmallSchool) -> None:
        row = self.filled(here)
        assert len(of(found(here), "homework_list")) == 1
        homework.drop_list(by=here.actor("teacher"), homework=row, version=row.version)
        assert lists_of(here.group, here.term) == []
        assert of(found(here), "homework_list") == []
        homework.restore_list(by=here.actor("mentee"), homework=row)
        homework.restore_list(by=here.actor("mentee"), homework=row)
        assert [each.entries.count() for each in lists_of(here.group, here.term)] == [1]
        assert len(of(found(here), "homework_list")) == 1
        assert verbs()[-2:] == ["homework_out", "homework_back"]

    @pytest.mark.parametrize("starts", [date(2024, 6, 10), date(2024, 6, 17)])
    def test_it_does_not_come_back_into_days_another_list_has(self, starts: date, here: SmallSchool) -> None:
        row = build.list_dropped(here)
        build.homework_list(here, starts)
        with pytest.raises(Refused, match="已经另有"):
            homework.restore_list(by=here.actor("teacher"), homework=row)
        assert HomeworkList.objects.count() == 1

    def test_saving_one_somebody_took_out_is_refused_in_words(self, here: SmallSchool) -> None:
        with pytest.raises(CannotSave, match="先恢复"):
            homework.save_list(by=here.actor("teacher"), homework=build.list_dropped(here), version=1, entries=[], all_minutes={})

    def test_taking_it_out_under_another_version_is_refused(self, here: SmallSchool) -> None:
        row = self.filled(here)
        with pytest.raises(ChangedMeanwhile):
            homework.drop_list(by=here.actor("teacher"), homework=row, version=1)

    def test_readers_do_not_bring_it_back(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            homework.restore_list(by=here.actor("head"), homework=build.list_dropped(here))
