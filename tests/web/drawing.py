"""Draws a template string that uses components: cotton compiles files only, so the string goes through its compiler first."""

from __future__ import annotations

from django.template import Context, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def draw(source: str, **context: object) -> str:
    """The HTML; the request asks for ``/?q=听&page=3``."""
    request = RequestFactory().get("/", {"q": "听", "page": "3"})
    return Template(CottonCompiler().process(source)).render(Context({"request": request, "csrf_token": "t", **context}))
