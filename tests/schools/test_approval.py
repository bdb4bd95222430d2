"""The verbs of approval on a real paper: every step with its line of history, nobody on his own, nobody over another's change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NoteMissing, NotPossible
from jiaoyan.schools.models import HistoryLine, Status
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool

NOW = datetime(2024, 6, 12, 8, 0, tzinfo=UTC)


@pytest.fixture
def plan(here: SmallSchool) -> GroupPlan:
    made: GroupPlan = GroupPlan.objects.create(school=here.school, group=here.group, term=here.term, title="以学定教", plan_date=TODAY)
    return made


def stored(plan: GroupPlan) -> GroupPlan:
    found: GroupPlan = GroupPlan.objects.get(pk=plan.pk)
    return found


def last_line() -> HistoryLine:
    line: HistoryLine = HistoryLine.objects.latest("number")
    return line


def test_submitting_says_who_and_when_and_leaves_a_line(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("leader"), now=NOW)
    for each in (plan, stored(plan)):
        assert (each.status, each.submitted_by, each.submitted_at, each.version) == (Status.SUBMITTED, here.people["leader"], NOW, 2)
    assert (last_line().verb, last_line().object_id, last_line().person_name) == ("submit", plan.pk, "林知远")


def test_approving_says_who_when_and_what(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("leader"))
    approval.approve(plan, by=here.actor("head"), note="很好", now=NOW)
    assert (stored(plan).status, stored(plan).decided_by, stored(plan).decision_note) == (Status.APPROVED, here.people["head"], "很好")
    assert "很好" in last_line().text


def test_nobody_decides_on_a_paper_he_submitted_or_wrote(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("head"))
    for step in (lambda: approval.approve(plan, by=here.actor("head")), lambda: approval.send_back(plan, by=here.actor("head"), note="改")):
        with pytest.raises(NotPossible, match="自己"):
            step()
    with pytest.raises(NotPossible, match="自己"):
        approval.approve(plan, by=here.actor("liaison"), authors=[here.people["liaison"].pk])
    assert stored(plan).status == Status.SUBMITTED


def test_sending_back_needs_a_reason_and_the_next_submission_clears_the_decision(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("leader"))
    with pytest.raises(NoteMissing):
        approval.send_back(plan, by=here.actor("head"), note="  ")
    approval.send_back(plan, by=here.actor("head"), note="请写出数据")
    assert (stored(plan).status, stored(plan).decision_note) == (Status.RETURNED, "请写出数据")
    approval.submit(plan, by=here.actor("leader"))
    assert (stored(plan).decided_by, stored(plan).decided_at, stored(plan).decision_note) == (None, None, "")


def test_withdrawn_paper_is_a_draft_again(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("leader"))
    approval.withdraw(plan, by=here.actor("leader"))
    assert (stored(plan).status, stored(plan).submitted_by) == (Status.DRAFT, None)


def test_approved_paper_is_reopened_as_a_draft_or_archived_for_good(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("leader"))
    approval.approve(plan, by=here.actor("head"))
    approval.reopen(plan, by=here.actor("leader"))
    assert (stored(plan).status, stored(plan).decided_by) == (Status.DRAFT, None)
    approval.submit(plan, by=here.actor("leader"))
    approval.approve(plan, by=here.actor("head"))
    approval.archive(plan, by=here.actor("office"))
    with pytest.raises(NotPossible):
        approval.reopen(plan, by=here.actor("leader"))


@pytest.mark.parametrize(
    "step",
    [
        lambda plan, by: approval.approve(plan, by=by),
        lambda plan, by: approval.withdraw(plan, by=by),
        lambda plan, by: approval.send_back(plan, by=by, note="改"),
        lambda plan, by: approval.reopen(plan, by=by),
        lambda plan, by: approval.archive(plan, by=by),
    ],
)
def test_step_out_of_order_changes_nothing_and_leaves_no_line(here: SmallSchool, plan: GroupPlan, step: Callable[..., None]) -> None:
    before = HistoryLine.objects.count()
    with pytest.raises(NotPossible):
        step(plan, here.actor("head"))
    assert (stored(plan).status, stored(plan).version, HistoryLine.objects.count()) == (Status.DRAFT, 1, before)


def test_decision_on_a_paper_read_before_somebody_changed_it_is_refused(here: SmallSchool, plan: GroupPlan) -> None:
    approval.submit(plan, by=here.actor("leader"))
    seen_by_head, seen_by_liaison = stored(plan), stored(plan)
    approval.send_back(seen_by_liaison, by=here.actor("liaison"), note="补充")
    with pytest.raises(ChangedMeanwhile):
        approval.approve(seen_by_head, by=here.actor("head"))
    assert stored(plan).status == Status.RETURNED
    assert last_line().verb == "return"


def test_another_schools_paper_is_out_of_reach(two_schools: object, here: SmallSchool, plan: GroupPlan) -> None:
    with school_scope(two_schools.there.school.pk), pytest.raises(ChangedMeanwhile):
        approval.submit(plan, by=two_schools.there.actor("neighbour"))
    assert stored(plan).status == Status.DRAFT
