"""Arranging a research lesson, its steps, the expert's words; calling it off and bringing it back. 研究课（F16）"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiaoyan.activities.models import Activity
from jiaoyan.lessons import access
from jiaoyan.lessons.models import ExpertComment, ResearchLesson, ResearchStep
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.rules.calendar import month_day, short_day

FIELDS = ("type", "level", "teacher", "school_class", "topic", "lesson_topic", "lesson_type", "day", "period_no", "place", "activity")


class CannotPlan(Refused):
    """A research lesson that cannot take place like that."""


class CannotNote(Refused):
    """A step or comment that says nothing."""


def plan_lesson(*, by: Actor, group: Group, term: Term, **values: Any) -> ResearchLesson:
    """Arrange a lesson; ``values`` are ``FIELDS``. The same lesson sent again is one; so is the lesson a meeting has already.

    Raises ``CannotPlan`` by field, ``NotAllowed``.
    """
    require(access.may_plan(by, group.pk), access.WHO_PLANS)
    lesson = ResearchLesson(school_id=by.school_id, group=group, term=term, planned_by_id=by.person_id, **values)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        again = _same(lesson)
        if again is not None and (lesson.activity_id is not None or _alike(again, lesson)):
            return again
        refuse(_problems(lesson) | _taken(again), CannotPlan)
        lesson.save(force_insert=True)
        note(by, "research_lesson", lesson, f"安排{lesson.get_type_display()}：{lesson}，{month_day(lesson.day)}")
    return lesson


def lesson_from_meeting(*, by: Actor, activity: Activity) -> ResearchLesson:
    """The lesson that a meeting has planned already: its teacher, day and place are taken over. Made once. Raises ``CannotPlan``, ``NotAllowed``."""
    require(access.may_plan(by, activity.group_id), access.WHO_PLANS)
    if activity.lesson_teacher is None:
        raise CannotPlan("这次活动没有安排上课教师。")
    return plan_lesson(
        by=by,
        group=activity.group,
        term=activity.term,
        type=ResearchLesson.Type.RESEARCH,
        level=ResearchLesson.Level.GROUP,
        teacher=activity.lesson_teacher,
        topic=topic_of_meeting(activity),
        day=activity.day,
        place=activity.place,
        activity=activity,
    )


def topic_of_meeting(activity: Activity) -> str:
    """What stands in 《》 after the teacher's name in the meeting's contents: 观摩林知远《整理与练习2》; nothing when no title is named there."""
    name = activity.lesson_teacher.name if activity.lesson_teacher else ""
    for words in (activity.topic, *activity.agenda):
        _, found, after = str(words).partition(name) if name else ("", "", "")
        title, closed, _ = after.partition("》")
        before, opened, title = title.partition("《")
        if found and opened and closed and len(before) <= len("执教的研究课"):
            return title[:80]
    return ""


def change_lesson(*, by: Actor, lesson: ResearchLesson, version: int, **values: Any) -> ResearchLesson:
    """Another day, topic or place; the same sent again changes nothing. Raises ``CannotPlan`` by field, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_lesson(by, lesson), access.WHO_CHANGES_LESSON)
    with transaction.atomic():
        row = _locked(lesson)
        with only_news(row, stale=row.version != version):
            before = _time(row)
            for name, value in values.items():
                setattr(row, name, value)
            refuse(_problems(row) | (_taken(_same(row)) if _time(row) != before else {}), CannotPlan)
            row.version += 1
            row.save()
            note(by, "research_lesson_again", row, f"修改{row.get_type_display()}：{row}，{month_day(row.day)}")
    return row


def call_off(*, by: Actor, lesson: ResearchLesson, version: int) -> None:
    """The lesson does not take place; ``restore_lesson`` brings it back with its steps. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_lesson(by, lesson), access.WHO_CHANGES_LESSON)
    with transaction.atomic():
        row = _locked(lesson, version)
        take_out(by, row, "research_lesson_off", f"取消{row.get_type_display()}：{row}")


def restore_lesson(*, by: Actor, lesson: ResearchLesson) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotPlan`` when the same was arranged again, ``NotAllowed``."""
    require(access.may_change_lesson(by, lesson), access.WHO_CHANGES_LESSON)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=lesson.group_id)
        row = removed(ResearchLesson, lesson.pk, along=("teacher",))
        if row is None:
            return
        refuse({"": "这节课已经另外安排了，不用再恢复。"} if _same(row) else {}, CannotPlan)
        bring_back(by, row, "research_lesson_back", f"恢复{row.get_type_display()}：{row}")


def save_step(*, by: Actor, lesson: ResearchLesson, kind: str, done: bool, text: str, version: int, today: date) -> ResearchStep:
    """Write one of the nine steps, ``version`` 0 when nothing stood there. Raises ``CannotNote``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_work_on(by, lesson), access.WHO_WORKS)
    said = text.strip()
    with transaction.atomic():
        ResearchLesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
        row: ResearchStep | None = ResearchStep.objects.filter(lesson=lesson, kind=kind).first()
        if row is not None and (row.done, row.text) == (done, said):
            return row
        if (row.version if row else 0) != version:
            raise ChangedMeanwhile
        if done and kind == ResearchStep.Kind.TAUGHT and lesson.day > today:
            raise CannotNote(f"这节课安排在{short_day(lesson.day)}，上过以后再勾选；提前上了请先改日期。", "done")
        if row is None:
            row = ResearchStep(school_id=by.school_id, lesson=lesson, kind=kind, version=0)
        row.done, row.text, row.version = done, said, row.version + 1
        row.written_by_id, row.written_at = by.person_id, timezone.now()
        row.save()
        note(by, "research_step", lesson, f"{lesson}的“{row.get_kind_display()}”{'已完成' if done else '未完成'}")
    return row


def add_comment(*, by: Actor, lesson: ResearchLesson, expert: str, text: str) -> ExpertComment:
    """Write down what an expert said; the same words again are one comment. Raises ``CannotNote`` by field, ``NotAllowed``."""
    require(access.may_work_on(by, lesson), access.WHO_WORKS)
    who, said = expert.strip(), text.strip()
    refuse(_unsaid(who, said), CannotNote)
    with transaction.atomic():
        ResearchLesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
        comment = ExpertComment(
            school_id=by.school_id, lesson=lesson, expert=who, text=said, noted_by_id=by.person_id, noted_at=timezone.now()
        )
        again = _said_again(comment)
        if again is not None:
            return again
        comment.save(force_insert=True)
        note(by, "expert_comment", lesson, f"记{who}对{lesson}的点评")
    return comment


def change_comment(*, by: Actor, comment: ExpertComment, version: int, expert: str, text: str) -> ExpertComment:
    """Correct what was written down; the same sent again changes nothing. Raises ``CannotNote``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_work_on(by, comment.lesson), access.WHO_WORKS)
    refuse(_unsaid(expert.strip(), text.strip()), CannotNote)
    with transaction.atomic():
        row = _comment_locked(comment)
        if (row.expert, row.text) == (expert.strip(), text.strip()):
            return row
        if row.version != version:
            raise ChangedMeanwhile
        row.expert, row.text, row.version = expert.strip(), text.strip(), row.version + 1
        row.save(update_fields=["expert", "text", "version"])
        note(by, "expert_comment_again", row.lesson, f"修改{row.expert}对{row.lesson}的点评")
    return row


def remove_comment(*, by: Actor, comment: ExpertComment, version: int) -> None:
    """Take it out; ``restore_comment`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_work_on(by, comment.lesson), access.WHO_WORKS)
    with transaction.atomic():
        row = _comment_locked(comment, version)
        take_out(by, row, "expert_comment_out", f"删去{row.expert}对{row.lesson}的点评", told_of=row.lesson)


def restore_comment(*, by: Actor, comment: ExpertComment) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotNote`` when the same was written down again, ``NotAllowed``."""
    require(access.may_work_on(by, comment.lesson), access.WHO_WORKS)
    with transaction.atomic():
        ResearchLesson.objects.select_for_update(of=("self",)).get(pk=comment.lesson_id)
        row = removed(ExpertComment, comment.pk, along=("lesson__teacher",))
        if row is None:
            return
        refuse({"": "同样的点评已经重新记下，不用再恢复。"} if _said_again(row) else {}, CannotNote)
        bring_back(by, row, "expert_comment_back", f"恢复{row.expert}对{row.lesson}的点评", told_of=row.lesson)


def _said_again(comment: ExpertComment) -> ExpertComment | None:
    """Another comment in the same words that stands."""
    same = ExpertComment.objects.filter(lesson_id=comment.lesson_id, expert=comment.expert, text=comment.text, removed_at__isnull=True)
    found: ExpertComment | None = same.exclude(pk=comment.pk).first()
    return found


def _unsaid(who: str, said: str) -> dict[str, str]:
    return ({} if who else {"expert": "请写点评人。"}) | ({} if said else {"text": "请写点评。"})


def _problems(lesson: ResearchLesson) -> dict[str, str]:
    calendar, problems = calendar_of(lesson.term), {}
    if not lesson.term.first_school_day <= lesson.day <= lesson.term.last_school_day:
        problems["day"] = f"日期不在本学期（{month_day(lesson.term.first_school_day)}至{month_day(lesson.term.last_school_day)}），请核对。"
    elif lesson.activity_id is None and not calendar.is_school_day(lesson.day):
        problems["day"] = f"{short_day(lesson.day)}不上课（{calendar.why_no_school(lesson.day)}），请改日期。"
    return problems


def _time(lesson: ResearchLesson) -> tuple[int, date, int | None]:
    return lesson.teacher_id, lesson.day, lesson.period_no


def _alike(one: ResearchLesson, other: ResearchLesson) -> bool:
    names = ("type", "level", "school_class_id", "topic", "lesson_type", "place")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _taken(again: ResearchLesson | None) -> dict[str, str]:
    if again is None:
        return {}
    when = f"{month_day(again.day)}第{again.period_no}节" if again.period_no else month_day(again.day)
    return {"day": f"{when}这位老师已经安排了一节研究课，请核对；要改那一节，请打开它修改。"}


def _same(lesson: ResearchLesson) -> ResearchLesson | None:
    """Another lesson of the teacher at that time, or of that meeting; while the period is open, one on that topic."""
    at_that_time = Q(day=lesson.day, period_no=lesson.period_no)
    if lesson.period_no is None:
        at_that_time &= Q(topic=lesson.topic)
    of_meeting = Q(activity_id=lesson.activity_id) if lesson.activity_id else Q(pk__in=())
    rows = ResearchLesson.objects.select_related("teacher").filter(
        at_that_time | of_meeting, term=lesson.term, teacher=lesson.teacher, removed_at__isnull=True
    )
    found: ResearchLesson | None = rows.exclude(pk=lesson.pk).first()
    return found


def _locked(lesson: ResearchLesson, version: int | None = None) -> ResearchLesson:
    """The lesson under lock, if it stands and, with ``version``, is still as the person saw it."""
    return standing(
        ResearchLesson,
        lesson.pk,
        version,
        along=(
            "term",
            "teacher",
            "group",
        ),
    )


def _comment_locked(comment: ExpertComment, version: int | None = None) -> ExpertComment:
    return standing(ExpertComment, comment.pk, version, along=("lesson__teacher",))
