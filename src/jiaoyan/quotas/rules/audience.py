"""Whom a demand is asked of in a term, and why; ages and years are those of the term's first school day. 对象

Years as the sources mean them: "35岁以下" includes 35, "未满5年" leaves 5 out, and "工作1—2年" or "5年之内" name the year of service one is in
(the first and second, the first to fifth), so full years plus one. Dates nobody entered never make anybody young or new: such a person is among "the rest".
"""

from __future__ import annotations

from datetime import date

from jiaoyan.quotas.rules.demand import Audience, Cohort
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Member, Roster
from jiaoyan.schools.rules.calendar import short_day
from jiaoyan.schools.rules.people import GRADES, age_on, at_most_years_old, served_less_than, service_years_on


def subjects_of(audience: Audience, roster: Roster) -> tuple[Subject, ...]:
    """Everyone a demand is asked of, in the roster's order; empty when nobody fits."""
    match audience.subject:
        case "person":
            return tuple(Subject("person", each.id) for each in roster.members if _asks_member(audience, each, roster.first_day))
        case "group":
            return tuple(
                Subject("group", seat.id)
                for seat in roster.seats
                if (not audience.groups or seat.kind in audience.groups)
                and (not audience.grades or seat.grade in audience.grades)
                and (audience.size_below is None or seat.size < audience.size_below)
            )
        case "class":
            return tuple(Subject("class", room.id) for room in roster.rooms if not audience.grades or room.grade in audience.grades)
        case "grade":
            there = {room.grade for room in roster.rooms} | {seat.grade for seat in roster.seats if seat.grade is not None}
            return tuple(
                Subject("grade", grade) for grade in GRADES if grade in there and (not audience.grades or grade in audience.grades)
            )
        case "school":
            return (Subject("school", roster.school),)


def year_of_service(service_from: date, day: date) -> int:
    """Which year of service one is in on a day: the first from the month work begins, and before it."""
    return service_years_on(service_from, day) + 1


def in_cohort(cohort: Cohort, member: Member, day: date) -> bool:
    """Whether all the conditions of a cohort hold for a person on a day."""
    return (
        (cohort.age_max is None or (member.born_on is not None and at_most_years_old(member.born_on, cohort.age_max, day)))
        and (cohort.here_below is None or (member.joined_on is not None and served_less_than(member.joined_on, cohort.here_below, day)))
        and (cohort.service_max is None or _serves_at_most(member, cohort.service_max, day))
        and (cohort.service_above is None or not _serves_at_most(member, cohort.service_above, day))
        and (not cohort.titles or any(word in member.title for word in cohort.titles))
        and (not cohort.roles or any(role in member.roles for role in cohort.roles))
    )


def why_asked(audience: Audience, roster: Roster, subject: Subject) -> str:
    """Which dates put a person into a demand's cohorts, in Chinese; empty for other subjects, without cohorts, and for those not asked."""
    member = next((each for each in roster.members if Subject("person", each.id) == subject), None)
    if member is None:
        return ""
    reasons = [_dates(cohort, member, roster.first_day) for cohort in audience.cohorts if in_cohort(cohort, member, roster.first_day)]
    told = "；".join(dict.fromkeys(reason for reason in reasons if reason))
    return f"按{short_day(roster.first_day)}开学日计：{told}" if told else ""


def why_still(audience: Audience, member: Member, first_day: date, today: date) -> str:
    """Why somebody who has outgrown the cohorts since the first school day is asked all the same; empty for everybody else."""
    if not audience.cohorts or today <= first_day or any(in_cohort(cohort, member, today) for cohort in audience.cohorts):
        return ""
    then = [_dates(cohort, member, first_day) for cohort in audience.cohorts if in_cohort(cohort, member, first_day)]
    return f"按开学日计{then[0]}，学期中变动，本学期仍在此列" if then and then[0] else ""


def _asks_member(audience: Audience, member: Member, day: date) -> bool:
    return (not audience.grades or any(grade in member.grades for grade in audience.grades)) and (
        not audience.cohorts or any(in_cohort(cohort, member, day) for cohort in audience.cohorts)
    )


def _serves_at_most(member: Member, years: int, day: date) -> bool:
    return member.service_from is not None and year_of_service(member.service_from, day) <= years


def _dates(cohort: Cohort, member: Member, day: date) -> str:
    told = []
    if cohort.age_max is not None and member.born_on:
        told.append(f"{age_on(member.born_on, day)}岁")
    if cohort.here_below is not None and member.joined_on:
        told.append(f"到校满{service_years_on(member.joined_on, day)}年")
    if cohort.service_max is not None and member.service_from:
        told.append(f"工作第{year_of_service(member.service_from, day)}年")
    return "，".join(told)
