"""未完成说明: given in two taps from a line of progress, answered by those who oversee, said back to the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.quotas import access
from jiaoyan.quotas.actions import excusing
from jiaoyan.quotas.forms.excusing import AnswerForm, ExcuseForm
from jiaoyan.quotas.models import Excuse
from jiaoyan.quotas.printouts import asked_on
from jiaoyan.quotas.queries import (
    Place,
    Tree,
    excuse_of,
    excuse_rows,
    groups_concerned,
    quota_of,
    roster_of_tree,
    standing_excuse,
    teaches,
    tree_of,
)
from jiaoyan.quotas.rules.fact import Subject, SubjectKind
from jiaoyan.quotas.rules.limits import WORDS_LENGTH
from jiaoyan.quotas.rules.periods import span_begins, span_label
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import calendar_of, group_term, term_by_key
from jiaoyan.web.addresses import of_this_site
from jiaoyan.web.forms import put_beside, sent


@login_required
@require_http_methods(["GET", "POST"])
def excuse(request: SchoolRequest, pk: int, term: str, kind: SubjectKind, subject: int, span: str) -> HttpResponse:
    """One tap for the reason, one to send. ``?missing=``, ``?about=`` and ``?back=`` come from the line of progress."""
    line = _line(request, pk, term, Subject(kind, subject), span)
    standing = standing_excuse(line.place.quota, line.term, line.subject, span)
    form = ExcuseForm(sent(request), initial={"about": line.about, **(_said(standing) if standing else {})})
    if request.method == "POST" and form.is_valid() and _given(request, line, form):
        messages.success(request, f"已说明“{line.place.quota.name}”，等待答复。")
        return redirect(_back(request, line))
    quota, missing = line.place.quota, request.GET.get("missing", "")
    demand = asked_on(quota.value, span_begins(span, calendar_of(line.term)) or line.term.nearest(request.today))
    context = {
        "quota": quota,
        "place": group_term(request.actor, line.home, term, request.today),
        "sentence": demand_text(quota.value, demand) if demand else quota.name,
        "whose": line.whose,
        "span": span_label(span, line.about),
        "missing": missing if missing.isdecimal() and len(missing) < 4 else "",
        "form": form,
        "standing": standing,
        "cancel": _back(request, line),
        "who_sees": [access.WHO_READS_EXCUSE],
    }
    return render(request, "quotas/excuse.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True, slots=True)
class Line:
    """The line of progress an excuse is about; ``home``: the group whose page leads back."""

    place: Place
    term: Term
    subject: Subject
    span: str
    about: str
    whose: str
    home: int


def _line(request: SchoolRequest, pk: int, term: str, subject: Subject, span: str) -> Line:
    """Raises ``Http404`` for a subject, term or period that does not belong to the quota, ``NotAllowed`` for somebody else's."""
    place, found = quota_of(request.actor, pk, request.today), term_by_key(term)
    if subject.kind not in get_args(SubjectKind) or found is None or found.school_year_id != place.tree.top.school_year_id:
        raise Http404
    roster = roster_of_tree(place.tree, found)
    whose = roster.name_of(subject)
    if not whose or not span_label(span):
        raise Http404
    concerned = groups_concerned(subject, place.tree, roster)
    own_class = teaches(request.actor, subject, place.tree, found)
    require(access.may_excuse(request.actor, subject, concerned, teaches=own_class), access.WHO_EXCUSES)
    about = (request.POST.get("about") or request.GET.get("about", ""))[:60]
    return Line(place, found, subject, span, about, whose, _home(request, place.tree, concerned))


def _back(request: SchoolRequest, line: Line) -> str:
    """Where one came from, as its page has said (``?back=``), or the list of what was said."""
    return of_this_site(request, request.GET.get("back", "")) or reverse("quotas:excuses", args=[line.home, line.term.key])


def _said(standing: Excuse) -> dict[str, Any]:
    return {"reason": standing.reason, "words": standing.words, "amount": standing.amount}


def _given(request: SchoolRequest, line: Line, form: ExcuseForm) -> bool:
    values = {name: form.cleaned_data[name] for name in ("reason", "words", "amount", "about")}
    try:
        excusing.give_excuse(by=request.actor, quota=line.place.quota, term=line.term, subject=line.subject, span=line.span, **values)
    except Refused as refused:
        put_beside(form, refused.problems)
        return False
    return True


@login_required
@require_GET
def excuses(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """What was said: one's own with the answer, and for those who answer what waits for them."""
    place = group_term(request.actor, group, term, request.today)
    tree = tree_of(place.group)
    roster = roster_of_tree(tree, place.term)
    lines: list[dict[str, Any]] = [
        {
            "excuse": row,
            "whose": roster.name_of(row.subject),
            "answers": access.may_answer(request.actor, row, groups_concerned(row.subject, tree, roster)),
            "takes_back": access.may_take_back(request.actor, row),
        }
        for row in excuse_rows(request.actor, tree, roster, place.term)
    ]
    context = {
        "place": place,
        "waiting": [line for line in lines if line["answers"] and line["excuse"].state == Excuse.State.OPEN],
        "others": [line for line in lines if not (line["answers"] and line["excuse"].state == Excuse.State.OPEN)],
        "oversees": not request.actor.oversees.isdisjoint(tree.keys),
        "who_sees": [access.WHO_READS_EXCUSE],
    }
    return render(request, "quotas/excuses.html", context)


@login_required
@require_POST
def answer(request: SchoolRequest, pk: int) -> HttpResponse:
    """认可 or 约谈, with a word if wanted."""
    row, tree, roster = excuse_of(request.actor, pk)
    concerned = groups_concerned(row.subject, tree, roster)
    require(access.may_answer(request.actor, row, concerned), access.WHO_ANSWERS)
    form = AnswerForm(request.POST)
    if form.is_valid():
        accepted = form.cleaned_data["answer"] == "accepted"
        try:
            excusing.answer_excuse(by=request.actor, excuse=row, accepted=accepted, words=form.cleaned_data["words"])
            messages.success(request, "已认可。" if accepted else "已记下约谈，说明人会看到。")
        except Refused as refused:
            messages.error(request, str(refused))
    else:
        messages.error(request, f"请选“认可”或“约谈”；要说的话不超过{WORDS_LENGTH}字。")
    whole = tree.top.pk in request.actor.readable  # back to the list where the next one waits
    return redirect("quotas:excuses", tree.top.pk if whole else _home(request, tree, concerned), row.term.key)


@login_required
@require_POST
def take_back(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take back what nobody has answered yet."""
    row, tree, roster = excuse_of(request.actor, pk)
    require(row.removed_at is not None or access.may_take_back(request.actor, row), "说明人，在答复以前")
    excusing.take_back_excuse(by=request.actor, excuse=row)
    messages.success(request, "已收回。")
    return redirect("quotas:excuses", _home(request, tree, groups_concerned(row.subject, tree, roster)), row.term.key)


def _home(request: SchoolRequest, tree: Tree, concerned: frozenset[int]) -> int:
    """The group whose page leads back: the first concerned that the actor reads, or the first of the tree."""
    readable = request.actor.readable & tree.keys
    return min(concerned & readable or readable or tree.keys)
