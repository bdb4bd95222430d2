"""Every page says where one is: the side bar marks an entry, or a line of crumbs stands above the page."""

from __future__ import annotations

import re

SIDE = re.compile(r'<nav class="side".*?</nav>', re.DOTALL)
CRUMBS = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
MARK = 'aria-current="page"'


def where(html: str) -> tuple[int, bool]:
    """How many entries of the side bar are marked, and whether crumbs lead to the page."""
    side, crumbs = SIDE.search(html), CRUMBS.search(html)
    # a long bar shows its later entries a second time under 更多
    entries = side[0].split('<details class="side-more"')[0] if side else ""
    return entries.count(MARK), crumbs is not None and "<a " in crumbs[0]


def is_lost(html: str) -> bool:
    """Whether a page with navigation marks no entry and has no crumbs, or marks two."""
    if '<nav class="side"' not in html:
        return False  # a piece of a page, or one without navigation: the projector, the slip of a check-in
    marked, crumbs = where(html)
    return marked > 1 or not (marked or crumbs)
