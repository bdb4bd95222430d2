"""Writing a summary part by part, taking over first texts, handing it in and deciding on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiaoyan.documents import markup
from jiaoyan.documents.format_check import check
from jiaoyan.planning import access
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.actions.problems import CannotStart, SummaryIncomplete
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.models import SummaryTopic, TermSummary
from jiaoyan.planning.rules.summary import AREAS, marks_in
from jiaoyan.planning.summaries import (
    head_seen,
    left_over,
    problems_seen,
    summary_due,
    summary_gaps,
    summary_of,
    topic_seen,
    topics_of,
    waiting_summaries,
)
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NoteMissing, NotPossible
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.queries import GroupTerm
from tests.activities import builders as activities
from tests.conftest import SmallSchool
from tests.matrix import ROLES
from tests.planning.builders import place_of
from tests.planning.summaries import AT, approved, begun, complete, fresh, pair, recorded, submitted, write

OVER = date(2024, 7, 2)


def given(school: SmallSchool, name: str, summary: TermSummary) -> dict:
    return {"by": school.actor(name), "summary": summary, "place": place_of(school), "version": summary.version, "at": AT}


def words(summary: TermSummary, area: str) -> str:
    return markup.source(topics_of(fresh(summary))[area].did or [])


def test_beginning_twice_gives_the_same_summary_with_seven_topics(here: SmallSchool) -> None:
    assert begun(here) == begun(here)
    assert sorted(SummaryTopic.objects.values_list("area", flat=True)) == sorted(AREAS)
    assert HistoryLine.objects.filter(verb="start").count() == 1


def test_topics_of_the_rules_and_of_the_model_are_the_same() -> None:
    assert dict(SummaryTopic.Area.choices) == AREAS


def test_research_group_writes_no_such_summary(here: SmallSchool) -> None:
    by = here.actor("head")
    place = GroupTerm(here.research, here.term, place_of(here).calendar, place_of(here).today)
    with pytest.raises((CannotStart, NotAllowed)):
        summarising.start_summary(by=by, place=place)


@pytest.mark.parametrize("name", [name for name in ROLES if name != "leader"])
def test_only_the_leader_writes(here: SmallSchool, name: str) -> None:
    summary = begun(here)
    with pytest.raises(NotAllowed):
        summarising.save_problems(by=here.actor(name), summary=summary, seen=problems_seen(()), pairs=[Pair("甲", "乙")])


def test_two_people_in_different_topics_do_not_disturb_each_other(here: SmallSchool) -> None:
    summary = begun(here)
    seen = {area: topic_seen(topic) for area, topic in topics_of(summary).items()}
    for area in ("lessons", "routine"):
        did = markup.parse(f"{area}的文字")
        summarising.save_topic(by=here.actor("leader"), summary=summary, area=area, seen=seen[area], did=did, highlight=[])
    assert words(summary, "lessons") == "lessons的文字"
    assert words(summary, "routine") == "routine的文字"


def test_two_people_in_one_topic_do_not_overwrite_each_other(here: SmallSchool) -> None:
    summary = begun(here)
    seen = topic_seen(topics_of(summary)["lessons"])
    write(here, "lessons", "先存的")
    with pytest.raises(ChangedMeanwhile):
        summarising.save_topic(
            by=here.actor("leader"), summary=summary, area="lessons", seen=seen, did=markup.parse("后存的"), highlight=[]
        )
    assert words(summary, "lessons") == "先存的"


def test_head_and_problems_notice_each_other_s_changes_too(here: SmallSchool) -> None:
    summary = complete(here)
    with pytest.raises(ChangedMeanwhile):
        summarising.save_summary_head(by=here.actor("leader"), summary=summary, seen="别的", title="甲", day=summary.day)
    with pytest.raises(ChangedMeanwhile):
        summarising.save_problems(by=here.actor("leader"), summary=summary, seen=problems_seen(()), pairs=[])
    assert fresh(summary).problems.count() == 1


def test_problems_keep_their_rows_when_moved_and_go_when_left_out(here: SmallSchool) -> None:
    summary = pair(here, Pair("甲", "措施甲"), Pair("乙", "措施乙"), Pair("丙", "措施丙"))
    first, second, third = summary.problems.all()
    pair(here, Pair("丙", "改过的措施", "开学", third.pk), Pair("丁"), Pair("甲", "措施甲", "", first.pk))

    now = list(fresh(summary).problems.all())
    assert [(row.problem, row.measure) for row in now] == [("丙", "改过的措施"), ("丁", ""), ("甲", "措施甲")]
    assert [now[0].pk, now[2].pk] == [third.pk, first.pk]
    assert second.pk not in [row.pk for row in now]


def test_first_text_goes_below_what_is_written_and_only_once(here: SmallSchool) -> None:
    recorded(here)
    summary = write(here, "preparation", "我先写的一句。")
    for _ in range(2):
        topic = topics_of(fresh(summary))["preparation"]
        summarising.accept_draft(by=here.actor("leader"), summary=summary, area="preparation", seen=topic_seen(topic))

    lines = words(summary, "preparation").splitlines()
    assert lines[0] == "我先写的一句。"
    assert len(lines) == len(set(lines)) == 1 + len(summarising.drafts_of(summary)["preparation"].splitlines())


def test_first_texts_speak_of_what_was_recorded_and_keep_silent_otherwise(here: SmallSchool) -> None:
    assert set(summarising.drafts_of(begun(here)).values()) == {""}
    recorded(here)
    drafts = summarising.drafts_of(begun(here))
    assert {"集体备课次数", "集体备课出席率", "决定落实数"} <= set(marks_in(drafts["preparation"]))
    assert "上课教师有周予安" in drafts["lessons"]
    assert "让错误成为资源" in drafts["resources"]


def test_unknown_mark_is_kept_as_typed_and_keeps_the_summary_from_being_handed_in(here: SmallSchool) -> None:
    summary = complete(here)
    write(here, "lessons", "上课〔研究课数目〕。")
    with pytest.raises(SummaryIncomplete) as refused:
        summarising.submit(by=here.actor("leader"), summary=summary, version=fresh(summary).version, at=AT)
    assert [problem.column for problem in refused.value.problems] == ["lessons"]
    assert words(summary, "lessons") == "上课〔研究课数目〕。"
    assert fresh(summary).status == "draft"


def test_problem_without_measure_is_stored_but_not_handed_in(here: SmallSchool) -> None:
    summary = complete(here)
    first = summary.problems.get()
    summary = pair(here, Pair(first.problem, first.measure, first.when, first.pk), Pair("分类列举凑答案"))
    with pytest.raises(SummaryIncomplete) as refused:
        summarising.submit(by=here.actor("leader"), summary=summary, version=summary.version, at=AT)
    assert ["分类列举凑答案" in problem.message for problem in refused.value.problems] == [True]


def test_empty_summary_says_everything_it_lacks(here: SmallSchool) -> None:
    summary = begun(here)
    with pytest.raises(SummaryIncomplete) as refused:
        summarising.submit(by=here.actor("leader"), summary=summary, version=summary.version, at=AT)
    assert [problem.column for problem in refused.value.problems] == ["head", "work", "problems"]


def test_summary_changed_since_it_was_seen_is_not_handed_in(here: SmallSchool) -> None:
    summary = complete(here)
    with pytest.raises(ChangedMeanwhile):
        summarising.submit(by=here.actor("leader"), summary=summary, version=summary.version - 1, at=AT)


def test_research_leader_approves_and_the_file_of_the_day_is_kept(here: SmallSchool) -> None:
    recorded(here)
    summary = approved(here)
    edition = summary.editions.select_related("file").get()
    assert (summary.status, summary.decided_by, edition.number) == ("approved", here.people["head"], 1)
    assert check(files.read(edition.file)) == []
    assert edition.content["problems"][0][1][0] == "解方程检验的习惯不稳"


def test_nobody_decides_on_a_summary_of_his_own(here: SmallSchool) -> None:
    summary = submitted(here)
    with pytest.raises(NotAllowed):
        summarising.approve(**given(here, "leader", summary))


def test_return_needs_a_word_and_lets_figures_live_again(here: SmallSchool) -> None:
    summary = submitted(here)
    assert summary.frozen
    with pytest.raises(NoteMissing):
        summarising.send_back(**given(here, "head", summary), note=" ")
    summarising.send_back(**given(here, "head", summary), note="问题再写具体些")
    assert (fresh(summary).status, fresh(summary).frozen) == ("returned", {})


def test_submitted_summary_is_closed(here: SmallSchool) -> None:
    summary = submitted(here)
    with pytest.raises(NotPossible):
        summarising.save_summary_head(by=here.actor("leader"), summary=summary, seen=head_seen(summary), title="新题", day=summary.day)


def test_reopened_summary_keeps_its_edition_and_is_due_a_week_later(here: SmallSchool) -> None:
    summary = approved(here)
    place = place_of(here, OVER)
    summarising.reopen(by=here.actor("leader", OVER), summary=summary, place=place, version=summary.version)
    summary = fresh(summary)
    assert (summary.status, summary.frozen, summary.editions.count()) == ("draft", {}, 1)
    assert summary_due(place.calendar, here.term, summary) == OVER + timedelta(days=7)
    assert summary_gaps(place_of(here, OVER + timedelta(days=8)), summary)[-1].what == "备课组总结还没有提交审批"


def test_both_answers_of_the_policies_agree(here: SmallSchool) -> None:
    summary = submitted(here)
    for name in ROLES:
        actor = here.actor(name)
        assert access.may_read(actor, summary) == TermSummary.objects.filter(access.visible_to(actor)).exists(), name
        assert access.may_decide(actor, summary) == (summary in waiting_summaries(actor)), name


# what is overdue


def test_nothing_is_overdue_until_the_last_school_day_is_over(here: SmallSchool) -> None:
    assert summary_due(place_of(here).calendar, here.term) == date(2024, 6, 28)
    assert summary_gaps(place_of(here, date(2024, 6, 28)), None) == ()


def test_summary_nobody_wrote_is_the_leader_s(here: SmallSchool) -> None:
    (gap,) = summary_gaps(place_of(here, OVER), None)
    assert (gap.what, gap.owner_name, gap.since) == ("备课组总结还没有写", "林知远", date(2024, 6, 28))


def test_half_written_summary_says_which_parts_lack(here: SmallSchool) -> None:
    write(here, "lessons", "上了课。")
    found = [gap.what for gap in summary_gaps(place_of(here, OVER), summary_of(here.group, here.term))]
    assert "备课组总结：请拟一个大标题" in found
    (unwritten,) = [what for what in found if "还没有写做法" in what]
    assert "“集体备课”" in unwritten
    assert "“研究课”" not in unwritten
    assert found[-1] == "备课组总结还没有提交审批"


def test_submitted_summary_waits_for_the_approver_and_approved_one_for_nobody(here: SmallSchool) -> None:
    (gap,) = summary_gaps(place_of(here, OVER), submitted(here))
    assert (gap.what, gap.owner_name) == ("备课组总结等待审批", "顾明川")
    assert summary_gaps(place_of(here, OVER), approved(here)) == ()


def test_gaps_and_reads_take_a_fixed_number_of_queries(here: SmallSchool, django_assert_num_queries) -> None:
    summary = write(here, "lessons", "上了课。")
    place = place_of(here, OVER)
    with django_assert_num_queries(3):
        summary_of(here.group, here.term)
    with django_assert_num_queries(2):
        summary_gaps(place, summary)
    summary = pair(here, *(Pair(f"问题{n}") for n in range(20)))
    with django_assert_num_queries(3):
        summary_of(here.group, here.term)
    with django_assert_num_queries(2):
        summary_gaps(place, summary)


# what the next plan takes up


def test_next_plan_finds_the_problems_of_the_last_summary(here: SmallSchool, django_assert_num_queries) -> None:
    first = GroupTerm(here.group, here.term1, place_of(here).calendar, place_of(here).today)
    summary = summarising.start_summary(by=here.actor("leader"), place=first)
    summarising.save_problems(
        by=here.actor("leader"), summary=summary, seen=problems_seen(()), pairs=[Pair("竖式不对位", "每天三题", "3月起")]
    )
    second = place_of(here)
    with django_assert_num_queries(2):
        left = left_over(second)
    assert left is not None
    assert [(row.problem, row.measure, row.when) for row in left.pairs] == [("竖式不对位", "每天三题", "3月起")]
    assert left_over(first) is None


def test_figures_of_a_term_are_those_of_its_records_only(here: SmallSchool) -> None:
    activities.talk(here)
    first = GroupTerm(here.group, here.term1, place_of(here).calendar, place_of(here).today)
    assert set(summarising.drafts_of(summarising.start_summary(by=here.actor("leader"), place=first)).values()) == {""}
