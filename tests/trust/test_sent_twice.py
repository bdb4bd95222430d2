"""A form that arrives twice (a double click, a retry after a lost answer) adds nothing the second time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from jiaoyan.schools.models import HistoryLine, SchoolOwned
from tests.conftest import TwoSchools
from tests.trust.test_hostile_input import POSTS, address, client_of, learn  # noqa: F401 - a fixture

MORE_IS_MEANT: dict[str, str] = {}


def counts() -> dict[str, int]:
    owned = [model for model in apps.get_models(include_auto_created=True) if issubclass(model, SchoolOwned) and model is not HistoryLine]
    return {model._meta.label: model.everywhere.count() for model in owned}


@pytest.mark.parametrize("name", sorted(set(POSTS) - set(MORE_IS_MEANT)))
def test_same_form_sent_twice_adds_rows_once(name: str, two_schools: TwoSchools, client_of: Callable[[str], Client]) -> None:  # noqa: F811
    url, client = address(name, two_schools), client_of(name)
    typed, _ = learn(name, client, url, two_schools.there.school.pk)
    client.post(url, typed)
    once = counts()
    answer = client.post(url, typed)
    assert answer.status_code < 500
    assert counts() == once
