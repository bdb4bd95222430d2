"""Registering a test, its lines and its items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from jiaoyan.assessments import access
from jiaoyan.assessments.models import Exam, ExamQuestion, QualityReport
from jiaoyan.assessments.queries.exams import class_name_in
from jiaoyan.assessments.rules.kinds import FINAL, NOT_IN_THIS_GRADE, ONE_FINAL, has_written_tests, problem_of_title, proposed_title
from jiaoyan.assessments.rules.lines import MOST_QUESTIONS, QuestionLine
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.curriculum.queries import volume_for
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.classes import pupils_of
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row, of_table

HEAD = ("kind", "title", "day", "minutes", "full_mark", "unit")
LINES = ("low_percent", "pass_percent", "good_percent", "excellent_percent", "goal_percent")
REPORT_IS_OUT = "质量报告已经提交或通过，数据随报告定格，现在不能改动；需要改动时，请先撤回或重新修改报告。"
GONE = "这次练习或检测刚刚被删去了。请先恢复，再修改。"
_OUT_OF_THE_WAY = 1000


def make_exam(*, by: Actor, place: GroupTerm, values: Mapping[str, Any]) -> Exam:
    """Register a test (``HEAD`` and ``LINES``); the same test of the same day is registered once.

    Raises ``Refused`` with every problem by field: grades 1 and 2, a second final, a name that calls practice an examination, a day outside
    the term, lines that do not rise. ``NotAllowed``.
    """
    kind = values["kind"]
    if not has_written_tests(place.group.grade):
        raise Refused(NOT_IN_THIS_GRADE)
    require(access.may_make(by, place.group.pk, kind), access.WHO_MAKES)
    given = _checked(place, values) | {"made_by_id": by.person_id or None}
    exam = Exam(school_id=by.school_id, group=place.group, term=place.term, **given)
    try:
        with transaction.atomic():
            Group.objects.select_for_update().get(pk=place.group.pk)
            if (again := _same(exam)) is not None:
                return again
            exam.save(force_insert=True)
            note(by, "create", exam, f"登记“{exam}”（{long_day(exam.day)}）")
    except IntegrityError as second:
        raise Refused(ONE_FINAL, "kind") from second
    return exam


def change_exam(*, by: Actor, exam: Exam, place: GroupTerm, values: Mapping[str, Any], version: int) -> Exam:
    """Change kind, name, minutes and lines. With marks in, the full mark stays, and the day moves only to one on which the same pupils sat there.

    Raises like ``make_exam``, ``ChangedMeanwhile``.
    """
    given = _checked(place, values)
    if given["kind"] != exam.kind:
        require(access.may_make(by, exam.group_id, given["kind"]), access.WHO_MAKES)
    try:
        with editing(by, exam, version) as row:
            if row.sheets.exists() and given["full_mark"] != row.full_mark:
                raise Refused("已经有班级成绩，满分不能再改。", "full_mark")
            if given["day"] != row.day and (others := _classes_with_another_roll(row, given["day"])):
                raise Refused(f"那一天{'、'.join(others)}的学生名单与已录的成绩不同，日期不能这样改；需要时请先清除那些班的成绩。", "day")
            for name, value in given.items():
                setattr(row, name, value)
            row.save(update_fields=[*given])
            note(by, "change", row, f"修改“{row}”的安排")
    except IntegrityError as second:
        raise Refused(ONE_FINAL, "kind") from second
    return row


def save_questions(*, by: Actor, exam: Exam, version: int, lines: Sequence[QuestionLine]) -> Exam:
    """The items in order. Once a class has marks, items keep their number and their marks; everything else may still be changed.

    Raises ``RowsAtFault`` with every problem, ``ChangedMeanwhile``, ``NotPossible``, ``NotAllowed``.
    """
    _refuse_rows(list(_faults(lines)))
    with editing(by, exam, version) as row:
        stored = {question.pk: question for question in row.questions.all()}
        if row.sheets.exists():
            _refuse_rows(list(_shape_changed(lines, list(stored.values()))))
        _refuse_rows(list(_cited_and_gone(row, lines)))
        total = sum(line.half_points for line in lines)
        if total != 2 * row.full_mark:
            _refuse_rows([of_table(f"各题分值合计{points(total)}分，与满分{row.full_mark}分不一致，请核对。")])
        _store(row, lines, stored)
        note(by, "questions", row, f"填写“{row}”的题目，共{len(lines)}题")
    return row


def remove_exam(*, by: Actor, exam: Exam, version: int) -> None:
    """Take out a test registered by mistake, with its items; ``restore_exam`` brings it back.

    Raises ``Refused`` once a class has marks or a report was begun, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_change(by, exam), access.WHO_CHANGES)
    with transaction.atomic():
        row = standing(Exam, exam.pk, version)
        if row.sheets.exists() or QualityReport.objects.filter(exam=row).exists():
            raise Refused("已经有成绩或报告，不能删除。录错的成绩可以在班级成绩页清除。")
        take_out(by, row, "remove", f"删除“{row}”")


def restore_exam(*, by: Actor, exam: Exam) -> None:
    """Bring it back; twice changes nothing. Raises ``Refused`` when the same, or another final one, was registered meanwhile, ``NotAllowed``."""
    require(access.may_change(by, exam), access.WHO_CHANGES)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=exam.group_id)
        row = removed(Exam, exam.pk)
        if row is None:
            return
        if _same(row) is not None:
            raise Refused(f"同一天的“{row}”已经重新登记，不用再恢复。")
        if row.is_final and Exam.objects.filter(group_id=row.group_id, term_id=row.term_id, kind=FINAL).exists():
            raise Refused(ONE_FINAL)
        bring_back(by, row, "restore", f"恢复“{row}”（{long_day(row.day)}）")


def _same(exam: Exam) -> Exam | None:
    """Another that stands, of the same kind, name and day."""
    same = Exam.objects.filter(group_id=exam.group_id, term_id=exam.term_id, kind=exam.kind, title=exam.title, day=exam.day)
    found: Exam | None = same.exclude(pk=exam.pk).first()
    return found


@contextmanager
def editing(by: Actor, exam: Exam, version: int) -> Iterator[Exam]:
    """The test, locked, as long as it is the one that was read and its report is not out; its version grows by one, unless nothing was changed."""
    require(access.may_change(by, exam), access.WHO_CHANGES)
    with transaction.atomic():
        row = locked(exam)
        with only_news(row, "questions", stale=row.version != version):
            yield row
            Exam.objects.filter(pk=row.pk).update(version=F("version") + 1)


def locked(exam: Exam) -> Exam:
    """The test, locked for this transaction. Raises ``NotPossible`` while its report is handed in or approved, and once it was taken out."""
    row: Exam | None = Exam.objects.select_for_update(of=("self",)).select_related("group", "term").filter(pk=exam.pk).first()
    if row is None:
        raise NotPossible(GONE)
    report = QualityReport.objects.filter(exam=row).first()
    if report is not None and not may_edit(report.status):
        raise NotPossible(REPORT_IS_OUT)
    return row


def _classes_with_another_roll(exam: Exam, day: date) -> list[str]:
    """The classes whose marks are not those of the pupils who sat in them on a day. Two queries for each class with marks."""
    sheets = exam.sheets.select_related("school_class").order_by("school_class__number")
    marked = {sheet.school_class: set(sheet.marks.values_list("pupil_id", flat=True)) for sheet in sheets}
    return [class_name_in(exam, each) for each, pupils in marked.items() if pupils != {row.pupil_id for row in pupils_of(each, day)}]


def _checked(place: GroupTerm, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values to be stored, title proposed where none was typed. Raises ``Refused``."""
    given = {name: values[name] for name in (*HEAD, *LINES) if name in values}
    unit = given.get("unit")
    given["title"] = str(given.get("title") or "").strip() or proposed_title(given["kind"], unit.title if unit else "")
    problems = {}
    if problem := problem_of_title(given["kind"], given["title"]):
        problems["title"] = problem
    first, last = place.term.first_school_day, place.term.last_school_day
    if not first <= given["day"] <= last:
        problems["day"] = f"请填本学期内的一天（{long_day(first)}至{long_day(last)}）。"
    lines = [given[name] for name in LINES[:4] if name in given]
    if lines != sorted(set(lines)) or any(line > 100 for line in lines):
        problems["pass_percent"] = "低分线、合格线、良好线、优秀线要依次升高，最高100。"  # noqa: S105 - the share of marks that passes
    volume = volume_for(place.group, place.term)
    if unit is not None and (volume is None or unit.volume_id != volume.pk):
        problems["unit"] = "这个单元不在本学期的教材里。"
    refuse(problems)
    return given


def _faults(lines: Sequence[QuestionLine]) -> Iterator[Problem]:
    if not lines:
        yield of_table("请至少填一道题。")
    if len(lines) > MOST_QUESTIONS:
        yield of_table(f"最多{MOST_QUESTIONS}题，可以把小题合并成一行。")
    seen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.label in seen:
            yield in_row(place, "label", f"题号“{line.label}”与第{seen[line.label] + 1}行相同，请写成不同的题号，如“一1”“二1”。")
        seen.setdefault(line.label, place)
        if line.expected is not None and not 0 < line.expected <= 100:
            yield in_row(place, "expected", "预期得分率请填1到100。")


def _shape_changed(lines: Sequence[QuestionLine], stored: Sequence[ExamQuestion]) -> Iterator[Problem]:
    """Marks are kept in the order of the items: with marks in, number, order and full marks stay."""
    now = [(question.pk, question.half_points) for question in sorted(stored, key=lambda each: each.position)]
    if [line.key for line in lines] != [key for key, _ in now]:
        yield of_table("已经有班级成绩，题目不能再增减或换顺序；需要时请先清除各班成绩。")
        return
    for place, (line, (_, half_points)) in enumerate(zip(lines, now, strict=True)):
        if line.half_points != half_points:
            yield in_row(place, "marks", f"已经有班级成绩，这一题的分值（{points(half_points)}分）不能再改。")


def _cited_and_gone(exam: Exam, lines: Sequence[QuestionLine]) -> Iterator[Problem]:
    kept = [line.key for line in lines if line.key is not None]
    for question in exam.questions.filter(pk__in=QualityReport.objects.filter(exam=exam).values("errors__question")).exclude(pk__in=kept):
        yield of_table(f"典型错例里用到了第{question.label}题，不能删去。")


def _refuse_rows(problems: Sequence[Problem]) -> None:
    if problems:
        raise RowsAtFault(problems)


def _store(exam: Exam, lines: Sequence[QuestionLine], stored: Mapping[int, ExamQuestion]) -> None:
    """Make the items these, in this order; a known key keeps its row."""
    keys = [line.key for line in lines if line.key is not None and line.key in stored]
    ExamQuestion.objects.filter(exam=exam).exclude(pk__in=keys).delete()
    ExamQuestion.objects.filter(exam=exam).update(position=F("position") + _OUT_OF_THE_WAY)  # places are unique: make room first
    kept = [stored[key] for key in keys]
    for question in kept:  # and so are labels, which two items may have exchanged
        question.label = f"~{question.pk}"[-8:]
    ExamQuestion.objects.bulk_update(kept, ["label"])
    fresh: list[ExamQuestion] = []
    for position, line in enumerate(lines, start=1):
        question = stored.get(line.key or 0) or ExamQuestion(school_id=exam.school_id, exam=exam)
        question.position, question.label, question.section = position, line.label, line.section
        question.half_points, question.knowledge = line.half_points, line.knowledge
        question.unit_id, question.cognitive, question.expected = line.unit_id, line.cognitive, line.expected
        if question.pk is None:
            fresh.append(question)
    fields = ["position", "label", "section", "half_points", "knowledge", "unit", "cognitive", "expected"]
    ExamQuestion.objects.bulk_update(kept, fields)
    ExamQuestion.objects.bulk_create(fresh)
