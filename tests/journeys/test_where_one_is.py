"""Every page says where one is: the side bar marks an entry, or a line of crumbs stands above the page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.scope import school_scope
from tests.conftest import TwoSchools
from tests.matrix import ROLES
from tests.test_access_matrix import CELLS

SIDE = re.compile(r'<nav class="side".*?</nav>', re.DOTALL)
CRUMBS = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
MARK = 'aria-current="page"'


def where(html: str) -> tuple[int, bool]:
    """How many entries of the side bar are marked, and whether crumbs lead to the page."""
    side, crumbs = SIDE.search(html), CRUMBS.search(html)
    # a long bar shows its later entries a second time under 更多
    entries = side[0].split('<details class="side-more"')[0] if side else ""
    return entries.count(MARK), crumbs is not None and "<a " in crumbs[0]


@pytest.mark.any_database
@pytest.mark.parametrize("name", sorted(name for name, cell in CELLS.items() if not cell.public))
def test_a_page_marks_one_entry_of_the_side_bar_or_has_crumbs(
    name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]
) -> None:
    cell = CELLS[name]
    with school_scope(two_schools.here.school.pk):
        url = reverse(name, args=cell.args(two_schools.here))
    lost = {}
    for role in ROLES:
        reply = client_as(role).get(url)
        if reply.status_code != 200 or "html" not in reply["Content-Type"]:
            continue
        html = b"".join(reply).decode()
        if '<nav class="side"' not in html:
            continue  # a piece of a page, or one without navigation: the projector, the slip of a check-in
        marked, crumbs = where(html)
        if marked > 1 or not (marked or crumbs):
            lost[role] = marked
    assert lost == {}


def test_a_page_without_a_mark_and_without_crumbs_is_noticed() -> None:
    assert where('<nav class="side"><a>工作台</a></nav>') == (0, False)
