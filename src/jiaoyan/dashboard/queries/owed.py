"""What a person owes beside the group's ledger: lessons, mentoring, trainings, the review plan, excuses to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from jiaoyan.activities.queries import training
from jiaoyan.dashboard.queries.papers import Papers
from jiaoyan.dashboard.rules.duties import Duty, gathered
from jiaoyan.growth.queries import mentorship
from jiaoyan.lessons.models import ResearchLesson
from jiaoyan.lessons.queries import owed as lessons
from jiaoyan.planning.reviewing import review_due
from jiaoyan.quotas.models import Excuse
from jiaoyan.schools.access import Actor, may_lead_group
from jiaoyan.schools.models import Membership, Term
from jiaoyan.schools.rules.gaps import counts_since

REVIEW_AHEAD = timedelta(days=14)


def owed_beside(actor: Actor, term: Term, day: date) -> list[Duty]:
    """Lessons of one's own, feedback, mentoring, trainings. At most fourteen queries, however much there is; none without a group."""
    if not actor.member_of | actor.leads | actor.heads:
        return []
    found = [*lessons.owed(actor, day), *mentorship.owed(actor, term, day), *training.owed(actor, term, day)]
    return gathered(found, named=False)


def review_to_write(actor: Actor, papers: Papers) -> list[Duty]:
    """The review plan, for the leader from two weeks before its day on until it is handed in. No query."""
    if not may_lead_group(actor, papers.group.pk):
        return []
    return review_missing(papers)


def review_missing(papers: Papers) -> list[Duty]:
    """The same whoever asks; a group that came later than that day owes none."""
    plan, due = papers.review, review_due(papers.calendar)
    if (plan is not None and plan.handed_in) or papers.day < due - REVIEW_AHEAD or not counts_since(due, papers.begun):
        return []
    what = "写复习计划" if plan is None else "提交复习计划"
    return [Duty(what, due, reverse("planning:review", args=[papers.group.pk, papers.term.key]))]


def lessons_of_meetings(actor: Actor, own: Sequence[Papers]) -> frozenset[int]:
    """The meetings in which one gives a lesson that is planned as a research lesson: it is a duty already. One query."""
    meetings = [each.pk for papers in own for each in papers.activities]
    rows = ResearchLesson.objects.filter(activity__in=meetings, teacher_id=actor.person_id, removed_at__isnull=True)
    return frozenset(rows.values_list("activity_id", flat=True))


def excuses_to_answer(actor: Actor, term: Term) -> list[Duty]:
    """What was said of quotas and waits for an answer: one line for each tree of groups. One query for who oversees groups, otherwise none."""
    if not actor.oversees:
        return []
    people = Membership.objects.filter(group__in=actor.oversees).values("person_id")
    whole, some = Q(quota__group__in=actor.oversees), Q(subject_kind="group", subject_key__in=actor.oversees)
    rows = Excuse.objects.filter(
        whole | some | Q(subject_kind="person", subject_key__in=people), term=term, state=Excuse.State.OPEN, removed_at__isnull=True
    ).exclude(Q(person_id=actor.person_id) | Q(subject_kind="person", subject_key=actor.person_id))
    waiting = Counter(rows.values_list("quota__group_id", flat=True))
    return [
        Duty(
            f"答复{count}条未完成说明",
            None,
            reverse("quotas:excuses", args=[top if top in actor.readable else min(actor.heads, default=min(actor.oversees)), term.key]),
        )
        for top, count in sorted(waiting.items())
    ]
