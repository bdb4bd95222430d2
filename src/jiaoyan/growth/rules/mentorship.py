"""The weekly chain of a pair: observe the mentor, teach after it, compare and reflect, a line of the mentor (R081–R083)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.quotas.rules.progress import Excuse
from jiaoyan.schools.rules.calendar import TeachingWeek

COMPARE_WITHIN = timedelta(days=7)
LESSON_KEY = "growth.menteelesson:"
SHORT_WEEK = 3  # weeks with fewer school days ask for nothing


class Step(StrEnum):
    """The links of the chain, in order."""

    OBSERVE = "observe"
    TEACH = "teach"
    COMPARE = "compare"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is missing: what, by when; ``lesson`` is the key of the lesson it is about. The line is the mentor's, all else the mentee's.

    ``said``: that the mentee said why, and how it was answered; ``excused``: nothing of it is asked any more.
    """

    step: Step
    what: str
    due: date
    lesson: int | None = None
    number: int = 1
    said: str = ""
    excused: bool = False

    @property
    def of_mentor(self) -> bool:
        """Whose it is."""
        return self.step == Step.LINE

    def is_late(self, today: date) -> bool:
        """Past its day, and still asked."""
        return self.due < today and not self.excused


@dataclass(frozen=True, slots=True)
class TaughtAfter:
    """A lesson the mentee taught: key, day, topic, and whether a comparison answers it."""

    key: int
    day: date
    topic: str
    compared: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """From when to when, and how many of the mentor's lessons a week."""

    starts: date
    ends: date
    per_week: int


def missing_links(
    week: TeachingWeek, agreement: Agreement, *, observed: int, taught: Sequence[TaughtAfter], has_line: bool, today: date
) -> tuple[Link, ...]:
    """What is missing in a teaching week, in the order of the chain; nothing of weeks to come.

    A short week, or one of which fewer than three days lie in the agreement, asks for no observing and no teaching; a lesson taught in it is
    compared all the same, within seven days. The mentor writes a line on weeks in which there is something to speak of.
    """
    days = _days_of(week.days, agreement)
    links: list[Link] = []
    if not days or days[0] > today:
        return ()
    if len(days) >= SHORT_WEEK:
        if observed < agreement.per_week:
            links.append(_to_observe(agreement.per_week - observed, days[-1]))
        if not taught:
            links.append(Link(Step.TEACH, "听过以后跟上一节", days[-1]))
    links += [
        Link(Step.COMPARE, f"写“{each.topic}”的对照比较", each.day + COMPARE_WITHIN, each.key) for each in taught if not each.compared
    ]
    if not has_line and (observed or taught):
        links.append(Link(Step.LINE, "写一句本周的意见", days[-1]))
    return tuple(links)


def _to_observe(number: int, due: date) -> Link:
    return Link(Step.OBSERVE, f"听师傅的课还差{number}节", due, number=number)


def with_excuses(links: Iterable[Link], week: int, said: Mapping[tuple[Step, str], Excuse]) -> tuple[Link, ...]:
    """The links with what was said of them, by step and the period of the quota: accepted for all of it, nothing is asked; for some, the rest."""
    return tuple(_excused(link, said.get((link.step, span_of(link, week)))) for link in links)


def span_of(link: Link, week: int) -> str:
    """The period of the quota that a link of a week belongs to."""
    return f"event:{LESSON_KEY}{link.lesson}" if link.step is Step.COMPARE else f"w{week}"


def _excused(link: Link, excuse: Excuse | None) -> Link:
    if excuse is None:
        return link
    left = link.number - (link.number if excuse.amount is None else excuse.amount)
    if excuse.accepted and 0 < left < link.number:
        return replace(_to_observe(left, link.due), said=excuse.reason)
    return replace(link, said=excuse.reason, excused=excuse.accepted and left <= 0)


def step_of(demand: Demand) -> Step | None:
    """Which link of the chain a quota asks for; None for every other quota."""
    match demand.counted.kind:
        case "observation":
            mentors = any(each.attribute == "purpose" and "mentor" in each.among for each in demand.counted.where)
            return Step.OBSERVE if mentors else None
        case "mentee_lesson":
            return Step.TEACH
        case "reflection":
            compares = any(each.attribute == "about" and "comparison" in each.among for each in demand.counted.where)
            return Step.COMPARE if compares else None
        case _:
            return None


def _days_of(days: Sequence[date], agreement: Agreement) -> list[date]:
    return [day for day in days if agreement.starts <= day <= agreement.ends]


@dataclass(frozen=True, slots=True)
class MentorshipDraft:
    """A pair as it was typed; people as keys."""

    mentor: int | None
    mentee: int | None
    starts: date
    ends: date
    goals: Collection[str]


def mentorship_problems(draft: MentorshipDraft, *, first: date, last: date) -> dict[str, str]:
    """What is wrong, by field; ``first`` and ``last`` are those of the school year."""
    problems = {name: sentence for name, sentence in (("mentor", "请选师傅。"), ("mentee", "请选徒弟。")) if getattr(draft, name) is None}
    if draft.mentor is not None and draft.mentor == draft.mentee:
        problems["mentee"] = "师傅和徒弟不能是同一位老师。"
    if not first <= draft.starts <= last:
        problems["starts"] = "开始日期不在本学年内。"
    if draft.ends < draft.starts:
        problems["ends"] = "结束日期在开始之前了。"
    elif draft.ends > last:
        problems["ends"] = "结束日期不在本学年内；下一学年再续。"
    if not any(goal.strip() for goal in draft.goals):
        problems["goals"] = "请写培养目标，一行一条。"
    return problems
