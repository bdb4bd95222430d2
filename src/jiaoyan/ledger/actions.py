"""Freezing a volume: the ledger as it stood on a day, with its gaps, never changed again."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiaoyan.documents.docx import CONTENT_TYPE, to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.documents.pdf import with_page_numbers
from jiaoyan.ledger.access import WHO_FREEZES, may_freeze
from jiaoyan.ledger.book import book
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.reading import Ledger
from jiaoyan.schools import files, history
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group


class FormatBroken(Exception):
    """The file would not keep the prescribed form; nothing is handed out. A fault of ours, with the list of what is off."""


def write_book(ledger: Ledger, *, page_numbers: bool = True) -> bytes:
    """The ledger as a Word file, checked against the prescribed form.

    With ``page_numbers`` the contents carry page numbers where LibreOffice is present; otherwise Word fills them in.
    Raises ``FormatBroken``.
    """
    document = book(ledger)
    data = with_page_numbers(document, settings.SOFFICE) if page_numbers else to_docx(document)
    if broken := check(data):
        raise FormatBroken("；".join(str(violation) for violation in broken[:5]))
    return data


def freeze(ledger: Ledger, *, kind: str, by: Actor) -> LedgerVolume:
    """Keep the ledger, or its wider evidence, as it stands: the file first, then the row with its day and gaps, and the history line. Raises ``NotAllowed``.

    Freezing the same content again on the same day (a second click) gives the volume that is there.
    """
    place = ledger.place
    require(may_freeze(by, place.group.pk), WHO_FREEZES)
    laid = files.lay_down(write_book(ledger))
    file_name = f"{place.group.name}{place.term.key}{LedgerVolume.Kind(kind).label}{place.today:%Y%m%d}.docx"
    gaps = [asdict(gap) | {"since": gap.since.isoformat()} for gap in ledger.missing]
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=place.group.pk)  # one freezes a group's ledger at a time
        same = LedgerVolume.objects.filter(group=place.group, term=place.term, kind=kind, day=place.today, file__sha256=laid.sha256)
        if (standing := same.first()) is not None:
            return standing  # type: ignore[no-any-return]
        volume: LedgerVolume = LedgerVolume.objects.create(
            school_id=by.school_id,
            group=place.group,
            term=place.term,
            kind=kind,
            day=place.today,
            frozen_at=timezone.now(),
            frozen_by_id=by.person_id,
            gaps=gaps,
            file=files.register(laid, name=file_name, content_type=CONTENT_TYPE, by=by),
        )
        history.note(by, "freeze", volume, f"定格了{place.group.name}{place.term.label}{volume.get_kind_display()}")
    return volume
