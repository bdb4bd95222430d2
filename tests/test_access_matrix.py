"""Every URL × every role × own and other school, GET and POST, as declared; a URL nobody declared fails."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.scope import school_scope
from tests.conftest import TwoSchools
from tests.matrix import ROLES, Cell

pytestmark = pytest.mark.usefixtures("quick_rendering")


def declared() -> dict[str, Cell]:
    """All cells of all packages."""
    cells: dict[str, Cell] = {}
    for path in sorted(Path(__file__).parent.glob("*/matrix.py")):
        cells |= importlib.import_module(f"tests.{path.parent.name}.matrix").MATRIX
    return cells


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every named URL of the product, with its namespace."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from url_names(entry, f"{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


CELLS = declared()


def asked(cell: Cell) -> list[str]:
    """Every role; on PostgreSQL one for each different answer: who may is decided in Python, whether the page's queries run is not."""
    if connection.vendor == "sqlite":
        return list(ROLES)
    first: dict[tuple[int, int], str] = {}
    for role in ROLES:  # in their order: who comes after a removal finds nothing there
        first.setdefault((cell.get.get(role, cell.otherwise), (cell.post or {}).get(role, cell.otherwise)), role)
    return list(first.values())


def test_every_url_has_a_declared_cell_and_no_cell_is_stale() -> None:
    assert set(url_names()) == set(CELLS)


@pytest.mark.parametrize("name", sorted(CELLS))
def test_url_answers_every_role_as_declared(name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]) -> None:
    cell = CELLS[name]
    with school_scope(two_schools.here.school.pk):
        url = reverse(name, args=cell.args(two_schools.here))
    wrong: list[str] = []
    for role in asked(cell):
        client = client_as(role)
        got = client.get(url).status_code
        expected = cell.get.get(role, cell.otherwise)
        if got != expected:
            wrong.append(f"GET {role}: {got}, declared {expected}")
        if cell.post is not None:
            got, expected = client.post(url).status_code, cell.post.get(role, cell.otherwise)
            if got != expected:
                wrong.append(f"POST {role}: {got}, declared {expected}")
        elif (got := client.post(url).status_code) not in (405, cell.otherwise):
            wrong.append(f"POST {role}: {got}, but none is declared")
    assert wrong == []


@pytest.mark.parametrize("name", sorted(name for name, cell in CELLS.items() if not cell.school_wide and not cell.public))
def test_neighbour_school_sees_404_and_changes_nothing(name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]) -> None:
    with school_scope(two_schools.here.school.pk):
        url = reverse(name, args=CELLS[name].args(two_schools.here))
    before = HistoryLine.everywhere.count()
    client = client_as("neighbour")
    assert client.get(url).status_code in ({404, 405} if CELLS[name].post is not None else {404})
    assert client.post(url).status_code in {404, 405}
    assert HistoryLine.everywhere.count() == before


@pytest.mark.any_database
@pytest.mark.parametrize("name", sorted(name for name, cell in CELLS.items() if not cell.public))
def test_visitor_is_sent_to_sign_in(name: str, two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        url = reverse(name, args=CELLS[name].args(two_schools.here))
    response = Client().get(url)
    assert response.status_code in {302, 405}
    if response.status_code == 302:
        assert response["Location"].startswith(reverse("schools:sign_in"))
