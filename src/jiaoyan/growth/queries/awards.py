"""Reads of awards, each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from jiaoyan.growth.access import awards as access
from jiaoyan.growth.models import Award
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Pupil, SchoolClass, Term
from jiaoyan.schools.queries import GroupTerm, name_of_class, taken_out_last
from jiaoyan.schools.registers.choices import roll_of
from jiaoyan.schools.registers.classes import own_teachers, teachers_by_class


def _loaded() -> QuerySet[Award]:
    rows: QuerySet[Award] = Award.objects.select_related(
        "group__school_year", "term__school_year", "person", "pupil", "school_class", "coach", "recorded_by", "certificate"
    )
    return rows


def awards_of(group: Group, term: Term) -> list[Award]:
    """The awards of a group and term: teachers first, then pupils, by day. One query."""
    return list(_loaded().filter(group=group, term=term, removed_at__isnull=True).order_by("-person_kind", "day", "pk"))


def consented_names(keys: Collection[int]) -> dict[int, str]:
    """Award → the pupil's name, for those among ``keys`` whose guardian agrees to this day. One query."""
    return dict(Award.objects.filter(pk__in=keys, pupil__isnull=False, name_consent=True).values_list("pk", "name"))


def removed_awards(group: Group, term: Term) -> list[Award]:
    """Those taken out last, to be brought back. One query."""
    return taken_out_last(_loaded().filter(group=group, term=term))


def award_of(actor: Actor, pk: int) -> Award:
    """One award, also one taken out. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    award: Award | None = _loaded().filter(pk=pk).first()
    if award is None:
        raise Http404
    require(access.may_read(actor, award), WHO_READS_GROUP)
    return award


def own_teachers_of(award: Award, today: date) -> set[int]:
    """Who teaches the pupil's class by 课务 today, as keys; nobody for a teacher's award. One query for a pupil's award, none otherwise."""
    return own_teachers(award.school_class, today) if award.school_class else set()


def correctable(actor: Actor, awards: Iterable[Award], today: date) -> set[int]:
    """Which of the awards the actor may correct today, as keys. One query."""
    found = list(awards)
    teachers = teachers_by_class((each.school_class for each in found if each.school_class), today)
    return {each.pk for each in found if access.may_correct(actor, each, teachers.get(each.school_class_id or 0, set()))}


def may_open_certificate(actor: Actor, award: Award, today: date) -> bool:
    """Whether the actor may open the certificate today. One query for a pupil's award, none otherwise."""
    return access.may_open_certificate(actor, award, own_teachers_of(award, today))


def pupils_called(place: GroupTerm, school_class: SchoolClass, said: str, *, by_name: bool) -> list[Pupil]:
    """The pupils of a class with this code, or with this name where the actor may know names (``by_name``). One query."""
    return [each for each in roll_of(place, school_class) if said in ((each.code, each.name) if by_name else (each.code,))]


def class_label(award: Award) -> str:
    """五（2）班, as the class was called that year; nothing for a teacher. No query."""
    return name_of_class(award.school_class, award.term.school_year.first_calendar_year) if award.school_class else ""
