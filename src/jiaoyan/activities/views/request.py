"""What the views of this package share: who asks and when, a verb carried out for a form, a fragment, a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone

from jiaoyan.activities.actions.problems import ChangedMeanwhile, Refused
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.schools.access import Actor
from jiaoyan.web.prose import Stored

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Request(HttpRequest):
    """A request of a signed-in person, as ``SchoolMiddleware`` leaves it."""

    actor: Actor
    today: date
    htmx: Any


def moment(request: Request) -> datetime:
    """Now, on the school's today: the example school stands at its pinned date, its clock runs."""
    return timezone.make_aware(datetime.combine(request.today, timezone.localtime().time()))


def sent(request: Request) -> QueryDict | None:
    """What a form was sent with, also when that is nothing at all; None for a page that was only opened."""
    return request.POST if request.method == "POST" else None


def carried_out(form: forms.Form, verb: Callable[[Mapping[str, Any]], object]) -> Any:
    """Run ``verb`` with the cleaned data; what it refuses goes beside the fields. None when the form or the verb said no."""
    if not form.is_valid():
        return None
    try:
        return verb(form.cleaned_data)
    except Refused as refused:
        put_beside(form, refused)
        return None


def stored_text(form: forms.Form, context: dict[str, Any], standing: Any, save: Callable[[Stored, int], Any]) -> Any:
    """Store a long text over its version; None when it was not stored. ``standing`` is the row as it is (with ``text``, ``version``), or None.

    On a conflict the form keeps mine, ``theirs`` stands beside it in the context, and the next save goes over theirs. Sent with ``both``,
    the two texts are put one after the other to be edited; nothing is stored yet.
    """
    context["form"] = form
    if "both" in form.data and standing is not None:
        joined = f"{markup.source(standing.text)}\n{form.data.get('text', '')}".strip()
        form.data = _changed(form.data, text=joined, version=str(standing.version))
        return None
    try:
        return carried_out(form, lambda data: save(data["text"], data["version"]))
    except ChangedMeanwhile as changed:
        context["theirs"] = changed.theirs
        form.data = _changed(form.data, version=str(changed.theirs.version if changed.theirs else 0))
        if changed.theirs is None:
            form.add_error("text", "原来的那一份已经不在了。请再保存一次。")
        return None


def _changed(data: Any, **values: str) -> QueryDict:
    """What was sent, with some values replaced."""
    changed = QueryDict(mutable=True)
    changed.update({**{name: data[name] for name in data}, **values})
    return changed


def put_beside(form: forms.Form, refused: Refused) -> None:
    """Each sentence beside its field, or above the form when it has no such field."""
    for field, sentence in refused.problems.items():
        form.add_error(field if field in form.fields else None, sentence)


def fragment(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A piece of a page for htmx, without the shell and its queries."""
    return HttpResponse(render_to_string(template, {**context, "csrf_token": get_token(request), "actor": request.actor}), status=status)


def word_file(document: Document, name: str) -> HttpResponse:
    """A document as a Word download."""
    response = HttpResponse(to_docx(document), content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    return response
