"""Every form of this package to be filled in by hand. 空白表"""

from __future__ import annotations

from collections.abc import Callable

from jiaoyan.documents.blocks import Block, Document
from jiaoyan.lessons.printouts.observations import blank_list, blank_observation
from jiaoyan.lessons.printouts.research import blank_research, blank_roster

BLANKS: dict[str, tuple[str, Callable[[str], tuple[Block, ...]]]] = {
    "observation": ("听课记录（空白）", blank_observation),
    "list": ("听课一览（空白）", blank_list),
    "research": ("研究课记录（空白）", blank_research),
    "roster": ("练兵课安排（空白）", blank_roster),
}


def blank(kind: str, school: str) -> Document:
    """The empty form of a kind of ``BLANKS``. Raises ``KeyError``."""
    title, build = BLANKS[kind]
    return Document(title=title, body=build(school))
