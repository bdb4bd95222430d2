"""A form that is sent again is answered as the first time and leaves no second line; another one over an older version is not stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiaoyan.documents import markup
from jiaoyan.planning.actions import research as writing
from jiaoyan.planning.actions import research_summarising, summarising, upper_plans
from jiaoyan.planning.actions import review as reviewing
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.actions.upper_plans import Sent, UpperWords
from jiaoyan.planning.forms.review import phases_grid
from jiaoyan.planning.models import PlanClause, ReviewPlan, Target, UpperPlan
from jiaoyan.planning.rules.review import PhaseLine
from jiaoyan.planning.summaries import problems_seen, topic_seen
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.queries import members_of
from tests.conftest import TODAY, SmallSchool
from tests.planning import research, review, summaries
from tests.planning.builders import grid_post, place_of, started
from tests.planning.pages import table_post
from tests.planning.pages import url as plan_url
from tests.planning.test_research_pages import table, typed_head
from tests.planning.test_research_pages import url as research_url

SignIn = Callable[[str], Client]
PDF = b"%PDF-1.7 the office's plan"


def lines() -> int:
    return HistoryLine.objects.count()


def stored_once(client: Client, address: str, first: dict[str, Any], other: dict[str, Any]) -> None:
    """The first form twice is one write; ``other`` drawn with the same old version is refused."""
    assert client.post(address, first).status_code == 302
    count = lines()
    assert client.post(address, first).status_code == 302
    assert lines() == count
    assert client.post(address, other).status_code == 422
    assert lines() == count


def test_words_of_the_review_plan_sent_again_are_stored_once_and_other_words_refused(here: SmallSchool, client_as: SignIn) -> None:
    plan = review.begun(here)
    typed = {
        "version": plan.version,
        "state": "学情。",
        "goals": "会解方程",
        "key_points": "列方程",
        "high": "甲",
        "middle": "乙",
        "low": "丙",
    }
    stored_once(client_as("leader"), plan_url(here, "review_words"), typed, typed | {"low": "丁"})
    assert ReviewPlan.objects.get().low == "丙"


def test_phases_sent_again_are_stored_once_and_others_refused(here: SmallSchool, client_as: SignIn) -> None:
    plan, place = review.begun(here), place_of(here, TODAY)
    grid = phases_grid(plan, place, list(members_of(place.group, place.day)))
    stored_once(
        client_as("leader"),
        plan_url(here, "review_phases"),
        grid_post(grid, {"0-contents": "第一次写的"}),
        grid_post(grid, {"0-contents": "后写的"}),
    )
    assert review.fresh(here).phases.all()[0].contents == ["第一次写的"]


def test_verbs_of_the_review_plan_know_what_stands_whoever_stored_it(here: SmallSchool) -> None:
    plan, place, by = review.full(here), place_of(here, TODAY), here.actor("leader")
    count = lines()
    again = reviewing.save_review_words(by=by, plan=plan, version=1, words=review.WORDS)
    phases = [PhaseLine(each.kind, each.starts, each.ends, tuple(each.contents), each.owner_id) for each in plan.phases.all()]
    reviewing.save_review_phases(by=by, plan=plan, place=place, version=1, phases=phases)
    assert (again.version, lines()) == (plan.version, count)
    with pytest.raises(ChangedMeanwhile):
        reviewing.save_review_phases(by=by, plan=plan, place=place, version=1, phases=phases[:2])
    with pytest.raises(ChangedMeanwhile):
        reviewing.save_review_words(by=by, plan=plan, version=1, words=replace(review.WORDS, goals=[]))


def test_review_plan_is_handed_in_and_taken_back_once_however_often_it_is_pressed(here: SmallSchool, client_as: SignIn) -> None:
    plan, client = review.full(here), client_as("leader")
    for _ in range(2):
        client.post(plan_url(here, "review_hand_in"), {"version": plan.version})
    back = {"version": review.fresh(here).version}
    for _ in range(2):
        client.post(plan_url(here, "review_take_back"), back)
    assert HistoryLine.objects.filter(verb="review_in").count() == HistoryLine.objects.filter(verb="review_back").count() == 1


def test_head_of_the_research_plan_sent_again_is_stored_once_and_another_refused(here: SmallSchool, client_as: SignIn) -> None:
    typed = typed_head(research.begun(here))
    stored_once(client_as("head"), research_url(here, "research_head"), typed, typed | {"guiding": "后写的。"})


@pytest.mark.parametrize(("name", "column"), [("clauses", "text"), ("months", "text"), ("targets", "what")])
def test_table_of_the_research_plan_sent_again_is_stored_once_and_another_refused(
    here: SmallSchool, client_as: SignIn, name: str, column: str
) -> None:
    research.complete(here)
    first, other = (table(here, name, {f"0-{column}": words, f"0-{'key'}": ""}) for words in ("第一次写的", "后写的"))
    stored_once(client_as("head"), research_url(here, "research_table", name), first, other)


def test_months_typed_out_of_order_and_sent_again_are_stored_once(here: SmallSchool, client_as: SignIn) -> None:
    research.complete(here)
    typed = table(here, "months")
    order = typed["months-order"].split(",")
    typed["months-order"] = ",".join([order[2], *order[:2], *order[3:]])
    typed["months-0-text"] = "改过的大组活动"
    client, address = client_as("head"), research_url(here, "research_table", "months")
    assert [client.post(address, typed).status_code for _ in range(2)] == [302, 302]


def test_clause_that_was_given_a_quota_meanwhile_keeps_it_when_the_table_is_sent_again(here: SmallSchool, client_as: SignIn) -> None:
    research.complete(here)
    typed = table(here, "clauses", {"0-text": "新写的一条", "0-key": ""})
    client_as("head").post(research_url(here, "research_table", "clauses"), typed)
    plan = research.begun(here)
    clause = plan.clauses.all()[0]
    quota = research.quota(here)
    writing.save_clause(
        by=here.actor("head"),
        plan=plan,
        version=plan.version,
        clause=clause.pk,
        area=clause.area,
        text=clause.text,
        quotas=[quota.pk],
        uncounted="",
    )
    assert client_as("head").post(research_url(here, "research_table", "clauses"), typed).status_code == 302
    assert list(PlanClause.objects.get(text="新写的一条").quotas.all()) == [quota]


def test_clauses_taken_up_are_taken_up_once_when_the_form_comes_again(here: SmallSchool, client_as: SignIn) -> None:
    above, plan = research.upper_plan(here), research.complete(here)
    keys = [f"upper:{clause.pk}" for clause in above.clauses.all()]
    typed = {"version": plan.version, "area": "教学常规", "keys": keys}
    answers = [client_as("head").post(research_url(here, "research_offers"), typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert PlanClause.objects.filter(upper__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("name", "column"), [("key_points", "content"), ("division", "task"), ("arrangement", "contents"), ("authoring", "content")]
)
def test_table_of_the_group_plan_sent_again_is_stored_once_and_another_refused(
    here: SmallSchool, client_as: SignIn, name: str, column: str
) -> None:
    started(here)
    first, other = (table_post(here, name, {f"0-{column}": words}) for words in ("第一次写的", "后写的"))
    stored_once(client_as("leader"), plan_url(here, "table", name), first, other)


def test_topic_and_problems_of_the_summary_sent_again_are_stored_once_and_others_refused(here: SmallSchool) -> None:
    summary, by = summaries.begun(here), here.actor("leader")
    topic = summary.topics.all()[0]
    said = {"area": topic.area, "seen": topic_seen(topic), "did": markup.parse("听课十一节。")}
    seen = problems_seen(summary.problems.all())
    for _ in range(2):
        summarising.save_topic(by=by, summary=summary, highlight=[], **said)
        summarising.save_problems(by=by, summary=summary, seen=seen, pairs=[Pair("计算不稳", "每天三题")])
    assert HistoryLine.objects.filter(verb="write").count() == 2
    with pytest.raises(ChangedMeanwhile):
        summarising.save_topic(by=by, summary=summary, highlight=said["did"], **said)
    with pytest.raises(ChangedMeanwhile):
        summarising.save_problems(by=by, summary=summary, seen=seen, pairs=[Pair("计算不稳", "每天五题")])


def test_problems_of_the_research_summary_sent_again_are_stored_once_and_others_refused(here: SmallSchool) -> None:
    summary, by = research.summary_begun(here), here.actor("head")
    count = lines()
    for _ in range(2):
        research_summarising.save_research_problems(by=by, summary=summary, version=summary.version, pairs=[Pair("研究课集中", "早排名单")])
    assert lines() == count + 1
    with pytest.raises(ChangedMeanwhile):
        research_summarising.save_research_problems(by=by, summary=summary, version=summary.version, pairs=[])


def upper(**more: Any) -> dict[str, Any]:
    return {"version": 1, "whose": "office", "title": "教导处计划", "clauses": "每月检查一次作业", **more}


def pdf(data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("教导处计划.pdf", data, "application/pdf")


def test_file_of_an_upper_plan_that_comes_with_a_second_sending_is_kept(here: SmallSchool, client_as: SignIn) -> None:
    new, office = reverse("planning:upper_plan_new", args=[here.term.key]), client_as("office")
    office.post(new, upper())
    for _ in range(2):
        office.post(new, upper(file=pdf()))
    plan = UpperPlan.objects.get()
    assert plan.file is not None
    assert plan.file.name == "教导处计划.pdf"
    assert HistoryLine.objects.filter(text__contains="补上").count() == 1
    office.post(new, upper())
    assert UpperPlan.objects.count() == 1


def test_upper_plan_with_another_file_is_another_plan(here: SmallSchool) -> None:
    by, words = here.actor("office"), UpperWords("office", "教导处计划", [("每月检查一次作业", None)])
    sent = [Sent("计划.pdf", "application/pdf", data) for data in (PDF, PDF + b" of another year", PDF)]
    first, second, third = (upper_plans.add_upper_plan(by=by, term=here.term, words=words, sent=each) for each in sent)
    assert first == third != second


def test_upper_plan_changed_again_in_the_same_words_is_stored_once_and_in_others_refused(here: SmallSchool, client_as: SignIn) -> None:
    plan = research.upper_plan(here)
    edit = reverse("planning:upper_plan", args=[plan.pk])
    stored_once(client_as("office"), edit, upper(), upper(title="另一个标题"))


def test_upper_plan_is_not_brought_back_beside_the_same_entered_again(here: SmallSchool, client_as: SignIn) -> None:
    gone = research.removed_upper_plan(here)
    research.upper_plan(here)
    answer = client_as("office").post(reverse("planning:upper_plan_restore", args=[gone.pk]), follow=True)
    assert "已经重新录入" in answer.content.decode()
    assert UpperPlan.objects.get(removed_at__isnull=True) != gone


def test_evidence_is_not_put_back_beside_the_same_laid_in_again(here: SmallSchool, client_as: SignIn) -> None:
    gone = research.laid_in(here)
    client = client_as("head")
    client.post(reverse("planning:evidence", args=[gone.pk]), {"state": "out"})
    research.laid_in(here)
    answer = client.post(reverse("planning:evidence", args=[gone.pk]), {"state": "back"}, follow=True)
    assert "已经重新放入" in answer.content.decode()
    assert Target.objects.get(pk=gone.target_id).evidence.filter(removed_at__isnull=True).count() == 1
