"""Whom a demand is asked of: ages and years at the first school day, unknown dates, small groups, grades."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.quotas.rules.audience import subjects_of, why_asked
from jiaoyan.quotas.rules.demand import Audience, Cohort
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Seat
from tests.quotas.rules.worlds import FIRST, person, roster

YOUNG = Audience("person", (Cohort(age_max=35), Cohort(here_below=5)))
SEATS = (
    Seat(1, "五年级备课组", "prep", 5, 4),
    Seat(2, "一年级备课组", "prep", 1, 2),
    Seat(3, "高年段", "stage", None, 9),
    Seat(4, "数学教研组", "research", None, 14),
)


def asked(audience: Audience, *members: object, seats: tuple[Seat, ...] | None = None) -> list[int]:
    return [subject.id for subject in subjects_of(audience, roster(*members, seats=seats))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("born", "young"),
    [
        (date(1988, 2, 22), True),  # 36 on the day after the first school day: 35 for the whole term
        (date(1988, 2, 21), False),  # 36 on the first school day
        (date(1988, 2, 20), False),
        (date(1988, 2, 29), True),
        (None, False),
    ],
)
def test_thirty_five_is_included_and_counts_on_the_first_school_day(born: date | None, young: bool) -> None:
    assert asked(YOUNG, person(born_on=born)) == ([1] if young else [])


@pytest.mark.parametrize(("joined", "young"), [(date(2019, 2, 28), False), (date(2019, 3, 1), True), (None, False)])
def test_five_full_years_here_are_no_longer_less_than_five(joined: date | None, young: bool) -> None:
    assert asked(YOUNG, person(joined_on=joined)) == ([1] if young else [])


@pytest.mark.parametrize(
    ("begun", "new", "within_five", "rest"),
    [
        (date(2023, 8, 1), True, True, False),  # first year of service
        (date(2022, 3, 1), True, True, False),  # second year, 23 months
        (date(2022, 2, 1), False, True, False),  # two full years: the third
        (date(2019, 3, 1), False, True, False),  # fifth year
        (date(2019, 2, 1), False, False, True),  # five full years: the sixth
        (date(2024, 3, 1), True, True, False),  # begins in the term
        (None, False, False, True),  # unknown is among the rest
    ],
)
def test_years_of_service_are_those_one_is_in_and_the_rest_takes_the_unknown(
    begun: date | None, new: bool, within_five: bool, rest: bool
) -> None:
    teacher = person(service_from=begun)

    assert asked(Audience("person", (Cohort(service_max=2),)), teacher) == [1] * new
    assert asked(Audience("person", (Cohort(service_max=5),)), teacher) == [1] * within_five
    assert asked(Audience("person", (Cohort(service_above=5),)), teacher) == [1] * rest


def test_all_conditions_of_a_cohort_must_hold_and_any_cohort_will_do() -> None:
    both = Audience("person", (Cohort(age_max=35, titles=("骨干",)), Cohort(roles=("group_leader",))))
    young_and_titled = person(1, born_on=date(1995, 1, 1), title="区骨干教师")
    titled = person(2, title="区骨干教师")
    leader = person(3, roles=frozenset({"group_leader"}))

    assert asked(both, young_and_titled, titled, leader) == [1, 3]


def test_people_are_narrowed_by_the_grades_they_teach() -> None:
    assert asked(Audience("person", grades=(3, 4)), person(1, grades=frozenset({4, 5})), person(2, grades=frozenset({5}))) == [1]


def test_groups_by_kind_grade_and_size() -> None:
    assert asked(Audience("group", groups=("prep",)), seats=SEATS) == [1, 2]
    assert asked(Audience("group", groups=("prep",), grades=(3, 4, 5, 6)), seats=SEATS) == [1]
    assert asked(Audience("group", groups=("prep",), size_below=3), seats=SEATS) == [2]
    assert asked(Audience("group", groups=("research", "stage")), seats=SEATS) == [3, 4]
    assert asked(Audience("group"), seats=SEATS) == [1, 2, 3, 4]


def test_classes_grades_and_the_school() -> None:
    there = roster(seats=SEATS)

    assert subjects_of(Audience("class", grades=(1,)), there) == (Subject("class", 2),)
    assert subjects_of(Audience("grade"), there) == (Subject("grade", 1), Subject("grade", 5))
    assert subjects_of(Audience("grade", grades=(3, 4, 5, 6)), there) == (Subject("grade", 5),)
    assert subjects_of(Audience("school"), there) == (Subject("school", 1),)


def test_why_somebody_is_asked_names_the_dates_that_decide() -> None:
    turning = person(born_on=date(1988, 4, 3), joined_on=date(2010, 8, 1))

    assert why_asked(YOUNG, roster(turning), Subject("person", 1)) == "按2月21日（星期三）开学日计：35岁"
    assert why_asked(YOUNG, roster(person()), Subject("person", 1)) == ""
    assert roster().first_day == FIRST
