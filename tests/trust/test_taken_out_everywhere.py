"""What was taken out speaks on no page, paper or list of those who may not bring it back; brought back, everything is as it was, to the letter.

Every kind of row that can be taken out (``Removable``) stands in the small school at once, with words of its own. All pages and papers that can be
reached from the home page are read before, while they are out, and after: with the words of each, and whole.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Mapping

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.actions import talked
from jiaoyan.items.models import HomeworkEntry
from jiaoyan.schools.actions.removal import bring_back, even_removed, take_out
from jiaoyan.schools.models import Removable, StoredFile
from tests.activities import builders as activities
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as items
from tests.lessons import builders as lessons

pytestmark = pytest.mark.any_database
MOST_PAGES = 400
RESTORED_AT = {
    "Decision": "activities:restore_decision",
    "DailyTalk": "activities:talk_restore",
    "Exam": "assessments:exam_restore",
    "Exercise": "items:exercise_restore",
    "ExerciseItem": "items:exercise_item_restore",
    "ExerciseUse": "items:exercise_use_restore",
    "HomeworkList": "items:homework_restore",
    "LessonFile": "lessons:file_restore",
    "Opinion": "activities:restore_opinion",
    "TheoryNote": "activities:theory_note_restore",
    "TypicalError": "assessments:error_restore",
}
ELSEWHERE = re.compile(r"/(static|sign-out|password|history|calendar)\b|2023-2024-1|\.pdf|\.xlsx|subscribe")
"""What says when it was asked, what was told of every deed, and the other term, where none of the rows is."""
OF_A_FORM = re.compile(r'name="(csrfmiddlewaretoken|once|version|[\w-]+-version)" value="[^"]*"|nonce-[\w+/=-]+|"X-CSRFToken": ?"[^"]*"')
KINDS = sorted((model for model in apps.get_models() if issubclass(model, Removable)), key=lambda model: model.__name__)


def standing(school: SmallSchool) -> list[Removable]:
    """A row of every kind."""
    leader = school.actor("leader")
    activity = activities.opened(school, day=TODAY)
    opinion = talked.add_opinion(
        by=leader, activity=activity, speaker=school.people["teacher"], text="先比较两种写法", at=activities.IN_MEETING
    )
    decision = talked.add_decision(
        by=leader, activity=activity, what="试教解方程", owner=school.people["teacher"], due=TODAY, at=activities.IN_MEETING
    )
    listed = items.homework_list(school)
    HomeworkEntry.objects.create(school=school.school, homework=listed, position=1, day=listed.starts, text="口算", minutes=5)
    use = items.used(school)
    draft = items.written(school, title="单独的一份")
    with_two = items.written(school, count=2, title="两题的一份")
    error = assessments.with_error(school)
    paper = assessments.made(school, kind="unit", title="单独的练习", unit=school.unit)
    return [
        activities.theory_note(school), activities.talk(school), opinion, decision, listed, use, draft, with_two.items.get(number=1),
        error, paper, lessons.filed(school),
    ]  # fmt: skip


def mark(row: Removable) -> str:
    """Give the row words of its own, wherever it has words."""
    own = f"拿走的{row._meta.verbose_name}"
    words = {
        field.name: own[: field.max_length] if field.max_length else own
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and getattr(row, field.name)
    }
    if row._meta.model_name == "exerciseuse":
        words["adjust"] = own
    if words:
        even_removed(type(row)).filter(pk=row.pk).update(**words)
    if row._meta.model_name == "homeworklist":
        HomeworkEntry.objects.filter(homework=row.pk).update(text=own)
    if row._meta.model_name == "lessonfile":
        StoredFile.objects.filter(pk=row.file_id).update(name=f"{own}.docx")  # type: ignore[attr-defined]
    return own


def read(client: Client, known: Iterable[str] = ("/",)) -> dict[str, str]:
    """Address → what is written there, for these and all that they lead to."""
    found: dict[str, str] = {}
    waiting = deque(known)
    seen = set(waiting)
    while waiting and len(found) < MOST_PAGES:
        at = waiting.popleft()
        answer = client.get(at)
        data = b"".join(answer) if answer.streaming else answer.content
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                found[at] = "".join(
                    re.sub(r"<[^>]+>", "", parts.read(name).decode()) for name in parts.namelist() if name.startswith("word/d")
                )
            continue
        page = data.decode(errors="ignore")
        found[at] = OF_A_FORM.sub("", page) if answer.status_code < 400 else str(answer.status_code)
        for link in [answer["Location"]] if answer.has_header("Location") else re.findall(r'(?:href|hx-get)="([^"#]+)', page):
            there = html.unescape(link)
            if there.startswith("/") and there not in seen and not ELSEWHERE.search(there):
                seen.add(there)
                waiting.append(there)
    return found


def told(pages: Mapping[str, str], words: str) -> list[str]:
    return [at for at, page in pages.items() if words in page]


def offered(pages: Mapping[str, str], row: Removable) -> bool:
    """Whether the reader is offered to bring the row back: then its own pages are shown, too."""
    back = reverse(RESTORED_AT[type(row).__name__], args=[row.pk])
    return any(f'"{back}"' in page for page in pages.values())


def test_what_was_taken_out_is_told_nowhere_and_brought_back_everything_is_as_before(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    rows = standing(here)
    assert {type(row) for row in rows} == set(KINDS), "every kind that can be taken out is tried here"
    marks = {mark(row): row for row in rows}
    client, leader = client_as("liaison"), here.actor("leader")

    before = read(client)
    assert len(before) < MOST_PAGES
    assert [at for at, page in before.items() if len(page) == 3] == [], "a link leads nowhere"
    assert [words for words in marks if not told(before, words)] == [], "nothing of these is on any page from the beginning"

    with transaction.atomic():
        for row in marks.values():
            row.refresh_from_db()
            take_out(leader, row, "taken_out", "删去一行")
    meanwhile = read(client, before)
    assert {words: told(meanwhile, words) for words, row in marks.items() if told(meanwhile, words) and not offered(meanwhile, row)} == {}

    with transaction.atomic():
        for row in marks.values():
            bring_back(leader, even_removed(type(row)).get(pk=row.pk), "brought_back", "恢复一行")
    after = read(client, before)
    assert [at for at in before if before[at] != after[at]] == []
