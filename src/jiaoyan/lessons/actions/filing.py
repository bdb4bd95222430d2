"""Giving the files of a research lesson, taking them out and bringing them back. 研究课的教案、课件"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jiaoyan.lessons import access
from jiaoyan.lessons.models import LessonFile, ResearchLesson
from jiaoyan.library.actions import Given
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note


class CannotFile(Refused):
    """A file that cannot be kept with the lesson."""


def give_file(*, by: Actor, lesson: ResearchLesson, kind: str, given: Given, words: str, day: date) -> LessonFile:
    """Keep a file that lies on disk (``library.actions.lay_file``) with the lesson; the same one sent again is one.

    Raises ``ChangedMeanwhile`` when the lesson was called off, ``NotAllowed``.
    """
    require(access.may_work_on(by, lesson), access.WHO_WORKS)
    with transaction.atomic():
        row = _locked(lesson)
        if row.removed_at is not None:
            raise ChangedMeanwhile
        again = _given_already(row, kind, given.laid.sha256)
        if again is not None:
            return again
        made: LessonFile = LessonFile.objects.create(
            school_id=by.school_id,
            lesson=row,
            kind=kind,
            file=given.registered(by),
            note=words.strip(),
            given_by_id=by.person_id,
            given_on=day,
        )
        note(by, "lesson_file", row, f"上传{row}的{made}")
    return made


def remove_file(*, by: Actor, file: LessonFile, version: int) -> None:
    """Take a file out; ``restore_file`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_take_out(by, file), access.WHO_TAKES_OUT)
    with transaction.atomic():
        row = standing(LessonFile, file.pk, version, along=("lesson__teacher", "file"))
        take_out(by, row, "lesson_file_out", f"删去{row.lesson}的{row}", told_of=row.lesson)


def restore_file(*, by: Actor, file: LessonFile) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotFile`` when the same was given again meanwhile, ``NotAllowed``."""
    require(access.may_take_out(by, file), access.WHO_TAKES_OUT)
    with transaction.atomic():
        _locked(file.lesson)
        row = removed(LessonFile, file.pk, along=("lesson__teacher", "file"))
        if row is None:
            return
        refuse({"": "同样的文件已经重新上传，不用再恢复。"} if _given_already(row.lesson, row.kind, row.file.sha256) else {}, CannotFile)
        bring_back(by, row, "lesson_file_back", f"恢复{row.lesson}的{row}", told_of=row.lesson)


def _locked(lesson: ResearchLesson) -> ResearchLesson:
    row: ResearchLesson = ResearchLesson.objects.select_for_update(of=("self",)).select_related("teacher").get(pk=lesson.pk)
    return row


def _given_already(lesson: ResearchLesson, kind: str, sha256: str) -> LessonFile | None:
    found: LessonFile | None = LessonFile.objects.filter(lesson=lesson, kind=kind, file__sha256=sha256).first()
    return found
