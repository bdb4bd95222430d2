"""The ten parts of the ledger, in the order of the paper (F00). Reads like its table of contents.

Each part is one line of ``CONTENTS``: how it stands (a ``Found``, from queries alone) and its pages (blocks, built only for preview, file
and volume). Both are asked with the ``Standing`` of a group's term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from jiaoyan.activities.models import Activity, UnitAnalysis
from jiaoyan.activities.printouts import papers as paper_pages
from jiaoyan.activities.printouts import records
from jiaoyan.activities.printouts import units as unit_pages
from jiaoyan.activities.queries import gaps, meetings, papers, units
from jiaoyan.assessments.printouts import report as report_printouts
from jiaoyan.assessments.queries import reports as report_queries
from jiaoyan.documents.blocks import Block, PageBreak, para
from jiaoyan.items.printouts import exercises as exercise_printouts
from jiaoyan.items.printouts import showcase as showcase_printouts
from jiaoyan.items.queries import exercises as exercise_queries
from jiaoyan.items.queries import showcase as showcase_queries
from jiaoyan.ledger import rules
from jiaoyan.ledger.rules import Found
from jiaoyan.pacing import printouts as pacing_pages
from jiaoyan.pacing import queries as pacing
from jiaoyan.planning import printouts as plan_pages
from jiaoyan.planning import queries as planning
from jiaoyan.planning import summaries
from jiaoyan.schools.models import Person, Status
from jiaoyan.schools.queries import GroupTerm, leader_of, members_of
from jiaoyan.schools.registers.choices import classes_here

SETTLED = frozenset({Status.APPROVED, Status.ARCHIVED})
Pages = tuple[Block, ...]


@dataclass(frozen=True)
class Standing:
    """A group's term as the parts are read from it; what several parts need is read once, when the first one asks."""

    place: GroupTerm

    @property
    def today(self) -> date:
        """The day the ledger is read on."""
        return self.place.today

    @property
    def begun(self) -> date | None:
        """Since when the group uses the system, when not from the beginning."""
        day: date | None = self.place.group.in_use_from
        return day

    @cached_property
    def leader(self) -> Person | None:
        """The group's leader."""
        return leader_of(self.place.group, self.place.day)

    @cached_property
    def activities(self) -> list[Activity]:
        """The meetings."""
        return gaps.judged_activities([self.place.group], self.place.term)

    @cached_property
    def analyses(self) -> list[UnitAnalysis]:
        """The unit analyses, with what judging them needs."""
        return gaps.judged_analyses([self.place.group], self.place.term)

    @cached_property
    def dues(self) -> gaps.Dues:
        """When the activities' parts fall due next."""
        day = max(self.today, self.begun or self.today)
        return gaps.dues(self.place.term, day, calendar=self.place.calendar, activities=self.activities, analyses=self.analyses)

    def lacking(self, what: str, due: date) -> Found:
        """A part with nothing in it: the leader's, missing since ``due`` or not due yet."""
        name, person_id = (self.leader.name, self.leader.pk) if self.leader else ("（未定组长）", None)
        return rules.whole_part(what, name, person_id, due, self.today)


# 1 封面


def cover(standing: Standing) -> Found:
    """Complete as soon as the group has a leader to stand on it."""
    leader = standing.leader
    return Found(1, note=f"组长{leader.name}") if leader else standing.lacking("备课组组长未定", standing.place.term.first_school_day)


def cover_pages(_: Standing) -> Pages:
    """The cover has no blocks of its own: the book draws it."""
    return ()


# 2 备课组计划


def group_plan(standing: Standing) -> Found:
    """The plan with tables 1 and 3."""
    place = standing.place
    plan = planning.plan_head(place.group, place.term)
    day = planning.due_day(place.calendar, place.term, plan, standing.begun)
    if plan is None:
        return standing.lacking("备课组计划还没有写", day)
    due = None if plan.status in SETTLED else max(day, standing.today)
    return Found(int(due is None), planning.plan_gaps(place, plan), due, plan.get_status_display())


def group_plan_pages(standing: Standing) -> Pages:
    """As it stands today."""
    plan = planning.plan_of(standing.place.group, standing.place.term)
    return plan_pages.group_plan(plan) if plan else ()


# 3 教学进度表


def teaching_progress(standing: Standing) -> Found:
    """Table 2."""
    place = standing.place
    schedule = pacing.schedule_head(place.group, place.term)
    day = pacing.due_day(place.calendar, place.term, schedule, standing.begun)
    if schedule is None:
        return standing.lacking("教学进度表还没有排", day)
    due = None if schedule.status in SETTLED else max(day, standing.today)
    return Found(int(due is None), pacing.schedule_gaps(place, schedule), due, schedule.get_status_display())


def teaching_progress_pages(standing: Standing) -> Pages:
    """As it stands today."""
    schedule = pacing.schedule_of(standing.place.group, standing.place.term)
    return pacing_pages.schedule(schedule) if schedule else ()


# 4 备课组活动记录


def activity_records(standing: Standing) -> Found:
    """Every meeting and the analyses of the units begun."""
    place, today = standing.place, standing.today
    late = (
        *gaps.record_gaps_among(standing.activities, gaps.records_of(standing.activities), today),
        *gaps.analysis_gaps_among(
            place.group,
            place.term,
            today,
            analyses=standing.analyses,
            book=units.units_of(place.group, place.term),
            days=pacing.days_of_units(place.group, place.term),
            leader=standing.leader,
        ),
    )
    held = sum(each.state == Activity.State.ENDED for each in standing.activities)
    due = min((day for day in (standing.dues.records, standing.dues.analyses) if day), default=None)
    return Found(held, late, due, f"已收{held}次")


def activity_record_pages(standing: Standing) -> Pages:
    """Every meeting held, in order, each followed at once by its unit analyses."""
    group, term = standing.place.group, standing.place.term
    held = [meeting for meeting in meetings.meetings_of(group, term) if meeting.state == meeting.State.ENDED]
    views = units.unit_views(units.analyses_of(group, term), members_of(group, standing.place.day))
    blocks: list[Block] = []
    for meeting in held:
        blocks += [PageBreak(), *records.activity_record(meeting)]
        for view in views:
            if view.analysis.activity_id == meeting.pk:
                blocks += [PageBreak(), *unit_pages.unit_analysis(view)]
    return tuple(blocks[1:])


# 5 理论学习内容


def theory_study(standing: Standing) -> Found:
    """A note in every month."""
    place = standing.place
    noted = gaps.noted_days(place.group, place.term)
    late = gaps.theory_gaps_among(place.group, place.term, standing.today, calendar=place.calendar, noted=noted, leader=standing.leader)
    return Found(len(noted), tuple(late), standing.dues.theory, f"已收{len(noted)}篇")


def theory_study_pages(standing: Standing) -> Pages:
    """The notes by day, each on a page of its own."""
    blocks: list[Block] = []
    for number, note in enumerate(papers.theory_notes_of(standing.place.group, standing.place.term), start=1):
        blocks += [PageBreak(), *paper_pages.theory_note(note, number)]
    return tuple(blocks[1:])


# 7 每日一议


def daily_talks(standing: Standing) -> Found:
    """Single days without a talk are never held against anybody (R002)."""
    place = standing.place
    talked = gaps.talked_days(place.group, place.term)
    late = gaps.talk_gaps_among(place.group, place.term, standing.today, calendar=place.calendar, talked=talked, leader=standing.leader)
    return Found(len(talked), tuple(late), standing.dues.talks, f"已收{len(talked)}条")


def daily_talk_pages(standing: Standing) -> Pages:
    """All talks as one table."""
    place = standing.place
    talks = papers.talks_of(place.group, place.term)
    return paper_pages.daily_talks(talks, place.group.name, place.term.label) if talks else ()


# 6 有效练习设计


def exercises(standing: Standing) -> Found:
    """What table 3 assigned, drafted, reviewed and approved."""
    place = standing.place
    rows = exercise_queries.judged_exercises([place.group], place.term)
    if not rows:
        due = place.calendar.deadline(place.term.last_school_day - timedelta(weeks=1))
        return standing.lacking("本学期命制并审核通过的有效练习", due)
    late = exercise_queries.exercise_gaps_among(rows, standing.today, place.calendar)
    days = (exercise_queries.due_day(each, place.calendar) for each in rows)
    approved = sum(each.status in SETTLED for each in rows)
    due_next = min((day for day in days if day and day >= standing.today), default=None)
    return Found(approved, tuple(late), due_next, f"已通过{approved}份，共{len(rows)}份")


def exercise_pages(standing: Standing) -> Pages:
    """The approved exercises with answers, author and reviewer."""
    return exercise_printouts.exercise_pages(exercise_queries.approved_exercises(standing.place.group, standing.place.term))


# 8 特色作业设计及学生作品展评


def showcase(standing: Standing) -> Found:
    """Design, works, exhibition and review."""
    place, today = standing.place, standing.today
    found = list(showcase_queries.judged_showcases([place.group], place.term))
    late = showcase_queries.showcase_gaps_among(place.group, place.term, found, today, place.calendar, leader=standing.leader)
    due = showcase_queries.showcase_next_due(found, today, place.calendar)
    return Found(len(found), tuple(late), due, f"已收{len(found)}次" if found else "特色作业的设计、评价量规与学生作品展评")


def showcase_pages(standing: Standing) -> Pages:
    """Each with its rubric, its shown works and its review."""
    place = standing.place
    found = showcase_queries.showcases_of(place.group, place.term)
    return showcase_printouts.showcase_part(found, classes_here(place)) if found else ()


# 9 期末学业质量检测报告

NO_REPORT = "一、二年级不举行纸笔考试，本年级台账不含期末学业质量检测报告。"


def quality_report(standing: Standing) -> Found:
    """Only grades 3 to 6; otherwise the page says why it is absent."""
    place = standing.place
    if not rules.has_quality_report(place.group.grade or 0):
        return Found(absent=NO_REPORT)
    final = report_queries.final_tests([place.group], place.term).get(place.group.pk)
    late = report_queries.report_gaps_among(
        place.group,
        place.term,
        standing.today,
        calendar=place.calendar,
        final=final,
        leader=standing.leader,
        approver=report_queries.approver_of(place.group, place.day),
    )
    if final is None:
        return standing.lacking("期末检测还没有登记，质量报告还没有写", report_queries.due_day(place.calendar, None))
    report = getattr(final.exam, "report", None)
    if report is not None and report.status in SETTLED:
        return Found(1, tuple(late), None, report.get_status_display())
    due = max(report_queries.due_day(place.calendar, final), standing.today)
    return Found(0, tuple(late), due, report.get_status_display() if report else "质量报告还没有写")


def quality_report_pages(standing: Standing) -> Pages:
    """As it stands today, with figures and charts."""
    if not rules.has_quality_report(standing.place.group.grade or 0):
        return (para(NO_REPORT),)
    report = report_queries.final_report(standing.place.group, standing.place.term)
    return report_printouts.quality_report(report) if report else ()


# 10 备课组总结


def summary(standing: Standing) -> Found:
    """The summary with the table of awards."""
    place = standing.place
    written = summaries.summary_of(place.group, place.term)
    due = summaries.summary_due(place.calendar, place.term, written)
    if written is None:
        return standing.lacking("备课组总结还没有写", due)
    coming = None if written.status in SETTLED else max(due, standing.today)
    return Found(int(coming is None), summaries.summary_gaps(place, written), coming, written.get_status_display())


def summary_pages(standing: Standing) -> Pages:
    """As it stands today."""
    written = summaries.summary_of(standing.place.group, standing.place.term)
    return plan_pages.group_summary(written) if written else ()


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the contents: number and title on paper, how it stands, its pages, and the page of the site where its records are kept.

    ``slogan``: its large title is in the group's own words, so the contents list the generated title below it (F01, F10, F13).
    """

    number: int
    title: str
    standing: Callable[[Standing], Found]
    pages: Callable[[Standing], Pages]
    page: str = ""
    slogan: bool = False


CONTENTS = (
    Part(1, "封面", cover, cover_pages),
    Part(2, "备课组计划", group_plan, group_plan_pages, "planning:plan", slogan=True),
    Part(3, "教学进度表", teaching_progress, teaching_progress_pages, "pacing:schedule"),
    Part(4, "备课组活动记录", activity_records, activity_record_pages, "activities:list"),
    Part(5, "理论学习内容", theory_study, theory_study_pages, "activities:theory_notes"),
    Part(6, "有效练习设计", exercises, exercise_pages, "items:exercises"),
    Part(7, "每日一议", daily_talks, daily_talk_pages, "activities:daily_talks"),
    Part(8, "特色作业设计及学生作品展评", showcase, showcase_pages, "items:showcases", slogan=True),
    Part(9, "期末学业质量检测报告", quality_report, quality_report_pages, "assessments:exams"),
    Part(10, "备课组总结", summary, summary_pages, "planning:summary", slogan=True),
)
