"""The door: signing in and out, one's own password, and the first run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.schools import throttle
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.accounts import change_own_password
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.actions.setup import Administrator, found_school
from jiaoyan.schools.forms.entry import PasswordForm, SetupForm, SignInForm
from jiaoyan.schools.models import Account, School
from jiaoyan.schools.queries import account_of, today
from jiaoyan.schools.rules.holidays import state_holidays
from jiaoyan.schools.setup import WrongToken, claimed_token
from jiaoyan.schools.views.pages import crumbs_from_home
from jiaoyan.web.addresses import of_this_site
from jiaoyan.web.errors import TooMany
from jiaoyan.web.forms import put_beside, sent

WRONG = "登录名或密码不对，请再试一次。大小写要一致；忘记密码，请教导处重置。"
NOT_THE_TOKEN = "启用码不对。请看启动系统的窗口，或数据文件夹中的 first-run.token 文件。"  # noqa: S105 - a sentence


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then to the page that was asked for, if it is one of ours."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    if not School.objects.exists():
        return redirect("schools:setup")
    form = SignInForm(sent(request))
    if form.is_bound and form.is_valid():
        account = _authenticated(request, form)
        if account is not None:
            login(request, account)
            return redirect(_next(request))
        form.add_error(None, WRONG)
    return render(request, "schools/sign_in.html", {"form": form, "next": _next(request)}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out."""
    logout(request)
    messages.info(request, "您已退出。")
    return redirect("schools:sign_in")


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def password(request: SchoolRequest) -> HttpResponse:
    """One's own password; other sessions of the account end, this one goes on under a new key."""
    account = account_of(request.user.username)
    assert account is not None  # noqa: S101 - the signed-in account exists
    form = PasswordForm(account, sent(request))
    if form.is_bound and form.is_valid():
        change_own_password(account, form.cleaned_data["new_password"], by=request.actor)
        update_session_auth_hash(request, account)
        messages.success(request, "密码已修改，其他设备上的登录已退出。")
        return redirect("dashboard:home")
    page = {"form": form, "forced": account.must_change_password, "crumbs": crumbs_from_home(("修改密码", ""))}
    return render(request, "schools/password.html", page, status=422 if form.is_bound else 200)


@sensitive_post_parameters("password", "password_again", "token")
@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The first run: a school, its year and its administrator. Afterwards this page does not exist."""
    if School.objects.exists():
        raise Http404
    form = SetupForm(sent(request), on=timezone.localdate())
    if form.is_bound and form.is_valid() and _found(request, form):
        messages.success(request, "学校已建立。请用刚才设置的登录名和密码登录。")
        return redirect(f"{reverse('schools:sign_in')}?next={reverse('schools:manage')}")
    return render(request, "schools/setup.html", {"form": form}, status=422 if form.is_bound else 200)


def _authenticated(request: HttpRequest, form: SignInForm) -> Account | None:
    """The account behind name and password, counted by the throttle. Raises ``TooMany``."""
    username = form.cleaned_data["username"]
    attempt = _counted(username, request)
    found = authenticate(request, username=username, password=form.cleaned_data["password"])
    if not isinstance(found, Account) or found.person.has_left_by(today(found.school)):
        return None
    attempt.succeeded()
    return found


def _counted(name: str, request: HttpRequest) -> throttle.Attempt:
    attempt = throttle.attempt(name, request.META.get("REMOTE_ADDR", ""))
    if attempt.seconds_to_wait:
        wait = f"{attempt.seconds_to_wait}秒" if attempt.seconds_to_wait < 90 else f"{-(-attempt.seconds_to_wait // 60)}分钟"
        raise TooMany(f"输错的次数有些多了。请等{wait}再试，到时输入正确的密码就能登录。", retry_after=attempt.seconds_to_wait)
    return attempt


def _found(request: HttpRequest, form: SetupForm) -> bool:
    """Found the school; what stands in the way is said in the form."""
    data = form.cleaned_data
    attempt = _counted("first-run", request)
    terms = form.terms()
    try:
        with claimed_token(data["token"]):
            found_school(
                code=data["code"],
                name=data["name"],
                short_name=data["short_name"],
                subject=data["subject"],
                start_year=data["start_year"],
                terms=terms,
                overrides=state_holidays(terms) if data["holidays"] else (),
                administrator=_administrator(data),
                on=timezone.localdate(),
                only_first=True,
            )
    except WrongToken:
        form.add_error("token", NOT_THE_TOKEN)
        return False
    except Refused as refused:
        put_beside(form, refused.problems)
        return False
    except IntegrityError:
        form.add_error(None, "有一项资料与已有的重复，学校没有建立。请核对学校代码和登录名。")
        return False
    attempt.succeeded()
    return True


def _administrator(data: dict[str, Any]) -> Administrator:
    """Who signs in first; without a staff code the school's own stands in."""
    code = {"staff_code": data["staff_code"]} if data["staff_code"] else {}
    return Administrator(data["person_name"], data["username"], data["password"], gender=data["gender"], **code)


def _next(request: HttpRequest) -> str:
    """Where to go: the page asked for when it is on this very site, else home."""
    return of_this_site(request, request.POST.get("next") or request.GET.get("next") or "") or reverse("dashboard:home")
