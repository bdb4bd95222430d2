"""Addresses of many rows are those that Django would give for each."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from jiaoyan.web.addresses import addresses, with_query


@pytest.mark.parametrize(
    ("page", "before"), [("activities:activity", []), ("planning:progress_line", [8, "2023-2024-2", -3, "person"]), ("items:exercise", [])]
)
def test_address_of_a_row_is_that_of_its_page(page: str, before: list[object]) -> None:
    keys = (1, 9, 223, 10**12)
    assert [addresses(page, *before)(key) for key in keys] == [reverse(page, args=[*before, key]) for key in keys]


def test_page_with_arguments_missing_has_no_addresses() -> None:
    with pytest.raises(NoReverseMatch):
        addresses("planning:progress_line", 8)


def test_address_that_says_more_keeps_what_it_says_already() -> None:
    assert with_query("/a/", back="/b/?c=1&d=中") == "/a/?back=%2Fb%2F%3Fc%3D1%26d%3D%E4%B8%AD"
    assert with_query("/a/?c=1", quota=7) == "/a/?c=1&quota=7"
