"""The example: two invented schools in the school year 2023—2024, standing at their own pinned date.

``load_example()`` lets the people of ``content/`` do everything through the verbs of the product, in the order of the days on which it
happened, with the clock of each moment.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from jiaoyan.example import pace, people, plans, reading
from jiaoyan.example.asked import ask
from jiaoyan.example.books import read_the_book
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.exercises import practise
from jiaoyan.example.groups import ExampleGroup, example_group
from jiaoyan.example.growing import grow
from jiaoyan.example.meetings import meet
from jiaoyan.example.ordinary.fill import fill
from jiaoyan.example.quality import hold_exams
from jiaoyan.example.research import research
from jiaoyan.example.showcases import exhibit
from jiaoyan.example.summaries import reward, summarise
from jiaoyan.example.units import analyse
from jiaoyan.example.visits import practise_in_turn, visit
from jiaoyan.example.volumes import freeze
from jiaoyan.example.writings import study, talk
from jiaoyan.schools import history
from jiaoyan.schools.models import Group, Person, School, Status, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of
from jiaoyan.schools.scope import remembering, school_scope

FULL_GRADE = 5
WITH_ROSTER = "qinghe"
LAGGING = {FULL_GRADE: 4}
UNTICKED = timedelta(days=2)  # this week's lessons wait for their teachers
TICKED_WEEKS = 5  # groups that are only partly written tick their lessons now and then
REVISED_ON = date(2024, 6, 7)


@dataclass(frozen=True, slots=True)
class Spring:
    """How far a group has come with its plan and table 2 by today; None: not begun. ``revised``: table 2 waits for a decision again."""

    plan: Status = Status.APPROVED
    pacing: Status | None = Status.APPROVED
    revised: bool = False


SPRING = {
    ("qinghe", 2): Spring(revised=True),
    ("qinghe", 3): Spring(plan=Status.DRAFT, pacing=Status.DRAFT),
    ("yunxi", 1): Spring(pacing=None),
    ("yunxi", 2): Spring(pacing=None),
    ("yunxi", 3): Spring(pacing=Status.DRAFT),
}


class SchoolExists(Exception):
    """There is a school already: the example is loaded into an empty house only."""

    def __init__(self) -> None:
        super().__init__("已经有学校，示例只能载入空的数据文件夹。")


def load_example() -> None:
    """Load both schools, all or nothing. Raises ``SchoolExists``. Expects the textbook catalogue to be loaded."""
    with _seldom_collecting(), transaction.atomic():
        if School.objects.exists():
            raise SchoolExists
        with history.gathered():
            for facts in reading.everybody()["schools"]:
                _load_school(facts["code"])


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """So many objects are made and dropped meanwhile that looking for cycles among them took a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _load_school(code: str) -> None:
    """One school: its people before the year, then both terms day by day."""
    diary = Diary(until=reading.calendar()["today"])
    first = reading.calendar()["terms"][0]["first_school_day"]
    founding = Diary(until=first)
    school: list[School] = []
    founding.add(moment(first - timedelta(days=10), 9), lambda _: school.append(people.found(code)))
    founding.live()
    with school_scope(school[0].pk):
        everybody: dict[str, Person] = {}
        founding.add(moment(first - timedelta(days=9), 9), lambda _: everybody.update(people.settle(school[0])))
        founding.live()
        with remembering():  # the calendars stand by now and do not change in the year
            _live_through(diary, code, everybody)


def _live_through(diary: Diary, code: str, everybody: dict[str, Person]) -> None:
    """What the school's research group and its groups did in both terms."""
    ask(diary, code, everybody)
    for term in Term.objects.select_related("school_year"):
        research(diary, code, term)
        if code == WITH_ROSTER:
            practise_in_turn(diary, everybody, term)
        for group in Group.objects.select_related("school", "school_year", "subject").filter(kind=Group.Kind.PREP):
            _load_term(diary, example_group(GroupTerm(group, term, calendar_of(term), term.first_school_day), everybody))
    diary.live()


def _load_term(diary: Diary, ours: ExampleGroup) -> None:
    """Everything one group did in one term."""
    school, term, grade = ours.group.school.code, ours.place.term, ours.group.grade or 0
    written = fill(ours, reading.term_of(school, term.key, grade), diary.until)
    over = term.last_school_day <= diary.until
    state = Spring() if over else SPRING.get((school, grade), Spring())
    if state.pacing is not None:
        pace.write_table(diary, ours, state.pacing)
    if "plan" in written:
        plans.write_plan(diary, ours, written["plan"], written["activities"], state.plan)
    meet(diary, ours, written["activities"])
    analyse(diary, ours, written["units"], {each["number"]: each["day"] for each in written["activities"]})
    hold_exams(diary, ours, written.get("exams", []), written["units"])
    practise(diary, ours, written.get("exercises", []), written.get("homework", []), written.get("assigned"))
    exhibit(diary, ours, written.get("showcases", []))
    study(diary, ours, written["theory_notes"])
    talk(diary, ours, written["talks"])
    reward(diary, ours, written.get("awards", []))
    visit(diary, ours, written)
    grow(diary, ours, written)
    read_the_book(diary, ours, written)
    if "summary" in written:
        summarise(diary, ours, written["summary"])
    if state.pacing == Status.APPROVED:
        ticked = min(term.last_school_day, diary.until - UNTICKED)
        pace.teach(diary, ours, ticked, every=1 if written["talks"] and grade == FULL_GRADE else TICKED_WEEKS, lagging=LAGGING.get(grade))
    if state.revised:
        pace.revise(diary, ours, REVISED_ON)
    if over and grade == FULL_GRADE and written["activities"]:
        freeze(diary, ours)
