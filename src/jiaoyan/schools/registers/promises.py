"""The register of personal data as people read it: whose, what for, where it stands, and what becomes of it. 个人信息清单"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps

from jiaoyan.schools.privacy import Erasure, Whose, declared

# What becomes of it once its person has left and the time of keeping is over, as a teacher says it.
FATES = {
    Erasure.DELETE_ROW: "删除",
    Erasure.BLANK: "清空",
    Erasure.EXPIRES: "到期自动删除",
    Erasure.KEEP: "保留，是学校的工作档案",
}
NAMED = 3  # so many tables are named in the summary of a purpose; of more, how many there are


@dataclass(frozen=True, slots=True)
class Place:
    """One table that holds data for a purpose: its fields by their Chinese names, each once."""

    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One purpose: what it is, a word more about it, what becomes of the data, and where it stands."""

    purpose: str
    more: str
    fate: str
    places: tuple[Place, ...]

    @property
    def summary(self) -> str:
        """Where it stands, in a few words."""
        names = [place.table for place in self.places]
        return "、".join(names) if len(names) <= NAMED else f"{'、'.join(names[:NAMED])}等{len(names)}处"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything held about pupils, or about staff."""

    whose: str
    promises: tuple[Promise, ...]


def chapters() -> list[Chapter]:
    """Everything declared that is about people, pupils first; what goes stands before what stays. Asks no database."""
    found: dict[tuple[Whose, Erasure, str], dict[str, dict[str, None]]] = {}
    more: dict[tuple[Whose, Erasure, str], dict[str, None]] = {}
    for label, fields in declared().items():
        meta = apps.get_model(label)._meta
        for name, data in fields.items():
            if data.whose is not Whose.NOBODY:
                purpose, word = [*re.split("[：；]", data.purpose, maxsplit=1), ""][:2]
                key = (data.whose, data.erasure, purpose)
                more.setdefault(key, {})[word] = None
                places = found.setdefault(key, {})
                places.setdefault(str(meta.verbose_name), {})[_called(str(getattr(meta.get_field(name), "verbose_name", name)))] = None
    people, fates = list(Whose), list(FATES)
    ordered = sorted(found.items(), key=lambda item: (people.index(item[0][0]), fates.index(item[0][1])))
    return [
        Chapter(whose.value, tuple(_promise(key, more[key], places) for key, places in rows))
        for whose, rows in groupby(ordered, key=lambda item: item[0][0])
    ]


def _promise(key: tuple[Whose, Erasure, str], more: Iterable[str], places: Mapping[str, Iterable[str]]) -> Promise:
    _, erasure, purpose = key
    found = tuple(Place(table, tuple(names)) for table, names in places.items())
    return Promise(purpose, "；".join(filter(None, more)), FATES[erasure], found)


def _called(name: str) -> str:
    """The name of a field without the unit it is stored in."""
    return name.partition("（")[0]
