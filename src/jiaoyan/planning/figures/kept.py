"""Figures as a summary keeps them once it is handed in, and what became of their records since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from django.apps import apps

from jiaoyan.planning.figures.figure import Figure, Figures, Record
from jiaoyan.planning.figures.live import figures_of
from jiaoyan.planning.models import TermSummary
from jiaoyan.schools.models import SchoolOwned


def figures_for(summary: TermSummary) -> Figures:
    """The figures a summary speaks of: kept ones once it was handed in, live ones before."""
    return thaw(summary.frozen) if summary.frozen else figures_of(summary.group, summary.term)


def freeze(figures: Figures) -> dict[str, Any]:
    """Figures with their records as JSON keeps them."""
    return {"figures": [_frozen(figure) for figure in figures.values()]}


def _frozen(figure: Figure) -> dict[str, Any]:
    records = [{**asdict(record), "day": record.day and record.day.isoformat()} for record in figure.records]
    return {**asdict(figure), "records": records}


def thaw(frozen: Mapping[str, Any]) -> Figures:
    """Figures as they were kept."""
    return {kept["name"]: Figure(**{**kept, "records": tuple(_thawed(kept["records"]))}) for kept in frozen["figures"]}


def _thawed(records: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
    return (Record(**{**kept, "day": date.fromisoformat(kept["day"]) if kept["day"] else None}) for kept in records)


@dataclass(frozen=True, slots=True)
class Lost:
    """A record a kept figure counts that is not counted any more: ``deleted``, or only changed."""

    figure: Figure
    record: Record
    deleted: bool


def lost_since(summary: TermSummary) -> tuple[Lost, ...]:
    """The records of kept figures that are counted no longer. None while it is written; else a fixed number of queries, one more for each kind lost."""
    if not summary.frozen:
        return ()
    live = {name: {record.key for record in figure.records} for name, figure in figures_of(summary.group, summary.term).items()}
    gone = [
        (figure, record)
        for name, figure in thaw(summary.frozen).items()
        for record in figure.records
        if record.key not in live.get(name, ())
    ]
    there = _still_there(record.key for _, record in gone)
    return tuple(Lost(figure, record, record.key not in there) for figure, record in gone)


def _still_there(keys: Iterable[str]) -> set[str]:
    """Which of the keys still name a row that was not taken out."""
    wanted: dict[str, set[int]] = {}
    for key in keys:
        label, _, pk = key.partition(":")
        wanted.setdefault(label, set()).add(int(pk))
    return {f"{label}:{pk}" for label, pks in wanted.items() for pk in _rows(cast("type[SchoolOwned]", apps.get_model(label)), pks)}


def _rows(model: type[SchoolOwned], pks: set[int]) -> list[int]:
    rows = model.objects.filter(pk__in=pks)
    if any(field.name == "removed_at" for field in model._meta.get_fields()):
        rows = rows.filter(removed_at__isnull=True)
    return list(rows.values_list("pk", flat=True))
