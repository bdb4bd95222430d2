"""What a group promised and what became of it, as a term summary speaks of it (F13): names of its figures, first sentences, problems to own up to.

Takes the ``Progress`` values that every page reads; names nobody. A promise of each person or class says how many of those asked have done it; one of
the group or its grade says how much of it is done. National rules are no promises, and neither are ceilings (no absence without leave).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from jiaoyan.planning.rules.progress import NEEDS_SOMEBODY
from jiaoyan.planning.rules.summary import mark
from jiaoyan.quotas.rules.demand import Demand, Per, Quota, Severity
from jiaoyan.quotas.rules.fact import Subject, SubjectKind
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.quotas.rules.wording import number_text, when_text

NOT_ASKED = frozenset({State.IDLE, State.OPTIONAL})
FIRM = frozenset({Severity.MUST, Severity.SHOULD})
AREA_OF: Mapping[str, str] = {
    **dict.fromkeys(("meeting", "talk", "unit_analysis", "training", "share_back", "textbook_study", "chain_step"), "preparation"),
    **dict.fromkeys(("observation", "visited", "research_lesson", "mentee_lesson", "mentorship"), "lessons"),
    **dict.fromkeys(("taught_week", "absence"), "routine"),
    **dict.fromkeys(("exercise", "homework_list", "showcase"), "homework"),
    **dict.fromkeys(("exam", "exam_analysis", "quality_report"), "survey"),
    "award": "awards",
    **dict.fromkeys(("theory_note", "reflection", "reading_note", "study_note", "case_report", "resource"), "resources"),
}
MANY: Mapping[SubjectKind, str] = {"person": "人", "class": "个班"}
_BRACKETS = str.maketrans({"〔": "（", "〕": "）", "\n": " "})


@dataclass(frozen=True, slots=True)
class Promise:
    """One quota asked of a group or its grade (one line), or of its people or classes (``of_many``, a line each); ``label`` tells it from all others."""

    quota: Quota
    demand: Demand
    label: str
    whose: SubjectKind
    lines: tuple[Progress, ...]

    @property
    def of_people(self) -> bool:
        """Asked of each person."""
        return self.whose == "person"

    @property
    def of_many(self) -> bool:
        """Asked of each of several, who may all be counted."""
        return self.whose in MANY

    @property
    def counted_in(self) -> str:
        """人, 个班: what those asked are counted in."""
        return MANY.get(self.whose, "")

    @property
    def met(self) -> tuple[Progress, ...]:
        """The lines that are done, or excused and accepted."""
        return tuple(line for line in self.lines if line.met)

    @property
    def withdrawn(self) -> str:
        """Since when it is out of use, as its lines say; empty while it is asked."""
        return next((line.why for line in self.lines if line.state is State.WITHDRAWN), "")

    @property
    def asked_name(self) -> str:
        """听课要求人数; 按课表上课要求班数; 集体备课应完成数."""
        return f"{self.label}要求{_counting(self.counted_in)}数" if self.of_many else f"{self.label}应完成数"

    @property
    def met_name(self) -> str:
        """听课达标人数; only of many."""
        return f"{self.label}达标{_counting(self.counted_in)}数"

    @property
    def done_name(self) -> str:
        """听课节数; 集体备课完成数."""
        return f"{self.label}{_counting(self.quota.unit)}数" if self.of_many else f"{self.label}完成数"


def promises_of(progress: Iterable[Progress], subjects: Collection[Subject], taken: Collection[str] = ()) -> tuple[Promise, ...]:
    """What is asked of a group, its grade, people and classes (``subjects``), in the order of the quotas. ``taken``: names other figures have already."""
    found: dict[int, list[Progress]] = {}
    for line in progress:
        if line.subject in subjects and not line.quota.national and is_asked(line):
            found.setdefault(line.quota.key, []).append(line)
    found = {key: kept for key, lines in found.items() if _asked_last(lines).number.least and (kept := _of_those_asked_last(lines))}
    named: dict[int, Promise] = {}
    for key in sorted(found):  # the older one keeps its name when another of the same name comes
        used = {name for each in named.values() for name in _names(each)}
        named[key] = _named(found[key], frozenset(taken), used)
    return tuple(named[key] for key in found)


def is_asked(line: Progress) -> bool:
    """Not of somebody to whom nothing has happened yet that would have to be answered, nor when it was taken out of use before anything was due."""
    if line.state is State.WITHDRAWN and not line.target:
        return False
    return line.state not in NOT_ASKED and bool(line.tallies)


def _named(lines: list[Progress], taken: Collection[str], used: Collection[str]) -> Promise:
    quota = lines[0].quota
    plain = Promise(quota, _asked_last(lines), quota.name.translate(_BRACKETS), lines[0].subject.kind, tuple(lines))
    first = plain if _names(plain).isdisjoint(taken) else replace(plain, label=f"按要求{plain.label}")
    made, number = first, 1
    while not _names(made).isdisjoint(used):
        number += 1
        made = replace(first, label=f"{first.label}（{number}）")
    return made


def _names(promise: Promise) -> set[str]:
    return {promise.asked_name, promise.met_name, promise.done_name}


def _asked_last(lines: Iterable[Progress]) -> Demand:
    quota, now = next((line.quota, line.demand) for line in lines)
    return now or next(edition.demand for edition in reversed(quota.editions) if edition.demand is not None)


def _of_those_asked_last(lines: list[Progress]) -> list[Progress]:
    """A quota that was asked of people and is now asked of classes is a promise of the classes: each promise has lines of one kind."""
    kind = _asked_last(lines).audience.subject
    return [line for line in lines if line.subject.kind == kind]


def _counting(unit: str) -> str:
    """节 → 节(数); 个单元 → 单元(数)."""
    return unit.removeprefix("个") or unit


def sentences_of(promises: Iterable[Promise], area: str, has_records: Callable[[str], bool]) -> Iterator[str]:
    """The sentences of a topic's first text, what was promised and what was done; none where nothing was done."""
    for promise in promises:
        if AREA_OF.get(promise.demand.counted.kind) == area and has_records(promise.done_name):
            yield _of_many(promise, has_records) if promise.of_many else _of_group(promise)


def _of_many(promise: Promise, has_records: Callable[[str], bool]) -> str:
    name, asked, met, done = promise.quota.name, mark(promise.asked_name), mark(promise.met_name), mark(promise.done_name)
    if promise.withdrawn:
        some = f"{asked}中{met}做到停用前的要求，" if has_records(promise.met_name) else ""
        return f"{name}（{promise.withdrawn}）：{some}全组共{done}。"
    if has_records(promise.met_name):
        return f"{name}：{asked}中{met}达到{_each(promise) if promise.of_people else '要求'}，全组共{done}。"
    return f"{name}：要求{_each(promise)}，全组共{done}。" if promise.of_people else f"{name}：全组共{done}。"


def _of_group(promise: Promise) -> str:
    name = f"{promise.quota.name}（{promise.withdrawn}）" if promise.withdrawn else promise.quota.name
    return f"{name}：按要求应完成{mark(promise.asked_name)}，已完成{mark(promise.done_name)}。"


def _each(promise: Promise) -> str:
    """每人15节; 每人每月不少于1篇."""
    demand, unit = promise.demand, promise.quota.unit
    when = when_text(demand)
    if demand.per is Per.TERM and when == "每学期":
        least, most = demand.number.least, demand.number.most
        return f"每人{least}{unit}" if most is None else f"每人{number_text(demand.number, unit)}"
    return f"每人{when}{number_text(demand.number, unit)}"


def problems_of(promises: Iterable[Promise]) -> Iterator[tuple[int, str]]:
    """Firm promises that are not kept so far, each as a problem to take over: quota, words. What is still on its way is none."""
    for promise in promises:
        if promise.demand.severity in FIRM and any(line.state in NEEDS_SOMEBODY for line in promise.lines):
            short = "没有全部达到要求" if promise.of_many else "没有全部做到"
            yield promise.quota.key, f"{promise.quota.name}{short}：{demand_text(promise.quota, promise.demand)}。"
