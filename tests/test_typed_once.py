"""Every fact a person types has one place. The places are found in the code, the facts declared beside the forms (``typed.py`` of each package)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

from docs.facts_table import PAGE, declared, written
from docs.typed_fields import Field, places
from jiaoyan.web.typed import Asked, number_of_fields


def undeclared(found: dict[str, tuple[str, ...]], asked: dict[str, Asked]) -> list[str]:
    """Places and fields of the code that no declaration names, and names in declarations that no form has."""
    wrong = [f"{place}: no declaration" for place in found if place not in asked]
    wrong += [f"{place}: declared, but there is no such place" for place in asked if place not in found]
    for place in found.keys() & asked.keys():
        wrong += [f"{place}.{name}: not declared" for name in found[place] if name not in asked[place].facts]
        wrong += [f"{place}.{name}: declared, but there is no such field" for name in asked[place].facts if name not in found[place]]
    return sorted(wrong)


def asked_twice(asked: Iterable[Asked]) -> list[str]:
    """Facts typed first in two places, two fields of one place for the same fact, and reasons for what is asked nowhere else."""
    first, everywhere = defaultdict(set), defaultdict(set)
    wrong = []
    for each in asked:
        for name, facts in each.facts.items():
            for fact in facts:
                everywhere[fact].add(each.place)
                if fact not in each.again:
                    first[fact].add(f"{each.place}.{name}")
        wrong += [f"{each.place}: {fact} has a reason but is not asked here" for fact in each.again if not _asks(each, fact)]
        wrong += [f"{each.place}: {fact} is shown again without a reason" for fact, why in each.again.items() if len(why) < 4]
    wrong += [f"{fact}: asked in {' and '.join(sorted(where))}" for fact, where in first.items() if len(where) > 1]
    wrong += [f"{fact}: shown again in {' and '.join(sorted(where))}, but typed nowhere first" for fact, where in everywhere.items() if not first[fact]]
    return sorted(wrong)


def _asks(asked: Asked, fact: str) -> bool:
    return any(fact in facts for facts in asked.facts.values())


def test_every_field_a_person_can_type_into_is_declared_as_a_fact() -> None:
    found = {place: tuple(field.name for field in fields) for place, fields in places().items()}
    assert undeclared(found, declared()) == []


def test_no_fact_is_typed_in_two_places() -> None:
    assert asked_twice(declared().values()) == []
