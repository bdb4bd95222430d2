"""Fifty concurrent writers on SQLite: ours with the gate, beside Django's own settings. Each reads before it writes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from typing import Any

WRITERS, WRITES = 50, 20


def run(kind: str) -> dict[str, Any]:
    """Errors, writes per second and the slowest write of one setting: ``ours`` or ``plain``."""
    os.environ["JIAOYAN_DATA"] = tempfile.mkdtemp(prefix="jiaoyan-writers-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "jiaoyan.config.settings"
    import django
    from django.conf import settings

    if kind == "plain":
        settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from jiaoyan.schools.models import HistoryHead, School

    call_command("migrate", verbosity=0)
    school = School.objects.create(code="bench", name="学校", short_name="学校")
    HistoryHead.objects.create(school=school)
    errors: list[str] = []
    times: list[float] = []

    def write() -> None:
        for _ in range(WRITES):
            begun = time.perf_counter()
            try:
                with transaction.atomic():
                    head = HistoryHead.objects.select_for_update().get(school=school)
                    head.number += 1
                    head.save()
            except Exception as error:  # noqa: BLE001 - every failure is counted
                errors.append(type(error).__name__)
            times.append(time.perf_counter() - begun)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    stored = HistoryHead.objects.get(school=school).number
    done = WRITERS * WRITES - len(errors)
    return {"tried": WRITERS * WRITES, "errors": len(errors), "lost": done - stored, "per_second": done / seconds, "slowest_s": max(times)}


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1])))
