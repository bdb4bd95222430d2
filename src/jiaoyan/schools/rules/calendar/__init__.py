"""The school calendar: which day is a school day, which teaching week it lies in, whose timetable it runs.

Nobody else in the product computes a week number. First and last day of a term, holidays and make-up days are data that the school enters;
nothing is derived from the lunar calendar or from ISO weeks (whose parity is opposite in some terms). A calendar is a value: build it once
per term from ``TermDates`` and the overrides, look at it for a grade or a class with ``for_class``.

Decisions:
- Week 1 contains the first school day, unless ``week1_monday`` says otherwise; days before the first school day are week 0.
- Weeks are numbered for the whole school: a trip of one grade never moves anybody's odd and even weeks.
- With ``count_full_holiday_weeks=False`` a week without any school day (make-up days at its end included) gets no number; its days
  carry the number of the week that follows.
- Of several overrides on one day the source decides (school, then bureau, then state), then the narrower scope, then the later entry.
- Half days run the first ``morning_periods`` periods. An event (sports day, trip) is a school day without lessons, unless it names the
  weekday whose timetable runs.
"""

from jiaoyan.schools.rules.calendar.reckoning import Calendar
from jiaoyan.schools.rules.calendar.values import (
    PREPARATION,
    NoSuchWeek,
    Occurrence,
    Override,
    OverrideKind,
    Parity,
    Policy,
    SchoolMonth,
    Slot,
    TeachingWeek,
    TermDates,
)
from jiaoyan.schools.rules.calendar.words import WEEKDAYS, full_day, long_day, month_day, short_day

__all__ = [
    "PREPARATION",
    "WEEKDAYS",
    "Calendar",
    "NoSuchWeek",
    "Occurrence",
    "Override",
    "OverrideKind",
    "Parity",
    "Policy",
    "SchoolMonth",
    "Slot",
    "TeachingWeek",
    "TermDates",
    "full_day",
    "long_day",
    "month_day",
    "short_day",
]
