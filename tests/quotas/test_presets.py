"""Every known rule has its line in a preset, with the number, period and weight it was written down with; each exception says why."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from docs.rules_table import PAGE, written
from jiaoyan.quotas import presets
from jiaoyan.quotas.models import Area
from jiaoyan.quotas.presets import Line
from jiaoyan.quotas.rules.conflicts import Clash, conflicts
from jiaoyan.quotas.rules.demand import Edition, Per, Quota
from tests.conftest import TODAY

KNOWN = {row["rule"]: row for row in csv.DictReader((Path(__file__).parent / "known_rules.csv").open(encoding="utf-8"))}
LINES = [line for slug in (presets.NATIONAL, *presets.SLUGS) for line in presets.preset(slug).lines]
COUNTED = [line for line in LINES if line.demand is not None]

# Where a demand is counted by another stretch than the rule names, and why that is the same.
OTHER_STRETCH = {
    "R041": "nothing in each activity is nothing in the term",
    "R042": "nothing in each activity is nothing in the term",
    "R115": "one plan a term, so its tables are counted in the term",
    "R123": "one schedule a term holds all units",
}
EVENTS = {
    "unit": "unit",
    "activity": "meeting",
    "exam": "exam",
    "open_lesson": "research_lesson",
    "research_lesson": "research_lesson",
    "external_training": "training",
    "observe_teach_pair": "mentee_lesson",
}


def by_rule() -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in LINES:
        found[line.rule].append(line)
    return found


def test_every_known_rule_has_a_line_and_no_line_a_rule_nobody_knows() -> None:
    assert len(KNOWN) == 118
    assert set(by_rule()) == set(KNOWN)


def test_codes_are_unique_and_areas_known() -> None:
    assert len({line.code for line in LINES}) == len(LINES)
    told = {line.code: line for line in LINES}
    assert {line.area for line in told.values()} <= set(Area.values)


@pytest.mark.parametrize("line", COUNTED, ids=lambda line: line.code)
def test_counted_line_has_the_number_the_rule_has(line: Line) -> None:
    parts = [each for each in by_rule()[line.rule] if each.demand is not None]
    for bound in ("least", "most"):
        numbers = [getattr(each.demand.number, bound) for each in parts if each.demand is not None]
        times = len(line.demand.window.points) or 1 if line.demand else 1
        known = KNOWN[line.rule][bound]
        assert (None if None in numbers else sum(numbers) * times) == (int(known) if known else None)


@pytest.mark.parametrize("line", COUNTED, ids=lambda line: line.code)
def test_counted_line_is_counted_by_the_stretch_and_with_the_weight_the_rule_has(line: Line) -> None:
    assert line.demand is not None
    known, per = KNOWN[line.rule], line.demand.per
    assert line.demand.severity == known["severity"]
    if line.rule in OTHER_STRETCH:
        assert per is Per.TERM
    elif per is Per.EVENT:
        assert line.demand.event is not None
        assert line.demand.event.kind == EVENTS[known["per"]]
    else:
        assert per == known["per"]


@pytest.mark.parametrize("line", [line for line in LINES if line.demand is None], ids=lambda line: line.code)
def test_line_that_is_not_counted_says_why_in_a_sentence(line: Line) -> None:
    assert line.kept in {"product", "reminder"}
    assert line.why.endswith("。")


def test_preset_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        presets.preset("../national")


def test_national_rules_have_keys_no_row_can_have() -> None:
    assert [(quota.rule, quota.national) for quota in presets.national()] == [("P003", True), ("P004", True)]
    assert all(quota.key < 0 for quota in presets.national())


@pytest.mark.parametrize("slug", presets.SLUGS)
def test_no_preset_contradicts_itself(slug: str) -> None:
    quotas = [
        Quota(number, line.name, line.unit, (Edition(presets.ALWAYS, line.demand),), line.rule)
        for number, line in enumerate(presets.preset(slug).countable)
    ]
    assert [clash for clash in conflicts(quotas, TODAY) if clash.kind is Clash.CONTRADICTION] == []


def test_committed_table_of_rules_is_current() -> None:
    assert PAGE.read_text("utf-8") == written(), "make rules"
