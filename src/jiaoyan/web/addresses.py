"""Addresses of many rows of one page, for lists of hundreds; and the one a page leads back to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

_KEY = 2**63 - 1
"""A key no row has: it marks the place of the others."""


def addresses(page: str, *before: object) -> Callable[[int], str]:
    """The address of ``page`` for any row, whose key is the last argument, after those in ``before``: looked up once, not for each row."""
    head, _, tail = reverse(page, args=[*before, _KEY]).rpartition(str(_KEY))
    return lambda key: f"{head}{key}{tail}"


def of_this_site(request: HttpRequest, wanted: str) -> str:
    """An address another page has handed over, if it is one of this very site; else nothing."""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else ""


def with_query(address: str, **told: object) -> str:
    """An address that says more, after what it says already."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"
