"""Writing the items of an exercise, one after another; half-written ones are kept."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max

from jiaoyan.documents.pictures_in import CleanPicture
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions.exercises import editing
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import Exercise, ExerciseItem
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import StoredFile

MOST_ITEMS = 60
ALIKE = ("section", "stem", "answer", "figure_id")
"""What makes a second item the same one."""
_OUT_OF_THE_WAY = 1000  # more than any exercise has items


def add_item(
    *, by: Actor, exercise: Exercise, number: int | None = None, picture: CleanPicture | None = None, **fields: Any
) -> ExerciseItem:
    """Add an item at the end; ``fields`` are those of ``ExerciseItem``, its figure comes as ``picture``.

    Raises ``CannotSave``, ``NotPossible``, ``NotAllowed``, and ``OSError`` when the disk refuses the picture.

    ``number`` is the one it was to get: when the same item stands there already, it was sent twice, and that one is given back.
    """
    if number is not None and (sent := _sent_before(by, exercise, number, fields)) is not None:
        return sent
    laid = files.lay_down(picture.data) if picture else None
    with editing(by, exercise) as row:
        last = row.items.aggregate(last=Max("number"))["last"] or 0
        refuse({"": f"一份练习最多{MOST_ITEMS}题。"} if last >= MOST_ITEMS else _problems(row, fields), CannotSave)
        if laid and picture:
            fields["figure"] = _registered(laid, picture, by)
        item: ExerciseItem = ExerciseItem.objects.create(school_id=row.school_id, exercise=row, number=last + 1, **fields)
        note(by, "exercise_item", row, f"练习“{row.title}”加第{item.number}题")
    return item


def save_item(
    *, by: Actor, exercise: Exercise, item: ExerciseItem, version: int, picture: CleanPicture | None = None, **fields: Any
) -> ExerciseItem:
    """Change an item under the version that was read; a ``picture`` takes the place of its figure, ``figure=None`` takes it out. The same words sent again change nothing.

    Raises ``ChangedMeanwhile`` (``theirs`` is it as it stands), and as ``add_item``.
    """
    laid = files.lay_down(picture.data) if picture else None
    with editing(by, exercise) as row:
        there: ExerciseItem | None = ExerciseItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
        if there is None:
            raise ChangedMeanwhile(None)
        with only_news(there, stale=there.version != version, refusal=lambda: ChangedMeanwhile(ExerciseItem.objects.get(pk=item.pk))):
            refuse(_problems(row, fields), CannotSave)
            if laid and picture:
                fields["figure"] = _registered(laid, picture, by)
            old = there.figure_id
            for name, value in fields.items():
                setattr(there, name, value)
            there.version += 1
            there.save()
            if old != there.figure_id:
                _forget(old)
            note(by, "exercise_item", row, f"练习“{row.title}”改第{there.number}题")
    return there


def move_item(*, by: Actor, exercise: Exercise, item: ExerciseItem, up: bool) -> None:
    """Change places with the neighbour; at the end nothing happens. Raises ``NotPossible``, ``NotAllowed``."""
    with editing(by, exercise) as row:  # others may be adding and taking out: the order is read under the lock
        order = list(row.items.order_by("number"))
        place = next((n for n, each in enumerate(order) if each.pk == item.pk), None)
        if place is None:
            raise NotPossible("这一题已经不在了。")
        other = place + (-1 if up else 1)
        if not 0 <= other < len(order):
            return
        order[place], order[other] = order[other], order[place]
        _number(order)
        note(by, "exercise_item", row, f"练习“{row.title}”调整题目顺序")


def remove_item(*, by: Actor, exercise: Exercise, item: ExerciseItem) -> None:
    """Take an item out, so that those behind move up; ``restore_item`` puts it where it stood.

    Raises ``approval.ChangedMeanwhile`` when somebody was first, ``NotPossible``, ``NotAllowed``.
    """
    with editing(by, exercise) as row:
        gone = standing(ExerciseItem, item.pk)
        if gone.feedback.filter(use__removed_at__isnull=True).exists():
            raise NotPossible("这一题已经有班级的反馈，要保留。")
        take_out(by, gone, "exercise_item", f"练习“{row.title}”删去第{gone.number}题", told_of=row)
        _number(list(row.items.order_by("number")))


def restore_item(*, by: Actor, exercise: Exercise, item: ExerciseItem) -> None:
    """Put an item back where it stood, those behind move down; twice changes nothing.

    Raises ``CannotSave`` when the same was written again meanwhile or there is no room, ``NotPossible``, ``NotAllowed``.
    """
    require(access.may_write(by, exercise), access.WHO_WRITES)
    if ExerciseItem.objects.filter(pk=item.pk).exists():
        return
    with editing(by, exercise) as row:
        gone = removed(ExerciseItem, item.pk)
        if gone is None:
            return
        order = list(row.items.order_by("number"))
        refuse({"": f"一份练习最多{MOST_ITEMS}题。"} if len(order) >= MOST_ITEMS else {}, CannotSave)
        if any(all(getattr(each, name) == getattr(gone, name) for name in ALIKE) for each in order):
            raise CannotSave("同样的一题已经重新写过，不用再恢复。")
        place = min(gone.number - 1, len(order))
        ExerciseItem.even_removed.filter(pk=gone.pk).update(number=len(order) + 1)  # its old number may be another's by now
        bring_back(by, gone, "exercise_item", f"练习“{row.title}”恢复第{place + 1}题", told_of=row)
        _number([*order[:place], gone, *order[place:]])


def _registered(laid: files.Laid, picture: CleanPicture, by: Actor) -> StoredFile:
    return files.register(laid, name=f"题图.{picture.extension}", content_type=picture.content_type, by=by)


def _forget(figure: int | None) -> None:
    """The row of a figure no item has any more; the sweeper takes its file."""
    StoredFile.objects.filter(pk=figure).delete()


def _sent_before(by: Actor, exercise: Exercise, number: int, fields: dict[str, Any]) -> ExerciseItem | None:
    require(access.may_write(by, exercise), access.WHO_WRITES)
    found: ExerciseItem | None = ExerciseItem.objects.filter(exercise_id=exercise.pk, number=number, **fields).first()
    return found


def _number(order: list[ExerciseItem]) -> None:
    """Number the items in this order; numbers are unique, so the old ones make room first."""
    if not order:
        return
    ExerciseItem.objects.filter(exercise_id=order[0].exercise_id).update(number=F("number") + _OUT_OF_THE_WAY)
    for number, item in enumerate(order, start=1):
        item.number = number
    ExerciseItem.objects.bulk_update(order, ["number"])


def _problems(exercise: Exercise, fields: dict[str, Any]) -> dict[str, str]:
    goal = fields.get("objective")
    return {"objective": "请选本练习的目标。"} if goal is not None and goal.exercise_id != exercise.pk else {}
