"""What one person has to do, and what a group is waiting for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from jiaoyan.activities.models import Activity, Attendance, Decision, PersonalDesign, UnitAnalysis
from jiaoyan.activities.queries import gaps
from jiaoyan.activities.queries.units import state_of
from jiaoyan.activities.rules.analysis import BEFORE_ROWS, rows_due
from jiaoyan.dashboard.queries.papers import HANDED_IN, Papers
from jiaoyan.dashboard.rules import Duty, gathered, in_order, state_on
from jiaoyan.pacing.access import may_decide_on as may_decide_on_schedule
from jiaoyan.pacing.models import PacingRow
from jiaoyan.planning.access import may_decide as may_decide_on_plan
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group
from jiaoyan.schools.models import Approvable, Status, TeachingAssignment, Term, valid_on
from jiaoyan.schools.queries import members_of
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.people import class_short, grade_of

MEETING_AHEAD = timedelta(days=14)
TICK_BACK = timedelta(days=14)
TICK_KINDS = (PacingRow.Kind.LESSON, PacingRow.Kind.ACTIVITY, PacingRow.Kind.TEST)
PARTS = {"host": "主持", "lead_speaker": "中心发言", "recorder": "记录", "lesson_teacher": "上研讨课"}


def duties_of(actor: Actor, own: Sequence[Papers], overseen: Sequence[Papers], term: Term, day: date) -> list[Duty]:
    """Everything the person has to do now, in order. ``own`` are the papers of groups one sits in or leads.

    Eight queries at most, however much there is; none for somebody without a group of one's own.
    """
    found = _approvals(actor, overseen)
    if own:
        found += _leave_requests(actor)
        found += gathered((gap for papers in own for gap in papers.gaps if gap.owner_id == actor.person_id), named=False)
        for papers in own:
            found += _papers_to_hand_in(actor, papers) + _meetings(actor, papers) + _rows_to_write(actor, papers)
        owed = gaps.decisions_owed(actor, day) + gaps.designs_owed(actor, term, day) + gaps.follow_ups_owed(actor, term, day)
        found += gathered(owed, named=False)
        found += _lessons_to_tick(actor, own, term, day) + _talks(actor, own)
    return [_stamped(duty, day) for duty in in_order(found)]


def waiting_in(papers: Papers, besides: int | None = None) -> list[Duty]:
    """What the group is waiting for, the oldest first: gaps, overdue decisions, designs nobody has written. Three queries.

    ``besides`` leaves out what this person owes oneself.
    """
    found = [*_gaps_with_owners(papers, besides), *_decisions(papers, besides), *_designs(papers, besides)]
    return [_stamped(duty, papers.day) for duty in in_order(found)]


def _stamped(duty: Duty, day: date) -> Duty:
    return Duty(duty.what, duty.due, duty.url, state_on(duty.due, day), duty.whose, duty.meta)


def _approvals(actor: Actor, overseen: Sequence[Papers]) -> list[Duty]:
    """Plans and tables that lie with the person for a decision: somebody is waiting, so they come first."""
    found = []
    for papers in overseen:
        plan, schedule = papers.plan, papers.schedule
        if plan is not None and plan.status == Status.SUBMITTED and may_decide_on_plan(actor, plan):
            found.append(_approval(plan, f"审批{papers.group.name}计划", _url("planning:plan", papers)))
        if schedule is not None and schedule.status == Status.SUBMITTED and may_decide_on_schedule(actor, schedule):
            found.append(_approval(schedule, f"审批{papers.group.name}教学进度表", _url("pacing:schedule", papers)))
    return found


def _approval(paper: Approvable, what: str, url: str) -> Duty:
    return Duty(what, None, url, whose=str(paper.submitted_by or ""), meta=_handed_in(paper))


def _handed_in(paper: Approvable) -> str:
    if paper.submitted_at is None:
        return ""
    return f"{month_day(timezone.localdate(paper.submitted_at))}提交"


def _leave_requests(actor: Actor) -> list[Duty]:
    """Leave asked of the leader for meetings to come. One query."""
    asked = Attendance.objects.select_related("person", "activity").filter(
        activity__group__in=actor.leads,
        activity__state__in=[Activity.State.PLANNED, Activity.State.OPEN],
        state=Attendance.State.LEAVE,
        leave_asked_at__isnull=False,
        leave_approved_by__isnull=True,
    )
    return [
        Duty(
            f"批{line.person.name}的请假（第{line.activity.number}次活动）",
            line.activity.day,
            reverse("activities:meeting", args=[line.activity_id]),
            whose=line.person.name,
            meta=line.reason,
        )
        for line in asked
    ]


def _papers_to_hand_in(actor: Actor, papers: Papers) -> list[Duty]:
    """The leader's plan and table 2 as long as they are not late (late ones are gaps), with the reason when they were sent back."""
    if not may_lead_group(actor, papers.group.pk):
        return []
    found = []
    parts = (
        (papers.plan, papers.plan_due, "备课组计划", "planning:plan"),
        (papers.schedule, papers.pacing_due, "教学进度表", "pacing:schedule"),
    )
    for paper, due, name, url in parts:
        if papers.day <= due and (paper is None or paper.status not in HANDED_IN):
            note = f"退回意见：{paper.decision_note}" if paper is not None and paper.status == Status.RETURNED else ""
            found.append(Duty(f"{'写' if paper is None else '提交'}{name}", due, _url(url, papers), meta=note))
    return found


def _meetings(actor: Actor, papers: Papers) -> list[Duty]:
    """One's parts in the meetings of the next two weeks."""
    found = []
    for each in papers.planned:
        if each.state == Activity.State.ENDED or not papers.day <= each.day <= papers.day + MEETING_AHEAD:
            continue
        parts = [label for name, label in PARTS.items() if getattr(each, f"{name}_id") == actor.person_id]
        if parts:
            url = reverse("activities:activity", args=[each.pk])
            found.append(Duty(f"准备第{each.number}次活动：您{'、'.join(parts)}", each.day, url, meta=each.topic))
    return found


def _rows_to_write(actor: Actor, papers: Papers) -> list[Duty]:
    """The fourth row of one's units in the week after the unit, before it is late."""
    found = []
    for analysis in papers.analyses:
        last = rows_due(state_of(analysis))[-1]
        if analysis.preparer_id != actor.person_id or last.done or analysis.unit_ends is None or last.due is None:
            continue
        if analysis.unit_ends <= papers.day <= last.due:
            found.append(Duty(f"写“{analysis.unit}”的目标达成分析", last.due, reverse("activities:unit_analysis", args=[analysis.pk])))
    return found


def _lessons_to_tick(actor: Actor, own: Sequence[Papers], term: Term, day: date) -> list[Duty]:
    """Lessons of the last two weeks that nobody has marked as taught in one's classes. Three queries."""
    year = term.school_year.first_calendar_year
    mine = TeachingAssignment.objects.select_related("school_class").filter(valid_on(day), teacher_id=actor.person_id)
    classes = {
        (each.subject_id, grade_of(each.school_class.entry_year, year), each.school_class_id): each.school_class.number for each in mine
    }
    by_schedule = {papers.schedule.pk: papers for papers in own if papers.schedule is not None}
    rows = PacingRow.objects.filter(schedule__in=by_schedule, kind__in=TICK_KINDS, date_to__gte=day - TICK_BACK, date_to__lte=day)
    missing: dict[int, Counter[str]] = {}
    for row in rows.prefetch_related("taught"):
        group, done = by_schedule[row.schedule_id].group, {each.school_class_id for each in row.taught.all()}
        for (subject, grade, key), number in classes.items():
            if grade is not None and (subject, grade) == (group.subject_id, group.grade) and key not in done:
                missing.setdefault(row.schedule_id, Counter())[class_short(grade, number)] += 1
    return [
        Duty(
            "勾一勾实际教学进度",
            day,
            _url("pacing:taught", by_schedule[key]),
            meta="，".join(f"{name}有{count}课未勾" for name, count in sorted(counts.items())),
        )
        for key, counts in missing.items()
    ]


def _talks(actor: Actor, own: Sequence[Papers]) -> list[Duty]:
    """Today's daily talk, on a school day on which the group has none yet; never overdue."""
    return [
        Duty("记一条今天的每日一议", papers.day, _url("activities:daily_talk_new", papers), meta="一分钟，手机上就能记")
        for papers in own
        if may_contribute(actor, papers.group.pk) and papers.calendar.is_school_day(papers.day) and papers.day not in papers.talked
    ]


def _gaps_with_owners(papers: Papers, besides: int | None) -> list[Duty]:
    return gathered((gap for gap in papers.gaps if gap.owner_id is None or gap.owner_id != besides), named=True)


def _decisions(papers: Papers, besides: int | None) -> list[Duty]:
    late = [each for each in papers.open_decisions() if each.due < papers.day and each.owner_id != besides]
    return [Duty(f"落实决定：{each.what}", each.due, _decision_url(each), whose=each.owner.name) for each in late]


def _decision_url(decision: Decision) -> str:
    return reverse("activities:activity", args=[decision.activity_id]) + f"#decision-{decision.pk}"


def _designs(papers: Papers, besides: int | None) -> list[Duty]:
    """Who has written no design yet for the units of the next meeting: one line for each unit. Three queries."""
    meeting = papers.next_meeting
    if meeting is None or meeting.day > papers.day + MEETING_AHEAD:
        return []
    analyses = list(UnitAnalysis.objects.select_related("unit").filter(activity=meeting))
    written = PersonalDesign.objects.filter(analysis__in=analyses, row__in=BEFORE_ROWS).exclude(text=[])
    done = set(written.values_list("analysis_id", "person_id"))
    members = [each for each in members_of(papers.group, meeting.day) if each.pk != besides]
    left = {analysis: [each.name for each in members if (analysis.pk, each.pk) not in done] for analysis in analyses}
    return [
        Duty(f"写“{analysis.unit}”的个人设计", meeting.day, reverse("activities:unit_analysis", args=[analysis.pk]), whose="、".join(names))
        for analysis, names in left.items()
        if names
    ]


def _url(name: str, papers: Papers) -> str:
    return reverse(name, args=[papers.group.pk, papers.term.key])
