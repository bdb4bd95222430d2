"""What somebody has to do about lessons now: for the page one starts from. Two queries, four for a research leader, however much there is; none without a group."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from jiaoyan.lessons.models import ExpertComment, Observation, PracticeRoster, ResearchLesson, ResearchStep
from jiaoyan.lessons.queries.roster import PUBLISH_WITHIN
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Role
from jiaoyan.schools.queries import term_on
from jiaoyan.schools.rules.gaps import Gap, counts_since

AHEAD = timedelta(days=14)
BACK = timedelta(days=14)
A_WEEK = timedelta(days=7)  # to look at feedback and to write down what the expert said


def owed(actor: Actor, day: date) -> list[Gap]:
    """A lesson of one's own that comes soon, is not ticked, or waits for the expert's words; feedback not looked at yet; a roster not published.

    ``since`` is the day by which it is to be done, in the future for what is to come; feedback and the expert's words have a week.
    """
    if not actor.readable:
        return []
    return [*_own_lessons(actor, day), *_feedback(actor, day), *_rosters(actor, day)]


def _gap(actor: Actor, what: str, since: date, url: str) -> Gap:
    return Gap(what, actor.name, actor.person_id, since, url)


def _own_lessons(actor: Actor, day: date) -> list[Gap]:
    found = []
    rows = ResearchLesson.objects.filter(
        teacher_id=actor.person_id, removed_at__isnull=True, day__lte=day + AHEAD, term__last_school_day__gte=day
    ).annotate(
        taught=Exists(ResearchStep.objects.filter(lesson=OuterRef("pk"), kind=ResearchStep.Kind.TAUGHT, done=True)),
        commented=Exists(ExpertComment.objects.filter(lesson=OuterRef("pk"), removed_at__isnull=True)),
    )
    for lesson in rows.only("type", "day", "topic"):
        url, kind = reverse("lessons:lesson", args=[lesson.pk]), lesson.get_type_display()
        if not lesson.taught and lesson.day >= day:
            found.append(_gap(actor, f"准备{kind}{lesson.called}", lesson.day, url))
        elif not lesson.taught:
            found.append(_gap(actor, f"{kind}{lesson.called}上过了吗？请勾选“上课”", lesson.day, url))
        elif lesson.type == ResearchLesson.Type.PRACTICE and not lesson.commented:
            found.append(_gap(actor, f"补记{kind}{lesson.called}的专家点评", lesson.day + A_WEEK, url))
    return found


def _feedback(actor: Actor, day: date) -> list[Gap]:
    rows = Observation.objects.select_related("observer").filter(
        teacher_id=actor.person_id, answered_at__isnull=True, removed_at__isnull=True, day__gte=day - BACK, day__lte=day
    )
    return [
        _gap(
            actor, f"{row.observer.name}听了您的《{row.topic}》，看看反馈", row.day + A_WEEK, reverse("lessons:observation", args=[row.pk])
        )
        for row in rows.only("day", "topic", "observer__name")
    ]


def _rosters(actor: Actor, day: date) -> list[Gap]:
    term = term_on(day, actor.school_id) if Role.Kind.RESEARCH_LEADER in actor.roles else None
    if term is None or day > term.last_school_day:
        return []
    published = PracticeRoster.objects.filter(term=term, published_at__isnull=False).values("group_id")
    groups = Group.objects.filter(kind=Group.Kind.RESEARCH, school_year_id=term.school_year_id, pk__in=actor.oversees)
    due = term.first_school_day + PUBLISH_WITHIN
    return [
        _gap(actor, "公布本学期练兵课安排", due, reverse("lessons:roster_edit", args=[group.pk, term.key]))
        for group in groups.exclude(pk__in=published)
        if counts_since(due, group.in_use_from)
    ]
