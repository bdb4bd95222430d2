"""The administrator's pages about personal data: what is held and why, giving it out, erasing it. 个人信息"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiaoyan.schools import printouts
from jiaoyan.schools.access import WHO_KEEPS_PRIVACY, SchoolRequest, may_keep_privacy, require
from jiaoyan.schools.actions import privacy
from jiaoyan.schools.forms.privacy import JSON, EraseForm, GiveOutForm, SearchForm
from jiaoyan.schools.models import Person, Pupil
from jiaoyan.schools.registers.personal import Kind, Subject, called, code_of, find, has_left, held, overdue
from jiaoyan.schools.registers.promises import chapters
from jiaoyan.schools.views.pages import Crumb, asks, crumbs, form_page, show
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import sent

KINDS: dict[str, type[Subject]] = {"pupil": Pupil, "staff": Person}
NAMES = {"pupil": "学生", "staff": "教职工"}


@never_cache
@login_required
@require_GET
def overview(request: SchoolRequest) -> HttpResponse:
    """Find somebody; what is past its time; and the whole register of what is held and why."""
    _require(request)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["text"] if form.is_valid() else ""
    people = find(wanted)
    privacy.note_looked_up(sum(isinstance(each, Pupil) for each in people), by=request.actor)
    page = {
        "form": form,
        "searched": bool(wanted.strip()),
        "people": [
            (NAMES[_kind(each)], each.name, code_of(each), _page(_kind(each), each.pk), has_left(each, request.today)) for each in people
        ],
        "due": overdue(request.today),
        "chapters": chapters(),
        "months": _months(),
        "crumbs": crumbs(("个人信息", "")),
    }
    return _show(request, "schools/privacy.html", page)


@never_cache
@login_required
@require_GET
def person(request: SchoolRequest, kind: str, pk: int) -> HttpResponse:
    """What is held about one person, table by table, and what would become of it; the rows themselves only in the export."""
    subject = _subject(request, kind, pk)
    page = {
        "called": _shown(subject),
        "kind": kind,
        "has_left": has_left(subject, request.today),
        "held": held(subject),
        "give_url": reverse("schools:privacy_export", args=[kind, pk]),
        "erase_url": reverse("schools:privacy_erase", args=[kind, pk]),
        "crumbs": crumbs(_first(), (_shown(subject), "")),
    }
    return _show(request, "schools/privacy_person.html", page)


@never_cache
@login_required
@asks
def export(request: SchoolRequest, kind: str, pk: int) -> HttpResponse:
    """Everything held about one person, as a file; who took it out and why stands in the history."""
    subject = _subject(request, kind, pk)
    return form_page(
        request,
        GiveOutForm(sent(request)),
        lambda values: _file(request, subject, privacy.give_out(subject, reason=values["reason"], by=request.actor), values["form"]),
        title="导出个人信息",
        subtitle=_shown(subject),
        hint="导出的文件含个人信息，请当面交给本人或监护人，不要留在公用电脑上。",
        submit="导出",
        back=_page(kind, pk),
        done="",
        trail=_trail(subject, kind),
    )


@never_cache
@login_required
@asks
def erase(request: SchoolRequest, kind: str, pk: int) -> HttpResponse:
    """Erase what is held about somebody who has left."""
    subject = _subject(request, kind, pk)
    stays = "姓名随学生资料一起删除，历史中只留学号。" if kind == "pupil" else "署名的计划、记录和台账是学校的工作档案，保留。"
    return form_page(
        request,
        EraseForm(sent(request), code=code_of(subject)),
        lambda values: privacy.erase(subject, reason=values["reason"], on=request.today, by=request.actor),
        title="抹除个人信息",
        subtitle=_shown(subject),
        hint=f"抹除后不能恢复。{stays}以前的备份里仍有这些内容，请按备份的保存期限一并清理。",
        submit="抹除",
        back=reverse("schools:privacy") if kind == "pupil" else _page(kind, pk),
        done="已抹除。",
        trail=_trail(subject, kind),
    )


@never_cache
@login_required
@asks
def due(request: SchoolRequest) -> HttpResponse:
    """Erase everybody's data that is past its time, after a look at whose that is."""
    _require(request)
    if request.method == "POST":
        done = privacy.purge(on=request.today, by=request.actor)
        nobody = "没有超过保存期限的内容。"
        messages.success(request, f"已抹除{done.pupils}名学生、{done.staff}名离校教职工的个人信息。" if done else nobody)
        return redirect("schools:privacy")
    page = {"due": overdue(request.today), "months": _months(), "crumbs": crumbs(_first(), ("超过保存期限", ""))}
    return _show(request, "schools/privacy_due.html", page)


def _require(request: SchoolRequest) -> None:
    require(may_keep_privacy(request.actor), WHO_KEEPS_PRIVACY)


def _show(request: SchoolRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    return show(request, template, page, who=[WHO_KEEPS_PRIVACY])


def _subject(request: SchoolRequest, kind: str, pk: int) -> Subject:
    found: Subject | None = KINDS[kind].objects.filter(pk=pk).first() if kind in KINDS else None
    if found is None:
        raise Http404
    _require(request)
    return found


def _file(request: SchoolRequest, subject: Subject, kinds: tuple[Kind, ...], form: str) -> HttpResponse:
    name = f"个人信息-{code_of(subject)}"
    if form == JSON:
        return download(printouts.personal_json(called(subject), kinds), f"{name}.json", "application/json")
    return word(printouts.personal_data(called(subject), request.user.school.name, kinds, on=request.today), name)


def _shown(subject: Subject) -> str:
    """A pupil by number: every page that shows a pupil's name leaves a line in the history."""
    return f"学生（学号{subject.code}）" if isinstance(subject, Pupil) else called(subject)


def _kind(subject: Subject) -> str:
    return "pupil" if isinstance(subject, Pupil) else "staff"


def _months() -> tuple[int, int]:
    """How long data is kept after a pupil, and after a member of staff, has left."""
    return settings.ENVIRONMENT.keep_pupils_months, settings.ENVIRONMENT.keep_staff_months


def _first() -> Crumb:
    return ("个人信息", reverse("schools:privacy"))


def _trail(subject: Subject, kind: str) -> list[Crumb]:
    return [_first(), (_shown(subject), _page(kind, subject.pk))]


def _page(kind: str, pk: int) -> str:
    return reverse("schools:privacy_person", args=[kind, pk])
