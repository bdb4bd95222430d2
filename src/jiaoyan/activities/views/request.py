"""What the views of this package share: a verb carried out for a form, a long text stored over its version, a fragment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from jiaoyan.activities.actions.problems import ChangedMeanwhile
from jiaoyan.documents import markup
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.saving import carried_out
from jiaoyan.web.forms import typed_again
from jiaoyan.web.prose import Stored


def stored_text(form: forms.Form, context: dict[str, Any], standing: Any, save: Callable[[Stored, int], Any]) -> Any:
    """Store a long text over its version; None when it was not stored. ``standing`` is the row as it is (with ``text``, ``version``), or None.

    On a conflict the form keeps mine, ``theirs`` stands beside it in the context, and the next save goes over theirs. Sent with ``both``,
    the two texts are put one after the other to be edited; nothing is stored yet.
    """
    context["form"] = form
    if "both" in form.data and standing is not None:
        joined = f"{markup.source(standing.text)}\n{form.data.get('text', '')}".strip()
        form.data = typed_again(form.data, text=joined, version=str(standing.version))
        return None
    try:
        return carried_out(form, lambda data: save(data["text"], data["version"]))
    except ChangedMeanwhile as changed:
        context["theirs"] = changed.theirs
        form.data = typed_again(form.data, version=str(changed.theirs.version if changed.theirs else 0))
        if changed.theirs is None:
            form.add_error("text", "原来的那一份已经不在了。请再保存一次。")
        return None


def fragment(request: SchoolRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A piece of a page for htmx, without the shell and its queries."""
    return HttpResponse(render_to_string(template, {**context, "csrf_token": get_token(request), "actor": request.actor}), status=status)
