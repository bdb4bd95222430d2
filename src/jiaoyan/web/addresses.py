"""Addresses of many rows of one page, for lists of hundreds."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

_KEY = 2**63 - 1
"""A key no row has: it marks the place of the others."""


def addresses(page: str, *before: object) -> Callable[[int], str]:
    """The address of ``page`` for any row, whose key is the last argument, after those in ``before``: looked up once, not for each row."""
    head, _, tail = reverse(page, args=[*before, _KEY]).rpartition(str(_KEY))
    return lambda key: f"{head}{key}{tail}"
