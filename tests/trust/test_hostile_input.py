"""Whatever is sent to whichever address: never a 5xx, no change without its line of history, nothing of another school is touched.

Every POST address of the access matrix is sent the form a person would send, with every field spoilt in the same way, with single
fields spoilt, with keys of the other school, and with fields the form does not have. Each request is undone before the next.
The plain form is sent twice, too, and adds its rows once.
What only our own code reads is sent once, on SQLite; what databases disagree about is sent to PostgreSQL too.
"""

from __future__ import annotations

import functools
import itertools
import random
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolYear, Subject, Term
from jiaoyan.schools.scope import school_scope
from tests.conftest import TwoSchools
from tests.test_access_matrix import CELLS
from tests.trust.hostile import BIG, FOR_DATABASES, TEXTS
from tests.trust.walk import Deed, Typed, form_towards, names_asked, query, send, sent_twice, state_of

LET_IN = {200, 302, 409, 422}
SECONDS_EACH = 20.0
EVERYTHING = connection.vendor == "sqlite"
SENT = TEXTS if EVERYTHING else FOR_DATABASES
SINGLES = 40 if EVERYTHING else 20
BIG_FIELDS = 5
NEWS = 12
# What the form itself does not suggest, so that the form is carried out.
FILLED_IN: dict[str, Typed] = {
    "activities:finish_decision": {"done_note": ["已试教"]},
    "activities:goals": {"text-0": ["会解方程"]},
    "activities:set_units": {"no_unit_reason": ["本周复习"]},
    "activities:theory_note_new": {"key_points": ["先学后教\n以错为师\n画图说理"], "source_year": ["2022"]},
    "assessments:marks_edit": {f"marks-0-q{n}": [""] for n in range(4)} | {"marks-1-q0": ["5"]},  # the first pupil was absent
    "curriculum:own_book": {
        "catalogue-0-unit": ["负数"],
        "catalogue-0-strand": ["数与代数"],
        "catalogue-0-lesson": ["认识负数"],
        "catalogue-0-periods": ["2"],
        "catalogue-0-delete": [""],
    },
    "growth:pair_new": {"goals": ["站稳讲台"], "mentor": ["1"], "mentee": ["3"]},
    "growth:award": {"name_consent": [""], "event": ["口算比赛"]},  # only who teaches the class ticks consent
    "growth:award_new": {"person_kind": ["teacher"], "event": ["教学论文评比"]},
    "items:exercise_review": {"verdict": ["redo"], "opinion": ["请再做一遍"]},
    "items:showcase_review": {"exhibition_day": ["2024-05-20"]},
    "lessons:observation_new": {"topic": ["圆的认识"]},  # the form suggests a teacher of another grade
    "pacing:replan": {"day": ["2024-06-12"]},
    "quotas:change": {"until": [""], "least": ["14"]},
    "quotas:excuse_answer": {"answer": ["accepted"]},
    "quotas:new": {
        "kind": ["reflection"],
        "name": ["教学反思"],
        "unit": ["篇"],
        "area": ["growth"],
        "whose": ["everyone"],
        "least": ["2"],
        "per": ["month"],
        "severity": ["must"],
        "begins": ["2024-06-17"],
    },
    "quotas:preset": {"anyway": ["on"]},
    "schools:day_new": {"runs_weekday": [""]},
    "schools:move_up": {"last_day": ["2025-01-17"]},
    "schools:password": {"new_password": ["春眠不觉晓-2024"], "again": ["春眠不觉晓-2024"]},
    "schools:person_edit": {"other_work": ["图书管理"]},
    "schools:privacy_erase": {"code": ["T990"], "reason": ["超过保存期限"]},
    "planning:evidence": {"state": ["partial"]},
    "schools:privacy_export": {"reason": ["转学或调动时移交"], "form": ["json"]},
    "schools:settings": {"activity_place": ["录播教室"]},
    "schools:timetable": {"timetable-1-d0": ["数学"]},
}
# Nothing to do as the matrix leaves things, or a file is needed; sent and spoilt all the same.
NOT_CARRIED_OUT = {
    "activities:approve_leave",
    "activities:attainment",
    "activities:end",
    "activities:withdraw_leave",
    "assessments:marks_review",
    "assessments:marks_send",
    "curriculum:own_import",
    "growth:award_restore",
    "items:exercise_preview",  # shows only
    "items:showcase_add",
    "lessons:file_new",
    "library:resource",
    "pacing:replan",
    "pacing:taught",
    "planning:chain_step",
    "planning:propose",  # the plan begins with what is proposed
    "planning:start",
    "planning:submit",
    "quotas:copy",  # the small school has no year before
    "quotas:sentence",  # shows only
    "schools:grade_members_new",  # everybody of the small school sits in the group already
    "schools:account_enable",
    "schools:accounts_open",
    "schools:class_remove",
    "schools:import",
    "schools:import_review",
    "schools:member_new",
    "schools:person_return",
    "schools:privacy_due",
    "schools:sign_in",
    "schools:sign_out",
    "schools:term_new",
}
EXTRA = {
    "id": "1",
    "pk": "1",
    "school": "",
    "school_id": "",
    "status": "approved",
    "state": "ended",
    "is_active": "on",
    "is_superuser": "on",
    "is_staff": "on",
    "person_id": "1",
    "role": "admin",
    "roles": "admin",
    "decided_by": "1",
    "approved_by": "1",
    "group_id": "1",
}
POSTS = sorted(name for name, cell in CELLS.items() if cell.post and any(status in LET_IN for status in cell.post.values()))


def who_may(name: str) -> str:
    return next(role for role, status in (CELLS[name].post or {}).items() if status in LET_IN)


@pytest.fixture
def client_of(client_as: Callable[[str], Client]) -> Callable[[str], Client]:
    def client(name: str) -> Client:
        made = Client() if name == "schools:sign_in" else client_as(who_may(name))
        made.raise_request_exception = False
        return made

    return client


def address(name: str, two_schools: TwoSchools) -> str:
    with school_scope(two_schools.here.school.pk):
        return reverse(name, args=CELLS[name].args(two_schools.here))


def learn(name: str, client: Client, url: str, other: int) -> tuple[Typed, list[str]]:
    """The form a person would send to ``url``, filled in so that most are carried out; and other names its view asks for."""
    typed = {**form_towards(url, client), **FILLED_IN.get(name, {})}
    asked: set[str] = set()
    for _ in range(2):  # a first answer may make it ask for more
        with names_asked() as heard:
            send(client, url, {**typed, **{each: ["1"] for each in asked}}, other_school=other)
        asked |= {each for each in heard if each not in typed and each.isprintable() and "csrf" not in each}
    more = sorted(asked)[:200]
    plain = typed or {each: ["1"] for each in more}
    told = (form for form in (plain, *with_news(plain)) if send(client, url, form, other_school=other).lines)
    return next(told, plain), more


def with_news(typed: Typed) -> Iterator[Typed]:
    """The form with a word more in one of its texts: what is as it was stored already is no deed."""
    texts = [(field, values[0]) for field, values in typed.items() if values and any("\u4e00" <= sign <= "\u9fff" for sign in values[0])]
    for field, text in texts[:NEWS]:
        yield {**typed, field: [f"{text}新"]}


def faults(deed: Deed, seconds: float, untouched: Callable[[str], str]) -> Iterator[str]:
    """What is wrong about a deed; ``untouched`` gives the other school's state of a table, the same before and after each request."""
    if deed.status >= 500:
        yield f"{deed.status} {deed.error}"
    if deed.status >= 400 and deed.lines:
        yield f"{deed.status}, yet {deed.lines} lines of history"
    if deed.astray:
        yield f"leads into another school: {deed.astray}"
    for table, state in deed.theirs.items():
        yield from [f"changed {table} of the other school"] if state and state != untouched(table) else []
    if seconds > SECONDS_EACH:
        yield f"took {seconds:.0f} s of work"


def variants(typed: Typed, more: list[str], name: str, foreign: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(what was done to the form, the form)."""
    yield "as it is", typed
    for text in SENT:
        spoilt = list(typed)[:BIG_FIELDS] if text is BIG else [*typed, *more]
        yield f"all {text[:20]!r}", {**typed, **{field: [text] for field in spoilt}}
    pairs = list(itertools.product([*typed, *more], SENT))
    chance = random.Random(name)
    for field, text in chance.sample(pairs, min(SINGLES, len(pairs))):
        yield f"{field}={text[:20]!r}", {**typed, field: [text]}
    keys = [field for field, values in typed.items() if any(value.isdigit() for value in values)]
    for field in chance.sample(keys, min(6, len(keys))) if EVERYTHING else ():  # whose row it is does not depend on the database
        for key in foreign:
            yield f"{field}={key} of the other school", {**typed, field: [key]}


def distinct(forms: Iterator[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each form once: each request is undone, so the same one again shows nothing new. A button without fields gives the same one for every text."""
    sent = set()
    for what, form in forms:
        if (whole := repr(sorted(form.items()))) not in sent:
            sent.add(whole)
            yield what, form


def keys_of(school: Any) -> list[str]:
    with school_scope(school.school.pk):
        rows = [
            Person.objects.first(),
            SchoolClass.objects.first(),
            Group.objects.filter(grade=5).get(),
            Term.objects.last(),
            SchoolYear.objects.get(),
            Subject.objects.get(),
        ]
    return sorted({str(row.pk) for row in rows})


@pytest.mark.parametrize("name", POSTS)
def test_whatever_is_posted_is_answered_and_changes_only_what_its_form_says_with_a_line_of_history(
    name: str, two_schools: TwoSchools, client_of: Callable[[str], Client]
) -> None:
    url, client, other = address(name, two_schools), client_of(name), two_schools.there.school.pk
    typed, more = learn(name, client, url, other)

    def sent(form: Mapping[str, Any], *, look: bool = False) -> Deed:
        return send(client, url, form, other_school=other, look=look)

    plain = sent(typed, look=True)
    changed = [table for table, state in plain.state.items() if state != state_of(table)]
    assert bool(plain.lines) >= bool(changed), f"changed without a line: {changed}"
    assert bool(plain.lines) or name in NOT_CARRIED_OUT  # a walk that is refused everywhere shows little

    added = sent({**typed, **{field: [value or str(other)] for field, value in EXTRA.items() if field not in typed}}, look=True)
    assert (added.status, added.lines, added.astray) == (plain.status, plain.lines, [])
    assert added.tables == plain.tables
    if connection.vendor == "sqlite":  # PostgreSQL does not give the same keys twice
        assert added.state == plain.state

    assert sent_twice(client, url, typed) == []

    untouched = functools.cache(lambda table: state_of(table, school=other))
    wrong: list[str] = []
    for what, form in distinct(variants(typed, more, name, keys_of(two_schools.there))):
        began = time.process_time()
        deed = sent(form)
        wrong += [f"{what}: {fault}" for fault in faults(deed, time.process_time() - began, untouched)]
    assert wrong == []


ODD = [
    "a\x00b",
    "９９９",
    "²",
    str(2**63),
    "-1",
    "0001-01-01",
    "9999-12-31",
    "<script>",
    "😀",
    "' OR 1=1",
    "x" * 3000,
    "1e9",
    "2023-2024-2\x00",
]
ASKED_ANYWHERE = {"page", "next", "q"}


def questions(names: set[str]) -> dict[str, str]:
    """What to ask: every odd value under each name the address looks up; of an address that looks up none, all values at once."""
    if names:
        return {value: query(names | ASKED_ANYWHERE, value) for value in ODD}
    return {"all": urlencode([*zip(itertools.cycle(sorted(ASKED_ANYWHERE)), ODD), *((f"x{n}", value) for n, value in enumerate(ODD))])}


@pytest.mark.parametrize("name", sorted(CELLS))
def test_odd_question_after_an_address_is_answered(name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]) -> None:
    role = next((role for role, status in CELLS[name].get.items() if status in {200, 302}), "leader")
    client, url = client_as(role), address(name, two_schools)
    client.raise_request_exception = False
    with names_asked() as asked:
        client.get(url)
    names = {each for each in asked if each.isprintable()}
    answers = {what: client.get(f"{url}?{question}").status_code for what, question in questions(names).items()}
    not_utf8 = "&".join(f"{quote(each)}=%ff%fe%ed%a0%80" for each in names | ASKED_ANYWHERE)
    answers["not UTF-8"] = client.get(url, QUERY_STRING=not_utf8).status_code
    assert {value: status for value, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("name", sorted(name for name, cell in CELLS.items() if not cell.school_wide))
def test_odd_address_leads_nowhere(name: str, two_schools: TwoSchools, client_as: Callable[[str], Client]) -> None:
    with school_scope(two_schools.here.school.pk):
        real = CELLS[name].args(two_schools.here)
    allowed = next((role for role, status in (CELLS[name].get or {}).items() if status == 200), "office")
    client = client_as(allowed if name not in CELLS or CELLS[name].post is None else next(iter(CELLS[name].post or {}), allowed))
    client.raise_request_exception = False
    wrong = []
    for place, value in enumerate(real):
        odd = [0, 2**31, 2**63, 10**40] if isinstance(value, int) else ["\x00", "a\x00b", "😀", "x" * 2000, "2023-2024-9", "9999-0000-1"]
        for each in odd:
            try:
                url = reverse(name, args=[*real[:place], each, *real[place + 1 :]])
            except Exception:  # noqa: BLE001 - an address the URL patterns refuse cannot be asked for
                continue
            for answer in (client.get(url), client.post(url)):
                if answer.status_code not in {302, 403, 404, 405}:
                    wrong.append(f"{url[:80]!r}: {answer.status_code} {getattr(answer, 'exc_info', None)}")
    assert wrong == []


def test_body_that_is_no_form_at_all_is_answered(client_as: Callable[[str], Client]) -> None:
    client = client_as("admin")
    client.raise_request_exception = False
    url = reverse("schools:settings")
    for content_type, body in [
        ("application/x-www-form-urlencoded", b"name=%ff%fe%ed%a0%80&short_name=%00"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"name=x"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfen\x00"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\ncut off"),
        ("application/json", b"{" * 10_000),
        ("text/plain", b"\x00" * 1000),
        ("", b"name=x"),
    ]:
        answer = client.generic("POST", url, body, content_type=content_type)
        assert answer.status_code in {400, 413, 415, 422}, (content_type, answer.status_code)
