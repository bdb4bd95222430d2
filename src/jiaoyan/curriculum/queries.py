"""Named reads of the curriculum, each with a fixed number of database queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from jiaoyan.curriculum.catalogue import CatalogueLesson, CatalogueUnit
from jiaoyan.curriculum.models import LessonTopic, TextbookAdoption, TextbookEdition, Unit, Volume
from jiaoyan.schools.models import Group, SchoolYear, Term
from jiaoyan.schools.scope import current_school_id

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


def editions_here() -> QuerySet[TextbookEdition]:
    """The editions a school in scope may use: the shared catalogues and its own. One query when read."""
    return TextbookEdition.objects.filter(Q(school__isnull=True) | Q(school_id=current_school_id()), removed_at__isnull=True)


def own_editions() -> QuerySet[TextbookEdition]:
    """The editions that the school in scope keeps itself. One query when read."""
    return own_even_removed().filter(removed_at__isnull=True).order_by("name", "printing", "pk")


def own_even_removed() -> QuerySet[TextbookEdition]:
    """The same, those that were taken out with them."""
    return TextbookEdition.objects.filter(school_id=current_school_id())


def own_edition_or_404(pk: int, *, even_removed: bool = False) -> TextbookEdition:
    """An edition of the school in scope; a shared or another school's one is unknown. One query."""
    found = (own_even_removed() if even_removed else own_editions()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_volume_or_404(edition: int, pk: int) -> Volume:
    """A volume of an edition of the school in scope. One query."""
    found = Volume.objects.select_related("edition").filter(pk=pk, edition__in=own_editions().filter(pk=edition)).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """One book of an edition: how many units and lessons are written down, and how many periods they take."""

    volume: Volume
    units: int
    lessons: int
    periods: int


def volumes_in(edition: TextbookEdition) -> list[VolumeLine]:
    """The books of an edition by grade. Two queries."""
    counted = Unit.objects.filter(volume__edition=edition).order_by().values("volume_id")
    found = {
        row["volume_id"]: row
        for row in counted.annotate(units=Count("pk", distinct=True), topics=Count("lessons"), periods=Sum("lessons__periods"))
    }
    nothing = {"units": 0, "topics": 0, "periods": 0}
    return [
        VolumeLine(each, row["units"], row["topics"], row["periods"] or 0)
        for each in Volume.objects.filter(edition=edition).select_related("edition").order_by("grade", "half")
        for row in [found.get(each.pk, nothing)]
    ]


def written_units(volume: Volume) -> tuple[CatalogueUnit, ...]:
    """The units of a volume as plain values. Two queries."""
    return tuple(
        CatalogueUnit(
            title=branch.unit.title,
            strand=branch.unit.strand,
            activity=branch.unit.activity,
            flex=branch.unit.flex_periods,
            lessons=tuple(CatalogueLesson(lesson.title, lesson.periods) for lesson in branch.lessons),
        )
        for branch in unit_tree(volume)
    )


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
