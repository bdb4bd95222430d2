"""The plan of an example group: proposed by the product, put into the group's own words, handed in, approved before the term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.actions.problems import Incomplete
from jiaoyan.planning.material import material_of
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.proposals import propose_arrangement
from jiaoyan.planning.queries import plan_of
from jiaoyan.planning.rules.arrangement import ArrangementLine
from jiaoyan.planning.rules.draft import DivisionLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.plan import KeyPoint
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import members_of
from jiaoyan.schools.rules.naming import unit_label


def write_plan(diary: Diary, ours: ExampleGroup, written: dict[str, Any], meetings: list[dict[str, Any]], until: Status) -> None:
    """The leader writes on the eve of the term; a plan with parts missing stays a draft, otherwise it goes as far as ``until``."""
    diary.add(moment(ours.eve, 10), lambda _: _write(ours, written, meetings))
    if until != Status.DRAFT:
        diary.add(moment(ours.eve, 11, 20), lambda at: _submit(ours, at))
    if until == Status.APPROVED:
        diary.add(moment(ours.eve, 15, 10), lambda at: _approve(ours, at))


def _write(ours: ExampleGroup, written: dict[str, Any], meetings: list[dict[str, Any]]) -> None:
    by, place = ours.act(ours.leader.name), ours.on(ours.eve)
    writing.start_plan(by=by, place=place)
    day: date = min(written["plan_date"], ours.eve)
    opening = markup.parse(written.get("opening", "").strip())
    plan = _plan(ours)
    saved = writing.save_head(by=by, plan=plan, version=plan.version, title=written["title"], plan_date=day, opening=opening)
    points = [KeyPoint(p["area"], p["content"], p["measure"], ours.people[p["owner"]].pk, p.get("due_week")) for p in written["key_points"]]
    saved = writing.save_key_points(by=by, plan=saved, version=saved.version, entries=[Entry(point, None) for point in points])
    shares = [DivisionLine(d["task"], ours.people[d["owner"]].pk, d.get("scope", ""), d.get("unit")) for d in written.get("division", ())]
    entries = [Entry(share, None) for share in [*shares, *_proposed_shares(ours, plan, {share.unit_no for share in shares})]]
    writing.save_division(by=by, plan=saved, version=saved.version, entries=entries)
    _arrange(ours, {meeting["number"]: meeting for meeting in meetings})


def _proposed_shares(ours: ExampleGroup, plan: GroupPlan, settled: set[int | None]) -> list[DivisionLine]:
    """What the product proposed for the units nobody wrote about; the textbook's own review unit falls to the leader."""
    shares = {share.unit.number: share for share in plan.division.all() if share.unit is not None}
    lines = []
    for number, unit in ours.units.items():
        if number not in settled:
            share = shares.get(number)
            owner = share.owner_id if share else ours.leader.pk
            lines.append(
                DivisionLine(
                    share.task if share else f"主备{unit_label(number)}《{unit.title}》", owner, share.scope if share else "", number
                )
            )
    return lines


def _arrange(ours: ExampleGroup, meetings: Mapping[int, dict[str, Any]]) -> None:
    """Table 1 as proposed, the meetings in the group's own words. Table 3 stays as it was proposed when the plan was begun."""
    by, material = ours.act(ours.leader.name), material_of(ours.on(ours.eve))
    plan = _plan(ours)
    begins = {span.number: span.first_week for span in material.spans if span.number is not None}
    leads = {share.unit.number: share.owner_id for share in plan.division.all() if share.unit is not None}
    settled = {
        number: _unit_before(written, begins, material.calendar.week_no(written["day"]) or 0) for number, written in meetings.items()
    }
    proposed = [entry for entry in propose_arrangement(plan, material).entries if isinstance(entry.line, ArrangementLine)]
    lines = []
    for entry in proposed:
        line, number = entry.line, entry.line.number or 0
        if number in meetings:
            lines.append(_in_own_words(ours, line, meetings[number], settled[number], leads))
        else:
            lines.append(replace(line, unit_no=None, lead=None) if line.unit_no in settled.values() else line)
    entries = [replace(entry, line=line) for entry, line in zip(proposed, _in_turn(ours, lines, set(meetings)), strict=True)]
    writing.save_arrangement(by=by, plan=plan, version=plan.version, entries=entries)


def _unit_before(written: dict[str, Any], begins: Mapping[int, int | None], week: int) -> int | None:
    """The unit a meeting analyses, if it begins in a later week: only such a one stands in table 1."""
    return next((unit for unit in written.get("units", ()) if (begins.get(unit) or 0) > week), None)


def _in_own_words(
    ours: ExampleGroup, line: ArrangementLine, written: dict[str, Any], unit: int | None, leads: Mapping[int, int]
) -> ArrangementLine:
    """The row as the group wrote its meeting. A unit stands in table 1 when it is discussed before it begins."""
    teacher = ours.people.get(written.get("lesson_teacher", ""))
    return replace(
        line,
        day=written["day"],
        contents=tuple(written.get("agenda") or (written["topic"],)),
        forms=tuple(written.get("forms", line.forms)),
        lesson_teacher=teacher.pk if teacher else None,
        unit_no=unit,
        lead=leads[unit] if unit is not None else ours.people[written["lead_speaker"]].pk,
    )


def _in_turn(ours: ExampleGroup, lines: list[ArrangementLine], written: set[int]) -> list[ArrangementLine]:
    """Research lessons of the rows nobody wrote about: nobody twice before everybody once, and not whoever has a lesson of his own to come."""
    names = {person.pk: person.name for person in members_of(ours.group, ours.place.day)}
    given, turned = dict.fromkeys(names, 0), []
    for place, line in enumerate(lines):
        now = line
        if line.lesson_teacher is not None and line.number not in written:
            coming = Counter(each.lesson_teacher for each in lines[place + 1 :] if each.number in written)
            _, _, teacher = min((given[person], coming[person], person) for person in names)
            said = tuple(text.replace(names[line.lesson_teacher], names[teacher]) for text in line.contents)
            now = replace(line, lesson_teacher=teacher, contents=said)
        if now.lesson_teacher is not None:
            given[now.lesson_teacher] += 1
        turned.append(now)
    return turned


def _submit(ours: ExampleGroup, at: datetime) -> None:
    plan = _plan(ours)
    try:
        deciding.submit(by=ours.act(ours.leader.name), plan=plan, place=ours.on(ours.eve), version=plan.version, at=at)
    except Incomplete:
        return  # partly done, as in every school: it stays a draft and shows as missing


def _approve(ours: ExampleGroup, at: datetime) -> None:
    plan = _plan(ours)
    if plan.status == Status.SUBMITTED:
        deciding.approve(by=ours.act(ours.head.name), plan=plan, place=ours.on(ours.eve), version=plan.version, at=at)


def _plan(ours: ExampleGroup) -> GroupPlan:
    plan = plan_of(ours.group, ours.place.term)
    if plan is None:
        raise LookupError(f"{ours.group} has no plan")
    return plan
