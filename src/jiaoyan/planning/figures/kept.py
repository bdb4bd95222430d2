"""Figures as a summary keeps them once it is handed in, and what became of their records since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from django.apps import apps

from jiaoyan.planning.figures.figure import Figure, Figures, Record
from jiaoyan.planning.figures.live import figures_in, figures_of, known_names
from jiaoyan.planning.figures.reading import read
from jiaoyan.planning.models import TermSummary
from jiaoyan.schools.models import SchoolOwned


def figures_for(summary: TermSummary) -> Figures:
    """The figures a summary speaks of: kept ones once it was handed in, live ones before."""
    return thaw(summary.frozen) if summary.frozen else figures_of(summary.group, summary.term)


def figures_named(summary: TermSummary, marks: Collection[str]) -> Figures:
    """Figures enough for a text with these marks: quotas are counted only when one of theirs stands in it."""
    if not summary.frozen and known_names().issuperset(marks):
        return figures_in(read(summary.group, summary.term))
    return figures_for(summary)


def names_for(summary: TermSummary, marks: Collection[str]) -> Collection[str]:
    """The names that marks of a summary may have. No query unless a mark stands among them that not every school has."""
    return known_names() if known_names().issuperset(marks) else figures_for(summary).keys()


def freeze(figures: Figures) -> dict[str, Any]:
    """Figures with their records as JSON keeps them."""
    return {"figures": [_frozen(figure) for figure in figures.values()]}


def _frozen(figure: Figure) -> dict[str, Any]:
    return {**asdict(figure), "records": frozen_records(figure.records)}


def frozen_records(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Records as JSON keeps them."""
    return [{**asdict(record), "day": record.day and record.day.isoformat()} for record in records]


def thaw(frozen: Mapping[str, Any]) -> Figures:
    """Figures as they were kept."""
    return {kept["name"]: Figure(**{**kept, "records": tuple(thawed_records(kept["records"]))}) for kept in frozen["figures"]}


def thawed_records(records: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
    """Records as they were kept."""
    for kept in records:
        day = date.fromisoformat(kept["day"]) if kept["day"] else None
        yield Record(**{**kept, "day": day, **{whose: tuple(kept.get(whose, ())) for whose in ("people", "groups")}})


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
    kept = thaw(summary.frozen)
    spoke_of_quotas = any(figure.promised for figure in kept.values())
    now = figures_of(summary.group, summary.term) if spoke_of_quotas else figures_in(read(summary.group, summary.term))
    live = {name: {record.key for record in figure.records} for name, figure in now.items()}
    gone = [(figure, record) for name, figure in kept.items() for record in figure.records if record.key not in live.get(name, ())]
    there = _still_there(record.key for _, record in gone)
    return tuple(Lost(figure, record, record.key not in there) for figure, record in gone)


def _still_there(keys: Iterable[str]) -> set[str]:
    """Which of the keys still name a row that was not taken out; what is no row but worked out ("pacing.taughtweek:4-11-3") is there."""
    wanted: dict[str, set[int]] = {}
    there: set[str] = set()
    for key in keys:
        label, _, pk = key.partition(":")
        if pk.isdecimal():
            wanted.setdefault(label, set()).add(int(pk))
        else:
            there.add(key)
    return there | {f"{label}:{pk}" for label, pks in wanted.items() for pk in _rows(cast("type[SchoolOwned]", apps.get_model(label)), pks)}


def _rows(model: type[SchoolOwned], pks: set[int]) -> list[int]:
    rows = model.objects.filter(pk__in=pks)
    if any(field.name == "removed_at" for field in model._meta.get_fields()):
        rows = rows.filter(removed_at__isnull=True)
    return list(rows.values_list("pk", flat=True))
