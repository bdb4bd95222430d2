"""Trainings, what is passed on afterwards, and whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.activities import access
from jiaoyan.activities.actions import training as actions
from jiaoyan.activities.actions.problems import CannotTrain
from jiaoyan.activities.models import ShareBack, Training
from jiaoyan.activities.printouts import training as printouts
from jiaoyan.activities.queries import training as queries
from jiaoyan.activities.rules import training as rules
from jiaoyan.activities.rules.rotation import in_turn
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.quotas.presets import presets
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import StoredFile
from jiaoyan.schools.queries import calendar_of, group_term
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import prose, shared, trained
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.matrix import ROLES

SignIn = Callable[[str], Client]
DRAFT = rules.TrainingDraft("in_group", "板书设计", TODAY, 1, 3, "三条", None)
TERM = {"first": date(2024, 2, 1), "last": date(2024, 8, 27), "today": TODAY}


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


# whose turn


@given(st.integers(1, 6), st.integers(0, 40))
def test_taking_the_first_each_time_keeps_everybody_within_one(size: int, rounds: int) -> None:
    people, held = list(range(size)), []
    for n in range(rounds):
        held.append((in_turn(people, held)[0], TODAY + timedelta(days=n)))
        counts = [sum(person == each for each, _ in held) for person in people]
        assert max(counts) - min(counts) <= 1


@given(st.lists(st.tuples(st.integers(0, 5), st.dates(date(2023, 1, 1), date(2024, 6, 1))), max_size=20))
def test_turns_name_everybody_once_whoever_else_trained(held: list[tuple[int, date]]) -> None:
    assert sorted(in_turn([2, 0, 1], held)) == [0, 1, 2]


def test_of_equally_often_the_longest_ago_comes_first() -> None:
    assert in_turn([1, 2, 3], [(1, date(2024, 3, 1)), (2, date(2024, 2, 1)), (3, date(2024, 4, 1))]) == (2, 1, 3)


def test_who_joins_later_does_not_catch_up() -> None:
    held = [(person, date(2023, 9 + n, 1)) for n in range(3) for person in (1, 2)]
    joined = {3: date(2024, 2, 1)}
    assert in_turn([1, 2, 3], held, joined) == (3, 1, 2)
    assert in_turn([1, 2, 3], [*held, (3, date(2024, 3, 1))], joined) == (1, 2, 3)


# rules


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"theme": " "}, "theme"),
        ({"day": date(2023, 9, 1)}, "day"),
        ({"trainers": 0}, "trainers"),
        ({"participants": 0}, "participants"),
        ({"day": TODAY + timedelta(days=1)}, "digest"),
        ({"share_by": TODAY - timedelta(days=1)}, "share_by"),
    ],
)
def test_exactly_what_is_wrong_is_said(change: dict[str, Any], field: str) -> None:
    values = {name: getattr(DRAFT, name) for name in rules.TrainingDraft.__slots__} | change
    assert set(rules.training_problems(rules.TrainingDraft(**values), **TERM)) == {field}
    assert rules.training_problems(DRAFT, **TERM) == {}


def test_outside_training_is_passed_on_within_two_weeks_on_a_school_day_unless_said_otherwise(here: SmallSchool) -> None:
    calendar = calendar_of(here.term)
    assert rules.share_by("external", date(2024, 4, 20), None, calendar) == date(2024, 4, 30)  # 4 May lies in the holidays
    assert rules.share_by("external", date(2024, 4, 20), date(2024, 5, 20), calendar) == date(2024, 5, 20)
    assert rules.share_by("external", date(2024, 7, 5), None, calendar) == date(2024, 7, 5)  # no school day is left
    assert rules.share_by("in_group", date(2024, 4, 20), date(2024, 5, 20), calendar) is None


# verbs


def test_same_training_sent_twice_is_one(here: SmallSchool) -> None:
    assert trained(here) == trained(here)
    assert Training.objects.count() == 1


def test_training_changed_by_somebody_else_is_not_overwritten(here: SmallSchool) -> None:
    row = trained(here, by="teacher")
    values = {"trainers": [here.people["leader"]], "participants": [here.people["mentee"]], "today": TODAY}
    actions.change_training(by=here.actor("leader"), training=row, version=1, theme="甲", **values)
    with pytest.raises(ChangedMeanwhile):
        actions.change_training(by=here.actor("teacher"), training=row, version=1, theme="乙", **values)
    assert Training.objects.get().theme == "甲"


def test_removed_training_owes_nothing_and_comes_back(here: SmallSchool) -> None:
    row = trained(here, kind="external", day=date(2024, 5, 6))
    assert queries.training_gaps(here.group, here.term, TODAY)
    actions.remove_training(by=here.actor("leader"), training=row, version=row.version)
    assert queries.training_gaps(here.group, here.term, TODAY) == []
    assert queries.removed_trainings(here.group, here.term) == [row]
    actions.restore_training(by=here.actor("leader"), training=row)
    actions.restore_training(by=here.actor("leader"), training=row)
    assert queries.trainings_of(here.group, here.term) == [row]


def test_everybody_who_went_owes_a_share_back_until_he_gave_one(here: SmallSchool) -> None:
    row = trained(here, kind="external", day=date(2024, 5, 6), participants=[here.people["teacher"], here.people["mentee"]])
    assert [(gap.owner_name, gap.since) for gap in queries.training_gaps(here.group, here.term, TODAY)] == [
        ("陈小禾", date(2024, 5, 20)),
        ("周予安", date(2024, 5, 20)),
    ]
    share = shared(here, row)
    assert [gap.owner_name for gap in queries.training_gaps(here.group, here.term, TODAY)] == ["陈小禾"]
    assert queries.owed(here.actor("teacher"), here.term, TODAY) == []
    assert [gap.what for gap in queries.owed(here.actor("mentee"), here.term, TODAY)] == ["做二次培训：“板书设计”"]
    actions.remove_share_back(by=here.actor("teacher"), share=share)
    assert len(queries.training_gaps(here.group, here.term, TODAY)) == 2
    actions.restore_share_back(by=here.actor("teacher"), share=share)
    assert len(queries.training_gaps(here.group, here.term, TODAY)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": date(2024, 5, 5)}, "day"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"givers": []}, "givers"),
        ({"givers": ["leader"]}, "givers"),
        ({"audience": " "}, "audience"),
    ],
)
def test_share_back_of_the_wrong_day_or_people_is_refused(here: SmallSchool, change: dict[str, Any], field: str) -> None:
    row = trained(here, kind="external", day=date(2024, 5, 6), participants=[here.people["teacher"]])
    if "givers" in change:
        change = {"givers": [here.people[name] for name in change["givers"]]}
    with pytest.raises(CannotTrain) as refused:
        shared(here, row, **change)
    assert set(refused.value.problems) == {field}
    assert not ShareBack.objects.exists()


def test_training_of_another_kind_is_not_passed_on(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        shared(here, trained(here))


def test_digest_is_missed_after_a_week_and_asked_of_who_recorded(here: SmallSchool) -> None:
    trained(here, by="teacher", day=date(2024, 6, 4), digest=[])
    (gap,) = queries.training_gaps(here.group, here.term, TODAY)
    assert (gap.owner_name, gap.since) == ("周予安", date(2024, 6, 11))
    assert queries.training_gaps(here.group, here.term, date(2024, 6, 11)) == []
    assert [each.owner_id for each in queries.owed(here.actor("teacher"), here.term, TODAY)] == [here.people["teacher"].pk]


def test_group_s_turns_follow_what_was_held(here: SmallSchool) -> None:
    place = group_term(here.actor("leader"), here.group.pk, here.term.key, TODAY)
    first = queries.next_trainers(place)
    assert {person.name for person in first} == {"林知远", "周予安", "陈小禾"}
    trained(here, trainers=[first[0]])
    trained(here, trainers=[first[1]], kind="online", theme="别的")  # only trainings in the group count
    assert queries.next_trainers(place) == [first[1], first[2], first[0]]


# who


@pytest.mark.parametrize("name", ROLES)
def test_both_answers_of_the_policies_agree(here: SmallSchool, name: str) -> None:
    trained(here, by="teacher", participants=[here.people["mentor"]], kind="external", day=date(2024, 5, 6))
    trained(here, by="leader", theme="学情分析")
    actor = here.actor(name)
    visible = set(Training.objects.filter(access.trainings_visible_to(actor)))
    changeable = set(Training.objects.filter(access.trainings_changeable_by(actor)))
    for row in Training.objects.all():
        assert access.may_read_training(actor, row) == (row in visible)
        assert access.may_change_training(actor, row) == (row in changeable)


def test_who_took_part_reads_that_training_and_no_other_of_the_group(here: SmallSchool, client_as: SignIn) -> None:
    seen = trained(here, participants=[here.people["mentor"], here.people["teacher"]])
    other = trained(here, theme="别的")
    client = client_as("mentor")
    assert client.get(reverse("activities:training", args=[seen.pk])).status_code == 200
    assert client.get(reverse("activities:training", args=[other.pk])).status_code == 403


def test_training_of_the_neighbour_school_is_unknown(two_schools: TwoSchools, client_as: SignIn) -> None:
    with school_scope(two_schools.here.school.pk):
        row = trained(two_schools.here)
    assert client_as("neighbour").get(reverse("activities:training", args=[row.pk])).status_code == 404


# pages


def typed(school: SmallSchool, **more: Any) -> dict[str, Any]:
    people = school.people
    return {
        "kind": "external",
        "theme": "单元整体教学观摩",
        "day": "2024-06-05",
        "form": "observation",
        "guest": "区教师发展中心",
        "participants": [people["teacher"].pk],
        "digest": "1. 先看整个单元\n2. 再定每课目标",
    } | more


def test_training_with_a_file_is_recorded_and_the_file_is_a_download(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("teacher")
    file = SimpleUploadedFile("讲义.pdf", b"%PDF-1.4 notes", "application/pdf")
    answer = client.post(reverse("activities:training_new", args=[here.group.pk, here.term.key]), typed(here, materials=file))
    row = Training.objects.get()
    assert answer.status_code == 302
    assert row.share_by == date(2024, 6, 19)
    down = client.get(reverse("activities:training_materials", args=[row.pk]))
    assert down["Content-Disposition"].startswith("attachment")
    assert down.content == b"%PDF-1.4 notes"

    change = reverse("activities:training_change", args=[row.pk])
    assert client.post(change, typed(here, version="1", drop_materials="on")).status_code == 302
    assert not StoredFile.objects.exists()
    assert client.get(reverse("activities:training_materials", args=[row.pk])).status_code == 404


def test_everybody_ticked_is_still_ticked_after_a_lost_race(here: SmallSchool, client_as: SignIn) -> None:
    row, client = trained(here, by="teacher"), client_as("teacher")
    address = reverse("activities:training_change", args=[row.pk])
    three = sorted(here.people[name].pk for name in ("leader", "teacher", "mentee"))
    assert client.post(address, typed(here, version="1", participants=three, theme="先到")).status_code == 302
    late = client.post(address, typed(here, version="1", participants=three, theme="后到"))
    assert late.status_code == 422
    assert "刚刚有人改过这次培训的记录" in late.text
    ticked = re.findall(r'name="participants" value="(\d+)"[^>]*checked', late.text)
    assert sorted(int(key) for key in ticked) == three
    again = re.search(r'name="version" value="(\d+)"', late.text)
    assert again
    assert client.post(address, typed(here, version=again[1], participants=three, theme="后到")).status_code == 302
    assert Training.objects.get().theme == "后到"


def test_everything_missing_is_said_at_once_and_what_was_typed_stays(here: SmallSchool, client_as: SignIn) -> None:
    address = reverse("activities:training_new", args=[here.group.pk, here.term.key])
    answer = client_as("leader").post(address, typed(here, guest="", participants=[], day="2024-06-20"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in page for words in ("请选主讲", "请选参加人员", "要点到当天再写", "单元整体教学观摩"))


def test_next_in_turn_is_proposed_and_the_list_says_what_is_open(here: SmallSchool, client_as: SignIn) -> None:
    trained(here, kind="external", day=date(2024, 5, 6), participants=[here.people["teacher"]])
    client = client_as("leader")
    page = client.get(reverse("activities:trainings", args=[here.group.pk, here.term.key])).content.decode()
    assert "接下来轮到" in page
    assert "还没有做二次培训" in page
    assert "5月20日前（周予安）" in page


def test_file_that_is_no_document_is_refused_with_a_sentence(here: SmallSchool, client_as: SignIn) -> None:
    file = SimpleUploadedFile("讲义.pdf", b"<svg onload=1>", "application/pdf")
    answer = client_as("teacher").post(reverse("activities:training_new", args=[here.group.pk, here.term.key]), typed(here, materials=file))
    assert answer.status_code == 422
    assert "内容与扩展名不符" in answer.content.decode()
    assert not Training.objects.exists()
    assert files.sweep(0) == 0


# paper


def test_printed_training_keeps_the_format_rule_filled_and_blank(here: SmallSchool) -> None:
    row = trained(here, kind="external", day=date(2024, 5, 6), digest=prose("1. 先看整个单元\n2. 3<5 与 a&b"))
    shared(here, row)
    blocks = printouts.collection(queries.trainings_of(here.group, here.term))
    assert check(to_docx(Document(printouts.TITLE, blocks))) == []
    assert check(to_docx(Document(printouts.TITLE, printouts.blank()))) == []
    assert "五年级数学备课组" in repr(blocks)


@pytest.mark.parametrize("count", [1, 6])
def test_list_with_its_gaps_takes_five_queries(here: SmallSchool, count: int, django_assert_num_queries: Any) -> None:
    for n in range(count):
        shared(here, trained(here, kind="external", theme=f"第{n}次", day=date(2024, 5, 6)))
    with django_assert_num_queries(5):
        queries.training_gaps(here.group, here.term, TODAY)
    actor = here.actor("teacher")
    with django_assert_num_queries(2):
        queries.owed(actor, here.term, TODAY)


def test_an_outside_training_begins_with_whoever_records_it_and_no_trainer_and_one_of_the_group_with_everybody(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    address, client = reverse("activities:training_new", args=[here.group.pk, here.term.key]), client_as("teacher")
    inside, outside = client.get(address).context["form"], client.get(address + "?kind=external").context["form"]
    assert (outside["kind"].value(), outside["trainers"].value()) == ("external", None)
    assert outside["participants"].value() == [here.people["teacher"].pk]
    assert (inside["kind"].value(), len(inside["trainers"].value())) == ("in_group", 1)
    assert len(inside["participants"].value()) > 1


def test_presets_give_a_share_back_the_time_that_the_page_of_the_training_names() -> None:
    lines = [line for preset in presets() for line in preset.lines if line.demand and line.demand.counted.kind == "share_back"]
    assert {line.code: line.demand.window.within_days for line in lines if line.demand} == dict.fromkeys(
        ("R061", "R088"), rules.SHARE_BACK.days
    )
