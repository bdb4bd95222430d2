"""Enters the school scope of the signed-in person and knows who is asking."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiaoyan.schools.queries import actor_for, today
from jiaoyan.schools.scope import remembering, school_scope

ONLY_LOOKS = {"GET", "HEAD"}


class SchoolMiddleware:
    """Sets ``request.actor`` and ``request.today`` and runs the view inside the school's scope.

    People who left or whose account was closed are signed out the same day; a forced password change comes before anything else.
    Every request of a person prolongs the session, except those a page makes by itself (they carry ``X-Unattended``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        if not account.is_authenticated:
            return _answer_to_stranger(request, self.get_response(request))
        day = today(account.school)
        if account.person.has_left_by(day):
            logout(request)
            return redirect("schools:sign_in")
        if "X-Unattended" not in request.headers:
            request.session.slide()  # type: ignore[attr-defined]  # our own store, settings.SESSION_ENGINE
        if account.must_change_password and request.path not in {reverse("schools:password"), reverse("schools:sign_out")}:
            return redirect("schools:password")
        with school_scope(account.school_id), remembering() if request.method in ONLY_LOOKS else nullcontext():
            request.actor = actor_for(account.person, day)  # type: ignore[attr-defined]
            request.today = day  # type: ignore[attr-defined]
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "private, no-cache"  # a page about people is no proxy's to keep
            return response


def _answer_to_stranger(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What the page asks for by script must not be answered with the sign-in page in the middle of what somebody typed."""
    sent_away = response.status_code == 302 and response["Location"].startswith(reverse("schools:sign_in"))
    if sent_away and "HX-Request" in request.headers:
        return HttpResponse("您已退出登录。", status=401, content_type="text/plain; charset=utf-8")
    return response
