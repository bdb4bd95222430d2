"""Giving out and erasing what is held about a person: everything declared is found, and nothing of it is left; the school's work stays."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile

from jiaoyan.activities.actions import talks, theory
from jiaoyan.activities.models import Activity, Attendance, DailyTalk
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions import people, privacy, pupils
from jiaoyan.schools.actions.privacy import NothingLeft, StillHere
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import broken_at
from jiaoyan.schools.models import Account, DoneOnce, Enrolment, HistoryLine, Person, Pupil, StoredFile
from jiaoyan.schools.privacy import Erasure, Whose, declared
from jiaoyan.schools.registers.personal import OWNERS, held, overdue, personal_fields, rows_about
from jiaoyan.schools.rules.retention import REASONS_TO_ERASE, REASONS_TO_GIVE
from tests.activities.builders import talk, theory_note
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools
from tests.trust.test_privacy import CANARY, everything_stored

WISH, MISTAKE, EXPIRED = REASONS_TO_ERASE
ClientAs = Callable[[str], Client]


@pytest.fixture
def pupil(here: SmallSchool) -> Pupil:
    """A pupil with a name of its own, who left in November."""
    made = pupils.add_pupil(
        here.classes[0], {"code": "2019777", "name": CANARY, "gender": "F", "seat_no": 7}, starts=YEAR_BEGINS, by=here.actor("office")
    )
    pupils.pupil_leaves(made, on=date(2023, 11, 1), by=here.actor("office"))
    return made


@pytest.fixture
def colleague(here: SmallSchool) -> Person:
    """A teacher of the group who left in spring: with an account, work, a signed talk and a reason for leave."""
    person = here.people["mentee"]
    Person.objects.filter(pk=person.pk).update(title="不该留下的称号", other_work="不该留下的职务")
    led = dict.fromkeys(("host", "lead_speaker", "recorder"), here.people["leader"])
    meeting = Activity.objects.create(
        school=here.school, group=here.group, term=here.term, planned_day=TODAY, day=TODAY, starts="14:30", ends="16:00", **led
    )
    Attendance.objects.create(school=here.school, activity=meeting, person=person, state="leave", reason="不该留下的病情")
    Attendance.objects.create(
        school=here.school, activity=meeting, person=here.people["teacher"], state="leave", reason="同事的事由", leave_approved_by=person
    )
    people.mark_left(person, on=date(2024, 3, 1), by=here.actor("office"))
    person.refresh_from_db()
    return person


def test_export_of_a_pupil_holds_every_declared_field_and_no_row_of_another(here: SmallSchool, pupil: Pupil) -> None:
    other = pupils.add_pupil(
        here.classes[0], {"code": "2019778", "name": "另一个", "gender": "M"}, starts=YEAR_BEGINS, by=here.actor("office")
    )
    kinds = privacy.give_out(pupil, reason=REASONS_TO_GIVE[0], by=here.actor("admin"))
    text = json.dumps([kind.rows for kind in kinds], ensure_ascii=False)
    assert CANARY in text
    assert other.code not in text
    assert {"学生", "学籍"} <= {kind.name for kind in kinds}
    line = HistoryLine.objects.order_by("number").last()
    assert (line.verb, "2019777" in line.text, CANARY in line.text, REASONS_TO_GIVE[0] in line.text) == ("give_out", True, False, True)


def test_export_of_a_colleague_finds_what_names_them_and_never_the_password(here: SmallSchool, colleague: Person) -> None:
    kinds = {kind.name: kind for kind in held(colleague)}
    text = json.dumps([kind.rows for kind in kinds.values()], ensure_ascii=False)
    assert "不该留下的称号" in text
    assert "不该留下的病情" in text
    assert colleague.account.username in text
    assert colleague.account.password not in text


def test_export_of_a_colleague_finds_what_was_taken_out_too(here: SmallSchool) -> None:
    note, talked = theory_note(here), talk(here)
    before = {kind.name: len(kind.rows) for kind in held(here.people["teacher"])}
    theory.remove_note(by=here.actor("leader"), theory_note=note, version=note.version)
    talks.remove_talk(by=here.actor("leader"), talk=talked, version=talked.version)
    after = {kind.name: len(kind.rows) for kind in held(here.people["teacher"])}
    assert {name: after[name] for name in ("理论学习摘记", "每日一议")} == {name: before[name] for name in ("理论学习摘记", "每日一议")}


def test_erased_pupil_is_found_nowhere_in_the_database(here: SmallSchool, pupil: Pupil) -> None:
    assert CANARY in everything_stored()
    privacy.erase(pupil, reason=WISH, on=TODAY, by=here.actor("admin"))
    assert CANARY not in everything_stored()
    assert not Pupil.objects.filter(pk=pupil.pk).exists()
    assert HistoryLine.objects.filter(verb="erase", text__contains="2019777").count() == 1
    assert broken_at(here.school.pk) is None


def test_every_table_with_data_of_pupils_is_reached_from_the_pupil() -> None:
    with_pupils = {
        label
        for label, fields in declared().items()
        if any(data.whose is Whose.PUPIL and data.erasure is not Erasure.KEEP for data in fields.values())
    }
    assert {model._meta.label for model in rows_about(Pupil, [1], own=True)} == with_pupils


def test_every_table_that_erasure_touches_is_reached_from_the_colleague() -> None:
    touched = {
        label
        for label, fields in declared().items()
        if any(data.whose is Whose.STAFF and data.erasure in {Erasure.BLANK, Erasure.DELETE_ROW} for data in fields.values())
    }
    assert touched <= {model._meta.label for model in rows_about(Person, [1], own=True)}


@pytest.mark.parametrize(("subject", "whose"), [(Pupil, Whose.PUPIL), (Person, Whose.STAFF)])
def test_row_that_names_several_people_says_whose_it_is(subject: type[Pupil | Person], whose: Whose) -> None:
    for model in rows_about(subject, [1], own=False):
        fields = personal_fields(model, whose)
        keys = {name for name in fields if getattr(model._meta.get_field(name), "related_model", None) is subject}
        erased = any(data.erasure in {Erasure.BLANK, Erasure.DELETE_ROW} for data in fields.values())
        assert not erased or model is subject or len(keys) <= 1 or OWNERS[whose] in keys, model


def test_colleague_keeps_the_name_under_their_work_and_nothing_private(here: SmallSchool, colleague: Person) -> None:
    talk = DailyTalk.objects.create(
        school=here.school, group=here.group, term=here.term, day=TODAY, written_by=colleague, issue="怎样讲清算理", minutes=10
    )
    account = colleague.account
    privacy.erase(colleague, reason=EXPIRED, on=TODAY, by=here.actor("admin"))
    stored = everything_stored()
    for private in ("不该留下的称号", "不该留下的职务", "不该留下的病情"):
        assert private not in stored
    assert not Account.objects.filter(pk=account.pk).exists()
    colleague = Person.objects.get(pk=colleague.pk)
    kept = declared()["schools.Person"]
    for name, data in kept.items():
        assert (getattr(colleague, name) in (None, "")) is (data.erasure is Erasure.BLANK), name
    talk.refresh_from_db()
    assert talk.written_by.name == "陈小禾"
    assert Attendance.objects.get(person=here.people["teacher"]).reason == "同事的事由"
    assert HistoryLine.objects.filter(verb="erase").count() == 1


def test_sessions_of_an_erased_colleague_end(here: SmallSchool, colleague: Person) -> None:
    for person in (colleague, here.people["teacher"]):
        Client().force_login(person.account)
    assert Session.objects.count() == 2
    privacy.erase(colleague, reason=WISH, on=TODAY, by=here.actor("admin"))
    assert [each.get_decoded()["_auth_user_id"] for each in Session.objects.all()] == [str(here.people["teacher"].account.pk)]


def test_erasing_twice_changes_nothing(here: SmallSchool, colleague: Person, pupil: Pupil) -> None:
    for subject in (colleague, pupil):
        privacy.erase(subject, reason=WISH, on=TODAY, by=here.actor("admin"))
        lines = HistoryLine.objects.count()
        with pytest.raises(NothingLeft):
            privacy.erase(subject, reason=WISH, on=TODAY, by=here.actor("admin"))
        assert HistoryLine.objects.count() == lines


def test_those_who_are_here_cannot_be_erased(here: SmallSchool, pupil: Pupil) -> None:
    with pytest.raises(StillHere):
        privacy.erase(here.people["teacher"], reason=WISH, on=TODAY, by=here.actor("admin"))
    with pytest.raises(StillHere):
        privacy.erase(pupil, reason=WISH, on=date(2023, 11, 1), by=here.actor("admin"))
    assert Pupil.objects.filter(pk=pupil.pk).exists()


@pytest.mark.parametrize("role", ["office", "leader", "head", "liaison", "teacher"])
def test_only_the_administrator_gives_out_and_erases(role: str, here: SmallSchool, pupil: Pupil) -> None:
    by = here.actor(role)
    with pytest.raises(NotAllowed):
        privacy.erase(pupil, reason=WISH, on=TODAY, by=by)
    with pytest.raises(NotAllowed):
        privacy.give_out(pupil, reason=REASONS_TO_GIVE[0], by=by)
    with pytest.raises(NotAllowed):
        privacy.purge(on=TODAY, by=by)


def test_reason_is_one_of_the_known_so_that_history_holds_no_name(here: SmallSchool, pupil: Pupil) -> None:
    with pytest.raises(Refused):
        privacy.erase(pupil, reason=f"{CANARY}的家长要求", on=TODAY, by=here.actor("admin"))


def test_stored_file_of_an_erased_row_goes_with_its_bytes(
    here: SmallSchool, pupil: Pupil, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    award = pytest.importorskip("jiaoyan.growth.models").Award
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    kept, certificate = (files.keep(b"picture", name="x.png", content_type="image/png", by=here.actor("leader")) for _ in range(2))
    row = award.objects.create(
        school=here.school,
        group=here.group,
        term=here.term,
        person_kind="pupil",
        pupil=pupil,
        school_class=here.classes[0],
        coach=here.people["leader"],
        name=CANARY,
        name_consent=True,
        event="口算小能手",
        level=award._meta.get_field("level").choices[0][0],
        prize="一等奖",
        day=TODAY,
        certificate=certificate,
        recorded_by=here.people["leader"],
        recorded_at=timezone.now(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(pupil, reason=WISH, on=TODAY, by=here.actor("admin"))
    assert not award.objects.filter(pk=row.pk).exists()
    assert [file.pk for file in StoredFile.objects.all()] == [kept.pk]
    assert not files.path_of(certificate.key).exists()
    assert files.read(kept) == b"picture"


@pytest.mark.parametrize(("today", "due"), [(date(2024, 11, 1), False), (date(2024, 11, 2), True)])
def test_pupil_is_overdue_the_day_after_the_months_have_passed(today: date, due: bool, here: SmallSchool, pupil: Pupil) -> None:
    assert (pupil in overdue(today).pupils) is due


def test_pupil_of_a_class_that_has_left_is_overdue_though_nobody_wrote_the_leaving_down(here: SmallSchool, pupil: Pupil) -> None:
    Enrolment.objects.filter(pupil=pupil).update(ends=None)
    assert pupil not in overdue(date(2026, 8, 31)).pupils  # entered in 2019, left with August 2025
    assert pupil in overdue(date(2026, 9, 1)).pupils


def test_purge_erases_those_whose_time_is_over_and_says_how_many(here: SmallSchool, pupil: Pupil, colleague: Person) -> None:
    DoneOnce.objects.create(school=here.school, key="old", at="2023-01-01T00:00Z", answer="新增1人")
    later = date(2026, 4, 1)
    done = privacy.purge(on=later, by=here.actor("admin"))
    assert (done.pupils, done.staff) == (1, 1)
    assert CANARY not in everything_stored()
    assert not DoneOnce.objects.exists()
    lines = HistoryLine.objects.filter(verb="erase").count()
    assert not privacy.purge(on=later, by=here.actor("admin"))
    assert HistoryLine.objects.filter(verb="erase").count() == lines == 2


def test_neighbour_school_is_not_touched_by_a_purge(two_schools: TwoSchools, here: SmallSchool) -> None:
    theirs = Pupil.everywhere.create(school=two_schools.there.school, code="1", name=CANARY)
    Enrolment.everywhere.create(
        school=two_schools.there.school, pupil=theirs, school_class=two_schools.there.classes[0], starts=YEAR_BEGINS, ends=YEAR_BEGINS
    )
    privacy.purge(on=date(2030, 1, 1), by=here.actor("admin"))
    assert Pupil.everywhere.filter(pk=theirs.pk).exists()


def test_searching_shows_names_and_leaves_a_line_without_any(here: SmallSchool, client_as: ClientAs, pupil: Pupil) -> None:
    lines = HistoryLine.objects.count()
    page = client_as("admin").get(reverse("schools:privacy"), {"text": CANARY[:2]}).content.decode()
    assert CANARY in page
    assert HistoryLine.objects.count() == lines + 1
    assert not HistoryLine.objects.filter(text__contains=CANARY).exists()
    client_as("admin").get(reverse("schools:privacy"), {"text": "没有这个人"})
    assert HistoryLine.objects.count() == lines + 1


def test_pages_lead_from_the_search_to_the_export_and_the_erasure(here: SmallSchool, client_as: ClientAs, pupil: Pupil) -> None:
    client = client_as("admin")
    where = ["pupil", pupil.pk]
    assert "学籍" in client.get(reverse("schools:privacy_person", args=where)).content.decode()
    sheet = client.post(reverse("schools:privacy_export", args=where), {"reason": REASONS_TO_GIVE[0], "form": "word"})
    word = WordFile(io.BytesIO(sheet.content))
    assert CANARY in "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    data = client.post(reverse("schools:privacy_export", args=where), {"reason": REASONS_TO_GIVE[0], "form": "json"})
    assert CANARY in json.dumps(json.loads(data.content), ensure_ascii=False)
    erase = reverse("schools:privacy_erase", args=where)
    assert client.post(erase, {"reason": WISH, "code": "2019778"}).status_code == 422
    assert Pupil.objects.filter(pk=pupil.pk).exists()
    assert client.post(erase, {"reason": WISH, "code": "2019777"}).status_code == 302
    assert not Pupil.objects.filter(pk=pupil.pk).exists()


def test_overdue_are_shown_before_they_are_erased(here: SmallSchool, client_as: ClientAs, pupil: Pupil) -> None:
    Enrolment.objects.filter(pupil=pupil).update(starts=date(2022, 1, 1), ends=date(2022, 6, 1))
    client, url = client_as("admin"), reverse("schools:privacy_due")
    page = client.get(url).content.decode()
    assert "2019777" in page
    assert CANARY not in page
    assert Pupil.objects.filter(pk=pupil.pk).exists()
    client.post(url)
    assert not Pupil.objects.filter(pk=pupil.pk).exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into SQLite's own file")
@pytest.mark.django_db(transaction=True)
def test_erased_name_is_not_left_in_the_bytes_of_the_database_file(two_schools: TwoSchools) -> None:
    from jiaoyan.schools.scope import school_scope

    here = two_schools.here
    path = Path(connection.settings_dict["NAME"])
    name = CANARY.encode()

    def bytes_on_disk() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*") if not each.name.endswith("-shm"))

    with school_scope(here.school.pk):
        made = pupils.add_pupil(
            here.classes[0], {"code": "2019777", "name": CANARY, "gender": "F"}, starts=YEAR_BEGINS, by=here.actor("office")
        )
        pupils.pupil_leaves(made, on=date(2023, 11, 1), by=here.actor("office"))
        assert name in bytes_on_disk()
        privacy.erase(made, reason=WISH, on=TODAY, by=here.actor("admin"))
        assert name not in bytes_on_disk()
