"""Demands as data: what goes in comes out, what cannot be meant is refused with its field and a Chinese reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Due, Number, Per, Severity, Window
from jiaoyan.quotas.rules.kinds import KINDS, FactKind
from jiaoyan.quotas.rules.stored import GROUP_KINDS, ROLES, BadDemand, demand_from, to_data
from jiaoyan.schools.models import LEADERS, Group, Role

SIMPLE: dict[str, Any] = {
    "audience": {"subject": "person"},
    "counted": {"kind": "observation"},
    "number": {"least": 15},
    "per": "term",
}


@st.composite
def conditions(draw: st.DrawFn, kind: FactKind) -> tuple[Condition, ...]:
    found = []
    for name in draw(st.lists(st.sampled_from(sorted(kind.attributes)), unique=True, max_size=3)) if kind.attributes else []:
        attribute = kind.attributes[name]
        if attribute.choices:
            found.append(Condition(name, tuple(draw(st.lists(st.sampled_from(sorted(attribute.choices)), min_size=1, max_size=3)))))
        elif attribute.number:
            least = draw(st.integers(0, 50))
            found.append(Condition(name, (), least, draw(st.none() | st.integers(least, 99))))
        else:
            found.append(Condition(name, (draw(st.booleans()),)))
    return tuple(found)


@st.composite
def counted(draw: st.DrawFn, kind: FactKind) -> Counted:
    numbers = [name for name, attribute in sorted(kind.attributes.items()) if attribute.number]
    return Counted(kind.slug, draw(conditions(kind)), draw(st.sampled_from(["", *numbers])))


@st.composite
def audiences(draw: st.DrawFn, kind: FactKind) -> Audience:
    subject = draw(st.sampled_from(kind.subjects))
    grades = tuple(sorted(draw(st.sets(st.integers(1, 6)))))
    if subject == "group":
        kinds = tuple(draw(st.lists(st.sampled_from(sorted(GROUP_KINDS)), min_size=1, max_size=3, unique=True)))
        return Audience(subject, (), kinds, grades, draw(st.none() | st.integers(2, 50)))
    if subject == "person":
        return Audience(subject, tuple(draw(st.lists(cohorts(), max_size=2))), (), grades)
    return Audience(subject, (), (), grades)


@st.composite
def cohorts(draw: st.DrawFn) -> Cohort:
    above = draw(st.none() | st.integers(0, 20))
    cohort = Cohort(
        age_max=draw(st.none() | st.integers(18, 80)),
        here_below=draw(st.none() | st.integers(1, 60)),
        service_max=draw(st.none() | st.integers((above or 0) + 1, 60)),
        service_above=above,
        titles=tuple(draw(st.lists(st.sampled_from(["骨干", "名师", "带头人"]), max_size=2, unique=True))),
        roles=tuple(draw(st.lists(st.sampled_from(sorted(ROLES)), max_size=2, unique=True))),
    )
    return cohort if cohort != Cohort() else Cohort(age_max=35)


@st.composite
def windows(draw: st.DrawFn, kind: FactKind, per: Per) -> Window:
    if per is Per.EVENT:
        return Window(within_days=draw(st.none() | st.integers(1, 200)))
    if per is Per.TERM and "point" in kind.attributes and draw(st.booleans()):
        return Window(points=("mid_term", "final"))
    months = tuple(draw(st.lists(st.integers(1, 12), max_size=3, unique=True)))
    window = Window(months=months, part=draw(st.sampled_from(["", "early", "middle", "late"])) if months else "")
    due = draw(st.none() | st.sampled_from(Due) | st.dates(date(2023, 9, 1), date(2024, 7, 1)))
    if isinstance(due, Due):
        return replace(window, by=due, weeks=draw(st.integers(0, 20)) if due is Due.TERM_START else 0)
    return replace(window, on=due, tentative=draw(st.booleans())) if due else window


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    kind = draw(st.sampled_from(list(KINDS.values())))
    per = draw(st.sampled_from(Per))
    least = draw(st.none() | st.integers(0, 99))
    most = draw(st.integers(least or 0, 99) if least is None else st.none() | st.integers(least, 99))
    return Demand(
        audience=draw(audiences(kind)),
        counted=draw(counted(kind)),
        number=Number(least, most),
        per=per,
        event=draw(counted(draw(st.sampled_from(list(KINDS.values()))))) if per is Per.EVENT else None,
        window=draw(windows(kind, per)),
        severity=draw(st.sampled_from(Severity)),
    )


def refusal_of(data: Any) -> str:
    try:
        demand_from(data)
    except BadDemand as bad:
        return bad.reason
    return ""


@given(demands())
def test_what_is_stored_is_read_back_the_same_through_json(demand: Demand) -> None:
    assert demand_from(json.loads(json.dumps(to_data(demand)))) == demand


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
    )
)
def test_any_data_is_read_or_refused_in_chinese(data: Any) -> None:
    for strange in (
        data,
        {**SIMPLE, "audience": data},
        {**SIMPLE, "counted": data},
        {**SIMPLE, "number": data},
        {**SIMPLE, "window": data},
    ):
        assert refusal_of(strange).endswith("。") or to_data(demand_from(strange))


def test_zero_is_kept_since_it_forbids() -> None:
    assert to_data(Demand(Audience("person"), Counted("absence"), Number(None, 0), Per.TERM))["number"] == {"most": 0}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"number": {}}, "number", "请写数量"),
        ({"number": {"least": 5, "most": 3}}, "number", "做不到"),
        ({"number": {"least": -1}}, "number.least", "0到9999"),
        ({"number": {"least": True}}, "number.least", "整数"),
        ({"number": {"least": 10000}}, "number.least", "0到9999"),
        ({"number": {"exact": 2}}, "number", "exact"),
        ({"per": "year"}, "per", "计数周期"),
        ({"per": "event"}, "event", "由哪件事"),
        ({"event": {"kind": "unit"}}, "event", "没有引起"),
        ({"severity": "shall"}, "severity", "分量"),
        ({"audience": {}}, "audience.subject", "对谁"),
        ({"audience": {"subject": "class"}}, "audience", "不能按班级"),
        ({"audience": {"subject": "group"}}, "audience.groups", "哪一种组"),
        ({"audience": {"subject": "group", "groups": ["club"]}}, "audience.groups", "没有这一种组"),
        ({"audience": {"subject": "group", "groups": ["prep"], "cohorts": [{"age_max": 35}]}}, "audience.cohorts", "教师身上"),
        ({"audience": {"subject": "person", "size_below": 3}}, "audience.groups", "用在组上"),
        ({"audience": {"subject": "person", "cohorts": [{}]}}, "audience.cohorts", "没有写条件"),
        ({"audience": {"subject": "person", "cohorts": [{"roles": ["boss"]}]}}, "audience.cohorts", "没有这个职务"),
        ({"audience": {"subject": "person", "cohorts": [{"titles": [" "]}]}}, "audience.cohorts", "称号"),
        ({"audience": {"subject": "person", "cohorts": [{"service_max": 3, "service_above": 5}]}}, "audience.cohorts", "不会有"),
        ({"audience": {"subject": "person", "grades": [7]}}, "audience.grades", "1到6"),
        ({"counted": {"kind": "blog"}}, "counted.kind", "数什么"),
        ({"counted": {"kind": "observation", "where": [{"attribute": "steps", "least": 1}]}}, "counted.where", "没有这个条件"),
        ({"counted": {"kind": "observation", "where": [{"attribute": "purpose"}]}}, "counted.where", "没有选"),
        ({"counted": {"kind": "observation", "where": [{"attribute": "purpose", "among": ["far"]}]}}, "counted.where", "没有这个选项"),
        ({"counted": {"kind": "observation", "where": [{"attribute": "by_leader", "among": [1]}]}}, "counted.where", "没有这个选项"),
        ({"counted": {"kind": "observation", "measure": "purpose"}}, "counted.measure", "可以相加"),
        ({"window": {"weeks": 2}}, "window.weeks", "开学以后"),
        ({"window": {"tentative": True}}, "window.tentative", "哪一天"),
        ({"window": {"on": "2024-02-30"}}, "window.on", "日期写得不对"),
        ({"window": {"by": "term_end", "on": "2024-05-21"}}, "window.on", "只能写一个"),
        ({"window": {"part": "late"}}, "window.part", "月份"),
        ({"window": {"months": [13]}}, "window.months", "1到12"),
        ({"window": {"within_days": 7}}, "window.within_days", "一件事"),
        ({"window": {"points": ["final"]}}, "window.points", "不分期中"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_field(change: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(BadDemand) as refused:
        demand_from({**SIMPLE, **change})
    assert refused.value.field == field
    assert words in refused.value.reason


def test_roles_and_kinds_of_groups_are_those_of_the_school() -> None:
    assert {kind: Role.Kind(kind).label for kind in LEADERS} == ROLES
    assert dict(Group.Kind.choices) == GROUP_KINDS
