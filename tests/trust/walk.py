"""Learning what an address takes: the forms that lead to it, and the names its view asks for; and what a request did to the data."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict
from lxml import html

from jiaoyan.schools.models import HistoryLine, SchoolOwned

Typed = dict[str, list[str]]
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
PLAUSIBLE = {"number": "2", "date": "2024-06-13", "time": "15:00", "password": "a-long-test-password"}
BESIDE = {"django_session", "schools_historyline", "schools_historyhead", "schools_doneonce", "cache_entries"}


@contextmanager
def names_asked() -> Iterator[set[str]]:
    """The names a view looks up in what was sent, as POST, GET or FILES."""
    asked: set[str] = set()
    real = {
        name: getattr(MultiValueDict, name) for name in ("__getitem__", "getlist")
    }  # the dictionaries of Django's own are not listened to

    def listening(name: str) -> Any:
        def call(self: Any, key: Any, *more: Any, **named: Any) -> Any:
            if isinstance(self, QueryDict) and isinstance(key, str):
                asked.add(key)
            return real[name](self, key, *more, **named)

        return call

    def contains(self: Any, key: Any) -> bool:
        if isinstance(self, QueryDict) and isinstance(key, str):
            asked.add(key)
        return dict.__contains__(self, key)

    for name in real:
        setattr(MultiValueDict, name, listening(name))
    MultiValueDict.__contains__ = contains  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        for name, method in real.items():
            setattr(MultiValueDict, name, method)
        del MultiValueDict.__contains__


def form_towards(url: str, client: Client) -> Typed:
    """The fields a person would send to ``url``, as the page itself or one above it draws them; {} when none has such a form."""
    for page in _pages(url):
        response = client.get(page)
        if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
            continue
        for form in html.fromstring(response.content).iter("form"):
            action = form.get("hx-post") or form.get("action") or page
            if action.split("#")[0] == url and form.get("method", "get").lower() == "post":
                return _fields(form)
    return {}


def _pages(url: str) -> Iterator[str]:
    """The page itself, those above it, and the meeting's, where most of an activity's forms stand; with and without the last stroke."""
    yield url
    parts = [part for part in url.strip("/").split("/") if part]
    for length in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:length])
        yield from (above, f"{above}/", f"{above}/meeting", f"{above}/taught")


def _fields(form: Any) -> Typed:
    typed: Typed = {}
    for element in form.iter("input", "select", "textarea"):
        name, kind = element.get("name"), element.get("type", "text")
        if not name or name == "csrfmiddlewaretoken":
            continue
        values = typed.setdefault(name, [])
        if element.tag == "select":
            values += _chosen(element)
        elif element.tag == "textarea":
            values.append((element.text or "").strip() or "先讲清算理，再练计算。")
        elif kind in {"radio", "checkbox"}:
            if element.get("checked") is not None or len(values) < (1 if kind == "radio" else 2):
                values[:] = [*([] if kind == "radio" else values), element.get("value", "on")]
        else:
            values.append(element.get("value") or (_made_up(element, kind) if element.get("required") is not None else ""))
    return typed


def _chosen(select: Any) -> list[str]:
    options = [option for option in select.iter("option") if option.get("value")]
    chosen = [option for option in options if option.get("selected") is not None] or options[-1:]
    return [option.get("value") for option in chosen[:1]]


def _made_up(element: Any, kind: str) -> str:
    return element.get("min") or PLAUSIBLE.get(kind, "画图说理")


@dataclass
class Deed:
    """What one request did, before it was undone."""

    status: int
    error: str
    tables: set[str]
    lines: int
    astray: list[str] = field(default_factory=list)
    theirs: dict[str, str] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)


def send(client: Client, url: str, typed: Mapping[str, Any], *, other_school: int, look: bool = False) -> Deed:
    """POST and undo everything; ``look`` also takes the state of the written tables before undoing."""
    cookies, tables = SimpleCookie(client.cookies.output(header="", sep=";")), set()
    kept = dict(client.cookies)

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (write := WRITES.match(sql)) and write[1] not in BESIDE:
            tables.add(write[1])
        return execute(sql, params, many, context)

    cache.clear()
    with transaction.atomic():
        before = lines_told()
        with connection.execute_wrapper(note):
            response = client.post(url, typed)
        raised = getattr(response, "exc_info", None)
        deed = Deed(response.status_code, repr(raised[1])[:300] if raised and response.status_code >= 500 else "", tables, 0)
        if response.status_code < 500:
            deed.lines = lines_told() - before
            if tables and response.status_code < 400:
                deed.astray = pointing_astray(tables)
                deed.theirs = {table: state_of(table, school=other_school) for table in tables}
            if look:
                deed.state = {table: state_of(table) for table in tables}
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    assert cookies is not None
    return deed


def sent_twice(client: Client, url: str, typed: Mapping[str, Any]) -> list[str]:
    """What is wrong about a form that arrives a second time, by a double click or a retry after a lost answer; everything is undone."""
    cookies = dict(client.cookies)
    cache.clear()
    with transaction.atomic():
        client.post(url, typed)
        once = row_counts()
        answer = client.post(url, typed)
        twice = row_counts()
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    wrong = [f"a second time: {answer.status_code}"] if answer.status_code >= 500 else []
    return wrong + [f"a second time: {table} has {twice[table]} rows, not {once[table]}" for table in once if twice[table] != once[table]]


def row_counts() -> dict[str, int]:
    """How many rows each table of a school's work has; what is done twice may be told twice, so the history is left out."""
    owned = [model for model in apps.get_models(include_auto_created=True) if issubclass(model, SchoolOwned) and model is not HistoryLine]
    return {model._meta.label: model.everywhere.count() for model in owned}


def lines_told() -> int:
    """How many lines the history has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {HistoryLine._meta.db_table}")
        lines: int = cursor.fetchone()[0]
    return lines


@functools.cache
def model_of(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table), None)


def pointing_astray(tables: set[str]) -> list[str]:
    """Foreign keys in these tables that lead from one school to another."""
    wrong = []
    with connection.cursor() as cursor:
        for table in tables:
            for key, question, values in keys_between_schools(table):
                cursor.execute(question, values)
                wrong += [key] if cursor.fetchone() else []
    return wrong


@functools.cache
def keys_between_schools(table: str) -> list[tuple[str, str, tuple[Any, ...]]]:
    """Each foreign key of a table that could lead to another school, and the question for a row where it does. Asked after every request."""
    model = model_of(table)
    if model is None or not issubclass(model, SchoolOwned):
        return []
    asked = []
    for key in model._meta.get_fields():
        target = getattr(key, "related_model", None)
        if (
            not isinstance(key, models.ForeignKey | models.ManyToManyField)
            or not isinstance(target, type)
            or not issubclass(target, SchoolOwned)
        ):
            continue
        rows = model.everywhere.exclude(**{f"{key.name}__isnull": True}).exclude(**{f"{key.name}__school": models.F("school")})
        asked.append((f"{model.__name__}.{key.name}", *rows.order_by().values("pk")[:1].query.sql_with_params()))
    return asked


VOLATILE = {"key", "check_in_key", "digest", "previous", "password", "token"}


def state_of(table: str, school: int | None = None) -> str:
    """A digest of a table's rows (of one school, where rows have one), without moments and random keys."""
    model = model_of(table)
    if model is None:
        return ""
    names = [f.attname for f in model._meta.concrete_fields if not isinstance(f, models.DateTimeField) and f.name not in VOLATILE]
    rows = (model.everywhere if issubclass(model, SchoolOwned) else model._base_manager).all()
    if school is not None:
        if "school_id" not in names:
            return ""
        rows = rows.filter(school_id=school)
    digest = hashlib.sha256()
    for row in rows.order_by("pk").values_list(*names):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def query(names: set[str], value: str) -> str:
    """A query string giving every name the same value."""
    asked = QueryDict(mutable=True)
    asked.update(dict.fromkeys(names, value))
    return asked.urlencode()
