"""A form of a paper that is approved: stored, refused, beaten by somebody else, or too late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse

from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.saving import carried_out

CHANGED = "刚刚有人改过这份材料。您填写的内容都在下面，核对后请再保存一次。"


def saved(
    request: SchoolRequest,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
    *,
    now: Callable[[], Any],
    to: Callable[[], HttpResponse],
    closed: Callable[[], HttpResponse],
) -> HttpResponse | None:
    """Where one goes when it was stored (``to``) or the paper was handed in meanwhile (``closed``); None while the form has to come back.

    ``now`` gives the paper as it stands. A verb may answer with the sentence to be said instead of 已保存.
    """
    try:
        made = carried_out(form, verb, now=now, changed=CHANGED)
    except NotPossible:
        return closed()
    if made is None:
        return None
    messages.success(request, made if isinstance(made, str) else "已保存。")
    return to()
