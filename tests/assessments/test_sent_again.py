"""A form of tests and reports that is sent again after success is answered as saved; over somebody else's words it is refused, and theirs stay."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jiaoyan.assessments.actions import marks, reports
from jiaoyan.assessments.models import QualityReport, ScoreSheet, TypicalError
from jiaoyan.assessments.queries.exams import own_teachers_of, questions_of, seats_of, sheet_of, teacher_keys
from jiaoyan.assessments.rules.lines import MeasureLine
from jiaoyan.assessments.rules.score_sheet import Line
from jiaoyan.documents import markup
from jiaoyan.documents.pictures_in import CleanPicture, clean
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine, StoredFile
from tests.assessments import builders
from tests.assessments.builders import AT, leader
from tests.conftest import TODAY, SmallSchool

ERROR = {"sample": "0.5×0.4=2", "kind": "概念", "pupils": 3, "cause": "小数位数没有合起来。"}


def lines_of(verb: str) -> int:
    return HistoryLine.objects.filter(verb=verb).count()


def type_marks(here: SmallSchool, version: int, mark: int) -> str:
    exam, school_class = builders.fresh(builders.paper(here)), here.classes[0]
    return marks.save_marks(
        by=leader(here),
        exam=exam,
        school_class=school_class,
        own_teachers=teacher_keys(own_teachers_of(exam, TODAY)[school_class.pk]),
        lines=[Line(seat.pupil, (mark,) * 4) for seat in seats_of(exam, school_class)],
        version=version,
        at=AT,
    )


@pytest.mark.parametrize("version", [0, 1])
def test_marks_sent_again_are_stored_once_and_said_as_before(here: SmallSchool, version: int) -> None:
    builders.fill(here, here.classes[0])
    if version:
        type_marks(here, 0, 4)
    before = lines_of("marks")
    assert type_marks(here, version, 5) == type_marks(here, version, 5)
    assert lines_of("marks") == before + 1
    assert ScoreSheet.objects.get().version == version + 1


@pytest.mark.parametrize("version", [0, 1])
def test_marks_over_others_that_came_first_are_refused(here: SmallSchool, version: int) -> None:
    builders.fill(here, here.classes[0])
    type_marks(here, 0, 4)
    type_marks(here, 1, 3)
    with pytest.raises(ChangedMeanwhile):
        type_marks(here, version, 5)
    sheet = sheet_of(builders.made(here), here.classes[0])
    assert sheet is not None
    assert {tuple(row.half_points) for row in sheet.marks.all()} == {(3, 3, 3, 3)}


def test_marks_of_a_class_that_were_cleared_meanwhile_are_not_typed_over(here: SmallSchool) -> None:
    builders.fill(here, here.classes[0])
    with pytest.raises(ChangedMeanwhile):
        type_marks(here, 1, 5)
    assert not ScoreSheet.objects.exists()


def save_text(report: QualityReport, by: Any, version: int, words: str) -> None:
    reports.save_text(
        by=by, report=report, version=version, strengths=[words], last_measures=markup.parse("上次的措施。"), written_on=TODAY
    )


def save_problems(report: QualityReport, by: Any, version: int, words: str) -> None:
    owner = by.person_id
    measure = MeasureLine("移位出错多", words, owner, TODAY, TODAY, "再测")
    reports.save_problems(
        by=by, report=report, version=version, lines=[measure, MeasureLine("读题不细", "圈画", owner, TODAY, TODAY, "看作业")]
    )


def measures_of(report: QualityReport) -> list[str]:
    return [measure.action for problem in report.problems.all() for measure in problem.measures.all()]


@pytest.mark.parametrize("save", [save_text, save_problems])
def test_part_of_a_report_sent_again_is_stored_once(here: SmallSchool, save: Callable[..., None]) -> None:
    report = builders.started(here)
    before = lines_of("write")
    for _ in range(2):
        save(report, leader(here), report.version, "每天口算")
    assert lines_of("write") == before + 1
    assert builders.again(report.exam).version == report.version + 1


@pytest.mark.parametrize("save", [save_text, save_problems])
def test_part_of_a_report_over_other_words_is_refused_and_those_stay(here: SmallSchool, save: Callable[..., None]) -> None:
    report = builders.started(here)
    save(report, leader(here), report.version, "每天口算")
    with pytest.raises(ChangedMeanwhile):
        save(report, leader(here), report.version, "每周口算")
    found = builders.again(report.exam)
    assert [*found.strengths, *measures_of(found)][0] == "每天口算"


def test_measure_that_moves_to_the_other_problem_is_news(here: SmallSchool) -> None:
    report = builders.started(here)
    one, two = MeasureLine("甲", "练", leader(here).person_id, TODAY, TODAY, "看"), MeasureLine("乙")
    reports.save_problems(by=leader(here), report=report, version=report.version, lines=[one, two])
    moved = [MeasureLine("甲"), MeasureLine("乙", "练", leader(here).person_id, TODAY, TODAY, "看")]
    reports.save_problems(by=leader(here), report=report, version=report.version + 1, lines=moved)
    assert [problem.measures.count() for problem in builders.again(report.exam).problems.all()] == [0, 1]


@pytest.fixture
def picture(tmp_path: Path, settings: Any) -> Callable[[int], CleanPicture]:
    settings.FILES_ROOT = tmp_path / "files"

    def drawn(shade: int) -> CleanPicture:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), (shade, 80, 80)).save(file, "PNG")
        return clean(file.getvalue(), longest_side=100)

    return drawn


def save_error(here: SmallSchool, error: TypicalError | None, picture: CleanPicture | None, **more: Any) -> TypicalError:
    report = builders.again(builders.started(here).exam)
    question = questions_of(report.exam)[0]
    values = {**ERROR, **{name: more.pop(name) for name in ERROR if name in more}}
    return reports.save_error(by=leader(here), report=report, error=error, question=question, values=values, picture=picture, **more)


def test_error_with_its_picture_sent_again_is_one(here: SmallSchool, picture: Callable[[int], CleanPicture]) -> None:
    builders.started(here)
    before = lines_of("write"), StoredFile.objects.count()
    assert save_error(here, None, picture(10)) == save_error(here, None, picture(10))
    assert (lines_of("write"), StoredFile.objects.count()) == (before[0] + 1, before[1] + 1)


def test_error_in_the_same_words_with_another_picture_is_another(here: SmallSchool, picture: Callable[[int], CleanPicture]) -> None:
    assert save_error(here, None, picture(10)) != save_error(here, None, picture(200))
    assert TypicalError.objects.count() == 2


def test_change_of_an_error_sent_again_is_stored_once(here: SmallSchool, picture: Callable[[int], CleanPicture]) -> None:
    error = save_error(here, None, picture(10))
    before = lines_of("write")
    report = builders.again(error.report.exam).version
    for _ in range(2):
        save_error(here, error, picture(200), cause="没有看清小数点。", version=1)
    error.refresh_from_db()
    assert (lines_of("write"), error.version, builders.again(error.report.exam).version) == (before + 1, 2, report + 1)
    assert StoredFile.objects.filter(pk=error.picture_id).exists()


def test_change_of_an_error_over_other_words_is_refused_and_those_stay(here: SmallSchool, picture: Callable[[int], CleanPicture]) -> None:
    error = save_error(here, None, picture(10))
    drawn = error.picture_id
    save_error(here, error, None, cause="没有看清小数点。", version=1)
    with pytest.raises(ChangedMeanwhile):
        save_error(here, error, picture(200), cause="我写的。", version=1)
    error.refresh_from_db()
    assert (error.cause, error.picture_id) == ("没有看清小数点。", drawn)
