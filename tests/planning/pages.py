"""What the tests of the plan's pages share: addresses, visible words, and what a browser sends for a grid."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from jiaoyan.planning.forms.grids import TABLES
from jiaoyan.planning.material import material_of
from jiaoyan.planning.queries import plan_of
from tests.conftest import TODAY, SmallSchool
from tests.planning.builders import grid_post, place_of

SignIn = Callable[[str], Client]


def url(school: SmallSchool, name: str, *more: object) -> str:
    return reverse(f"planning:{name}", args=[school.group.pk, school.term.key, *more])


def said(response: object) -> str:
    """The visible words of a page."""
    page = response.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def table_post(school: SmallSchool, table: str, changes: dict[str, str] | None = None) -> dict[str, str]:
    plan = plan_of(school.group, school.term)
    assert plan is not None
    return grid_post(TABLES[table].grid(plan, material_of(place_of(school, TODAY))), changes)
