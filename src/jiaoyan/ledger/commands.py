"""``jiaoyan ledger``: the same file as the page's button."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jiaoyan.ledger.actions import write_book
from jiaoyan.ledger.reading import read_evidence, read_ledger
from jiaoyan.ledger.rules import begun_words
from jiaoyan.schools.models import Group
from jiaoyan.schools.named import place_named, school_named
from jiaoyan.schools.scope import school_scope


def export_ledger(*, group: str, term: str | None, school: str | None, output: Path, evidence: bool = False) -> None:
    """Write the ledger of the group with this name. Raises ``NoSuchPlace``; says on stderr what the ledger still lacks.

    With ``evidence`` it is the volume of wider evidence, which lacks nothing.
    """
    chosen = school_named(school, having=group)
    with school_scope(chosen.pk):
        place = place_named(chosen, group, term, kind=Group.Kind.PREP, listed="可以导出的有")
        ledger = read_evidence(place) if evidence else read_ledger(place)
        data = write_book(ledger)
    partial = output.with_name(f".{output.name}.part")
    partial.write_bytes(data)
    os.replace(partial, output)
    print(f"已写入 {output}（{len(data) // 1024} KB）。")
    if ledger.begun and not evidence:
        print(begun_words(ledger.begun), file=sys.stderr)
    for gap in ledger.missing:
        print(f"缺：{gap.what}（{gap.owner_name}，应于 {gap.since} 前）", file=sys.stderr)
