"""A change of a quota that is sent again is answered as saved; over what somebody else asks by now it is refused, and theirs stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.rules.demand import Number
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from tests.conftest import TODAY, SmallSchool
from tests.quotas.builders import LISTEN, listening

LATER = date(2024, 6, 17)
MORE = replace(LISTEN, number=Number(18))


def lines_of(verb: str) -> int:
    return HistoryLine.objects.filter(verb=verb).count()


def change(here: SmallSchool, row: Quota, by: str = "head", **more: Any) -> Quota:
    asked = {"version": 1, "demand": MORE, "begins": LATER, "why": "学期过半", "today": TODAY} | more
    return keeping.change_quota(by=here.actor(by), quota=row, **asked)


@pytest.mark.parametrize("what", [{}, {"demand": LISTEN, "name": "互相听课"}, {"name": "互相听课"}])
def test_change_sent_again_is_stored_once(here: SmallSchool, what: dict[str, Any]) -> None:
    row = listening(here)
    before = row.editions.count()
    for _ in range(2):
        assert change(here, row, **what).version == 2
    assert lines_of("quota_change") == 1
    assert row.editions.count() == before + ("demand" not in what)


@pytest.mark.parametrize(
    "mine",
    [{"demand": replace(LISTEN, number=Number(20))}, {"begins": date(2024, 6, 24)}, {"why": "另有原因"}, {"name": "别的"}],
)
def test_other_change_over_what_was_not_seen_is_refused_and_the_first_stays(here: SmallSchool, mine: dict[str, Any]) -> None:
    row = listening(here)
    change(here, row, by="office")
    with pytest.raises(ChangedMeanwhile):
        change(here, row, **mine)
    stored = Quota.objects.get(pk=row.pk)
    last = stored.editions.order_by("-begins")[0]
    assert (stored.name, last.asked, last.begins, last.why) == (row.name, MORE, LATER, "学期过半")
    assert lines_of("quota_change") == 1


def test_withdrawal_sent_again_is_stored_once_and_another_is_refused(here: SmallSchool) -> None:
    row = listening(here)
    given: dict[str, Any] = {"quota": row, "version": 1, "begins": LATER, "why": "太多", "today": TODAY}
    for _ in range(2):
        keeping.withdraw_quota(by=here.actor("head"), **given)
    assert lines_of("quota_withdraw") == 1
    with pytest.raises(ChangedMeanwhile):
        keeping.withdraw_quota(by=here.actor("office"), **given)


def test_page_of_a_withdrawal_sent_again_says_it_is_done(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    row = listening(here)
    head = client_as("head")
    for _ in range(2):
        answer = head.post(
            reverse("quotas:withdraw", args=[row.pk]), {"begins": LATER.isoformat(), "why": "太多", "version": "1"}, follow=True
        )
        assert "已停用。" in answer.content.decode()
