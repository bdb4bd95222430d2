"""The marks of a class: stored whole or not at all, by the class's own teacher. Lines of history name no pupil and no mark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiaoyan.assessments import access
from jiaoyan.assessments.actions.exams import locked
from jiaoyan.assessments.models import Exam, PupilMarks, ScoreSheet
from jiaoyan.assessments.queries.exams import class_name_in, questions_of, seats_of
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.assessments.rules.score_sheet import Line, Reading
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note
from jiaoyan.schools.models import DoneOnce, SchoolClass

BATCH = 200


def import_scores(
    *,
    by: Actor,
    exam: Exam,
    school_class: SchoolClass,
    own_teachers: Collection[int],
    reading: Reading,
    source: str,
    key: str,
    version: int,
    at: datetime,
) -> str:
    """Store what was read and reviewed, instead of what stood there; gives the sentence that says what was done.

    ``version``: that of the sheet that was seen, 0 for none; ``key`` names this import: doing it again changes nothing. Raises ``Refused``
    while the reading has problems or the class or paper changed since, ``ChangedMeanwhile``, ``NotPossible``, ``NotAllowed``.
    """
    require(access.may_see_marks(by, exam, own_teachers), access.WHO_SEES_MARKS)
    if reading.problem_count:
        raise Refused("成绩表还有要改的地方，没有存入。")
    with transaction.atomic():
        row = locked(exam)
        done = DoneOnce.objects.filter(key=key).first()
        if done is not None:
            return str(done.answer)
        answer = _store(by, row, school_class, reading.lines, source, version, at)
        DoneOnce.objects.create(school_id=by.school_id, key=key, at=timezone.now(), answer=answer)
    return answer


def save_marks(
    *,
    by: Actor,
    exam: Exam,
    school_class: SchoolClass,
    own_teachers: Collection[int],
    lines: Collection[Line],
    version: int,
    at: datetime,
) -> str:
    """The same for marks typed on the page; the same marks sent again change nothing. Raises like ``import_scores``."""
    require(access.may_see_marks(by, exam, own_teachers), access.WHO_SEES_MARKS)
    with transaction.atomic():
        return _store(by, locked(exam), school_class, lines, "", version, at)


def clear_marks(*, by: Actor, exam: Exam, school_class: SchoolClass, own_teachers: Collection[int]) -> None:
    """Take the marks of a class out. Raises ``NotPossible`` while the report is out, ``NotAllowed``."""
    require(access.may_see_marks(by, exam, own_teachers), access.WHO_SEES_MARKS)
    with transaction.atomic():
        row = locked(exam)
        sheet = ScoreSheet.objects.filter(exam=row, school_class=school_class).first()
        if sheet is not None:
            note(by, "clear", sheet, f"清除{class_name_in(exam, school_class)}“{exam}”的成绩")
            sheet.delete()


def note_marks_seen(*, by: Actor, exam: Exam, school_class: SchoolClass, count: int, exported: bool = False) -> None:
    """The line of history for each look at named marks, on the page or as a file."""
    with transaction.atomic():
        did = "导出" if exported else "查看"
        note(by, "export" if exported else "view", exam, f"{did}{class_name_in(exam, school_class)}“{exam}”的各题得分，{count}人")


def _store(by: Actor, exam: Exam, school_class: SchoolClass, lines: Collection[Line], source: str, version: int, at: datetime) -> str:
    seats = {seat.pupil for seat in seats_of(exam, school_class)}
    questions = questions_of(exam)
    if {line.pupil for line in lines} != seats or len(lines) != len(seats) or not seats:
        raise Refused("班级名单刚刚有变动，请重新核对一次。")
    if any(line.marks is not None and not _fits(line.marks, [question.half_points for question in questions]) for line in lines):
        raise Refused("题目刚刚有变动，请重新核对一次。")
    worth = sum(question.half_points for question in questions)
    if worth != 2 * exam.full_mark:  # the full mark was changed after the items were written
        raise Refused(f"各题分值合计{points(worth)}分，与满分{exam.full_mark}分不一致。请登记人或备课组长先改好题目或满分，再录入成绩。")
    sheet = ScoreSheet.objects.filter(exam=exam, school_class=school_class).first()
    values = {"enrolled": len(seats), "imported_by_id": by.person_id, "imported_at": at, "source": source[:120]}
    tested = sum(line.marks is not None for line in lines)
    said = f"{class_name_in(exam, school_class)}“{exam}”，应考{len(seats)}人，实考{tested}人"
    if sheet is None:
        if version:
            raise ChangedMeanwhile
        sheet = ScoreSheet.objects.create(school_id=by.school_id, exam=exam, school_class=school_class, **values)
        _put_down(sheet, lines)
        note(by, "marks", sheet, f"录入成绩：{said}")
    else:
        with only_news(sheet, "marks", stale=sheet.version != version):
            ScoreSheet.objects.filter(pk=sheet.pk).update(version=sheet.version + 1, **values)
            sheet.marks.all().delete()
            _put_down(sheet, lines)
            note(by, "marks", sheet, f"录入成绩：{said}")
    return f"已录入{said}"


def _put_down(sheet: ScoreSheet, lines: Collection[Line]) -> None:
    PupilMarks.objects.bulk_create(
        (
            PupilMarks(
                school_id=sheet.school_id,
                sheet=sheet,
                pupil_id=line.pupil,
                half_points=list(line.marks or ()),
                total=line.total,
                reason=line.reason if line.marks is None else "",
            )
            for line in lines
        ),
        batch_size=BATCH,
    )


def _fits(marks: tuple[int, ...], fulls: list[int]) -> bool:
    return len(marks) == len(fulls) and all(0 <= mark <= full for mark, full in zip(marks, fulls, strict=True))
