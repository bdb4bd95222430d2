"""Re-makes every picture of the handbook: ``python -m docs.handbook.screenshots [beginning of a name]``.

A fresh data folder for the first chapters, the example school for the others; nothing outside this machine is asked for.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from docs.handbook.camera import PICTURES, Picture, take
from tests.journeys.site import CHROMIUM, chromium, served

GROUP = "五年级数学备课组"
TODAY = "2024-06-12"
PHONE = 780


# walking


def group(tab: str) -> "Walk":
    """A page of the group, reached as people reach it."""
    return Walk().to(lambda page: open_group(page, tab))


class Walk:
    """What is clicked on the way to a picture, written from left to right."""

    def __init__(self) -> None:
        self.steps: list = []
