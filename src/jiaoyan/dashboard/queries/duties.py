"""What one person has to do, and what a group is waiting for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jiaoyan.activities.models import Activity, Attendance, Decision, PersonalDesign, UnitAnalysis
from jiaoyan.activities.queries import gaps
from jiaoyan.activities.rules.analysis import BEFORE_ROWS, rows_due
from jiaoyan.assessments.access import may_decide as may_decide_on_report
from jiaoyan.dashboard.queries.owed import excuses_to_answer, lessons_of_meetings, owed_beside, review_missing, review_to_write
from jiaoyan.dashboard.queries.papers import HANDED_IN, Papers
from jiaoyan.dashboard.rules.duties import Duty, gathered, in_order, state_on, waited_words
from jiaoyan.items.queries import exercises
from jiaoyan.pacing.access import may_decide_on as may_decide_on_schedule
from jiaoyan.pacing.models import PacingRow
from jiaoyan.pacing.queries import replan_url
from jiaoyan.planning.access import may_decide as may_decide_on_plan
from jiaoyan.schools.access import Actor, may_contribute, may_lead_group
from jiaoyan.schools.models import Approvable, Status, TeachingAssignment, Term, valid_on
from jiaoyan.schools.queries import members_of, name_of_class
from jiaoyan.schools.rules.gaps import counts_since
from jiaoyan.schools.rules.people import grade_of

MEETING_AHEAD = timedelta(days=14)
TICK_BACK = timedelta(days=14)
SUMMARY_AHEAD = timedelta(days=14)
EXERCISE_AHEAD = timedelta(days=7)
MOST_WORDS = 3
TICK_KINDS = (PacingRow.Kind.LESSON, PacingRow.Kind.ACTIVITY, PacingRow.Kind.TEST)
PARTS = {"host": "主持", "lead_speaker": "中心发言", "recorder": "记录", "lesson_teacher": "上研讨课"}


def duties_of(actor: Actor, own: Sequence[Papers], overseen: Sequence[Papers], term: Term, day: date) -> list[Duty]:
    """Everything the person has to do now, in order. ``own`` are the papers of groups one sits in or leads.

    At most twenty-four queries, two more for each group one leads (table 2 against its term), however much there is; none for somebody without a group.
    """
    found = [*_approvals(actor, overseen, day), *excuses_to_answer(actor, term)]
    if own:
        asked = {duty.url for duty in found}  # deciding late is a gap too: it is asked for once
        found += _leave_requests(actor, day)
        given = lessons_of_meetings(actor, own)
        for papers in own:
            late = (gap for gap in papers.gaps if gap.owner_id == actor.person_id and gap.url not in asked)
            in_group = gathered(late, named=False) + _papers_to_hand_in(actor, papers) + _table_to_replan(actor, papers)
            in_group += _exercises_owed(actor, papers) + review_to_write(actor, papers)
            found += _for(papers, in_group + _meetings(actor, papers, given) + _rows_to_write(actor, papers), own)
        owed = gaps.decisions_owed(actor, day) + gaps.designs_owed(actor, term, day) + gaps.follow_ups_owed(actor, term, day)
        found += gathered(owed, named=False) + _lessons_to_tick(actor, own, term, day)
        for papers in own:
            found += _for(papers, _talk(actor, papers), own)
    found += owed_beside(actor, term, day)
    return [_stamped(duty, day) for duty in in_order(found)]


def waiting_in(papers: Papers, besides: int | None = None) -> list[Duty]:
    """What the group is waiting for, the oldest first: gaps, overdue decisions, designs nobody has written. Three queries.

    ``besides`` leaves out what this person owes oneself.
    """
    found = [*_gaps_with_owners(papers, besides), *_review(papers, besides), *_decisions(papers, besides), *_designs(papers, besides)]
    return [_stamped(duty, papers.day) for duty in in_order(found)]


def _stamped(duty: Duty, day: date) -> Duty:
    return replace(duty, state=state_on(duty.due, day))


def _for(papers: Papers, duties: list[Duty], own: Sequence[Papers]) -> list[Duty]:
    """Duties in one group; somebody who sits in several is told which."""
    return [replace(duty, whose=papers.group.name) for duty in duties] if len(own) > 1 else duties


def _approvals(actor: Actor, overseen: Sequence[Papers], day: date) -> list[Duty]:
    """Plans and tables that lie with the person for a decision: somebody is waiting, so they come first."""
    found = []
    for papers in overseen:
        plan, schedule = papers.plan, papers.schedule
        if plan is not None and plan.status == Status.SUBMITTED and may_decide_on_plan(actor, plan):
            found.append(_approval(plan, f"审批{papers.group.name}计划", _url("planning:plan", papers), day))
        if schedule is not None and schedule.status == Status.SUBMITTED and may_decide_on_schedule(actor, schedule):
            found.append(_approval(schedule, f"审批{papers.group.name}教学进度表", _url("pacing:schedule", papers), day))
        report, summary = papers.report, papers.summary
        if report is not None and report.status == Status.SUBMITTED and may_decide_on_report(actor, report):
            url = reverse("assessments:report", args=[report.exam_id])
            found.append(_approval(report, f"审批{papers.group.name}质量报告", url, day))
        if summary is not None and summary.status == Status.SUBMITTED and may_decide_on_plan(actor, summary):
            found.append(_approval(summary, f"审批{papers.group.name}总结", _url("planning:summary", papers), day))
    return found


def _approval(paper: Approvable, what: str, url: str, day: date) -> Duty:
    waited = waited_words(timezone.localdate(paper.submitted_at), day) if paper.submitted_at else ""
    return Duty(what, None, url, whose=str(paper.submitted_by or ""), meta=waited)


def _leave_requests(actor: Actor, day: date) -> list[Duty]:
    """Leave asked of the leader for meetings that are open or to come. One query."""
    asked = Attendance.objects.select_related("person", "activity").filter(
        Q(activity__state=Activity.State.OPEN) | Q(activity__state=Activity.State.PLANNED, activity__day__gte=day),
        activity__group__in=actor.leads,
        state=Attendance.State.LEAVE,
        leave_asked_at__isnull=False,
        leave_approved_by__isnull=True,
    )
    needed = ("reason", "person__name", "activity__number", "activity__day")
    return [
        Duty(
            f"答复{line.person.name}的请假（{line.activity.name}）",
            line.activity.day,
            reverse("activities:meeting", args=[line.activity_id]),
            whose=line.person.name,
            meta=line.reason,
        )
        for line in asked.only(*needed)
    ]


def _papers_to_hand_in(actor: Actor, papers: Papers) -> list[Duty]:
    """The leader's plan and table 2 as long as they are not late (late ones are gaps), with the reason when they were sent back."""
    if not may_lead_group(actor, papers.group.pk):
        return []
    found = []
    parts: list[tuple[Approvable | None, date, str, str]] = [
        (papers.plan, papers.plan_due, "备课组计划", "planning:plan"),
        (papers.schedule, papers.pacing_due, "教学进度表", "pacing:schedule"),
    ]
    if papers.summary_due - SUMMARY_AHEAD <= papers.day:
        parts.append((papers.summary, papers.summary_due, "备课组总结", "planning:summary"))
    if papers.final is not None and papers.final.exam.day < papers.day:
        parts.append((papers.report, papers.report_due, "期末质量报告", "assessments:exams"))
    for paper, due, name, url in parts:
        if papers.day <= due and (paper is None or paper.status not in HANDED_IN):
            note = f"退回意见：{paper.decision_note}" if paper is not None and paper.status == Status.RETURNED else ""
            found.append(Duty(f"{'写' if paper is None else '提交'}{name}", due, _url(url, papers), meta=note))
    return found


def _exercises_owed(actor: Actor, papers: Papers) -> list[Duty]:
    """Exercises to hand in within the coming week, and those that lie with the reviewer. Late ones are gaps. No query."""
    found = []
    for each in papers.exercises:
        due = exercises.due_day(each, papers.calendar)
        if due is None or due < papers.day:
            continue
        if each.status == Status.SUBMITTED and each.reviewer_id == actor.person_id:
            url = reverse("items:exercise_review", args=[each.pk])
            found.append(Duty(f"审核练习“{each.title}”", due, url, whose=each.author.name))
        elif each.status != Status.SUBMITTED and each.author_id == actor.person_id and due <= papers.day + EXERCISE_AHEAD:
            word = "按审核意见修改" if each.status == Status.RETURNED else "命制"
            found.append(Duty(f"{word}练习“{each.title}”", due, reverse("items:exercise", args=[each.pk])))
    return found


def _table_to_replan(actor: Actor, papers: Papers) -> list[Duty]:
    """The leader's table 2 when calendar or timetable changed and rows must move; with the days."""
    if not may_lead_group(actor, papers.group.pk) or papers.schedule is None or papers.outdated is None:
        return []
    found = papers.outdated
    words = found.words if len(found.words) <= MOST_WORDS else (*found.words[:MOST_WORDS], f"等{len(found.words)}处")
    return [Duty(found.title, papers.day, replan_url(papers.schedule, papers.term, found), meta="；".join(words))]


def _meetings(actor: Actor, papers: Papers, given: frozenset[int]) -> list[Duty]:
    """One's parts in the meetings of the next two weeks; a lesson that is planned as a research lesson (``given``) is asked for there."""
    found = []
    for each in papers.planned:
        if each.state == Activity.State.ENDED or not papers.day <= each.day <= papers.day + MEETING_AHEAD:
            continue
        parts = [
            label
            for name, label in PARTS.items()
            if getattr(each, f"{name}_id") == actor.person_id and not (name == "lesson_teacher" and each.pk in given)
        ]
        if parts:
            url = reverse("activities:activity", args=[each.pk])
            found.append(Duty(f"准备{each.name}：您{'、'.join(parts)}", each.day, url, meta=each.topic))
    return found


def _rows_to_write(actor: Actor, papers: Papers) -> list[Duty]:
    """The fourth row of one's units in the week after the unit, before it is late."""
    found = []
    for analysis in papers.analyses:
        last = rows_due(gaps.judged_state(analysis))[-1]
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
        (each.subject_id, grade_of(each.school_class.entry_year, year), each.school_class_id): name_of_class(each.school_class, year)
        for each in mine
    }
    by_schedule = {papers.schedule.pk: papers for papers in own if papers.schedule is not None}
    rows = PacingRow.objects.filter(schedule__in=by_schedule, kind__in=TICK_KINDS, date_to__gte=day - TICK_BACK, date_to__lte=day)
    missing: dict[int, Counter[str]] = {}
    for row in rows.prefetch_related("taught"):
        group, done = by_schedule[row.schedule_id].group, {each.school_class_id for each in row.taught.all()}
        if not counts_since(row.date_to, group.in_use_from):
            continue
        for (subject, grade, key), name in classes.items():
            if grade is not None and (subject, grade) == (group.subject_id, group.grade) and key not in done:
                missing.setdefault(row.schedule_id, Counter())[name] += 1
    return [
        Duty(
            "勾选实际教学进度",
            day,
            _url("pacing:taught", by_schedule[key]),
            meta="，".join(f"{name}有{count}课未勾选" for name, count in sorted(counts.items())),
        )
        for key, counts in missing.items()
    ]


def _talk(actor: Actor, papers: Papers) -> list[Duty]:
    """Today's daily talk, on a school day on which the group has none yet; never overdue."""
    wanted = papers.calendar.is_school_day(papers.day) and papers.day not in papers.talked and counts_since(papers.day, papers.begun)
    if not wanted or not may_contribute(actor, papers.group.pk):
        return []
    return [Duty("记一条今天的每日一议", papers.day, _url("activities:daily_talk_new", papers), meta="一分钟，手机上就能记")]


def _gaps_with_owners(papers: Papers, besides: int | None) -> list[Duty]:
    return gathered((gap for gap in papers.gaps if gap.owner_id is None or gap.owner_id != besides), named=True)


def _review(papers: Papers, besides: int | None) -> list[Duty]:
    """The review plan once it is late, under the name of who leads the group."""
    leader = papers.leader
    if leader is not None and leader.pk == besides:
        return []
    late = (duty for duty in review_missing(papers) if duty.due is not None and duty.due < papers.day)
    return [replace(duty, whose=leader.name if leader else "未定") for duty in late]


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
    analyses = list(UnitAnalysis.objects.select_related("unit").filter(activity=meeting).order_by("unit__number"))
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
