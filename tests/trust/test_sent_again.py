"""Every page of a change answers the same form twice in the same way, as a phone sends it again whose answer was lost; an older form with other words is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from jiaoyan.activities.actions import analyses, talked
from jiaoyan.schools.models import HistoryLine
from tests.activities.builders import IN_MEETING, analysis, opened, trained
from tests.assessments import builders as of_tests
from tests.conftest import SmallSchool
from tests.items.showcase_builders import added, designed
from tests.lessons import builders as lessons
from tests.planning import builders as plans
from tests.quotas.builders import listening

Sent = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A page, who opens it, and a field (by the beginning of its name) with two things one may type there."""

    page: str
    args: Callable[[SmallSchool], list[Any]]
    field: str
    words: tuple[str, str]
    by: str = "leader"
    action: str = ""


def marked(here: SmallSchool) -> list[Any]:
    return [of_tests.marked(here).pk, here.classes[0].pk]


def report(here: SmallSchool) -> list[Any]:
    return [of_tests.complete(here).exam_id]


def unit(here: SmallSchool) -> list[Any]:
    row = analysis(here)
    goal, _ = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=[("会解方程", "掌握"), ("能说理由", "理解")])
    analyses.set_attainment(by=here.actor("leader"), analysis=row, counts={(goal, here.classes[0]): (40, 30)})
    return [row.pk]


def opinion(here: SmallSchool) -> list[Any]:
    by, speaker = here.actor("leader"), here.people["teacher"]
    return [talked.add_opinion(by=by, activity=opened(here), speaker=speaker, text="先估一估", at=IN_MEETING).pk]


def decision(here: SmallSchool) -> list[Any]:
    by, owner = here.actor("leader"), here.people["teacher"]
    return [talked.add_decision(by=by, activity=opened(here), what="写教案", owner=owner, due=date(2024, 6, 20), at=IN_MEETING).pk]


def table_2(here: SmallSchool) -> list[Any]:
    plans.paced(here)
    return [here.group.pk, here.term.key]


CHANGES = {
    "table 2": Change("pacing:edit", table_2, "pacing-1-content", ("认识方程（一）", "认识方程（二）")),
    "marks": Change("assessments:marks_edit", marked, r"marks-2-q\d+", ("4", "3")),
    "report, text": Change("assessments:report_text", report, "strengths", ("口算又快又准", "应用题步骤完整")),
    "report, problems": Change("assessments:report_problems", report, r"\w+-0-action", ("每天口算", "每周口算")),
    "typical error": Change("assessments:error_edit", lambda here: [of_tests.with_error(here).pk], "cause", ("没有看清", "算理不清")),
    "goals": Change("activities:unit_analysis", unit, r"\S*text\S*", ("会列方程", "会验算"), action="goals"),
    "attainment": Change("activities:unit_analysis", unit, r"attainment-1-\w*\d", ("31", "32"), action="attainment"),
    "opinion": Change("activities:opinion", opinion, r"opinion\d+-text", ("再算一算", "别的话")),
    "decision": Change("activities:decision", decision, r"decision\d+-what", ("改教案", "听一节课")),
    "training": Change("activities:training_change", lambda here: [trained(here).pk], "theme", ("板书与追问", "作业设计")),
    "showcase, design": Change("items:showcase_design", lambda here: [designed(here).pk], r"\w+-0-text", ("剪一剪，量一量", "拼一拼")),
    "showcase, exhibition": Change("items:showcase_review", lambda here: [designed(here).pk], "exhibition_place", ("三楼走廊", "大厅")),
    "work": Change("items:showcase_works", lambda here: [added(here).showcase_id], r"w\d+-title", ("变成长方形", "拼成正方形")),
    "quota": Change("quotas:change", lambda here: [listening(here).pk], "name", ("互相听课", "推门听课"), by="head"),
    "observation": Change("lessons:observation_change", lambda here: [lessons.observed(here).pk], "topic", ("圆的周长", "圆的面积")),
}


@pytest.fixture(params=CHANGES)
def change(request: pytest.FixtureRequest) -> Change:
    return CHANGES[request.param]


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def form_on(page: str, address: str, change: Change) -> tuple[str, Sent, str]:
    """Where the form with the field goes, what a browser would send of it untouched, and the name of the field."""
    for form in html.fromstring(page).forms:
        names = [name for name in form.fields if re.fullmatch(change.field, name)]
        if names and change.action in (form.action or ""):
            return form.action or address, untouched(form), names[0]
    raise AssertionError(f"no form with {change.field} on {address}")


def untouched(form: Any) -> Sent:
    """What a browser sends of a form nobody has typed in."""
    sent: Sent = {}
    for field in form.inputs:
        kind, name = field.get("type", ""), field.get("name")
        if not name or kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and not field.checked):
            continue
        if field.tag == "select":
            values = [each.get("value", "") for each in field.iter("option") if each.get("selected") is not None]
        else:
            values = [field.get("value", "") if field.tag == "input" else field.text or ""]
        sent.setdefault(name, []).extend(value.removeprefix("\n") for value in values)
    return sent


def said(answer: HttpResponse) -> str:
    """What a refused page says."""
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_form_sent_again_is_answered_the_same_and_an_older_one_with_other_words_is_refused(
    here: SmallSchool, client_as: Callable[[str], Client], change: Change
) -> None:
    address, client = reverse(change.page, args=change.args(here)), client_as(change.by)
    where, sent, field = form_on(client.get(address).content.decode(), address, change)
    mine, other = ({**sent, field: [words]} for words in change.words)

    first = client.post(where, mine)
    assert first.status_code == 302, said(first)
    lines = HistoryLine.objects.exclude(verb__in=["view", "export"]).count()
    second = client.post(where, mine)
    assert (second.status_code, second["Location"]) == (302, first["Location"]), said(second)
    refused = client.post(where, other)
    assert refused.status_code in (409, 422)
    assert change.words[1] in refused.content.decode(), "what was typed is lost"
    assert HistoryLine.objects.exclude(verb__in=["view", "export"]).count() == lines
    assert change.words[0] in client.get(address).content.decode(), "what stood there is lost"
