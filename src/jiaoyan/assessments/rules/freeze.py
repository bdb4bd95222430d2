"""Figures as JSON and back: what a report handed in and approved was written from. Counts only; no pupil's mark can be read out of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jiaoyan.assessments.rules.figures import ClassFigures, Extremes, Policy, Question, Snapshot, Tally


def frozen(snapshot: Snapshot) -> dict[str, Any]:
    """The snapshot as plain JSON values."""
    return asdict(snapshot)


def thawed(stored: dict[str, Any]) -> Snapshot:
    """The snapshot that was frozen."""
    extremes = stored["extremes"]
    return Snapshot(
        policy=Policy(**stored["policy"]),
        questions=tuple(Question(**each) for each in stored["questions"]),
        classes=tuple(_class(each) for each in stored["classes"]),
        grade=_tally(stored["grade"]),
        extremes=Extremes(**{name: _tuple(value) for name, value in extremes.items()}) if extremes else None,
        hidden=stored["hidden"],
        missing=tuple(stored["missing"]),
    )


def _class(stored: dict[str, Any]) -> ClassFigures:
    reasons = tuple((why, count) for why, count in stored["reasons"])
    return ClassFigures(stored["key"], stored["name"], _tally(stored["tally"]), reasons, stored["hidden"])


def _tally(stored: dict[str, Any]) -> Tally:
    return Tally(**{name: _tuple(value) for name, value in stored.items()})


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
