"""A step of approval that is sent again is answered as the first time, on the pages of every paper; another's or another step is not taken for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.actions import approval
from jiaoyan.schools.models import Approvable, HistoryLine
from jiaoyan.schools.rules.approval import Event
from tests.assessments import builders as reports
from tests.conftest import SmallSchool
from tests.planning import builders as plans
from tests.planning import research, summaries

SignIn = Callable[[str], Client]


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: how far it can be brought, where its pages are, who writes it and who decides."""

    complete: Callable[[SmallSchool], Any]
    at: str
    args: Callable[[SmallSchool, Any], list[Any]]
    writer: str
    decider: str


def of_term(here: SmallSchool, _: Any) -> list[Any]:
    return [here.group.pk, here.term.key]


def of_research(here: SmallSchool, _: Any) -> list[Any]:
    return [here.research.pk, here.term.key]


def of_table_2(here: SmallSchool) -> Any:
    return plans.paced(here).group.pacing_schedules.get()


PAPERS = {
    "plan": Paper(plans.complete, "planning:", of_term, "leader", "head"),
    "summary": Paper(summaries.complete, "planning:summary_", of_term, "leader", "head"),
    "research plan": Paper(research.complete, "planning:research_", of_research, "head", "liaison"),
    "research summary": Paper(research.summary_complete, "planning:research_summary_", of_research, "head", "liaison"),
    "table 2": Paper(of_table_2, "pacing:", of_term, "leader", "head"),
    "report": Paper(reports.complete, "assessments:report_", lambda _, report: [report.exam_id], "leader", "head"),
}


@pytest.fixture(params=PAPERS)
def kind(request: pytest.FixtureRequest) -> Paper:
    return PAPERS[request.param]


@dataclass(slots=True)
class Walk:
    """One paper and the people at its pages; each step is sent with the version its page showed."""

    here: SmallSchool
    kind: Paper
    paper: Approvable
    sign_in: SignIn

    @property
    def now(self) -> Any:
        return type(self.paper).objects.get(pk=self.paper.pk)

    def post(self, step: str, version: int, *, by: str = "", **more: str) -> str:
        who = by or (self.kind.decider if step == "decide" else self.kind.writer)
        address = reverse(f"{self.kind.at}{step}", args=self.kind.args(self.here, self.paper))
        answer = self.sign_in(who).post(address, {"version": version, **more}, follow=True)
        return "".join(str(message) for message in answer.context["messages"]) + "".join(
            str(error) for error in (answer.context.get("form").non_field_errors() if answer.status_code == 422 else ())
        )

    def lines(self, verb: str) -> int:
        return HistoryLine.objects.filter(kind=self.paper._meta.label_lower, object_id=self.paper.pk, verb=verb).count()


@pytest.fixture
def walk(here: SmallSchool, kind: Paper, client_as: SignIn, tmp_path: Any, settings: Any) -> Walk:
    settings.FILES_ROOT = tmp_path / "files"
    return Walk(here, kind, kind.complete(here), client_as)


def test_every_step_sent_twice_is_taken_once_and_said_twice(walk: Walk) -> None:
    returned = {"decision": "return", "note": "请补上数据。"}
    for step, verb, more, said in (
        ("submit", "submit", {}, "已提交"),
        ("withdraw", "withdraw", {}, "已撤回"),
        ("submit", "submit", {}, "已提交"),
        ("decide", "return", returned, "已退回"),
        ("submit", "submit", {}, "已提交"),
        ("decide", "approve", {"decision": "approve", "note": "好"}, "已通过"),
        ("reopen", "reopen", {}, "可以修改了"),
    ):
        version, before = walk.now.version, walk.lines(verb)
        for _ in range(2):
            assert said in walk.post(step, version, **more), step
        assert walk.lines(verb) == before + 1
        assert walk.now.version == version + 1


def test_decision_of_another_kind_or_word_is_not_taken_for_the_one_made_and_its_word_is_given_back(walk: Walk) -> None:
    walk.post("submit", walk.now.version)
    version = walk.now.version
    walk.post("decide", version, decision="return", note="请补上数据。")
    for other in ({"decision": "approve", "note": "请补上数据。"}, {"decision": "return", "note": "另一句话。"}):
        said = walk.post("decide", version, **other)
        assert "不在等待审批" in said
        assert other["note"] in said
    assert (walk.now.status, walk.now.decision_note) == ("returned", "请补上数据。")
    assert (walk.lines("return"), walk.lines("approve")) == (1, 0)


def test_stale_step_after_the_paper_went_on_is_refused(walk: Walk) -> None:
    version = walk.now.version
    walk.post("submit", version)
    walk.post("decide", version + 1, decision="return", note="请补上数据。")
    assert "已提交" not in walk.post("submit", version)
    walk.post("submit", version + 2)
    assert "已提交" not in walk.post("submit", version)  # it stands as handed in, but by a later step
    assert walk.lines("submit") == 2


def test_step_somebody_else_took_is_not_taken_for_ones_own(here: SmallSchool) -> None:
    plan = plans.submitted(here)
    other = here.actor("office")
    with pytest.raises(approval.NotPossible):
        approval.once(lambda: approval.submit(plan, by=other), plan, Event.SUBMIT, by=other, version=plan.version - 1)


def test_step_sent_twice_at_once_is_taken_once(here: SmallSchool) -> None:
    """Both sendings have read the paper before either was stored."""
    plan = plans.submitted(here)
    head = here.actor("head")
    first, second = plans.fresh(plan), plans.fresh(plan)
    for read in (first, second):
        approval.once(
            lambda read=read: approval.approve(read, by=head, note="好"), read, Event.APPROVE, by=head, version=plan.version, note="好"
        )
    assert HistoryLine.objects.filter(verb="approve").count() == 1
