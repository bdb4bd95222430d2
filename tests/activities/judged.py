"""One group's activities, analyses, notes and talks read and judged: what the pages do for many groups at once."""

from __future__ import annotations

from datetime import date

from jiaoyan.activities.queries import gaps, units
from jiaoyan.pacing.queries import days_of_units
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import calendar_of, leader_of
from jiaoyan.schools.rules.gaps import Gap


def record_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Of its meetings. Six queries."""
    activities = gaps.judged_activities([group], term)
    return gaps.record_gaps_among(activities, gaps.records_of(activities), day)


def analysis_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Of its unit analyses."""
    leader = leader_of(group, term.nearest(day))
    analyses, book, days = list(gaps.judged_analyses([group], term)), units.units_of(group, term), days_of_units(group, term)
    return gaps.analysis_gaps_among(group, term, day, analyses=analyses, book=book, days=days, leader=leader)


def theory_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Of its theory notes."""
    leader, noted = leader_of(group, term.nearest(day)), gaps.noted_days(group, term)
    return gaps.theory_gaps_among(group, term, day, calendar=calendar_of(term), noted=noted, leader=leader)


def talk_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Of its daily talks."""
    leader, talked = leader_of(group, term.nearest(day)), gaps.talked_days(group, term)
    return gaps.talk_gaps_among(group, term, day, calendar=calendar_of(term), talked=talked, leader=leader)
