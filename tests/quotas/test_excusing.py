"""Excuses: given for oneself, answered by those above, never by oneself; the reason is nobody else's business."""

from __future__ import annotations

from typing import Any

import pytest

from jiaoyan.quotas.actions import excusing
from jiaoyan.quotas.models import Excuse
from jiaoyan.quotas.queries import excuse_rows, excuses_of, roster_of_tree, tree_of
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine
from tests.conftest import SmallSchool
from tests.quotas.builders import excused, listening


def give(school: SmallSchool, by: str, subject: Subject, **more: Any) -> Excuse:
    values: dict[str, Any] = {"term": school.term, "span": "w5", "reason": "clash"} | more
    return excusing.give_excuse(by=school.actor(by), quota=listening(school), subject=subject, **values)


def person(school: SmallSchool, name: str) -> Subject:
    return Subject("person", school.people[name].pk)


def standing(school: SmallSchool) -> list[tuple[str, bool]]:
    return [(each.span, each.accepted) for each in excuses_of(school.group, school.term)]


def test_own_excuse_counts_once_accepted_and_the_person_reads_the_answer(here: SmallSchool) -> None:
    row = excused(here)
    assert standing(here) == [("term", False)]
    excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True, words="知道了")
    assert standing(here) == [("term", True)]
    row.refresh_from_db()
    assert (row.get_state_display(), row.answer, row.answered_by) == ("已认可", "知道了", here.people["head"])


def test_talk_is_not_acceptance_and_an_answer_may_be_changed(here: SmallSchool) -> None:
    row = excused(here)
    excusing.answer_excuse(by=here.actor("liaison"), excuse=row, accepted=False)
    assert standing(here) == [("term", False)]
    excusing.answer_excuse(by=here.actor("office"), excuse=row, accepted=True)
    assert standing(here) == [("term", True)]


def test_same_answer_again_adds_no_line_of_history(here: SmallSchool) -> None:
    row = excused(here)
    excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True)
    lines = HistoryLine.objects.count()
    excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True)
    assert HistoryLine.objects.count() == lines


@pytest.mark.parametrize("name", ["teacher", "leader", "mentee", "mentor", "admin"])
def test_who_does_not_oversee_does_not_answer(here: SmallSchool, name: str) -> None:
    with pytest.raises(NotAllowed):
        excusing.answer_excuse(by=here.actor(name), excuse=excused(here), accepted=True)


def test_nobody_answers_his_own_words(here: SmallSchool) -> None:
    row = give(here, "head", Subject("group", here.research.pk))
    with pytest.raises(NotAllowed):
        excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True)
    excusing.answer_excuse(by=here.actor("office"), excuse=row, accepted=True)


def test_excuse_is_given_for_oneself_and_by_the_leader_for_the_group_its_classes_and_grade(here: SmallSchool) -> None:
    give(here, "teacher", person(here, "teacher"))
    for subject in (Subject("group", here.group.pk), Subject("class", here.classes[0].pk), Subject("grade", 5)):
        give(here, "leader", subject)
    for name, subject in (
        ("leader", person(here, "teacher")),
        ("head", person(here, "teacher")),
        ("teacher", Subject("group", here.group.pk)),
        ("mentor", Subject("group", here.group.pk)),
        ("mentor", Subject("grade", 5)),
        ("leader", Subject("group", here.research.pk)),
        ("leader", Subject("school", here.school.pk)),
        ("head", Subject("school", here.school.pk + 1)),
        ("head", Subject("grade", 1)),
    ):
        with pytest.raises(NotAllowed):
            give(here, name, subject)


def test_excuse_for_a_class_is_given_by_its_teacher_too_and_by_no_other(here: SmallSchool) -> None:
    own, another = (Subject("class", room.pk) for room in (here.classes[1], here.classes[0]))
    row = give(here, "teacher", own)
    with pytest.raises(NotAllowed):
        give(here, "teacher", another)
    with pytest.raises(NotAllowed):
        excusing.answer_excuse(by=here.actor("teacher"), excuse=row, accepted=True)
    assert excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True).state == Excuse.State.ACCEPTED


def test_same_words_again_change_nothing_and_other_words_replace_them_until_answered(here: SmallSchool) -> None:
    first = give(here, "teacher", person(here, "teacher"))
    assert give(here, "teacher", person(here, "teacher")) == first
    second = give(here, "teacher", person(here, "teacher"), reason="other", words="学校停电")
    assert [row.said for row in Excuse.objects.filter(removed_at__isnull=True)] == ["学校停电"]
    excusing.answer_excuse(by=here.actor("head"), excuse=second, accepted=False)
    with pytest.raises(excusing.CannotExcuse, match="已经答复过"):
        give(here, "teacher", person(here, "teacher"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reason": "lazy"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"words": "话" * 201}, "words"),
        ({"amount": 0}, "amount"),
        ({"span": "w0"}, ""),
        ({"span": "../w5"}, ""),
        ({"span": "event:" + "x" * 90}, ""),
    ],
)
def test_what_cannot_be_said_is_refused_beside_its_field(here: SmallSchool, more: dict[str, Any], field: str) -> None:
    with pytest.raises(excusing.CannotExcuse) as refused:
        give(here, "teacher", person(here, "teacher"), **more)
    assert refused.value.field == field
    assert not Excuse.objects.exists()


def test_excuse_is_taken_back_by_who_gave_it_until_it_is_answered(here: SmallSchool) -> None:
    row = excused(here)
    with pytest.raises(NotAllowed):
        excusing.take_back_excuse(by=here.actor("head"), excuse=row)
    excusing.take_back_excuse(by=here.actor("teacher"), excuse=row)
    assert standing(here) == []
    with pytest.raises(excusing.CannotExcuse, match="收回"):
        excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True)

    answered = excused(here)
    excusing.answer_excuse(by=here.actor("head"), excuse=answered, accepted=True)
    answered.refresh_from_db()
    with pytest.raises(NotAllowed):
        excusing.take_back_excuse(by=here.actor("teacher"), excuse=answered)


def test_history_names_person_and_duty_and_never_the_reason(here: SmallSchool) -> None:
    row = give(here, "teacher", person(here, "teacher"), reason="ill", words="动了手术")
    excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True, words="好好休息")
    texts = list(HistoryLine.objects.filter(verb__startswith="excuse").order_by("number").values_list("text", flat=True))
    assert texts == ["说明没有完成的原因：周予安，听课（第5周）", "认可：周予安，听课（第5周）"]


def test_counting_engine_and_other_readers_get_no_reason(here: SmallSchool) -> None:
    give(here, "teacher", person(here, "teacher"), reason="ill", words="动了手术")
    assert [each.reason for each in excuses_of(here.research, here.term)] == ["已说明，待答复"]
    assert excuses_of(here.research, here.term1) == ()


def read_by(school: SmallSchool, name: str) -> list[str]:
    tree = tree_of(school.group)
    return [row.said for row in excuse_rows(school.actor(name), tree, roster_of_tree(tree, school.term), school.term)]


def test_reason_is_read_by_who_gave_it_and_those_who_answer(here: SmallSchool) -> None:
    give(here, "teacher", person(here, "teacher"), reason="ill")
    for name in ("teacher", "head", "liaison", "office"):
        assert read_by(here, name) == ["病假"]
    for name in ("leader", "mentee", "mentor", "admin"):
        assert read_by(here, name) == []
