"""Setting an approved exercise to a class, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions.exercises import locked
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseUse, ItemFeedback
from jiaoyan.items.rules.feedback import count_problem
from jiaoyan.pacing.queries import Seat
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.calendar import short_day

LARGEST_CLASS = 80


def use_exercise(*, by: Actor, exercise: Exercise, seat: Seat, day: date, place: GroupTerm) -> ExerciseUse:
    """Set it to a class on a day; ``seat`` is one of ``pacing.queries.seats_of``. Doing it again gives the use there is.

    Raises ``CannotSave`` (``day``), ``NotPossible`` for one that is not approved, ``NotAllowed``.
    """
    _require_class(by, exercise, seat)
    if not place.term.first_school_day <= day <= place.term.last_school_day:
        raise CannotSave(f"{short_day(day)}不在本学期内，请改日期。", "day")
    with transaction.atomic():
        if locked(exercise).status != Status.APPROVED:  # nobody takes it up again meanwhile
            raise NotPossible("练习审核通过以后才能使用。")
        use: ExerciseUse
        use, made = ExerciseUse.objects.get_or_create(
            school_id=by.school_id,
            exercise=exercise,
            school_class=seat.school_class,
            defaults={"day": day, "chosen_by_id": by.person_id},
        )
        if made:
            note(by, "exercise_used", exercise, f"{seat.name}使用练习“{exercise.title}”")
    return use


def give_feedback(
    *,
    by: Actor,
    use: ExerciseUse,
    seat: Seat,
    version: int,
    submitted: int | None,
    minutes_actual: Decimal | None,
    adjust: str,
    correct: Mapping[int, int | None],
) -> ExerciseUse:
    """How it went; ``correct`` is by the item's key, None where nobody counted. The same sent again changes nothing.

    Raises ``CannotSave``: ``submitted``, and by the item's key as text for a count above it. ``ChangedMeanwhile``, ``NotAllowed``.
    """
    _require_class(by, use.exercise, seat)
    refuse(_problems(submitted, minutes_actual, correct), CannotSave)
    with transaction.atomic():
        row: ExerciseUse | None = ExerciseUse.objects.select_for_update(of=("self",)).filter(pk=use.pk).first()
        if row is None:
            raise CannotSave("这个班的使用刚刚被撤销了。请先恢复，再填反馈。")
        with only_news(row, "feedback", stale=row.version != version, refusal=lambda: ChangedMeanwhile(ExerciseUse.objects.get(pk=use.pk))):
            row.submitted, row.minutes_actual, row.adjust = submitted, minutes_actual, adjust.strip()
            row.version += 1
            row.save()
            _store(row, correct)
            note(by, "exercise_feedback", use.exercise, f"填{seat.name}练习“{use.exercise.title}”的反馈")
    return row


def forget_use(*, by: Actor, use: ExerciseUse, seat: Seat) -> None:
    """Take a use back with its feedback; ``restore_use`` brings both back. Raises ``ChangedMeanwhile`` when somebody was first, ``NotAllowed``."""
    _require_class(by, use.exercise, seat)
    with transaction.atomic():
        row = standing(ExerciseUse, use.pk)
        take_out(by, row, "exercise_unused", f"撤销{seat.name}使用练习“{use.exercise.title}”", told_of=use.exercise)


def restore_use(*, by: Actor, use: ExerciseUse, seat: Seat) -> None:
    """Bring a use back with its feedback; twice changes nothing.

    Raises ``CannotSave`` when the class was set it again meanwhile, ``NotPossible`` when the exercise is no longer the one it was, ``NotAllowed``.
    """
    _require_class(by, use.exercise, seat)
    with transaction.atomic():
        exercise = locked(use.exercise)
        row = removed(ExerciseUse, use.pk)
        if row is None:
            return
        if ExerciseUse.objects.filter(exercise=exercise, school_class_id=row.school_class_id).exists():
            raise CannotSave(f"{seat.name}已经重新使用这份练习，不用再恢复。")
        if exercise.status != Status.APPROVED or exercise.editions.filter(file__stored_at__gt=row.removed_at).exists():
            raise NotPossible("撤销以后练习又改过稿，原来的反馈对不上现在的题目，不能恢复；需要时请重新使用。")
        bring_back(by, row, "exercise_used", f"恢复{seat.name}使用练习“{exercise.title}”", told_of=exercise)


def _store(use: ExerciseUse, correct: Mapping[int, int | None]) -> None:
    known = set(ExerciseItem.objects.filter(exercise_id=use.exercise_id).values_list("pk", flat=True))
    ItemFeedback.objects.filter(use=use).delete()
    counted = [(key, count) for key, count in correct.items() if key in known and count is not None]
    ItemFeedback.objects.bulk_create(ItemFeedback(school_id=use.school_id, use=use, item_id=key, correct=count) for key, count in counted)


def _require_class(by: Actor, exercise: Exercise, seat: Seat) -> None:
    require(access.may_use(by, exercise.group_id, [teacher.pk for teacher in seat.teachers]), access.WHO_USES)


def _problems(submitted: int | None, minutes: Decimal | None, correct: Mapping[int, Any]) -> dict[str, str]:
    problems = {str(key): said for key, count in correct.items() if (said := count_problem(count, submitted))}
    if submitted is not None and submitted > LARGEST_CLASS:
        problems["submitted"] = f"一个班一般不超过{LARGEST_CLASS}人，请核对。"
    if submitted is None and any(count is not None for count in correct.values()):
        problems["submitted"] = "请先填上交人数。"
    if minutes is not None and minutes <= 0:
        problems["minutes_actual"] = "请填大于0的分钟数，或空着。"
    return problems
