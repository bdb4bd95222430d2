"""What an observation needs before it is kept, and what is worth a word without standing in the way. 听课记录的核对（F14、R053）"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.rules.calendar import Calendar, month_day, short_day

STEP_FIELDS = ("time", "teaching", "pupils", "comment")
Step = Mapping[str, str]
MOST_STEPS = 8
LONGEST = {"time": 20, "teaching": 200, "pupils": 200, "comment": 200}


@dataclass(frozen=True, slots=True)
class Written:
    """An observation as far as its checks ask: keys of people and class, the day, and what was written."""

    observer: int
    teacher: int | None
    guest: str
    topic: str
    day: date
    steps: Sequence[Step]
    highlights: Sequence[str]
    suggestions: Sequence[str]
    feedback_on: date | None = None


def clean_steps(steps: Sequence[Step]) -> list[dict[str, str]]:
    """The steps with something in them, in their order, without blanks around the words."""
    kept = [{name: str(step.get(name, "")).strip() for name in STEP_FIELDS} for step in steps]
    return [step for step in kept if any(step.values())]


def observation_problems(written: Written, calendar: Calendar, today: date) -> dict[str, str]:
    """Sentences by field; empty when it can be kept. There is no least length: one thing seen is enough."""
    problems = {}
    if (written.teacher is None) == (not written.guest.strip()):
        problems["teacher"] = "请选执教教师；校外教师写在“校外执教”里，两处只填一处。"
    elif written.teacher == written.observer:
        problems["teacher"] = "自己的课写教学反思，不算听课。"
    if not written.topic.strip():
        problems["topic"] = "请选或写课题。"
    if written.day > today:
        problems["day"] = "听了课再记，日期不晚于今天。"
    elif not calendar.dates.first_day <= written.day <= calendar.dates.last_day:
        first, last = month_day(calendar.dates.first_day), month_day(calendar.dates.last_day)
        problems["day"] = f"日期不在本学期（{first}至{last}），请核对；别的学期听的课，请记到那个学期。"
    elif written.teacher is not None and not calendar.is_school_day(written.day):
        problems["day"] = f"{short_day(written.day)}不上课（{calendar.why_no_school(written.day)}），请核对日期。"
    if not (written.steps or written.highlights or written.suggestions):
        problems["highlights"] = "写一句看到的好做法，或一条建议，或记一步教学过程。"
    if written.feedback_on is not None and not written.day <= written.feedback_on <= today:
        problems["feedback_on"] = "当面反馈的日期在听课当天到今天之间。"
    return problems
