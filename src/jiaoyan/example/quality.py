"""The tests of an example group: registered, marked by each class's own teacher, and the report on the final one.

Marks are made here, the same ones each time: for a unit's practice so that exactly as many reach each goal as the unit's analysis counts,
for the final test around the rate of each item.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from jiaoyan.activities.actions import from_marks
from jiaoyan.activities.models import UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.units import counts_seen
from jiaoyan.assessments.actions import deciding, exams, marks, reports
from jiaoyan.assessments.models import Exam, ExamQuestion
from jiaoyan.assessments.queries.exams import own_teachers_of, questions_of, seats_of, snapshot_of, teacher_keys
from jiaoyan.assessments.queries.reports import report_of
from jiaoyan.assessments.rules.figures import Snapshot
from jiaoyan.assessments.rules.goals import GOAL_PERCENT
from jiaoyan.assessments.rules.lines import MeasureLine, QuestionLine
from jiaoyan.assessments.rules.numbers import NOTHING
from jiaoyan.assessments.rules.score_sheet import Line
from jiaoyan.documents import markup
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.pacing.queries import schedule_of, units_with_dates
from jiaoyan.schools.rules.numerals import percent, tenths

LINES = {"low_percent": 40, "pass_percent": 60, "good_percent": 75, "excellent_percent": 85, "goal_percent": GOAL_PERCENT}
UNIT_MINUTES = 40


def hold_exams(diary: Diary, ours: ExampleGroup, written_exams: list[dict[str, Any]], units: list[dict[str, Any]]) -> None:
    """Every test as it is written; a unit's practice is on its last day by table 2."""
    known = {unit["number"]: unit for unit in units}
    for written in written_exams:
        if "unit" in written:
            diary.add(moment(ours.eve, 17), partial(_plan_unit, diary, ours, written, known[written["unit"]]))
        else:
            _plan(diary, ours, written, written["day"], None)
        if "report" in written:
            day: date = written["report"]["day"]
            diary.add(moment(day, 17), partial(_report, ours, written))
            diary.add(moment(written["report"]["approved_on"], 11), partial(_approve, ours, written))


def _plan_unit(diary: Diary, ours: ExampleGroup, written: dict[str, Any], unit: dict[str, Any], _: datetime) -> None:
    schedule = schedule_of(ours.group, ours.place.term)
    days = units_with_dates(schedule).get(ours.units[written["unit"]].pk) if schedule else None
    if days is not None:
        _plan(diary, ours, written, ours.school_day(days[1], -1), unit)


def _plan(diary: Diary, ours: ExampleGroup, written: dict[str, Any], day: date, unit: dict[str, Any] | None) -> None:
    """Registered two days before, marked the school day after (or when the text says)."""
    before = ours.place.calendar.school_day_before(day, 2)
    marked: date = written.get("marked_on") or ours.school_day(day + timedelta(days=1))
    diary.add(moment(before, 16, 40), partial(_register, ours, written, unit, day))
    for place, school_class in enumerate(ours.classes):
        diary.add(moment(marked, 16, 20 + place), partial(_mark, ours, written, unit, school_class))
    if unit is not None:
        diary.add(moment(marked, 16, 50), partial(_take_counts, ours, written, unit))


def _register(ours: ExampleGroup, written: dict[str, Any], goals_of: dict[str, Any] | None, day: date, _: datetime) -> None:
    lines = _question_lines(ours, written, goals_of["goals"] if goals_of else ())
    unit = ours.units[written["unit"]] if "unit" in written else None
    by = ours.act(written["by"])
    head = {
        "kind": written.get("kind", Exam.Kind.UNIT),
        "title": written.get("title", ""),
        "day": day,
        "minutes": written.get("minutes", UNIT_MINUTES),
        "full_mark": sum(line.half_points for line in lines) // 2,
        "unit": unit,
    }
    exam = exams.make_exam(by=by, place=ours.on(day), values={**head, **LINES})
    exams.save_questions(by=by, exam=exam, version=exam.version, lines=lines)


def _question_lines(ours: ExampleGroup, written: dict[str, Any], goals: Sequence[Mapping[str, Any]]) -> list[QuestionLine]:
    if "paper" in written:
        return [
            QuestionLine(label, 2 * points, section, knowledge, ours.units[unit].pk, level, expected)
            for label, section, points, knowledge, unit, level, expected, _ in written["paper"]
        ]
    unit = ours.units[written["unit"]].pk
    return [
        QuestionLine(label, 2 * points, section, knowledge, unit, goals[goal - 1]["level"], expected)
        for label, section, points, knowledge, goal, expected in written["questions"]
    ]


def _mark(ours: ExampleGroup, written: dict[str, Any], unit: dict[str, Any] | None, school_class: Any, at: datetime) -> None:
    """One class, by its own teacher."""
    exam = _exam(ours, written)
    seats, teachers = seats_of(exam, school_class), own_teachers_of(exam, exam.day)[school_class.pk]
    place = ours.classes.index(school_class)
    fulls = [question.half_points for question in questions_of(exam)]
    if unit is not None:
        missing = len(seats) - unit["tested"][place]
        absent = {_drawn(f"{exam}{school_class.number}absent{n}").randrange(len(seats)): "病假" for n in range(missing)}
        present = [seat.code for n, seat in enumerate(seats) if n not in absent]
        rows = unit_marks([row[4] for row in written["questions"]], fulls, unit["goals"], place, present, str(exam))
    else:
        absent = {seat - 1: why for number, seat, why in written.get("absent", ()) if number == school_class.number}
        present = [seat.code for n, seat in enumerate(seats) if n not in absent]
        shift = written.get("better", {}).get(str(school_class.number), 0) / 100
        rows = {code: paper_marks([row[7] / 100 + shift for row in written["paper"]], fulls, code) for code in present}
    lines = [Line(seat.pupil, None, absent[n]) if n in absent else Line(seat.pupil, tuple(rows[seat.code])) for n, seat in enumerate(seats)]
    marks.save_marks(
        by=ours.act(teachers[0].name),
        exam=exam,
        school_class=school_class,
        own_teachers=teacher_keys(teachers),
        lines=lines,
        version=0,
        at=at,
    )


def _take_counts(ours: ExampleGroup, written: dict[str, Any], unit: dict[str, Any], _: datetime) -> None:
    """The preparer says which items ask about which goal, and takes the counts into the fourth row."""
    by, exam = ours.act(unit["preparer"]), _exam(ours, written)
    analysis = UnitAnalysis.objects.select_related("group__school_year", "term__school_year", "unit", "activity").get(
        group=ours.group, term=ours.place.term, unit=ours.units[written["unit"]]
    )
    questions = {question.label: question for question in ExamQuestion.objects.select_related("exam").filter(exam=exam)}
    links = {
        goal.pk: [questions[row[0]] for row in written["questions"] if row[4] == goal.number]
        for goal in UnitGoal.objects.filter(analysis=analysis)
    }
    if links:
        from_marks.link_questions(by=by, analysis=analysis, links=links)
        counts = counts_seen(UnitGoal.objects.filter(analysis=analysis).prefetch_related("attainment"))
        from_marks.take_counts(by=by, analysis=analysis, seen=counts)


def unit_marks(
    goals_of_items: Sequence[int], fulls: Sequence[int], goals: Sequence[Mapping[str, Any]], place: int, codes: Sequence[str], seed: str
) -> dict[str, list[int]]:
    """Half-points of each pupil such that ``goals[g]["reached"][place]`` of them reach goal g with four fifths of its items."""
    rows = {code: list(fulls) for code in codes}
    for number, goal in enumerate(goals, start=1):
        items = [n for n, of in enumerate(goals_of_items) if of == number]
        if "reached" not in goal or not items:
            continue
        order = sorted(codes, key=lambda code, number=number: -(ability(code) + _drawn(f"{seed}{code}{number}").gauss(0, 0.6)))  # type: ignore[misc]
        for rank, code in enumerate(order):
            drawn = _drawn(f"{seed}{code}{number}marks")
            _lose(rows[code], items, fulls, drawn, reaches=rank < goal["reached"][place])
    return rows


def _lose(row: list[int], items: Sequence[int], fulls: Sequence[int], drawn: random.Random, *, reaches: bool) -> None:
    """Take whole points off a pupil's items of one goal, down to a share that reaches it or does not."""
    full = sum(fulls[n] for n in items)
    needed = -(-full * GOAL_PERCENT // 100)
    most = (full - needed) // 2
    points = min(most, drawn.choice((0, 0, 0, 1, 1, 2))) if reaches else most + drawn.choice((1, 1, 2, 2, 3))
    for _ in range(points):
        left = [n for n in items if row[n] >= 2]
        if left:
            row[drawn.choice(left)] -= 2


def paper_marks(rates: Sequence[float], fulls: Sequence[int], code: str) -> list[int]:
    """Half-points of one pupil: around each item's rate, better or worse by what the pupil can do."""
    row = []
    behind = max(0.0, -1.4 - ability(code)) * 0.35  # the few who lose ground everywhere
    for place, (rate, full) in enumerate(zip(rates, fulls, strict=True)):
        drawn = _drawn(f"final{code}{place}")
        room = min(rate, 1 - rate) + 0.06
        share = rate + room * (0.55 * ability(code) + drawn.gauss(0, 0.75)) - behind
        steps = full // 2
        row.append(2 * max(0, min(steps, round(share * steps))))
    return row


def ability(code: str) -> float:
    """What a pupil can do, about −2 to 1.5: the same in every test."""
    return min(1.5, max(-2.6, _drawn(f"ability{code}").gauss(0, 1)))


def _drawn(seed: str) -> random.Random:
    """Chance that is the same each time."""
    return random.Random(seed)  # noqa: S311 - invented marks, nothing secret


def _report(ours: ExampleGroup, written: dict[str, Any], at: datetime) -> None:
    """The leader writes the report and hands it in."""
    exam, text, by = _exam(ours, written), written["report"], ours.act(ours.leader.name)
    report = reports.start_report(by=by, exam=exam, day=text["day"])
    said = _figures(snapshot_of(exam))
    strengths = [line.format_map(said) for line in text["strengths"]]
    reports.save_text(
        by=by,
        report=report,
        version=report.version,
        strengths=strengths,
        last_measures=markup.parse(text["last"].strip()),
        written_on=text["day"],
    )
    questions = {question.label: question for question in questions_of(exam)}
    for error in text["errors"]:
        reports.save_error(by=by, report=report, error=None, question=questions[error["question"]], values=error)
    fresh = report_of(exam)
    if fresh is not None:
        reports.save_problems(by=by, report=fresh, version=fresh.version, lines=_measures(ours, text["problems"], said))
    fresh = report_of(exam)
    if fresh is not None:
        deciding.submit(by=by, report=fresh, version=fresh.version, at=at)


def _approve(ours: ExampleGroup, written: dict[str, Any], at: datetime) -> None:
    report = report_of(_exam(ours, written))
    if report is not None:
        on: date = written["report"]["approved_on"]
        deciding.approve(by=ours.act(ours.head.name), report=report, version=report.version, at=at, on=on, note=written["report"]["note"])


def _measures(ours: ExampleGroup, problems: list[dict[str, Any]], said: Mapping[str, str]) -> list[MeasureLine]:
    lines = []
    for problem in problems:
        for place, measure in enumerate(problem["measures"]):
            text = problem["text"].format_map(said) if place == 0 else ""
            owner = ours.people[measure["owner"]].pk
            lines.append(MeasureLine(text, measure["action"], owner, measure["start"], measure["check_by"], measure["evidence"]))
    return lines


def _figures(snapshot: Snapshot) -> dict[str, str]:
    """The figures a text may name: pass, excellent, low, mean; pass4 of class 4; item17, and how far it is short of what was expected."""
    said = dict(snapshot.grade.shown)
    for each in snapshot.classes:
        number = each.name.rpartition("（")[2].partition("）")[0]
        said |= {f"{name}{number}": words for name, words in each.tally.shown.items()}
    for place, question in enumerate(snapshot.questions):
        rate = snapshot.grade.item_rate(place, question.full)
        said[f"item{question.label}"] = percent(rate)
        short = None if rate is None or question.expected is None else question.expected - rate * 100
        said[f"short{question.label}"] = tenths(short).removesuffix(".0") if short is not None and short >= 0 else NOTHING
    return said


def _exam(ours: ExampleGroup, written: dict[str, Any]) -> Exam:
    found = Exam.objects.select_related(
        "group__school", "group__school_year", "group__subject", "term__school_year", "unit", "report"
    ).filter(group=ours.group, term=ours.place.term)
    exam: Exam = found.get(unit=ours.units[written["unit"]]) if "unit" in written else found.get(kind=written["kind"])
    return exam
