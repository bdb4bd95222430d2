"""The edit form: every demand a preset has is shown and comes back the same; what is wrong stands beside its field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from jiaoyan.quotas import presets
from jiaoyan.quotas.forms.beginning import offered_day
from jiaoyan.quotas.forms.quota import QuotaForm
from jiaoyan.quotas.forms.words import AREAS
from jiaoyan.quotas.models import Area
from jiaoyan.quotas.presets import Line
from jiaoyan.quotas.rules.demand import Audience, Cohort, Counted, Demand, Number, Per
from jiaoyan.quotas.rules.kinds import KINDS

COUNTED = [line for slug in (*presets.SLUGS, presets.NATIONAL) for line in presets.preset(slug).countable]


def as_sent(form: QuotaForm) -> QueryDict:
    """What a browser sends for a form that nobody touched."""
    sent = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        if isinstance(value, list):
            sent.setlist(field.name, [str(each) for each in value])
        else:
            sent[field.name] = "on" if value is True else str(value)
    return sent


def untouched(demand: Demand) -> QuotaForm:
    start = {"name": "某项", "unit": "次", "area": "lesson", "begins": "2024-06-17"}
    kind = KINDS[demand.counted.kind]
    return QuotaForm(as_sent(QuotaForm(kind=kind, demand=demand, initial=start)), kind=kind, demand=demand)


def sent_with(form: QuotaForm) -> QueryDict:
    """A copy of what was sent, to be changed."""
    assert isinstance(form.data, QueryDict)
    return form.data.copy()


@pytest.mark.parametrize("line", COUNTED, ids=lambda line: line.code)
def test_demand_of_a_preset_passes_the_form_unchanged(line: Line) -> None:
    assert line.demand is not None
    form = untouched(line.demand)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["demand"] == line.demand


@pytest.mark.parametrize(
    "audience",
    [
        Audience("person", (Cohort(age_max=40),)),
        Audience("person", (Cohort(age_max=40, service_above=3),), grades=(3, 4)),
        Audience("person", (Cohort(age_max=40), Cohort(here_below=2))),
        Audience("person", (Cohort(age_max=40, here_below=1), Cohort(service_max=2))),
        Audience("person", (Cohort(titles=("特级",)),)),
        Audience("person", (Cohort(roles=("stage_leader",)),), grades=(1,)),
        Audience("group", groups=("prep", "stage")),
        Audience("group", groups=("prep",), grades=(5,), size_below=4),
    ],
)
def test_audience_of_any_make_passes_the_form_unchanged(audience: Audience) -> None:
    demand = Demand(audience, Counted("observation"), Number(1), Per.TERM)
    form = untouched(demand)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["demand"] == demand


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"least": "", "most": ""}, "least"),
        ({"least": "5", "most": "3"}, "least"),
        ({"least": "-1"}, "least"),
        ({"whose": "own"}, "age_max"),
        ({"whose": "grade"}, "whose"),
        ({"per": "event-nothing"}, "per"),
        ({"until": "on"}, "on"),
        ({"until": "on", "on": "2024-02-30"}, "on"),
        ({"months": "三月"}, "months"),
        ({"months": "13"}, "months"),
        ({"where-purpose": ["far"]}, "where-purpose"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(more: dict[str, Any], field: str) -> None:
    demand = Demand(Audience("person"), Counted("observation"), Number(15), Per.TERM)
    form = untouched(demand)
    data = sent_with(form)
    for name, value in more.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    wrong = QuotaForm(data, kind=form.kind, demand=demand)
    assert not wrong.is_valid()
    assert list(wrong.errors) == [field]


@pytest.mark.parametrize(
    ("today", "offered"),
    [
        (date(2024, 2, 1), date(2024, 2, 21)),
        (date(2024, 2, 21), date(2024, 2, 21)),
        (date(2024, 6, 10), date(2024, 6, 10)),
        (date(2024, 6, 12), date(2024, 6, 17)),
        (date(2024, 6, 25), date(2024, 6, 25)),
    ],
    ids=["before the term", "its first day", "a Monday", "a Wednesday", "no Monday left"],
)
def test_first_day_offered_puts_nobody_in_arrears(today: date, offered: date) -> None:
    assert offered_day(date(2024, 2, 21), date(2024, 6, 28), today) == offered


def test_every_kind_has_a_place_in_the_list() -> None:
    assert set(AREAS) == set(KINDS)
    assert set(AREAS.values()) <= set(Area.values)


def test_two_times_of_a_paper_come_only_with_the_term() -> None:
    demand = Demand(Audience("group", groups=("prep",)), Counted("exam_analysis"), Number(1), Per.TERM)
    data = sent_with(untouched(demand))
    data.update({"points": "on", "per": "month"})
    data.setlist("per", ["month"])
    form = QuotaForm(data, kind=KINDS["exam_analysis"], demand=demand)
    assert list(form.errors) == ["points"]
