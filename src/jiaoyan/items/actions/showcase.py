"""Showcase homework: beginning, design, exhibition and review, taking out and bringing back. 特色作业"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.items.access import showcase as access
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import RubricCriterion, ShowcaseCount, ShowcaseHomework, ShowcaseTask, Work
from jiaoyan.items.rules.showcase import MOST_CRITERIA, MOST_TASKS, Criterion, Task, TypedCount, counts_problem
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Person
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row, of_table

HEAD = ("theme", "kind", "unit", "goals", "starts", "ends")
EXHIBITION = ("exhibition_day", "exhibition_place", "exhibition_form", "review")


def start_showcase(*, by: Actor, place: GroupTerm, theme: str, kind: str) -> ShowcaseHomework:
    """Begin one; beginning the same theme again gives the one there is. Raises ``NotAllowed``."""
    require(access.may_keep(by, place.group.pk), access.WHO_KEEPS)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=place.group.pk)  # begun twice at once, it is still one
        there = _called(place.group.pk, place.term.pk, theme.strip())
        if there is not None:
            return there
        row: ShowcaseHomework = ShowcaseHomework.objects.create(
            school_id=by.school_id, group=place.group, term=place.term, theme=theme.strip(), kind=kind, made_by_id=by.person_id
        )
        row.designers.add(by.person_id)
        note(by, "showcase", row, f"开始设计特色作业：{row}")
    return row


def save_design(
    *,
    by: Actor,
    showcase: ShowcaseHomework,
    version: int,
    designers: Sequence[Person],
    tasks: Sequence[Task],
    criteria: Sequence[Criterion],
    **head: Any,
) -> ShowcaseHomework:
    """The whole design; ``head`` are ``HEAD``. Half a rubric is kept and shown as missing. The same sent again changes nothing.

    Raises ``CannotSave`` by field, ``RowsAtFault`` (column ``tasks`` or ``criteria`` of the table at fault), ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_keep(by, showcase.group_id), access.WHO_KEEPS)
    refuse(_period_problem(head["starts"], head["ends"], showcase), CannotSave)
    if faults := _too_many(tasks, criteria):
        raise RowsAtFault(faults)
    with _editing(showcase, version) as row:
        for name in HEAD:
            setattr(row, name, head[name])
        row.version += 1
        row.save(update_fields=[*HEAD, "version"])
        row.designers.set(designers)
        ShowcaseTask.objects.filter(showcase=row).delete()
        ShowcaseTask.objects.bulk_create(
            ShowcaseTask(school_id=row.school_id, showcase=row, step=n, text=task.text.strip(), minutes=task.minutes)
            for n, task in enumerate(tasks, start=1)
        )
        RubricCriterion.objects.filter(showcase=row).delete()
        RubricCriterion.objects.bulk_create(
            RubricCriterion(school_id=row.school_id, showcase=row, number=n, name=each.name, level_a=each.a, level_b=each.b, level_c=each.c)
            for n, each in enumerate(criteria, start=1)
        )
        note(by, "showcase", row, f"修改特色作业设计：{row}")
    return row


def _period_problem(starts: date | None, ends: date | None, showcase: ShowcaseHomework) -> dict[str, str]:
    term = showcase.term
    if starts and ends and ends < starts:
        return {"ends": "结束日期比开始日期还早，请核对。"}
    for name, day in (("starts", starts), ("ends", ends)):
        if day and not term.first_school_day <= day <= term.last_school_day:
            return {name: "这一天不在本学期内，请核对。"}
    return {}


def _too_many(tasks: Sequence[Task], criteria: Sequence[Criterion]) -> list[Problem]:
    found = []
    if len(tasks) > MOST_TASKS:
        found.append(of_table(f"任务最多{MOST_TASKS}步，请合并几步。", "tasks"))
    if len(criteria) > MOST_CRITERIA:
        found.append(of_table(f"量规最多{MOST_CRITERIA}条，现在有{len(criteria)}条，请合并或删去几条。", "criteria"))
    return found


def save_exhibition(
    *,
    by: Actor,
    showcase: ShowcaseHomework,
    version: int,
    evaluators: Sequence[Person],
    counts: Sequence[TypedCount],
    today: date,
    **values: Any,
) -> ShowcaseHomework:
    """Day, place, form, evaluators, review (``EXHIBITION``) and the counts of each class. The same sent again changes nothing.

    Raises ``CannotSave`` by field, ``RowsAtFault`` for counts by index, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_keep(by, showcase.group_id), access.WHO_KEEPS)
    _check_exhibition(showcase, values["exhibition_day"], values["review"], today)
    if faults := _count_faults(showcase, counts):
        raise RowsAtFault(faults)
    with _editing(showcase, version) as row:
        for name in EXHIBITION:
            setattr(row, name, values[name])
        row.version += 1
        row.save(update_fields=[*EXHIBITION, "version"])
        row.evaluators.set(evaluators)
        _store_counts(row, counts)
        note(by, "showcase", row, f"记录特色作业展评：{row}")
    return row


def _check_exhibition(showcase: ShowcaseHomework, day: date | None, review: str, today: date) -> None:
    if day and showcase.starts and day < showcase.starts:
        raise CannotSave("展评日期比作业开始还早，请核对。", "exhibition_day")
    if day and not showcase.term.first_school_day <= day <= showcase.term.last_school_day:
        raise CannotSave("展评日期不在本学期内，请核对。", "exhibition_day")
    if review.strip() and (day is None or day > today):
        raise CannotSave("展评以后再写反思；请先填已经举行的展评日期。", "review")


def _store_counts(showcase: ShowcaseHomework, counts: Sequence[TypedCount]) -> None:
    ShowcaseCount.objects.filter(showcase=showcase).delete()
    ShowcaseCount.objects.bulk_create(
        ShowcaseCount(
            school_id=showcase.school_id,
            showcase=showcase,
            school_class_id=each.school_class,
            all_recorded=each.all_recorded,
            handed_in=None if each.all_recorded else each.handed_in,
            excellent=None if each.all_recorded else each.excellent,
        )
        for each in counts
        if each.all_recorded or each.handed_in is not None
    )


def _count_faults(showcase: ShowcaseHomework, counts: Sequence[TypedCount]) -> list[Problem]:
    recorded = _recorded(showcase)
    faults = []
    for n, each in enumerate(counts):
        if each.all_recorded:
            if not recorded.get(each.school_class):
                faults.append(in_row(n, "way", "这个班还没有录入作品，请选“直接填数”。"))
        elif found := counts_problem(each.handed_in, each.excellent, recorded.get(each.school_class, 0)):
            faults.append(in_row(n, *found))
    return faults


def _recorded(showcase: ShowcaseHomework) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for class_id in Work.objects.filter(showcase=showcase, removed_at__isnull=True).values_list("school_class_id", flat=True):
        found[class_id] = found.get(class_id, 0) + 1
    return found


def remove_showcase(*, by: Actor, showcase: ShowcaseHomework) -> None:
    """Take it out with its works; ``restore_showcase`` brings all back. Doing it twice changes nothing. Raises ``NotAllowed``."""
    _set_removed(by, showcase, out=True)


def restore_showcase(*, by: Actor, showcase: ShowcaseHomework) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotSave`` when one of that theme was begun meanwhile, ``NotAllowed``."""
    _set_removed(by, showcase, out=False)


def _set_removed(by: Actor, showcase: ShowcaseHomework, *, out: bool) -> None:
    require(access.may_keep(by, showcase.group_id), access.WHO_KEEPS)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=showcase.group_id)
        row: ShowcaseHomework = ShowcaseHomework.objects.select_for_update(of=("self",)).get(pk=showcase.pk)
        if (row.removed_at is not None) == out:
            return
        if not out and _called(row.group_id, row.term_id, row.theme) is not None:
            raise CannotSave(f"本学期又有了一份“{row.theme}”，不能再恢复同名的一份；需要时，请先改那一份的主题。")
        ShowcaseHomework.objects.filter(pk=row.pk).update(removed_at=timezone.now() if out else None)
        note(by, "showcase_out" if out else "showcase_back", row, f"{'删去' if out else '恢复'}特色作业：{row}")


def _called(group_id: int, term_id: int, theme: str) -> ShowcaseHomework | None:
    """The one of that theme that stands."""
    same = ShowcaseHomework.objects.filter(group_id=group_id, term_id=term_id, theme=theme, removed_at__isnull=True)
    found: ShowcaseHomework | None = same.first()
    return found


@contextmanager
def _editing(showcase: ShowcaseHomework, version: int) -> Iterator[ShowcaseHomework]:
    """The row under lock, as long as it stands; what is stored is kept if it is news. Raises ``ChangedMeanwhile``."""
    with transaction.atomic():
        row: ShowcaseHomework = ShowcaseHomework.objects.select_for_update(of=("self",)).get(pk=showcase.pk)
        if row.removed_at is not None:
            raise ChangedMeanwhile(row)
        with only_news(row, "tasks", "criteria", "counts", stale=row.version != version, refusal=lambda: _changed(row.pk)):
            yield row


def _changed(pk: int) -> ChangedMeanwhile:
    return ChangedMeanwhile(ShowcaseHomework.objects.get(pk=pk))
