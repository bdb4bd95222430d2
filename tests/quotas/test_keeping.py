"""Keeping quotas: editions by their day, nothing counted is rewritten, nothing twice, every deed a line of history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.queries import quotas_of, tree_of
from jiaoyan.quotas.rules import limits
from jiaoyan.quotas.rules.demand import Number
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import Group, HistoryLine
from tests.conftest import TODAY, SmallSchool
from tests.quotas.builders import BEGINS, LISTEN, changed, following, listening

LATER = date(2024, 6, 17)
MORE = replace(LISTEN, number=Number(18))


def adopt(school: SmallSchool, *codes: str, preset: str = "study", **more: Any) -> list[Quota]:
    return keeping.adopt_preset(by=school.actor("head"), group=school.group, preset=preset, codes=codes, begins=BEGINS, **more)


def last_line() -> str:
    return str(HistoryLine.objects.order_by("-number")[0].text)


def editions(quota: Quota) -> list[tuple[date, int | None]]:
    value = Quota.objects.get(pk=quota.pk).value
    return [(edition.begins, edition.demand.number.least if edition.demand else None) for edition in value.editions]


def test_lines_of_a_preset_are_adopted_with_the_school_s_own_numbers_and_one_line_of_history(here: SmallSchool) -> None:
    made = adopt(here, "R053", "R054", numbers={"R053": Number(12)})
    assert [(row.code, row.preset, row.group) for row in made] == [("R053", "study", here.research), ("R054", "study", here.research)]
    assert editions(made[0]) == [(BEGINS, 12)]
    assert editions(made[1]) == [(BEGINS, 2)]
    assert last_line() == "从“三备与研修”采用2条指标，2月21日起：听课、教学反思"


def test_what_is_adopted_already_stays_as_it_is(here: SmallSchool) -> None:
    adopt(here, "R053", numbers={"R053": Number(12)})
    again = adopt(here, "R053", "R055")
    assert [row.code for row in again] == ["R055"]
    assert editions(Quota.objects.get(code="R053")) == [(BEGINS, 12)]
    assert adopt(here, "R053", "R055") == []


@pytest.mark.parametrize(
    ("codes", "more", "field"),
    [
        (["R001"], {}, ""),
        (["R049"], {}, ""),
        (["R053"], {"preset": "national"}, ""),
        (["R053"], {"preset": "nothing"}, ""),
        (["R053"], {"numbers": {"R053": Number(5, 3)}}, "number-R053"),
    ],
)
def test_strange_lines_and_numbers_are_refused_and_nothing_is_stored(
    here: SmallSchool, codes: list[str], more: dict[str, Any], field: str
) -> None:
    with pytest.raises(keeping.CannotKeep) as refused:
        adopt(here, *codes, **more)
    assert refused.value.field == field
    assert not Quota.objects.exists()


def test_quota_of_a_tree_without_research_group_belongs_to_its_topmost_group(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.group.pk).update(parent=None)
    alone = Group.objects.get(pk=here.group.pk)
    made = keeping.adopt_preset(by=here.actor("leader"), group=alone, preset="study", codes=["R053"], begins=BEGINS)
    assert made[0].group == alone
    with pytest.raises(NotAllowed):
        keeping.adopt_preset(by=here.actor("leader"), group=here.research, preset="study", codes=["R054"], begins=BEGINS)


@pytest.mark.parametrize("name", ["leader", "teacher", "liaison", "admin", "mentor"])
def test_only_the_research_leader_and_the_office_keep_quotas(here: SmallSchool, name: str) -> None:
    quota, by = listening(here), here.actor(name)
    deeds: list[Callable[[], object]] = [
        lambda: keeping.adopt_preset(by=by, group=here.research, preset="study", codes=["R054"], begins=BEGINS),
        lambda: keeping.add_quota(by=by, group=here.research, name="x", unit="次", area="lesson", demand=LISTEN, begins=BEGINS),
        lambda: keeping.change_quota(by=by, quota=quota, version=1, demand=MORE, begins=LATER, why=""),
        lambda: keeping.withdraw_quota(by=by, quota=quota, version=1, begins=LATER, why=""),
        lambda: keeping.bring_back(by=by, quota=quota),
        lambda: keeping.copy_from_last_year(by=by, group=here.research),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_quota_sent_again_on_the_day_by_the_same_person_is_one_and_later_or_by_others_refused(here: SmallSchool) -> None:
    values: dict[str, Any] = {
        "name": "跨级听课",
        "unit": "节",
        "area": "observation",
        "demand": LISTEN,
        "begins": BEGINS,
        "group": here.research,
    }
    head = here.actor("head")
    first = keeping.add_quota(by=head, today=TODAY, **values)
    assert keeping.add_quota(by=head, today=TODAY, **values) == first
    assert HistoryLine.objects.filter(verb="quota_add").count() == 1
    for by, more in ((head, {"today": LATER}), (here.actor("office"), {}), (head, {"why": "另有原因"}), (head, {"begins": TODAY})):
        with pytest.raises(keeping.CannotKeep, match="同样的指标"):
            keeping.add_quota(by=by, **{"today": TODAY, **values, **more})


def test_same_quota_twice_is_refused_and_another_demand_is_not(here: SmallSchool) -> None:
    values: dict[str, Any] = {"unit": "节", "area": "observation", "begins": BEGINS}
    listening(here)
    with pytest.raises(keeping.CannotKeep, match="同样的指标"):
        keeping.add_quota(by=here.actor("office"), group=here.research, name="听课", demand=LISTEN, **values)
    keeping.add_quota(by=here.actor("office"), group=here.research, name="听课", demand=MORE, **values)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "听" * 31}, "name"),
        ({"unit": ""}, "unit"),
        ({"area": "fun"}, "area"),
        ({"why": "因" * 201}, "why"),
        ({"begins": date(2025, 9, 1)}, "begins"),
        ({"demand": replace(LISTEN, number=Number(5, 3))}, "number"),
    ],
)
def test_what_cannot_be_a_quota_is_refused_beside_its_field(here: SmallSchool, more: dict[str, Any], field: str) -> None:
    with pytest.raises(keeping.CannotKeep) as refused:
        listening(here, **more)
    assert refused.value.field == field


def test_change_begins_a_new_edition_and_keeps_the_old_one_for_the_time_before(here: SmallSchool) -> None:
    quota = changed(listening(here), here, demand=MORE, begins=LATER, why="人多了")
    assert editions(quota) == [(BEGINS, 15), (LATER, 18)]
    assert quota.version == 2
    assert last_line() == "修改指标“听课”，6月17日起按新要求：人多了"


def test_change_before_anything_is_counted_replaces_the_edition_of_the_same_day(here: SmallSchool) -> None:
    quota = changed(listening(here), here, demand=MORE, begins=LATER)
    quota = changed(quota, here, demand=replace(LISTEN, number=Number(20)), begins=LATER)
    assert editions(quota) == [(BEGINS, 15), (LATER, 20)]


def test_edition_set_today_may_be_put_right_and_one_of_another_day_is_never_rewritten(here: SmallSchool) -> None:
    quota = listening(here)  # set today, from the term's first day
    quota = changed(quota, here, demand=MORE, begins=BEGINS)
    assert editions(quota) == [(BEGINS, 18)]
    with pytest.raises(keeping.CannotKeep, match="以前的要求"):
        changed(quota, here, demand=LISTEN, begins=BEGINS, today=date(2024, 6, 13))


@pytest.mark.parametrize(("begins", "words"), [(date(2024, 6, 11), "以前的要求"), (date(2024, 6, 14), "6月17日起已经定了")])
def test_change_neither_reaches_into_the_past_nor_before_an_edition_that_is_set(here: SmallSchool, begins: date, words: str) -> None:
    quota = changed(listening(here), here, demand=MORE, begins=LATER)
    with pytest.raises(keeping.CannotKeep, match=words) as refused:
        changed(quota, here, demand=LISTEN, begins=begins)
    assert refused.value.field == "begins"
    assert editions(quota) == [(BEGINS, 15), (LATER, 18)]


def test_name_changes_without_a_new_edition(here: SmallSchool) -> None:
    quota = changed(listening(here), here, name="互相听课")
    assert (quota.name, editions(quota)) == ("互相听课", [(BEGINS, 15)])


def test_two_who_change_at_once_do_not_overwrite_each_other(here: SmallSchool) -> None:
    quota = listening(here)
    changed(quota, here, demand=MORE)
    with pytest.raises(ChangedMeanwhile):
        changed(quota, here, version=1, demand=replace(LISTEN, number=Number(9)))
    with pytest.raises(ChangedMeanwhile):
        keeping.withdraw_quota(by=here.actor("head"), quota=quota, version=1, begins=LATER, why="")


def withdraw(school: SmallSchool, quota: Quota, begins: date = LATER) -> None:
    keeping.withdraw_quota(by=school.actor("head"), quota=quota, version=quota.version, begins=begins, why="")
    quota.refresh_from_db()


def test_withdrawn_quota_is_asked_no_longer_and_comes_back_as_it_was(here: SmallSchool) -> None:
    quota = listening(here)
    withdraw(here, quota)
    assert editions(quota) == [(BEGINS, 15), (LATER, None)]
    with pytest.raises(keeping.CannotKeep, match="已经停用"):
        withdraw(here, quota)
    with pytest.raises(keeping.CannotKeep, match="请先恢复"):
        changed(quota, here, demand=MORE)

    keeping.bring_back(by=here.actor("head"), quota=quota)
    assert editions(quota) == [(BEGINS, 15)]
    lines = HistoryLine.objects.count()
    keeping.bring_back(by=here.actor("head"), quota=quota)
    assert HistoryLine.objects.count() == lines


def test_quota_withdrawn_on_the_day_it_was_set_comes_back_as_it_was(here: SmallSchool) -> None:
    quota = listening(here, begins=TODAY)
    withdraw(here, quota, TODAY)
    assert editions(quota) == [(TODAY, None)]
    keeping.bring_back(by=here.actor("head"), quota=quota)
    assert editions(quota) == [(TODAY, 15)]


def test_quota_withdrawn_long_ago_comes_back_from_today_and_the_gap_stays(here: SmallSchool) -> None:
    quota = listening(here)
    withdraw(here, quota)
    keeping.bring_back(by=here.actor("head"), quota=quota, today=date(2024, 6, 24))
    assert editions(quota) == [(BEGINS, 15), (LATER, None), (date(2024, 6, 24), 15)]


def test_next_year_s_group_takes_over_what_was_asked_at_the_end_without_dates_of_last_year(here: SmallSchool) -> None:
    adopt(here, "R053", "R054")
    own = listening(here, name="推门", demand=replace(LISTEN, window=replace(LISTEN.window, on=date(2024, 5, 21), tentative=True)))
    gone = Quota.objects.get(code="R054")
    keeping.withdraw_quota(by=here.actor("head"), quota=gone, version=1, begins=LATER, why="")
    group, term = following(here)

    made = keeping.copy_from_last_year(by=here.actor("office"), group=group)
    assert [(row.name, row.code, editions(row)) for row in made] == [
        ("听课", "R053", [(term.first_school_day, 15)]),
        (own.name, "", [(term.first_school_day, 15)]),
    ]
    assert made[1].value.editions[0].demand.window == LISTEN.window  # type: ignore[union-attr]
    assert keeping.copy_from_last_year(by=here.actor("office"), group=group) == []


def test_group_without_a_year_before_has_nothing_to_take_over(here: SmallSchool) -> None:
    with pytest.raises(keeping.CannotKeep, match="没有承接"):
        keeping.copy_from_last_year(by=here.actor("office"), group=here.research)


def test_too_many_quotas_are_refused(here: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_QUOTAS", 2)
    adopt(here, "R053", "R054")
    with pytest.raises(keeping.CannotKeep, match="最多2条"):
        adopt(here, "R055")


def test_quotas_of_a_group_are_the_national_rules_and_those_of_its_topmost_group(here: SmallSchool) -> None:
    adopt(here, "R053")
    for group in (here.research, here.group, here.other):
        assert [(quota.rule, quota.national) for quota in quotas_of(group)] == [("P003", True), ("P004", True), ("R053", False)]
    assert tree_of(here.other).top == here.research
