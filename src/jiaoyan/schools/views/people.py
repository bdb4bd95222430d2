"""The pages of people who work here and their accounts. 教职工、账号"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiaoyan.schools.access import LOCAL_HOSTS, WHO_MANAGES, SchoolRequest, may_keep_account
from jiaoyan.schools.actions import accounts, people
from jiaoyan.schools.actions.accounts import OneTimePassword
from jiaoyan.schools.forms.people import AccountForm, DayForm, PersonForm, StaffFilter
from jiaoyan.schools.models import Account, Person
from jiaoyan.schools.registers.people import person_or_404, record_of, staff, without_account
from jiaoyan.schools.spelling import sign_in_name
from jiaoyan.schools.steps import asked_once
from jiaoyan.schools.views.pages import Crumb, asks, crumbs, first_year, form_page, managed, require_manager, show
from jiaoyan.web.forms import sent


@login_required
@require_GET
def staff_list(request: SchoolRequest) -> HttpResponse:
    """Who works here, found by name or initials; or who has left."""
    require_manager(request)
    form = StaffFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"text": "", "left": ""}
    lines = staff(request.today, first_year(request), text=wanted["text"], left=bool(wanted["left"]))
    page = {"form": form, "lines": lines, "left": bool(wanted["left"]), "searched": bool(wanted["text"]), "crumbs": crumbs(("教职工", ""))}
    return show(request, "schools/people.html", page)


@login_required
@asks
def person_new(request: SchoolRequest) -> HttpResponse:
    """Add somebody."""
    require_manager(request)
    form = PersonForm(sent(request), on=request.today)
    return form_page(
        request,
        form,
        lambda values: people.add_person(values, by=request.actor),
        title="新增教职工",
        back=reverse("schools:people"),
        done="已新增。开通账号后，这位老师就能登录。",
        columns=2,
        trail=[_staff()],
    )


@login_required
@require_GET
def person(request: SchoolRequest, pk: int) -> HttpResponse:
    """Everything about one person: data, 课务, groups, roles, account."""
    found = _person(request, pk)
    record = record_of(found, request.today, first_year(request))
    page = {
        "record": record,
        "person": found,
        "may_keep": may_keep_account(request.actor, of_admin=record.is_admin) and found.pk != request.actor.person_id,
        "has_left": found.has_left_by(request.today),
        "crumbs": crumbs(_staff(), (found.name, "")),
    }
    return show(request, "schools/person.html", page)


@login_required
@asks
def person_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct somebody's data."""
    found = _person(request, pk)
    form = PersonForm(sent(request), person=found, on=request.today)
    return form_page(
        request,
        form,
        lambda values: people.change_person(found, values, by=request.actor),
        title=f"修改{found.name}的资料",
        back=_page(found),
        columns=2,
        trail=[_staff(), (found.name, _page(found))],
    )


@login_required
@asks
def person_leave(request: SchoolRequest, pk: int) -> HttpResponse:
    """Somebody leaves."""
    found = _person(request, pk)
    form = DayForm(
        sent(request),
        label="离校日期",
        day=request.today,
        help_text="从这一天起不能登录；课务、组内成员和职务同日结束。",
    )
    return form_page(
        request,
        form,
        lambda values: people.mark_left(found, on=values["on"], by=request.actor),
        title=f"{found.name}离校",
        back=_page(found),
        done=f"已登记{found.name}离校。",
        submit="登记离校",
        hint="以前的计划、活动记录和台账保留姓名，不受影响。",
        trail=[_staff(), (found.name, _page(found))],
    )


@login_required
@asks
def person_return(request: SchoolRequest, pk: int) -> HttpResponse:
    """Somebody is back, or was marked by mistake."""
    found = _person(request, pk)
    return asked_once(
        request,
        lambda: people.take_back(found, by=request.actor),
        question=f"恢复{found.name}在校？",
        effect="恢复后可以登录；课务、组和职务需要重新设置。",
        button="恢复在校",
        page=_page(found),
        done=f"{found.name}已恢复在校。",
        variant="primary",
    )


@login_required
@require_GET
def account_list(request: SchoolRequest) -> HttpResponse:
    """Who can sign in, and who cannot yet."""
    require_manager(request)
    lines = staff(request.today, first_year(request))
    page = {"lines": lines, "without": [line for line in lines if line.account is None], "crumbs": crumbs(("账号", ""))}
    return show(request, "schools/accounts.html", page)


@never_cache
@login_required
@asks
def accounts_open(request: SchoolRequest) -> HttpResponse:
    """Open an account for everybody who has none; the slips are shown once."""
    require_manager(request)
    waiting = without_account(request.today, administrators=request.actor.is_admin)
    return asked_once(
        request,
        lambda: _slips(request, accounts.open_accounts(waiting, by=request.actor)),
        question=f"为{len(waiting)}位老师开通账号？",
        effect="登录名取姓名拼音，一次性密码只显示这一次，请准备好打印机。",
        button="开通并显示密码",
        page=reverse("schools:accounts"),
        variant="primary",
    )


@never_cache
@login_required
@asks
def account_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Open one account; its one-time password is shown once."""
    found = _person(request, pk)
    form = AccountForm(sent(request), initial={"username": sign_in_name(found.sort_name)})
    return form_page(
        request,
        form,
        lambda values: _slips(request, [accounts.open_account(found, values["username"], by=request.actor)]),
        title=f"为{found.name}开通账号",
        back=_page(found),
        submit="开通",
        hint="开通后会显示一次性密码，请当面交给老师；第一次登录须改成自己的密码。",
        trail=[_staff(), (found.name, _page(found))],
    )


@never_cache
@login_required
@asks
def account_reset(request: SchoolRequest, pk: int) -> HttpResponse:
    """A new one-time password."""
    account = _account(request, pk)
    return asked_once(
        request,
        lambda: _slips(request, [accounts.reset_password(account, by=request.actor)]),
        question=f"重置{account.person.name}的密码？",
        effect="原密码立即失效，已登录的设备会退出。新的一次性密码只显示一次。",
        button="重置密码",
        page=_page(account.person),
    )


@login_required
@asks
def account_disable(request: SchoolRequest, pk: int) -> HttpResponse:
    """Close an account."""
    account = _account(request, pk)
    return asked_once(
        request,
        lambda: accounts.disable_account(account, by=request.actor),
        question=f"停用{account.person.name}的账号？",
        effect="停用后不能登录，已登录的设备会退出；随时可以恢复。",
        button="停用账号",
        page=_page(account.person),
        done="账号已停用。",
    )


@login_required
@asks
def account_enable(request: SchoolRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    account = _account(request, pk)
    return asked_once(
        request,
        lambda: accounts.enable_account(account, by=request.actor),
        question=f"恢复{account.person.name}的账号？",
        effect="恢复后用原来的密码登录。",
        button="恢复账号",
        page=_page(account.person),
        done="账号已恢复。",
        variant="primary",
    )


def _person(request: SchoolRequest, pk: int) -> Person:
    return managed(request, person_or_404(pk))


def _account(request: SchoolRequest, pk: int) -> Account:
    """The account of a person; a person without one has no such page."""
    found: Account | None = getattr(_person(request, pk), "account", None)
    if found is None:
        raise Http404
    return found


def _slips(request: SchoolRequest, given: list[OneTimePassword]) -> HttpResponse:
    """One-time passwords, on this page only: nothing keeps them (and its views are ``never_cache``)."""
    address = "" if request.get_host().startswith(LOCAL_HOSTS) else request.build_absolute_uri(reverse("dashboard:home"))
    page = {"given": given, "address": address, "crumbs": crumbs(("账号", reverse("schools:accounts")), ("一次性密码", ""))}
    return render(request, "schools/slips.html", {"who_sees": [WHO_MANAGES], **page})


def _staff() -> Crumb:
    return ("教职工", reverse("schools:people"))


def _page(person: Person) -> str:
    return reverse("schools:person", args=[person.pk])
