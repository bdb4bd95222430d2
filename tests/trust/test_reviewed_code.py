"""Constructs that have led to leaks elsewhere stand only where somebody has looked and said why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.apps import apps

import jiaoyan

SOURCE = Path(jiaoyan.__file__).parent

BANNED = {
    "everything a model has in a form": r"fields\s*=\s*[\"']__all__[\"']|\bexclude\s*=\s*[\[(]",
    "what a person typed as a filter": r"\b(filter|exclude|get|order_by|values|annotate|aggregate|create|update)\(\s*\*{1,2}\s*(request|typed|data|form|self\.data|params)\b",
    "free order": r"order_by\([^)\"']*request\.",
    "text taken for HTML": r"\|\s*safe\b|\bmark_safe\b|\bSafeString\(|\{%\s*autoescape\s+off",
    "SQL by hand": r"\.raw\(|\.extra\(|\bRawSQL\b|\bcursor\(\)",
    "a form without its token": r"csrf_exempt",
    "code from data": r"\b(eval|exec|__import__)\(|\bpickle\b|\bmarshal\b|yaml\.load\(|shell\s*=\s*True|os\.system\(",
    "a template from data": r"\bTemplate\(|from_string\(",
    "a row by its key without a scope": r"\b(Account|School|StoredFile)\.objects\.get\(pk=|\.everywhere\.get\(|get_object_or_404\(\s*\w+\.everywhere",
    "a page for everybody": r"Access-Control-Allow-Origin|xframe_options_exempt|csp_exempt|csp_update",
    "a file under a name people gave": r"FileSystemStorage|default_storage|FileField\(upload_to",
    "a connection to elsewhere": r"\burllib\.request\b|\brequests\.(get|post)\(|\bhttpx\b|http\.client",
}

# (file, what) → why it is safe there.
REVIEWED: dict[tuple[str, str], str] = {
    ("web/render.py", "text taken for HTML"): "the empty string only; everything else goes through format_html",
    ("web/prose.py", "text taken for HTML"): "the empty string only",
    ("items/templatetags/item_text.py", "text taken for HTML"): "documents.item_text.to_html escapes every piece of text and every address",
    ("planning/views/summary.py", "text taken for HTML"): "pieces of HTML that render has escaped already, cut at marks that stand in text",
    ("activities/views/meeting.py", "text taken for HTML"): "a QR code drawn by segno from our own address: paths and numbers, no text",
    (
        "dashboard/sending.py",
        "a connection to elsewhere",
    ): "the one address an administrator has set, off by default; answers are not followed or shown",
    ("safekeeping/checks.py", "SQL by hand"): "PRAGMA statements without parameters",
    ("database/scrub.py", "SQL by hand"): "PRAGMA statements without parameters",
    ("database/statistics.py", "SQL by hand"): "PRAGMA statements and a number of our own",
    ("safekeeping/start.py", "SQL by hand"): "PRAGMA statements without parameters",
    ("activities/views/records.py", "a row by its key without a scope"): "the actor's own school",
    ("schools/actions/school.py", "a row by its key without a scope"): "the actor's own school",
}


def findings() -> Iterator[tuple[str, str, str]]:
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        if "migrations" in path.parts:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            for what, pattern in BANNED.items():
                if re.search(pattern, line):
                    yield str(path.relative_to(SOURCE)), what, f"{path.relative_to(SOURCE)}:{number}: {line.strip()}"


def test_no_risky_construct_stands_unreviewed() -> None:
    assert [f"{what}: {line}" for file, what, line in findings() if (file, what) not in REVIEWED] == []


def test_no_review_outlives_what_it_allowed() -> None:
    assert set(REVIEWED) - {(file, what) for file, what, _ in findings()} == set()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('fields = "__all__"', "everything a model has in a form"),
        ("Person.objects.filter(**request.GET)", "what a person typed as a filter"),
        ("rows.order_by(request.GET['by'])", "free order"),
        ("{{ text|safe }}", "text taken for HTML"),
        ("mark_safe(text)", "text taken for HTML"),
        ("School.objects.raw(sql)", "SQL by hand"),
        ("@csrf_exempt", "a form without its token"),
        ("subprocess.run(x, shell=True)", "code from data"),
        ("Person.everywhere.get(pk=pk)", "a row by its key without a scope"),
    ],
)
def test_each_ban_bites(line: str, what: str) -> None:
    assert re.search(BANNED[what], line)


def test_no_model_form_lists_what_a_person_must_not_set() -> None:
    untouchable = {"school", "status", "version", "is_active", "password", "person", "submitted_by", "decided_by", "frozen_by", "stored_by"}
    kinds = [kind for kind in _subclasses(forms.ModelForm) if kind.__module__.startswith("jiaoyan.") and getattr(kind, "_meta", None)]
    for kind in kinds:
        assert not set(kind._meta.fields or ()) & untouchable, kind


def _subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_every_school_owned_model_asks_for_a_scope_by_default() -> None:
    from jiaoyan.schools.models import SchoolOwned
    from jiaoyan.schools.scope import NoScope

    owned = [model for model in apps.get_models() if issubclass(model, SchoolOwned)]
    assert owned
    for model in owned:
        with pytest.raises(NoScope):
            model._default_manager.all()
