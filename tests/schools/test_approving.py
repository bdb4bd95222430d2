"""The shared pages of approval, seen on the group's plan: what is typed stays, what was said stays readable."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import NoteTooLong
from jiaoyan.schools.rules.approval import LONGEST_NOTE
from tests.conftest import SmallSchool
from tests.planning.builders import fresh, submitted

LONG = "请把薄弱点的数据写出来。" * 26


def decide(here: SmallSchool) -> str:
    return reverse("planning:decide", args=[here.group.pk, here.term.key])


def home(here: SmallSchool) -> str:
    return reverse("planning:plan", args=[here.group.pk, here.term.key])


def test_note_that_is_too_long_is_refused_beside_its_field_and_kept_whole(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    plan = submitted(here)
    assert len(LONG) > LONGEST_NOTE

    page = client_as("head").post(decide(here), {"version": plan.version, "decision": "return", "note": LONG})

    shown = page.content.decode()
    assert page.status_code == 422
    assert f"最多{LONGEST_NOTE}字，现在有{len(LONG)}字" in shown
    assert LONG in shown
    assert fresh(plan).status == "submitted"


def test_note_field_lets_the_browser_cut_nothing(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    submitted(here)
    assert "maxlength" not in client_as("head").get(decide(here)).content.decode().split("<textarea")[1].split(">")[0]


def test_verb_refuses_a_note_it_would_have_to_cut(here: SmallSchool) -> None:
    plan = submitted(here)
    with pytest.raises(NoteTooLong, match="请缩短"):
        approval.send_back(plan, by=here.actor("head"), note=LONG)
    assert fresh(plan).status == "submitted"


def test_reasons_of_earlier_returns_stay_readable_after_handing_in_again(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    plan = submitted(here)
    head, leader = client_as("head"), client_as("leader")
    head.post(decide(here), {"version": plan.version, "decision": "return", "note": "薄弱点请写数据"})
    leader.post(reverse("planning:submit", args=[here.group.pk, here.term.key]), {"version": fresh(plan).version})

    for client, address in ((head, decide(here)), (leader, home(here))):
        shown = client.get(address).content.decode()
        assert "审批经过（3）" in shown
        assert "薄弱点请写数据" in shown


def test_decision_about_an_older_version_keeps_the_note_and_the_next_one_is_about_what_stands_now(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    plan = submitted(here)
    seen = plan.version
    leader, head = client_as("leader"), client_as("head")
    for step in ("withdraw", "submit"):
        leader.post(reverse(f"planning:{step}", args=[here.group.pk, here.term.key]), {"version": fresh(plan).version})

    page = head.post(decide(here), {"version": seen, "decision": "return", "note": "薄弱点请写数据"})

    assert page.status_code == 422
    assert "看过以后请再决定一次" in page.content.decode()
    sent_next = {name: page.context["form"][name].value() for name in ("version", "decision", "note")}
    assert sent_next["note"] == "薄弱点请写数据"
    assert head.post(decide(here), sent_next).status_code == 302
    assert fresh(plan).status == "returned"


def test_paper_that_no_longer_waits_leads_back_to_its_page(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    plan = submitted(here)
    approval.withdraw(plan, by=here.actor("leader"))

    page = client_as("head").get(decide(here), follow=True)

    assert page.redirect_chain == [(home(here), 302)]
    assert "不在等待审批" in html.unescape(page.content.decode())


def test_writer_who_may_not_decide_is_told_who_does(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    submitted(here)
    page = client_as("leader").get(decide(here))
    assert page.status_code == 403
    assert "教研组长" in page.content.decode()


@pytest.mark.parametrize("step", ["submit", "withdraw", "reopen"])
def test_whoever_decides_cannot_take_the_writers_steps(here: SmallSchool, client_as: Callable[[str], Client], step: str) -> None:
    plan = submitted(here)
    page = client_as("head").post(reverse(f"planning:{step}", args=[here.group.pk, here.term.key]), {"version": plan.version})
    assert page.status_code == 403
    assert fresh(plan).status == "submitted"
