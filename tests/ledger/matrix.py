"""Who gets what from the ledger's addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from jiaoyan.documents.pdf import available
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.schools import files
from tests.matrix import OVERSEERS, READERS, ROLES, Cell, allow


def place(school: Any) -> list[Any]:
    return [school.group.pk, school.term.key]


def volume(school: Any) -> list[Any]:
    leader = school.actor("leader")
    file = files.keep(b"PK frozen", name="卷.docx", content_type="application/octet-stream", by=leader)
    kept = LedgerVolume.objects.create(
        school=school.school,
        group=school.group,
        term=school.term,
        kind="interim",
        day=date(2024, 6, 12),
        frozen_at=timezone.now(),
        frozen_by=school.people["leader"],
        file=file,
    )
    return [kept.pk]


MATRIX = {
    "ledger:ledger": Cell(args=place, get=allow(*READERS)),
    "ledger:preview": Cell(args=place, get=allow(*READERS)),
    "ledger:word": Cell(args=place, get=allow(*READERS)),
    "ledger:pdf": Cell(args=place, get=allow(*READERS, status=200 if available() else 302)),
    "ledger:evidence": Cell(args=place, get=allow(*READERS)),
    "ledger:freeze": Cell(args=place, get=allow(*ROLES, status=405), post=allow("leader", *OVERSEERS, status=302)),
    "ledger:volume": Cell(args=volume, get=allow(*READERS)),
}
