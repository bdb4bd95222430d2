"""A test of the small school's grade 5 with marks and a report, as far as a test needs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from jiaoyan.assessments.actions import deciding
from jiaoyan.assessments.actions import exams as exam_verbs
from jiaoyan.assessments.actions import marks as mark_verbs
from jiaoyan.assessments.actions import reports as report_verbs
from jiaoyan.assessments.models import Exam, QualityReport, TypicalError
from jiaoyan.assessments.queries.exams import own_teachers_of, questions_of, seats_of, sheet_of, teacher_keys
from jiaoyan.assessments.queries.reports import report_of
from jiaoyan.assessments.rules.lines import MeasureLine, QuestionLine
from jiaoyan.assessments.rules.score_sheet import Line
from jiaoyan.documents import markup
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Enrolment, Group, Pupil, SchoolClass
from jiaoyan.schools.queries import GroupTerm, group_term
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool

DAY = date(2024, 6, 11)
AT = datetime(2024, 6, 12, 8, 0, tzinfo=UTC)
FULL = 20
MARKS = (10, 10, 10, 10)  # half-points: four items of five marks
SIZE = 12
TEACHERS = ("leader", "teacher", "mentee")


def leader_name(school: SmallSchool) -> str:
    return "leader" if "leader" in school.people else "neighbour"


def leader(school: SmallSchool, day: date = TODAY) -> Actor:
    return school.actor(leader_name(school), day)


def place_of(school: SmallSchool, day: date = TODAY, group: Group | None = None) -> GroupTerm:
    return group_term(school.actor("head", day), (group or school.group).pk, school.term.key, day)


def values(**given: Any) -> dict[str, Any]:
    return {
        "kind": "final",
        "title": "",
        "day": DAY,
        "minutes": 60,
        "full_mark": FULL,
        "unit": None,
        "low_percent": 40,
        "pass_percent": 60,
        "good_percent": 75,
        "excellent_percent": 85,
        "goal_percent": 80,
    } | given


def made(school: SmallSchool, **given: Any) -> Exam:
    """A registered test; the final one once."""
    if standing := Exam.objects.filter(
        group=school.group, term=school.term, **{key: given[key] for key in ("title",) if key in given}
    ).first():
        return standing  # type: ignore[no-any-return]
    return exam_verbs.make_exam(by=leader(school), place=place_of(school), values=values(**given))


def lines(school: SmallSchool) -> list[QuestionLine]:
    """Four items of five marks, expected at 90 per cent."""
    return [QuestionLine(str(n), 10, "一、计算", f"知识点{n}", school.unit.pk, "掌握", 90) for n in (1, 2, 3, 4)]


def paper(school: SmallSchool, **given: Any) -> Exam:
    """With its items."""
    exam = made(school, **given)
    if not exam.questions.exists():
        exam = exam_verbs.save_questions(by=leader(school), exam=exam, version=exam.version, lines=lines(school))
    return fresh(exam)


def taken_out(school: SmallSchool, **given: Any) -> Exam:
    """A test with its items, taken out by the leader."""
    exam = paper(school, **given)
    exam_verbs.remove_exam(by=leader(school), exam=exam, version=exam.version)
    return exam


def fill(school: SmallSchool, school_class: SchoolClass, size: int = SIZE) -> list[Pupil]:
    """Pupils in a class, once."""
    standing = Pupil.objects.filter(enrolments__school_class=school_class)
    if standing.exists():
        return list(standing)
    pupils = []
    for number in range(1, size + 1):
        code = f"{school_class.number:02}{number:02}"
        pupil = Pupil.objects.create(school=school.school, code=code, name=f"学生{school_class.number}{number:02}")
        Enrolment.objects.create(school=school.school, pupil=pupil, school_class=school_class, seat_no=number, starts=YEAR_BEGINS)
        pupils.append(pupil)
    return pupils


def mark(school: SmallSchool, exam: Exam, school_class: SchoolClass, rows: Sequence[Sequence[int] | str]) -> None:
    """Store marks (half-points), or a kind of reason, in the order of the class's seats."""
    name = TEACHERS[school_class.number - 1]
    actor = school.actor(name if name in school.people else "neighbour")
    seats = seats_of(exam, school_class)
    sheet = sheet_of(exam, school_class)
    mark_verbs.save_marks(
        by=actor,
        exam=exam,
        school_class=school_class,
        own_teachers=teacher_keys(own_teachers_of(exam, TODAY)[school_class.pk]),
        lines=[
            Line(seat.pupil, None, row) if isinstance(row, str) else Line(seat.pupil, tuple(row))
            for seat, row in zip(seats, rows, strict=True)
        ],
        version=sheet.version if sheet else 0,
        at=AT,
    )


def rows_of(size: int, weak: int = 0) -> list[list[int]]:
    """Believable rows: the third item is the hardest; ``weak`` lowers it further."""
    return [[10 - n % 2, 9 - n % 3, max(0, 6 - n % 4 - weak), 10 - (n % 5 == 0) * 3] for n in range(size)]


def marked(school: SmallSchool, **given: Any) -> Exam:
    """With the marks of all three classes; in the first, somebody was absent."""
    exam = paper(school, **given)
    for school_class in school.classes:
        fill(school, school_class)
        if sheet_of(exam, school_class) is None:
            rows: list[Any] = rows_of(SIZE)
            if school_class.number == 1:
                rows[0] = "病假"
            mark(school, exam, school_class, rows)
    return fresh(exam)


def started(school: SmallSchool) -> QualityReport:
    """A report that was only begun."""
    exam = marked(school)
    report_verbs.start_report(by=leader(school), exam=exam, day=TODAY)
    return again(exam)


def with_error(school: SmallSchool) -> TypicalError:
    report = started(school)
    if (standing := report.errors.first()) is not None:
        return standing  # type: ignore[no-any-return]
    return report_verbs.save_error(
        by=leader(school),
        report=report,
        error=None,
        question=questions_of(report.exam)[2],
        values={"sample": "3.6÷0.4=0.9", "kind": "方法", "pupils": 6, "cause": "除数变成整数时，被除数没有跟着变。"},
    )


def error_removed(school: SmallSchool) -> TypicalError:
    """A typical error that the leader took out."""
    error = with_error(school)
    report_verbs.remove_error(by=leader(school), error=error)
    return error


def measures(school: SmallSchool) -> list[MeasureLine]:
    owner = school.people[leader_name(school)].pk
    first = MeasureLine(
        "小数除法移位出错多", "每周两次口算，先说怎样移位", owner, date(2024, 6, 13), date(2024, 6, 26), "再测同类题，错误率不超过一成"
    )
    return [first, MeasureLine("", "错题分层面批", owner, date(2024, 6, 13), date(2024, 6, 20), "面批记录")]


def complete(school: SmallSchool) -> QualityReport:
    """A report that may be handed in."""
    with_error(school)
    report = started(school)
    if report.strengths or report.status != "draft":
        return report
    report_verbs.save_text(
        by=leader(school),
        report=report,
        version=report.version,
        strengths=["口算得分率九成以上"],
        last_measures=markup.parse("上次的口算练习坚持下来了。"),
        written_on=TODAY,
    )
    report = again(report.exam)
    report_verbs.save_problems(by=leader(school), report=report, version=report.version, lines=measures(school))
    return again(report.exam)


def submitted(school: SmallSchool) -> QualityReport:
    report = complete(school)
    if report.status in ("draft", "returned"):
        deciding.submit(by=leader(school), report=report, version=report.version, at=AT)
    return again(report.exam)


def approved(school: SmallSchool) -> QualityReport:
    report = submitted(school)
    if report.status == "submitted":
        deciding.approve(by=school.actor("head"), report=report, version=report.version, at=AT, on=TODAY)
    return again(report.exam)


def fresh(exam: Exam) -> Exam:
    """The test as it is stored now."""
    return Exam.objects.select_related("group__school", "group__school_year", "group__subject", "term__school_year", "report").get(
        pk=exam.pk
    )  # type: ignore[no-any-return]


def again(exam: Exam) -> QualityReport:
    """Its report as it is stored now."""
    report = report_of(exam)
    assert report is not None
    return report


def workbook(*rows: Sequence[Any], title: str = "成绩") -> bytes:
    """An .xlsx file of one sheet as somebody typed it."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    page.write(number, place, value)
    return out.getvalue()
