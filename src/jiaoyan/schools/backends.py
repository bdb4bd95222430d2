"""Signing in by name and password, with person and school in the same query."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from jiaoyan.schools.models import Account


class AccountBackend(BaseBackend):
    """Accounts of people who work here and have not left."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str = "",
        password: str = "",
        **_: object,
    ) -> Account | None:
        account = Account.objects.select_related("person", "school").filter(username__iexact=username).first()
        if account is None:
            make_password(password)  # the same work as a real check, so an unknown name takes as long as a wrong password
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        try:
            return Account.objects.select_related("person", "school").get(pk=user_id, is_active=True)
        except Account.DoesNotExist:
            return None
