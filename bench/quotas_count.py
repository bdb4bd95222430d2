"""One count of all quotas: 100 teachers, 70 quotas asked of each of them, a full term of facts, near its end."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from random import Random

from bench.measure import best_of
from jiaoyan.quotas.rules.count import progress_of
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Edition, Number, Per, Quota, Window
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.roster import Member, Roster, Seat, Stay
from jiaoyan.schools.rules.calendar import Calendar, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

TEACHERS, FACTS = 100, 12_000
FIRST, LAST, TODAY = date(2024, 2, 21), date(2024, 6, 28), date(2024, 6, 12)
# how often each stretch occurs among the rules of the sources
MIX = {
    Per.TERM: 36,
    Per.MONTH: 10,
    Per.WEEK: 7,
    Per.HALF_MONTH: 2,
    Per.ODD_WEEK: 4,
    Per.EVEN_WEEK: 1,
    Per.FORTNIGHT: 1,
    Per.SCHOOL_DAY: 1,
    Per.EVENT: 7,
    Per.SCHOOL: 1,
}
ASKED = [slug for slug, kind in KINDS.items() if "person" in kind.subjects]
YOUNG = (Cohort(age_max=35), Cohort(here_below=5))


def demand(number: int, per: Per) -> Demand:
    """A demand of one kind after another, some with a condition, some of the young only."""
    kind = ASKED[number % len(ASKED)]
    where = ()
    choices = [(name, each) for name, each in KINDS[kind].attributes.items() if each.choices]
    if choices and number % 3 == 0:
        where = (Condition(choices[0][0], (next(iter(choices[0][1].choices)),)),)
    audience = Audience("person", YOUNG if number % 10 == 0 else ())
    window = Window(within_days=7) if per is Per.EVENT else Window()
    event = Counted("training") if per is Per.EVENT else None
    return Demand(audience, Counted(kind, where), Number(15 if per is Per.TERM else 2), per, event, window)


def school() -> tuple[tuple[Quota, ...], Roster, tuple[Fact, ...], Calendar]:
    """The same school each time."""
    chance = Random(4)
    pers = [per for per, often in MIX.items() for _ in range(often)]
    quotas = tuple(
        Quota(number, f"指标{number}", "次", (Edition(date(2023, 9, 1), demand(number, per)),)) for number, per in enumerate(pers)
    )
    members = tuple(
        Member(
            key,
            f"老师{key}",
            date(1965 + key % 35, 5, 5),
            date(2005, 8, 1),
            date(2005 + key % 18, 8, 1),
            "",
            frozenset(),
            frozenset({key % 6 + 1}),
            frozenset({key % 6 + 1}),
            (Stay(date(2023, 9, 1) if key % 20 else date(2024, 4, 1)),),
        )
        for key in range(1, TEACHERS + 1)
    )
    seats = tuple(Seat(grade, f"{grade}年级", "prep", grade, 16) for grade in range(1, 7))
    facts = tuple(_fact(chance, number) for number in range(FACTS))
    return quotas, Roster(1, FIRST, members, seats, ()), facts, Calendar(TermDates(FIRST, LAST), proposed_holidays(2024))


def _fact(chance: Random, number: int) -> Fact:
    kind, teacher = chance.choice(ASKED), chance.randint(1, TEACHERS)
    attributes = {name: chance.choice(list(each.choices)) if each.choices else 1 for name, each in KINDS[kind].attributes.items()}
    subjects = frozenset({Subject("person", teacher), Subject("group", teacher % 6 + 1)})
    return Fact(kind, f"{kind}:{number}", FIRST + timedelta(chance.randint(-10, 128)), subjects, "记录", "", attributes)


if __name__ == "__main__":
    quotas, roster, facts, calendar = school()
    begun = time.perf_counter()
    found = progress_of(quotas, roster, facts, calendar, TODAY)
    first = time.perf_counter() - begun
    wall, cpu = best_of(5, lambda: progress_of(quotas, roster, facts, calendar, TODAY))
    sizes = {"teachers": TEACHERS, "quotas": len(quotas), "facts": len(facts), "progresses": len(found)}
    tallies = sum(len(each.tallies) for each in found)
    print(json.dumps({**sizes, "tallies": tallies, "first": first, "wall": wall, "cpu": cpu}))
