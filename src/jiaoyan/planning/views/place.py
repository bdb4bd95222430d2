"""What the views of this package share: where a page stands, the moment, a Word file."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.queries import GroupTerm, group_term

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def place_of(request: SchoolRequest, group: int, term: str) -> GroupTerm:
    """The group and term of the address; only preparation groups write this plan. Raises ``Http404``, ``NotAllowed``."""
    place = group_term(request.actor, group, term, request.today)
    if place.group.grade is None:
        raise Http404
    return place


def to_plan(place: GroupTerm) -> HttpResponse:
    """Back to the plan's page."""
    return redirect("planning:plan", place.group.pk, place.term.key)


def moment(request: SchoolRequest) -> datetime:
    """Now, on the school's today: the example school stands at its pinned date, its clock runs."""
    return timezone.make_aware(datetime.combine(request.today, timezone.localtime().time()))


def version_of(request: HttpRequest) -> int:
    """The version of the plan the person saw; 0, which none has, when the form does not say."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


def word(document: Document, name: str) -> HttpResponse:
    """A document as a Word download."""
    return attachment(to_docx(document), f"{name}.docx")


def attachment(data: bytes, name: str) -> HttpResponse:
    """A Word file as a download."""
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
