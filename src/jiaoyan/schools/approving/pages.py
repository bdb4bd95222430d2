"""Four pages for every paper that is approved: hand in, take back, decide, take up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible, once
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.approving.desk import Desk
from jiaoyan.schools.approving.form import APPROVE, DecisionForm
from jiaoyan.schools.rules.approval import Event
from jiaoyan.schools.steps import asked_once, said_and_back
from jiaoyan.web.forms import sent, typed_again, version_sent

Opened = Callable[..., Desk]
REFUSALS = (NotPossible, Refused)
CHANGED = "这份材料刚刚被别人改过，下面是现在的内容，您写的意见还在。看过以后请再决定一次。"


def paths(place: str, opened: Opened, *, prefix: str = "") -> list[URLPattern]:
    """The four addresses below ``place``, named ``{prefix}submit``, ``…withdraw``, ``…decide``, ``…reopen``.

    ``opened(request, **address)`` finds the paper inside the reader's school, raises ``Http404`` or ``NotAllowed`` for one the reader may
    not read, and gives its ``Desk``.
    """
    pages = {"submit": _submit(opened), "withdraw": _withdraw(opened), "decide": _decide(opened), "reopen": _reopen(opened)}
    return [path(f"{place}{step}/", login_required(page), name=f"{prefix}{step}") for step, page in pages.items()]


def _submit(opened: Opened) -> Callable[..., HttpResponse]:
    @require_POST
    def submit(request: SchoolRequest, **address: Any) -> HttpResponse:
        """Hand the paper in."""
        desk = _of_writer(opened(request, **address))
        version = version_sent(request)
        return said_and_back(
            request,
            lambda: once(lambda: desk.submit(version), desk.paper, Event.SUBMIT, by=request.actor, version=version),
            done=f"{desk.called}已提交，等待审批。",
            page=desk.home,
        )

    return submit


def _withdraw(opened: Opened) -> Callable[..., HttpResponse]:
    @require_POST
    def withdraw(request: SchoolRequest, **address: Any) -> HttpResponse:
        """Take the paper back."""
        desk = _of_writer(opened(request, **address))
        version = version_sent(request)
        return said_and_back(
            request,
            lambda: once(lambda: desk.withdraw(version), desk.paper, Event.WITHDRAW, by=request.actor, version=version),
            done="已撤回，可以继续修改。",
            page=desk.home,
        )

    return withdraw


def _reopen(opened: Opened) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    def reopen(request: SchoolRequest, **address: Any) -> HttpResponse:
        """Begin a new draft of an approved paper; asks once."""
        desk = _of_writer(opened(request, **address))
        return asked_once(
            request,
            lambda: once(desk.reopen, desk.paper, Event.REOPEN, by=request.actor),
            question=f"重新修改{desk.called}？",
            effect=desk.kept,
            button="重新修改",
            variant="primary",
            page=desk.home,
            done="可以修改了，改好请再提交。",
            **desk.context(),
        )

    return reopen


def _decide(opened: Opened) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    def decide(request: SchoolRequest, **address: Any) -> HttpResponse:
        """The paper as it will be printed, what changed since it was last approved, and the two decisions."""
        desk = opened(request, **address)
        require(desk.decides, desk.who_decides)
        shown, given = desk.paper.version, sent(request)
        form = DecisionForm(given, initial={"version": shown, "decision": APPROVE})
        if not desk.may_decide:
            return _not_waiting(desk, form)
        if form.is_bound and form.is_valid() and _decided(desk, form):
            return redirect(desk.home)
        if given is not None:
            form.data = typed_again(given, version=str(shown))  # the page that comes back shows the paper as it stands now
        context = {"desk": desk, "form": form, "changes": desk.changes(), "document": desk.document(), **desk.context()}
        return render(request, "schools/decide.html", context, status=422 if form.is_bound else 200)

    return decide


def _of_writer(desk: Desk) -> Desk:
    require(desk.writes, desk.who_writes)
    return desk


def _not_waiting(desk: Desk, form: DecisionForm) -> HttpResponse:
    """There is nothing to decide (any more); one's own decision sent again is said as the first time, and a word that was typed is given back."""
    if not (form.is_bound and form.is_valid() and _decided(desk, form)):
        typed = form.data.get("note", "").strip() if form.is_bound else ""
        back = f"没有再作决定；您写的意见是：“{typed}”" if typed else ""
        messages.info(desk.request, f"{desk.called}现在是“{desk.paper.get_status_display()}”，不在等待审批。{back}")
    return redirect(desk.home)


def _decided(desk: Desk, form: DecisionForm) -> bool:
    """Carry the decision out, or put what stands in the way above the form: what was typed stays."""
    version, note = form.cleaned_data["version"], form.cleaned_data["note"]
    if form.cleaned_data["decision"] == APPROVE:
        step, event, done = desk.approve, Event.APPROVE, f"{desk.called}已通过。"
    else:
        step, event, done = desk.send_back, Event.RETURN, f"{desk.called}已退回，意见已写明。"
    try:
        said = once(lambda: step(version, note), desk.paper, event, by=desk.request.actor, version=version, note=note)
    except ChangedMeanwhile:
        form.add_error(None, CHANGED)
        return False
    except REFUSALS as refused:
        for sentence in refused.sentences if isinstance(refused, NotPossible) else refused.problems.values():
            form.add_error(None, sentence)
        return False
    messages.success(desk.request, said or done)
    return True
