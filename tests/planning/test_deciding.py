"""Submitting, approving, returning and reopening a plan."""

from __future__ import annotations

import pytest

from jiaoyan.activities.models import Activity
from jiaoyan.documents.format_check import check
from jiaoyan.planning import access
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.actions.problems import CannotArrange, Incomplete
from jiaoyan.planning.members import members_of_plan
from jiaoyan.planning.models import ArrangementRow, GroupPlan
from jiaoyan.planning.queries import plan_here, waiting_plans
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NoteMissing, NotPossible
from jiaoyan.schools.models import HistoryLine, Role, TeachingAssignment
from tests.conftest import YEAR_BEGINS, SmallSchool
from tests.planning.builders import AT, EVE, approved, complete, fresh, place_of, reopened, started, submitted

PEOPLE = ("leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin")


def given(school: SmallSchool, name: str, plan: GroupPlan) -> dict:
    return {"by": school.actor(name, EVE), "plan": plan, "place": place_of(school), "version": plan.version, "at": AT}


def test_incomplete_plan_is_refused_with_everything_that_is_missing(here: SmallSchool) -> None:
    writing.start_plan(by=here.actor("leader", EVE), place=place_of(here))
    plan = plan_here(place_of(here))
    TeachingAssignment.objects.filter(school_class=here.classes[1]).delete()

    with pytest.raises(Incomplete) as refused:
        deciding.submit(**given(here, "leader", plan))

    assert [finding.part for finding in refused.value.findings] == ["head", "members", "pacing", "authoring"]
    assert fresh(plan).status == "draft"


def test_submitted_plan_keeps_its_members_table_when_people_change(here: SmallSchool) -> None:
    plan = submitted(here)
    here.people["teacher"].education = "研究生"
    here.people["teacher"].save()

    lines = {line.name: line for line in members_of_plan(fresh(plan))}
    assert lines["周予安"].education == "本科"
    assert lines["林知远"].cells == ("林知远", "女", "42", "19", "本科", "五1数学", "备课组长")
    assert plan.submitted_at == AT


def test_plan_changed_since_it_was_seen_is_not_submitted(here: SmallSchool) -> None:
    plan = complete(here)
    seen = {**given(here, "leader", plan), "version": plan.version - 1}

    with pytest.raises(ChangedMeanwhile):
        deciding.submit(**seen)
    assert fresh(plan).status == "draft"


def test_withdrawn_plan_follows_people_again(here: SmallSchool) -> None:
    plan = submitted(here)

    deciding.withdraw(by=here.actor("leader", EVE), plan=plan, version=plan.version)

    plan = fresh(plan)
    assert (plan.status, plan.members, plan.submitted_by) == ("draft", [], None)


def test_research_leader_approves_and_the_term_s_meetings_stand(here: SmallSchool) -> None:
    plan = submitted(here)

    held = deciding.approve(**given(here, "head", plan), note="很扎实")

    plan = fresh(plan)
    assert (plan.status, plan.decided_by, plan.decision_note) == ("approved", here.people["head"], "很扎实")
    assert len(held) == Activity.objects.count() == plan.arranged == 10
    assert HistoryLine.objects.filter(verb="approve", person=here.people["head"]).count() == 1


def test_approved_plan_is_kept_as_a_sound_file_of_its_own(here: SmallSchool) -> None:
    edition = approved(here).editions.get()

    assert (edition.number, edition.approved_by, edition.approved_on) == (1, here.people["head"], EVE)
    assert check(files.read(edition.file)) == []


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in ("head", "liaison", "office")])
def test_others_may_not_decide(here: SmallSchool, name: str) -> None:
    plan = submitted(here)

    for verb in (deciding.approve, deciding.send_back):
        with pytest.raises(NotAllowed):
            verb(**given(here, name, plan), note="不行")
    assert fresh(plan).status == "submitted"


def test_group_leader_who_also_works_in_the_office_does_not_approve_the_own_plan(here: SmallSchool) -> None:
    plan = submitted(here)
    Role.objects.create(school=here.school, person=here.people["leader"], kind="academic_office", starts=YEAR_BEGINS)

    with pytest.raises(NotAllowed):
        deciding.approve(**given(here, "leader", plan))
    assert waiting_plans(here.actor("leader", EVE)) == []


def test_returned_plan_carries_the_reason_and_may_be_submitted_again(here: SmallSchool) -> None:
    plan = submitted(here)

    deciding.send_back(**given(here, "head", plan), note="请补上薄弱点的数据")

    plan = fresh(plan)
    assert (plan.status, plan.decision_note, plan.members) == ("returned", "请补上薄弱点的数据", [])
    deciding.submit(**given(here, "leader", plan))
    assert fresh(plan).status == "submitted"


def test_plan_is_not_returned_without_a_reason(here: SmallSchool) -> None:
    plan = submitted(here)

    with pytest.raises(NoteMissing):
        deciding.send_back(**given(here, "head", plan), note="  ")


def test_draft_is_neither_approved_nor_returned(here: SmallSchool) -> None:
    plan = complete(here)

    for verb in (deciding.approve, deciding.send_back):
        with pytest.raises(NotPossible):
            verb(**given(here, "head", plan), note="好")
    assert Activity.objects.count() == 0


def test_approval_is_not_made_when_a_meeting_cannot_be_planned(here: SmallSchool) -> None:
    plan = submitted(here)
    ArrangementRow.objects.filter(plan=plan, number=3).update(day="2024-03-24")
    ArrangementRow.objects.filter(plan=plan, number=5).update(day=None)

    with pytest.raises(CannotArrange) as refused:
        deciding.approve(**given(here, "head", plan))

    assert [message[:6] for message in refused.value.sentences] == ["第5周的活动", "第9周的活动"]
    plan = fresh(plan)
    assert (plan.status, Activity.objects.count(), plan.editions.count()) == ("submitted", 0, 0)


def test_reopened_plan_keeps_meetings_and_approved_edition(here: SmallSchool) -> None:
    plan = reopened(here)

    assert (plan.status, plan.revised_on, plan.members) == ("draft", EVE, [])
    assert Activity.objects.filter(state="planned").count() == 10
    assert plan.editions.count() == 1


def test_second_approval_makes_a_second_edition_and_no_second_meeting(here: SmallSchool) -> None:
    plan = reopened(here)
    deciding.submit(**given(here, "leader", plan))
    before = list(Activity.objects.values())

    deciding.approve(**given(here, "head", fresh(plan)))

    assert [edition.number for edition in fresh(plan).editions.all()] == [2, 1]
    assert list(Activity.objects.values()) == before


def test_only_the_leader_submits_withdraws_and_reopens(here: SmallSchool) -> None:
    plan = started(here)
    for name in ("teacher", "head", "office"):
        with pytest.raises(NotAllowed):
            deciding.submit(**given(here, name, plan))
        with pytest.raises(NotAllowed):
            deciding.withdraw(by=here.actor(name, EVE), plan=plan, version=plan.version)
        with pytest.raises(NotAllowed):
            deciding.reopen(by=here.actor(name, EVE), plan=plan, place=place_of(here), version=plan.version)


def test_both_ways_of_asking_agree_for_everybody(two_schools, here: SmallSchool) -> None:
    plan = submitted(here)
    actors = [here.actor(name, EVE) for name in PEOPLE] + [two_schools.there.actor("neighbour", EVE)]

    for actor in actors:
        seen = GroupPlan.everywhere.filter(access.visible_to(actor), pk=plan.pk).exists()
        waits = GroupPlan.everywhere.filter(access.waiting_for(actor), pk=plan.pk).exists()
        assert seen == access.may_read(actor, plan)
        assert waits == access.may_decide(actor, plan)
