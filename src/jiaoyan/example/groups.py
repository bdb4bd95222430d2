"""One group in one term of the example: who is who, and where everything is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from jiaoyan.curriculum.models import Competency, LessonTopic, Unit, Volume
from jiaoyan.curriculum.queries import volume_for
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.pacing.queries import Seat, seats_of
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Person, SchoolClass
from jiaoyan.schools.queries import GroupTerm, actor_for, classes_of_grade, leader_of


@dataclass(slots=True)
class ExampleGroup:
    """A group's term (``place`` stands at its first day) with its school's people by name.

    ``days_of_meetings``: the number ``content/`` calls a meeting by → its day. ``table``: table 2 as it was approved, read once.
    So are ``lessons`` by unit and number, ``competencies`` by name, ``seats`` and ``unit_days`` by the table.
    """

    place: GroupTerm
    people: dict[str, Person]
    leader: Person
    head: Person
    volume: Volume
    units: dict[int, Unit]
    classes: list[SchoolClass]
    actors: dict[str, Actor] = field(default_factory=dict)
    days_of_meetings: dict[int, date] = field(default_factory=dict)
    table: PacingSchedule | None = None
    lessons: dict[tuple[int, int], LessonTopic] = field(default_factory=dict)
    competencies: dict[str, Competency] = field(default_factory=dict)
    taught: list[Seat] = field(default_factory=list)
    unit_days: dict[int, tuple[date, date]] = field(default_factory=dict)

    @property
    def group(self) -> Group:
        """The group."""
        return self.place.group

    @property
    def eve(self) -> date:
        """The last working day before the term: plans are approved by then."""
        return self.place.calendar.school_day_before(self.place.term.first_school_day, 1)

    def on(self, day: date) -> GroupTerm:
        """The same place on another day."""
        return replace(self.place, today=day)

    def act(self, name: str) -> Actor:
        """Somebody as an actor; roles do not change in the example's year."""
        if name not in self.actors:
            self.actors[name] = actor_for(self.people[name], self.place.term.first_school_day)
        return self.actors[name]

    def lesson(self, unit: int | None, number: int | None) -> LessonTopic | None:
        """A lesson of the term's book; None when none is named."""
        if unit is None or number is None:
            return None
        if not self.lessons:
            topics = LessonTopic.objects.filter(unit__volume=self.volume).select_related("unit__volume")
            self.lessons = {(topic.unit.number, topic.number): topic for topic in topics}
        return self.lessons[unit, number]

    def competency(self, name: str) -> Competency:
        """One of the competencies of the standard."""
        if not self.competencies:
            self.competencies = {each.name: each for each in Competency.objects.all()}
        return self.competencies[name]

    @property
    def seats(self) -> list[Seat]:
        """The classes with their teachers, who do not change in the example's year."""
        if not self.taught:
            self.taught = seats_of(self.place)
        return self.taught

    def school_day(self, day: date, step: int = 1) -> date:
        """The day itself or the next school day (the one before with ``step`` -1)."""
        while not self.place.calendar.is_school_day(day):
            day += timedelta(days=step)
        return day


def example_group(place: GroupTerm, people: dict[str, Person]) -> ExampleGroup:
    """Look up what a group's term needs."""
    day, group = place.term.first_school_day, place.group
    volume, leader = volume_for(group, place.term), leader_of(group, day)
    head = leader_of(Group.objects.get(kind=Group.Kind.RESEARCH, school_year=group.school_year_id), day)
    if volume is None or leader is None or head is None or group.grade is None:
        raise LookupError(f"the example's {group} has no book or no leader")
    units = {unit.number: unit for unit in Unit.objects.select_related("volume").filter(volume=volume)}
    classes = list(classes_of_grade(group.grade, place.term.school_year.first_calendar_year))
    return ExampleGroup(place, people, leader, head, volume, units, classes)
