"""The unit analyses of an example group: designs before the meeting, the group's opinion in it, attainment after the unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from jiaoyan.activities.actions import analyses, writing
from jiaoyan.activities.models import AnalysisRow, UnitAnalysis
from jiaoyan.documents import markup
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.example.meetings import meeting_of
from jiaoyan.pacing.queries import days_of_units

BEFORE = {"textbook": AnalysisRow.TEXTBOOK, "goals": AnalysisRow.GOALS, "intent": AnalysisRow.INTENT}
COUNTED_AFTER = timedelta(days=5)


def analyse(diary: Diary, ours: ExampleGroup, units: list[dict[str, Any]], days_of_meetings: dict[int, date]) -> None:
    """Every unit as it is written; ``days_of_meetings``: meeting number → day."""
    for written in units:
        diary.add(moment(ours.eve, 16, 50), partial(_assign, diary, ours, written))
        met = days_of_meetings.get(written.get("activity", 0))
        if met is None or met > diary.until:
            continue
        for place, design in enumerate(written.get("designs", ())):
            at = moment(
                ours.school_day(met - timedelta(days=1), -1) if met > ours.place.term.first_school_day else ours.eve, 17, 10 + place
            )
            diary.add(at, partial(_design, ours, written, design))
        diary.add(moment(met, 15, 30), partial(_agree, ours, written))


def _assign(diary: Diary, ours: ExampleGroup, written: dict[str, Any], _: datetime) -> None:
    """Who prepares the unit, with its days by table 2; what was counted is written a few days after them."""
    unit = ours.units[written["number"]]
    if not ours.unit_days:
        ours.unit_days = days_of_units(ours.group, ours.place.term)
    starts, ends = ours.unit_days.get(unit.pk, (None, None))
    analyses.assign_unit(
        by=ours.act(ours.leader.name),
        group=ours.group,
        term=ours.place.term,
        unit=unit,
        preparer=ours.people[written["preparer"]],
        unit_starts=starts,
        unit_ends=ends,
        activity=meeting_of(ours, written["activity"]) if "activity" in written else None,
    )
    if written.get("tested"):
        wanted = (ends or ours.place.term.last_school_day) + COUNTED_AFTER
        day = ours.school_day(min(wanted, ours.place.term.last_school_day, diary.until), -1)
        diary.add(moment(day, 16, 20), partial(_count, ours, written))


def _design(ours: ExampleGroup, written: dict[str, Any], design: dict[str, Any], at: datetime) -> None:
    """One member's own rows 1–3."""
    by, analysis = ours.act(design["person"]), _analysis(ours, written)
    for key, row in BEFORE.items():
        if design.get(key):
            writing.record_design(by=by, analysis=analysis, row=row, text=markup.parse(design[key].strip()), version=0, at=at)


def _agree(ours: ExampleGroup, written: dict[str, Any], at: datetime) -> None:
    """The group's opinion on rows 1–3 and the goals, written in the meeting."""
    analysis, by = _analysis(ours, written), ours.act(written["preparer"])
    for key, row in BEFORE.items():
        if written.get("group", {}).get(key):
            writing.record_group_opinion(
                by=by, analysis=analysis, row=row, text=markup.parse(written["group"][key].strip()), version=0, at=at
            )
    if written.get("goals"):
        analyses.set_goals(by=by, analysis=analysis, goals=[(goal["text"], goal["level"]) for goal in written["goals"]])


def _count(ours: ExampleGroup, written: dict[str, Any], at: datetime) -> None:
    """Row 4: the counts of every class, the preparer's reading of them, and what the group does about it."""
    analysis, by = _analysis(ours, written), ours.act(written["preparer"])
    goals = {goal.text: goal for goal in analysis.goals.all()}
    counts = {
        (goals[goal["text"]], school_class): (tested, reached)
        for goal in written.get("goals", ())
        if "reached" in goal
        for school_class, tested, reached in zip(ours.classes, written["tested"], goal["reached"], strict=True)
    }
    if counts:
        analyses.set_attainment(by=by, analysis=analysis, counts=counts)
    for design in written.get("designs", ()):
        if design.get("attainment"):
            text = markup.parse(design["attainment"].strip())
            writing.record_design(by=ours.act(design["person"]), analysis=analysis, row=AnalysisRow.ATTAINMENT, text=text, version=0, at=at)
    if written.get("group", {}).get("attainment"):
        text = markup.parse(written["group"]["attainment"].strip())
        writing.record_group_opinion(by=by, analysis=analysis, row=AnalysisRow.ATTAINMENT, text=text, version=0, at=at)


def _analysis(ours: ExampleGroup, written: dict[str, Any]) -> UnitAnalysis:
    analysis: UnitAnalysis = UnitAnalysis.objects.select_related("group", "unit", "activity").get(
        group=ours.group, term=ours.place.term, unit=ours.units[written["number"]]
    )
    return analysis
