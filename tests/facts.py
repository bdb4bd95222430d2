"""What every test of a ``facts.py`` needs: an extent of the small school, and that facts keep to the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.schools.queries import calendar_of
from tests.conftest import TODAY, SmallSchool


def extent(school: SmallSchool, day: date = TODAY, person: str = "") -> Extent:
    """The whole tree of the small school's research group on a day, or one person in it."""
    key = school.people[person].pk if person else None
    return extent_of(school.research, school.term, calendar_of(school.term), day, key)


def checked(facts: Iterable[Fact]) -> list[Fact]:
    """The facts, after a look whether kinds, attributes and their values are declared, and keys are unique in their kind."""
    found = list(facts)
    for fact in found:
        kind = KINDS[fact.kind]
        assert set(fact.attributes) <= set(kind.attributes), fact
        for name, value in fact.attributes.items():
            declared = kind.attributes[name]
            if declared.choices:
                assert value in declared.choices, (fact, name)
            else:
                assert isinstance(value, bool) != declared.number, (fact, name)
                assert isinstance(value, int), (fact, name)
        assert {subject.kind for subject in fact.subjects} <= set(kind.subjects), fact
        assert fact.subjects, fact
        assert fact.url.startswith("/"), fact
        assert fact.label.strip(), fact
    keys = [(fact.kind, fact.key) for fact in found]
    assert len(keys) == len(set(keys))
    return found


def of(found: Iterable[Fact], kind: str) -> list[Fact]:
    """Those of a kind."""
    return [fact for fact in found if fact.kind == kind]


def person(school: SmallSchool, name: str) -> Subject:
    """Somebody as a subject."""
    return Subject("person", school.people[name].pk)


def groups(fact: Fact) -> set[int]:
    """The groups a fact counts for."""
    return {subject.id for subject in fact.subjects if subject.kind == "group"}
