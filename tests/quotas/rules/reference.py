"""The counting of quotas once more, as a patient clerk would do it: day by day, without an index. Slow, and written apart from the engine.

Covers every stretch but points; all editions of a quota are asked per the same stretch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jiaoyan.quotas.rules.demand import Cohort, Demand, Per, Quota
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Excuse
from jiaoyan.quotas.rules.roster import Member, Roster
from jiaoyan.schools.rules.calendar import Calendar

GRACE = timedelta(7)
LEAST_DAYS = {Per.WEEK: 3, Per.ODD_WEEK: 1, Per.EVEN_WEEK: 1, Per.FORTNIGHT: 5, Per.HALF_MONTH: 5, Per.MONTH: 10, Per.SCHOOL_DAY: 1}


@dataclass
class Answer:
    """What the engine should say about one quota and subject."""

    done: int = 0
    let_go: int = 0  # counted in stretches of which nothing was due when the quota was withdrawn
    target: int = 0
    expected: int = 0
    late: int = 0
    counted: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def years_between(earlier: date, later: date) -> int:
    years = 0
    while True:
        anniversary = (
            date(earlier.year + years + 1, 3, 1)
            if (earlier.month, earlier.day) == (2, 29)
            else earlier.replace(year=earlier.year + years + 1)
        )
        if anniversary > later:
            return years
        years += 1


def months_between(earlier: date, later: date) -> int:
    return max(0, (later.year * 12 + later.month) - (earlier.year * 12 + earlier.month))


def belongs(cohort: Cohort, member: Member, day: date) -> bool:
    if cohort.age_max is not None and (member.born_on is None or years_between(member.born_on, day) > cohort.age_max):
        return False
    if cohort.here_below is not None and (member.joined_on is None or months_between(member.joined_on, day) >= 12 * cohort.here_below):
        return False
    served = member.service_from is not None and months_between(member.service_from, day)
    if cohort.service_max is not None and (served is False or served >= 12 * cohort.service_max):
        return False
    return not (cohort.service_above is not None and served is not False and served < 12 * cohort.service_above)


def people_asked(demand: Demand, roster: Roster) -> list[int]:
    cohorts = demand.audience.cohorts
    return [m.id for m in roster.members if not cohorts or any(belongs(cohort, m, roster.first_day) for cohort in cohorts)]


def asked_here(demand: Demand, subject: Subject, roster: Roster) -> bool:
    """Whether a class, a grade or the school is asked."""
    if subject.kind == "school":
        return demand.audience.subject == "school"
    grade = subject.id if subject.kind == "grade" else next(room.grade for room in roster.rooms if room.id == subject.id)
    return demand.audience.subject == subject.kind and (not demand.audience.grades or grade in demand.audience.grades)


def clerk(
    quota: Quota, member: Member, roster: Roster, facts: Iterable[Fact], calendar: Calendar, today: date, excuses: Sequence[Excuse] = ()
) -> Answer:
    """Count one quota for one person."""
    return _Clerk(quota, Subject("person", member.id), member, roster, list(facts), calendar, today, list(excuses)).count()


def clerk_of(quota: Quota, subject: Subject, roster: Roster, facts: Iterable[Fact], calendar: Calendar, today: date) -> Answer:
    """Count one quota for a class or grade, on the calendar that hangs in its room, or for the school."""
    return _Clerk(quota, subject, None, roster, list(facts), calendar, today, []).count()


@dataclass
class _Clerk:
    quota: Quota
    subject: Subject
    member: Member | None
    roster: Roster
    facts: list[Fact]
    calendar: Calendar
    today: date
    excuses: list[Excuse]

    def __post_init__(self) -> None:
        self.first, self.last = self.calendar.dates.first_day, self.calendar.dates.last_day
        self.opens = self.first - timedelta(21)
        self.all_days = [self.opens + timedelta(n) for n in range((self.last - self.opens).days + 1)]
        self.school_days = [day for day in self.all_days if self.calendar.is_school_day(day)]
        demands = [e.demand for e in self.quota.editions if e.demand and self.in_term(e)]
        self.per = demands[0].per
        kinds = {demand.counted.kind for demand in demands}
        mine = {(f.kind, f.key): f for f in self.facts if self.subject in f.subjects}
        self.events = sorted(mine.values(), key=lambda f: (f.day, f.key))
        self.mine = [fact for fact in self.events if fact.kind in kinds]

    def in_term(self, edition: object) -> bool:
        """In force on some day from the first school day to the last day."""
        return any(edition is self.edition_on(day) for day in self.span_of_days())

    def span_of_days(self) -> list[date]:
        begin, end = self.roster.first_day, self.last
        return [begin + timedelta(n) for n in range((end - begin).days + 1)]

    def edition_on(self, day: date) -> object:
        found = None
        for edition in self.quota.editions:
            if edition.begins <= max(day, self.roster.first_day):
                found = edition
        return found

    def demand_on(self, day: date) -> Demand | None:
        return getattr(self.edition_on(day), "demand", None)

    def there(self, day: date) -> bool:
        if self.member is None:
            return True
        for stay in self.member.stays:
            starts = date.min if stay.starts <= self.school_days[0] else stay.starts
            ends = date.max if stay.ends is None or stay.ends >= self.school_days[-1] else stay.ends
            touches = stay.starts <= self.school_days[-1] and (stay.ends is None or stay.ends >= self.school_days[0])
            if touches and starts <= day <= ends:
                return True
        return False

    def bucket(self, day: date) -> str | None:
        """The key of the stretch a day lies in."""
        if not self.opens <= day <= self.last:
            return None
        match self.per:
            case Per.TERM:
                return "term"
            case Per.SCHOOL_DAY:
                return day.isoformat() if day in self.school_days else None
            case Per.MONTH | Per.HALF_MONTH:
                shown = max(day, self.first)
                half = "" if self.per is Per.MONTH else "-1" if shown.day <= 15 else "-2"
                return f"{shown.year}-{shown.month:02}{half}"
        return self.week_bucket(day)

    def week(self, day: date) -> int:
        numbers = [week.no for week in self.calendar.weeks() if week.no > 0]
        return min(max(1, self.calendar.week_no(day) or 0), numbers[-1]) if numbers else 0

    def week_bucket(self, day: date) -> str | None:
        number = self.week(day)
        if number == 0 or (self.per is Per.ODD_WEEK and number % 2 == 0) or (self.per is Per.EVEN_WEEK and number % 2 == 1):
            return None
        return f"f{(number + 1) // 2}" if self.per is Per.FORTNIGHT else f"w{number}"

    def count(self) -> Answer:
        answer = Answer()
        if self.per is Per.EVENT:
            self.count_events(answer)
        elif self.per is Per.TERM:
            self.count_term(answer)
        else:
            self.count_stretches(answer)
        answer.done += 0 if answer.target else answer.let_go
        counted = {key for keys in answer.counted.values() for key in keys}
        answer.left = {fact.key for fact in self.mine} - counted
        return answer

    def eligible(self, fact: Fact) -> bool:
        """What a term or an event asks may be done until a week after the term; nothing else."""
        until = self.last + GRACE if self.per in (Per.TERM, Per.EVENT) else self.last
        return self.opens <= fact.day <= min(self.today, until) and self.there(fact.day)

    def withdrawn_after(self, edition: Any) -> date:
        """The day in the term on which what an edition asks was taken out of use; never, as a date."""
        for each in self.quota.editions:
            if each.demand is None and edition.begins < each.begins <= self.last:
                return each.begins
        return date.max

    def asks(self, demand: Demand) -> bool:
        if self.member is None:
            return asked_here(demand, self.subject, self.roster)
        return self.member.id in people_asked(demand, self.roster)

    def matches(self, demand: Demand, fact: Fact, counted: Any = None) -> bool:
        wanted = counted or demand.counted
        if fact.kind != wanted.kind:
            return False
        return all(fact.attributes.get(condition.attribute) in condition.among for condition in wanted.where)

    def weight(self, demand: Demand, fact: Fact) -> int:
        return int(fact.attributes.get(demand.counted.measure, 0)) if demand.counted.measure else 1

    def settle(
        self,
        answer: Answer,
        key: str,
        demand: Demand,
        least: int,
        facts: list[Fact],
        due: date,
        *,
        capped: bool,
        expected: int,
        room: int | None = None,
    ) -> None:
        """Enter one stretch. ``room``: how many it asked before its quota was withdrawn in it."""
        exact = demand.number.least is not None and demand.number.least == demand.number.most and demand.number.least > 0
        most = demand.number.most if exact else None
        kept: list[Fact] = []
        for fact in facts:
            if most is None or sum(self.weight(demand, each) for each in kept) < most:
                kept.append(fact)
        amount = sum(self.weight(demand, fact) for fact in kept)
        amount = amount if most is None else min(amount, most)
        answer.counted[key] = [fact.key for fact in kept]
        answer.target += least
        if room and not least:
            answer.let_go += amount
        else:
            answer.done += min(amount, least) if capped and least else amount
        answer.expected += expected
        lacking = max(0, least - amount)
        for excuse in self.excuses:
            if (excuse.quota, excuse.subject, excuse.span, excuse.accepted) == (self.quota.key, self.subject, key, True):
                lacking = 0 if excuse.amount is None else max(0, lacking - excuse.amount)
        answer.missing[key] = lacking
        answer.late += lacking if self.today > due else 0

    def asked_before(self, edition: Any, day: date) -> Any:
        """What was asked last before a withdrawal, for a stretch begun by its day."""
        inside = [each for each in self.quota.editions if self.in_term(each) and each.demand and edition and each.begins < edition.begins]
        return inside[-1] if inside and day <= edition.begins else None

    def standing_edition(self) -> Any:
        """The edition whose number counts: the one in force, or the last that asked anything before the quota was withdrawn."""
        edition: Any = self.edition_on(min(self.today, self.last))
        inside = [each for each in self.quota.editions if self.in_term(each)]
        if edition is None or edition not in inside:
            return inside[0]
        if edition.demand is None:
            return next((each for each in reversed(inside) if each.demand and each.begins < edition.begins), None)
        return edition

    def count_term(self, answer: Answer) -> None:
        edition = self.standing_edition()
        if edition is None or edition.demand is None or not self.asks(edition.demand):
            return
        demand: Demand = edition.demand
        stops = self.withdrawn_after(edition)
        since = self.counts_since(edition)
        base = [day for day in self.school_days if day >= since]
        days = [day for day in base if self.there(day)]
        if not days:
            return
        least = demand.number.least or 0
        if least and len(days) < len(base):
            least = max(1, least * len(days) // len(base))
        left, room = [day for day in days if day < stops], least
        if days[-1] >= stops:
            least = least * len(left) // len(days)
        facts = [f for f in self.mine if self.eligible(f) and self.matches(demand, f) and since <= f.day <= stops]
        passed = len([day for day in left if day <= self.today])
        due = left[-1] if left else stops - timedelta(1)
        self.settle(answer, "term", demand, least, facts, due, capped=False, expected=least * passed // len(left) if left else 0, room=room)

    def counts_since(self, edition: Any) -> date:
        """A limit asked for the first time in mid-term, and whatever has not begun, counts nothing from before its day."""
        first: Any = next(e for e in self.quota.editions if self.in_term(e))
        if first != edition or first.begins <= self.roster.first_day:
            return date.min
        return first.begins if not first.demand.number.least or first.begins > self.today else date.min

    def count_stretches(self, answer: Answer) -> None:
        stretches: dict[str, list[date]] = {}
        for day in self.all_days:
            key = self.bucket(day)
            if key:
                stretches.setdefault(key, []).append(day)
        for days in stretches.values():
            self.count_stretch(answer, days)

    def count_stretch(self, answer: Answer, days: list[date]) -> None:
        school = [day for day in days if day in self.school_days]
        edition: Any = self.edition_on(school[0] if school else days[0])
        if getattr(edition, "demand", None) is None:
            edition = self.asked_before(edition, days[0])
        demand: Demand | None = getattr(edition, "demand", None)
        if demand is None or not self.asks(demand) or days[0] > self.withdrawn_after(edition):
            return
        present = [day for day in school if self.there(day)]
        if not present and (school or not self.there(days[0])):
            return
        key = self.bucket(days[0]) or ""
        short = len(present) < LEAST_DAYS[self.per]
        if short and (demand.number.most is None or (demand.number.least == demand.number.most and demand.number.least)):
            answer.optional.add(key)
            answer.missing[key] = 0
            return
        stops = self.withdrawn_after(edition)
        room = least = 0 if short else demand.number.least or 0
        facts = [f for f in self.mine if self.eligible(f) and f.day in days and f.day <= stops and self.matches(demand, f)]
        due = school[-1] if school else days[-1]
        left = [day for day in present if day < stops]
        share = least * len(left) // len(present) if present else least
        if self.per in (Per.ODD_WEEK, Per.EVEN_WEEK) and len([day for day in school if day.weekday() < 5]) < 5:
            following = [day for day in self.all_days if self.week(day) == self.week(days[-1]) + 1]
            due = max([due, *(day for day in following if day in self.school_days)])
            share = 0 if following else share
            for each in self.mine:
                wanted = each.day in following and each.day <= stops and self.eligible(each) and self.matches(demand, each)
                if wanted and sum(self.weight(demand, fact) for fact in facts) < room:
                    facts.append(each)
        if due >= stops:
            least, due = share, max(left, default=stops)
        self.settle(answer, key, demand, least, facts, due, capped=True, expected=least if due <= self.today else 0, room=room)

    def count_events(self, answer: Answer) -> None:
        for event in self.events:
            edition: Any = self.edition_on(event.day)
            demand: Demand | None = edition.demand if edition else None
            if demand is None or demand.event is None or not self.asks(demand) or not self.eligible(event) or event.day > self.last:
                continue
            if not self.matches(demand, event, demand.event):
                continue
            limit = self.last if demand.window.within_days is None else min(self.last, event.day + timedelta(demand.window.within_days))
            before = [day for day in self.school_days if day <= limit]
            due = max(event.day, before[-1] if before else limit)
            stops = self.withdrawn_after(edition)
            facts = [
                f
                for f in self.mine
                if self.eligible(f) and f.day <= stops and self.matches(demand, f) and (event.key in f.answers or f.key == event.key)
            ]
            room = demand.number.least or 0
            least = 0 if due >= stops else room
            self.settle(
                answer, f"event:{event.key}", demand, least, facts, due, capped=True, expected=least if due <= self.today else 0, room=room
            )
