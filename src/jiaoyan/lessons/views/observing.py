"""Observations: two minutes on the phone, reading, answering, correcting, taking out, printing. 听课记录"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.lessons import access
from jiaoyan.lessons.actions import observing as actions
from jiaoyan.lessons.forms.observing import FIRST_STEPS, AnswerForm, ObservationForm, StepForm, step_forms
from jiaoyan.lessons.models import LessonType, Observation, ResearchLesson
from jiaoyan.lessons.printouts import observations as printouts
from jiaoyan.lessons.queries import observations, research
from jiaoyan.lessons.queries.people import seats_of
from jiaoyan.lessons.views.shared import Offered, offered, stands_now
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import GroupTerm, group_term
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, version_sent


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Write an observation down; ``?lesson=`` of a research lesson fills in what is known of it."""
    place = group_term(request.actor, group, term, request.today)
    require(access.may_record(request.actor, group), access.WHO_RECORDS)
    linked = _linked(request, place)
    given = offered(place)
    start: dict[str, Any] = {"day": place.day, "way": Observation.Way.PEER, "lesson_type": LessonType.NEW}
    if linked is not None:
        start |= _known_of(linked, given)
    form = ObservationForm(sent(request), initial=start, research_lesson=linked, me=request.actor.person_id, **given.as_arguments())
    steps = step_forms(sent(request))
    if request.method == "POST" and _steps_valid(steps):
        made = carried_out(
            form,
            lambda data: actions.record_observation(
                by=request.actor, group=place.group, term=place.term, today=request.today, **_values(data, steps)
            ),
        )
        if made is not None:
            return _saved(request, made, "听课记录已保存。")
    return _form_page(request, place, form, steps, "记听课", f"observation-{group}-{term}", reverse("lessons:lessons", args=[group, term]))


def _linked(request: SchoolRequest, place: GroupTerm) -> ResearchLesson | None:
    """The research lesson one sits in, named in the address or sent along; only one that may be read, of this term."""
    said = request.POST.get("research_lesson") or request.GET.get("lesson") or ""
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        return None
    rows = research.loaded().filter(access.lessons_visible_to(request.actor), term=place.term, removed_at__isnull=True, pk=int(said))
    return rows.first()


def _known_of(lesson: ResearchLesson, given: Offered) -> dict[str, Any]:
    """What is known of a research lesson; one of another grade's book is named in words, for the page offers the own grade's only."""
    books = (*given.lessons.near, *given.lessons.others) if given.lessons else ()
    chosen = lesson.lesson_topic if lesson.lesson_topic in books else None
    known: dict[str, Any] = {
        "teacher": lesson.teacher,
        "school_class": lesson.school_class,
        "lesson": chosen,
        "topic": "" if chosen is not None and lesson.topic == chosen.title else lesson.topic,
        "lesson_type": lesson.lesson_type,
        "day": lesson.day,
        "place": lesson.place,
        "way": Observation.Way.OPEN,
    }
    return known | ({"period_no": lesson.period_no} if lesson.period_no else {})


def _steps_valid(steps: Sequence[StepForm]) -> bool:
    return all(step.is_valid() for step in steps)


def _values(data: dict[str, Any], steps: Sequence[StepForm]) -> dict[str, Any]:
    return {name: data[name] for name in actions.FIELDS if name in data} | {"steps": [step.cleaned_data for step in steps]}


def _form_page(
    request: SchoolRequest,
    place: GroupTerm,
    form: ObservationForm,
    steps: list[StepForm],
    title: str,
    draft: str,
    cancel: str,
    row: Observation | None = None,
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "first_steps": steps[:FIRST_STEPS],
        "more_steps": steps[FIRST_STEPS:],
        "more_open": any(step.errors or any(step[name].value() for name in step.fields) for step in steps[FIRST_STEPS:]),
        "title": title,
        "draft": draft,
        "cancel": cancel,
        "row": row,
    }
    return render(request, "lessons/observation_form.html", context, status=422 if form.is_bound else 200)


def _saved(request: SchoolRequest, row: Observation, words: str) -> HttpResponse:
    """To the record; a lesson of one's own at that time is mentioned, never refused."""
    messages.success(request, words)
    stored = observations.observation_of(request.actor, row.pk)
    if observations.has_own_lesson(stored):
        messages.warning(request, f"按课表，您这一天第{row.period_no}节自己有课。调了课就不用管它，没有调请核对日期和节次。")
    return redirect("lessons:observation", row.pk)


@login_required
@require_GET
def observation(request: SchoolRequest, pk: int) -> HttpResponse:
    """One record, with the observed teacher's answer."""
    row = observations.observation_of(request.actor, pk)
    context = {
        "row": row,
        "here": row.group_id,
        "class_label": observations.class_label(row),
        "may_change": access.may_change(request.actor, row) and row.removed_at is None,
        "may_restore": access.may_change(request.actor, row) and row.removed_at is not None,
        "may_answer": access.may_answer(request.actor, row),
        "answer": AnswerForm(initial={"answer": row.answer}),
        "back": _home(request, row),
        "who_sees": [access.WHO_READS_OBSERVATION],
    }
    return render(request, "lessons/observation.html", context)


def _home(request: SchoolRequest, row: Observation) -> str:
    """The page of lessons one may open: the record's own group, or the observed teacher's."""
    groups = [key for key in (row.group_id, row.teacher_group_id) if key in request.actor.readable]
    return reverse("lessons:lessons", args=[groups[0], row.term.key]) if groups else reverse("dashboard:home")


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct one's own record."""
    row = observations.observation_of(request.actor, pk)
    require(access.may_change(request.actor, row), access.WHO_OBSERVED)
    if row.removed_at is not None:
        messages.info(request, "这条听课记录已删去；需要时先恢复，再修改。")
        return redirect("lessons:observation", pk)
    place = group_term(request.actor, row.group_id, row.term.key, request.today)
    form = ObservationForm(sent(request), row=row, me=request.actor.person_id, **offered(place).as_arguments())
    steps = step_forms(sent(request), row.steps)
    if request.method == "POST" and _steps_valid(steps):
        made = carried_out(
            form,
            lambda data: actions.change_observation(
                by=request.actor, observation=row, version=version_sent(request), today=request.today, **_values(data, steps)
            ),
            now=lambda: Observation.objects.select_related("teacher").filter(pk=pk, removed_at__isnull=True).first(),
            changed=stands_now,
        )
        if made is not None:
            return _saved(request, row, "已保存。")
    return _form_page(request, place, form, steps, "修改听课记录", f"observation-{pk}", reverse("lessons:observation", args=[pk]), row)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a record out; asks once, and can be undone."""
    row = observations.observation_of(request.actor, pk)
    require(access.may_change(request.actor, row), access.WHO_OBSERVED)
    back = reverse("lessons:observation", args=[pk])
    return taken_out(
        request,
        lambda: actions.remove_observation(by=request.actor, observation=row, version=row.version),
        question=f"删去听课记录{quoted(str(row))}？",
        effect="您本学期的听课节数会少一节；删去以后可以恢复。",
        page=back,
        here=row.group_id,
        undo=reverse("lessons:observation_restore", args=[pk]),
        gone="这条听课记录已经删去了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a record back."""
    row = observations.observation_of(request.actor, pk)
    return brought_back(
        request, lambda: actions.restore_observation(by=request.actor, observation=row), reverse("lessons:observation", args=[pk])
    )


@login_required
@require_POST
def answer(request: SchoolRequest, pk: int) -> HttpResponse:
    """The observed teacher has seen it, and may say a line."""
    row = observations.observation_of(request.actor, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        actions.answer_observation(by=request.actor, observation=row, text=form.cleaned_data["answer"])
        messages.success(request, "已告诉听课的老师。")
    else:
        require(access.may_answer(request.actor, row), access.WHO_ANSWERS)
        messages.error(request, "这句话最多200字，请写短一些。")
    return redirect("lessons:observation", pk)


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One record as Word."""
    row = observations.observation_of(request.actor, pk)
    name = f"{printouts.TITLE}_{row.observer.name}_{row.day:%m%d}_{row.topic}"
    return word(Document(name, printouts.observation(row)), name)


@login_required
@require_GET
def listed(request: SchoolRequest, group: int, term: str, person: int) -> HttpResponse:
    """Everything somebody observed in the term; on one's own page also what one took out."""
    place, who = _whose(request, group, term, person)
    rows = [row for row in observations.by_observer(person, place.term) if access.may_read(request.actor, row)]
    context = {
        "place": place,
        "who": who,
        "is_me": person == request.actor.person_id,
        "rows": [(row, observations.class_label(row)) for row in rows],
        "removed": observations.removed_by(person, place.term) if person == request.actor.person_id else [],
        "may_record": access.may_record(request.actor, group),
        "who_sees": [access.WHO_LISTS],
    }
    return render(request, "lessons/observations.html", context)


@login_required
@require_GET
def list_docx(request: SchoolRequest, group: int, term: str, person: int) -> HttpResponse:
    """The same as Word, one line each."""
    place, who = _whose(request, group, term, person)
    rows = [row for row in observations.by_observer(person, place.term) if access.may_read(request.actor, row)]
    name = f"{who.name}{place.term.label}听课一览"
    return word(Document(name, printouts.observation_list(rows, who.name, place.term.label), landscape=True), name)


def _whose(request: SchoolRequest, group: int, term: str, person: int) -> tuple[GroupTerm, Person]:
    """Whose list: somebody of the subject, or oneself."""
    place = group_term(request.actor, group, term, request.today)
    found = next((seat.person for seat in seats_of(place) if seat.person.pk == person), None)
    if found is None and person == request.actor.person_id:
        found = request.user.person
    if found is None:
        raise Http404
    require(access.may_list(request.actor, group, person), access.WHO_LISTS)
    return place, found
