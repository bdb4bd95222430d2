"""The walks ask for every document of every address many times; how they look is tested where they are made."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _quick(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("quick_rendering")
