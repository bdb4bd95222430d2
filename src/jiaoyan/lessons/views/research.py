"""Research lessons: arranging, the nine steps, the expert's words, calling off, printing. 研究课"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.lessons import access
from jiaoyan.lessons.actions import research as actions
from jiaoyan.lessons.forms.research import CommentForm, LessonForm, StepTextForm
from jiaoyan.lessons.models import ExpertComment, LessonType, ResearchLesson, ResearchStep
from jiaoyan.lessons.printouts import research as printouts
from jiaoyan.lessons.queries import research
from jiaoyan.lessons.queries.observations import by_lesson
from jiaoyan.lessons.views.shared import offered, stands_now
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import GroupTerm, group_term
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, said_and_back, taken_out
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, version_sent


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Arrange a research lesson."""
    place = group_term(request.actor, group, term, request.today)
    require(access.may_plan(request.actor, group), access.WHO_PLANS)
    given = offered(place)
    me = next((seat.person for seat in given.seats if seat.person.pk == request.actor.person_id), None)
    start = {
        "type": ResearchLesson.Type.RESEARCH,
        "level": ResearchLesson.Level.GROUP,
        "lesson_type": LessonType.NEW,
        "day": place.day,
        "teacher": me,
    }
    form = LessonForm(sent(request), initial=start, **given.as_arguments())
    if request.method == "POST":
        made = carried_out(form, lambda data: actions.plan_lesson(by=request.actor, group=place.group, term=place.term, **_values(data)))
        if made is not None:
            messages.success(request, "研究课已安排。")
            return redirect("lessons:lesson", made.pk)
    return _form_page(request, place, form, "安排研究课", f"research-{group}-{term}", reverse("lessons:lessons", args=[group, term]))


def _values(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in actions.FIELDS if name in data}


def _form_page(request: SchoolRequest, place: GroupTerm, form: LessonForm, title: str, draft: str, cancel: str) -> HttpResponse:
    context = {"place": place, "form": form, "title": title, "draft": draft, "cancel": cancel}
    return render(request, "lessons/lesson_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def from_meeting(request: SchoolRequest, pk: int) -> HttpResponse:
    """One tap: the lesson a meeting has planned already."""
    activity = research.activity_of(request.actor, pk)

    def verb() -> HttpResponse:
        lesson = actions.lesson_from_meeting(by=request.actor, activity=activity)
        messages.success(request, "研究课已建好，执教、日期、地点从活动带过来了。")
        return redirect("lessons:lesson", lesson.pk)

    return said_and_back(request, verb, page=reverse("lessons:lessons", args=[activity.group_id, activity.term.key]))


@login_required
@require_GET
def lesson(request: SchoolRequest, pk: int) -> HttpResponse:
    """One research lesson: steps, comments, who was there."""
    found = research.lesson_of(request.actor, pk)
    works = access.may_work_on(request.actor, found) and found.removed_at is None
    seen: list[Any] = getattr(found, "seen_by", [])
    readable = by_lesson(row for row in seen if access.may_read(request.actor, row)).get(pk, [])
    context = {
        "lesson": found,
        "line": research.line_of(found),
        "here": found.group_id,
        "steps": research.step_lines(found),
        "total": len(ResearchStep.Kind),
        "comments": getattr(found, "heard", ()),
        "removed_comments": research.removed_comments(found) if works else [],
        "files": [(row, access.may_take_out(request.actor, row)) for row in research.files_of(found)],
        "removed_files": research.removed_files(request.actor, found) if works else [],
        "readable": readable,
        "others": [row.observer for row in seen if row not in readable],
        "may_work": works,
        "may_change": access.may_change_lesson(request.actor, found) and found.removed_at is None,
        "may_restore": access.may_change_lesson(request.actor, found) and found.removed_at is not None,
        "record_url": _record_url(request, found) if found.removed_at is None else "",
        "needs_comment": found.type == ResearchLesson.Type.PRACTICE and research.is_held(found),
        "back": _home(request, found),
        "who_sees": [access.WHO_READS_LESSON],
    }
    return render(request, "lessons/lesson.html", context)


def _record_url(request: SchoolRequest, found: ResearchLesson) -> str:
    """Where the actor writes an observation of this lesson: in a group of one's own, or of those one leads."""
    if request.actor.person_id == found.teacher_id or found.day > request.today:
        return ""
    mine = [key for key in (*sorted(request.actor.member_of), *sorted(request.actor.oversees)) if access.may_record(request.actor, key)]
    home = found.group_id if found.group_id in mine else next(iter(mine), None)
    return f"{reverse('lessons:observation_new', args=[home, found.term.key])}?lesson={found.pk}" if home else ""


def _home(request: SchoolRequest, found: ResearchLesson) -> str:
    readable = found.group_id in request.actor.readable
    return reverse("lessons:lessons", args=[found.group_id, found.term.key]) if readable else reverse("dashboard:home")


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Another day, topic or place."""
    found = research.lesson_of(request.actor, pk)
    require(access.may_change_lesson(request.actor, found), access.WHO_CHANGES_LESSON)
    if found.removed_at is not None:
        messages.info(request, "这节课已取消；需要时先恢复，再修改。")
        return redirect("lessons:lesson", pk)
    place = group_term(request.actor, found.group_id, found.term.key, request.today)
    form = LessonForm(sent(request), row=found, **offered(place).as_arguments())
    if request.method == "POST" and carried_out(
        form,
        lambda data: actions.change_lesson(by=request.actor, lesson=found, version=version_sent(request), **_values(data)),
        now=lambda: ResearchLesson.objects.select_related("teacher").filter(pk=pk, removed_at__isnull=True).first(),
        changed=stands_now,
    ):
        messages.success(request, "已保存。")
        return redirect("lessons:lesson", pk)
    return _form_page(request, place, form, "修改研究课", f"research-{pk}", reverse("lessons:lesson", args=[pk]))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Call a lesson off; asks once, and can be undone."""
    found = research.lesson_of(request.actor, pk)
    require(access.may_change_lesson(request.actor, found), access.WHO_CHANGES_LESSON)
    back = reverse("lessons:lesson", args=[pk])
    return taken_out(
        request,
        lambda: actions.call_off(by=request.actor, lesson=found, version=found.version),
        question=f"取消{found.get_type_display()}{quoted(str(found))}？",
        effect="已写的环节、点评和听课记录都会保留，需要时可以恢复。",
        page=back,
        here=found.group_id,
        done="已取消。",
        undo=reverse("lessons:lesson_restore", args=[pk]),
        gone="这节课已经取消了。",
        button="取消这节课",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a lesson back."""
    found = research.lesson_of(request.actor, pk)
    return brought_back(request, lambda: actions.restore_lesson(by=request.actor, lesson=found), reverse("lessons:lesson", args=[pk]))


@login_required
@require_http_methods(["GET", "POST"])
def step(request: SchoolRequest, pk: int, kind: str) -> HttpResponse:
    """Write one of the nine steps."""
    found = research.lesson_of(request.actor, pk)
    if kind not in ResearchStep.Kind.values:
        raise Http404
    require(access.may_work_on(request.actor, found), access.WHO_WORKS)
    line = next(each for each in research.step_lines(found) if each.kind == kind)
    initial = {"text": line.step.text, "done": line.step.done, "version": line.step.version} if line.step else {"version": 0, "done": True}
    form = StepTextForm(sent(request), initial=initial)
    if request.method == "POST" and carried_out(
        form,
        lambda data: actions.save_step(
            by=request.actor,
            lesson=found,
            kind=kind,
            done=data["done"],
            text=data["text"],
            version=data["version"] or 0,
            today=request.today,
        ),
        now=lambda: ResearchStep.objects.select_related("lesson__teacher").filter(lesson=found, kind=kind).first(),
        changed=stands_now,
    ):
        messages.success(request, f"“{line.label}”已保存。")
        return redirect("lessons:lesson", pk)
    return _small_form(request, found, form, line.label, f"step-{pk}-{kind}")


def _small_form(request: SchoolRequest, found: ResearchLesson, form: Any, title: str, draft: str, **more: Any) -> HttpResponse:
    context = {"lesson": found, "here": found.group_id, "form": form, "title": title, "draft": draft, **more}
    return render(request, "lessons/small_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def comment_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Write down what an expert said."""
    found = research.lesson_of(request.actor, pk)
    require(access.may_work_on(request.actor, found), access.WHO_WORKS)
    form = CommentForm(sent(request))
    if request.method == "POST" and carried_out(
        form,
        lambda data: actions.add_comment(by=request.actor, lesson=found, expert=data["expert"], text=data["text"]),
    ):
        messages.success(request, "专家点评已记下。")
        return redirect("lessons:lesson", pk)
    return _small_form(request, found, form, "记专家点评", f"comment-{pk}")


@login_required
@require_http_methods(["GET", "POST"])
def comment(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct what was written down."""
    row = research.comment_of(request.actor, pk)
    if row.removed_at is not None:
        messages.info(request, "这条点评已删去。")
        return redirect("lessons:lesson", row.lesson_id)
    form = CommentForm(sent(request), initial={"expert": row.expert, "text": row.text, "version": row.version})
    if request.method == "POST" and carried_out(
        form,
        lambda data: actions.change_comment(
            by=request.actor, comment=row, version=version_sent(request), expert=data["expert"], text=data["text"]
        ),
        now=lambda: ExpertComment.objects.filter(pk=pk, removed_at__isnull=True).first(),
        changed=stands_now,
    ):
        messages.success(request, "已保存。")
        return redirect("lessons:lesson", row.lesson_id)
    remove_url = reverse("lessons:comment_remove", args=[pk])
    return _small_form(request, row.lesson, form, "修改专家点评", f"comment-change-{pk}", remove_url=remove_url)


@login_required
@require_http_methods(["GET", "POST"])
def comment_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a comment out; asks once, and can be undone."""
    row = research.comment_of(request.actor, pk)
    back = reverse("lessons:lesson", args=[row.lesson_id])
    return taken_out(
        request,
        lambda: actions.remove_comment(by=request.actor, comment=row, version=row.version),
        question=f"删去{row.expert}的点评？",
        effect=row.text,
        page=back,
        here=row.lesson.group_id,
        undo=reverse("lessons:comment_restore", args=[pk]),
        gone="这条点评已经删去了。",
    )


@login_required
@require_POST
def comment_restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a comment back."""
    row = research.comment_of(request.actor, pk)
    return brought_back(
        request, lambda: actions.restore_comment(by=request.actor, comment=row), reverse("lessons:lesson", args=[row.lesson_id])
    )


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """The record as Word."""
    found = research.lesson_of(request.actor, pk)
    name = f"{printouts.RESEARCH_TITLE}_{found.teacher.name}_{found.topic or '课题待定'}"
    return word(Document(name, printouts.research_lesson(found, research.files_of(found))), name)
