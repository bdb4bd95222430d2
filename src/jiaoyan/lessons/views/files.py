"""The files of a research lesson: given, downloaded, taken out, brought back. 研究课的教案、课件"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.lessons import access
from jiaoyan.lessons.actions import filing as actions
from jiaoyan.lessons.forms.research import LessonFileForm
from jiaoyan.lessons.models import LessonFile, ResearchLesson
from jiaoyan.lessons.queries import research
from jiaoyan.library.actions import lay_file
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import download
from jiaoyan.web.forms import sent


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Give a file."""
    lesson = research.lesson_of(request.actor, pk)
    require(access.may_work_on(request.actor, lesson), access.WHO_WORKS)
    if lesson.removed_at is not None:
        messages.info(request, "这节课已取消；需要时先恢复，再上传。")
        return redirect("lessons:lesson", pk)
    form = LessonFileForm(sent(request), request.FILES or None, initial={"kind": LessonFile.Kind.PLAN})
    if request.method == "POST" and carried_out(form, lambda data: _given(request, lesson, data)):
        messages.success(request, "已上传。")
        return redirect("lessons:lesson", pk)
    context = {"lesson": lesson, "here": lesson.group_id, "form": form, "title": "上传教案、课件"}
    return render(request, "lessons/small_form.html", context, status=422 if form.is_bound else 200)


def _given(request: SchoolRequest, lesson: ResearchLesson, data: dict[str, Any]) -> LessonFile:
    day = group_term(request.actor, lesson.group_id, lesson.term.key, request.today).day
    given = lay_file(data["file"].read(), str(data["file"].name))
    return actions.give_file(by=request.actor, lesson=lesson, kind=data["kind"], given=given, words=data["words"], day=day)


@login_required
@require_GET
def file(request: SchoolRequest, pk: int) -> HttpResponse:
    """The file, always as a download."""
    found = research.file_of(request.actor, pk)
    if found.removed_at is not None:
        raise Http404
    return download(files.read(found.file), found.file.name, found.file.content_type)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a file out; asks once, and can be undone."""
    found = research.file_of(request.actor, pk)
    require(access.may_take_out(request.actor, found), access.WHO_TAKES_OUT)
    return taken_out(
        request,
        lambda: actions.remove_file(by=request.actor, file=found, version=found.version),
        question=f"删去{found}？",
        effect="删去以后，在这节课的页面可以恢复。",
        page=reverse("lessons:lesson", args=[found.lesson_id]),
        here=found.lesson.group_id,
        undo=reverse("lessons:file_restore", args=[pk]),
        gone="这个文件已经删去了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a file back."""
    found = research.file_of(request.actor, pk)
    page = reverse("lessons:lesson", args=[found.lesson_id])
    return brought_back(request, lambda: actions.restore_file(by=request.actor, file=found), page)
