"""The days between two terms when the holidays are short: the week of grace of one meets the preparation for the other, and nothing counts twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiaoyan.planning.progress import facts_in, standing_of
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Number, Per
from jiaoyan.quotas.rules.spans import closing, opening
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import calendar_of, term_on
from tests.conftest import YEAR_BEGINS, SmallSchool
from tests.growth.pairs import written
from tests.quotas.builders import listening

LAST, MEETS = date(2024, 1, 28), date(2024, 2, 1)  # the next term begins on 21 February
LATER = date(2024, 3, 1)
DEMAND = Demand(Audience("person"), Counted("reflection"), Number(2), Per.TERM)


@pytest.fixture
def terms(here: SmallSchool) -> tuple[Term, Term]:
    """Both terms, 24 days apart."""
    here.term1.last_school_day, here.term1.exam_phase_start = LAST, None
    here.term1.save()
    return here.term1, here.term


def test_day_lies_in_the_week_after_one_term_and_in_the_preparation_for_the_next(terms: tuple[Term, Term]) -> None:
    ended, coming = (calendar_of(term) for term in terms)
    assert opening(coming) == date(2024, 1, 31) <= MEETS <= closing(ended) == date(2024, 2, 4)


@pytest.mark.parametrize("of_ended", [True, False])
def test_what_was_written_on_such_a_day_counts_once_for_the_term_it_was_written_for(
    here: SmallSchool, terms: tuple[Term, Term], of_ended: bool
) -> None:
    listening(here, name="反思", unit="篇", area="growth", demand=DEMAND, begins=YEAR_BEGINS)
    row = written(replace(here, term=terms[not of_ended]), "teacher", day=MEETS, today=LATER)
    done = []
    for term in terms:
        extent = extent_of(here.group, term, calendar_of(term), LATER)
        lines = standing_of(here.group, term, calendar_of(term), LATER).of("person", here.people["teacher"].pk)
        [mine] = [line for line in lines if line.quota.name == "反思"]
        done.append((mine.done, len(mine.left_out), [fact.day for fact in facts_in(extent) if fact.kind == "reflection"]))
    once, never = (1, 0, [row.day]), (0, 0, [])
    assert done == ([once, never] if of_ended else [never, once])


def test_such_a_day_is_of_the_next_term_once_its_preparation_has_begun(here: SmallSchool, terms: tuple[Term, Term]) -> None:
    ended, coming = terms
    begins = opening(calendar_of(coming))
    assert term_on(begins, here.school.pk) == term_on(MEETS, here.school.pk) == coming
    assert term_on(begins - timedelta(days=1), here.school.pk) == ended
