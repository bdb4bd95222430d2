"""Writing a research group's plan, taking up clauses, handing it in, deciding on it; what everybody sees of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiaoyan.documents import markup
from jiaoyan.planning import access
from jiaoyan.planning.actions import evidence, research_deciding, upper_plans
from jiaoyan.planning.actions import research as writing
from jiaoyan.planning.actions.problems import CannotStart, ResearchIncomplete
from jiaoyan.planning.actions.upper_plans import UpperWords
from jiaoyan.planning.facts import facts
from jiaoyan.planning.models import Evidence, PlanClause, ResearchPlan, Target, UpperClause
from jiaoyan.planning.organisation import organisation_for, organisation_of
from jiaoyan.planning.research import (
    month_items,
    month_line,
    offers_for,
    research_findings,
    research_plan_of,
    sentences_of,
    waiting_research,
)
from jiaoyan.planning.research_editions import plan_changes
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.research import ClauseLine, MonthLine, TargetLine
from jiaoyan.quotas.actions.keeping import change_quota
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Number, Per
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.models import Group, HistoryLine, Role, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools
from tests.matrix import ROLES
from tests.planning import builders, summaries
from tests.planning.research import (
    AT,
    EVE,
    approved,
    begun,
    complete,
    fresh,
    laid_in,
    place_of,
    quota,
    submitted,
    summary_approved,
    target,
    upper_plan,
)


def queries(deed: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as found:
        deed()
    return len(found)


# writing


def test_only_the_research_leader_begins_a_plan_and_twice_is_once(here: SmallSchool) -> None:
    for role in set(ROLES) - {"head"}:
        with pytest.raises(NotAllowed):
            writing.start_research_plan(by=here.actor(role, EVE), place=place_of(here))
    assert begun(here) == begun(here)
    assert ResearchPlan.objects.count() == 1


def test_preparation_group_writes_no_research_plan(here: SmallSchool) -> None:
    place = GroupTerm(here.group, here.term, calendar_of(here.term), EVE)
    Role.objects.create(school=here.school, person=here.people["head"], kind="research_group_leader", group=here.group, starts=YEAR_BEGINS)
    with pytest.raises(CannotStart):
        writing.start_research_plan(by=here.actor("head", EVE), place=place)


def test_two_leaders_saving_at_once_notice_each_other(here: SmallSchool) -> None:
    plan = begun(here)
    by = here.actor("head", EVE)
    writing.save_clauses(by=by, plan=plan, version=plan.version, entries=[Entry(ClauseLine("常规", "备课"))])
    with pytest.raises(ChangedMeanwhile):
        writing.save_clauses(by=by, plan=plan, version=plan.version, entries=[])
    assert PlanClause.objects.count() == 1


def test_clause_keeps_its_quotas_when_the_table_is_saved_again(here: SmallSchool) -> None:
    plan = complete(here)
    first = plan.clauses.all()[0]
    entries = [Entry(ClauseLine(row.area, f"{row.text}！", uncounted=row.uncounted), row.pk) for row in reversed(plan.clauses.all())]
    writing.save_clauses(by=here.actor("head", EVE), plan=plan, version=plan.version, entries=entries)
    kept = PlanClause.objects.get(pk=first.pk)
    assert (kept.position, [each.name for each in kept.quotas.all()]) == (2, ["上研究课"])


def test_naming_a_quota_clears_the_reason_and_unknown_quotas_are_left_out(here: SmallSchool) -> None:
    plan = complete(here)
    second = plan.clauses.all()[1]
    writing.save_clause(
        by=here.actor("head", EVE),
        plan=plan,
        version=plan.version,
        clause=second.pk,
        area="听课",
        text="听课",
        quotas=[quota(here).pk, 99999],
        uncounted="重在过程",
    )
    second = PlanClause.objects.get(pk=second.pk)
    assert (second.uncounted, second.quotas.count()) == ("", 1)


def test_months_are_put_in_order_and_a_day_beside_a_part_of_the_month_is_refused(here: SmallSchool) -> None:
    plan = begun(here)
    lines = [MonthLine(6, "own", "六月", "late"), MonthLine(2, "training", "二月", "on", date(2024, 2, 18))]
    given: dict[str, Any] = {"by": here.actor("head", EVE), "plan": plan, "version": plan.version, "calendar": place_of(here).calendar}
    writing.save_months(**given, entries=[Entry(line) for line in lines])
    assert [(row.text, row.day) for row in fresh(plan).months.all()] == [("二月", date(2024, 2, 18)), ("六月", None)]
    both = Entry(MonthLine(6, "own", "六月", "late", date(2024, 6, 1)))
    with pytest.raises(RowsAtFault) as refused:
        writing.save_months(**{**given, "version": fresh(plan).version}, entries=[Entry(lines[1]), both])
    assert [(each.row_index, each.column) for each in refused.value.problems] == [(1, "day")]
    assert fresh(plan).months.count() == 2


def test_a_number_is_never_typed_twice_the_clause_speaks_with_its_quota(here: SmallSchool) -> None:
    plan = complete(here)
    [sentence] = sentences_of(plan)[plan.clauses.all()[0].pk]
    assert "上研究课不少于1节" in sentence
    now = quota(here)
    demand = Demand(Audience("person"), Counted("research_lesson"), Number(least=2), Per.TERM)
    change_quota(
        by=here.actor("head", EVE),
        quota=now,
        version=now.version,
        demand=demand,
        begins=date(2024, 2, 21),
        why="加强",
        name=now.name,
        unit=now.unit,
        area=now.area,
    )
    [sentence] = sentences_of(fresh(plan))[plan.clauses.all()[0].pk]
    assert "上研究课不少于2节" in sentence


# taking up


def test_offers_are_upper_clauses_then_last_terms_problems_of_the_groups_and_its_own(here: SmallSchool) -> None:
    upper_plan(here)
    plan = complete(here)
    assert [(offer.source, offer.text) for offer in offers_for(plan)] == [
        ("教导处计划《教导处工作计划》", "每月检查一次作业"),
        ("教导处计划《教导处工作计划》", "组织骨干展示课"),
    ]


def test_next_terms_plan_is_offered_what_both_summaries_left_behind(here: SmallSchool) -> None:
    summaries.approved(here)
    summary_approved(here)
    plan = ResearchPlan(school=here.school, group=here.research, term=_after(here), plan_date=TODAY)
    plan.save()
    found = offers_for(_loaded(plan))
    assert [(offer.source, offer.text) for offer in found] == [
        ("上学期教研组总结", "针对“研究课集中在期末”：开学两周内排好名单"),
        ("上学期五年级数学备课组总结", "针对“解方程检验的习惯不稳”：每节课留两分钟检验"),
    ]


def _after(here: SmallSchool) -> Term:
    """The year's other term, moved behind this one."""
    Term.objects.filter(pk=here.term1.pk).update(
        exam_phase_start=None, first_school_day=date(2024, 8, 20), last_school_day=date(2024, 8, 30)
    )
    found: Term = Term.objects.select_related("school_year").get(pk=here.term1.pk)
    return found


def _loaded(plan: ResearchPlan) -> ResearchPlan:
    found = research_plan_of(plan.group, plan.term)
    assert found is not None
    return found


def test_taken_up_clause_remembers_its_source_even_when_that_is_changed_or_gone(here: SmallSchool) -> None:
    above = upper_plan(here)
    plan = complete(here)
    key = offers_for(plan)[0].key
    by = here.actor("head", EVE)
    assert writing.take_up(by=by, plan=plan, version=plan.version, area="教学常规", keys=[key, key, "upper:99999"]) == 1
    clause = PlanClause.objects.get(upper__isnull=False)
    assert (clause.text, clause.origin, clause.position) == ("每月检查一次作业", "教导处计划《教导处工作计划》：每月检查一次作业", 3)
    upper_plans.change_upper_plan(
        by=here.actor("office"), plan=above, version=above.version, words=UpperWords("office", "教导处工作计划", [("组织骨干展示课", None)])
    )
    clause.refresh_from_db()
    assert clause.upper is None
    assert clause.origin.endswith("每月检查一次作业")
    assert UpperClause.objects.count() == 1


def test_inherited_clause_that_nobody_took_up_is_listed_but_does_not_stop(here: SmallSchool) -> None:
    upper_plan(here, "每月检查一次作业")
    plan = complete(here)
    found = [each for each in research_findings(plan, place_of(here)) if "承接" in each.message]
    assert [(each.message, each.stops) for each in found] == [("还没有承接：教导处计划《教导处工作计划》“每月检查一次作业”", False)]
    assert submitted(here).status == "submitted"


def test_upper_plan_taken_out_offers_nothing_and_comes_back(here: SmallSchool) -> None:
    above = upper_plan(here)
    plan = begun(here)
    upper_plans.remove_upper_plan(by=here.actor("office"), plan=above)
    assert offers_for(fresh(plan)) == []
    upper_plans.restore_upper_plan(by=here.actor("office"), plan=above)
    assert len(offers_for(fresh(plan))) == 2


def test_upper_plan_sent_twice_is_there_once_and_only_the_office_enters_it(here: SmallSchool) -> None:
    assert upper_plan(here) == upper_plan(here)
    with pytest.raises(NotAllowed):
        upper_plans.add_upper_plan(by=here.actor("head"), term=here.term, words=UpperWords("school", "学校计划", [("甲", None)]))


# organisation


def test_organisation_is_derived_until_the_plan_is_handed_in_and_again_once_it_is_taken_back(here: SmallSchool) -> None:
    stage = Group.objects.create(
        school=here.school, kind="stage", name="高年段数学组", school_year=here.year, subject=here.subject, parent=here.research
    )
    Group.objects.filter(pk__in=[here.group.pk, here.other.pk]).update(parent=stage)
    place = place_of(here)
    found = organisation_of(place)
    assert (found.leader, [(seat.name, seat.grades, seat.leader) for seat in found.stages]) == (
        "顾明川",
        [("高年段数学组", "四至五年级", "")],
    )
    assert [(seat.grades, seat.leader) for seat in found.groups] == [("四年级", "沈静言"), ("五年级", "林知远")]
    plan = submitted(here)
    Role.objects.filter(group=here.group, kind="group_leader").update(ends=date(2023, 12, 31))
    assert organisation_for(plan, place).groups[1].leader == "林知远"
    research_deciding.withdraw(by=here.actor("head", EVE), plan=plan, version=plan.version)
    assert organisation_for(fresh(plan), place).groups[1].leader == ""


# deciding


def test_plan_that_lacks_something_is_not_handed_in_and_says_everything(here: SmallSchool) -> None:
    plan = begun(here)
    with pytest.raises(ResearchIncomplete) as refused:
        research_deciding.submit(by=here.actor("head", EVE), plan=plan, place=place_of(here), version=plan.version, at=AT)
    assert "请写指导思想。" in refused.value.messages
    assert fresh(plan).status == "draft"


def test_liaison_and_office_decide_the_leader_never_does(here: SmallSchool) -> None:
    plan = submitted(here)
    deciders = {role for role in ROLES if access.may_decide_research(here.actor(role, EVE), plan)}
    assert deciders == {"liaison", "office"}
    assert {role for role in ROLES if waiting_research(here.actor(role, EVE))[0]} == deciders
    Role.objects.create(school=here.school, person=here.people["head"], kind="academic_office", starts=YEAR_BEGINS)
    assert not access.may_decide_research(here.actor("head", EVE), plan)
    assert waiting_research(here.actor("head", EVE)) == ([], [])


def test_readers_answer_the_same_both_ways(two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        plan = complete(two_schools.here)
        for role in ROLES:
            actor = two_schools.here.actor(role, EVE)
            listed = ResearchPlan.objects.filter(access.research_visible_to(actor)).exists()
            assert listed == access.may_read_research(actor, plan.group_id) == (role != "admin"), role
        stranger = two_schools.there.actor("neighbour", EVE)
        assert not access.may_read_research(stranger, plan.group_id)
        assert not access.may_decide_research(two_schools.there.actor("office", EVE), plan)


def test_approved_plan_is_kept_and_its_next_edition_is_compared(here: SmallSchool) -> None:
    plan = approved(here)
    assert [each.number for each in plan.editions.all()] == [1]
    assert plan_changes(plan) == []
    by = here.actor("head", EVE)
    with pytest.raises(NotPossible):
        writing.save_clauses(by=by, plan=plan, version=plan.version, entries=[])
    research_deciding.reopen(by=by, plan=plan, place=place_of(here), version=plan.version)
    plan = fresh(plan)
    writing.save_research_head(
        by=by, plan=plan, version=plan.version, plan_date=EVE, guiding=markup.parse("以学定教，把常态课上好。"), goals=["研究课人人上"]
    )
    [part] = plan_changes(fresh(plan)) or []
    assert part.title == "指导思想与目标"


def test_plan_opened_again_speaks_with_the_numbers_of_that_day(here: SmallSchool) -> None:
    plan, now = approved(here), quota(here)
    demand = Demand(Audience("person"), Counted("research_lesson"), Number(least=2), Per.TERM)
    change_quota(
        by=here.actor("head"),
        quota=now,
        version=now.version,
        demand=demand,
        begins=TODAY,
        why="加强",
        name=now.name,
        unit=now.unit,
        area=now.area,
    )
    first = plan.clauses.all()[0].pk
    assert "不少于1节" in sentences_of(fresh(plan))[first][0]
    research_deciding.reopen(by=here.actor("head"), plan=plan, place=place_of(here, TODAY), version=plan.version)
    assert "不少于2节" in sentences_of(fresh(plan))[first][0]
    assert [part.title for part in plan_changes(fresh(plan)) or []] == ["主要措施"]


def test_returned_plan_carries_the_word_and_follows_roles_again(here: SmallSchool) -> None:
    plan = submitted(here)
    research_deciding.send_back(
        by=here.actor("office", EVE), plan=plan, place=place_of(here), version=plan.version, at=AT, note="五月的展示请写清年级"
    )
    plan = fresh(plan)
    assert (plan.status, plan.decision_note, plan.organisation) == ("returned", "五月的展示请写清年级", {})
    assert HistoryLine.objects.filter(verb="return").exists()


# for everybody


def test_month_schedule_is_everybodys_once_the_plan_is_approved(here: SmallSchool) -> None:
    plan = submitted(here)
    assert month_items(here.group, here.term) == []
    approved(here)
    assert [row.text for row in month_items(here.group, here.term)] == [row.text for row in plan.months.all()]
    assert month_items(here.research, here.term) == month_items(here.other, here.term)
    assert month_items(here.group, here.term1) == []


def test_month_schedule_still_shows_while_the_plan_is_revised(here: SmallSchool) -> None:
    plan = approved(here)
    research_deciding.reopen(by=here.actor("head", EVE), plan=plan, place=place_of(here), version=plan.version)
    assert len(month_items(here.group, here.term)) == 6
    again = fresh(plan)
    lines = [Entry(month_line(row), row.pk) for row in again.months.all()] + [Entry(MonthLine(6, "own", "新加的研讨", "month"))]
    writing.save_months(by=here.actor("head", EVE), plan=again, version=again.version, calendar=place_of(here).calendar, entries=lines)
    assert fresh(plan).months.count() == 7
    assert "新加的研讨" not in [row.text for row in month_items(here.group, here.term)], "what is new waits for approval"


# evidence


def test_everybody_of_the_group_lays_in_and_only_the_leader_and_oneself_sort(here: SmallSchool) -> None:
    row = laid_in(here, by="teacher")
    sorters = {role for role in ROLES if access.may_sort_evidence(here.actor(role), here.research.pk, row.entered_by_id)}
    assert sorters == {"teacher", "head"}
    with pytest.raises(NotAllowed):
        evidence.take_out(by=here.actor("leader"), evidence=row)
    evidence.take_out(by=here.actor("head"), evidence=row)
    assert not Evidence.objects.filter(removed_at__isnull=True).exists()
    evidence.put_back(by=here.actor("teacher"), evidence=row)
    evidence.set_state(by=here.actor("teacher"), evidence=row, state="partial")
    row.refresh_from_db()
    assert (row.state, row.removed_at) == ("partial", None)


def test_same_thing_laid_in_twice_is_there_once(here: SmallSchool) -> None:
    assert laid_in(here) == laid_in(here)


def test_target_with_something_in_its_folder_cannot_be_dropped(here: SmallSchool) -> None:
    laid_in(here)
    plan = complete(here)
    with pytest.raises(NotPossible, match="材料夹里有“三月大组活动记录”，这一行请保留"):
        writing.save_targets(by=here.actor("head", EVE), plan=plan, version=plan.version, entries=[])
    assert target(here).evidence.count() == 1


def test_target_keeps_what_was_taken_out_of_its_folder_and_says_so(here: SmallSchool) -> None:
    evidence.take_out(by=here.actor("head"), evidence=laid_in(here))
    plan = complete(here)
    with pytest.raises(NotPossible, match="“三月大组活动记录”（已移出）"):
        writing.save_targets(by=here.actor("head", EVE), plan=plan, version=plan.version, entries=[])
    assert Evidence.objects.get().target_id == target(here).pk


def test_target_with_an_empty_folder_is_dropped_and_one_typed_anew_in_the_same_words_keeps_its_folder(here: SmallSchool) -> None:
    plan, row = complete(here), laid_in(here)
    by, [first, *others] = here.actor("head", EVE), list(plan.targets.all())
    anew = Entry(TargetLine(first.kind, first.what, first.due))
    writing.save_targets(by=by, plan=plan, version=plan.version, entries=[Entry(TargetLine("honour", "再加一项")), anew])
    assert Evidence.objects.get(pk=row.pk).target_id == first.pk
    assert not Target.objects.filter(pk__in=[each.pk for each in others]).exists()


# facts


def facts_of(here: SmallSchool, day: date = TODAY) -> dict[str, Any]:
    extent = extent_of(here.research, here.term, calendar_of(here.term), day)
    return {fact.kind: fact for fact in facts(extent)}


def test_only_approved_papers_count_by_the_day_they_were_handed_in(here: SmallSchool) -> None:
    submitted(here)
    builders.submitted(here)
    assert facts_of(here) == {}
    approved(here)
    builders.approved(here)
    summary_approved(here)
    summaries.approved(here)
    found = facts_of(here)
    assert set(found) == {"research_plan", "group_plan", "research_summary", "group_summary"}
    assert {kind: fact.day for kind, fact in found.items()} == {
        "research_plan": EVE,
        "group_plan": EVE,
        "research_summary": TODAY,
        "group_summary": TODAY,
    }
    assert dict(found["research_plan"].attributes) == {"stages": 0, "leaders": 2}
    assert dict(found["group_plan"].attributes) == {"tables": 3}
    assert {subject.id for subject in found["group_plan"].subjects} == {here.group.pk}
    assert {subject.id for subject in found["research_plan"].subjects} == {here.research.pk}
    assert facts_of(here, date(2024, 2, 19)) == {}


def test_plan_taken_up_again_still_counts_as_it_was_approved(here: SmallSchool) -> None:
    plan = approved(here)
    research_deciding.reopen(by=here.actor("head"), plan=plan, place=place_of(here, TODAY), version=plan.version)
    found = facts_of(here)["research_plan"]
    assert (found.day, dict(found.attributes)) == (EVE, {"stages": 0, "leaders": 2})


# queries


def test_reading_a_plan_takes_the_same_number_of_queries_however_long_it_is(here: SmallSchool) -> None:
    plan = complete(here)
    few = queries(lambda: _everything(here))
    by = here.actor("head", EVE)
    entries = [Entry(ClauseLine("常规", f"第{n}条", uncounted="重在过程")) for n in range(12)]
    writing.save_clauses(
        by=by, plan=plan, version=plan.version, entries=[*entries, *(Entry(ClauseLine(c.area, c.text), c.pk) for c in plan.clauses.all())]
    )
    plan = fresh(plan)
    lines = [Entry(MonthLine(4, "own", f"活动{n}")) for n in range(20)]
    writing.save_months(by=by, plan=plan, version=plan.version, calendar=place_of(here).calendar, entries=lines)
    laid_in(here)
    assert queries(lambda: _everything(here)) == few


def _everything(here: SmallSchool) -> None:
    plan = research_plan_of(here.research, here.term)
    assert plan is not None
    place = place_of(here)
    research_findings(plan, place)
    sentences_of(plan)
    organisation_for(plan, place)


def test_facts_take_five_queries_however_many_papers_there_are(here: SmallSchool) -> None:
    extent = extent_of(here.research, here.term, calendar_of(here.term), TODAY)
    assert queries(lambda: list(facts(extent))) == 5
    approved(here)
    builders.approved(here)
    assert queries(lambda: list(facts(extent))) == 5
