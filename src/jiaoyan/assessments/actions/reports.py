"""Writing the quality report part by part, and its way through approval. F11

Every verb that changes text takes the version it was read with; the same sent again changes nothing. Raises ``ChangedMeanwhile``, ``NotPossible``,
``NotAllowed``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from jiaoyan.assessments import access
from jiaoyan.assessments.models import Exam, ExamQuestion, PupilMarks, QualityReport, ReportMeasure, ReportProblem, TypicalError
from jiaoyan.assessments.queries.exams import has_marks
from jiaoyan.assessments.queries.reports import report_of
from jiaoyan.assessments.rules.lines import MeasureLine
from jiaoyan.documents.pictures_in import CleanPicture
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Person, StoredFile
from jiaoyan.schools.rules.approval import STATUS_LABELS, Status, may_edit
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row, of_table

MOST_PROBLEMS = 20
ALIKE = ("question_id", "sample", "kind", "pupils", "cause")


def start_report(*, by: Actor, exam: Exam, day: date) -> QualityReport:
    """Begin the report of a test; beginning it again gives the one there is. Raises ``Refused`` before any class has marks."""
    require(access.may_write_report(by, exam), access.WHO_WRITES)
    standing = report_of(exam)
    if standing is not None:
        return standing
    if not has_marks(exam):
        raise Refused("还没有班级成绩。请各班先录入成绩，再写质量报告。")
    with transaction.atomic():
        report, made = QualityReport.objects.get_or_create(school_id=by.school_id, exam=exam, defaults={"written_on": day})
        if made:
            note(by, "start", report, f"开始写“{exam}”的质量报告")
    return report  # type: ignore[no-any-return]


def save_text(
    *, by: Actor, report: QualityReport, version: int, strengths: Sequence[str], last_measures: list[dict[str, Any]], written_on: date
) -> None:
    """Strengths, the look back at the last measures, the day."""
    with _editing(by, report, lambda row: row.version == version) as row:
        row.strengths = [line.strip() for line in strengths if line.strip()]
        row.last_measures, row.written_on = last_measures, written_on
        row.save(update_fields=["strengths", "last_measures", "written_on"])
        note(by, "write", row, f"修改“{row.exam}”报告的主要成绩与上次措施回顾")


def save_problems(*, by: Actor, report: QualityReport, version: int, lines: Sequence[MeasureLine]) -> None:
    """Problems with their measures. A problem without measure may be saved, not handed in. Raises ``RowsAtFault``."""
    faults = list(_faults(lines))
    if faults:
        raise RowsAtFault(faults)
    with _editing(by, report, lambda row: row.version == version) as row:
        row.problems.all().delete()
        problem: ReportProblem | None = None
        count = place = 0
        for line in lines:
            if line.problem:
                count, place = count + 1, 0
                problem = ReportProblem.objects.create(school_id=by.school_id, report=row, position=count, text=line.problem)
            if line.has_measure and problem is not None:
                place += 1
                _measure(by, problem, place, line)
        note(by, "write", row, f"修改“{row.exam}”报告的主要问题与改进措施，问题{count}个")


def save_error(
    *,
    by: Actor,
    report: QualityReport,
    error: TypicalError | None,
    question: ExamQuestion,
    values: Mapping[str, Any],
    picture: CleanPicture | None = None,
    drop_picture: bool = False,
    version: int = 0,
) -> TypicalError:
    """Add or change a typical error (sample, kind, pupils, cause) with its picture; the same error is added once.

    Raises ``Refused`` without sample and picture or for more pupils than were tested, ``ChangedMeanwhile`` when somebody else changed it since ``version``.
    """
    given = {name: values[name] for name in ("sample", "kind", "pupils", "cause")}
    keeps = error is not None and error.picture_id is not None and not drop_picture
    refuse({} if given["sample"] or picture or keeps else {"sample": "请写出错例，或上传一张遮去姓名的照片。"})
    _check_error(report, question, given["pupils"])
    laid = files.lay_down(picture.data) if picture else None
    with _editing(by, report, lambda _: error is None or _row_of(error).version == version) as row:
        if error is None and (standing := _noted(report, question, given, laid)):
            return standing
        stored = TypicalError(school_id=by.school_id, report=row) if error is None else _row_of(error)
        stored.question, stored.version = question, stored.version + (error is not None)
        for name, value in given.items():
            setattr(stored, name, value)
        old = stored.picture_id
        if laid and picture:
            if not _shows(stored, laid):
                stored.picture = files.register(laid, name=f"错例.{picture.extension}", content_type=picture.content_type, by=by)
        elif drop_picture:
            stored.picture = None
        stored.save()
        _forget(old, stored.picture_id)
        note(by, "write", row, f"{'修改' if error else '新增'}“{row.exam}”第{question.label}题的典型错例")
    return stored


def _noted(report: QualityReport, question: ExamQuestion, given: Mapping[str, Any], laid: files.Laid | None) -> TypicalError | None:
    """The same error with the same picture, if it stands there already."""
    alike = TypicalError.objects.select_related("picture").filter(report=report, question=question, **given)
    return next((error for error in alike if _shows(error, laid)), None)


def _row_of(error: TypicalError) -> TypicalError:
    """The error under lock. Raises ``ChangedMeanwhile`` when it is gone."""
    row: TypicalError | None = TypicalError.objects.select_for_update(of=("self",)).select_related("picture").filter(pk=error.pk).first()
    if row is None:
        raise ChangedMeanwhile
    return row


def _shows(error: TypicalError, laid: files.Laid | None) -> bool:
    """Whether this is the picture it has."""
    return (error.picture.sha256 if error.picture else None) == (laid.sha256 if laid else None)


def _check_error(report: QualityReport, question: ExamQuestion, pupils: int) -> None:
    if question.exam_id != report.exam_id:
        raise Refused("这道题不是这份卷子的。", "question")
    tested = PupilMarks.objects.filter(sheet__exam_id=report.exam_id, reason="").count()
    if pupils > tested:
        raise Refused(f"实考只有{tested}人，这样错的人数不会更多，请核对。", "pupils")


def remove_error(*, by: Actor, error: TypicalError) -> None:
    """Take a typical error out with its picture; ``restore_error`` brings both back."""
    with _editing(by, error.report, lambda _: True) as row:
        take_out(by, _row_of(error), "remove", f"删去“{row.exam}”第{error.question.label}题的典型错例", told_of=row)


def restore_error(*, by: Actor, error: TypicalError) -> None:
    """Bring it back; twice changes nothing. Raises ``Refused`` when the same was written again meanwhile."""
    with _editing(by, error.report, lambda _: True) as row:
        gone = removed(TypicalError, error.pk, along=("picture",))
        if gone is None:
            return
        alike = TypicalError.objects.filter(report=row, **{name: getattr(gone, name) for name in ALIKE}).select_related("picture")
        if any((each.picture and each.picture.sha256) == (gone.picture and gone.picture.sha256) for each in alike):
            raise Refused("同样的错例已经重新写过，不用再恢复。")
        bring_back(by, gone, "restore", f"恢复“{row.exam}”第{error.question.label}题的典型错例", told_of=row)


def _forget(old: int | None, new: int | None) -> None:
    """The row of a picture nobody points at any more; the sweeper takes its file."""
    if old is not None and old != new:
        StoredFile.objects.filter(pk=old).delete()


@contextmanager
def _editing(by: Actor, report: QualityReport, seen: Callable[[QualityReport], bool]) -> Iterator[QualityReport]:
    """The report, locked, as long as it may be changed; ``seen``: whether what is to be changed stands as it was read."""
    require(access.may_write_report(by, report.exam), access.WHO_WRITES)
    with transaction.atomic():
        row: QualityReport = QualityReport.objects.select_for_update(of=("self",)).select_related("exam").get(pk=report.pk)
        if not may_edit(row.status):
            raise NotPossible(f"报告{STATUS_LABELS[Status(row.status)]}，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
        with only_news(row, "problems", "errors", stale=not seen(row), below=lambda: _measures(row)):
            yield row
            row.version += 1
            row.save(update_fields=["version"])


def _measures(report: QualityReport) -> list[tuple[Any, ...]]:
    """What the measures say, in the order of their problems. One query."""
    rows = ReportMeasure.objects.filter(problem__report=report).order_by("problem__position", "position")
    return list(rows.values_list("problem__position", "position", "action", "owner", "start", "check_by", "evidence"))


def _measure(by: Actor, problem: ReportProblem, place: int, line: MeasureLine) -> None:
    ReportMeasure.objects.create(
        school_id=by.school_id,
        problem=problem,
        position=place,
        action=line.action,
        owner_id=line.owner,
        start=line.start,
        check_by=line.check_by,
        evidence=line.evidence,
    )


def _faults(lines: Sequence[MeasureLine]) -> Iterator[Problem]:
    if sum(bool(line.problem) for line in lines) > MOST_PROBLEMS:
        yield of_table(f"问题最多{MOST_PROBLEMS}个，请抓住主要的。")
    people = set(Person.objects.filter(pk__in=[line.owner for line in lines if line.owner]).values_list("pk", flat=True))
    begun = False
    for place, line in enumerate(lines):
        begun = begun or bool(line.problem)
        if not line.problem and not begun:
            yield in_row(place, "problem", "请先写问题，再写它的措施。")
        if not line.has_measure:
            continue
        needed = {"action": "请写措施。", "start": "请填开始日期。", "check_by": "请填检查日期。", "evidence": "请写怎样看出效果。"}
        yield from (in_row(place, name, words) for name, words in needed.items() if not getattr(line, name))
        if line.owner not in people:
            yield in_row(place, "owner", "请选负责人。")
        if line.start and line.check_by and line.start > line.check_by:
            yield in_row(place, "check_by", "检查日期不能早于开始日期。")
