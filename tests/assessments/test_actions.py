"""Registering tests, storing marks, writing the report, and deciding on it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jiaoyan.assessments.actions import deciding, exams, marks, reports
from jiaoyan.assessments.actions.deciding import Incomplete
from jiaoyan.assessments.models import Exam, PupilMarks, ScoreSheet
from jiaoyan.assessments.queries.exams import own_teachers_of, questions_of, seats_of, snapshot_of, teacher_keys
from jiaoyan.assessments.queries.reports import figures_of, measures_of, report_before
from jiaoyan.assessments.rules.lines import MeasureLine, QuestionLine
from jiaoyan.assessments.rules.score_sheet import Line, Reading
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Enrolment, Group, HistoryLine, Pupil, SchoolClass
from jiaoyan.schools.rules.problem import RowsAtFault
from tests.assessments import builders
from tests.assessments.builders import AT, leader, lines, place_of, values
from tests.conftest import TODAY, SmallSchool


def test_grades_one_and_two_are_refused_with_the_reason(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.group.pk).update(grade=2)
    with pytest.raises(Refused, match="一、二年级不进行纸笔考试"):
        exams.make_exam(by=leader(here), place=place_of(here), values=values(kind="unit"))


def test_second_final_of_a_term_is_refused(here: SmallSchool) -> None:
    builders.made(here)
    with pytest.raises(Refused, match="每学期只有一次"):
        exams.make_exam(by=leader(here), place=place_of(here), values=values(title="期末检测（二）"))


def test_everything_wrong_with_a_head_is_said_at_once(here: SmallSchool) -> None:
    wrong = values(kind="unit", title="月考", day=date(2024, 9, 1), pass_percent=90)
    with pytest.raises(Refused) as refused:
        exams.make_exam(by=leader(here), place=place_of(here), values=wrong)
    assert set(refused.value.problems) == {"title", "day", "pass_percent"}


def test_member_registers_practice_but_no_final(here: SmallSchool) -> None:
    teacher = here.actor("teacher")
    assert str(exams.make_exam(by=teacher, place=place_of(here), values=values(kind="unit", unit=here.unit))) == "“简易方程”单元练习"
    with pytest.raises(NotAllowed):
        exams.make_exam(by=teacher, place=place_of(here), values=values())


def test_same_test_registered_twice_is_one(here: SmallSchool) -> None:
    first = builders.made(here)
    again = exams.make_exam(by=leader(here), place=place_of(here), values=values())
    assert first == again
    assert Exam.objects.count() == 1


def test_items_must_add_up_to_the_full_mark_with_labels_of_their_own(here: SmallSchool) -> None:
    exam = builders.made(here)
    with pytest.raises(RowsAtFault, match="合计15分，与满分20分不一致"):
        exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=lines(here)[:3])
    with pytest.raises(RowsAtFault, match="题号“1”与第1行相同"):
        exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=[QuestionLine("1", 20), QuestionLine("1", 20)])
    assert not exam.questions.exists()


def test_day_moves_with_marks_in_only_where_the_same_pupils_sat(here: SmallSchool) -> None:
    exam = builders.marked(here)
    gone = Enrolment.objects.filter(school_class=here.classes[1]).first()
    Enrolment.objects.filter(pk=gone.pk).update(starts=date(2024, 6, 5))
    place = place_of(here)
    with pytest.raises(Refused, match=r"那一天五（2）班的学生名单与已录的成绩不同"):
        exams.change_exam(by=leader(here), exam=exam, place=place, values=values(day=date(2024, 6, 4)), version=exam.version)
    moved = exams.change_exam(by=leader(here), exam=exam, place=place, values=values(day=date(2024, 6, 6)), version=exam.version)
    assert moved.day == date(2024, 6, 6)


def test_marks_wait_while_items_and_full_mark_disagree(here: SmallSchool) -> None:
    exam = builders.paper(here)
    exams.change_exam(by=leader(here), exam=exam, place=place_of(here), values=values(full_mark=25), version=exam.version)
    builders.fill(here, here.classes[0])
    with pytest.raises(Refused, match="各题分值合计20分，与满分25分不一致"):
        builders.mark(here, builders.fresh(exam), here.classes[0], builders.rows_of(builders.SIZE))
    assert not ScoreSheet.objects.exists()


def test_items_keep_their_rows_when_two_exchange_labels_and_places(here: SmallSchool) -> None:
    exam = builders.paper(here)
    first, second, *rest = questions_of(exam)
    kept = [QuestionLine(each.label, each.half_points, key=each.pk) for each in rest]
    swapped = [QuestionLine("1", 10, key=second.pk), QuestionLine("2", 10, key=first.pk), *kept]
    exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=swapped)
    assert [each.pk for each in questions_of(exam)] == [second.pk, first.pk, *[each.pk for each in rest]]


def test_with_marks_in_items_keep_number_and_marks_but_not_their_words(here: SmallSchool) -> None:
    exam = builders.marked(here)
    kept = [QuestionLine(each.label, each.half_points, knowledge="新知识点", key=each.pk) for each in questions_of(exam)]
    exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=kept)
    exam = builders.fresh(exam)
    assert questions_of(exam)[0].knowledge == "新知识点"
    with pytest.raises(RowsAtFault, match="不能再增减"):
        exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=kept[1:])
    changed = [QuestionLine(kept[0].label, 20, key=kept[0].key), *kept[1:]]
    with pytest.raises(RowsAtFault, match="不能再改"):
        exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=changed)


def test_two_people_changing_a_test_do_not_overwrite_each_other(here: SmallSchool) -> None:
    exam = builders.paper(here)
    exams.change_exam(by=leader(here), exam=exam, place=place_of(here), values=values(minutes=70), version=exam.version)
    with pytest.raises(ChangedMeanwhile):
        exams.change_exam(by=leader(here), exam=exam, place=place_of(here), values=values(minutes=50), version=exam.version)
    assert builders.fresh(exam).minutes == 70


def test_test_with_marks_is_not_removed(here: SmallSchool) -> None:
    exam = builders.marked(here)
    with pytest.raises(Refused, match="已经有成绩"):
        exams.remove_exam(by=leader(here), exam=exam, version=exam.version)
    other = builders.made(here, kind="special", title="口算专项练习")
    exams.remove_exam(by=leader(here), exam=other, version=other.version)
    assert not Exam.objects.filter(pk=other.pk).exists()


# marks


def class_lines(exam: Exam, school_class: SchoolClass, mark: int = 5) -> list[Line]:
    return [Line(seat.pupil, (mark,) * 4) for seat in seats_of(exam, school_class)]


def store(here: SmallSchool, exam: Exam, **given: object) -> str:
    """Import the first class's marks by its own teacher."""
    school_class = here.classes[0]
    wanted: dict[str, object] = {
        "by": leader(here),
        "exam": exam,
        "school_class": school_class,
        "own_teachers": teacher_keys(own_teachers_of(exam, TODAY)[school_class.pk]),
        "reading": Reading(tuple(class_lines(exam, school_class))),
        "source": "成绩.xlsx",
        "key": "import:one",
        "version": 0,
        "at": AT,
    }
    return marks.import_scores(**(wanted | given))  # type: ignore[arg-type]


def test_change_of_a_test_and_its_items_sent_again_are_stored_once(here: SmallSchool) -> None:
    exam = builders.made(here)
    for _ in range(2):
        exams.save_questions(by=leader(here), exam=exam, version=1, lines=builders.lines(here))
    for _ in range(2):
        exams.change_exam(by=leader(here), exam=exam, place=place_of(here), values=values(minutes=70), version=2)
    assert builders.fresh(exam).version == 3
    assert HistoryLine.objects.filter(verb__in=["questions", "change"]).count() == 2
    with pytest.raises(ChangedMeanwhile):
        exams.change_exam(by=leader(here), exam=exam, place=place_of(here), values=values(minutes=80), version=2)


def test_import_repeated_under_its_key_changes_nothing_and_says_the_same(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    first = store(here, exam)
    lines_before = HistoryLine.objects.count()
    assert store(here, exam) == first == "已录入五（1）班“期末学业质量检测”，应考12人，实考12人"
    assert HistoryLine.objects.count() == lines_before
    assert ScoreSheet.objects.get().version == 1


def test_import_over_newer_marks_is_refused(here: SmallSchool) -> None:
    exam = builders.marked(here)
    with pytest.raises(ChangedMeanwhile):
        store(here, exam)


def test_nothing_is_stored_while_anything_is_wrong(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    with pytest.raises(Refused):
        store(here, exam, reading=Reading(problem_count=1))
    with pytest.raises(Refused, match="班级名单刚刚有变动"):
        store(here, exam, reading=Reading(tuple(class_lines(exam, here.classes[0])[1:])))
    with pytest.raises(Refused, match="题目刚刚有变动"):
        store(here, exam, reading=Reading(tuple(class_lines(exam, here.classes[0], mark=11))))
    assert not ScoreSheet.objects.exists()
    assert not PupilMarks.objects.exists()


def test_nobody_but_the_own_teacher_stores_marks(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    for name in ("teacher", "head", "office", "admin"):
        with pytest.raises(NotAllowed):
            store(here, exam, by=here.actor(name))


def test_history_of_marks_names_no_pupil_and_no_mark(here: SmallSchool) -> None:
    builders.marked(here)
    texts = "".join(HistoryLine.objects.values_list("text", flat=True))
    assert "学生1" not in texts
    assert "应考12人，实考11人" in texts


def test_mark_and_absence_exclude_each_other_in_the_database(here: SmallSchool) -> None:
    row = PupilMarks.objects.filter(sheet__exam=builders.marked(here)).exclude(reason="").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PupilMarks.objects.filter(pk=row.pk).update(total=3)


def test_marks_go_with_the_pupil(here: SmallSchool) -> None:
    builders.marked(here)
    pupil = Pupil.objects.get(code="0205")
    pupil.enrolments.all().delete()
    pupil.delete()
    assert PupilMarks.objects.count() == 35


def test_classes_of_three_are_counted_and_hidden(here: SmallSchool) -> None:
    from jiaoyan.assessments.queries.exams import seen_by

    exam = builders.paper(here)
    for school_class, size in zip(here.classes, (3, 20, 12), strict=True):
        builders.fill(here, school_class, size)
        builders.mark(here, exam, school_class, builders.rows_of(size))
    assert [each.hidden for each in seen_by(here.actor("head"), exam, TODAY).classes] == [True, True, True]
    assert [each.hidden for each in seen_by(here.actor("leader"), exam, TODAY).classes] == [False, True, True]
    assert snapshot_of(exam).grade.tested == 35


# the report


def test_report_is_not_begun_before_there_are_marks(here: SmallSchool) -> None:
    with pytest.raises(Refused, match="还没有班级成绩"):
        reports.start_report(by=leader(here), exam=builders.paper(here), day=TODAY)


def test_problem_without_measure_is_saved_but_the_report_is_not_handed_in(here: SmallSchool) -> None:
    report = builders.complete(here)
    bare = [*builders.measures(here), MeasureLine("单位换算不熟")]
    reports.save_problems(by=leader(here), report=report, version=report.version, lines=bare)
    report = builders.again(report.exam)
    assert report.problems.count() == 2
    with pytest.raises(Incomplete, match="第2个问题还没有改进措施") as refused:
        deciding.submit(by=leader(here), report=report, version=report.version, at=AT)
    assert [finding.part for finding in refused.value.findings] == ["problems"]
    assert builders.again(report.exam).status == "draft"


def test_everything_wrong_with_measures_is_said_in_its_cell(here: SmallSchool) -> None:
    report = builders.started(here)
    wrong = [MeasureLine("", "先写措施"), MeasureLine("问题", "措施", None, date(2024, 6, 20), date(2024, 6, 13), "再测")]
    with pytest.raises(RowsAtFault) as refused:
        reports.save_problems(by=leader(here), report=report, version=report.version, lines=wrong)
    assert [(problem.row_index, problem.column) for problem in refused.value.problems] == [
        (0, "problem"), (0, "start"), (0, "check_by"), (0, "evidence"), (0, "owner"), (1, "owner"), (1, "check_by"),
    ]  # fmt: skip


def test_error_needs_a_sample_or_a_picture_and_the_same_one_is_one(here: SmallSchool) -> None:
    error = builders.with_error(here)
    report, question = builders.again(error.report.exam), error.question
    given = {"sample": "", "kind": "方法", "pupils": 6, "cause": "x"}
    with pytest.raises(Refused, match="请写出错例"):
        reports.save_error(by=leader(here), report=report, error=None, question=question, values=given)
    with pytest.raises(Refused, match="实考只有35人"):
        reports.save_error(by=leader(here), report=report, error=None, question=question, values={**given, "sample": "x", "pupils": 36})
    same = {"sample": error.sample, "kind": error.kind, "pupils": error.pupils, "cause": error.cause}
    assert reports.save_error(by=leader(here), report=report, error=None, question=question, values=same) == error
    assert report.errors.count() == 1


def test_figures_are_fixed_with_the_report_and_marks_wait_until_it_is_taken_back(here: SmallSchool) -> None:
    report = builders.submitted(here)
    exam = builders.fresh(report.exam)
    before = figures_of(report)
    with pytest.raises(NotPossible, match="数据随报告定格"):
        builders.mark(here, exam, here.classes[1], builders.rows_of(12, weak=3))
    PupilMarks.objects.filter(sheet__exam=exam, pupil__code="0205").delete()  # a pupil's data goes
    assert figures_of(builders.again(exam)) == before
    deciding.withdraw(by=leader(here), report=report, version=report.version)
    assert figures_of(builders.again(exam)).grade.tested == before.grade.tested - 1


def test_approved_report_is_kept_as_its_file_and_a_new_draft_follows_the_marks(here: SmallSchool) -> None:
    report = builders.approved(here)
    edition = report.editions.get()
    assert edition.approved_by == here.people["head"]
    assert files.read(edition.file)[:2] == b"PK"
    deciding.reopen(by=leader(here), report=report, version=report.version)
    report = builders.again(report.exam)
    assert (report.status, report.figures) == ("draft", {})
    assert report.editions.count() == 1


def test_leader_does_not_decide_and_a_word_is_needed_to_send_back(here: SmallSchool) -> None:
    report = builders.submitted(here)
    with pytest.raises(NotAllowed):
        deciding.approve(by=leader(here), report=report, version=report.version, at=AT, on=TODAY)
    with pytest.raises(NotPossible, match="请写明退回的原因"):
        deciding.send_back(by=here.actor("head"), report=report, version=report.version, at=AT, note=" ")
    deciding.send_back(by=here.actor("head"), report=report, version=report.version, at=AT, note="成因再写细一些")
    assert builders.again(report.exam).status == "returned"


def test_measures_of_the_report_before_are_looked_back_at(here: SmallSchool) -> None:
    last = builders.approved(here)
    Exam.objects.filter(pk=last.exam_id).update(day=date(2024, 3, 1))
    later = builders.marked(here, kind="special", title="应用题专项练习")
    assert [measure.action for measure in measures_of(report_before(later))] == ["每周两次口算，先说怎样移位", "错题分层面批"]
    report = reports.start_report(by=leader(here), exam=later, day=TODAY)
    with pytest.raises(Incomplete, match="上一次报告定了2项措施"):
        deciding.submit(by=leader(here), report=report, version=report.version, at=AT)
