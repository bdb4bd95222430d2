"""The group's exercises, one exercise, its head, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.curriculum.models import Competency, LessonTopic, Unit
from jiaoyan.curriculum.queries import volume_for
from jiaoyan.documents.blocks import Document
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions import exercises as actions
from jiaoyan.items.actions.problems import ChangedMeanwhile
from jiaoyan.items.forms.exercises import ChangeForm, HeadForm, StartForm
from jiaoyan.items.models import Exercise
from jiaoyan.items.printouts import exercises as printouts
from jiaoyan.items.queries import exercises as queries
from jiaoyan.items.queries.use import low_items, rates_of, removed_uses, uses_of
from jiaoyan.items.views.place import carried_out, first_words, head_of, to_exercise
from jiaoyan.pacing.queries import Seat, seats_of
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest, may_lead_group, require
from jiaoyan.schools.models import Person, Status
from jiaoyan.schools.queries import GroupTerm, members_of, prep_group_term
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.steps import brought_back, taken_out, to_bring_back
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import sent, typed_again


@login_required
@require_GET
def exercises(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The term's exercises by week: state, people, due day, what is missing."""
    place = prep_group_term(request.actor, group, term, request.today)
    mathematics, taught = queries.mathematics_minutes(), queries.taught_days(place.group, place.term)
    found = queries.exercises_of(place.group, place.term)
    standings = [queries.standing_among(each, mathematics, taught) for each in found]
    context = {
        "place": place,
        "weeks": queries.by_week(standings, place.calendar),
        "dues": {each.pk: queries.due_day(each, place.calendar) for each in found},
        "approved": sum(each.status == Status.APPROVED for each in found),
        "count": len(found),
        "gaps": queries.exercise_gaps_among(found, request.today, place.calendar),
        "removed": to_bring_back(queries.removed_exercises(request.actor, place), "items:exercise_restore"),
        "to_review": sum(each.status == Status.SUBMITTED and access.may_review(request.actor, each) for each in found),
        "may_start": access.may_start(request.actor, group),
        "who_sees": [access.WHO_READS],
    }
    return render(request, "items/exercises.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin an exercise beside those of table 3."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(access.may_start(request.actor, group), access.WHO_STARTS)
    members = list(members_of(place.group, place.day))
    writers = members if may_lead_group(request.actor, group) else [each for each in members if each.pk == request.actor.person_id]
    reviewers = actions.reviewers_for(place.group, place.day)
    form = StartForm(
        sent(request), writers=writers, reviewers=reviewers, initial={"use_date": place.day, "author": request.actor.person_id}
    )
    if form.is_bound and form.is_valid():
        made = carried_out(
            form, lambda _: actions.start_exercise(by=request.actor, group=place.group, term=place.term, **form.cleaned_data)
        )
        if made is not None:
            messages.success(request, "练习已建好，先写目标，再逐题编写。")
            return redirect("items:exercise_head", made.pk)
    context = {"place": place, "form": form, "cancel": reverse("items:exercises", args=[group, term])}
    return render(request, "items/exercise_new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def exercise(request: SchoolRequest, pk: int) -> HttpResponse:
    """One exercise: how it stands, its items, reviews, uses."""
    return shown(request, queries.exercise_of(request.actor, pk))


def shown(request: SchoolRequest, row: Exercise, change: ChangeForm | None = None, refused: str = "", status: int = 200) -> HttpResponse:
    """The page of an exercise; ``change`` and ``refused`` are those of a submission that was refused."""
    head = head_of(request, row)
    place: GroupTerm = head["place"]
    uses, seats = uses_of(row), seats_of(place)
    used = {use.school_class_id for use in uses}
    names = {seat.school_class.pk: seat.name for seat in seats}
    due = queries.due_day(row, place.calendar) if row.removed_at is None else None
    mine = [seat for seat in seats if access.may_use(request.actor, row.group_id, [teacher.pk for teacher in seat.teachers])]
    context = {
        **head,
        "standing": queries.standing_of(row),
        "due": due,
        "overdue": due is not None and due < request.today,
        "may_change": access.may_change(request.actor, row),
        "may_write": access.may_write(request.actor, row),
        "may_review": access.may_review(request.actor, row) and row.status == Status.SUBMITTED,
        "change": change or (ChangeForm() if queries.needs_change_line(row) else None),
        "refused": refused,
        "rates": rates_of(row.items.all(), uses),
        "uses": [(use, names.get(use.school_class_id, str(use.school_class)), low_items(use)) for use in uses],
        "free_seats": [seat for seat in mine if seat.school_class.pk not in used] if row.status == Status.APPROVED else [],
        "removed_items": _removed_items(request, row),
        "removed_uses": _removed_uses(row, mine, used),
        "paper": Document(row.title, printouts.for_pupils(row)),
        "who_sees": [access.WHO_READS],
    }
    return render(request, "items/exercise.html", context, status=status)


def _removed_items(request: SchoolRequest, row: Exercise) -> list[tuple[str, str]]:
    """The items taken out of an exercise that may be changed."""
    if not access.may_change(request.actor, row):
        return []
    return to_bring_back(queries.removed_items(row), "items:exercise_item_restore", lambda item: first_words(item.stem) or "空白的一题")


def _removed_uses(row: Exercise, mine: list[Seat], used: set[int]) -> list[tuple[str, str]]:
    """The uses taken back, of one's own classes that have not been set the exercise again."""
    names = {seat.school_class.pk: seat.name for seat in mine if seat.school_class.pk not in used}
    if row.status != Status.APPROVED or not names:
        return []
    gone = [use for use in removed_uses(row) if use.school_class_id in names]
    return to_bring_back(gone, "items:exercise_use_restore", lambda use: f"{names[use.school_class_id]}的使用与反馈")


@login_required
@require_http_methods(["GET", "POST"])
def head(request: SchoolRequest, pk: int) -> HttpResponse:
    """The head of an exercise with its objectives."""
    row = queries.exercise_of(request.actor, pk)
    require(access.may_write(request.actor, row), access.WHO_WRITES)
    if not access.may_change(request.actor, row):
        messages.info(request, actions.closed(row))
        return to_exercise(pk)
    shared = head_of(request, row)
    form = _head_form(request, row, shared["place"], sent(request))
    if form.is_bound and form.is_valid():
        try:
            if carried_out(form, lambda _: actions.save_head(by=request.actor, exercise=row, **form.values())) is not None:
                messages.success(request, "已保存。")
                return to_exercise(pk)
        except ChangedMeanwhile as changed:
            form = _head_form(request, row, shared["place"], typed_again(request.POST, seen=queries.head_seen(changed.theirs)))
            form.add_error(None, str(changed))
            shared["theirs"] = queries.exercise_of(request.actor, pk)
    return render(request, "items/exercise_head.html", {**shared, "form": form}, status=422 if form.is_bound else 200)


def _head_form(request: SchoolRequest, row: Exercise, place: GroupTerm, data: Any) -> HeadForm:
    volume = volume_for(place.group, place.term)
    units = list(Unit.objects.select_related("volume").filter(volume=volume)) if volume else []
    lessons = list(LessonTopic.objects.select_related("unit").filter(unit__volume=volume)) if volume else []
    people: tuple[list[Person], list[Person]] | None = None
    if access.may_assign(request.actor, row):
        people = (list(members_of(place.group, place.day)), actions.reviewers_for(place.group, place.day))
    return HeadForm(data, exercise=row, units=units, lessons=lessons, competencies=list(Competency.objects.all()), people=people)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a draft out; asks once, and can be undone."""
    row = queries.exercise_of(request.actor, pk)
    require(access.may_write(request.actor, row), access.WHO_WRITES)
    return taken_out(
        request,
        lambda: actions.drop_exercise(by=request.actor, exercise=row),
        question=f"删去练习{quoted(row.title)}？",
        effect="已写的题目一起删去；可以在练习列表下方恢复。",
        page=reverse("items:exercise", args=[pk]),
        here=row.group_id,
        done="练习已删去。",
        undo=reverse("items:exercise_restore", args=[pk]),
        gone="这份练习已经删去了。",
        back=reverse("items:exercises", args=[row.group_id, row.term.key]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring an exercise back with its items."""
    row = queries.exercise_of(request.actor, pk)
    page = reverse("items:exercise", args=[pk])
    return brought_back(request, lambda: actions.restore_exercise(by=request.actor, exercise=row), page)


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int, kind: str) -> HttpResponse:
    """The pupils' or the teacher's copy as Word."""
    row = queries.exercise_of(request.actor, pk)
    if kind == "pupils":
        return word(Document(row.title, printouts.for_pupils(row)), row.title)
    if kind == "teacher":
        return word(Document(row.title, printouts.with_answers(row)), f"{row.title}（答案与设计意图）")
    raise Http404


@login_required
@require_GET
def all_docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """All approved exercises of the term in one file."""
    place = prep_group_term(request.actor, group, term, request.today)
    title = f"{place.group.name}{place.term.label}有效练习"
    return word(Document(title, printouts.exercise_pages(queries.approved_exercises(place.group, place.term))), title)


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """An exercise as it was approved, byte for byte."""
    kept = queries.edition_of(request.actor, pk)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)


@login_required
@require_GET
def blank(_request: SchoolRequest, kind: str) -> HttpResponse:
    """An empty form to be filled in by hand."""
    if kind not in printouts.BLANKS:
        raise Http404
    return word(printouts.blank(kind), printouts.BLANKS[kind][0])
