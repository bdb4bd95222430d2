"""Every URL × every role × own and other school, GET and POST, as declared; a URL nobody declared fails. And every page says where one is."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.scope import school_scope
from tests.conftest import TwoSchools
from tests.matrix import ROLES, Cell
from tests.whereabouts import is_lost, where

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
def test_url_answers_a_visitor_the_neighbour_school_and_every_role_as_declared(
    name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]
) -> None:
    """Strangers first: they must leave everything as it is for the roles that come after them. All look before anybody acts."""
    cell = CELLS[name]
    with school_scope(two_schools.here.school.pk):
        url = reverse(name, args=cell.args(two_schools.here))
    wrong: list[str] = []
    if not cell.public:
        wrong += to_visitor(url)
        wrong += [] if cell.school_wide else to_neighbour(cell, url, client_as("neighbour"))
    clients = {role: client_as(role) for role in asked(cell)}
    for role, client in clients.items():
        response = client.get(url)
        wrong += [] if cell.taken_away else to_reader(cell, role, response.status_code)
        wrong += [] if cell.public else lost(role, response)
    for role, client in clients.items():
        wrong += to_reader(cell, role, client.get(url).status_code) if cell.taken_away else []
        wrong += to_sender(cell, role, client.post(url).status_code)
    assert wrong == []


def test_a_page_without_a_mark_and_without_crumbs_is_noticed() -> None:
    assert where('<nav class="side"><a>工作台</a></nav>') == (0, False)
    assert is_lost('<nav class="side"><a>工作台</a></nav>')
    assert not is_lost('<nav class="side"><a aria-current="page">工作台</a></nav>')
    assert is_lost('<nav class="side"><a aria-current="page">工作台</a><a aria-current="page">学校</a></nav>')
    assert not is_lost('<nav class="side"><a>工作台</a></nav><nav class="crumbs"><a href="/">工作台</a></nav>')


def to_visitor(url: str) -> list[str]:
    """What is wrong about the answer to somebody who has not signed in: he is sent to sign in."""
    response = Client().get(url)
    if response.status_code == 405 or (response.status_code == 302 and response["Location"].startswith(reverse("schools:sign_in"))):
        return []
    return [f"GET visitor: {response.status_code} {response.get('Location')}, not sent to sign in"]


def to_neighbour(cell: Cell, url: str, client: Client) -> list[str]:
    """What is wrong about the answers to the leader of the other school: he finds nothing and changes nothing."""
    before = HistoryLine.everywhere.count()
    wrong = []
    if (got := client.get(url).status_code) not in ({404, 405} if cell.post is not None else {404}):
        wrong.append(f"GET neighbour: {got}")
    if (got := client.post(url).status_code) not in {404, 405}:
        wrong.append(f"POST neighbour: {got}")
    if (lines := HistoryLine.everywhere.count() - before) != 0:
        wrong.append(f"neighbour: {lines} lines of history")
    return wrong


def to_reader(cell: Cell, role: str, got: int) -> list[str]:
    """What is wrong about the answer to a role of the school that looks."""
    expected = cell.get.get(role, cell.otherwise)
    return [] if got == expected else [f"GET {role}: {got}, declared {expected}"]


def lost(role: str, response: Any) -> list[str]:
    """What is wrong about the way a page says where one is."""
    if response.status_code != 200 or "html" not in response["Content-Type"] or not is_lost(b"".join(response).decode()):
        return []
    return [f"GET {role}: not one mark in the side bar, and no crumbs"]


def to_sender(cell: Cell, role: str, got: int) -> list[str]:
    """What is wrong about the answer to a role of the school that sends."""
    if cell.post is None:
        return [] if got in (405, cell.otherwise) else [f"POST {role}: {got}, but none is declared"]
    expected = cell.post.get(role, cell.otherwise)
    return [] if got == expected else [f"POST {role}: {got}, declared {expected}"]
