"""Pairs: a group's list, one pair's weeks on one page, the mentee's lessons, the mentor's lines."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.growth.access import mentorship as access
from jiaoyan.growth.actions import mentorship as actions
from jiaoyan.growth.forms.mentorship import MENTEE_DUTIES, MENTOR_DUTIES, LineForm, MenteeLessonForm, PairForm
from jiaoyan.growth.models import MenteeLesson, Mentorship
from jiaoyan.growth.printouts import mentorship as printouts
from jiaoyan.growth.queries import mentorship as queries
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Person, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of, group_term, prep_group_term, term_by_key, term_on
from jiaoyan.schools.registers.choices import people_of
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import word
from jiaoyan.web.forms import put_beside, sent, typed_again, version_sent

Made = TypeVar("Made", Mentorship, MenteeLesson)


@login_required
@require_GET
def pairs(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The pairs of the group (and of those below) that one may see."""
    place = group_term(request.actor, group, term, request.today)
    context = {
        "place": place,
        "pairs": queries.pairs_in(request.actor, place),
        "gaps": queries.mentorship_gaps(place.group, place.term, request.today) if access.may_pair(request.actor, group) else [],
        "removed": [row for row in queries.removed_pairs(request.actor, place) if access.may_change(request.actor, row)],
        "may_pair": place.group.grade is not None and access.may_pair(request.actor, group),
        "who_sees": [access.WHO_SEES],
    }
    return render(request, "growth/pairs.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Make a pair for a mentee of the group."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(access.may_pair(request.actor, group), access.WHO_PAIRS)
    year = place.group.school_year
    start = {
        "starts": place.term.first_school_day,
        "ends": year.ends,
        "observe_per_week": 2,
        "mentor_duties": MENTOR_DUTIES,
        "mentee_duties": MENTEE_DUTIES,
    }
    form = PairForm(sent(request), mentors=_mentors(), mentees=people_of(place), initial=start)
    if request.method == "POST":
        made = carried_out(form, lambda _: actions.pair(by=request.actor, group=place.group, **_pair_values(form)))
        if made is not None:
            messages.success(request, "已结对。")
            return redirect("growth:pair", made.pk, term)
    return _pair_page(request, place, form, "师徒结对", f"pair-{group}", reverse("growth:pairs", args=[group, term]))


def _mentors() -> list[Person]:
    """Anybody who works at the school: a mentor may sit in another group."""
    return list(Person.objects.filter(left_on__isnull=True).order_by("sort_name", "pk"))


def _pair_values(form: PairForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in actions.PAIR_FIELDS}


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Change what the two agreed on."""
    row = queries.pair_of(request.actor, pk)
    require(access.may_change(request.actor, row), access.WHO_PAIRS)
    place = _place(request, row, _term_now(request, row))
    back = reverse("growth:pair", args=[pk, place.term.key])
    if row.removed_at is not None:
        messages.info(request, "这一对已删去；需要时先恢复，再修改。")
        return redirect(back)
    form = PairForm(sent(request), mentors=_mentors(), mentees=people_of(place), pair=row)
    if request.method == "POST":

        def verb(_: dict[str, Any]) -> Mentorship:
            return actions.change_pair(by=request.actor, mentorship=row, version=version_sent(request), **_pair_values(form))

        if carried_out(form, verb, now=lambda: Mentorship.objects.get(pk=pk)) is not None:
            messages.success(request, "已保存。")
            return redirect(back)
    return _pair_page(request, place, form, "修改师徒结对", f"pair-of-{pk}", back)


def _pair_page(request: SchoolRequest, place: GroupTerm, form: PairForm, title: str, draft: str, cancel: str) -> HttpResponse:
    context = {"place": place, "form": form, "title": title, "draft": draft, "cancel": cancel}
    return render(request, "growth/pair_form.html", context, status=422 if form.is_bound else 200)


def _term_now(request: SchoolRequest, row: Mentorship) -> Term:
    """The term of the pair's school year that is nearest to today."""
    term = term_on(max(row.starts, min(request.today, row.ends)), request.actor.school_id)
    if term is None:
        raise Http404
    return term


def _place(request: SchoolRequest, row: Mentorship, term: Term) -> GroupTerm:
    return GroupTerm(row.group, term, calendar_of(term), request.today)


@login_required
@require_GET
def pair(request: SchoolRequest, pk: int, term: str) -> HttpResponse:
    """One pair's weeks on one page: observed, taught, compared, the mentor's line, and what is missing."""
    row = queries.pair_of(request.actor, pk)
    return _weeks_page(request, row, _term_of(row, term))


def _term_of(row: Mentorship, key: str) -> Term:
    term = term_by_key(key)
    if term is None or term.school_year_id != row.school_year_id:
        raise Http404
    return term


def _weeks_page(request: SchoolRequest, row: Mentorship, term: Term, refused: tuple[int, LineForm] | None = None) -> HttpResponse:
    found = queries.pair_term(row, term, request.today)
    advises = access.may_advise(request.actor, row)
    context = {
        "pair": row,
        "term": term,
        "here": row.group_id,
        "weeks": [(week, _line_form(week, refused) if advises else None) for week in found.weeks],
        "teaches": access.may_teach(request.actor, row),
        "advises": advises,
        "may_change": access.may_change(request.actor, row),
        "removed": queries.removed_lessons(row) if access.may_teach(request.actor, row) else [],
        "who_sees": [access.WHO_SEES],
        "today": request.today,
        "recent": request.today - queries.LOOKS_BACK,
    }
    return render(request, "growth/pair.html", context, status=422 if refused else 200)


def _line_form(week: queries.PairWeek, refused: tuple[int, LineForm] | None) -> LineForm:
    if refused is not None and refused[0] == week.week.no:
        return refused[1]
    said = week.line.text if week.line else ""
    return LineForm(initial={"text": said, "seen": said}, auto_id=f"week-{week.week.no}-%s")


@login_required
@require_POST
def line(request: SchoolRequest, pk: int, term: str, week: int) -> HttpResponse:
    """The mentor writes the week's line."""
    row = queries.pair_of(request.actor, pk)
    require(access.may_advise(request.actor, row), access.WHO_ADVISES)
    when = _term_of(row, term)
    if week not in {each.no for each in calendar_of(when).weeks()}:
        raise Http404
    form = LineForm(request.POST, auto_id=f"week-{week}-%s")
    if form.is_valid():
        try:
            actions.advise(
                by=request.actor,
                mentorship=row,
                term=when,
                week_no=week,
                text=form.cleaned_data["text"],
                seen=form.cleaned_data["seen"],
                today=request.today,
            )
            messages.success(request, f"第{week}周的意见已保存。")
            return redirect(reverse("growth:pair", args=[pk, term]) + f"#week-{week}")
        except Refused as refused:
            put_beside(form, refused.problems)
        except ChangedMeanwhile:
            now = row.lines.get(term=when, week_no=week).text if row.lines.filter(term=when, week_no=week).exists() else ""
            form.data = typed_again(form.data, seen=now)
            form.add_error("text", f"刚刚在别处写过：“{now}”。核对后请再保存一次。")
    return _weeks_page(request, row, when, (week, form))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a pair out; asks once, and can be undone."""
    row = queries.pair_of(request.actor, pk)
    require(access.may_change(request.actor, row), access.WHO_PAIRS)
    term = _term_now(request, row)
    return taken_out(
        request,
        lambda: actions.remove_pair(by=request.actor, mentorship=row, version=row.version),
        question=f"删去{row.mentor.name}和{row.mentee.name}的师徒结对？",
        effect="听课、上课和对照比较都留着；可以恢复。",
        page=reverse("growth:pair", args=[pk, term.key]),
        here=row.group_id,
        undo=reverse("growth:pair_restore", args=[pk]),
        gone="这一对已经删去了。",
        back=reverse("growth:pairs", args=[row.group_id, term.key]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a pair back."""
    row = queries.pair_of(request.actor, pk)
    term = _term_now(request, row)
    return brought_back(
        request, lambda: actions.restore_pair(by=request.actor, mentorship=row), reverse("growth:pairs", args=[row.group_id, term.key])
    )


@login_required
@require_http_methods(["GET", "POST"])
def lesson_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """The mentee writes down a lesson taught after observing."""
    row = queries.pair_of(request.actor, pk)
    require(access.may_teach(request.actor, row), access.WHO_TEACHES)
    place = _place(request, row, _term_now(request, row))
    observed = queries.to_follow(row, place.term, request.today)
    start = {"day": place.day, "observation": observed[0] if observed else None, "topic": observed[0].topic[:60] if observed else ""}
    form = MenteeLessonForm(sent(request), place=place, observed=observed, initial=start)
    if request.method == "POST":
        made = carried_out(form, lambda _: actions.teach(by=request.actor, mentorship=row, today=request.today, **form.values))
        if made is not None:
            messages.success(request, "已登记。接着写几句对照比较，这一环就齐了。")
            return redirect("growth:compare", made.pk)
    return _lesson_page(request, row, place, form, "登记跟上的课", f"mentee-lesson-new-{pk}")


@login_required
@require_http_methods(["GET", "POST"])
def lesson(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct a lesson."""
    found = queries.lesson_of(request.actor, pk)
    row = found.mentorship
    require(access.may_teach(request.actor, row), access.WHO_TEACHES)
    term = term_on(found.day, request.actor.school_id) or _term_now(request, row)
    place = _place(request, row, term)
    if found.removed_at is not None:
        messages.info(request, "这一节已删去；需要时先恢复，再修改。")
        return redirect("growth:pair", row.pk, term.key)
    form = MenteeLessonForm(sent(request), place=place, observed=queries.to_follow(row, term, request.today), lesson=found)
    if request.method == "POST":

        def verb(_: dict[str, Any]) -> MenteeLesson:
            return actions.change_lesson(by=request.actor, lesson=found, version=version_sent(request), today=request.today, **form.values)

        if carried_out(form, verb, now=lambda: MenteeLesson.objects.get(pk=pk)) is not None:
            messages.success(request, "已保存。")
            return redirect("growth:pair", row.pk, term.key)
    return _lesson_page(request, row, place, form, "修改跟上的课", f"mentee-lesson-{pk}", found)


def _lesson_page(
    request: SchoolRequest,
    row: Mentorship,
    place: GroupTerm,
    form: MenteeLessonForm,
    title: str,
    draft: str,
    lesson: MenteeLesson | None = None,
) -> HttpResponse:
    cancel = reverse("growth:pair", args=[row.pk, place.term.key])
    context = {"here": row.group_id, "pair": row, "form": form, "title": title, "draft": draft, "cancel": cancel, "lesson": lesson}
    return render(request, "growth/mentee_lesson_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def lesson_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a lesson out; asks once, and it stands at the foot of the page to be brought back."""
    found = queries.lesson_of(request.actor, pk)
    require(access.may_teach(request.actor, found.mentorship), access.WHO_TEACHES)
    back = [found.mentorship_id, _term_now(request, found.mentorship).key]
    return taken_out(
        request,
        lambda: actions.remove_lesson(by=request.actor, lesson=found, version=found.version),
        question=f"删去{quoted(found.topic)}？",
        effect="对照比较留着；这一节可以在师徒页下方恢复。",
        page=reverse("growth:pair", args=back),
        here=found.mentorship.group_id,
        undo=reverse("growth:mentee_lesson_restore", args=[pk]),
        gone="这一节已经删去了。",
    )


@login_required
@require_POST
def lesson_restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a lesson back."""
    found = queries.lesson_of(request.actor, pk)
    back = reverse("growth:pair", args=[found.mentorship_id, _term_now(request, found.mentorship).key])
    return brought_back(request, lambda: actions.restore_lesson(by=request.actor, lesson=found), back)


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int, term: str) -> HttpResponse:
    """Agreement and log as Word."""
    row = queries.pair_of(request.actor, pk)
    paper = printouts.paper(queries.pair_term(row, _term_of(row, term), request.today))
    return word(paper, paper.title)


@login_required
@require_GET
def blank(_request: SchoolRequest) -> HttpResponse:
    """Both to be filled in by hand."""
    paper = printouts.blank()
    return word(paper, paper.title)
