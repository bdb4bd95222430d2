"""The web process never opens an office file: the reader lives in the limited child only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, sys
import jiaoyan.config.wsgi
from django.conf import settings
settings.HOSTS = ["testserver"]
from django.test import Client
from jiaoyan.schools.models import Account
client = Client()
client.force_login(Account.objects.get(username="office"))
pages = ["/", "/school/", "/school/people/", "/school/import/", "/school/import/blank/all/", "/school/export/staff/"]
statuses = [client.get(page).status_code for page in pages]
from django.core.files.uploadedfile import SimpleUploadedFile
sent = client.post("/school/import/", {"file": SimpleUploadedFile("x.xlsx", client.get("/school/export/staff/").content), "on": "2024-06-12",
    "term": __import__("re").search(r'name="term".*?value="(\\d+)" selected', client.get("/school/import/").content.decode(), 16)[1]})
print(json.dumps({"statuses": statuses, "sent": sent.status_code, "modules": sorted(sys.modules)}))
"""
READERS = {"python_calamine", "openpyxl", "docx", "xlrd", "pptx"}


def test_pages_and_an_import_leave_every_office_reader_out_of_the_web_process(example_data: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JIAOYAN_", "DJANGO_"))}
    environment |= {"JIAOYAN_DATA": str(example_data), "DJANGO_SETTINGS_MODULE": "jiaoyan.config.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    found = json.loads(answer.stdout.splitlines()[-1])
    assert set(found["statuses"]) == {200}
    assert found["sent"] in {302, 422}  # read, by the child
    assert READERS & {name.split(".")[0] for name in found["modules"]} == set()
