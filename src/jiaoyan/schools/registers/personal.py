"""Everything held about one person, found through what the packages declare; and whose time of keeping is over. 个人信息"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.utils import timezone

from jiaoyan.documents import markup
from jiaoyan.schools.models import Account, Enrolment, Person, Pupil
from jiaoyan.schools.privacy import Data, Erasure, Whose, declared
from jiaoyan.schools.rules.retention import is_past, last_day_of
from jiaoyan.web.prose import ProseField

Subject = Pupil | Person
OWNERS = {Whose.PUPIL: "pupil", Whose.STAFF: "person"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What is held in one table: its Chinese name, why, what becomes of it, and the rows as field label → value."""

    name: str
    purposes: tuple[str, ...]
    fates: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """Those whose time of keeping is over on a day."""

    pupils: tuple[Pupil, ...]
    staff: tuple[Person, ...]

    def __bool__(self) -> bool:
        return bool(self.pupils or self.staff)


def whose(subject: type[Subject] | Subject) -> Whose:
    """Which kind of person."""
    kind = subject if isinstance(subject, type) else type(subject)
    return Whose.PUPIL if issubclass(kind, Pupil) else Whose.STAFF


def personal_fields(model: type[Model], kind: Whose) -> dict[str, Data]:
    """The fields of a model that hold data of this kind of person."""
    return {name: data for name, data in declared().get(model._meta.label, {}).items() if data.whose is kind}


def every(model: type[Model]) -> QuerySet[Any]:
    """All rows of a table, whatever its managers leave out: only to be narrowed to rows reached from a person of the school in scope."""
    return QuerySet(model)


def rows_about(subject: type[Subject], keys: Collection[int], *, own: bool) -> dict[type[Model], QuerySet[Any]]:
    """The rows that name these people, by table, each table after those it points to.

    ``own``: only rows that are theirs (see ``schools.privacy``), as erasure asks; otherwise every row that names them.
    What hangs on a pupil's row (marks of one sitting) is found too; what hangs on a colleague's is the school's work.
    """
    kind = whose(subject)
    found: dict[type[Model], QuerySet[Any]] = {subject: every(subject).filter(pk__in=keys)}
    grows = True
    while grows:
        grows = False
        for model in apps.get_models():
            if model in found:
                continue
            reached = [key for key in _keys_to_people(model, kind) if _target(key) in found and _leads_on(key, subject)]
            if own:
                reached = [key for key in reached if key.name == OWNERS[kind]] or (reached if len(reached) == 1 else [])
            rows = every(model).none()
            for key in reached:
                rows |= every(model).filter(**{f"{key.name}__in": found[_target(key)].values("pk")})
            if reached:
                found[model] = rows.distinct()
                grows = True
    return found


def held(subject: Subject) -> tuple[Kind, ...]:
    """Everything the system holds about a person, secrets left out; tables without a row too are left out."""
    kind = whose(subject)
    found = [_kind(model, personal_fields(model, kind), rows) for model, rows in rows_about(type(subject), [subject.pk], own=False).items()]
    return tuple(each for each in found if each.rows)


def sessions_of(accounts: Collection[int]) -> list[str]:
    """The keys of sessions these accounts are signed in with."""
    wanted = {str(key) for key in accounts}
    return [each.session_key for each in Session.objects.all() if each.get_decoded().get("_auth_user_id") in wanted]


def accounts_of(persons: Collection[int]) -> list[int]:
    """The accounts of these people."""
    return list(Account.objects.filter(person_id__in=persons).values_list("pk", flat=True))


def last_day_here(pupil: Pupil) -> date | None:
    """A pupil's last day in the school; None for one who never sat in a class."""
    return _last_days([pupil.pk]).get(pupil.pk)


def has_left(subject: Subject, day: date) -> bool:
    """Whether the person is no longer at the school on a day."""
    if isinstance(subject, Person):
        return subject.has_left_by(day)
    last = last_day_here(subject)
    return last is None or last < day


def anything_to_erase(person: Person) -> bool:
    """Whether erasure would still find something about a colleague."""
    return any(
        any(data.erasure is Erasure.DELETE_ROW for data in fields.values()) or any(_filled(row, fields) for row in rows)
        for model, rows in rows_about(Person, [person.pk], own=True).items()
        if (fields := personal_fields(model, Whose.STAFF)) and rows.exists()
    )


def overdue(day: date) -> Overdue:
    """Whose time of keeping is over: pupils and colleagues of the school in scope who left long enough ago."""
    last_days = _last_days(None)
    pupils = [pk for pk, last in last_days.items() if is_past(last, today=day, months=settings.ENVIRONMENT.keep_pupils_months)]
    gone = Person.objects.filter(left_on__isnull=False)
    staff = [each for each in gone if is_past(each.left_on, today=day, months=settings.ENVIRONMENT.keep_staff_months)]
    return Overdue(tuple(Pupil.objects.filter(pk__in=pupils)), tuple(each for each in staff if anything_to_erase(each)))


def code_of(subject: Subject) -> str:
    """学号, or 工号."""
    return subject.code if isinstance(subject, Pupil) else subject.staff_code


def called(subject: Subject) -> str:
    """The person by name and code, as on the sheet that is handed over."""
    return f"{'学生' if isinstance(subject, Pupil) else '教职工'}{subject.name}（{code_of(subject)}）"


def find(text: str) -> list[Subject]:
    """People of the school in scope by the whole code or a part of the name: pupils, and colleagues; at most fifty of each."""
    wanted = text.strip()
    if not wanted:
        return []
    pupils = Pupil.objects.filter(name__contains=wanted) | Pupil.objects.filter(code=wanted)
    staff = Person.objects.filter(name__contains=wanted) | Person.objects.filter(staff_code=wanted)
    return [*pupils.order_by("code")[:50], *staff[:50]]


def _last_days(pupils: Collection[int] | None) -> dict[int, date | None]:
    """Last day by pupil, of those given or of the whole school. One query."""
    seats = Enrolment.objects.select_related("school_class")
    by_pupil: dict[int, list[tuple[int, date | None]]] = {}
    for seat in seats if pupils is None else seats.filter(pupil_id__in=pupils):
        by_pupil.setdefault(seat.pupil_id, []).append((seat.school_class.entry_year, seat.ends))
    return {pk: last_day_of(each) for pk, each in by_pupil.items()}


def _keys_to_people(model: type[Model], kind: Whose) -> Iterator[Field[Any, Any]]:
    for name in personal_fields(model, kind):
        field = model._meta.get_field(name)
        if isinstance(field, ForeignKey | ManyToManyField):
            yield field


def _target(key: Any) -> type[Model]:
    target: type[Model] = key.remote_field.model
    return target


def _leads_on(key: Any, subject: type[Subject]) -> bool:
    """From a pupil's rows to what hangs on them; from a colleague to the rows that name them, and no further."""
    return subject is Pupil or _target(key) is Person


def _filled(row: Model, fields: Mapping[str, Data]) -> bool:
    return any(getattr(row, name) not in (None, "", []) for name, data in fields.items() if data.erasure is Erasure.BLANK)


def _kind(model: type[Model], fields: Mapping[str, Data], rows: QuerySet[Any]) -> Kind:
    shown: list[Any] = [model._meta.get_field(name) for name, data in fields.items() if not data.secret]
    return Kind(
        name=str(model._meta.verbose_name),
        purposes=tuple(dict.fromkeys(data.purpose for data in fields.values())),
        fates=tuple(dict.fromkeys(data.erasure.value for data in fields.values())),
        rows=tuple({str(field.verbose_name): value_of(row, field) for field in shown} for row in rows.order_by("pk")),
    )


def value_of(row: Model, field: Any) -> str:
    """What a field holds, in words a person can read."""
    if isinstance(field, ManyToManyField):
        return "、".join(str(each) for each in getattr(row, field.name).all())
    value = getattr(row, field.name)
    match value:
        case None | "":
            return ""
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        case bool():
            return "是" if value else "否"
        case list() if isinstance(field, ProseField):
            return markup.source(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return str(value)
