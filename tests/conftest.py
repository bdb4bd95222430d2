"""Two small schools with equal structure, their people, and clients signed in as them.

Both schools stand in the second term of 2023-2024 (21 February to 28 June 2024) on Wednesday 12 June 2024, week 17.
Grade 5 has three classes and three teachers; a grade-4 group stands beside it. ``People`` by name:

- ``leader`` (group leader, teaches 5.1), ``teacher`` (teaches 5.2), ``mentee`` (teaches 5.3): members of the grade-5 group
- ``mentor``: member and leader of the grade-4 group, so a stranger to grade 5 (``other_group``)
- ``head`` leads the research group; ``liaison`` looks after it; ``office``, ``admin`` have no group
- ``neighbour`` leads the second school's grade-5 group, which has the same name

The schools are built once in a process; for the tests after that their rows are put back (``kept``), with the same keys each time.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as product
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from filelock import FileLock
from hypothesis import HealthCheck, settings
from pypdf import PdfWriter

from jiaoyan.curriculum.models import LessonTopic, TextbookAdoption, TextbookEdition, Unit, Volume
from jiaoyan.documents import pdf
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import (
    Account,
    DayOverride,
    Group,
    Membership,
    Person,
    Role,
    School,
    SchoolClass,
    SchoolYear,
    Subject,
    TeachingAssignment,
    Term,
    TimetableSlot,
)
from jiaoyan.schools.queries import actor_for
from jiaoyan.schools.scope import school_scope

pytest_plugins = ["tests.trust.socket_guard", "tests.extents"]
# Every run draws the same examples, and no example fails for being slow on a busy machine: what is red is red again for whoever looks.
# New ones are looked for by ``make explore``.
settings.register_profile("same", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("same")
TODAY = date(2024, 6, 12)
YEAR_BEGINS = date(2023, 9, 1)
PASSWORD = "a-long-test-password"
HOLIDAYS = [date(2024, 4, d) for d in (4, 5)] + [date(2024, 5, d) for d in (1, 2, 3)] + [date(2024, 6, 10)]
MAKEUPS = {date(2024, 4, 7): 4, date(2024, 4, 28): 3, date(2024, 5, 11): 4}


def pytest_collection(session: pytest.Session) -> None:
    """Nothing that is imported is garbage; what is looked for again is said in ``pytest_collection_finish``."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what a database could change is run again; the rest has its turn on SQLite (``any_database`` marks such).

    What takes longest at a stretch begins first, so that the last minute is made of short tests that any worker can take over.
    """
    kinds: dict[Path, int] = {}
    for item in items:
        kinds[item.path] = min(kinds.get(item.path, 2), kind_of(item))
    items.sort(key=lambda item: kinds[item.path])  # whole files: what is built for a module is built once
    if not os.environ.get("JIAOYAN_DATABASE_URL"):
        return
    touching = [
        item
        for item in items
        if ({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"))
        and not item.get_closest_marker("any_database")
    ]
    chosen = set(touching)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = touching


def kind_of(item: pytest.Item) -> int:
    """0 for a test with a browser, 1 for one that starts processes of its own, 2 for the others."""
    if item.get_closest_marker("browser"):
        return 0
    return 1 if item.get_closest_marker("office") or "pristine_example" in getattr(item, "fixturenames", ()) else 2


def roomy(call: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Call with so large a frame that all frames of a request find room in the same piece of memory.

    CPython 3.11 asks the system for stack in pieces of 16 KB and gives each back when its first frame is left. A loop over the edge of a
    piece, such as Django's over the columns of a query, asked ten thousand times a second: a sixth of the time of the walks.
    """
    return call(**arguments)


roomy.__code__ = roomy.__code__.replace(co_stacksize=2**16)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """As pytest itself does it, with room."""
    roomy(pyfuncitem.obj, {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
    return True


@dataclass(slots=True)
class SmallSchool:
    """One school of the fixture; ``people`` by the names above."""

    school: School
    subject: Subject
    year: SchoolYear
    term1: Term
    term: Term
    classes: list[SchoolClass]
    research: Group
    group: Group
    other: Group
    people: dict[str, Person]
    unit: Unit

    def actor(self, name: str, day: date = TODAY) -> Actor:
        return actor_for(self.people[name], day)


@dataclass(slots=True)
class TwoSchools:
    here: SmallSchool
    there: SmallSchool


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> None:
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: looking for garbage in it again and again took a tenth of the suite."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was built once in this process: its rows by table, and the objects, to be put back into an empty house."""

    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]
    made: bytes


KEPT: dict[str, Kept] = {}


def kept(name: str, build: Callable[[], Any]) -> Any:
    """What ``build`` gives. From the second time on its rows are put back as they were first stored, which is ten times faster.

    Where the tables hold something already, it is built anew: the keys might be taken.
    """
    if name in KEPT and put_back(KEPT[name]):
        return pickle.loads(KEPT[name].made)
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in tables()}
    made = build()
    if name not in KEPT:
        KEPT[name] = Kept(
            {model._meta.db_table: new for model, old in before.items() if (new := rows_but(model, old))[1]}, pickle.dumps(made)
        )
    return made


def tables() -> list[type[Model]]:
    """Every table of ours."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def rows_but(model: type[Model], old: set[Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns of a table and its rows as they are sent to the database, without those whose keys are ``old``."""
    fields = model._meta.concrete_fields
    rows = model._base_manager.exclude(pk__in=old).order_by("pk").values_list(*(field.attname for field in fields))
    sent = [tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)) for row in rows]
    return [field.column for field in fields], sent


def put_back(kept: Kept) -> bool:
    """Store the rows again; False, and nothing stored, where their tables are not empty."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:  # keys are checked at the end: tables come in any order
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {quote(table)})" for table in kept.rows))
        if cursor.fetchone()[0]:
            return False
        for table, (columns, rows) in kept.rows.items():
            one = "(" + ", ".join(["%s"] * len(columns)) + ")"
            names = ", ".join(quote(column) for column in columns)
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {quote(table)} ({names}) VALUES {', '.join([one] * len(rows))}", values)
    return True


@pytest.fixture
def volume(db: None) -> Volume:
    """苏教版 grade 5 volume B with two units of three and two lessons."""
    made: Volume = kept("volume", build_volume)
    return made


def build_volume() -> Volume:
    """The rows of ``volume``."""
    edition = TextbookEdition.objects.create(code="test-sujiao", name="苏教版", publisher="出版社", printing="2022")
    volume = Volume.objects.create(edition=edition, grade=5, half="B")
    Volume.objects.create(edition=edition, grade=4, half="B")
    for number, (title, lessons) in enumerate(
        [("简易方程", ["认识方程", "等式的性质", "解方程"]), ("折线统计图", ["单式折线统计图", "复式折线统计图"])], start=1
    ):
        unit = Unit.objects.create(volume=volume, number=number, title=title, strand=Unit.Strand.NUMBER, flex_periods=1)
        for place, lesson in enumerate(lessons, start=1):
            LessonTopic.objects.create(unit=unit, number=place, title=lesson)
    return volume


def build_school(code: str, name: str, volume: Volume, neighbour: bool) -> SmallSchool:
    """One small school; the second has ``neighbour`` as its leader."""
    school = School.objects.create(
        code=code, name=name, short_name=name, pinned_today=TODAY, activity_starts=time(14, 30), activity_ends=time(16, 0)
    )
    with school_scope(school.pk):
        subject = Subject.objects.create(school=school, name="数学")
        year = SchoolYear.objects.create(school=school, key="2023-2024", starts=YEAR_BEGINS, ends=date(2024, 8, 31))
        term1 = Term.objects.create(
            school=school,
            school_year=year,
            number=1,
            first_school_day=YEAR_BEGINS,
            last_school_day=date(2024, 1, 19),
            exam_phase_start=date(2024, 1, 8),
        )
        term = Term.objects.create(
            school=school,
            school_year=year,
            number=2,
            first_school_day=date(2024, 2, 21),
            last_school_day=date(2024, 6, 28),
            exam_phase_start=date(2024, 6, 17),
        )
        DayOverride.objects.bulk_create(
            [DayOverride(school=school, day=d, kind="holiday", name="放假", source="state") for d in HOLIDAYS]
            + [DayOverride(school=school, day=d, kind="makeup", name="调休", runs_weekday=w, source="state") for d, w in MAKEUPS.items()]
        )
        classes = [SchoolClass.objects.create(school=school, entry_year=2019, number=n) for n in (1, 2, 3)]
        research = Group.objects.create(school=school, kind="research", name="数学教研组", school_year=year, subject=subject)
        group = Group.objects.create(
            school=school, kind="prep", name="五年级数学备课组", school_year=year, subject=subject, grade=5, parent=research
        )
        other = Group.objects.create(
            school=school, kind="prep", name="四年级数学备课组", school_year=year, subject=subject, grade=4, parent=research
        )
        people = _people(school, neighbour)
        leader = "neighbour" if neighbour else "leader"
        _seats(school, group, [leader, "teacher", "mentee"], people)
        _seats(school, other, ["mentor"], people)
        _roles(school, research, group, other, leader, people)
        for school_class, teacher in zip(classes, [leader, "teacher", "mentee"], strict=True):
            TeachingAssignment.objects.create(
                school=school, school_class=school_class, subject=subject, teacher=people[teacher], starts=YEAR_BEGINS
            )
            TimetableSlot.objects.bulk_create(
                TimetableSlot(school=school, term=t, school_class=school_class, subject=subject, weekday=weekday, period_no=1)
                for t in (term1, term)
                for weekday in range(5)
            )
        TextbookAdoption.objects.create(school=school, school_year=year, grade=5, edition=volume.edition)
        TextbookAdoption.objects.create(school=school, school_year=year, grade=4, edition=volume.edition)
    unit = volume.units.get(number=1)
    return SmallSchool(school, subject, year, term1, term, classes, research, group, other, people, unit)


def _people(school: School, neighbour: bool) -> dict[str, Person]:
    names = {
        "leader": "林知远",
        "teacher": "周予安",
        "mentee": "陈小禾",
        "mentor": "沈静言",
        "head": "顾明川",
        "liaison": "许文澜",
        "office": "方若谷",
        "admin": "宋启",
    }
    if neighbour:
        names = {("neighbour" if key == "leader" else key): name for key, name in names.items()}
    prefix = "b-" if neighbour else ""
    people = {}
    for number, (key, name) in enumerate(names.items(), start=1):
        person = Person.everywhere.create(
            school=school,
            staff_code=f"T{number:03}",
            name=name,
            sort_name=key,
            gender="F",
            born_on=date(1980 + number, 5, 1),
            service_from=date(2003 + number, 8, 1),
            joined_on=date(2003 + number, 8, 1),
            education="本科",
        )
        account = Account(username=key if key == "neighbour" else f"{prefix}{key}", school=school, person=person)
        account.set_password(PASSWORD)
        account.save()
        people[key] = person
    return people


def _seats(school: School, group: Group, names: list[str], people: dict[str, Person]) -> None:
    for name in names:
        Membership.objects.create(school=school, group=group, person=people[name], starts=YEAR_BEGINS)


def _roles(school: School, research: Group, group: Group, other: Group, leader: str, people: dict[str, Person]) -> None:
    for name, kind, where in [
        (leader, Role.Kind.GROUP_LEADER, group),
        ("mentor", Role.Kind.GROUP_LEADER, other),
        ("head", Role.Kind.RESEARCH_LEADER, research),
        ("liaison", Role.Kind.LIAISON, research),
        ("office", Role.Kind.OFFICE, None),
        ("admin", Role.Kind.ADMIN, None),
    ]:
        Role.objects.create(school=school, person=people[name], kind=kind, group=where, starts=YEAR_BEGINS)


@pytest.fixture
def two_schools(volume: Volume) -> TwoSchools:
    """The two schools; no scope is entered."""
    made: TwoSchools = kept("two schools", lambda: build_two_schools(volume))
    return made


def build_two_schools(volume: Volume) -> TwoSchools:
    """The rows of ``two_schools``."""
    return TwoSchools(build_school("here", "青禾实验小学", volume, False), build_school("there", "云溪小学", volume, True))


@pytest.fixture
def here(two_schools: TwoSchools) -> Iterator[SmallSchool]:
    """The first school, with its scope entered."""
    with school_scope(two_schools.here.school.pk):
        yield two_schools.here


@pytest.fixture
def client_as(two_schools: TwoSchools) -> Callable[[str], Client]:
    """A client signed in as one of the people; ``neighbour`` signs in at the second school."""

    def sign_in(name: str) -> Client:
        client = Client()
        school = two_schools.there if name == "neighbour" else two_schools.here
        client.force_login(school.people[name].account)
        return client

    return sign_in


@pytest.fixture
def quick_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice answers at once with one empty page: for tests that ask for documents by the dozen and look at something else."""
    page = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(page)
    monkeypatch.setattr(pdf, "_convert", lambda *_: page.getvalue())


def days(first: date, count: int) -> list[date]:
    """``count`` days from ``first`` on."""
    return [first + timedelta(days=n) for n in range(count)]


def worked() -> float:
    """Seconds of CPU that this process and those it has waited for have used: what a test may bound, for a clock runs on a busy machine too."""
    return sum(os.times()[:4])


def run_jiaoyan(*arguments: str, data: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the real command in its own process with its own data folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JIAOYAN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "jiaoyan.cli.command", "--data", str(data), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=check,
        timeout=300,
    )


@pytest.fixture(scope="session")
def pristine_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the example school, loaded once by ``jiaoyan demo`` and shared by all workers; never write into it."""
    folder = tmp_path_factory.getbasetemp()
    shared = (folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder) / "example"
    with FileLock(f"{shared}.lock"):
        if not (shared / "ready").exists():
            run_jiaoyan("demo", data=shared)
            (shared / "ready").touch()
    return shared


def lay_out(example: Path) -> None:
    """Store the rows and files of a data folder here, where there are none yet: what loading it anew would give, in a twentieth of the time.

    On SQLite only. What Django itself stores (kinds of content, rights) is here already.
    """
    quote = connection.ops.quote_name
    with closing(sqlite3.connect(example / "jiaoyan.sqlite3")) as stored, connection.cursor() as cursor:
        for model in tables():
            if not model.__module__.startswith("django."):
                columns = [field.column for field in model._meta.concrete_fields]
                table, names = quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
                rows = stored.execute(f"SELECT {names} FROM {table}")
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)
    shutil.copytree(example / "files", product.FILES_ROOT, dirs_exist_ok=True)


@pytest.fixture
def example_data(pristine_example: Path, tmp_path: Path) -> Path:
    """A copy of the example's data folder, free to change."""
    return Path(shutil.copytree(pristine_example, tmp_path / "data"))
