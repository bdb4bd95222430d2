"""A research group's plan and summary of the small school, as far as a test needs them, and what stands above and behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jiaoyan.documents import markup
from jiaoyan.planning.actions import evidence, research_deciding, research_summarising, upper_plans
from jiaoyan.planning.actions import research as writing
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.actions.upper_plans import UpperWords
from jiaoyan.planning.models import Evidence, ResearchPlan, ResearchSummary, Target, UpperPlan
from jiaoyan.planning.research import research_place, research_plan_of
from jiaoyan.planning.research_summaries import counts_of, research_summary_of
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.research import ClauseLine, MonthLine, TargetLine
from jiaoyan.quotas.actions.keeping import add_quota
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Number, Per
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import GroupTerm
from tests.conftest import TODAY, SmallSchool

EVE = date(2024, 2, 20)
AT = datetime(2024, 2, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2024, 6, 12, 9, 0, tzinfo=UTC)
UNCOUNTED = "重在过程，看活动记录"
CLAUSES = (
    ClauseLine("课堂教学与研究课", "每学期上一节研究课，课后当场议课"),
    ClauseLine("教学常规", "听课记下一个值得学的做法", uncounted=UNCOUNTED),
)
MONTHS = (
    MonthLine(3, "own", "大组活动：学习新课标", "on", date(2024, 3, 5), participants="全体数学教师", place="录播教室"),
    MonthLine(3, "region", "区青年教师优质课报名", "by", date(2024, 3, 26)),
    MonthLine(4, "own", "理论学习沙龙", "middle"),
    MonthLine(5, "own", "课堂教学展示"),
    MonthLine(5, "test", "市学业质量检测", "on", date(2024, 5, 21), tentative=True),
    MonthLine(6, "own", "整理教学资料", "end"),
)


def place_of(school: SmallSchool, day: date = EVE, term: Term | None = None) -> GroupTerm:
    return research_place(school.actor("head", day), school.research.pk, (term or school.term).key, day)


def quota(school: SmallSchool, name: str = "上研究课") -> Quota:
    """One the leader has set: everybody gives a research lesson in the term."""
    found = Quota.objects.filter(group=school.research, name=name).first()
    demand = Demand(Audience("person"), Counted("research_lesson"), Number(least=1), Per.TERM)
    return found or add_quota(
        by=school.actor("head"), group=school.research, name=name, unit="节", area="lesson", demand=demand, begins=date(2024, 2, 21)
    )


def begun(school: SmallSchool) -> ResearchPlan:
    return writing.start_research_plan(by=school.actor("head", EVE), place=place_of(school))


def fresh(plan: ResearchPlan) -> ResearchPlan:
    """The plan as it is stored now."""
    found = research_plan_of(plan.group, plan.term)
    assert found is not None
    return found


def complete(school: SmallSchool) -> ResearchPlan:
    """With a plan that may be handed in: one clause counted, one said to be uncounted."""
    plan = begun(school)
    if plan.goals:
        return plan
    by = school.actor("head", EVE)
    writing.save_research_head(
        by=by,
        plan=plan,
        version=plan.version,
        plan_date=EVE,
        guiding=markup.parse("以学定教，把常态课上好。"),
        goals=["研究课人人上", "质量稳步提高"],
    )
    plan = fresh(plan)
    writing.save_clauses(by=by, plan=plan, version=plan.version, entries=[Entry(line) for line in CLAUSES])
    plan = fresh(plan)
    first = plan.clauses.all()[0]
    writing.save_clause(
        by=by, plan=plan, version=plan.version, clause=first.pk, area=first.area, text=first.text, quotas=[quota(school).pk], uncounted=""
    )
    plan = fresh(plan)
    writing.save_months(
        by=by, plan=plan, version=plan.version, calendar=place_of(school).calendar, entries=[Entry(line) for line in MONTHS]
    )
    plan = fresh(plan)
    targets = [Entry(TargetLine("honour", "区优秀教研组", date(2024, 6, 20))), Entry(TargetLine("inspection", "春季教学视导"))]
    writing.save_targets(by=by, plan=plan, version=plan.version, entries=targets)
    return fresh(plan)


def submitted(school: SmallSchool) -> ResearchPlan:
    plan = complete(school)
    if plan.status in ("draft", "returned"):
        research_deciding.submit(by=school.actor("head", EVE), plan=plan, place=place_of(school), version=plan.version, at=AT)
    return fresh(plan)


def approved(school: SmallSchool) -> ResearchPlan:
    plan = submitted(school)
    if plan.status == "submitted":
        research_deciding.approve(by=school.actor("liaison", EVE), plan=plan, place=place_of(school), version=plan.version, at=AT)
    return fresh(plan)


def target(school: SmallSchool) -> Target:
    found: Target = complete(school).targets.all()[0]
    return found


def laid_in(school: SmallSchool, by: str = "head") -> Evidence:
    return evidence.lay_in(by=school.actor(by), target=target(school), label="三月大组活动记录", state="ready", link="/groups/")


def upper_plan(school: SmallSchool, *texts: str) -> UpperPlan:
    words = UpperWords("office", "教导处工作计划", [(text, None) for text in texts or ("每月检查一次作业", "组织骨干展示课")])
    return upper_plans.add_upper_plan(by=school.actor("office"), term=school.term, words=words)


def offered(school: SmallSchool) -> ResearchPlan:
    """With something to take up."""
    upper_plan(school)
    return complete(school)


def removed_upper_plan(school: SmallSchool) -> UpperPlan:
    plan = upper_plan(school)
    upper_plans.remove_upper_plan(by=school.actor("office"), plan=plan)
    return plan


def summary_begun(school: SmallSchool) -> ResearchSummary:
    approved(school)
    place = place_of(school, TODAY)
    return research_summarising.start_research_summary(by=school.actor("head"), place=place, progress=counts_of(place))


def fresh_summary(summary: ResearchSummary) -> ResearchSummary:
    found = research_summary_of(summary.group, summary.term)
    assert found is not None
    return found


def summary_complete(school: SmallSchool) -> ResearchSummary:
    summary = summary_begun(school)
    if summary.opening:
        return summary
    by = school.actor("head")
    research_summarising.save_summary_opening(
        by=by, summary=summary, version=summary.version, day=TODAY, opening=markup.parse("一学期围绕说理展开。")
    )
    summary = fresh_summary(summary)
    first, second = summary.answers.all()
    research_summarising.save_answers(
        by=by,
        summary=summary,
        version=summary.version,
        answers={first.pk: ("no", "还有三位老师安排在下学期。"), second.pk: ("yes", "每次都有记录。")},
    )
    summary = fresh_summary(summary)
    research_summarising.save_research_problems(
        by=by, summary=summary, version=summary.version, pairs=[Pair("研究课集中在期末", "开学两周内排好名单", "下学期第2周前")]
    )
    return fresh_summary(summary)


def summary_submitted(school: SmallSchool) -> ResearchSummary:
    summary = summary_complete(school)
    if summary.status in ("draft", "returned"):
        place = place_of(school, TODAY)
        research_summarising.submit(
            by=school.actor("head"), summary=summary, place=place, version=summary.version, at=LATER, progress=counts_of(place)
        )
    return fresh_summary(summary)


def summary_approved(school: SmallSchool) -> ResearchSummary:
    summary = summary_submitted(school)
    if summary.status == "submitted":
        research_summarising.approve(
            by=school.actor("office"), summary=summary, place=place_of(school, TODAY), version=summary.version, at=LATER
        )
    return fresh_summary(summary)
