"""Beginning an exercise and writing its head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from jiaoyan.curriculum.models import Competency, LessonTopic
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseObjective
from jiaoyan.items.queries.exercises import head_seen, is_begun
from jiaoyan.items.rules.checks import home_problem
from jiaoyan.schools.access import Actor, may_lead_group, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Person, Status, Term, valid_on
from jiaoyan.schools.queries import members_of
from jiaoyan.schools.rules.approval import may_edit

SAME_PERSON = "命制人和审核人不能是同一人，请换一位审核人。"
CLOSED = "练习已提交或已通过，现在不能改动；需要改动时，请先撤回或选“重新修改”。"
ALIKE = ("group_id", "term_id", "title", "kind", "unit_id", "week_no", "use_date", "place", "author_id", "reviewer_id")
"""What makes a second exercise the same one: an exercise that was taken out does not come back beside it."""
GONE = "这份练习已删去；需要时先恢复，再修改。"
Objectives = Sequence[tuple[str, Competency | None]]


def start_exercise(*, by: Actor, group: Group, term: Term, title: str, author: Person, reviewer: Person, **fields: Any) -> Exercise:
    """Begin an exercise; ``fields`` are more of its head. A member begins one of his own, the leader for anybody.

    Sent again while nobody has written in it, it gives the one there is. Raises ``CannotSave`` by field, ``NotAllowed``.
    """
    require(access.may_start(by, group.pk), access.WHO_STARTS)
    lessons = fields.pop("lessons", ())
    problems = _people_problems(author, reviewer) | _head_problems(group, title, fields.get("place", "lesson"))
    if author.pk != by.person_id and not may_lead_group(by, group.pk):
        problems["author"] = "只有备课组长可以请别人命制，请选自己。"
    refuse(problems, CannotSave)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        same = Exercise.objects.filter(group=group, term=term, title=title.strip(), author=author, reviewer=reviewer, status=Status.DRAFT)
        blank: Exercise | None = same.filter(items__isnull=True, **fields).first()
        if blank is not None and not blank.assigned:  # every row of table 3 has its own
            return blank
        row: Exercise = Exercise.objects.create(
            school_id=by.school_id, group=group, term=term, title=title.strip(), author=author, reviewer=reviewer, **fields
        )
        row.lessons.set(lessons)
        note(by, "exercise", row, f"安排练习“{row.title}”：命制{author}，审核{reviewer}")
    return row


def save_head(
    *,
    by: Actor,
    exercise: Exercise,
    seen: str,
    lessons: Sequence[LessonTopic],
    objectives: Objectives,
    author: Person | None = None,
    reviewer: Person | None = None,
    **fields: Any,
) -> Exercise:
    """The head with its objectives; ``seen`` is ``queries.head_seen`` of what was read; the same sent again changes nothing. Only the leader names other people or another due day.

    Raises ``ChangedMeanwhile``, ``CannotSave`` by field, ``NotPossible``, ``NotAllowed``.
    """
    if not access.may_assign(by, exercise):
        author = reviewer = None
        fields.pop("due", None)
    who = _people_problems(author or exercise.author, reviewer or exercise.reviewer)
    refuse(who | _head_problems(exercise.group, fields["title"], fields["place"]), CannotSave)
    with (
        editing(by, exercise) as row,
        only_news(row, "objectives", stale=head_seen(row) != seen, refusal=lambda: ChangedMeanwhile(locked(exercise))),
    ):
        for name, value in fields.items():
            setattr(row, name, value)
        row.author, row.reviewer = author or row.author, reviewer or row.reviewer
        row.title = row.title.strip()
        row.save(update_fields=[*fields, "author", "reviewer"])
        row.lessons.set(lessons)
        _store_objectives(row, objectives)
        note(by, "exercise_head", row, f"修改练习“{row.title}”的基本信息")
    return row


def drop_exercise(*, by: Actor, exercise: Exercise) -> None:
    """Take out a draft that nobody has reviewed or used; ``restore_exercise`` brings it back with its items.

    Raises ``ChangedMeanwhile`` when somebody was first, ``NotPossible``, ``NotAllowed``.
    """
    with editing(by, exercise) as row:
        if row.reviews.exists() or row.uses.exists():
            raise NotPossible("这份练习已经审核或用过，要保留。")
        take_out(by, row, "exercise_out", f"删去练习“{row.title}”")


def restore_exercise(*, by: Actor, exercise: Exercise) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotSave`` when an equal one was begun meanwhile, ``NotAllowed``."""
    require(access.may_write(by, exercise), access.WHO_WRITES)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=exercise.group_id)
        row = removed(Exercise, exercise.pk)
        if row is None:
            return
        if Exercise.objects.filter(**{name: getattr(row, name) for name in ALIKE}).exists():
            raise CannotSave("同样的一份练习已经另外建好，不用再恢复。")
        bring_back(by, row, "exercise_back", f"恢复练习“{row.title}”")


def reassign(*, by: Actor, exercise: Exercise, values: Mapping[str, Any]) -> Exercise:
    """Carry over what table 3 says now; ``values`` are fields of the exercise. For the group's leader, or whoever acts with his hand."""
    require(may_lead_group(by, exercise.group_id), access.WHO_WRITES)
    with transaction.atomic():
        row = locked(exercise)
        lesson = values.get("lesson_id")
        names = [name for name in values if name != "lesson_id"]
        for name in names:
            setattr(row, name, values[name])
        row.save(update_fields=names)
        if "lesson_id" in values:
            row.lessons.set([lesson] if lesson else [])
        Exercise.objects.filter(pk=row.pk).update(version=F("version") + 1)
        note(by, "exercise_head", row, f"按改过的表3调整练习“{row.title}”")
    return row


def unassign(*, by: Actor, exercise: Exercise) -> None:
    """Take out an exercise that table 3 no longer asks for; one that somebody has begun stays. Its author may bring it back.

    For whom ``reassign`` is for.
    """
    require(may_lead_group(by, exercise.group_id), access.WHO_WRITES)
    with transaction.atomic():
        row = locked(exercise)
        if is_begun(row):
            return
        take_out(by, row, "exercise_out", f"表3不再安排练习“{row.title}”")


def closed(exercise: Exercise) -> str:
    """Why an exercise may not be changed now."""
    return CLOSED if exercise.removed_at is None else GONE


@contextmanager
def editing(by: Actor, exercise: Exercise) -> Iterator[Exercise]:
    """The exercise, locked, as long as it may be changed; its version grows by one, so that nobody decides on what he has not seen."""
    require(access.may_write(by, exercise), access.WHO_WRITES)
    with transaction.atomic():
        row = locked(exercise)
        if not may_edit(row.status):
            raise NotPossible(CLOSED)
        yield row
        Exercise.objects.filter(pk=row.pk).update(version=F("version") + 1)


def locked(exercise: Exercise) -> Exercise:
    """The exercise as it stands, locked for this transaction. Raises ``ChangedMeanwhile`` once it was taken out."""
    return standing(Exercise, exercise.pk, along=("group", "author", "reviewer"))


def reviewers_for(group: Group, day: date) -> list[Person]:
    """Whom one may ask to review: the members, and in a group of one everybody of the sister groups. At most two queries."""
    members = list(members_of(group, day))
    if len(members) > 1 or group.parent_id is None:
        return members
    sisters = Group.objects.filter(parent_id=group.parent_id)
    return list(Person.objects.filter(Q(memberships__group__in=sisters) & valid_on(day, "memberships__")).distinct())


def _people_problems(author: Person, reviewer: Person) -> dict[str, str]:
    return {"reviewer": SAME_PERSON} if author.pk == reviewer.pk else {}


def _head_problems(group: Group, title: str, place: str) -> dict[str, str]:
    found = {} if title.strip() else {"title": "请写练习名称。"}
    problem = home_problem(group.grade or 0, place)
    return found | ({"place": problem} if problem else {})


def _store_objectives(row: Exercise, objectives: Objectives) -> None:
    """The objectives by number; items keep pointing at their number."""
    there = {each.number: each for each in ExerciseObjective.objects.filter(exercise=row)}
    for number, (text, competency) in enumerate(objectives, start=1):
        goal = there.pop(number, None) or ExerciseObjective(school_id=row.school_id, exercise=row, number=number)
        goal.text, goal.competency = text, competency
        goal.save()
    ExerciseItem.objects.filter(objective__in=there.values()).update(objective=None)
    ExerciseObjective.objects.filter(pk__in=[goal.pk for goal in there.values()]).delete()
