"""Gives each request a short reference number that a teacher can read out on the telephone; keeps writers out when the disk is full."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from jiaoyan.database import room
from jiaoyan.web import errors
from jiaoyan.web.codes import new_code

LARGEST_KEY = 2**63 - 1
log = structlog.get_logger("jiaoyan.request")


class ReferenceMiddleware:
    """Sets ``request.reference``, binds it to every log line, returns it as ``X-Reference``; turns named problems into their pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = new_reference()
        request.reference = reference  # type: ignore[attr-defined]  # Django's request is open for attributes by design
        with structlog.contextvars.bound_contextvars(reference=reference):
            response = self.get_response(request)
            response["X-Reference"] = reference
            if response.status_code >= 400:
                log.warning("answered with a problem", status=response.status_code, method=request.method, path=request.path)
        return response

    def process_view(self, request: HttpRequest, view: object, args: tuple[object, ...], values: dict[str, object]) -> None:  # noqa: ARG002 -- Django's signature
        """An address with a number or a character that no row can have leads nowhere; databases answer to such with errors of their own."""
        for value in values.values():
            if (isinstance(value, int) and value > LARGEST_KEY) or (isinstance(value, str) and "\0" in value):
                raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a named problem raised by a view; anything else goes Django's way."""
        found = errors.problem_of(exception)
        if found is None:
            return None
        if isinstance(found, errors.DiskFull):
            room.give_up_reserve(settings.ENVIRONMENT.data)
        return errors.problem(request, found.status, text=found.text, retry_after=found.retry_after)


class RoomMiddleware:
    """Refuses what would be stored while the disk is as good as full, before anything is; reading, signing in and out go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: tuple[object, ...], values: dict[str, object]) -> HttpResponse | None:  # noqa: ARG002 -- Django's signature
        """507 for a write; asking also frees the reserve when it is time."""
        roomy = room.may_write(settings.ENVIRONMENT.data)
        match = request.resolver_match
        if roomy or request.method in {"GET", "HEAD", "OPTIONS"} or (match and match.view_name in settings.OPEN_ON_A_FULL_DISK):
            return None
        return errors.problem(request, errors.DiskFull.status)


def new_reference() -> str:
    """Eight unmistakable characters in two groups, as K7QF-2M9X."""
    return new_code(2)
