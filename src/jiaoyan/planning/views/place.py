"""Ways back to the plan's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.queries import GroupTerm


def to_plan(place: GroupTerm) -> HttpResponse:
    """Back to the plan's page."""
    return redirect("planning:plan", place.group.pk, place.term.key)


def closed(request: SchoolRequest, place: GroupTerm) -> HttpResponse:
    """Back, saying that the plan is not open for changes now."""
    messages.info(request, "计划已提交或已通过，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
    return to_plan(place)
