"""The presets: every rule of the five source documents and of national policy, as data. A school starts from one and edits. 指标模板

Each line of ``data/*.toml`` says what becomes of a rule: a demand (counted, or a duty opened by an event), kept by the product itself,
or a reminder only, with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jiaoyan.quotas.rules.demand import Demand, Edition, Per, Quota
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.stored import demand_from

SLUGS = ("routine", "young", "study", "mentoring", "ledger")
NATIONAL = "national"
ALWAYS = date(1, 1, 1)  # national rules were in force before any term

Kept = Literal["counted", "duty", "product", "reminder"]
KEPT: Mapping[Kept, str] = {"counted": "计数", "duty": "由事情引出", "product": "系统自己保证", "reminder": "只作提醒"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a preset. ``demand`` is None for what is not counted; ``why`` then says why. ``note``: what to know before adopting it."""

    code: str
    name: str
    area: str
    unit: str
    kept: Kept
    demand: Demand | None
    note: str = ""
    why: str = ""

    @property
    def rule(self) -> str:
        """The rule it came from: "R047" for the line "R047.1"."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Preset:
    """One source document's rules."""

    slug: str
    title: str
    about: str
    lines: tuple[Line, ...]

    @property
    def countable(self) -> tuple[Line, ...]:
        """The lines that can be adopted as quotas."""
        return tuple(line for line in self.lines if line.demand is not None)


@cache
def preset(slug: str) -> Preset:
    """A preset by its name. Raises ``KeyError`` for a name there is none of, ``BadDemand`` for data that cannot be meant."""
    if slug not in (*SLUGS, NATIONAL):
        raise KeyError(slug)
    told = tomllib.loads((files("jiaoyan.quotas") / "data" / f"{slug}.toml").read_text("utf-8"))
    return Preset(slug, told["title"], told["about"], tuple(_line(each) for each in told["rule"]))


def presets() -> tuple[Preset, ...]:
    """The five presets a school chooses from, in order."""
    return tuple(preset(slug) for slug in SLUGS)


@cache
def national() -> tuple[Quota, ...]:
    """The national rules that are counted, as quotas: in force always, keys below zero, since they are no rows of anybody's."""
    lines = preset(NATIONAL).countable
    return tuple(
        Quota(-number, line.name, line.unit, (Edition(ALWAYS, line.demand),), line.rule, national=True)
        for number, line in enumerate(lines, start=1)
    )


def _line(told: Mapping[str, Any]) -> Line:
    demand = demand_from(told["demand"]) if "demand" in told else None
    unit = told.get("unit", "") or (KINDS[demand.counted.kind].unit if demand else "")
    why = told.get("kept", "") or told.get("reminder", "")
    return Line(told["code"], told["name"], told["area"], unit, _kept(told, demand), demand, told.get("note", ""), why)


def _kept(told: Mapping[str, Any], demand: Demand | None) -> Kept:
    if demand is not None:
        return "duty" if demand.per is Per.EVENT else "counted"
    return "product" if "kept" in told else "reminder"
