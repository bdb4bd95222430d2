"""The buttons of approval: each carries one verb out and goes back to the table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.pacing import actions
from jiaoyan.pacing.access import may_decide, may_make
from jiaoyan.pacing.views.place import carried_out, table_of, table_seen, to_table
from jiaoyan.schools.access import WHO_APPROVES, WHO_LEADS_GROUP, SchoolRequest, require
from jiaoyan.schools.queries import moment, prep_group_term


@login_required
@require_POST
def submit(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Hand the table in."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_make(request.actor, group), WHO_LEADS_GROUP)
    table = table_seen(request, place)
    carried_out(request, "已提交，等待审批。", lambda: actions.submit(table, by=request.actor, now=moment(request.today)))
    return to_table(place)


@login_required
@require_POST
def withdraw(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Take it back."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_make(request.actor, group), WHO_LEADS_GROUP)
    table = table_seen(request, place)
    carried_out(request, "已撤回，可以继续修改。", lambda: actions.withdraw(table, by=request.actor))
    return to_table(place)


@login_required
@require_POST
def approve(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Approve it, with a word if wished."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_decide(request.actor, group), WHO_APPROVES)
    table = table_seen(request, place)
    carried_out(
        request, "已通过。", lambda: actions.approve(table, by=request.actor, note=request.POST.get("note", ""), now=moment(request.today))
    )
    return to_table(place)


@login_required
@require_POST
def send_back(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Return it with the reason."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_decide(request.actor, group), WHO_APPROVES)
    table = table_seen(request, place)
    carried_out(
        request,
        "已退回。",
        lambda: actions.send_back(table, by=request.actor, note=request.POST.get("note", ""), now=moment(request.today)),
    )
    return to_table(place)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin a new draft of an approved table; asks once."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_make(request.actor, group), WHO_LEADS_GROUP)
    if request.method == "GET":
        text = "已通过的一稿会原样保留，随时可以查看；改好以后请再提交一次审批。"
        context = {
            "title": "重新修改进度表？",
            "text": text,
            "button": "重新修改",
            "variant": "primary",
            "cancel_url": to_table(place)["Location"],
        }
        return render(request, "web/confirm.html", context)
    table = table_of(place)
    carried_out(request, "可以修改了，改好请再提交。", lambda: actions.reopen(table, by=request.actor, today=request.today))
    return to_table(place)
