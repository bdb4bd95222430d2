"""Random terms, people, quotas and facts for the properties of the counting engine; and short ways to write demands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Edition, Number, Per, Quota, Window
from jiaoyan.quotas.rules.fact import Fact, Subject, SubjectKind
from jiaoyan.quotas.rules.progress import Excuse
from jiaoyan.quotas.rules.roster import Member, Room, Roster, Seat, Stay
from jiaoyan.schools.rules.calendar import Calendar, Override, OverrideKind, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

FIRST, LAST = date(2024, 2, 21), date(2024, 6, 28)
SPRING = Calendar(TermDates(FIRST, LAST, exam_phase_start=date(2024, 6, 11)), proposed_holidays(2024))
LONG_AGO = date(2023, 9, 1)
PERSONS = Audience("person")
PREP = Audience("group", groups=("prep",))
TEACHER = Subject("person", 1)
GROUP = Subject("group", 1)


def asks(
    per: Per = Per.TERM,
    least: int | None = None,
    most: int | None = None,
    *,
    kind: str = "observation",
    where: tuple[Condition, ...] = (),
    measure: str = "",
    audience: Audience = PERSONS,
    event: Counted | None = None,
    window: Window | None = None,
) -> Demand:
    """A demand, briefly."""
    return Demand(audience, Counted(kind, where, measure), Number(least, most), per, event, window or Window())


def quota(
    demand: Demand, *later: tuple[date, Demand | None], name: str = "听课", unit: str = "节", national: bool = False, key: int = 1
) -> Quota:
    """A quota in force since long ago, with later editions."""
    return Quota(key, name, unit, (Edition(LONG_AGO, demand), *(Edition(day, each) for day, each in later)), national=national)


def person(key: int = 1, **given: object) -> Member:
    """A teacher of the group who has been there for years."""
    told = {
        "born_on": date(1980, 1, 1),
        "service_from": date(2002, 8, 1),
        "joined_on": date(2002, 8, 1),
        "title": "",
        "roles": frozenset(),
        "grades": frozenset({5}),
        "stays": (Stay(LONG_AGO),),
    } | given
    return Member(id=key, name=f"老师{key}", groups=frozenset({1}), **told)  # type: ignore[arg-type]


def roster(*members: Member, first_day: date = FIRST, seats: tuple[Seat, ...] | None = None) -> Roster:
    """A school of one grade-5 group, unless seats are given."""
    found = seats if seats is not None else (Seat(1, "五年级备课组", "prep", 5, 4),)
    return Roster(1, first_day, members or (person(),), found, (Room(1, "五（1）班", 5), Room(2, "一（1）班", 1)))


def fact(
    day: date, key: str = "", kind: str = "observation", *, of: Subject = TEACHER, answers: tuple[str, ...] = (), **attributes: object
) -> Fact:
    """A fact of one subject; its key is its day unless given."""
    return Fact(kind, key or f"{kind}:{day.isoformat()}", day, frozenset({of}), kind, "", attributes, frozenset(answers))  # type: ignore[arg-type]


def month_days(month: int, *days: int) -> list[date]:
    """Days of a month of 2024."""
    return [date(2024, month, day) for day in days]


@dataclass(frozen=True)
class World:
    """One drawn case: a term, two teachers, a quota for every stretch of time, and what was done."""

    calendar: Calendar
    roster: Roster
    quotas: tuple[Quota, ...]
    facts: tuple[Fact, ...]
    today: date
    excuses: tuple[Excuse, ...]


PERS = [Per.TERM, Per.MONTH, Per.HALF_MONTH, Per.WEEK, Per.ODD_WEEK, Per.EVEN_WEEK, Per.FORTNIGHT, Per.SCHOOL_DAY, Per.EVENT]
TYPES = ["new", "practice", "review"]


def worlds() -> st.SearchStrategy[World]:
    """Worlds by their seed: drawing each day through hypothesis would leave time for a tenth of them."""
    return st.integers(0, 2**32 - 1).map(world_of)


def world_of(seed: int) -> World:
    """The world of a seed."""
    chance = Random(seed)
    calendar = _calendar(chance)
    while not calendar.school_days():
        calendar = _calendar(chance)
    first = calendar.school_days()[0]
    span = (calendar.dates.last_day - first).days
    quotas = tuple(_quota(chance, key, per, first, span) for key, per in enumerate(PERS))
    return World(
        calendar,
        roster(*(_member(chance, key, first) for key in (1, 2)), first_day=first),
        quotas,
        tuple(fact_of(chance, number, first, span) for number in range(chance.randint(0, 40))),
        first + timedelta(chance.choice([span, span + 8, chance.randint(-5, span + 5), chance.randint(-5, span + 5)])),
        tuple(_excuse(chance, calendar, first, span) for _ in range(chance.randint(0, 8))),
    )


def fact_of(chance: Random, number: int, first: date, span: int) -> Fact:
    """Something done by one or both of the teachers, sometimes outside the term."""
    of = frozenset(Subject("person", key) for key in chance.choice([(1,), (2,), (1, 2)]))
    day = first + timedelta(chance.randint(-25, span + 6))
    if number < 6:
        return Fact("training", f"t{number}", day, of, "培训", "", {"type": chance.choice(["external", "online"])})
    answers = frozenset(f"t{chance.randint(0, 5)}" for _ in range(chance.randint(0, 2)))
    return Fact(
        "observation", f"o{number}", day, of, "听课", "", {"lesson_type": chance.choice(TYPES), "minutes": chance.randint(0, 3)}, answers
    )


def trips_of(seed: int) -> World:
    """A world in which class 1 and grade 5 have holidays and make-up days of their own, and are asked for weeks as persons are."""
    world, chance = world_of(seed), Random(seed)
    first, span = world.calendar.dates.first_day, (world.calendar.dates.last_day - world.calendar.dates.first_day).days
    own = [_own_day(chance, first + timedelta(chance.randint(0, span))) for _ in range(chance.randint(1, 8))]
    week = first + timedelta(7 * chance.randint(0, span // 7) - first.weekday())
    own += [Override(week + timedelta(n), "school_off", "春游", scope="class", class_id=1) for n in range(5) if chance.random() < 0.6]
    there = Roster(1, world.roster.first_day, world.roster.members, world.roster.seats, (*world.roster.rooms, Room(3, "五（2）班", 5)))
    asked = tuple(_of_others(chance, quota, chance.choice(["class", "grade"])) for quota in world.quotas)
    facts = tuple(replace(each, subjects=each.subjects | _others(chance)) for each in world.facts)
    return replace(
        world, calendar=Calendar(world.calendar.dates, (*world.calendar.overrides, *own)), roster=there, quotas=asked, facts=facts
    )


def trips() -> st.SearchStrategy[World]:
    """Such worlds by their seed."""
    return st.integers(0, 2**32 - 1).map(trips_of)


def _own_day(chance: Random, day: date) -> Override:
    kind: OverrideKind = chance.choice(["holiday", "school_off", "makeup", "event"])
    if chance.random() < 0.5:
        return Override(day, kind, "春游", scope="grade", grade=chance.choice([1, 5]))
    return Override(day, kind, "春游", scope="class", class_id=chance.choice([1, 2, 3]))


def _of_others(chance: Random, quota: Quota, kind: SubjectKind, grades: tuple[int, ...] | None = None) -> Quota:
    grades = chance.choice([(), (5,), (1, 5)]) if grades is None else grades
    return replace(
        quota,
        editions=tuple(
            replace(each, demand=replace(each.demand, audience=Audience(kind, grades=grades)) if each.demand else None)
            for each in quota.editions
        ),
    )


def whole_schools() -> st.SearchStrategy[World]:
    """Worlds by their seed in which every quota is asked of the school as a whole."""
    return st.integers(0, 2**32 - 1).map(_whole_school_of)


def _whole_school_of(seed: int) -> World:
    world = world_of(seed)
    return replace(world, quotas=tuple(_of_others(Random(0), quota, "school", grades=()) for quota in world.quotas))


OTHERS = (Subject("class", 1), Subject("class", 2), Subject("class", 3), Subject("grade", 1), Subject("grade", 5))


def _others(chance: Random) -> frozenset[Subject]:
    return frozenset(each for each in OTHERS if chance.random() < 0.6)


def _calendar(chance: Random) -> Calendar:
    first = date(2023, 12, 28) + timedelta(chance.randint(0, 70))
    last = first + timedelta(chance.choice([chance.randint(3, 40), chance.randint(40, 150), chance.randint(40, 150)]))
    span = (last - first).days
    days = {first + timedelta(chance.randint(0, span)) for _ in range(chance.randint(0, 12))}
    for _ in range(chance.randint(0, 2)):
        week = first + timedelta(7 * chance.randint(0, span // 7) - first.weekday())
        days |= {week + timedelta(n) for n in range(7)}
    made = {first + timedelta(chance.randint(0, span)) for _ in range(chance.randint(0, 4))}
    overrides = tuple(Override(day, "makeup" if day in made else "holiday", "放假") for day in sorted(days | made))
    dates = TermDates(first, last, count_full_holiday_weeks=chance.random() < 0.5, week_starts_sunday=chance.random() < 0.3)
    return Calendar(dates, overrides)


def _member(chance: Random, key: int, first: date) -> Member:
    starts = first + timedelta(chance.choice([-300, -300, 0, chance.randint(-10, 60)]))
    ends = chance.choice([None, None, starts + timedelta(chance.randint(1, 90))])
    stays = (Stay(starts, ends),)
    if ends is not None and chance.random() < 0.5:
        stays = (*stays, Stay(ends + timedelta(15), None))
    born = first.replace(year=first.year - 36, day=min(28, first.day)) + timedelta(chance.randint(-3, 90))
    years_ago = date(first.year - chance.choice([1, 2, 2, 5, 5]), first.month, 1) + timedelta(chance.randint(-40, 40))
    return person(
        key,
        born_on=chance.choice([born, born, None]),
        joined_on=chance.choice([years_ago, None]),
        service_from=chance.choice([years_ago, years_ago, None]),
        stays=stays,
    )


def _quota(chance: Random, key: int, per: Per, first: date, span: int) -> Quota:
    begins = sorted({first + timedelta(chance.randint(-20, span + 5)) for _ in range(chance.choice([0, 0, 1, 2]))})
    later = tuple(Edition(day, None if chance.random() < 0.3 else _demand(chance, per)) for day in begins)
    return Quota(
        key, "听课", "节", (Edition(first - timedelta(chance.choice([200, 200, -15]) if not later else 200), _demand(chance, per)), *later)
    )


COHORTS: list[tuple[Cohort, ...]] = [
    (),
    (),
    (Cohort(age_max=35), Cohort(here_below=5)),
    (Cohort(service_max=2),),
    (Cohort(service_max=5),),
    (Cohort(service_above=5),),
]


def _demand(chance: Random, per: Per) -> Demand:
    least = chance.choice([None, 1, 1, 2, 3, 15])
    among = chance.choice([(), (), ("practice",), ("practice", "review")])
    return asks(
        per,
        least,
        chance.choice([None, None, least, (least or 0) + 1]),
        where=(Condition("lesson_type", among),) if among else (),
        measure=chance.choice(["", "", "minutes"]),
        audience=Audience("person", chance.choice(COHORTS)),
        event=Counted("training", (Condition("type", ("external",)),)) if per is Per.EVENT else None,
        window=Window(within_days=chance.choice([None, 0, 7, 20])) if per is Per.EVENT else None,
    )


def _excuse(chance: Random, calendar: Calendar, first: date, span: int) -> Excuse:
    day = first + timedelta(chance.randint(0, span))
    week = calendar.week_no(day) or 1
    half = 1 if day.day <= 15 else 2
    keys = ["term", f"w{week}", f"f{(week + 1) // 2}", f"{day:%Y-%m}", f"{day:%Y-%m}-{half}", day.isoformat(), "event:t0", "event:t1"]
    subject = Subject("person", chance.choice([1, 2]))
    return Excuse(chance.randrange(len(PERS)), subject, chance.choice(keys), "病假", chance.choice([None, 1, 2]), chance.random() < 0.6)
