"""The engine against the patient clerk of ``reference``, and the laws every count keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiaoyan.quotas.rules.count import progress_of, unasked
from jiaoyan.quotas.rules.demand import Edition, Quota
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.kinds import LESSON_TYPES
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.schools.rules.calendar import Calendar, Override
from tests.quotas.rules.reference import Answer, clerk, clerk_of
from tests.quotas.rules.worlds import TYPES, World, fact_of, trips, whole_schools, worlds

often = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
seldom = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def counted(world: World, facts: tuple[Fact, ...] | None = None, calendar: Calendar | None = None) -> dict[tuple[int, Subject], Progress]:
    found = progress_of(
        world.quotas, world.roster, world.facts if facts is None else facts, calendar or world.calendar, world.today, world.excuses
    )
    return {(progress.quota.key, progress.subject): progress for progress in found}


def counts_at_all(progress: Progress, subject: Subject, fact: Fact) -> bool:
    return subject in fact.subjects and fact.kind in {each.demand.counted.kind for each in progress.quota.editions if each.demand}


@often
@given(worlds())
def test_engine_counts_what_the_clerk_counts(world: World) -> None:
    for (_, subject), progress in counted(world).items():
        member = next(each for each in world.roster.members if each.id == subject.id)
        answer = clerk(progress.quota, member, world.roster, world.facts, world.calendar, world.today, world.excuses)
        assert shown(progress) == shown_by(answer)


@seldom
@given(trips())
def test_a_class_and_a_grade_are_counted_on_their_own_calendar(world: World) -> None:
    for (_, subject), progress in counted(world).items():
        room = next((each for each in world.roster.rooms if each.id == subject.id), None)
        own = (
            world.calendar.for_grade(subject.id)
            if subject.kind == "grade"
            else world.calendar.for_class(subject.id, room.grade if room else 0)
        )
        if own.school_days():
            answer = clerk_of(progress.quota, subject, world.roster, world.facts, own, world.today)
            assert shown(progress) == shown_by(answer)


@seldom
@given(whole_schools())
def test_the_school_counts_once_whatever_anybody_in_it_has_done(world: World) -> None:
    school = Subject("school", world.roster.school)
    told = [replace(fact, subjects=frozenset({school})) for fact in world.facts]

    for (_, subject), progress in counted(replace(world, excuses=())).items():
        assert subject == school
        assert shown(progress) == shown_by(clerk_of(progress.quota, school, world.roster, told, world.calendar, world.today))


@seldom
@given(worlds())
def test_a_quota_withdrawn_today_keeps_what_was_counted_and_asks_no_stretch_for_more(world: World) -> None:
    today = world.today
    facts = tuple(fact for fact in world.facts if fact.day <= today)
    asked = [quota for quota in map(partial(without_what_comes_later, day=today), world.quotas) if quota.on(today)]
    before = counted(replace(world, facts=facts, quotas=tuple(asked)))
    ended = {quota.key: withdrawn(quota, today) for quota in asked if quota.on(today - timedelta(1)) == quota.on(today)}

    after = counted(replace(world, facts=facts, quotas=tuple(ended.values())))

    for duty, progress in after.items():
        if ended[duty[0]].on(world.calendar.dates.last_day) or any(each.day == today for each in facts if each.kind == "training"):
            continue  # withdrawn after the term, which changes nothing in it; or an event of the very day, which opens no duty
        was = {tally.span: tally for tally in before[duty].tallies}
        assert progress.state is State.WITHDRAWN
        assert set(progress.facts) == set(before[duty].facts)
        for tally in progress.tallies:
            assert (tally.number.least or 0) <= (was[tally.span].number.least or 0)
            assert tally.due <= max(today, was[tally.span].first)


def without_what_comes_later(quota: Quota, day: date) -> Quota:
    return replace(quota, editions=tuple(each for each in quota.editions if each.begins <= day))


def withdrawn(quota: Quota, day: date) -> Quota:
    return replace(quota, editions=(*(each for each in quota.editions if each.begins < day), Edition(day, None)))


def shown(progress: Progress) -> dict[str, object]:
    return {
        "done": progress.done,
        "target": progress.target or 0,
        "expected": progress.expected or 0,
        "late": progress.late,
        "facts": {tally.span: [fact.key for fact in tally.facts] for tally in progress.tallies if tally.facts},
        "missing": {tally.span: tally.missing for tally in progress.tallies},
        "optional": {tally.span for tally in progress.tallies if tally.state is State.OPTIONAL},
        "left": {each.fact.key for each in progress.left_out},
    }


def shown_by(answer: Answer) -> dict[str, object]:
    return {
        "done": answer.done,
        "target": answer.target,
        "expected": answer.expected,
        "late": answer.late,
        "facts": {key: facts for key, facts in answer.counted.items() if facts},
        "missing": answer.missing,
        "optional": answer.optional,
        "left": answer.left,
    }


@seldom
@given(worlds())
def test_every_fact_of_kind_and_subject_is_counted_or_left_out_with_a_reason(world: World) -> None:
    for (_, subject), progress in counted(world).items():
        mine = {fact.key for fact in world.facts if counts_at_all(progress, subject, fact)}
        used, left = {fact.key for fact in progress.facts}, [each.fact.key for each in progress.left_out]

        assert used | set(left) == mine
        assert not used & set(left)
        assert len(left) == len(set(left))
        assert all(each.why for each in progress.left_out)


@seldom
@given(worlds(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_facts_change_nothing(world: World, chance: Random) -> None:
    shuffled = [*world.facts, *world.facts[:3]]
    chance.shuffle(shuffled)

    assert counted(world, tuple(shuffled)) == counted(world)


@seldom
@given(worlds(), st.integers(0, 2**32 - 1))
def test_one_more_fact_never_lowers_what_is_done_nor_raises_what_is_missing_of_the_same_duties(world: World, seed: int) -> None:
    span = (world.calendar.dates.last_day - world.roster.first_day).days
    more = replace(fact_of(Random(seed), 99, world.roster.first_day, span), kind="observation", key="one more")

    before, after = counted(world), counted(world, (*world.facts, more))

    for duty, progress in before.items():
        assert after[duty].done >= progress.done
        assert after[duty].late <= progress.late
        assert after[duty].target == progress.target


@seldom
@given(worlds())
def test_one_subject_alone_stands_as_among_all(world: World) -> None:
    me = Subject("person", 1)

    alone = progress_of(world.quotas, world.roster, world.facts, world.calendar, world.today, world.excuses, among={me})

    assert alone == tuple(progress for (_, subject), progress in counted(world).items() if subject == me)


@seldom
@given(worlds())
def test_sums_of_the_tallies_are_the_progress(world: World) -> None:
    for progress in counted(world).values():
        tallies = progress.tallies
        assert (progress.target or 0) == sum(tally.number.least or 0 for tally in tallies)
        assert progress.late == sum(tally.missing for tally in tallies if tally.due < world.today)
        assert (progress.state is State.LATE) <= any(tally.state is State.LATE for tally in tallies)
        assert (progress.state is State.DONE) <= (progress.done >= (progress.target or 0))
        assert progress.expected is None or 0 <= progress.expected <= (progress.target or 0)
        assert progress.due is None or progress.due >= world.today
        assert progress.sentence


@seldom
@given(worlds(), st.integers(0, 150))
def test_a_make_up_day_added_late_changes_only_the_stretches_it_lies_in(world: World, offset: int) -> None:
    day = world.calendar.dates.first_day + timedelta(offset)
    if day > world.calendar.dates.last_day or world.calendar.is_school_day(day) or not world.calendar.dates.count_full_holiday_weeks:
        return
    others = tuple(each for each in world.calendar.overrides if each.day != day)
    added = Calendar(world.calendar.dates, (*others, Override(day, "makeup", "补课")))
    if added.school_days()[0] != world.calendar.school_days()[0] or added.school_days()[-1] != world.calendar.school_days()[-1]:
        return

    before, after = counted(world), counted(world, calendar=added)

    for duty, progress in before.items():
        now = {tally.span: tally for tally in after[duty].tallies}
        for tally in progress.tallies:
            near = tally.first - timedelta(31) <= day <= tally.due + timedelta(31)
            assert near or now[tally.span] == tally


@seldom
@given(worlds())
def test_a_quota_has_progress_or_is_explained_once(world: World) -> None:
    explained = unasked(world.quotas, world.roster, world.calendar, world.today)

    assert sorted([each.quota.key for each in explained] + list({key for key, _ in counted(world)})) == list(range(len(world.quotas)))
    assert all(each.why for each in explained)


@seldom
@given(worlds())
def test_accepted_excuses_only_reduce_what_is_missing(world: World) -> None:
    bare = progress_of(world.quotas, world.roster, world.facts, world.calendar, world.today)

    excused = counted(world)
    for without in bare:
        progress = excused[without.quota.key, without.subject]
        assert (progress.done, progress.target, progress.expected) == (without.done, without.target, without.expected)
        assert progress.late <= without.late
        assert all(a.missing <= b.missing for a, b in zip(progress.tallies, without.tallies, strict=True))


def test_drawn_lesson_types_are_declared() -> None:
    assert set(TYPES) <= set(LESSON_TYPES)
