"""An exercise from its beginning to its use, and everything that must not happen to it on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jiaoyan.documents.pictures_in import CleanPicture
from jiaoyan.items.actions import exercises, items, reviewing
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile, Incomplete
from jiaoyan.items.models import Exercise, ExerciseEdition, ExerciseItem
from jiaoyan.items.queries.exercises import head_seen
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.models import HistoryLine, Membership, Person, StoredFile
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as build


def save_head(school: SmallSchool, row: Exercise, by: str = "teacher", **changes: Any) -> Exercise:
    fields = build.head(row) | {"lessons": [], "objectives": [("会解方程", None)], "seen": head_seen(row)} | changes
    return exercises.save_head(by=school.actor(by), exercise=row, **fields)


def test_author_and_reviewer_are_two_persons_by_word_and_by_database(here: SmallSchool) -> None:
    teacher = here.people["teacher"]
    with pytest.raises(CannotSave) as refused:
        build.started(here, reviewer=teacher)
    assert refused.value.problems == {"reviewer": exercises.SAME_PERSON}
    row = build.started(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exercise.objects.filter(pk=row.pk).update(reviewer=teacher)


def test_a_member_begins_an_exercise_of_his_own_only(here: SmallSchool) -> None:
    people = here.people
    made = exercises.start_exercise(
        by=here.actor("teacher"), group=here.group, term=here.term, title="口算", author=people["teacher"], reviewer=people["leader"]
    )
    assert made.author == people["teacher"]
    with pytest.raises(CannotSave, match="只有备课组长"):
        exercises.start_exercise(
            by=here.actor("teacher"), group=here.group, term=here.term, title="口算", author=people["mentee"], reviewer=people["leader"]
        )
    with pytest.raises(NotAllowed):
        exercises.start_exercise(
            by=here.actor("mentor"), group=here.group, term=here.term, title="口算", author=people["mentor"], reviewer=people["leader"]
        )


def test_the_head_is_written_with_its_objectives_and_items_keep_theirs(here: SmallSchool) -> None:
    row = build.written(here)
    save_head(here, row, objectives=[("会解方程", None), ("会检验", None)])
    fresh = build.fresh(here, row)
    assert [str(goal) for goal in fresh.objectives.all()] == ["1. 会解方程", "2. 会检验"]
    assert fresh.items.all()[0].objective == fresh.objectives.all()[0]
    save_head(here, fresh, objectives=[])
    assert build.fresh(here, row).items.all()[0].objective is None


def test_only_the_leader_names_other_people(here: SmallSchool) -> None:
    row = build.headed(here)
    save_head(here, row, author=here.people["leader"], due=date(2024, 1, 1))
    assert (build.fresh(here, row).author, build.fresh(here, row).due) == (here.people["teacher"], row.due)
    fresh = build.fresh(here, row)
    save_head(here, fresh, by="leader", author=here.people["leader"], reviewer=here.people["teacher"], due=TODAY)
    fresh = build.fresh(here, row)
    assert (fresh.author, fresh.reviewer, fresh.due) == (here.people["leader"], here.people["teacher"], TODAY)


def test_two_people_saving_the_head_notice_each_other_but_items_do_not_disturb(here: SmallSchool) -> None:
    row = build.headed(here)
    seen = head_seen(row)
    build.add(here, row)
    save_head(here, row, seen=seen, title="甲")
    with pytest.raises(ChangedMeanwhile):
        save_head(here, row, seen=seen, title="乙")
    assert build.fresh(here, row).title == "甲"
    save_head(here, row, seen=seen, title="甲")
    assert HistoryLine.objects.filter(verb="exercise_head").count() == 2, "sent again, it is stored once"


def test_grades_one_and_two_never_get_written_work_at_home(here: SmallSchool) -> None:
    row = build.headed(here)
    here.group.grade = 2
    here.group.save()
    with pytest.raises(CannotSave, match="一、二年级"):
        save_head(here, build.fresh(here, row), place="home")
    assert save_head(here, build.fresh(here, row), place="service").place == "service"


def test_the_reviewer_cannot_write_and_nobody_outside_can(here: SmallSchool) -> None:
    row = build.headed(here)
    for name in ("mentee", "mentor", "head"):
        with pytest.raises(NotAllowed):
            items.add_item(by=here.actor(name), exercise=row, stem="1")


# items


def test_items_are_added_moved_and_taken_out_and_numbers_close_up(here: SmallSchool) -> None:
    row = build.headed(here)
    first, second, third = (build.add(here, row, stem=stem) for stem in ("甲", "乙", "丙"))
    items.move_item(by=here.actor("teacher"), exercise=row, item=third, up=True)
    items.move_item(by=here.actor("teacher"), exercise=row, item=third, up=True)
    items.move_item(by=here.actor("teacher"), exercise=row, item=third, up=True)  # at the top nothing happens
    assert [item.stem for item in build.fresh(here, row).items.all()] == ["丙", "甲", "乙"]
    items.remove_item(by=here.actor("teacher"), exercise=row, item=first)
    assert [(item.number, item.stem) for item in build.fresh(here, row).items.all()] == [(1, "丙"), (2, "乙")]
    with pytest.raises(NotPossible):
        items.move_item(by=here.actor("teacher"), exercise=row, item=first, up=True)
    assert second.number == 2


def test_a_half_written_item_is_kept(here: SmallSchool) -> None:
    row = build.headed(here)
    item = items.add_item(by=here.actor("teacher"), exercise=row, stem="只写了半")
    assert ExerciseItem.objects.get(pk=item.pk).answer == ""


def test_an_item_and_an_exercise_sent_twice_are_there_once(here: SmallSchool) -> None:
    row = build.started(here)
    assert build.started(here) == row
    first = build.add(here, row, number=1)
    assert build.add(here, row, number=1) == first
    assert build.add(here, row, number=2) != first
    assert build.add(here, row, number=2, stem="另一题").number == 3


def test_two_people_editing_an_item_notice_each_other(here: SmallSchool) -> None:
    row = build.written(here)
    item = row.items.get(number=1)
    items.save_item(by=here.actor("leader"), exercise=row, item=item, version=1, stem="组长改的")
    with pytest.raises(ChangedMeanwhile) as refused:
        items.save_item(by=here.actor("teacher"), exercise=row, item=item, version=1, stem="我改的")
    assert refused.value.theirs.stem == "组长改的"
    again = items.save_item(by=here.actor("leader"), exercise=row, item=item, version=1, stem="组长改的")
    assert again.version == 2, "sent again, it is stored once"
    items.remove_item(by=here.actor("leader"), exercise=row, item=item)
    with pytest.raises(ChangedMeanwhile) as gone:
        items.save_item(by=here.actor("teacher"), exercise=row, item=item, version=2, stem="我改的")
    assert gone.value.theirs is None


def test_an_objective_of_another_exercise_is_refused(here: SmallSchool) -> None:
    row, other = build.headed(here), build.headed(here, title="另一份")
    with pytest.raises(CannotSave):
        build.add(here, row, objective=other.objectives.first())


def test_an_exercise_holds_sixty_items_and_not_one_more(here: SmallSchool) -> None:
    row = build.headed(here)
    ExerciseItem.objects.bulk_create(ExerciseItem(school=here.school, exercise=row, number=number) for number in range(1, items.MOST_ITEMS))
    build.add(here, row)
    with pytest.raises(CannotSave, match="最多60题"):
        build.add(here, row)


# handing in and reviewing


def test_an_item_without_an_answer_or_with_a_wrong_key_keeps_it_from_being_handed_in(here: SmallSchool) -> None:
    row = build.headed(here)
    build.add(here, row, answer="")
    build.add(here, row, answer="1；{2/5}")
    row = build.fresh(here, row)
    with pytest.raises(Incomplete) as refused:
        reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, today=TODAY)
    said = [finding.message for finding in refused.value.findings]
    assert "第1题还缺答案。" in said
    assert any("第2题" in sentence and "应得5/6" in sentence for sentence in said)
    assert build.fresh(here, row).status == "draft"


def test_the_whole_way_changes_asked_for_made_and_approved(here: SmallSchool) -> None:
    row = build.reviewed(here, build.submitted(here), "change", checklist=["answer"])
    assert (row.status, row.made_on) == ("returned", TODAY)
    with pytest.raises(CannotSave, match="改了什么"):
        reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, today=TODAY)
    reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, change="第1题换了数", today=TODAY)
    row = build.reviewed(here, build.fresh(here, row), "pass", opinion="可以用了。")
    assert (row.status, row.reviewed_on) == ("approved", TODAY)
    assert [(each.round, each.verdict) for each in row.reviews.all()] == [(1, "change"), (2, "pass")]
    assert [(line.version, line.change) for line in row.revisions.all()] == [(2, "第1题换了数")]
    kept = row.editions.get()
    assert files.read(kept.file).startswith(b"PK")


def test_its_author_never_reviews_it_nor_whoever_handed_it_in(here: SmallSchool) -> None:
    row = build.submitted(here)
    with pytest.raises(NotAllowed):
        build.reviewing.review(
            by=here.actor("teacher"),
            exercise=row,
            version=row.version,
            checklist=build.ALL_CHECKED,
            opinion="好",
            verdict="pass",
            today=TODAY,
        )
    other = build.written(here, title="组长代交", reviewer=here.people["mentee"])
    reviewing.submit(by=here.actor("leader"), exercise=other, version=other.version, today=TODAY)
    Exercise.objects.filter(pk=other.pk).update(reviewer=here.people["leader"])
    other = build.fresh(here, other)
    with pytest.raises(NotAllowed):
        reviewing.review(
            by=here.actor("leader"),
            exercise=other,
            version=other.version,
            checklist=build.ALL_CHECKED,
            opinion="好",
            verdict="pass",
            today=TODAY,
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"opinion": "  "}, "opinion"), ({"opinion": "好" * 301}, "opinion"), ({"checklist": ["answer"]}, "checklist")],
)
def test_a_review_without_opinion_or_with_open_points_does_not_pass(here: SmallSchool, changes: dict[str, Any], field: str) -> None:
    row = build.submitted(here)
    with pytest.raises(CannotSave) as refused:
        build.reviewed(here, row, "pass", **changes)
    assert list(refused.value.problems) == [field]
    assert build.fresh(here, row).status == "submitted"


def test_redo_needs_no_checklist(here: SmallSchool) -> None:
    assert build.reviewed(here, build.submitted(here), "redo", checklist=[]).status == "returned"


def test_a_review_of_what_was_not_seen_is_refused(here: SmallSchool) -> None:
    row = build.submitted(here)
    reviewing.withdraw(by=here.actor("teacher"), exercise=build.fresh(here, row), version=row.version)
    build.add(here, row)
    again = build.fresh(here, row)
    reviewing.submit(by=here.actor("teacher"), exercise=again, version=again.version, today=TODAY)
    with pytest.raises(approval.ChangedMeanwhile):
        build.reviewed(here, row, "pass")


def test_a_submitted_or_approved_exercise_is_closed(here: SmallSchool) -> None:
    row = build.submitted(here)
    with pytest.raises(NotPossible):
        build.add(here, row)
    with pytest.raises(NotPossible):
        exercises.drop_exercise(by=here.actor("leader"), exercise=row)


def test_an_approved_exercise_is_taken_up_again_until_a_class_has_used_it(here: SmallSchool) -> None:
    row = build.approved(here)
    reviewing.reopen(by=here.actor("teacher"), exercise=row, version=row.version)
    row = build.fresh(here, row)
    assert row.status == "draft"
    assert ExerciseEdition.objects.filter(exercise=row).count() == 1
    with pytest.raises(CannotSave):
        reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, today=TODAY)
    other = build.approved(here, title="用过的")
    build.used(here, other)
    with pytest.raises(NotPossible, match="已经有班级用过"):
        reviewing.reopen(by=here.actor("teacher"), exercise=other, version=other.version)


def test_a_draft_is_taken_out_but_not_once_reviewed(here: SmallSchool) -> None:
    row = build.written(here)
    exercises.drop_exercise(by=here.actor("teacher"), exercise=row)
    assert not Exercise.objects.filter(pk=row.pk).exists()
    returned = build.reviewed(here, build.submitted(here), "redo")
    with pytest.raises(NotPossible, match="要保留"):
        exercises.drop_exercise(by=here.actor("teacher"), exercise=returned)


def test_every_verb_leaves_a_line_of_history(here: SmallSchool) -> None:
    before = HistoryLine.objects.count()
    build.approved(here)
    assert HistoryLine.objects.count() - before >= 5


def test_a_group_of_one_asks_the_sister_groups_for_a_reviewer(here: SmallSchool) -> None:
    offered = exercises.reviewers_for(here.other, TODAY)
    assert {person.name for person in offered} >= {here.people["leader"].name, here.people["mentor"].name}
    assert set(exercises.reviewers_for(here.group, TODAY)) == {here.people[name] for name in ("leader", "teacher", "mentee")}
    assert isinstance(offered[0], Person)


def test_a_reviewer_from_a_sister_group_sits_there_on_the_day(here: SmallSchool) -> None:
    leader = here.people["leader"]
    Membership.objects.filter(person=leader).update(ends=date(2024, 8, 31))
    assert leader in exercises.reviewers_for(here.other, TODAY)
    Membership.objects.filter(person=leader).update(ends=date(2024, 6, 11))
    assert leader not in exercises.reviewers_for(here.other, TODAY)


def test_a_figure_that_is_replaced_taken_out_or_refused_leaves_no_file_behind(here: SmallSchool) -> None:
    item = build.with_figure(here)
    by, row = here.actor("teacher"), item.exercise
    new = CleanPicture(build.DOT + b" ", "png", "image/png", 1, 1)
    with pytest.raises(ChangedMeanwhile):
        items.save_item(by=by, exercise=row, item=item, version=item.version - 1, picture=new)
    assert [file.size for file in StoredFile.objects.all()] == [len(build.DOT)]
    item = items.save_item(by=by, exercise=row, item=item, version=item.version, picture=new)
    assert [file.size for file in StoredFile.objects.all()] == [len(build.DOT) + 1]
    items.save_item(by=by, exercise=row, item=item, version=item.version, figure=None)
    assert not StoredFile.objects.exists()
