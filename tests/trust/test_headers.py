"""What goes out with every answer: a strict policy for the browser, cookies scripts cannot read, downloads as attachments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import jiaoyan
from jiaoyan.schools.scope import school_scope
from jiaoyan.web.upload import Upload
from tests.conftest import PASSWORD, TwoSchools
from tests.test_access_matrix import CELLS

pytestmark = pytest.mark.any_database

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SHOWN_IN_THE_PAGE = {"text/html", "text/plain", "application/pdf"}  # the last only when it is made here, see ledger.views.pdf


def policy_of(response: HttpResponse) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts}


def faults(response: HttpResponse) -> list[str]:
    wrong = [
        f"{response.status_code} {response.get('Content-Type')}: {name}"
        for name, value in {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }.items()
        if response.get(name) != value
    ]
    if policy_of(response) != POLICY:
        wrong.append(f"policy {response['Content-Security-Policy']}")
    kind = response.get("Content-Type", "text/html").split(";")[0]
    if kind not in SHOWN_IN_THE_PAGE and not response.get("Content-Disposition", "").startswith("attachment"):
        wrong.append(f"{kind} is not an attachment")
    if not response.get("X-Reference"):
        wrong.append("no reference")
    return wrong


@pytest.mark.parametrize("name", sorted(CELLS))
def test_every_address_answers_with_the_strict_headers(name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]) -> None:
    cell = CELLS[name]
    with school_scope(two_schools.here.school.pk):
        url = reverse(name, args=cell.args(two_schools.here))
    may = next((role for role, status in cell.get.items() if status == 200), "leader")
    may_not = next((role for role in ("mentor", "teacher", "leader") if cell.get.get(role, cell.otherwise) in {403, 404}), "mentor")
    inside = client_as(may).get(url)
    answers = [inside, client_as(may_not).get(url), Client().get(url), client_as("neighbour").post(url)]
    assert [fault for answer in answers for fault in faults(answer)] == []
    if inside.status_code == 200 and not cell.public:
        assert {"private", "no-store"} & set(inside["Cache-Control"].split(", "))


def test_errors_before_any_view_have_the_headers_too(two_schools: TwoSchools, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    missing = client.get("/nowhere/")
    forged = client.post("/sign-in/", {"username": "leader"})
    monkeypatch.setattr("jiaoyan.schools.views.entry.School.objects", None)
    broken = client.get("/sign-in/")
    assert [answer.status_code for answer in (missing, forged, broken)] == [404, 403, 500]
    assert [fault for answer in (missing, forged, broken) for fault in faults(answer)] == []


def test_cookies_are_for_the_server_only_and_stay_on_this_site(two_schools: TwoSchools) -> None:
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "leader", "password": PASSWORD})
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} == set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_cookies_go_over_https_only_where_the_site_says_so(two_schools: TwoSchools) -> None:
    client = Client()
    client.get("/sign-in/", secure=True)
    client.post("/sign-in/", {"username": "leader", "password": PASSWORD}, secure=True)
    assert all(cookie["secure"] for cookie in client.cookies.values())


def test_https_setting_makes_both_cookies_secure() -> None:
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.ENVIRONMENT.https


def views(resolver: URLResolver | None = None) -> Iterator[Callable[..., Any]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry)
        elif isinstance(entry, URLPattern):
            yield entry.callback


def test_no_address_is_excused_from_the_form_token() -> None:
    assert list(views())
    assert [view for view in views() if getattr(view, "csrf_exempt", False)] == []


@pytest.mark.parametrize("name", ["web/jiaoyan.css", "web/app.js", "web/icon.svg"])
def test_assets_of_ours_are_served_as_what_they_are(name: str, client: Client) -> None:
    response = client.get(f"/{settings.STATIC_URL.strip('/')}/{name}")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"


RUN_BY_BROWSERS_OR_OFFICES = ["svg", "html", "htm", "xml", "xhtml", "js", "exe", "xlsm", "docm"]


@pytest.mark.parametrize("kind", RUN_BY_BROWSERS_OR_OFFICES)
def test_import_takes_no_file_that_a_browser_or_office_would_run(
    kind: str, two_schools: TwoSchools, client_as: Callable[[str], Client]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_as("office")
    file = SimpleUploadedFile(f"x.{kind}", b"PK\x03\x04<svg onload=alert(1)>", content_type="application/vnd.ms-excel")
    response = client.post(reverse("schools:import"), {"file": file, "term": two_schools.here.term.pk, "on": "2024-06-12"})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def forms_with_files() -> Iterator[tuple[type[forms.BaseForm], str, forms.Field]]:
    list(views())  # every form of a page is loaded now
    waiting = [forms.BaseForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("jiaoyan."):
            for name, field in getattr(kind, "base_fields", {}).items():
                if isinstance(field, forms.FileField):
                    yield kind, name, field


def test_every_file_people_send_is_of_a_named_kind_and_looked_at_before_it_is_read() -> None:
    found = list(forms_with_files())
    assert found
    for kind, name, field in found:
        assert isinstance(field, Upload) or hasattr(kind, f"clean_{name}"), kind
        accepted = {each.strip().lstrip(".") for each in field.widget.attrs["accept"].split(",")}
        assert accepted, kind
        assert not accepted & set(RUN_BY_BROWSERS_OR_OFFICES), kind


def test_files_are_read_through_forms_only() -> None:
    source = Path(jiaoyan.__file__).parent
    past_a_form = re.compile(r"request\.FILES(\[|\.get|\.getlist|\.values|\.items)")
    assert [str(path.relative_to(source)) for path in source.rglob("*.py") if past_a_form.search(path.read_text("utf-8"))] == []
