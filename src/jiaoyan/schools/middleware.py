"""Enters the school scope of the signed-in person and knows who is asking."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiaoyan.schools.queries import actor_for, today
from jiaoyan.schools.scope import school_scope


class SchoolMiddleware:
    """Sets ``request.actor`` and ``request.today`` and runs the view inside the school's scope.

    People who left or whose account was closed are signed out the same day; a forced password change comes before anything else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        if not account.is_authenticated:
            return self.get_response(request)
        day = today(account.school)
        if account.person.left_on is not None and account.person.left_on <= day:
            logout(request)
            return redirect("schools:sign_in")
        if account.must_change_password and request.path not in {reverse("schools:password"), reverse("schools:sign_out")}:
            return redirect("schools:password")
        with school_scope(account.school_id):
            request.actor = actor_for(account.person, day)  # type: ignore[attr-defined]
            request.today = day  # type: ignore[attr-defined]
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            return response
