"""Who may do what with tests, marks and reports; each policy is asked on a row or as a filter.

Figures and reports are read by those who read the group's papers. Marks with names are read and written by the class's own teachers of the
subject by 课务 only: neither the group's leader nor the office sees them. A final test is made by the leader, other tests by any member.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from jiaoyan.assessments.models import Exam, QualityReport
from jiaoyan.schools.access import Actor, may_approve_for_group, may_contribute, may_lead_group, may_read_group, of_readable_groups
from jiaoyan.schools.models import Status, valid_on
from jiaoyan.schools.rules.approval import may_edit

WHO_SEES_MARKS = "本班的数学任课教师（按课务）；其他人只看人数和得分率"
WHO_CHANGES = "登记人或备课组长"
WHO_MAKES = "本组成员；期末检测由备课组长登记"
WHO_WRITES = "备课组长"
WHO_DECIDES = "教研组长、分管行政或教导处（不审批自己提交的报告）"


def visible_to(actor: Actor, path: str = "group") -> Q:
    """The tests an actor may read figures of, as a filter; ``path`` leads from the row to its group."""
    return of_readable_groups(actor, path)


def may_read(actor: Actor, exam: Exam) -> bool:
    """The same for one test."""
    return exam.school_id == actor.school_id and may_read_group(actor, exam.group_id)


def may_make(actor: Actor, group_id: int, kind: str) -> bool:
    """May register a test of this kind."""
    if kind == Exam.Kind.FINAL:
        return may_lead_group(actor, group_id)
    return may_lead_group(actor, group_id) or may_contribute(actor, group_id)


def may_change(actor: Actor, exam: Exam) -> bool:
    """May change the test and its questions: who registered it, as long as a member, or the leader."""
    mine = exam.made_by_id == actor.person_id and may_contribute(actor, exam.group_id)
    return exam.school_id == actor.school_id and (mine or may_lead_group(actor, exam.group_id))


def may_see_marks(actor: Actor, exam: Exam, own_teachers: Collection[int]) -> bool:
    """May see and write a class's marks; ``own_teachers`` teach the class the group's subject on the day."""
    return may_read(actor, exam) and actor.person_id in own_teachers


def classes_with_marks_open_to(actor: Actor, exam: Exam, day: date) -> Q:
    """The same as a filter on ``SchoolClass`` (give it ``distinct``)."""
    if not may_read(actor, exam):
        return Q(pk__in=[])
    return (
        Q(school_id=actor.school_id)
        & valid_on(day, "assignments__")
        & Q(assignments__teacher_id=actor.person_id, assignments__subject_id=exam.group.subject_id)
    )


def may_write_report(actor: Actor, exam: Exam) -> bool:
    """The group's leader, whatever the report's state."""
    return exam.school_id == actor.school_id and may_lead_group(actor, exam.group_id)


def may_change_report(actor: Actor, report: QualityReport) -> bool:
    """The leader, as long as it is a draft or was returned."""
    return may_write_report(actor, report.exam) and may_edit(report.status)


def may_decide(actor: Actor, report: QualityReport) -> bool:
    """Whoever oversees the group; never who handed it in, nor the group's leader."""
    author = report.submitted_by_id == actor.person_id or may_lead_group(actor, report.exam.group_id)
    return report.school_id == actor.school_id and may_approve_for_group(actor, report.exam.group_id) and not author


def waiting_for(actor: Actor) -> Q:
    """The submitted reports an actor may decide on, as a filter on ``QualityReport``."""
    mine = Q(submitted_by_id=actor.person_id) | Q(exam__group_id__in=actor.leads)
    return Q(school_id=actor.school_id, status=Status.SUBMITTED, exam__group_id__in=actor.oversees) & ~mine
