"""The steps a button takes: at once, after asking once, and those that can be undone (taking a record out, bringing it back). 删去与恢复

A package says what is asked and gives its verbs; who may do it, the verbs (or the page before) have settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.refusal import Refused

GONE = "刚刚已经有人删去了。"


def said_and_back(
    request: HttpRequest, verb: Callable[[], object], *, page: str, done: str = "", back: str = "", undo: str = ""
) -> HttpResponse:
    """Do it and say ``done``, or the sentence (or answer) the verb gives; what is refused is said on ``page`` instead.

    ``page`` is where one comes back to, ``back`` where one is after it was done (the same when empty). ``undo``: the address (POST) of
    the opposite step, offered by the notice. With no sentence nothing is said.
    """
    try:
        answer = verb()
    except (Refused, NotPossible) as refused:
        messages.error(request, str(refused))
        return redirect(page)
    if isinstance(answer, HttpResponse):
        return answer
    if said := answer if isinstance(answer, str) else done:
        undoable(request, said, undo)
    return redirect(back or page)


def asked_once(
    request: HttpRequest,
    verb: Callable[[], object],
    *,
    question: str,
    effect: str,
    page: str,
    button: str,
    done: str = "",
    back: str = "",
    undo: str = "",
    gone: str = "",
    **shown: Any,
) -> HttpResponse:
    """GET asks (``question``, and what it means), POST does it as ``said_and_back`` does; 返回 leads to ``page``.

    ``gone`` is said when somebody else was first; without it that is a refusal like any other. ``shown`` goes to the page: ``here``
    (the key of a group, for the side bar), ``crumbs``, ``variant``.
    """
    if request.method != "POST":
        return render(request, "web/confirm.html", {"title": question, "text": effect, "button": button, "cancel_url": page, **shown})

    def first() -> object:
        try:
            return verb()
        except ChangedMeanwhile:
            if not gone:
                raise
            messages.info(request, gone)
            return redirect(back or page)

    return said_and_back(request, first, done=done, page=page, back=back, undo=undo)


def taken_out(
    request: HttpRequest,
    verb: Callable[[], object],
    *,
    question: str,
    effect: str,
    page: str,
    undo: str,
    button: str = "删去",
    done: str = "已删去。",
    gone: str = GONE,
    **more: Any,
) -> HttpResponse:
    """A record is taken out after asking once, and the notice offers to bring it back; the rest as in ``asked_once``."""
    return asked_once(request, verb, question=question, effect=effect, page=page, undo=undo, button=button, done=done, gone=gone, **more)


def undoable(request: HttpRequest, done: str, undo: str) -> None:
    """Say ``done``; the notice carries a button that posts to ``undo`` (none when empty)."""
    messages.success(request, done, extra_tags=undo)


def to_bring_back(rows: Iterable[Any], restore: str, words: Callable[[Any], str] = str) -> list[tuple[str, str]]:
    """What ``schools/removed.html`` lists: each row in words, and the address (named ``restore``) that brings it back."""
    return [(words(row), reverse(restore, args=[row.pk])) for row in rows]


def brought_back(request: HttpRequest, verb: Callable[[], object], page: str) -> HttpResponse:
    """Bring it back; what stands in the way (the same made again meanwhile) is said at the top of the page."""
    return said_and_back(request, verb, done="已恢复。", page=page)
