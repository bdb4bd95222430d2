"""Handing an exercise in and reviewing it. All raise ``NotAllowed`` and the refusals of ``schools.actions.approval``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import CONTENT_TYPE, to_docx
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions.exercises import locked
from jiaoyan.items.actions.problems import CannotSave, Incomplete
from jiaoyan.items.models import Exercise, ExerciseEdition, ExerciseReview, ExerciseRevision
from jiaoyan.items.printouts.exercises import with_answers
from jiaoyan.items.queries.exercises import needs_change_line, standing_of
from jiaoyan.items.rules.words import CHECKLIST
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import refuse

LONGEST_TEXT = 300


def submit(*, by: Actor, exercise: Exercise, version: int, change: str = "", today: date, now: datetime | None = None) -> Exercise:
    """Hand it to the reviewer; after a review, ``change`` says in a line what was changed. ``exercise`` is loaded by ``queries.exercise_of``.

    Raises ``Incomplete`` with everything that is missing, ``CannotSave`` (``change``).
    """
    require(access.may_write(by, exercise), access.WHO_WRITES)
    if exercise.version != version:
        raise approval.ChangedMeanwhile
    words = change.strip()
    asked = needs_change_line(exercise)
    if asked and not words:
        raise CannotSave("请写一句这次改了什么，审核人好对照着看。", "change")
    if len(words) > LONGEST_TEXT:
        raise CannotSave(f"最多{LONGEST_TEXT}字，现在有{len(words)}字。", "change")
    if stops := standing_of(exercise).stops:
        raise Incomplete(stops)
    with transaction.atomic():
        approval.submit(exercise, by=by, now=now)
        if exercise.made_on is None:
            Exercise.objects.filter(pk=exercise.pk).update(made_on=today)
            exercise.made_on = today
        if asked:
            last = exercise.revisions.aggregate(last=Max("version"))["last"] or 1
            ExerciseRevision.objects.create(
                school_id=by.school_id, exercise=exercise, version=last + 1, day=today, by_id=by.person_id, change=words
            )
    return exercise


def withdraw(*, by: Actor, exercise: Exercise, version: int) -> None:
    """Take it back before it was reviewed."""
    require(access.may_write(by, exercise), access.WHO_WRITES)
    exercise.version = version
    approval.withdraw(exercise, by=by)


def review(
    *,
    by: Actor,
    exercise: Exercise,
    version: int,
    checklist: Collection[str],
    opinion: str,
    verdict: str,
    today: date,
    now: datetime | None = None,
) -> Exercise:
    """The reviewer's word: 通过 approves and keeps the file of this day, 修改后通过 and 重做 send it back to its author.

    Raises ``CannotSave`` by field: no opinion, or 通过 although something on the checklist was not found in order.
    """
    require(access.may_review(by, exercise), access.WHO_REVIEWS)
    exercise.version = version
    words = opinion.strip()
    refuse(_problems(checklist, words, verdict), CannotSave)
    passes = verdict == "pass"
    laid = files.lay_down(to_docx(Document(exercise.title, with_answers(exercise, reviewed_on=today)))) if passes else None
    with transaction.atomic():
        if passes:
            approval.approve(exercise, by=by, note=words, authors=[exercise.author_id], now=now)
            Exercise.objects.filter(pk=exercise.pk).update(reviewed_on=today)
            exercise.reviewed_on = today
        else:
            approval.send_back(exercise, by=by, note=words, authors=[exercise.author_id], now=now)
        last = exercise.reviews.aggregate(last=Max("round"))["last"] or 0
        kept = [name for name, _ in CHECKLIST if name in checklist]
        ExerciseReview.objects.create(
            school_id=by.school_id,
            exercise=exercise,
            round=last + 1,
            reviewer_id=by.person_id,
            day=today,
            checklist=kept,
            opinion=words,
            verdict=verdict,
        )
        if laid is not None:
            _keep(exercise, laid, by=by, today=today)
    return exercise


def _keep(exercise: Exercise, laid: files.Laid, *, by: Actor, today: date) -> None:
    """The file of an approval, byte for byte."""
    number = exercise.editions.count() + 1
    file = files.register(laid, name=f"{exercise.title}定稿{number}.docx", content_type=CONTENT_TYPE, by=by)
    ExerciseEdition.objects.create(school_id=by.school_id, exercise=exercise, number=number, approved_on=today, file=file)


def reopen(*, by: Actor, exercise: Exercise, version: int) -> None:
    """Take an approved exercise up again; what was approved stays readable as its file. One that a class has used stays as it is."""
    require(access.may_write(by, exercise), access.WHO_WRITES)
    exercise.version = version
    with transaction.atomic():
        if locked(exercise).uses.exists():
            raise NotPossible("已经有班级用过这份练习，反馈对应的就是这一稿，不能再改；需要新的一份时，请另建一份练习。")
        approval.reopen(exercise, by=by)


def _problems(checklist: Collection[str], opinion: str, verdict: str) -> dict[str, str]:
    problems = {}
    if not opinion:
        problems["opinion"] = "请写审核意见，一两句就好。"
    elif len(opinion) > LONGEST_TEXT:
        problems["opinion"] = f"审核意见最多{LONGEST_TEXT}字，现在有{len(opinion)}字，请缩短一些。"
    open_points = [label for name, label in CHECKLIST if name not in checklist]
    if verdict == "pass" and open_points:
        problems["checklist"] = f"“{'、'.join(open_points)}”还没有勾；都核对无误才能通过，否则请选“修改后通过”。"
    return problems
