"""Taking a record out, after asking once, and bringing it back: the two pages of everything that can be undone. 删去与恢复

A package says what is asked and gives its verbs; who may do it, the verbs (or the page before) have settled.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused


def taken_out(
    request: SchoolRequest,
    verb: Callable[[], object],
    *,
    question: str,
    effect: str,
    page: str,
    here: int,
    done: str,
    gone: str,
    back: str = "",
    button: str = "删去",
) -> HttpResponse:
    """GET asks (``question``, and what it means), POST does it; ``page`` is the record's own, where 返回 leads, ``back`` where one is afterwards (the same when empty).

    ``done`` says how to bring it back; ``gone`` what is said when somebody else was first. ``here``: the key of its group, for the side bar.
    """
    if request.method != "POST":
        context = {"title": question, "text": effect, "button": button, "cancel_url": page, "here": here}
        return render(request, "web/confirm.html", context)
    try:
        verb()
        messages.success(request, done)
    except ChangedMeanwhile:
        messages.info(request, gone)
    return redirect(back or page)


def brought_back(request: SchoolRequest, verb: Callable[[], object], back: str) -> HttpResponse:
    """Do it; what stands in the way (the same made again meanwhile) is said at the top of the page."""
    try:
        verb()
        messages.success(request, "已恢复。")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back)
