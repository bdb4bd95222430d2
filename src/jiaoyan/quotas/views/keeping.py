"""Keeping quotas: adding, changing, withdrawing, bringing back, carrying over from last year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.quotas import access
from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.forms.beginning import offered_day
from jiaoyan.quotas.forms.quota import QuotaForm
from jiaoyan.quotas.forms.withdrawing import WithdrawForm
from jiaoyan.quotas.forms.words import AREAS
from jiaoyan.quotas.queries import Place, quota_of, tree_of
from jiaoyan.quotas.rules import demand as rules
from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.quotas.rules.kinds import KINDS, FactKind
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm, group_term
from jiaoyan.schools.steps import asked_once, brought_back, undoable
from jiaoyan.web.addresses import of_this_site, with_query
from jiaoyan.web.forms import BoundField, put_beside, sent, typed_again, version_sent

CHANGED = "刚刚有人改过这条指标。您填写的都在下面，核对后请再保存一次。"


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """First what is counted, then the form for it. ``?back=`` is the page that wants the quota: it is told which (``?quota=``)."""
    place = _kept(request, group, term)
    kind, back = _kind(request), of_this_site(request, request.GET.get("back", ""))
    if kind is None:
        status = 422 if request.method == "POST" else 200
        context = {"place": place, "kinds": KINDS.values(), "back": back, "who_sees": [access.WHO_KEEPS]}
        return render(request, "quotas/what.html", context, status=status)
    form = QuotaForm(sent(request), kind=kind, initial=_start(kind, place))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = keeping.add_quota(
                by=request.actor,
                group=place.group,
                name=data["name"],
                unit=data["unit"],
                area=data["area"],
                demand=data["demand"],
                begins=data["begins"],
                why=data["why"],
            )
            messages.success(request, f"已增加“{row.name}”。")
            return redirect(with_query(back, quota=row.pk) if back else reverse("quotas:list", args=[group, term]))
        except Refused as refused:
            put_beside(form, refused.problems)
    others = reverse("quotas:new", args=[group, term])
    context = {
        "place": place,
        "title": f"增加指标：{kind.name}",
        "others": with_query(others, back=back) if back else others,
        "cancel": back or reverse("quotas:list", args=[group, term]),
        "draft": f"quota-{group}-{kind.slug}",
        "sentence_url": reverse("quotas:sentence", args=[group, term]),
    }
    return _form_page(request, form, context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Ask something else from a day on."""
    place = _kept_quota(request, pk)
    row = place.quota
    demand = _standing(row.value)
    start = {"name": row.name, "unit": row.unit, "area": row.area, "version": row.version, "begins": _next_day(place)}
    form = QuotaForm(sent(request), kind=KINDS[demand.counted.kind], demand=demand, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        names = ("name", "unit", "area", "demand", "begins", "why")
        try:
            keeping.change_quota(
                by=request.actor, quota=row, version=version_sent(request), today=request.today, **{name: data[name] for name in names}
            )
            messages.success(request, "已保存。以前的、正在过的周和月仍按原来的要求计；按学期数的，全学期按新的计。")
            return redirect("quotas:quota", pk)
        except Refused as refused:
            put_beside(form, refused.problems)
        except ChangedMeanwhile:
            row.refresh_from_db(fields=["version"])
            return _changed(request, form, place)
    return _form_page(request, form, _change_context(request, place))


def _changed(request: SchoolRequest, form: QuotaForm, place: Place) -> HttpResponse:
    """What was typed stays, and the next save goes over what somebody else stored."""
    form.data = typed_again(request.POST, version=str(place.quota.version))
    form.add_error(None, CHANGED)
    return _form_page(request, form, _change_context(request, place))


def _change_context(request: SchoolRequest, place: Place) -> dict[str, Any]:
    pk, top = place.quota.pk, place.tree.top.pk
    return {
        "place": group_term(request.actor, top, place.term.key, request.today),
        "title": f"修改指标：{place.quota.name}",
        "cancel": reverse("quotas:quota", args=[pk]),
        "draft": f"quota-{pk}",
        "changes": True,
        "sentence_url": f"{reverse('quotas:sentence', args=[top, place.term.key])}?quota={pk}",
    }


@login_required
@require_POST
def sentence(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The sentence of what stands in the form, while it is being filled in; nothing is stored."""
    _kept(request, group, term)
    kind, old = _kind(request), None
    if request.GET.get("quota", "").isdecimal():
        old = _standing(_kept_quota(request, int(request.GET["quota"][:9])).quota.value)
        kind = KINDS[old.counted.kind]
    form = QuotaForm(request.POST, kind=kind, demand=old) if kind else None
    return render(request, "quotas/sentence.html", _said(form))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SchoolRequest, pk: int) -> HttpResponse:
    """Ask it no longer from a day on; asks once, and can be undone."""
    place = _kept_quota(request, pk)
    form = WithdrawForm(sent(request), initial={"begins": _next_day(place), "version": place.quota.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            keeping.withdraw_quota(
                by=request.actor, quota=place.quota, version=version_sent(request), begins=data["begins"], why=data["why"]
            )
            undoable(request, "已停用。", reverse("quotas:bring_back", args=[pk]))
            return redirect("quotas:quota", pk)
        except Refused as refused:
            put_beside(form, refused.problems)
        except ChangedMeanwhile:
            form.add_error(None, "刚刚有人改过这条指标，请回去看一眼再停用。")
    context = {"form": form, "quota": place.quota, "cancel": reverse("quotas:quota", args=[pk]), "here": place.tree.top.pk}
    return render(request, "quotas/withdraw.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def bring_back(request: SchoolRequest, pk: int) -> HttpResponse:
    """Ask a withdrawn quota again."""
    place = _kept_quota(request, pk)
    page = reverse("quotas:quota", args=[pk])
    return brought_back(request, lambda: keeping.bring_back(by=request.actor, quota=place.quota), page)


@login_required
@require_http_methods(["GET", "POST"])
def copy(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Carry over what last year's group asked; asks once."""
    place = _kept(request, group, term)

    def verb() -> str:
        made = keeping.copy_from_last_year(by=request.actor, group=place.group)
        return f"已沿用上一年的{len(made)}条指标。" if made else "上一年的指标这里都有了。"

    return asked_once(
        request,
        verb,
        question="沿用上一年的指标？",
        effect="上一年年末还在执行的指标照抄过来，从本学年第一个上课日起执行；这里已有的不动。写了具体日子的，日子不带过来。",
        button="沿用",
        variant="primary",
        page=reverse("quotas:list", args=[group, term]),
        here=group,
    )


def _kept(request: SchoolRequest, group: int, term: str) -> GroupTerm:
    place = group_term(request.actor, group, term, request.today)
    require(access.may_keep(request.actor, tree_of(place.group).top.pk), access.WHO_KEEPS)
    return place


def _kept_quota(request: SchoolRequest, pk: int) -> Place:
    place = quota_of(request.actor, pk, request.today)
    require(access.may_change(request.actor, place.quota), access.WHO_KEEPS)
    return place


def _kind(request: SchoolRequest) -> FactKind | None:
    return KINDS.get(request.POST.get("kind", "") or request.GET.get("kind", ""))


def _start(kind: FactKind, place: GroupTerm) -> dict[str, Any]:
    subject = "everyone" if "person" in kind.subjects else "prep" if "group" in kind.subjects else kind.subjects[0]
    return {
        "name": kind.name,
        "unit": kind.unit,
        "whose": subject,
        "least": 1,
        "per": "term",
        "severity": "must",
        "area": AREAS[kind.slug],
        "begins": offered_day(place.term.first_school_day, place.term.last_school_day, place.today),
    }


def _standing(value: rules.Quota) -> Demand:
    """The last demand that was set; raises ``Http404`` when there never was one."""
    demands = [edition.demand for edition in value.editions if edition.demand]
    if not demands:
        raise Http404
    return demands[-1]


def _next_day(place: Place) -> Any:
    """Today, or the day the latest edition begins when that is to come."""
    begun = max(edition.begins for edition in place.quota.value.editions)
    return max(begun, place.today)


def _form_page(request: SchoolRequest, form: QuotaForm, context: dict[str, Any]) -> HttpResponse:
    told = {"form": form, "kind": form.kind, "who_sees": [access.WHO_READS], **_said(form)}
    return render(request, "quotas/form.html", {**context, **told}, status=422 if form.is_bound else 200)


def _said(form: QuotaForm | None) -> dict[str, str]:
    """The sentence of what stands in a form; where it cannot be meant yet, what is still wanted. Of a form just opened, of what it shows."""
    if form is None:
        return {}
    if not form.is_bound:
        if form.old:
            return {"sentence": _told(form.initial, form.old)}
        form = QuotaForm(form.initial, kind=form.kind)
    if form.is_valid():
        return {"sentence": _told(form.cleaned_data, form.cleaned_data["demand"])}
    wanting = next((field for field in form if field.errors and isinstance(field, BoundField)), None)
    return {"wanting": f"{wanting.label}：{wanting.said[0]}"} if wanting else {}


def _told(data: Mapping[str, Any], demand: Demand) -> str:
    return demand_text(rules.Quota(0, data["name"], data["unit"], ()), demand)
