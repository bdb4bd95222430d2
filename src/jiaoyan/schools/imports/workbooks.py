"""Workbooks to hand out: blank ones with drop-downs and hints, and exports that can be imported again unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiaoyan.documents.excel import Column, Sheet, Value, to_xlsx
from jiaoyan.documents.sheets import ColumnSpec
from jiaoyan.schools.imports.class_names import ClassKey, class_label
from jiaoyan.schools.imports.columns import CLASSES, DUTIES, GENDERS, PARITIES, PUPILS, SHEETS, STAFF, TIMETABLE
from jiaoyan.schools.imports.state import Known
from jiaoyan.schools.rules.calendar import WEEKDAYS
from jiaoyan.schools.rules.people import grade_of

FORM = {"form": "school-import", "version": "1"}
_WIDE = {"other_work": 24.0, "title": 18.0, "code": 16.0}
_GENDER_LABELS = {stored: label for label, stored in GENDERS.items()}
_PARITY_LABELS = {stored: label for label, stored in PARITIES.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """An export: its bytes and how many lines left the system."""

    data: bytes
    rows: int


def blank(titles: Sequence[str], known: Known) -> bytes:
    """An empty workbook of these sheets. A sheet on its own offers the classes and teachers there are."""
    return to_xlsx([_sheet(title, (), known, alone=len(titles) == 1) for title in titles], FORM)


def export(titles: Sequence[str], known: Known) -> Filled:
    """What the school holds, in the same sheets; importing it again changes nothing."""
    rows = {title: _ROWS[title](known) for title in titles}
    return Filled(to_xlsx([_sheet(title, rows[title], known, alone=False) for title in titles], FORM), sum(map(len, rows.values())))


def _sheet(title: str, rows: Sequence[Sequence[Value]], known: Known, *, alone: bool) -> Sheet:
    return Sheet(title, tuple(_column(column, _choices(title, column, known, alone=alone)) for column in SHEETS[title]), rows)


def _column(column: ColumnSpec, choices: tuple[str, ...]) -> Column:
    note = ("必填。" if column.required else "可以不填。") + (f"例如：{'、'.join(column.examples)}" if column.examples else "")
    return Column(
        f"{column.label}（必填）" if column.required else column.label,
        width=_WIDE.get(column.name, 14.0),
        choices=choices or None,
        text=column.kind in ("code", "name", "text"),
        note=note,
    )


def _choices(title: str, column: ColumnSpec, known: Known, *, alone: bool) -> tuple[str, ...]:
    """A list in Excel bars what is not in it: classes and teachers are listed only where no other sheet may bring new ones."""
    if column.choices or not alone:
        return column.choices
    if column.name == "school_class" and title in (PUPILS, TIMETABLE):
        return tuple(class_label(key, known.first_calendar_year) for key in _present(known))
    if column.name == "teacher":
        return tuple(dict.fromkeys(str(person["name"]) for code, person in known.staff.items() if code not in known.left))
    return ()


def _present(known: Known) -> list[ClassKey]:
    """The classes of this year, grade 1 first."""
    return sorted((key for key in known.classes if grade_of(key[0], known.first_calendar_year)), key=lambda key: (-key[0], key[1]))


def _staff(known: Known) -> list[list[Value]]:
    names = [column.name for column in SHEETS[STAFF]][1:]
    return [
        [code, *(_GENDER_LABELS.get(person[name]) if name == "gender" else person[name] or None for name in names)]
        for code, person in sorted(known.staff.items())
        if code not in known.left
    ]


def _classes(known: Known) -> list[list[Value]]:
    return [[class_label(key, known.first_calendar_year), key[0]] for key in _present(known)]


def _pupils(known: Known) -> list[list[Value]]:
    seated = [(pupil.seat, code, pupil) for code, pupil in known.pupils.items() if pupil.seat]
    seated.sort(key=lambda each: (-each[0].school_class[0], each[0].school_class[1], each[0].seat_no or 0, each[1]))
    return [
        [code, pupil.name, _GENDER_LABELS.get(pupil.gender), class_label(seat.school_class, known.first_calendar_year), seat.seat_no]
        for seat, code, pupil in seated
        if grade_of(seat.school_class[0], known.first_calendar_year)
    ]


def _duties(known: Known) -> list[list[Value]]:
    present = set(_present(known))
    duties = sorted(known.duties.items(), key=lambda item: (-item[0][0][0], item[0][0][1], item[0][1]))
    return [
        [class_label(key, known.first_calendar_year), subject, str(known.staff[duty.teacher]["name"]), duty.teacher]
        for (key, subject), duty in duties
        if key in present and duty.teacher not in known.left
    ]


def _slots(known: Known) -> list[list[Value]]:
    return [
        [class_label(key, known.first_calendar_year), WEEKDAYS[weekday], period, subject, _PARITY_LABELS[parity]]
        for key in _present(known)
        for (weekday, period, parity), subject in sorted(known.slots.get(key, {}).items())
    ]


_ROWS = {STAFF: _staff, CLASSES: _classes, PUPILS: _pupils, DUTIES: _duties, TIMETABLE: _slots}
