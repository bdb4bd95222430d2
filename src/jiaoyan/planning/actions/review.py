"""Writing the review plan and handing it in. 复习计划"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from jiaoyan.planning.models import ReviewPhase, ReviewPlan
from jiaoyan.planning.reviewing import lacking_in, review_plan_of, window_of
from jiaoyan.planning.rules.review import PhaseLine, Words, phase_problems, propose_phases
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, may_lead_group, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm, members_of
from jiaoyan.schools.rules.problem import RowsAtFault


class NotComplete(NotPossible):
    """A review plan that still lacks something."""


def start_review_plan(*, by: Actor, place: GroupTerm) -> ReviewPlan:
    """Begin the plan with phases that fill the days before the test. Beginning it again gives the plan there is. Raises ``NotAllowed``."""
    require(may_lead_group(by, place.group.pk), WHO_LEADS_GROUP)
    standing = review_plan_of(place.group, place.term)
    if standing is not None:
        return standing
    phases = propose_phases(window_of(place), [person.pk for person in members_of(place.group, place.day)] or [by.person_id])
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=place.group.pk)
        plan, made = ReviewPlan.objects.get_or_create(
            school_id=by.school_id,
            group=place.group,
            term=place.term,
            defaults={"changed_by_id": by.person_id, "changed_at": timezone.now()},
        )
        if made:
            _store(plan, phases)
            note(by, "review_start", plan, f"开始写{plan}")
    return plan  # type: ignore[no-any-return]


def save_review_words(*, by: Actor, plan: ReviewPlan, version: int, words: Words) -> ReviewPlan:
    """Everything but the phases; the same sent again is stored once. Raises ``ChangedMeanwhile``, ``NotPossible`` once handed in, ``NotAllowed``."""
    with _editing(by, plan, version) as row:
        row.state, row.goals, row.key_points = words.state, words.goals, words.key_points
        row.high, row.middle, row.low = words.high.strip(), words.middle.strip(), words.low.strip()
        row.save()
        note(by, "review", row, f"修改{row}的学情、目标和分层措施")
    return row


def save_review_phases(*, by: Actor, plan: ReviewPlan, place: GroupTerm, version: int, phases: Sequence[PhaseLine]) -> ReviewPlan:
    """The phases in order; those that stood there go, and the same sent again change nothing. Raises ``RowsAtFault``, and as ``save_review_words``."""
    problems = phase_problems(phases, window_of(place))
    if problems:
        raise RowsAtFault(problems)
    with _editing(by, plan, version) as row:
        row.phases.all().delete()
        _store(row, phases)
        row.save()
        note(by, "review", row, f"安排{row}的{len(phases)}个复习阶段")
    return row


def hand_in_review_plan(*, by: Actor, plan: ReviewPlan, place: GroupTerm, version: int) -> ReviewPlan:
    """From now on it counts and everybody of the group reads it as it is; doing it twice changes nothing. Raises ``NotComplete``, and as ``save_review_words``."""
    require(may_lead_group(by, plan.group_id), WHO_LEADS_GROUP)
    if plan.handed_in is not None:
        return plan
    problems = lacking_in(plan)
    if problems:
        raise NotComplete(*[problem.message for problem in problems])
    with _editing(by, plan, version) as row:
        row.handed_in = place.today
        row.save()
        note(by, "review_in", row, f"提交{row}")
    return row


def take_back_review_plan(*, by: Actor, plan: ReviewPlan, version: int) -> ReviewPlan:
    """Open it for changes again; doing it twice changes nothing. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(may_lead_group(by, plan.group_id), WHO_LEADS_GROUP)
    with transaction.atomic():
        row = _locked(plan)
        if row.handed_in is None:
            return row
        if row.version != version:
            raise ChangedMeanwhile
        row.handed_in = None
        _count(by, row)
        row.save()
        note(by, "review_back", row, f"取回{row}修改")
    return row


@contextmanager
def _editing(by: Actor, plan: ReviewPlan, version: int) -> Iterator[ReviewPlan]:
    require(may_lead_group(by, plan.group_id), WHO_LEADS_GROUP)
    with transaction.atomic():
        row = _locked(plan)
        if row.handed_in is not None:
            raise NotPossible("复习计划已经提交，需要改动时请先取回。")
        with only_news(row, "phases", stale=row.version != version):
            _count(by, row)
            yield row


def _locked(plan: ReviewPlan) -> ReviewPlan:
    row: ReviewPlan = ReviewPlan.objects.select_for_update(of=("self",)).select_related("group", "term").get(pk=plan.pk)
    return row


def _count(by: Actor, row: ReviewPlan) -> None:
    row.version, row.changed_by_id, row.changed_at = row.version + 1, by.person_id, timezone.now()


def _store(plan: ReviewPlan, phases: Sequence[PhaseLine]) -> None:
    ReviewPhase.objects.bulk_create(
        ReviewPhase(
            school_id=plan.school_id,
            plan=plan,
            position=place,
            kind=phase.kind,
            starts=phase.starts,
            ends=phase.ends,
            contents=list(phase.contents),
            owner_id=phase.owner,
        )
        for place, phase in enumerate(phases, start=1)
    )
