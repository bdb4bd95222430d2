"""``jiaoyan ledger``: the same file as the page's button."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jiaoyan.ledger.actions import write_book
from jiaoyan.ledger.reading import read_evidence, read_ledger
from jiaoyan.ledger.rules import begun_words
from jiaoyan.schools.models import Group, School
from jiaoyan.schools.queries import GroupTerm, calendar_of, term_by_key, term_on, today
from jiaoyan.schools.scope import school_scope


class NoSuchLedger(Exception):
    """The school, term or group asked for does not exist; the message lists what does."""


def export_ledger(*, group: str, term: str | None, school: str | None, output: Path, evidence: bool = False) -> None:
    """Write the ledger of the group with this name. Raises ``NoSuchLedger``; says on stderr what the ledger still lacks.

    With ``evidence`` it is the volume of wider evidence, which lacks nothing.
    """
    chosen = _school(school, group)
    with school_scope(chosen.pk):
        day = today(chosen)
        found = term_by_key(term) if term else term_on(day, chosen.pk)
        if found is None:
            raise NoSuchLedger(f"{chosen.name}没有学期“{term or '（当前）'}”。学期写作 2023-2024-1 这样的形式。")
        its_group = (
            Group.objects.select_related("school", "school_year", "subject").filter(name=group, school_year=found.school_year).first()
        )
        if its_group is None:
            names = "、".join(Group.objects.filter(school_year=found.school_year, kind=Group.Kind.PREP).values_list("name", flat=True))
            raise NoSuchLedger(f"{found.label}没有“{group}”。可以导出的有：{names or '（还没有备课组）'}。")
        place = GroupTerm(its_group, found, calendar_of(found), day)
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


def _school(code: str | None, group: str) -> School:
    """The school named, or the only one, or the first that has such a group when no code is given."""
    schools = list(School.objects.order_by("pk"))
    if code:
        for school in schools:
            if school.code == code:
                return school
        raise NoSuchLedger(f"没有代码为“{code}”的学校。已有：{'、'.join(f'{s.code}（{s.name}）' for s in schools)}。")
    if not schools:
        raise NoSuchLedger("还没有学校。先运行 jiaoyan serve 建立学校，或 jiaoyan demo 载入示例。")
    having = [school for school in schools if Group.everywhere.filter(school=school, name=group).exists()]
    return (having or schools)[0]
