"""Sessions that end so many minutes after the last click, without a write for every click. 登录时限

The row in the database decides when a session is over; the cookie only carries its key. A click pushes the end away by one small
``UPDATE`` of the time alone, at most once in ``settings.SESSION_STEP``, so a click never writes over what another tab has just stored.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

log = structlog.get_logger("jiaoyan.session")


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with an end that moves."""

    ends: datetime | None = None

    def slide(self) -> None:
        """Somebody clicked: the session lasts ``settings.SESSION_IDLE`` from now at least. A database that refuses costs nothing but the minutes."""
        now = timezone.now()
        if self.ends is None or self.ends - now >= settings.SESSION_IDLE:
            return
        end = now + settings.SESSION_IDLE + settings.SESSION_STEP
        try:
            self.model.objects.filter(session_key=self.session_key).update(expire_date=end)
        except DatabaseError as error:
            log.warning("a session could not be prolonged", error=type(error).__name__)
            return
        self.ends = end

    def create_model_instance(self, data: Any) -> Any:
        """The row to store: every save is a sign of life."""
        row = super().create_model_instance(data)
        row.expire_date = timezone.now() + settings.SESSION_IDLE + settings.SESSION_STEP
        return row

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        self.ends = row.expire_date if row is not None else None
        return row


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, but a session that cannot be stored costs a notice on the next page, never the page that is ready to go out.

    The disk may be full, or the person has signed out in another tab meanwhile (Django answers 400 to both).
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as error:
            log.warning("a session could not be stored", error=type(error).__name__)
            return response
