"""Where lessons begin: my observations, what was said of mine, research lessons, and for leaders everybody's counts. 听课与研究课"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.lessons import access
from jiaoyan.lessons.models import LessonType
from jiaoyan.lessons.printouts.blanks import BLANKS, blank
from jiaoyan.lessons.queries import observations, research, roster
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import group_term
from jiaoyan.web.download import word

SHOWN = 5


@login_required
@require_GET
def overview(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Everything about lessons of a group and term on one page."""
    place = group_term(request.actor, group, term, request.today)
    mine = observations.by_observer(request.actor.person_id, place.term)
    about_me = observations.of_teacher(request.actor.person_id, place.term)
    lessons = research.lessons_here(request.actor, place)
    leads = access.sees_everyone(request.actor, group)
    context: dict[str, Any] = {
        "place": place,
        "count": len(mine),
        "practice": sum(row.lesson_type == LessonType.PRACTICE for row in mine),
        "mine": [(row, observations.class_label(row)) for row in reversed(mine[-SHOWN:])],
        "about_me": [(row, observations.class_label(row)) for row in sorted(about_me, key=lambda row: row.answered_at is not None)[:SHOWN]],
        "about_count": len(about_me),
        "waiting": sum(row.answered_at is None for row in about_me),
        "to_come": [line for line in lessons if not line.held],
        "held": [line for line in reversed(lessons) if line.held],
        "elsewhere": research.lessons_elsewhere(request.actor, place, place.today),
        "meetings": research.meetings_with_lesson(place),
        "may_plan": access.may_plan(request.actor, group),
        "removed": research.removed_here(request.actor, place),
        "tallies": observations.tallies(place) if leads else [],
        "keeps_roster": place.group.kind == Group.Kind.RESEARCH and access.may_keep_roster(request.actor, group),
        "roster": roster.published_in(request.actor, place),
        "forms": [(kind, title) for kind, (title, _) in BLANKS.items()],
        "me": request.actor.person_id,
        "who_sees": _who_sees(),
    }
    return render(request, "lessons/overview.html", context)


def _who_sees() -> list[str]:
    return [f"听课记录：{access.WHO_READS_OBSERVATION}", f"研究课：{access.WHO_READS_LESSON}"]


@login_required
@require_GET
def blank_form(request: SchoolRequest, kind: str) -> HttpResponse:
    """A form to be filled in by hand."""
    if kind not in BLANKS:
        raise Http404
    document = blank(kind, request.user.school.name)
    return word(document, document.title)
