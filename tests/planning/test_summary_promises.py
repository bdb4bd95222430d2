"""What was promised, in the summary: counted by ``planning.progress`` and nobody else, opened record by record, offered as sentences and problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import para
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.actions.problems import SummaryIncomplete
from jiaoyan.planning.figures import Figure, figures_for, figures_of, lost_since
from jiaoyan.planning.printouts import group_summary
from jiaoyan.planning.progress import Standing, standing_of
from jiaoyan.planning.rules.research_summary import counted_by_quota
from jiaoyan.planning.summaries import marks_of, topic_seen, topics_of
from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.rules.demand import Audience, Condition, Counted, Demand, Due, Number, Per, Window
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.queries import calendar_of
from tests.activities import builders as activities
from tests.conftest import TODAY, SmallSchool
from tests.planning import summaries
from tests.planning.pages import said, url
from tests.planning.progress import asked
from tests.quotas.builders import excused, listening

SignIn = Callable[[str], Client]
GROUP = Audience("group", groups=("prep",))


def meetings_asked(school: SmallSchool, least: int = 8) -> Quota:
    return asked(school, "集体备课", Demand(GROUP, Counted("meeting"), Number(least), Per.TERM), "次", "meeting")


def read_twice(school: SmallSchool) -> None:
    """The teacher has taken the two notes asked for, a colleague one."""
    asked(school)
    for n, (who, day) in enumerate((("teacher", 4), ("teacher", 5), ("mentee", 6))):
        points = [f"第{n}篇读到的第{k}点，各不相同" for k in (1, 2, 3)]
        activities.theory_note(school, who, theme=f"主题{n}", key_points=points, day=date(2024, 3, day))


def live(school: SmallSchool) -> dict[str, Figure]:
    return dict(figures_of(school.group, school.term))


def standing(school: SmallSchool) -> Standing:
    return standing_of(school.group, school.term, calendar_of(school.term), TODAY)


def figure_page(school: SmallSchool, client: Client, figure: Figure) -> str:
    return client.get(reverse("planning:summary_figure", args=[school.group.pk, school.term.key, figure.slug])).content.decode()


def rows_of(page: str) -> int:
    return len(re.findall(r'data-label="序号"', page))


# the same count


def test_a_quota_that_is_asked_of_classes_instead_of_the_group_from_a_day_on_is_a_promise_of_the_classes(here: SmallSchool) -> None:
    talks = Demand(GROUP, Counted("talk"), Number(1), Per.WEEK)
    quota = asked(here, "每周一项", talks, "次", "meeting")
    for begins, now in (
        (date(2024, 4, 1), Demand(Audience("class"), Counted("taught_week"), Number(1), Per.WEEK)),
        (date(2024, 5, 13), talks),
    ):
        quota.refresh_from_db()
        keeping.change_quota(
            by=here.actor("head"), quota=quota, version=quota.version, demand=now, begins=begins, today=begins, why="换了对象"
        )
        for day in (begins, TODAY):
            found = standing_of(here.group, here.term, calendar_of(here.term), day)
            assert {line.subject.kind for line in found.progress if line.quota.key == quota.pk} == {"group", "class"}
    figures = live(here)
    assert figures["每周一项应完成数"].records
    assert "每周一项要求班数" not in figures


def test_what_people_were_asked_gives_three_figures_that_are_those_of_progress(here: SmallSchool) -> None:
    read_twice(here)
    figures, found = live(here), standing(here)
    members = [member.id for member in found.roster.members if here.group.pk in member.groups]
    lines = [line for key in members for line in found.of("person", key) if line.quota.name == "理论学习摘记"]

    assert figures["理论学习摘记要求人数"].value == len(lines) == len(members)
    assert figures["理论学习摘记达标人数"].value == sum(line.done >= 2 for line in lines) == 1
    assert figures["理论学习摘记篇数"].text == "3篇"
    assert {record.key for record in figures["理论学习摘记篇数"].records} == {fact.key for line in lines for fact in line.facts}


def test_what_the_group_was_asked_gives_what_is_due_and_what_is_done(here: SmallSchool) -> None:
    meetings_asked(here)
    summaries.recorded(here)
    figures = live(here)
    [line] = [line for line in standing(here).of("group", here.group.pk) if line.quota.name == "集体备课"]

    assert (figures["集体备课应完成数"].text, figures["集体备课完成数"].text) == ("8次", "1次")
    assert (line.target, line.done) == (8, 1)


SAME_AS: dict[str, tuple[str, Demand, str]] = {
    "集体备课次数": ("集体备课", Demand(GROUP, Counted("meeting"), Number(1), Per.TERM), "完成数"),
    "理论学习篇数": ("理论学习", Demand(GROUP, Counted("theory_note"), Number(1), Per.TERM), "完成数"),
    "每日一议条数": ("每日一议", Demand(GROUP, Counted("talk"), Number(1), Per.TERM), "完成数"),
    "特色作业数": ("特色作业", Demand(GROUP, Counted("showcase"), Number(1), Per.TERM), "完成数"),
    "单元分析数": ("单元分析", Demand(GROUP, Counted("unit_analysis", (Condition("rows", least=3),)), Number(1), Per.TERM), "完成数"),
    "练习与检测次数": ("检测", Demand(GROUP, Counted("exam"), Number(1), Per.TERM), "完成数"),
    "审核练习数": (
        "审核过的练习",
        Demand(GROUP, Counted("exercise", (Condition("reviewed", (True,)),)), Number(1), Per.TERM),
        "完成数",
    ),
}


@pytest.mark.parametrize("name", SAME_AS)
def test_figure_every_school_has_is_what_a_quota_of_the_same_meaning_counts(here: SmallSchool, name: str) -> None:
    quota, demand, suffix = SAME_AS[name]
    summaries.recorded(here)
    asked(here, quota, demand, "次", "meeting")
    figures = live(here)
    [line] = [line for line in standing(here).of("group", here.group.pk) if line.quota.name == quota]

    assert figures[name].value is not None
    assert figures[name].value == figures[f"{quota}{suffix}"].value == len(line.facts)
    assert {record.key for record in figures[name].records} == {fact.key for fact in line.facts}


def test_group_and_research_group_read_the_same_count(here: SmallSchool) -> None:
    read_twice(here)
    meetings_asked(here)
    summaries.recorded(here)
    figures, found = live(here), standing(here)
    told = counted_by_quota(found.progress, TODAY)
    notes, meetings = asked(here), meetings_asked(here)
    here_only = [line for line in found.progress if line.subject == Subject("group", here.group.pk)]

    assert {fact.key for fact in told[notes.pk].facts} == {record.key for record in figures["理论学习摘记篇数"].records}
    assert counted_by_quota(here_only, TODAY)[meetings.pk].text == "集体备课1次（应有8次）"
    assert (figures["集体备课完成数"].text, figures["集体备课应完成数"].text) == ("1次", "8次")


def test_excused_and_accepted_counts_as_done(here: SmallSchool) -> None:
    listening(here)
    row = excused(here)
    assert live(here)["听课达标人数"].value is None
    excusing.answer_excuse(by=here.actor("head"), excuse=row, accepted=True)
    assert live(here)["听课达标人数"].value == 1


def test_two_quotas_of_one_name_and_one_named_like_a_figure_have_names_of_their_own(here: SmallSchool) -> None:
    summaries.recorded(here)
    asked(here, "每日一议", Demand(Audience("person"), Counted("talk"), Number(1), Per.TERM), "条", "meeting")
    asked(here)
    keeping.add_quota(
        by=here.actor("head"),
        group=here.research,
        name="理论学习摘记",
        unit="篇",
        area="growth",
        demand=Demand(Audience("person"), Counted("theory_note"), Number(1), Per.MONTH),
        begins=date(2024, 2, 21),
    )
    figures = live(here)
    assert {"每日一议条数", "按要求每日一议条数", "理论学习摘记篇数", "理论学习摘记（2）篇数"} <= figures.keys()
    assert figures["每日一议条数"].slug == "talks"
    assert len({figure.slug for figure in figures.values()}) == len(figures)


def test_what_a_quota_adds_up_is_added_up(here: SmallSchool) -> None:
    asked(here, "活动环节", Demand(GROUP, Counted("meeting", measure="steps"), Number(40), Per.TERM), "个", "meeting")
    summaries.recorded(here)
    figure = live(here)["活动环节完成数"]
    [line] = [line for line in standing(here).of("group", here.group.pk) if line.quota.name == "活动环节"]
    assert figure.kind == "sum"
    assert figure.value == sum(tally.amount for tally in line.tallies)
    assert live(here)["活动环节应完成数"].text == "40个"


# names and records


def test_whoever_sees_names_opens_every_record_and_a_colleague_only_the_own(here: SmallSchool, client_as: SignIn) -> None:
    read_twice(here)
    figures = live(here)
    for name in ("理论学习摘记要求人数", "理论学习摘记达标人数", "理论学习摘记篇数"):
        page = figure_page(here, client_as("leader"), figures[name])
        assert rows_of(page) == len(figures[name].records)
    mine = figure_page(here, client_as("mentee"), figures["理论学习摘记要求人数"])
    assert rows_of(mine) == 1
    assert here.people["teacher"].name not in mine.partition("<h1")[2]
    assert "是其他老师的" in mine
    assert rows_of(figure_page(here, client_as("mentee"), figures["理论学习摘记达标人数"])) == 0


def test_every_record_opens(here: SmallSchool, client_as: SignIn) -> None:
    read_twice(here)
    meetings_asked(here)
    summaries.recorded(here)
    records = [record for figure in live(here).values() if figure.promised for record in figure.records]
    assert records
    for address in {record.url.partition("#")[0] for record in records}:
        assert client_as("head").get(address).status_code == 200, address


def test_summary_prints_no_name_from_a_promise(here: SmallSchool) -> None:
    read_twice(here)
    summary = summaries.write(here, "resources", "\n".join(summarising.drafts_of(summaries.begun(here))["resources"].splitlines()[-1:]))
    assert para("理论学习摘记：3人中1人达到每人2篇，全组共3篇。") in group_summary(summary)
    assert not any(person.name in repr(group_summary(summary)) for person in here.people.values())


# first sentences


def test_first_texts_say_what_was_promised_and_what_was_done(here: SmallSchool) -> None:
    read_twice(here)
    meetings_asked(here)
    summaries.recorded(here)
    drafts = summarising.drafts_of(summaries.begun(here))
    assert (
        drafts["resources"].splitlines()[-1]
        == "理论学习摘记：〔理论学习摘记要求人数〕中〔理论学习摘记达标人数〕达到每人2篇，全组共〔理论学习摘记篇数〕。"
    )
    assert drafts["preparation"].splitlines()[-1] == "集体备课：按要求应完成〔集体备课应完成数〕，已完成〔集体备课完成数〕。"


def test_promise_nobody_did_anything_for_is_not_spoken_of(here: SmallSchool) -> None:
    asked(here)
    meetings_asked(here)
    assert set(summarising.drafts_of(summaries.begun(here)).values()) == {""}


def test_accepted_sentence_of_a_promise_is_a_mark_the_summary_knows(here: SmallSchool) -> None:
    read_twice(here)
    summary = summaries.complete(here)
    by = here.actor("leader")
    summarising.accept_draft(by=by, summary=summary, area="resources", seen=topic_seen(topics_of(summary)["resources"]))
    summary = summaries.fresh(summary)
    assert "理论学习摘记达标人数" in marks_of(summary)
    summarising.submit(by=by, summary=summary, version=summary.version, at=summaries.AT)
    assert figures_for(summaries.fresh(summary))["理论学习摘记达标人数"].text == "1人"


# kept


def test_mark_of_a_promise_stays_what_it_was_when_the_quota_is_withdrawn_afterwards(here: SmallSchool, client_as: SignIn) -> None:
    read_twice(here)
    summaries.complete(here)
    summary = summaries.write(here, "resources", "摘记共〔理论学习摘记篇数〕。")
    summarising.submit(by=here.actor("leader"), summary=summary, version=summary.version, at=summaries.AT)
    Quota.objects.filter(pk=asked(here).pk).delete()
    summary = summaries.fresh(summary)

    assert para("摘记共3篇。") in group_summary(summary)
    assert {each.figure.name for each in lost_since(summary)} >= {"理论学习摘记篇数"}
    assert all(not each.deleted for each in lost_since(summary) if each.figure.name == "理论学习摘记篇数")
    assert client_as("head").get(url(here, "summary")).status_code == 200


def test_mark_of_a_quota_that_is_gone_keeps_the_summary_from_being_handed_in(here: SmallSchool) -> None:
    read_twice(here)
    summaries.complete(here)
    summary = summaries.write(here, "resources", "摘记共〔理论学习摘记篇数〕。")
    Quota.objects.filter(pk=asked(here).pk).delete()
    with pytest.raises(SummaryIncomplete) as refused:
        summarising.submit(by=here.actor("leader"), summary=summary, version=summary.version, at=summaries.AT)
    assert "〔理论学习摘记篇数〕" in refused.value.problems[0].message


# problems


def test_promise_that_is_late_is_offered_as_a_problem_without_a_name_and_stored_only_when_it_is_saved(
    here: SmallSchool, client_as: SignIn
) -> None:
    late = Demand(Audience("person"), Counted("theory_note"), Number(2), Per.TERM, window=Window(by=Due.TERM_START, weeks=2))
    quota = asked(here, demand=late)
    summary, client, address = summaries.begun(here), client_as("leader"), url(here, "summary_problems")
    page = said(client.get(address))
    assert "理论学习摘记没有全部达到要求：每位教师，开学两周内理论学习摘记不少于2篇。" in page
    assert not any(person.name in page for name, person in here.people.items() if name != "leader")

    typed = summaries.grid_post(summary, [{"problem": "刚打的一条"}])
    response = client.post(address, {**typed, "take": str(quota.pk)})
    assert response.status_code == 200
    taken = response.content.decode()
    assert "刚打的一条" in taken
    assert ">理论学习摘记没有全部达到要求" in taken
    assert "写进表里" not in taken
    assert not summary.problems.exists()


def test_promise_on_its_way_is_no_problem(here: SmallSchool, client_as: SignIn) -> None:
    asked(here, demand=Demand(Audience("person"), Counted("theory_note"), Number(1), Per.TERM))
    summaries.begun(here)
    assert "写进表里" not in said(client_as("leader").get(url(here, "summary_problems")))


# cost


@pytest.mark.parametrize(
    ("page", "more", "queries"),
    [("summary", (), 68), ("summary_drafts", (), 64), ("summary_topic", ("lessons",), 64), ("summary_problems", (), 64)],
)
def test_page_counts_the_quotas_once(
    here: SmallSchool, client_as: SignIn, django_assert_max_num_queries: Any, page: str, more: tuple[str, ...], queries: int
) -> None:
    read_twice(here)
    summaries.write(here, "resources", "摘记共〔理论学习摘记篇数〕。")
    client = client_as("leader")
    with django_assert_max_num_queries(queries) as few:
        client.get(url(here, page, *more))
    assert sum('FROM "quotas_quota" ' in query["sql"] for query in few) == 1


def test_paper_without_a_mark_of_a_promise_counts_no_quota(here: SmallSchool, django_assert_max_num_queries: Any) -> None:
    summary = summaries.complete(here)
    with django_assert_max_num_queries(13):
        group_summary(summary)


def test_words_of_a_mark_are_escaped_and_still_known(here: SmallSchool, client_as: SignIn) -> None:
    asked(here, "读<书>&听课")
    activities.theory_note(here)
    summary = summaries.write(here, "resources", "共〔读<书>&听课篇数〕。")
    assert markup.plain(topics_of(summary)["resources"].did) == "共〔读<书>&听课篇数〕。"
    page = client_as("leader").get(url(here, "summary")).content.decode()
    assert "figure-unknown" not in page
