"""Who may do what with observations, research lessons and rosters; each policy is asked on a row or as a filter.

An observation is between the observer, the observed teacher and those who lead or oversee either's group: no colleague reads what was said of
another's lesson. A research lesson is its group's; above the group's own level it is announced to all who sit in a group of the school. A roster is
its research group's leaders', and everybody's once it is published.
"""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.lessons.models import LessonFile, Observation, PracticeRoster, ResearchLesson
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group, may_read_group, of_readable_groups

WHO_READS_OBSERVATION = "听课人、执教教师，以及双方的备课组长、教研组长、分管行政和教导处"
WHO_RECORDS = "本组成员、组长，以及教研组长、分管行政和教导处"
WHO_OBSERVED = "听课人本人"
WHO_ANSWERS = "执教教师本人"
WHO_LISTS = "本人，以及备课组长、教研组长、分管行政和教导处"
WHO_READS_LESSON = "本组的人；校级以上的研究课，校内各组教师都能看"
WHO_PLANS = "本组成员、组长，以及教研组长、分管行政和教导处"
WHO_CHANGES_LESSON = "执教教师、备课组长，以及教研组长、分管行政和教导处"
WHO_WORKS = "执教教师、本组成员、组长，以及教研组长、分管行政和教导处"
WHO_TAKES_OUT = "上传人、执教教师、备课组长，以及教研组长、分管行政和教导处"
WHO_KEEPS_ROSTER = "教研组长、分管行政和教导处"
WHO_READS_ROSTER = "公布前是教研组长、分管行政和教导处；公布后校内各组教师都能看"


def _above(actor: Actor) -> frozenset[int]:
    """The groups whose people one leads or oversees."""
    return actor.leads | actor.oversees


def visible_to(actor: Actor) -> Q:
    """The observations an actor may read, as a filter on ``Observation``; one taken out is its observer's alone."""
    above = _above(actor)
    others = Q(teacher_id=actor.person_id) | Q(group_id__in=above) | Q(teacher_group_id__in=above)
    return Q(school_id=actor.school_id) & (Q(observer_id=actor.person_id) | (Q(removed_at__isnull=True) & others))


def may_read(actor: Actor, row: Observation) -> bool:
    """The same for one observation."""
    above = _above(actor)
    others = actor.person_id == row.teacher_id or row.group_id in above or row.teacher_group_id in above
    return row.school_id == actor.school_id and (actor.person_id == row.observer_id or (row.removed_at is None and others))


def may_record(actor: Actor, group_id: int) -> bool:
    """Members, leaders and those who oversee the group write down what they saw."""
    return may_contribute(actor, group_id) or group_id in _above(actor)


def may_change(actor: Actor, row: Observation) -> bool:
    """The observer alone: they are his words."""
    return row.school_id == actor.school_id and actor.person_id == row.observer_id


def may_answer(actor: Actor, row: Observation) -> bool:
    """The observed teacher."""
    return row.school_id == actor.school_id and actor.person_id == row.teacher_id and row.removed_at is None


def sees_everyone(actor: Actor, group_id: int) -> bool:
    """Who sees the names and counts of a group's people."""
    return group_id in _above(actor)


def may_list(actor: Actor, group_id: int, person_id: int) -> bool:
    """Whose list of the term may be opened: one's own, and of the people one leads or oversees."""
    return actor.person_id == person_id or sees_everyone(actor, group_id)


def lessons_visible_to(actor: Actor) -> Q:
    """The research lessons an actor may read, as a filter on ``ResearchLesson``."""
    mine = of_readable_groups(actor) | (Q(school_id=actor.school_id) & Q(teacher_id=actor.person_id))
    announced = Q(school_id=actor.school_id) & ~Q(level=ResearchLesson.Level.GROUP)
    return mine | announced if actor.readable else mine


def may_read_lesson(actor: Actor, lesson: ResearchLesson) -> bool:
    """The same for one research lesson."""
    announced = lesson.level != ResearchLesson.Level.GROUP and bool(actor.readable)
    mine = may_read_group(actor, lesson.group_id) or actor.person_id == lesson.teacher_id
    return lesson.school_id == actor.school_id and (mine or announced)


def may_plan(actor: Actor, group_id: int) -> bool:
    """Members, leaders and those who oversee the group arrange a research lesson."""
    return may_record(actor, group_id)


def may_change_lesson(actor: Actor, lesson: ResearchLesson) -> bool:
    """The teacher who gives it, and those above: another day, another topic, called off."""
    above = may_lead_group(actor, lesson.group_id) or lesson.group_id in actor.oversees
    return lesson.school_id == actor.school_id and (actor.person_id == lesson.teacher_id or above)


def may_work_on(actor: Actor, lesson: ResearchLesson) -> bool:
    """Also the members of the group: they write down steps and what the expert said."""
    return may_change_lesson(actor, lesson) or (lesson.school_id == actor.school_id and may_contribute(actor, lesson.group_id))


def may_take_out(actor: Actor, file: LessonFile) -> bool:
    """Whoever gave a file of a lesson, and who may change the lesson (``file.lesson`` loaded)."""
    own = file.school_id == actor.school_id and file.given_by_id == actor.person_id
    return own or may_change_lesson(actor, file.lesson)


def may_keep_roster(actor: Actor, group_id: int) -> bool:
    """Those who oversee the research group: its leader, the liaison, the office."""
    return group_id in actor.oversees


def rosters_visible_to(actor: Actor) -> Q:
    """The rosters an actor may read, as a filter on ``PracticeRoster``."""
    kept = Q(school_id=actor.school_id, group_id__in=actor.oversees)
    published = Q(school_id=actor.school_id, published_at__isnull=False)
    return kept | published if actor.readable else kept


def may_read_roster(actor: Actor, roster: PracticeRoster) -> bool:
    """The same for one roster."""
    published = roster.published_at is not None and bool(actor.readable)
    return roster.school_id == actor.school_id and (may_keep_roster(actor, roster.group_id) or published)
