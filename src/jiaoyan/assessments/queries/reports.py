"""Reads of quality reports: one report with everything in it, the measures of the one before, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from jiaoyan.assessments import access
from jiaoyan.assessments.models import Exam, QualityReport, ReportEdition, ReportMeasure, ReportProblem, ScoreSheet, TypicalError
from jiaoyan.assessments.queries.exams import class_name_in, snapshot_of
from jiaoyan.assessments.rules.figures import Snapshot
from jiaoyan.assessments.rules.freeze import thawed
from jiaoyan.assessments.rules.kinds import has_written_tests
from jiaoyan.assessments.rules.report import Draft, marks_due, report_due
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Person, Role, SchoolClass, Status, TeachingAssignment, Term, valid_on
from jiaoyan.schools.queries import calendar_of, leader_of, taken_out_last
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap, decision_due

EXAM = (
    "exam__group__school",
    "exam__group__school_year",
    "exam__group__subject",
    "exam__term__school_year",
    "exam__unit",
    "submitted_by",
    "decided_by",
)


def report_of(exam: Exam) -> QualityReport | None:
    """The report of a test with everything in it, or None. Four queries."""
    report: QualityReport | None = _loaded().filter(exam=exam).first()
    return report


def report_here(actor: Actor, exam_pk: int) -> QualityReport:
    """The report of a page. Five queries. Raises ``Http404`` when unknown here or not begun, ``NotAllowed``."""
    exam = Exam.objects.filter(pk=exam_pk).first()
    if exam is None:
        raise Http404
    require(access.may_read(actor, exam), WHO_READS_GROUP)
    report = report_of(exam)
    if report is None:
        raise Http404
    return report


def final_report(group: Group, term: Term) -> QualityReport | None:
    """The report on the term's final test, the ledger's part 9, or None. Four queries."""
    report: QualityReport | None = _loaded().filter(exam__group=group, exam__term=term, exam__kind=Exam.Kind.FINAL).first()
    return report


def approved_reports(exams: Collection[Exam]) -> dict[int, QualityReport]:
    """The approved reports among those of some tests, by test. Four queries."""
    settled = _loaded().filter(exam__in=exams, status__in=[Status.APPROVED, Status.ARCHIVED])
    return {report.exam_id: report for report in settled}


def _loaded() -> QuerySet[QualityReport]:
    reports: QuerySet[QualityReport] = QualityReport.objects.select_related(*EXAM)
    return reports.prefetch_related(
        Prefetch("errors", TypicalError.objects.select_related("question", "picture")),
        Prefetch("problems", ReportProblem.objects.prefetch_related(Prefetch("measures", ReportMeasure.objects.select_related("owner")))),
    )


def figures_of(report: QualityReport) -> Snapshot:
    """The figures a report stands on: those it was handed in with, or the present ones while it is being written. At most four queries."""
    return thawed(report.figures) if report.figures else snapshot_of(report.exam)


def report_before(exam: Exam) -> QualityReport | None:
    """The last approved report before a test, of the group or the one it follows: its measures are looked back at. Four queries."""
    groups = [pk for pk in (exam.group_id, exam.group.follows_id) if pk is not None]
    rows = _loaded().filter(exam__group_id__in=groups, exam__day__lt=exam.day, status__in=[Status.APPROVED, Status.ARCHIVED])
    report: QualityReport | None = rows.order_by("-exam__day", "-pk").first()
    return report


def measures_of(report: QualityReport | None) -> list[ReportMeasure]:
    """All measures of a loaded report, in order. No query."""
    return [measure for problem in report.problems.all() for measure in problem.measures.all()] if report else []


def draft_of(report: QualityReport, snapshot: Snapshot, before: QualityReport | None) -> Draft:
    """A loaded report as the rules judge it. No query."""
    return Draft(
        tested=snapshot.grade.tested,
        missing=snapshot.missing,
        strengths=len(report.strengths),
        errors=len(report.errors.all()),
        measures=tuple(len(problem.measures.all()) for problem in report.problems.all()),
        looked_back=bool(report.last_measures),
        carried=len(measures_of(before)),
    )


def waiting_reports(actor: Actor) -> list[QualityReport]:
    """The submitted reports an actor may decide on, the longest waiting first. One query."""
    reports = QualityReport.objects.select_related("exam__group", "exam__term__school_year", "submitted_by")
    return list(reports.filter(access.waiting_for(actor)).order_by("submitted_at", "pk"))


def editions_of(report: QualityReport) -> list[ReportEdition]:
    """The report as it was approved each time, the latest first. One query."""
    return list(report.editions.select_related("approved_by", "file"))


def edition_of(actor: Actor, pk: int) -> ReportEdition:
    """One approved edition. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    edition: ReportEdition | None = ReportEdition.objects.select_related("report__exam", "file").filter(pk=pk).first()
    if edition is None:
        raise Http404
    require(access.may_read(actor, edition.report.exam), WHO_READS_GROUP)
    return edition


def error_of(actor: Actor, pk: int) -> TypicalError:
    """One typical error with its report and test, also one taken out for those who may bring it back. One query.

    Raises ``Http404`` when unknown here, ``NotAllowed``.
    """
    rows = TypicalError.even_removed.select_related("question", "picture", *(f"report__{path}" for path in EXAM))
    error: TypicalError | None = rows.filter(pk=pk).first()
    if error is None or (error.removed_at is not None and not access.may_write_report(actor, error.report.exam)):
        raise Http404
    require(access.may_read(actor, error.report.exam), WHO_READS_GROUP)
    return error


def removed_errors(report: QualityReport) -> list[TypicalError]:
    """Those taken out last. One query."""
    return taken_out_last(TypicalError.even_removed.select_related("question").filter(report=report))


def approver_of(group: Group, on: date) -> Person | None:
    """Who is asked first to decide: the leader of the research group above. One query."""
    heads = [Role.Kind.RESEARCH_LEADER]
    role = Role.objects.select_related("person").filter(
        valid_on(on), kind__in=heads, group_id__in=Group.objects.filter(children=group.pk).values("pk")
    ) | Role.objects.select_related("person").filter(
        valid_on(on), kind__in=heads, group_id__in=Group.objects.filter(children__children=group.pk).values("pk")
    )
    first = role.first()
    return first.person if first else None


def final_exam(group: Group, term: Term) -> Exam | None:
    """The term's final test, or None. One query."""
    return _finals([group], term).first()


def _finals(groups: Iterable[Group], term: Term) -> QuerySet[Exam]:
    exams: QuerySet[Exam] = Exam.objects.select_related("group__subject", "group__school_year", "term__school_year", "report")
    return exams.filter(group__in=groups, term=term, kind=Exam.Kind.FINAL)


@dataclass(frozen=True, slots=True)
class FinalTest:
    """A final test as it is judged: the classes without marks, each with its teacher on the day of the test."""

    exam: Exam
    unmarked: tuple[tuple[SchoolClass, Person | None], ...]


def final_tests(groups: Iterable[Group], term: Term) -> dict[int, FinalTest]:
    """The final tests of several groups of the term's year, by group. Four queries, one when there is no test."""
    exams = {exam.group_id: exam for exam in _finals(groups, term).order_by()}
    if not exams:
        return {}
    first = term.school_year.first_calendar_year
    entry = {exam.pk: first - (exam.group.grade or 0) + 1 for exam in exams.values()}
    marked = set(ScoreSheet.objects.filter(exam__in=entry).values_list("exam_id", "school_class_id"))
    classes = list(SchoolClass.objects.filter(entry_year__in=entry.values()).order_by("number"))
    taught = list(
        TeachingAssignment.objects.select_related("teacher")
        .filter(school_class__in=classes, subject__in={exam.group.subject_id for exam in exams.values()})
        .order_by("-starts")
    )

    def teacher(exam: Exam, school_class: SchoolClass) -> Person | None:
        on_day = (row for row in taught if row.starts <= exam.day and (row.ends is None or exam.day <= row.ends))
        here = (row for row in on_day if row.school_class_id == school_class.pk and row.subject_id == exam.group.subject_id)
        row = next(here, None)
        return row.teacher if row else None

    def unmarked(exam: Exam) -> tuple[tuple[SchoolClass, Person | None], ...]:
        own = (each for each in classes if each.entry_year == entry[exam.pk] and (exam.pk, each.pk) not in marked)
        return tuple((each, teacher(exam, each)) for each in own)

    return {group: FinalTest(exam, unmarked(exam)) for group, exam in exams.items()}


def due_day(calendar: Calendar, final: FinalTest | None) -> date:
    """When the final report is due, where there are written tests: five school days after the test, or the term's last day. No query."""
    return report_due(calendar, final.exam.day if final else None)


def report_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """What is overdue about the final test on a day: the test, marks of classes, the report, deciding on it. [] in grades 1 and 2.

    A fixed number of queries.
    """
    on = term.nearest(day)
    return report_gaps_among(
        group,
        term,
        day,
        calendar=calendar_of(term),
        final=final_tests([group], term).get(group.pk),
        leader=leader_of(group, on),
        approver=approver_of(group, on),
    )


def report_gaps_among(
    group: Group, term: Term, day: date, *, calendar: Calendar, final: FinalTest | None, leader: Person | None, approver: Person | None
) -> list[Gap]:
    """The same, knowing the final test, who leads and who decides. No query."""
    if not has_written_tests(group.grade):
        return []
    if final is None:
        due = due_day(calendar, None)
        url = reverse("assessments:exams", args=[group.pk, term.key])
        return [Gap.of("期末检测还没有登记，质量报告还没有写", leader, due, url)] if due < day else []
    return [*_marks_gaps(final, calendar, day), *_writing_gaps(final.exam, calendar, day, leader=leader, approver=approver)]


def _marks_gaps(final: FinalTest, calendar: Calendar, day: date) -> list[Gap]:
    """Classes whose marks are overdue, each in the name of its teacher. No query."""
    exam, due = final.exam, marks_due(calendar, final.exam.day)
    if due >= day:
        return []
    url = reverse("assessments:exam", args=[exam.pk])  # the page of marks is for the class's own teachers alone
    return [Gap.of(f"{class_name_in(exam, each)}“{exam}”的成绩还没有录入", teacher, due, url) for each, teacher in final.unmarked]


def _writing_gaps(exam: Exam, calendar: Calendar, day: date, *, leader: Person | None, approver: Person | None) -> list[Gap]:
    """The gaps of writing, handing in and deciding, for a loaded test. No query."""
    report: QualityReport | None = getattr(exam, "report", None)
    due, url = report_due(calendar, exam.day), reverse("assessments:report", args=[exam.pk])
    if report is None:
        return [Gap.of(f"“{exam}”的质量报告还没有写", leader, due, url)] if due < day else []
    if report.status == Status.SUBMITTED and report.submitted_at is not None:
        since = decision_due(calendar, due, timezone.localdate(report.submitted_at))
        return [Gap.of("质量报告等待审批", approver, since, url)] if since < day else []
    words: Mapping[str, str] = {Status.DRAFT: "还没有提交审批", Status.RETURNED: "已退回，还没有改好再提交"}
    return [Gap.of(f"质量报告{words[report.status]}", leader, due, url)] if report.status in words and due < day else []
