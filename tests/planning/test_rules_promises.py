"""Names, sentences and problems of what was promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.planning.figures import known_names
from jiaoyan.planning.rules.promises import Promise, problems_of, promises_of, sentences_of
from jiaoyan.planning.rules.summary import marks_in
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Edition, Number, Per, Quota, Severity
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.progress import Progress, State, Tally

DAY, DUE = date(2024, 2, 21), date(2024, 6, 28)
OURS = {*(Subject("person", key) for key in (1, 2, 3)), Subject("group", 8), Subject("class", 4), Subject("class", 5), Subject("grade", 5)}
PERSON, GROUP = Audience("person"), Audience("group", groups=("prep",))


CLASSES = ((4, State.DONE), (5, State.LATE))


def demand(kind: str = "observation", number: int | None = 15, per: Per = Per.TERM, audience: Audience = PERSON, **more: object) -> Demand:
    return Demand(audience, Counted(kind), Number(number), per, **more)  # type: ignore[arg-type]


def line(
    key: int,
    name: str = "听课",
    who: int = 1,
    state: State = State.ON_PACE,
    asked: Demand | None = None,
    unit: str = "节",
    national: bool = False,
) -> Progress:
    asked = asked or demand()
    quota = Quota(key, name, unit, (Edition(DAY, asked),), national=national)
    tally = Tally("term", "本学期", DAY, DUE, asked.number, 0, (), state)
    subject = Subject(asked.audience.subject, who)
    return Progress(quota, asked, subject, (tally,), 0, asked.number.least, None, 0, DUE, state)


def promised(*lines: Progress) -> tuple[Promise, ...]:
    return promises_of(lines, OURS, known_names())


def names(promise: Promise) -> set[str]:
    return {promise.asked_name, promise.done_name} | ({promise.met_name} if promise.of_many else set())


def test_lines_of_one_quota_are_one_promise_and_those_of_others_than_the_group_are_left_out() -> None:
    ours = line(5, asked=demand("meeting", audience=GROUP), who=8)
    found = promised(line(1), line(1, who=2), line(1, who=99), ours, line(5, asked=demand("meeting", audience=GROUP), who=9))
    assert [(each.quota.key, [one.subject.id for one in each.lines]) for each in found] == [(1, [1, 2]), (5, [8])]


@pytest.mark.parametrize(
    "left_out",
    [
        line(-3, national=True),
        line(1, asked=demand(number=None)),
        line(1, state=State.IDLE),
        line(1, state=State.OPTIONAL),
    ],
    ids=["national rule", "ceiling", "standing still", "short term"],
)
def test_what_nobody_promised_is_no_promise(left_out: Progress) -> None:
    assert promised(left_out) == ()


def withdrawn(who: int, missing: int, target: int | None = 6) -> Progress:
    gone = line(1, who=who, state=State.WITHDRAWN)
    tallies = tuple(replace(tally, missing=missing) for tally in gone.tallies)
    return replace(gone, demand=None, target=target, tallies=tallies, why="4月17日起停用，此前的照计")


def test_what_was_taken_out_of_use_is_told_as_what_it_asked_until_then_and_is_no_problem() -> None:
    [promise] = promised(withdrawn(1, 0), withdrawn(2, 4))

    assert [each.subject.id for each in promise.met] == [1]
    assert list(sentences_of([promise], "lessons", lambda name: True)) == [
        "听课（4月17日起停用，此前的照计）：〔听课要求人数〕中〔听课达标人数〕做到停用前的要求，全组共〔听课节数〕。"
    ]
    assert list(sentences_of([promise], "lessons", lambda name: "达标" not in name)) == [
        "听课（4月17日起停用，此前的照计）：全组共〔听课节数〕。"
    ]
    assert list(problems_of([promise])) == []


def test_what_was_taken_out_of_use_before_anything_was_due_is_no_promise() -> None:
    assert promised(withdrawn(1, 0, None)) == ()


@given(st.lists(st.sampled_from(["听课", "研究课", "每日一议", "理论学习", "听课（2）", "读〔书〕"]), min_size=1, max_size=8))
def test_every_figure_has_a_name_of_its_own_and_an_older_quota_keeps_its_name(titles: list[str]) -> None:
    lines = [line(key, title) for key, title in enumerate(titles, start=1)]
    found = promised(*lines)
    every = [name for promise in found for name in names(promise)]
    assert len(every) == len(set(every))
    assert not known_names() & set(every)
    assert [promise.label for promise in promised(*lines[:-1])] == [promise.label for promise in found[:-1]]
    assert all(marks_in(f"〔{name}〕") == (name,) for name in every)


@pytest.mark.parametrize(
    ("asked", "states", "words"),
    [
        (demand(), [State.DONE, State.EXCUSED, State.LATE], "听课：〔听课要求人数〕中〔听课达标人数〕达到每人15节，全组共〔听课节数〕。"),
        (demand(), [State.LATE], "听课：要求每人15节，全组共〔听课节数〕。"),
        (
            demand(number=2, per=Per.MONTH),
            [State.DONE],
            "听课：〔听课要求人数〕中〔听课达标人数〕达到每人每月不少于2节，全组共〔听课节数〕。",
        ),
    ],
)
def test_sentence_says_what_was_promised_and_what_was_done(asked: Demand, states: list[State], words: str) -> None:
    found = promised(*(line(1, who=who, state=state, asked=asked) for who, state in enumerate(states, start=1)))
    there = {"听课节数", "听课要求人数"} | ({"听课达标人数"} if found[0].met else set())
    assert list(sentences_of(found, "lessons", there.__contains__)) == [words]
    assert list(sentences_of(found, "awards", there.__contains__)) == []


def test_sentence_of_the_group_names_due_and_done() -> None:
    found = promised(line(1, "备课组活动", 8, asked=demand("meeting", 8, audience=GROUP), unit="次"))
    words = "备课组活动：按要求应完成〔备课组活动应完成数〕，已完成〔备课组活动完成数〕。"
    assert list(sentences_of(found, "preparation", lambda _: True)) == [words]
    assert list(sentences_of(found, "preparation", lambda _: False)) == []


def test_sentence_of_classes_says_how_many_of_them_and_of_a_grade_what_was_done() -> None:
    classes = [line(1, "按课表上课", who, state, demand("taught_week", 1, Per.WEEK, Audience("class")), "周") for who, state in CLASSES]
    tests = line(2, "年级练习", 5, asked=demand("exam", 2, audience=Audience("grade")), unit="次")

    found = promised(*classes, tests)

    assert list(sentences_of(found, "routine", lambda _: True)) == [
        "按课表上课：〔按课表上课要求班数〕中〔按课表上课达标班数〕达到要求，全组共〔按课表上课周数〕。"
    ]
    assert list(sentences_of(found, "routine", lambda name: "达标" not in name)) == ["按课表上课：全组共〔按课表上课周数〕。"]
    assert list(sentences_of(found, "survey", lambda _: True)) == ["年级练习：按要求应完成〔年级练习应完成数〕，已完成〔年级练习完成数〕。"]
    assert [words for _, words in problems_of(found)] == ["按课表上课没有全部达到要求：每个班，每周按课表上课。"]


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_late_behind_or_over_is_offered_as_a_problem(state: State) -> None:
    offered = [quota for quota, _ in problems_of(promised(line(1, state=State.DONE), line(1, who=2, state=state)))]
    assert offered == ([1] if state in (State.LATE, State.BEHIND, State.OVER) else [])


@pytest.mark.parametrize(("severity", "count"), [(Severity.MUST, 1), (Severity.SHOULD, 1), (Severity.AIM, 0), (Severity.BENCHMARK, 0)])
def test_what_was_only_aimed_at_is_no_problem(severity: Severity, count: int) -> None:
    found = promised(line(1, state=State.LATE, asked=demand(severity=severity)))
    assert len(list(problems_of(found))) == count
