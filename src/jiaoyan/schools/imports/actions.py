"""The one write of an import: everything that was reviewed, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiaoyan.documents.sheets import WorkbookResult
from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.imports.class_names import ClassKey
from jiaoyan.schools.imports.known import known
from jiaoyan.schools.imports.plan import Plan, make_plan
from jiaoyan.schools.imports.state import DutyKey, Writes
from jiaoyan.schools.models import (
    DoneOnce,
    Enrolment,
    Person,
    Pupil,
    School,
    SchoolClass,
    Subject,
    TeachingAssignment,
    Term,
    TimetableSlot,
    not_over,
)
from jiaoyan.schools.spelling import sort_name

DAY = timedelta(days=1)
BATCH = 500


class ReviewOutdated(Refused):
    """What would be written is no longer what was reviewed."""

    def __init__(self) -> None:
        super().__init__("您核对期间，学校的数据有了变化。请再核对一次，然后确认导入。")


def carry_out(book: WorkbookResult, term: Term, *, today: date, on: date, reviewed: str, key: str, by: Actor) -> str:
    """Write what ``book`` changes and return the sentence that says what was done.

    ``reviewed`` is the digest of the plan that a person confirmed; ``key`` names this import: doing it again changes nothing and gives the
    same sentence. Raises ``ReviewOutdated`` when the school changed in between or the workbook has problems now.
    """
    require(may_manage_school(by), WHO_MANAGES)
    try:
        with transaction.atomic():
            School.objects.select_for_update().get(pk=by.school_id)
            done = DoneOnce.objects.filter(key=key).first()
            if done is not None:
                return str(done.answer)
            plan = make_plan(book, known(term, today=today, on=on))
            if plan.problems or plan.digest != reviewed:
                raise ReviewOutdated
            _Writer(by.school_id, term, on).write(plan.writes)
            answer = summary(plan)
            _note(plan, by)
            DoneOnce.objects.create(school_id=by.school_id, key=key, at=timezone.now(), answer=answer[:300])
    except IntegrityError as meanwhile:
        raise ReviewOutdated from meanwhile
    return answer


def note_export(title: str, count: int, *, by: Actor) -> None:
    """The line of history for a named list that left the system."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        history.note(by, "export", None, f"导出{title}，{count}行")


def summary(plan: Plan) -> str:
    """教职工新增 3、修改 1；学生新增 40."""
    words = []
    for part in plan.parts:
        counts = [f"{word} {count}" for word, count in (("新增", part.new), ("修改", part.changed)) if count]
        if counts:
            words.append(part.title + "、".join(counts))
    return "；".join(words) if words else "没有需要导入的变化"


def _note(plan: Plan, by: Actor) -> None:
    """One line per kind of sheet; pupils are never named in history."""
    for part in plan.parts:
        if part.changes:
            named = "" if part.title == "学生" else "：" + "、".join(change.what for change in part.changes[:8])
            more = "等" if named and len(part.changes) > 8 else ""
            history.note(by, "import", None, f"导入{part.title}，新增 {part.new}，修改 {part.changed}{named}{more}")


class _Writer:
    """Writes in bulk, in the order of references; keys become rows as they are made."""

    def __init__(self, school_id: int, term: Term, on: date) -> None:
        self.school_id, self.term, self.on = school_id, term, on

    def write(self, writes: Writes) -> None:
        self._staff(writes)
        self._make(SchoolClass, ({"entry_year": year, "number": number} for year, number in writes.classes))
        self._make(Subject, ({"name": name} for name in writes.subjects))
        classes: dict[ClassKey, int] = {
            (year, number): pk for pk, year, number in SchoolClass.objects.values_list("pk", "entry_year", "number")
        }
        subjects: dict[str, int] = dict(Subject.objects.values_list("name", "pk"))
        if writes.pupils_new or writes.pupils_changed or writes.seats or writes.seat_numbers:
            self._pupils(writes, classes)
        if writes.duties:
            self._duties(writes.duties, classes, subjects)
        self._slots(writes, classes, subjects)

    def _make(self, model: Any, rows: Iterable[dict[str, Any]]) -> None:
        model.objects.bulk_create((model(school_id=self.school_id, **row) for row in rows), batch_size=BATCH)

    def _staff(self, writes: Writes) -> None:
        self._make(
            Person, ({"staff_code": code, "sort_name": sort_name(values["name"]), **values} for code, values in writes.staff_new.items())
        )
        changed = list(Person.objects.filter(staff_code__in=writes.staff_changed)) if writes.staff_changed else []
        for person in changed:
            for field, value in writes.staff_changed[person.staff_code].items():
                setattr(person, field, value)
            person.sort_name = sort_name(person.name)
        fields = {field for values in writes.staff_changed.values() for field in values} | {"sort_name"}
        Person.objects.bulk_update(changed, sorted(fields), batch_size=BATCH)

    def _pupils(self, writes: Writes, classes: dict[ClassKey, int]) -> None:
        self._make(Pupil, ({"code": code, **values} for code, values in writes.pupils_new.items()))
        pupils: dict[str, Pupil] = {pupil.code: pupil for pupil in Pupil.objects.all()}
        changed = [pupils[code] for code in writes.pupils_changed]
        for pupil in changed:
            for field, value in writes.pupils_changed[pupil.code].items():
                setattr(pupil, field, value)
        Pupil.objects.bulk_update(changed, ["name", "gender"], batch_size=BATCH)
        self._seats(
            {pupils[code].pk: (classes[key], number) for code, (key, number) in writes.seats.items()}, set(writes.pupils_new), pupils
        )
        self._seat_numbers({pupils[code].pk: number for code, number in writes.seat_numbers.items()})

    def _seats(self, seats: dict[int, tuple[int, int | None]], new: set[str], pupils: dict[str, Pupil]) -> None:
        """Old seats end the day before; one that began on the very day was a mistake and goes."""
        moving = set(seats) - {pupils[code].pk for code in new}
        lasting = Enrolment.objects.filter(not_over(self.on), pupil_id__in=moving)
        lasting.filter(starts=self.on).delete()
        lasting.filter(starts__lt=self.on).update(ends=self.on - DAY)
        self._make(
            Enrolment,
            ({"pupil_id": pk, "school_class_id": place, "seat_no": number, "starts": self.on} for pk, (place, number) in seats.items()),
        )

    def _seat_numbers(self, numbers: dict[int, int]) -> None:
        rows = list(Enrolment.objects.filter(not_over(self.on), pupil_id__in=numbers)) if numbers else []
        for row in rows:
            row.seat_no = numbers[row.pupil_id]
        Enrolment.objects.bulk_update(rows, ["seat_no"], batch_size=BATCH)

    def _duties(self, duties: dict[DutyKey, str], classes: dict[ClassKey, int], subjects: dict[str, int]) -> None:
        """Whoever had the duty until now ends the day before; a change already planned for later stays."""
        wanted = {(classes[key], subjects[subject]): teacher for (key, subject), teacher in duties.items()}
        teachers = dict(Person.objects.filter(staff_code__in=set(duties.values())).values_list("staff_code", "pk"))
        ending, going, until = [], [], {}
        for row in TeachingAssignment.objects.filter(not_over(self.on)).order_by("-starts"):
            place = row.school_class_id, row.subject_id
            if place not in wanted:
                continue
            if row.starts > self.on:
                until[place] = row.starts - DAY
            elif row.starts == self.on:
                going.append(row.pk)
            else:
                row.ends = self.on - DAY
                ending.append(row)
        TeachingAssignment.objects.filter(pk__in=going).delete()
        TeachingAssignment.objects.bulk_update(ending, ["ends"], batch_size=BATCH)
        self._make(
            TeachingAssignment,
            (
                {
                    "school_class_id": place[0],
                    "subject_id": place[1],
                    "teacher_id": teachers[code],
                    "starts": self.on,
                    "ends": until.get(place),
                }
                for place, code in wanted.items()
            ),
        )

    def _slots(self, writes: Writes, classes: dict[ClassKey, int], subjects: dict[str, int]) -> None:
        gone = {(classes[key], *place) for key, place in writes.slots_gone}
        if gone:
            rows = TimetableSlot.objects.filter(term=self.term, school_class_id__in={key for key, *_ in gone})
            doomed = [row.pk for row in rows if (row.school_class_id, row.weekday, row.period_no, row.parity) in gone]
            TimetableSlot.objects.filter(pk__in=doomed).delete()
        self._make(
            TimetableSlot,
            (
                {
                    "term": self.term,
                    "school_class_id": classes[key],
                    "subject_id": subjects[subject],
                    "weekday": weekday,
                    "period_no": period,
                    "parity": parity,
                }
                for (key, (weekday, period, parity)), subject in writes.slots_new.items()
            ),
        )
