"""Figures of what was promised: how many of those asked have done it, how much was done, each from the lines and facts of ``planning.progress``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from jiaoyan.planning.figures.figure import PROMISED, Figure, Kind, Record
from jiaoyan.planning.progress import Standing, pages_of_lines
from jiaoyan.planning.rules.progress import is_personal
from jiaoyan.planning.rules.promises import Promise, promises_of
from jiaoyan.quotas.queries import groups_concerned
from jiaoyan.quotas.rules.fact import Fact, SubjectKind
from jiaoyan.quotas.rules.progress import Progress
from jiaoyan.schools.models import Group, Term

MODELS: Mapping[SubjectKind, str] = {"person": "schools.person", "class": "schools.schoolclass"}
Page = Callable[[Progress], str]


def promises_in(standing: Standing, group: Group, taken: Iterable[str]) -> tuple[Promise, ...]:
    """What a group of the tree, its grade, its people and its classes were asked in the term. No query."""
    every = {line.subject for line in standing.progress}
    theirs = {subject for subject in every if group.pk in groups_concerned(subject, standing.tree, standing.roster)}
    return promises_of(standing.progress, {subject for subject in theirs if subject.kind != "school"}, set(taken))


def promised_figures(promises: Iterable[Promise], standing: Standing, group: Group, term: Term) -> Iterator[Figure]:
    """Three figures of what each person or class was asked, two of what the group or grade was. No query."""
    page = pages_of_lines(group, term)
    for promise in promises:
        yield from _of_many(promise, standing, page) if promise.of_many else _of_group(promise, page)


def _of_many(promise: Promise, standing: Standing, page: Page) -> Iterator[Figure]:
    def lines(of: Iterable[Progress]) -> tuple[Record, ...]:
        return tuple(
            Record(
                f"{MODELS[each.subject.kind]}:{each.subject.id}",
                f"{standing.roster.name_of(each.subject)}　{each.sentence}",
                None,
                page(each),
                people=(each.subject.id,) if promise.of_people else (),
            )
            for each in of
        )

    slug, hint = f"{PROMISED}{promise.quota.key}", f"记下{promise.quota.name}以后，就数得出来。"
    unit, once_met = promise.counted_in, "有人达到要求以后，就数得出来。" if promise.of_people else "有班达到要求以后，就数得出来。"
    yield Figure(f"{slug}-asked", promise.asked_name, unit, "count", hint, lines(promise.lines), personal=promise.of_people)
    yield Figure(f"{slug}-met", promise.met_name, unit, "count", once_met, lines(promise.met), personal=promise.of_people)
    yield Figure(f"{slug}-done", promise.done_name, promise.quota.unit, _kind(promise), hint, _facts(promise), personal=promise.of_people)


def _of_group(promise: Promise, page: Page) -> Iterator[Figure]:
    slug, [line] = f"{PROMISED}{promise.quota.key}", promise.lines
    target = line.target or 0
    asked = Record(f"quotas.quota:{promise.quota.key}", line.sentence, None, page(line), part=target, whole=target)
    hint = f"记下{promise.quota.name}以后，就数得出来。"
    yield Figure(f"{slug}-asked", promise.asked_name, promise.quota.unit, "sum", "这一项没有规定最少做多少。", (asked,) if target else ())
    done = _facts(promise)
    personal = any(is_personal(record.key) for record in done)
    yield Figure(f"{slug}-done", promise.done_name, promise.quota.unit, _kind(promise), hint, done, personal=personal)


def _kind(promise: Promise) -> Kind:
    return "sum" if promise.demand.counted.measure else "count"


def _facts(promise: Promise) -> tuple[Record, ...]:
    """Every fact that counted for somebody, once, by day, with those it counted for."""
    whose: dict[tuple[str, str], set[int]] = {}
    found: dict[tuple[str, str], Fact] = {}
    for line in promise.lines:
        for fact in line.facts:
            found[fact.kind, fact.key] = fact
            whose.setdefault((fact.kind, fact.key), set()).add(line.subject.id)
    facts = sorted(found.values(), key=lambda fact: (fact.day, fact.key))
    measure = promise.demand.counted.measure
    return tuple(
        Record(
            fact.key,
            fact.label,
            fact.day,
            fact.url,
            part=int(fact.attributes.get(measure, 0)) if measure else 1,
            people=tuple(sorted(whose[fact.kind, fact.key])) if promise.of_people else (),
        )
        for fact in facts
    )
