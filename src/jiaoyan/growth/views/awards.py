"""Awards: the list, recording and correcting, taking out and bringing back, certificates and the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.growth.access import awards as access
from jiaoyan.growth.actions import awards as actions
from jiaoyan.growth.forms.awards import AwardForm
from jiaoyan.growth.models import Award
from jiaoyan.growth.printouts import awards as printouts
from jiaoyan.growth.queries import awards as queries
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import sent, version_sent


@login_required
@require_GET
def awards(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The awards of the term, and those taken out."""
    place = prep_group_term(request.actor, group, term, request.today)
    mine, found = access.may_record(request.actor, group), queries.awards_of(place.group, place.term)
    correctable = queries.correctable(request.actor, found, request.today) if mine else set()
    context = {
        "place": place,
        "awards": [{"award": award, "class_label": queries.class_label(award), "may_change": award.pk in correctable} for award in found],
        "removed": [award for award in queries.removed_awards(place.group, place.term) if access.may_change(request.actor, award)]
        if mine
        else [],
        "may_record": mine,
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "growth/awards.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Record an award."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(access.may_record(request.actor, group), access.WHO_RECORDS)
    start = {"person_kind": Award.PersonKind.PUPIL, "level": Award.Level.DISTRICT, "day": place.day}
    form = AwardForm(sent(request), request.FILES or None, place=place, actor=request.actor, initial=start)
    if request.method == "POST" and _stored(
        form,
        None,
        lambda values: actions.record_award(by=request.actor, group=place.group, term=place.term, today=request.today, **values),
    ):
        messages.success(request, "获奖已登记。")
        return redirect("growth:awards", group, term)
    return _form_page(request, place, form, "登记获奖", f"award-{group}-{term}")


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct an award."""
    award = queries.award_of(request.actor, pk)
    require(access.may_correct(request.actor, award, queries.own_teachers_of(award, request.today)), access.WHO_CORRECTS)
    place = prep_group_term(request.actor, award.group_id, award.term.key, request.today)
    if award.removed_at is not None:
        messages.info(request, "这项获奖已删去；需要时先恢复，再修改。")
        return redirect("growth:awards", award.group_id, award.term.key)
    form = AwardForm(sent(request), request.FILES or None, place=place, actor=request.actor, award=award)
    if request.method == "POST" and _stored(
        form,
        award,
        lambda values: actions.change_award(by=request.actor, award=award, version=version_sent(request), today=request.today, **values),
    ):
        messages.success(request, "已保存。")
        return redirect("growth:awards", award.group_id, award.term.key)
    return _form_page(request, place, form, "修改获奖", f"award-{pk}", award)


def _form_page(
    request: SchoolRequest, place: GroupTerm, form: AwardForm, title: str, draft: str, award: Award | None = None
) -> HttpResponse:
    cancel = reverse("growth:awards", args=[place.group.pk, place.term.key])
    context = {"place": place, "form": form, "title": title, "draft": draft, "cancel": cancel, "award": award}
    context["may_remove"] = award is not None and access.may_change(request.actor, award)
    return render(request, "growth/award_form.html", {**context, "again": bool(request.FILES)}, status=422 if form.is_bound else 200)


def _stored(form: AwardForm, award: Award | None, verb: Callable[[dict[str, Any]], Award]) -> bool:
    """Keep the certificate, then the award; what is refused goes beside its field, and everything typed stays."""

    def keep(data: dict[str, Any]) -> Award:
        values = {name: data[name] for name in actions.FIELDS}
        return verb({**values, "certificate": _laid(form), **({"drop_certificate": True} if data.get("drop_certificate") else {})})

    def standing() -> Award | None:
        return Award.objects.filter(pk=award.pk, removed_at__isnull=True).first() if award else None

    return carried_out(form, keep, now=standing, changed=_stands_now, gone="这项获奖刚刚被删去了。请先到列表里恢复，再修改。") is not None


def _stands_now(now: Award) -> str:
    return f"刚刚有人改过这一项，现在是：{now.shown_name}，{now}，{now.issuer}。您填写的都在下面，核对后请再保存一次。"


def _laid(form: AwardForm) -> actions.Certificate | None:
    if form.file is None:
        return None
    data, extension, content_type = form.file
    return actions.lay_certificate(data, day=form.cleaned_data["day"], extension=extension, content_type=content_type)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take an award out; asks once, and can be undone."""
    award = queries.award_of(request.actor, pk)
    require(access.may_change(request.actor, award), access.WHO_CHANGES)
    back = reverse("growth:awards", args=[award.group_id, award.term.key])
    return taken_out(
        request,
        lambda: actions.remove_award(by=request.actor, award=award, version=award.version),
        question=f"删去获奖{quoted(str(award))}？",
        effect="总结里的获奖数会跟着变；删去以后可以恢复。",
        page=back,
        here=award.group_id,
        undo=reverse("growth:award_restore", args=[pk]),
        gone="这项获奖已经删去了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring an award back."""
    award = queries.award_of(request.actor, pk)
    return brought_back(
        request,
        lambda: actions.restore_award(by=request.actor, award=award),
        reverse("growth:awards", args=[award.group_id, award.term.key]),
    )


@login_required
@require_GET
def certificate(request: SchoolRequest, pk: int) -> HttpResponse:
    """The certificate as a download."""
    award = queries.award_of(request.actor, pk)
    if award.certificate is None:
        raise Http404
    require(queries.may_open_certificate(request.actor, award, request.today), access.WHO_OPENS_CERTIFICATE)
    return download(files.read(award.certificate), award.certificate.name, award.certificate.content_type)


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The table as Word."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = queries.awards_of(place.group, place.term)
    name = f"{place.group.name}{place.term.label}{printouts.TITLE}"
    return word(Document(name, printouts.awards(found, place.group.name, place.term.label)), name)


@login_required
@require_GET
def blank(_request: SchoolRequest) -> HttpResponse:
    """The table to be filled in by hand."""
    return word(printouts.blank(), f"{printouts.TITLE}（空白）")
