"""The ten parts of the ledger, in the order of the paper (F00). Reads like its table of contents.

Each part is one function from the group's term to a ``Content``: its blocks, and where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from jiaoyan.activities.printouts import papers as paper_pages
from jiaoyan.activities.printouts import records
from jiaoyan.activities.printouts import units as unit_pages
from jiaoyan.activities.queries import gaps, meetings, papers, units
from jiaoyan.activities.queries.gaps import Dues, dues
from jiaoyan.documents.blocks import Block, PageBreak, para
from jiaoyan.ledger import rules
from jiaoyan.ledger.rules import PartState
from jiaoyan.pacing import printouts as pacing_pages
from jiaoyan.pacing import queries as pacing
from jiaoyan.planning import printouts as plan_pages
from jiaoyan.planning import queries as planning
from jiaoyan.schools.models import Person, Status
from jiaoyan.schools.queries import GroupTerm, leader_of, members_of


@dataclass(frozen=True, slots=True)
class Content:
    """What one part holds now."""

    blocks: tuple[Block, ...]
    state: PartState
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The group's term with its leader and what is due next: what every part is read from."""

    place: GroupTerm
    leader: Person | None
    dues: Dues

    @property
    def today(self) -> date:
        """The day the ledger is read on."""
        return self.place.today

    @property
    def last_day(self) -> date:
        """The term's last school day."""
        last: date = self.place.term.last_school_day
        return last

    def lacking(self, what: str, due: date) -> PartState:
        """A part with nothing in it: the leader's, missing since ``due`` or not due yet."""
        name, person_id = (self.leader.name, self.leader.pk) if self.leader else ("（未定组长）", None)
        return rules.missing_whole_part(what, name, person_id, due, self.today)


def standing_of(place: GroupTerm) -> Standing:
    """The standing a ledger is read from. A fixed number of queries."""
    return Standing(place, leader_of(place.group, place.day), dues(place.group, place.term, place.today))


def cover(standing: Standing) -> Content:
    """Part 1 has no blocks of its own: the book draws the cover."""
    leader = standing.leader
    state = (
        PartState("complete", note=f"组长{leader.name}")
        if leader
        else standing.lacking("备课组组长未定", standing.place.term.first_school_day)
    )
    return Content((), state, 1)


def group_plan(standing: Standing) -> Content:
    """Part 2: the plan with tables 1 and 3."""
    place = standing.place
    plan = planning.plan_of(place.group, place.term)
    if plan is None:
        return Content((), standing.lacking("备课组计划还没有写", planning.due_day(place.calendar, place.term, plan)))
    due = None if plan.status == Status.APPROVED else max(planning.due_day(place.calendar, place.term, plan), standing.today)
    state = rules.state_of(planning.plan_gaps(place, plan), due, entries=1, note=plan.get_status_display())
    return Content(plan_pages.group_plan(plan), state, 1)


def teaching_progress(standing: Standing) -> Content:
    """Part 3: table 2."""
    place = standing.place
    schedule = pacing.schedule_of(place.group, place.term)
    day = pacing.due_day(place.calendar, place.term, schedule)
    if schedule is None:
        return Content((), standing.lacking("教学进度表还没有排", day))
    due = None if schedule.status == Status.APPROVED else max(day, standing.today)
    state = rules.state_of(pacing.schedule_gaps(place, schedule), due, entries=1, note=schedule.get_status_display())
    return Content(pacing_pages.schedule(schedule), state, 1)


def activity_records(standing: Standing) -> Content:
    """Part 4: every meeting held, in order, each followed at once by its unit analyses."""
    group, term = standing.place.group, standing.place.term
    held = [meeting for meeting in meetings.meetings_of(group, term) if meeting.state == meeting.State.ENDED]
    members = members_of(group, standing.place.day)
    views = units.unit_views(units.analyses_of(group, term), members)
    blocks: list[Block] = []
    for meeting in held:
        blocks += [PageBreak(), *records.activity_record(meeting)]
        for view in views:
            if view.analysis.activity_id == meeting.pk:
                blocks += [PageBreak(), *unit_pages.unit_analysis(view)]
    late = (*gaps.record_gaps(group, term, standing.today), *gaps.analysis_gaps(group, term, standing.today))
    due = min((day for day in (standing.dues.records, standing.dues.analyses) if day), default=None)
    return Content(tuple(blocks[1:]), rules.state_of(late, due, entries=len(held), note=f"已收{len(held)}次"), len(held))


def theory_study(standing: Standing) -> Content:
    """Part 5: theory notes."""
    group, term = standing.place.group, standing.place.term
    notes = papers.theory_notes_of(group, term)
    blocks: list[Block] = []
    for place, note in enumerate(notes, start=1):
        blocks += [PageBreak(), *paper_pages.theory_note(note, place)]
    late = tuple(gaps.theory_gaps(group, term, standing.today))
    return Content(
        tuple(blocks[1:]), rules.state_of(late, standing.dues.theory, entries=len(notes), note=f"已收{len(notes)}篇"), len(notes)
    )


def daily_talks(standing: Standing) -> Content:
    """Part 7: the daily talks; single days without one are never held against anybody (R002)."""
    group, term = standing.place.group, standing.place.term
    talks = papers.talks_of(group, term)
    late = tuple(gaps.talk_gaps(group, term, standing.today))
    blocks = paper_pages.daily_talks(talks, group.name, term.label) if talks else ()
    return Content(blocks, rules.state_of(late, standing.dues.talks, entries=len(talks), note=f"已收{len(talks)}条"), len(talks))


def to_come(standing: Standing, *, holds: str, weeks_before_end: int) -> Content:
    """A part whose records are not kept in this version: says what it will hold and when it is due."""
    due = standing.place.calendar.deadline(standing.last_day - timedelta(weeks=weeks_before_end))
    return Content((para(f"本部分收入{holds}。"),), standing.lacking(holds, due))


def quality_report(standing: Standing) -> Content:
    """Part 9: only grades 3 to 6; otherwise the page says why it is absent."""
    grade = standing.place.group.grade or 0
    if not rules.has_quality_report(grade):
        reason = "一、二年级不举行纸笔考试，本年级台账不含期末学业质量检测报告。"
        return Content((para(reason),), PartState("absent", note=reason))
    return to_come(
        standing, holds="期末学业质量检测报告（各班与年级的均分、合格率、优秀率，各题得分率，典型错例与改进措施）", weeks_before_end=0
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the contents: its number and title on paper, how it is read, and the page where its records are kept."""

    number: int
    title: str
    read: Callable[[Standing], Content]
    page: str = ""


CONTENTS = (
    Part(1, "封面", cover),
    Part(2, "备课组计划", group_plan, "planning:plan"),
    Part(3, "教学进度表", teaching_progress, "pacing:schedule"),
    Part(4, "备课组活动记录", activity_records, "activities:list"),
    Part(5, "理论学习内容", theory_study, "activities:theory_notes"),
    Part(6, "有效练习设计", partial(to_come, holds="本学期命制并审核通过的有效练习，每份注明命制人和审核人", weeks_before_end=1)),
    Part(7, "每日一议", daily_talks, "activities:daily_talks"),
    Part(8, "特色作业设计及学生作品展评", partial(to_come, holds="特色作业的设计、评价量规与学生作品展评", weeks_before_end=1)),
    Part(9, "期末学业质量检测报告", quality_report),
    Part(10, "备课组总结", partial(to_come, holds="备课组工作总结与师生获奖情况表", weeks_before_end=0)),
)
