"""Every field of every table is declared: whose data it is and what erasure does. An undeclared field fails here."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

import jiaoyan
from jiaoyan.schools.models import Enrolment, HistoryLine, Pupil
from jiaoyan.schools.privacy import Data, Erasure, Whose
from tests.conftest import TODAY, SmallSchool

TECHNICAL = {"id", "school"}
SOURCE = Path(jiaoyan.__file__).parent


def declared() -> dict[str, dict[str, Data]]:
    found: dict[str, dict[str, Data]] = {}
    for path in sorted(SOURCE.glob("*/privacy.py")):
        of_package = importlib.import_module(f"jiaoyan.{path.parent.name}.privacy").DECLARED
        assert not set(of_package) & set(found)
        if path.parent.name != "schools":
            assert {label.split(".")[0] for label in of_package} == {path.parent.name}
        found |= {label: dict(fields) for label, fields in of_package.items()}
    return found


DECLARED = declared()


def fields_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]} - TECHNICAL


def entries() -> Iterator[tuple[str, str, Data]]:
    for label, fields in DECLARED.items():
        for name, data in fields.items():
            yield label, name, data


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_every_field_of_the_model_is_declared_and_none_besides(model: type[models.Model]) -> None:
    assert set(DECLARED.get(model._meta.label, {})) == fields_of(model)


def test_no_declaration_of_a_model_that_is_gone() -> None:
    assert set(DECLARED) == {model._meta.label for model in apps.get_models()}


def test_personal_data_says_why_it_is_held_and_what_erasure_does_and_other_data_needs_neither() -> None:
    for label, name, data in entries():
        personal = data.whose is not Whose.NOBODY
        assert bool(data.purpose) == personal, f"{label}.{name}"
        assert (data.erasure is not Erasure.NOTHING) == personal, f"{label}.{name}"


# A document that has been handed in stands as it was; it names a pupil only where the guardian agreed to that.
KEPT_WITH_CONSENT = {("planning.TermSummary", "frozen"), ("planning.ResearchSummary", "frozen")}


def test_data_of_pupils_is_never_kept_for_good() -> None:
    kept = {(label, name) for label, name, data in entries() if data.whose is Whose.PUPIL and data.erasure is not Erasure.DELETE_ROW}
    assert kept == KEPT_WITH_CONSENT
    assert all("同意" in DECLARED[label][name].purpose for label, name in kept)


def test_pupils_are_known_by_number_name_and_gender_only() -> None:
    assert fields_of(Pupil) == {"code", "name", "gender"}


def test_key_that_names_a_person_is_never_declared_as_nobodys() -> None:
    for model in apps.get_models():
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            target = getattr(field, "related_model", None)
            if (
                target in {apps.get_model("schools.Person"), apps.get_model("schools.Account"), Pupil}
                and field.name in DECLARED[model._meta.label]
            ):
                assert DECLARED[model._meta.label][field.name].whose is not Whose.NOBODY, f"{model._meta.label}.{field.name}"


def test_field_declared_to_be_blanked_can_be_blank() -> None:
    for label, name, data in entries():
        if data.erasure is Erasure.BLANK:
            field = apps.get_model(label)._meta.get_field(name)
            assert field.blank or field.null, f"{label}.{name}"


CANARY = "金丝雀一号"


def everything_stored() -> str:
    """Every text of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_pupil_whose_rows_are_deleted_leaves_no_name_anywhere(here: SmallSchool) -> None:
    from jiaoyan.schools.actions import pupils

    office = here.actor("office")
    values = {"code": "2019777", "name": CANARY, "gender": "F", "seat_no": 7}
    pupil = pupils.add_pupil(here.classes[0], values, starts=TODAY, by=office)
    pupils.change_pupil(pupil, {**values, "name": f"{CANARY}改"}, by=office)
    assert CANARY in everything_stored()
    Enrolment.objects.filter(pupil=pupil).delete()
    Pupil.objects.filter(pk=pupil.pk).delete()
    assert CANARY not in everything_stored()
    assert HistoryLine.objects.filter(text__contains="2019777").exists()  # what was done stays, by number


def test_list_of_pupils_is_one_line_of_history_each_time_it_is_looked_at(here: SmallSchool, client_as: object) -> None:
    from django.urls import reverse

    Enrolment.objects.create(
        school=here.school,
        school_class=here.classes[0],
        starts=TODAY,
        pupil=Pupil.objects.create(school=here.school, code="1", name=CANARY),
    )
    client = client_as("office")  # type: ignore[operator]
    for looked in (1, 2):
        page = client.get(reverse("schools:pupils", args=[here.classes[0].pk]))
        assert CANARY in page.content.decode()
        lines = HistoryLine.objects.filter(verb="view")
        assert lines.count() == looked
        assert not any(CANARY in line.text for line in lines)
