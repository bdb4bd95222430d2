"""A term summary of the small school in its second term, and the records its figures count."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from jiaoyan.activities.actions import talked
from jiaoyan.activities.models import GoalAttainment, UnitGoal
from jiaoyan.documents import markup
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.models import TermSummary
from jiaoyan.planning.rules.summary import AREAS
from jiaoyan.planning.summaries import head_seen, problems_seen, summary_of, topic_seen, topics_of
from jiaoyan.schools.queries import GroupTerm
from tests.activities import builders as activities
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool
from tests.growth import builders as growth
from tests.items import builders as items
from tests.items import showcase_builders as showcase
from tests.planning.builders import leader_of, place_of

AT = datetime(2024, 6, 12, 9, 0, tzinfo=UTC)
TEXT = "全组集体备课〔集体备课次数〕，出席率〔集体备课出席率〕。"


def here_of(school: SmallSchool, day: date = TODAY) -> GroupTerm:
    return place_of(school, day)


def begun(school: SmallSchool) -> TermSummary:
    """With seven empty topics."""
    return summarising.start_summary(by=school.actor(leader_of(school)), place=here_of(school))


def fresh(summary: TermSummary) -> TermSummary:
    """The summary as it is stored now."""
    found = summary_of(summary.group, summary.term)
    assert found is not None
    return found


def write(school: SmallSchool, area: str, did: str, highlight: str = "") -> TermSummary:
    summary = begun(school)
    summarising.save_topic(
        by=school.actor(leader_of(school)),
        summary=summary,
        area=area,
        seen=topic_seen(topics_of(summary)[area]),
        did=markup.parse(did),
        highlight=markup.parse(highlight) if highlight else [],
    )
    return fresh(summary)


def pair(school: SmallSchool, *pairs: Pair) -> TermSummary:
    summary = begun(school)
    summarising.save_problems(by=school.actor(leader_of(school)), summary=summary, seen=problems_seen(summary.problems.all()), pairs=pairs)
    return fresh(summary)


def complete(school: SmallSchool) -> TermSummary:
    """With everything a summary needs; its first topic speaks of two figures."""
    summary = begun(school)
    if summary.title:
        return summary
    by = school.actor(leader_of(school))
    summarising.save_summary_head(by=by, summary=summary, seen=head_seen(summary), title="一课一得，步步扎实", day=date(2024, 6, 12))
    for area in AREAS:
        write(school, area, TEXT if area == "preparation" else f"{AREAS[area]}的做法。")
    return pair(school, Pair("解方程检验的习惯不稳", "每节课留两分钟检验", "下学期第3周前"))


def submitted(school: SmallSchool) -> TermSummary:
    summary = complete(school)
    if summary.status in ("draft", "returned"):
        summarising.submit(by=school.actor(leader_of(school)), summary=summary, version=summary.version, at=AT)
    return fresh(summary)


def approved(school: SmallSchool) -> TermSummary:
    summary = submitted(school)
    if summary.status == "submitted":
        summarising.approve(by=school.actor("head"), summary=summary, place=here_of(school), version=summary.version, at=AT)
    return fresh(summary)


def drafted(school: SmallSchool) -> TermSummary:
    """Begun, with a record that a first text speaks of."""
    growth.recorded(school)
    return begun(school)


def recorded(school: SmallSchool) -> None:
    """Something for every figure there is."""
    first = activities.opened(school, day=date(2024, 6, 5), lesson_teacher=school.people["teacher"])
    activities.all_present(school, first)
    for what in ("下周比较两种写法", "收集错例"):
        talked.add_decision(
            by=school.actor("mentee"),
            activity=first,
            what=what,
            owner=school.people["teacher"],
            due=date(2024, 6, 20),
            at=activities.at(15, 0, date(2024, 6, 5)),
        )
    activities.meetings.end_activity(by=school.actor("leader"), activity=first, at=activities.at(16, 0, date(2024, 6, 5)))
    decision = first.decisions.first()
    talked.finish_decision(by=school.actor("teacher"), decision=decision, day=TODAY, done_note="已比较")
    row = activities.analysis(school)
    activities.settled(school, row, 1, 2, 3)
    goal = UnitGoal.objects.create(school=school.school, analysis=row, number=1, text="会解方程", level="掌握")
    for school_class, reached in zip(school.classes, (38, 36), strict=False):
        GoalAttainment.objects.create(school=school.school, goal=goal, school_class=school_class, tested=40, reached=reached)
    activities.theory_note(school)
    items.approved(school, title="解方程练习一")
    items.submitted(school, title="解方程练习二")
    items.started(school, title="还没有写的练习")
    showcase.added(school)
    showcase.started(school, "还没有作品的特色作业")
    assessments.marked(school)
    assessments.marked(school, kind="unit", title="“简易方程”单元练习", day=date(2024, 4, 11))
    for kind in ("reaction", "routine"):
        activities.talk(school, kind=kind, issue=f"{kind}的问题怎样在课上处理")
    growth.recorded(school)
    for level in ("national", "province", "city", "school"):
        growth.recorded(school, person_kind="teacher", level=level, event=f"{level}评比")


def grid_post(summary: TermSummary, rows: list[dict[str, str]]) -> dict[str, Any]:
    """What the browser sends for the problems; ``rows`` with the stored row's ``key`` or without."""
    post: dict[str, Any] = {
        "problems-version": problems_seen(summary.problems.all()),
        "problems-order": ",".join(str(n) for n in range(len(rows))),
        "problems-end": "1",
    }
    for n, row in enumerate(rows):
        post |= {f"problems-{n}-{name}": row.get(name, "") for name in ("key", "problem", "measure", "when")}
    return post
