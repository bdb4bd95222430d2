"""What the database knows of its own tables."""

from __future__ import annotations

import pytest
from django.db import connection

from jiaoyan.database.statistics import look_at_tables
from jiaoyan.schools.models import Group
from tests.conftest import SmallSchool


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes its own notes")
def test_after_a_look_sqlite_has_notes_on_tables_with_rows(here: SmallSchool) -> None:
    look_at_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        noted = {name for (name,) in cursor.fetchall()}
    assert {"schools_person", "schools_group", "schools_membership"} <= noted


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes its own notes")
def test_where_nothing_can_be_written_the_old_notes_serve_and_reading_goes_on(here: SmallSchool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            look_at_tables()
            assert here.group in Group.objects.all()
        finally:
            cursor.execute("PRAGMA query_only = OFF")
