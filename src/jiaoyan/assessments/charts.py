"""The two charts of a test: how many in each band, and how each item was solved beside what was expected."""

from __future__ import annotations

from typing import Any

from jiaoyan.assessments.rules.figures import Snapshot
from jiaoyan.assessments.rules.numbers import half_up
from jiaoyan.schools.rules.numerals import percent

INK, PALE, RED = "#4a6670", "#a9bcc2", "#b5321f"
WIDTH, HEIGHT = 560, 190


def bands(snapshot: Snapshot) -> tuple[dict[str, Any], str]:
    """Pupils of the grade by score band, and the same in words."""
    names = list(reversed(snapshot.policy.band_names))
    counts = list(reversed(snapshot.grade.bands))
    values = [{"band": name, "count": count} for name, count in zip(names, counts, strict=True)]
    x = {"field": "band", "type": "ordinal", "sort": names, "title": "分数段", "axis": {"labelAngle": 0}}
    y = {"field": "count", "type": "quantitative", "title": "人数", "axis": {"tickMinStep": 1}}
    spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "color": INK, "width": {"band": 0.6}}},
            {"mark": {"type": "text", "dy": -7, "fontSize": 12}, "encoding": {"text": {"field": "count"}}},
        ],
    }
    told = "，".join(f"{name}分{count}人" for name, count in zip(names, counts, strict=True))
    return spec, f"年级各分数段人数：{told}"


def items(snapshot: Snapshot) -> tuple[dict[str, Any], str]:
    """The grade's rate of every item as a bar, the expected one as a red stroke."""
    values: list[dict[str, Any]] = []
    told = []
    for place, question in enumerate(snapshot.questions):
        rate = snapshot.grade.item_rate(place, question.full)
        if rate is not None:
            values.append({"item": question.label, "rate": float(half_up(rate * 100, 1)), "expected": question.expected})
            told.append(f"第{question.label}题{percent(rate)}")
    labels = [value["item"] for value in values]
    title = "题号（短横线为预期得分率）" if any(question.expected is not None for question in snapshot.questions) else "题号"
    x = {"field": "item", "type": "ordinal", "sort": labels, "title": title, "axis": {"labelAngle": 0}}
    y = {"type": "quantitative", "title": "得分率（%）", "scale": {"domain": [0, 100]}}
    expected = {"mark": {"type": "tick", "color": RED, "thickness": 2.5, "orient": "horizontal"}}
    spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {"x": x},
        "layer": [
            {"mark": {"type": "bar", "color": PALE, "width": {"band": 0.6}}, "encoding": {"y": {**y, "field": "rate"}}},
            {
                **expected,
                "transform": [{"filter": {"field": "expected", "valid": True}}],
                "encoding": {"y": {**y, "field": "expected"}},
            },
        ],
    }
    return spec, "各题得分率：" + "，".join(told)
