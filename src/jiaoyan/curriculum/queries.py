"""Named reads of the curriculum, each with a fixed number of database queries."""

from __future__ import annotations

from dataclasses import dataclass

from jiaoyan.curriculum.models import LessonTopic, TextbookAdoption, Unit, Volume
from jiaoyan.schools.models import Group, SchoolYear, Term

HALVES = {1: "A", 2: "B"}  # term → half of the book: 上册 in the first term, 下册 in the second


@dataclass(frozen=True, slots=True)
class UnitBranch:
    """One unit with its lessons in order."""

    unit: Unit
    lessons: tuple[LessonTopic, ...]

    @property
    def periods(self) -> int:
        """Periods of its lessons, without the flexible ones: the 10 of "10+1"."""
        return sum(lesson.periods for lesson in self.lessons)

    @property
    def activity(self) -> LessonTopic | None:
        """The lesson that is the unit's 综合与实践, when it has one."""
        return next((lesson for lesson in self.lessons if lesson.title == self.unit.activity), None)


def volume_for(group: Group, term: Term) -> Volume | None:
    """The book a preparation group teaches in a term: the edition its grade uses that year, 上册 in term 1, 下册 in term 2.

    None for a group without a grade, and when no edition is chosen or the edition has no such volume. One query.
    """
    adopted = TextbookAdoption.objects.filter(school_year=term.school_year_id, grade=group.grade).values("edition")
    volume: Volume | None = (
        Volume.objects.select_related("edition").filter(edition__in=adopted, grade=group.grade, half=HALVES[term.number]).first()
    )
    return volume


def unit_tree(volume: Volume) -> tuple[UnitBranch, ...]:
    """The units of a volume in order, each with its lessons in order. Two queries, however many there are."""
    units = Unit.objects.filter(volume=volume).order_by("number").prefetch_related("lessons")
    return tuple(UnitBranch(unit, tuple(unit.lessons.all())) for unit in units)


def adopted(year: SchoolYear) -> dict[int, int]:
    """The edition's key for each grade that has chosen in a school year. One query."""
    return dict(TextbookAdoption.objects.filter(school_year=year).values_list("grade", "edition_id"))


def grades_without_book(year: SchoolYear) -> list[int]:
    """The grades that have a preparation group in a school year but have not chosen an edition. One query."""
    chosen = TextbookAdoption.objects.filter(school_year=year).values("grade")
    groups = Group.objects.filter(school_year=year, grade__isnull=False).exclude(grade__in=chosen)
    return sorted(set(groups.values_list("grade", flat=True)))


def proposed(year: SchoolYear) -> dict[int, int]:
    """What a grade used the year before: the natural choice for a year nobody has chosen for. Two queries."""
    before = SchoolYear.objects.filter(starts__lt=year.starts).order_by("-starts").first()
    return adopted(before) if before else {}
