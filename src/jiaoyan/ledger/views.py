"""The ledger's pages: ten parts with their state, preview, one click to Word, frozen volumes."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiaoyan.documents import pdf as rendering
from jiaoyan.documents.docx import CONTENT_TYPE
from jiaoyan.ledger import actions
from jiaoyan.ledger.access import WHO_FREEZES, may_freeze, may_read_volume
from jiaoyan.ledger.book import NOTHING_YET, book
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.queries import volumes_of
from jiaoyan.ledger.reading import Ledger, read_evidence, read_ledger
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.web.download import download

PDF_KEPT_SECONDS = 600


def _ledger(request: SchoolRequest, group: int, term: str) -> Ledger:
    return read_ledger(group_term(request.actor, group, term, request.today))


@login_required
@require_GET
def ledger(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The ten parts: complete, missing (what, whose, since when) or not due yet (date)."""
    here = _ledger(request, group, term)
    return render(
        request,
        "ledger/ledger.html",
        {
            "place": here.place,
            "ledger": here,
            "evidence": read_evidence(here.place, here.standing),
            "volumes": volumes_of(here.place),
            "kinds": LedgerVolume.Kind.choices,
            "may_freeze": may_freeze(request.actor, group),
            "pdf_available": rendering.available(settings.SOFFICE),
            "who_sees": [WHO_READS_GROUP],
        },
    )


@login_required
@require_GET
def preview(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The whole book on screen, as it will be printed."""
    here = _ledger(request, group, term)
    return render(request, "ledger/preview.html", {"place": here.place, "document": book(here)})


@login_required
@require_GET
def word(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """One click to a .docx of today's ledger."""
    here = _ledger(request, group, term)
    place = here.place
    return download(actions.write_book(here), f"{place.group.name}{place.term.key}台账.docx", CONTENT_TYPE)


@login_required
@require_GET
def evidence(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The volume of wider evidence as a .docx."""
    place = group_term(request.actor, group, term, request.today)
    return download(actions.write_book(read_evidence(place)), f"{place.group.name}{place.term.key}佐证材料.docx", CONTENT_TYPE)


@login_required
@require_GET
def pdf(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Today's ledger as PDF, to look at; rendered once for the same content."""
    here = _ledger(request, group, term)
    data = actions.write_book(here, page_numbers=False)
    key = f"ledger-pdf:{hashlib.sha256(data).hexdigest()}"
    rendered = cache.get(key)
    if rendered is None:
        try:
            rendered = rendering.to_pdf(actions.write_book(here), settings.SOFFICE)
        except (rendering.PdfUnavailable, rendering.PdfFailed) as failure:
            messages.warning(request, str(failure))
            return redirect("ledger:ledger", group, term)
        cache.set(key, rendered, PDF_KEPT_SECONDS)
    response = HttpResponse(rendered, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="ledger.pdf"'
    return response


@login_required
@require_POST
def freeze(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Keep today's ledger as a volume."""
    place = group_term(request.actor, group, term, request.today)
    require(may_freeze(request.actor, group), WHO_FREEZES)
    kind = request.POST.get("kind", "")
    if kind not in LedgerVolume.Kind.values:
        messages.error(request, "请选择要定格的卷别：月调研卷、期末卷或佐证材料卷。")
        return redirect("ledger:ledger", group, term)
    wider = kind == LedgerVolume.Kind.WIDER
    chosen = read_evidence(place) if wider else read_ledger(place)
    if not chosen.printed:
        messages.error(request, NOTHING_YET)
        return redirect("ledger:ledger", group, term)
    kept = actions.freeze(chosen, kind=kind, by=request.actor)
    lacking = "" if wider else f"，当时缺 {len(kept.gaps)} 项" if kept.gaps else "，各部分齐全"
    messages.success(request, f"已定格{kept.get_kind_display()}（{long_day(kept.day)}）{lacking}。")
    return redirect("ledger:ledger", group, term)


@login_required
@require_GET
def volume(request: SchoolRequest, pk: int) -> HttpResponse:
    """A frozen volume, byte for byte as it was."""
    kept = get_object_or_404(LedgerVolume.objects.select_related("file"), pk=pk)
    require(may_read_volume(request.actor, kept), WHO_READS_GROUP)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)
