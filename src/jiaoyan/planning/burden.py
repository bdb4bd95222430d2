"""What a term's demands ask each person of a tree to write down, by the source of the demand. 减负测算"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from jiaoyan.activities.typed import ASKED as ACTIVITIES
from jiaoyan.assessments.typed import ASKED as ASSESSMENTS
from jiaoyan.growth.typed import ASKED as GROWTH
from jiaoyan.items.typed import ASKED as ITEMS
from jiaoyan.lessons.typed import ASKED as LESSONS
from jiaoyan.library.typed import ASKED as LIBRARY
from jiaoyan.pacing.typed import ASKED as PACING
from jiaoyan.planning.charge import Charge
from jiaoyan.planning.models import ArrangementRow, AuthoringRow, Division, GroupPlan
from jiaoyan.planning.progress import facts_in
from jiaoyan.planning.rules.burden import Ask, Load, Source, Weight, loads_of
from jiaoyan.planning.typed import ASKED as PLANNING
from jiaoyan.quotas import presets
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.queries import Tree, extent_in, groups_concerned, rows_of, tree_of
from jiaoyan.quotas.rules.conflicts import Clash, Conflict, conflicts
from jiaoyan.quotas.rules.count import progress_of
from jiaoyan.quotas.rules.demand import Counted, Per
from jiaoyan.quotas.rules.demand import Quota as Asked
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.quotas.rules.roster import Member, Roster
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.typed import number_of_fields

TYPED = (*PACING, *LIBRARY, *ITEMS, *ASSESSMENTS, *ACTIVITIES, *LESSONS, *GROWTH, *PLANNING)
REVIEW, REVIEWING = "exercise_review", 10
"""Looking through an exercise of somebody else: no fact of its own, but table 3 asks it."""
LED = frozenset({"group_plan", "group_summary", "review_plan", "schedule", "research_plan", "research_summary", "lesson_roster"})
"""What a group's leader writes; everything else of a group is shared by its people."""
NATIONAL, OWN, PLAN = Source("national", "国家规定"), Source("own", "本校自定"), Source("plan", "备课组计划")
ALIKE = frozenset({Clash.DOUBLED, Clash.SHARED})


@dataclass(frozen=True)
class Burden:
    """The loads of everybody in a tree in one term. ``alike``: demands that ask nearly the same."""

    tree: Tree
    roster: Roster
    loads: Mapping[int, Load]
    alike: tuple[Conflict, ...]
    weeks: int

    def people_of(self, group: int) -> tuple[Member, ...]:
        """Who sits in a group or below it, by name."""
        below = self.tree.below(group)
        return tuple(member for member in self.roster.members if member.groups & below)


@cache
def weights() -> Mapping[str, Weight]:
    """Minutes and fields of one record of each kind; the fields are counted from the declarations that a test holds to the forms."""
    found = {slug: Weight(kind.minutes, number_of_fields(TYPED, slug)) for slug, kind in KINDS.items()}
    return found | {REVIEW: Weight(REVIEWING, number_of_fields(TYPED, REVIEW))}


def burden_of(place: GroupTerm) -> Burden:
    """The burden of the tree a group belongs to. A fixed number of queries; of facts only those that open duties are read."""
    tree = tree_of(place.group)
    rows = rows_of(tree)
    quotas = (*presets.national(), *(row.value for row in rows))
    extent = replace(extent_in(tree, place.term, place.calendar, place.term.last_school_day), kinds=_events(quotas))
    facts = [fact for fact in facts_in(extent) if extent.wants(fact.kind)]
    counted = progress_of(quotas, extent.roster, facts, place.calendar, place.day)
    shared = _Shared(tree, extent.roster, place)
    sources = {row.pk: _source(row) for row in rows}
    asks = [*_planned(shared), *_asked(counted, sources, shared)]
    weeks = len(place.calendar.counted_weeks())
    loads = loads_of(asks, [member.id for member in extent.roster.members], weights(), weeks)
    alike = tuple(each for each in conflicts(quotas, place.day) if each.kind in ALIKE)
    return Burden(tree, extent.roster, loads, alike, weeks)


def _events(quotas: Iterable[Asked]) -> frozenset[str]:
    demands = [edition.demand for quota in quotas for edition in quota.editions if edition.demand is not None]
    return frozenset(demand.event.kind for demand in demands if demand.event is not None)


def _source(row: Quota) -> Source:
    return Source("preset", presets.preset(row.preset).title) if row.preset else OWN


@dataclass(frozen=True)
class _Shared:
    """To whom something falls that is asked of a group, class, grade or the school."""

    tree: Tree
    roster: Roster
    place: GroupTerm

    @cached_property
    def charge(self) -> Charge:
        """Who leads and teaches on the day."""
        return Charge(self.tree, self.place.day)

    def of(self, subject: Subject, kind: str) -> tuple[int, ...]:
        """The people who share it; for a paper of the leader's the leader, for a class its teacher."""
        alone = self.charge.of(subject) if subject.kind == "class" or kind in LED else None
        if alone is not None:
            return (alone.pk,)
        if subject.kind == "school":
            return tuple(member.id for member in self.roster.members)
        if subject.kind == "group":
            return self.members(self.tree.below(subject.id))
        return self.members(groups_concerned(subject, self.tree, self.roster))

    def members(self, groups: frozenset[int]) -> tuple[int, ...]:
        """Who sits in any of these groups, in the roster's order."""
        return tuple(member.id for member in self.roster.members if member.groups & groups)


def _asked(counted: Iterable[Progress], sources: Mapping[int, Source], shared: _Shared) -> Iterator[Ask]:
    """What the quotas ask; persons of whom the same number is asked stand in one ask."""
    persons: dict[tuple[int, int], list[Progress]] = defaultdict(list)
    for each in counted:
        if (number := _number(each)) == 0 or each.demand is None:
            continue
        if each.subject.kind == "person":
            persons[each.quota.key, number].append(each)
        else:
            people = shared.of(each.subject, each.demand.counted.kind)
            yield _ask(each, number, people, sources, own=False)
    for (_, number), found in persons.items():
        yield _ask(found[0], number, tuple(each.subject.id for each in found), sources, own=True)


def _ask(progress: Progress, number: int, people: tuple[int, ...], sources: Mapping[int, Source], *, own: bool) -> Ask:
    quota, demand = progress.quota, progress.demand
    if demand is None:
        raise ValueError("a withdrawn quota asks for nothing")
    source = sources.get(quota.key, NATIONAL)
    subject = progress.subject
    key = f"quota:{quota.key}:{number}" if own else f"quota:{quota.key}:{subject.kind}:{subject.id}"
    return Ask(key, source, demand_text(quota, demand), demand.counted, number, people, own)


def _number(progress: Progress) -> int:
    """How many records it takes in the term.

    A measure (rows, steps) is reached within one record of each stretch; what is said of a record that was opened by itself (the steps of a
    meeting, for each meeting) is no further record.
    """
    demand = progress.demand
    if demand is None or progress.state is State.IDLE:
        return 0
    if demand.per is Per.EVENT and demand.event is not None and demand.event.kind == demand.counted.kind:
        return 0
    if demand.counted.measure:
        return sum(1 for tally in progress.tallies if tally.number.least)
    return progress.target or 0


def _planned(shared: _Shared) -> Iterator[Ask]:
    """What the approved plans give to people by name: exercises and their reviews (table 3), research lessons and meetings (table 1), units. Four queries."""
    plans = dict(
        GroupPlan.objects.filter(group_id__in=shared.tree.keys, term=shared.place.term, editions__isnull=False)
        .distinct()
        .values_list("pk", "group_id")
    )
    authoring = list(AuthoringRow.objects.filter(plan_id__in=plans).values_list("author_id", "reviewer_id"))
    activities = ArrangementRow.objects.filter(plan_id__in=plans, kind=ArrangementRow.Kind.ACTIVITY, number__isnull=False)
    arrangement = list(activities.values_list("plan_id", "lesson_teacher_id"))
    units = Division.objects.filter(plan_id__in=plans, unit__isnull=False).values_list("owner_id", flat=True)
    yield from _named("exercise", "表3：命制有效练习{}份", (author for author, _ in authoring))
    yield from _named(REVIEW, "表3：审核有效练习{}份", (reviewer for _, reviewer in authoring))
    yield from _named("research_lesson", "表1：上研究课{}节", (teacher for _, teacher in arrangement if teacher))
    yield from _named("unit_analysis", "分工：主备{}个单元，写单元分析", units)
    for plan, number in Counter(plan for plan, _ in arrangement).items():
        people = shared.members(frozenset({plans[plan]}))
        clause = f"表1：{number}次活动的记录，组内轮流"
        yield Ask(f"plan:meeting:{plan}", PLAN, clause, Counted("meeting"), number, people, own=False, planned=True)


def _named(kind: str, clause: str, people: Iterable[int]) -> Iterator[Ask]:
    """One ask for each number, with those who have that many."""
    by_number: dict[int, list[int]] = defaultdict(list)
    for person, number in Counter(people).items():
        by_number[number].append(person)
    for number, found in sorted(by_number.items()):
        yield Ask(f"plan:{kind}:{number}", PLAN, clause.format(number), Counted(kind), number, tuple(found), own=True, planned=True)
