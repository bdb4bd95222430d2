"""SQLite runs with WAL, FULL and IMMEDIATE behind the gate; writers never fail each other, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.models import F

from jiaoyan.schools.models import HistoryHead, School

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's own settings")


@sqlite_only
@pytest.mark.django_db
def test_sqlite_connection_has_the_durable_settings() -> None:
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}
    assert connection.transaction_mode == "IMMEDIATE"


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_gate_is_held_inside_a_transaction_and_free_after_it() -> None:
    with transaction.atomic():
        assert connection._gate.inside
    assert not connection._gate.inside
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018
    assert not connection._gate.inside


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_lone_update_passes_the_gate_and_a_read_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    School.objects.create(code="one", name="一", short_name="一")
    entered: list[str] = []
    enter = connection.enter_gate
    monkeypatch.setattr(connection, "enter_gate", lambda: (entered.append("in"), enter()))
    School.objects.filter(code="one").count()
    assert entered == []
    School.objects.filter(code="one").update(name="二")
    assert entered == ["in"]


@pytest.mark.django_db(transaction=True)
def test_twenty_concurrent_writers_all_succeed_and_no_update_is_lost() -> None:
    school = School.objects.create(code="busy", name="忙", short_name="忙")
    HistoryHead.objects.create(school=school)
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    head = HistoryHead.objects.select_for_update().get(school=school)
                    HistoryHead.objects.filter(pk=head.pk).update(number=F("number") + 1)
        except BaseException as failure:  # noqa: BLE001 - every failure counts here
            failures.append(failure)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert failures == []
    assert HistoryHead.objects.get(school=school).number == 100
