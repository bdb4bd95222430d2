"""The plans above the research groups: everybody reads them, the office enters them. 学校、教导处、区教研计划"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.planning import access
from jiaoyan.planning.actions import upper_plans as verbs
from jiaoyan.planning.actions.upper_plans import Sent, UpperWords
from jiaoyan.planning.forms.research_summary import UpperPlanForm
from jiaoyan.planning.models import UpperPlan
from jiaoyan.planning.research import removed_upper_plans, upper_plan_of, upper_plans_of
from jiaoyan.planning.rules.upper import with_keys
from jiaoyan.planning.views.saving import CHANGED
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import term_by_key, term_on
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import download
from jiaoyan.web.forms import sent


def _term(key: str) -> Term:
    found = term_by_key(key)
    if found is None:
        raise Http404
    return found


def _to_list(term: Term) -> HttpResponse:
    return redirect("planning:upper_plans", term.key)


@login_required
@require_GET
def now(request: SchoolRequest) -> HttpResponse:
    """Those of the running term."""
    term = term_on(request.today, request.actor.school_id)
    if term is None:
        raise Http404
    return _to_list(term)


@login_required
@require_GET
def plans(request: SchoolRequest, term: str) -> HttpResponse:
    """The plans of a term, each clause with who took it up."""
    found = _term(term)
    keeps = access.may_keep_upper_plans(request.actor)
    context = {
        "term": found,
        "plans": upper_plans_of(found),
        "keeps": keeps,
        "removed": removed_upper_plans(found) if keeps else [],
        "who_sees": [access.WHO_READS_UPPER_PLANS],
    }
    return render(request, "planning/upper_plans.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, term: str) -> HttpResponse:
    """Enter one."""
    found = _term(term)
    require(access.may_keep_upper_plans(request.actor), access.WHO_KEEPS_UPPER_PLANS)
    form = UpperPlanForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        words = UpperWords(form.cleaned_data["whose"], form.cleaned_data["title"], [(text, None) for text in form.cleaned_data["clauses"]])
        verbs.add_upper_plan(by=request.actor, term=found, words=words, sent=_sent(form))
        messages.success(request, "已录入。教研组长写计划时，这些条目会列出来供承接。")
        return _to_list(found)
    return _form_page(request, found, form, "录入上级计划")


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Change one."""
    found = upper_plan_of(pk)
    require(access.may_keep_upper_plans(request.actor), access.WHO_KEEPS_UPPER_PLANS)
    form = UpperPlanForm(sent(request), request.FILES or None, plan=found)

    def verb(data: dict[str, Any]) -> None:
        before = [(row.pk, row.text) for row in found.clauses.all()]
        words = UpperWords(data["whose"], data["title"], with_keys(before, data["clauses"]))
        verbs.change_upper_plan(by=request.actor, plan=found, version=data["version"], words=words, sent=_sent(form))

    if carried_out(form, verb, now=lambda: upper_plan_of(pk), changed=CHANGED):
        messages.success(request, "已保存。")
        return _to_list(found.term)
    return _form_page(request, found.term, form, "修改上级计划", plan=found)


def _form_page(request: SchoolRequest, term: Term, form: UpperPlanForm, title: str, **more: Any) -> HttpResponse:
    context = {"term": term, "form": form, "title": title, "cancel": reverse("planning:upper_plans", args=[term.key]), **more}
    return render(request, "planning/upper_plan_form.html", context, status=422 if form.is_bound else 200)


def _sent(form: UpperPlanForm) -> Sent | None:
    file = form.cleaned_data.get("file")
    return Sent(file.name, file.content_type or "", file.read()) if file else None


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take one out; asks once, and can be undone."""
    found = upper_plan_of(pk)
    require(access.may_keep_upper_plans(request.actor), access.WHO_KEEPS_UPPER_PLANS)
    page = reverse("planning:upper_plans", args=[found.term.key])
    return taken_out(
        request,
        lambda: verbs.remove_upper_plan(by=request.actor, plan=found),
        question=f"移去{quoted(str(found))}？",
        effect="已经承接的条目不受影响，文字都还在；移去以后可以恢复。",
        button="移去",
        page=page,
        crumbs=[{"label": "上级计划", "url": page}, {"label": "移去", "url": ""}],
        done="已移去。",
        undo=reverse("planning:upper_plan_restore", args=[pk]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring one back."""
    found: UpperPlan = upper_plan_of(pk)
    page = reverse("planning:upper_plans", args=[found.term.key])
    return brought_back(request, lambda: verbs.restore_upper_plan(by=request.actor, plan=found), page)


@login_required
@require_GET
def file(_request: SchoolRequest, pk: int) -> HttpResponse:
    """The file it came as."""
    found = upper_plan_of(pk)
    if found.file is None or found.removed_at is not None:
        raise Http404
    return download(files.read(found.file), found.file.name, found.file.content_type)
