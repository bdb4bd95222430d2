"""The register of personal data as people read it: what is held, of whom, why, and what becomes of it. 个人信息清单"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

from jiaoyan.schools.privacy import Whose, declared


@dataclass(frozen=True, slots=True)
class Promise:
    """One kind of data in one table: the fields by their Chinese names."""

    whose: str
    table: str
    fields: tuple[str, ...]
    purpose: str
    fate: str


def promises() -> list[Promise]:
    """Everything declared that is about people: pupils first. Asks no database."""
    found: dict[tuple[Whose, str, str, str], list[str]] = {}
    for label, fields in declared().items():
        meta = apps.get_model(label)._meta
        for name, data in fields.items():
            if data.whose is not Whose.NOBODY:
                key = (data.whose, str(meta.verbose_name), data.purpose, data.erasure.value)
                found.setdefault(key, []).append(str(getattr(meta.get_field(name), "verbose_name", name)))
    order = list(Whose)
    return [
        Promise(whose.value, table, tuple(names), purpose, fate)
        for (whose, table, purpose, fate), names in sorted(found.items(), key=lambda item: order.index(item[0][0]))
    ]
