"""A file as an answer: saved under its own name, never shown inside the site."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import CONTENT_TYPE, to_docx


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Bytes as a download called ``name``."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def word(document: Document, name: str) -> HttpResponse:
    """A document as a Word download; ``name`` without its extension."""
    return download(to_docx(document), f"{name}.docx", CONTENT_TYPE)
