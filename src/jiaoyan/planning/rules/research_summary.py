"""The research group's summary (F36): what the counts say about each clause of the plan, and what keeps it from being handed in.

Numbers come from ``quotas``: a clause says what became of the quotas it names, and nobody types them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jiaoyan.planning.rules.promises import is_asked
from jiaoyan.planning.rules.summary import PairDraft, check_pairs
from jiaoyan.quotas.rules.fact import Fact
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.schools.rules.problem import Problem, of_table

SHORT = 20
PEOPLE = {"person": "人", "group": "个组", "class": "个班", "grade": "个年级"}
# a count that asks for nothing more, whatever its number
SETTLED = frozenset({State.DONE, State.EXCUSED, State.OPTIONAL, State.IDLE})


@dataclass(frozen=True, slots=True)
class Counted:
    """What the facts say about one quota in the whole group: its sentence, whether everybody is there, and the facts."""

    quota: int
    name: str
    text: str
    met: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """One clause as it is answered: ``done`` "", "yes" or "no"."""

    text: str
    done: str
    words: str


def counted_by_quota(progress: Sequence[Progress], day: date) -> dict[int, Counted]:
    """Quota → what became of it, from all its subjects. Only facts up to ``day`` have happened; facts of several subjects count once in the list."""
    ordered = sorted(progress, key=lambda each: each.quota.key)
    return {key: _counted(list(each), day) for key, each in groupby(ordered, key=lambda each: each.quota.key)}


def _counted(of_quota: Sequence[Progress], day: date) -> Counted:
    quota = of_quota[0].quota
    facts = {(fact.kind, fact.key): fact for each in of_quota for fact in each.facts if fact.day <= day}
    return Counted(
        quota.key,
        quota.name,
        _words(of_quota),
        all(_is_met(each) for each in of_quota),
        tuple(sorted(facts.values(), key=lambda fact: (fact.day, fact.key))),
    )


def _is_met(progress: Progress) -> bool:
    if progress.state in SETTLED or (progress.state is State.WITHDRAWN and progress.met):
        return True
    if progress.state == State.OVER:
        return False
    return progress.target is None or progress.done >= progress.target


def _short(text: str) -> str:
    """The beginning of a clause, as a list names it."""
    return text if len(text) <= SHORT else f"{text[:SHORT]}……"


def _words(of_quota: Sequence[Progress]) -> str:
    """Of one subject its own numbers; of many, how many are there, and what they did together."""
    quota = of_quota[0].quota
    asked = [each for each in of_quota if is_asked(each)]
    if not asked:
        return f"{quota.name}：{of_quota[0].why or '本学期没有要求'}"
    done = sum(each.done for each in asked)
    targets = [each.target for each in asked]
    of = "" if None in targets else f"（应有{sum(target or 0 for target in targets)}{quota.unit}）"
    of += f"（{asked[0].why}）" if asked[0].state is State.WITHDRAWN else ""
    if len(asked) == 1:
        return f"{quota.name}{done}{quota.unit}{of}"
    met = sum(_is_met(each) for each in asked)
    return f"{quota.name}：{len(asked)}{PEOPLE.get(asked[0].subject.kind, '')}中{met}{PEOPLE.get(asked[0].subject.kind, '')}达到要求，共{done}{quota.unit}{of}"


def suggested(quotas: Collection[int], counted: Mapping[int, Counted]) -> str:
    """What the counts say: "yes" when every quota of a clause is met, "no" when one is not, "" when nothing is counted."""
    found = [counted[key] for key in quotas if key in counted]
    if not found:
        return ""
    return "yes" if all(each.met for each in found) else "no"


def check_research_summary(opening: str, answers: Sequence[AnswerDraft], pairs: Sequence[PairDraft]) -> list[Problem]:
    """Whether a summary is complete: an opening, every clause answered and the undone ones explained, a measure for each problem.

    The column of a problem is "head", "answers" or "problems".
    """
    return [*_opening(opening), *_answers(answers), *check_pairs(pairs)]


def _opening(opening: str) -> Iterator[Problem]:
    if not opening.strip():
        yield of_table("请写概述：这学期围绕什么、做成了什么。", "head")


def _answers(answers: Sequence[AnswerDraft]) -> Iterator[Problem]:
    if not answers:
        yield of_table("还没有列出计划的条目：请先按计划列出。", "answers")
    for answer in answers:
        if not answer.done:
            yield of_table(f"“{_short(answer.text)}”还没有填完成或未完成。", "answers")
        elif answer.done == "no" and not answer.words.strip():
            yield of_table(f"“{_short(answer.text)}”没有完成，请写一句原因或打算。", "answers")
