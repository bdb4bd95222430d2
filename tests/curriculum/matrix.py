"""Who gets what from the curriculum's addresses."""

from __future__ import annotations

from typing import Any

from jiaoyan.curriculum.actions import add_edition, remove_edition
from jiaoyan.curriculum.models import TextbookEdition, Volume
from jiaoyan.curriculum.queries import own_editions
from tests.conftest import SmallSchool
from tests.matrix import ROLES, Cell, allow

MANAGERS = ("office", "admin")


def own(school: SmallSchool) -> TextbookEdition:
    """An edition the school keeps itself."""
    found = own_editions().first()
    return found or add_edition(name="新版", publisher="", printing="2024", by=school.actor("office"))


def key(school: SmallSchool) -> list[Any]:
    return [own(school).pk]


def book(school: SmallSchool) -> list[Any]:
    edition = own(school)
    return [edition.pk, Volume.objects.get(edition=edition, grade=5, half="B").pk]


def removed(school: SmallSchool) -> list[Any]:
    edition = own(school)
    remove_edition(edition, by=school.actor("office"))
    return [edition.pk]


def kept(**more: Any) -> Cell:
    return Cell(**{"args": key, "get": allow(*MANAGERS), **more})


MATRIX = {
    "curriculum:textbooks": Cell(get=allow(*MANAGERS, status=302), school_wide=True),
    "curriculum:adoption": Cell(
        args=lambda school: [school.year.key], get=allow(*MANAGERS), post=allow(*MANAGERS, status=302), school_wide=True
    ),
    "curriculum:own_new": Cell(get=allow(*MANAGERS), post=allow(*MANAGERS, status=422), school_wide=True),
    "curriculum:own": kept(),
    "curriculum:own_edit": kept(post=allow(*MANAGERS, status=422)),
    "curriculum:own_remove": kept(post=allow(*MANAGERS, status=302)),
    "curriculum:own_restore": kept(args=removed, get=allow(*ROLES, status=405), post=allow(*MANAGERS, status=302)),
    "curriculum:own_book": kept(args=book, post=allow(*MANAGERS, status=422)),
    "curriculum:own_import": kept(post=allow(*MANAGERS, status=422)),
    "curriculum:own_blank": kept(),
    "curriculum:own_export": kept(),
}
