"""Reads of tests, their classes and figures, each with a fixed number of database queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Manager, OuterRef, Prefetch, QuerySet
from django.http import Http404

from jiaoyan.assessments import access
from jiaoyan.assessments.models import Exam, ExamQuestion, PupilMarks, ScoreSheet
from jiaoyan.assessments.rules.figures import ClassFigures, Policy, Question, Snapshot, added, extremes, tally
from jiaoyan.assessments.rules.score_sheet import Seat
from jiaoyan.assessments.rules.small import as_seen
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Person, SchoolClass, TeachingAssignment, Term, valid_on
from jiaoyan.schools.queries import GroupTerm, classes_of_grade, name_of_class, taken_out_last
from jiaoyan.schools.registers.classes import pupils_of


@dataclass(frozen=True, slots=True)
class ExamLine:
    """One test in the list of a term: how many classes have marks, out of how many, and where its report stands."""

    exam: Exam
    sheets: int
    classes: int
    questions: int

    @property
    def report_label(self) -> str:
        """Where the report stands; "" when none was begun."""
        report = getattr(self.exam, "report", None)
        return report.get_status_display() if report else ""

    @property
    def report_status(self) -> str:
        report = getattr(self.exam, "report", None)
        return report.status if report else ""


def exams_of(group: Group, term: Term) -> list[ExamLine]:
    """The tests of a group in a term, by day. Two queries."""
    exams = Exam.objects.filter(group=group, term=term).select_related("unit", "report")
    counted = exams.annotate(sheet_count=Count("sheets", distinct=True), question_count=Count("questions", distinct=True))
    classes = len(classes_of_group(group)) if group.grade else 0
    return [ExamLine(exam, exam.sheet_count, classes, exam.question_count) for exam in counted]


def exam_of(actor: Actor, pk: int) -> Exam:
    """One test with its group, term and report. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    return _readable(actor, _whole(Exam.objects), pk)


def exam_even_removed(actor: Actor, pk: int) -> Exam:
    """The same, also one taken out for those who may bring it back."""
    return _readable(actor, _whole(Exam.even_removed), pk)


def _readable(actor: Actor, exams: QuerySet[Exam], pk: int) -> Exam:
    exam: Exam | None = exams.filter(pk=pk).first()
    if exam is None or (exam.removed_at is not None and not access.may_change(actor, exam)):
        raise Http404
    require(access.may_read(actor, exam), WHO_READS_GROUP)
    return exam


def removed_exams(actor: Actor, place: GroupTerm) -> list[Exam]:
    """Those taken out last that the actor may bring back. One query."""
    rows = taken_out_last(Exam.even_removed.filter(group=place.group, term=place.term))
    return [row for row in rows if access.may_change(actor, row)]


def marked_practice(group: Group, term: Term) -> list[Exam]:
    """The tests of a term other than its final one that have marks, by day. One query."""
    practice = _whole(Exam.objects).filter(group=group, term=term).exclude(kind=Exam.Kind.FINAL)
    return list(practice.filter(Exists(ScoreSheet.objects.filter(exam=OuterRef("pk")))))


def _whole(exams: Manager[Exam]) -> QuerySet[Exam]:
    rows: QuerySet[Exam] = exams.select_related(
        "group__school", "group__school_year", "group__subject", "term__school_year", "unit", "made_by", "report"
    )
    return rows


def questions_of(exam: Exam) -> list[ExamQuestion]:
    """The items in order. One query."""
    return list(exam.questions.select_related("unit"))


def as_rule(question: ExamQuestion) -> Question:
    """An item as the rules read it. Expects ``unit`` loaded."""
    return Question(
        label=question.label,
        full=question.half_points,
        section=question.section,
        knowledge=question.knowledge,
        unit=question.unit.title if question.unit else "",
        cognitive=question.cognitive,
        expected=question.expected,
    )


def policy_of(exam: Exam) -> Policy:
    """The lines stored with a test."""
    return Policy(2 * exam.full_mark, exam.pass_percent, exam.good_percent, exam.excellent_percent, exam.low_percent)


def classes_of_group(group: Group) -> list[SchoolClass]:
    """The classes of the group's grade in its year, by number. One query. Expects ``school_year`` loaded."""
    return list(classes_of_grade(group.grade or 0, group.school_year.first_calendar_year)) if group.grade else []


def class_name_in(exam: Exam, school_class: SchoolClass) -> str:
    """五（2）班, as the class is called in the year of the test."""
    return name_of_class(school_class, exam.term.school_year.first_calendar_year)


def class_of(exam: Exam, pk: int) -> SchoolClass:
    """A class of the test's grade. One query. Raises ``Http404``."""
    found = next((each for each in classes_of_group(exam.group) if each.pk == pk), None)
    if found is None:
        raise Http404
    return found


def own_teachers_of(exam: Exam, day: date) -> dict[int, tuple[Person, ...]]:
    """Who teaches the group's subject in each class of the grade on a day, by class key. One query."""
    first = exam.term.school_year.first_calendar_year
    rows = TeachingAssignment.objects.select_related("teacher").filter(
        valid_on(day), subject_id=exam.group.subject_id, school_class__entry_year=first - (exam.group.grade or 0) + 1
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for row in rows.order_by("-starts"):
        found[row.school_class_id].append(row.teacher)
    return {key: tuple(people) for key, people in found.items()}


def teacher_keys(teachers: Iterable[Person]) -> set[int]:
    """Persons as policies ask for them."""
    return {person.pk for person in teachers}


def own_classes(actor: Actor, exam: Exam, day: date) -> set[int]:
    """The classes of the grade whose marks the actor may see, as keys. One query."""
    return {key for key, people in own_teachers_of(exam, day).items() if access.may_see_marks(actor, exam, teacher_keys(people))}


def seats_of(exam: Exam, school_class: SchoolClass) -> tuple[Seat, ...]:
    """Who sat in the class on the day of the test, by number. One query."""
    rows = pupils_of(school_class, exam.day)
    return tuple(Seat(row.pupil_id, row.pupil.code, row.pupil.name, row.seat_no) for row in rows)


def sheet_of(exam: Exam, school_class: SchoolClass) -> ScoreSheet | None:
    """The marks of a class, row by pupil. Three queries."""
    marks = PupilMarks.objects.select_related("pupil")
    rows = ScoreSheet.objects.select_related("imported_by").prefetch_related(Prefetch("marks", marks))
    sheet: ScoreSheet | None = rows.filter(exam=exam, school_class=school_class).first()
    return sheet


def has_marks(exam: Exam) -> bool:
    """Whether any class has marks. One query."""
    return bool(exam.sheets.exists())


def snapshot_of(exam: Exam, questions: Sequence[ExamQuestion] | None = None) -> Snapshot:
    """All figures of a test as they follow from the marks, nothing hidden. Four queries, however many classes there are."""
    items = {exam.pk: questions_of(exam) if questions is None else questions}
    return _snapshots(exam.group, [exam], items)[exam.pk]


def snapshots_of(group: Group, exams: Sequence[Exam]) -> dict[int, Snapshot]:
    """The same for several tests of one group, by test. Four queries, however many tests there are."""
    items: dict[int, list[ExamQuestion]] = defaultdict(list)
    for question in ExamQuestion.objects.select_related("unit").filter(exam__in=exams):
        items[question.exam_id].append(question)
    return _snapshots(group, exams, items)


def _snapshots(group: Group, exams: Sequence[Exam], questions: Mapping[int, Sequence[ExamQuestion]]) -> dict[int, Snapshot]:
    classes = classes_of_group(group)
    sheets: dict[int, dict[int, ScoreSheet]] = defaultdict(dict)
    for sheet in ScoreSheet.objects.filter(exam__in=exams):
        sheets[sheet.exam_id][sheet.school_class_id] = sheet
    rows: dict[int, list[list[int]]] = defaultdict(list)
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    for sheet_key, marks, reason in PupilMarks.objects.filter(sheet__exam__in=exams).values_list("sheet_id", "half_points", "reason"):
        if reason:
            reasons[sheet_key][reason] += 1
        else:
            rows[sheet_key].append(marks)
    return {exam.pk: _snapshot(exam, questions.get(exam.pk, ()), classes, sheets[exam.pk], rows, reasons) for exam in exams}


def _snapshot(
    exam: Exam,
    questions: Sequence[ExamQuestion],
    classes: Sequence[SchoolClass],
    sheets: Mapping[int, ScoreSheet],
    rows: Mapping[int, list[list[int]]],
    reasons: Mapping[int, Counter[str]],
) -> Snapshot:
    """The figures of one test from what was read of it: its sheets by class, marks and reasons by sheet. No query."""
    items, policy = tuple(as_rule(question) for question in questions), policy_of(exam)
    figures = tuple(
        ClassFigures(
            key=each.pk,
            name=class_name_in(exam, each),
            tally=tally(rows.get(sheet.pk, []), policy, len(items), enrolled=sheet.enrolled),
            reasons=tuple(sorted(reasons.get(sheet.pk, Counter()).items())),
        )
        for each in classes
        if (sheet := sheets.get(each.pk))
    )
    everybody = [marks for sheet in sheets.values() for marks in rows.get(sheet.pk, [])]
    return Snapshot(
        policy=policy,
        questions=items,
        classes=figures,
        grade=added((each.tally for each in figures), policy, len(items)),
        extremes=extremes(everybody, len(items)) if items else None,
        missing=tuple(class_name_in(exam, each) for each in classes if each.pk not in sheets),
    )


def seen_by(actor: Actor, exam: Exam, day: date, snapshot: Snapshot | None = None) -> Snapshot:
    """The figures as the actor may read them: small classes of others are hidden. One query more than ``snapshot_of``."""
    return as_seen(snapshot or snapshot_of(exam), own_classes(actor, exam, day))


def marks_by_class(exams: Collection[int]) -> dict[int, dict[int, list[list[int]]]]:
    """Test key → class key → the tested pupils' half-points, nobody named: for counts of goals. One query."""
    found: dict[int, dict[int, list[list[int]]]] = defaultdict(lambda: defaultdict(list))
    rows = PupilMarks.objects.filter(sheet__exam_id__in=exams, reason="")
    for exam, school_class, marks in rows.values_list("sheet__exam_id", "sheet__school_class_id", "half_points"):
        found[exam][school_class].append(marks)
    return found


def exams_of_unit(group: Group, term: Term, unit_id: int) -> list[Exam]:
    """The tests of a term that ask about a unit, with their items. Two queries."""
    exams = Exam.objects.filter(group=group, term=term, questions__unit_id=unit_id) | Exam.objects.filter(
        group=group, term=term, unit_id=unit_id
    )
    return list(exams.distinct().prefetch_related("questions"))
