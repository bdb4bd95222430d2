"""The pages of quotas: what a member reads, what a keeper changes, what stays when something is refused."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jiaoyan.quotas.actions import excusing, keeping
from jiaoyan.quotas.models import Excuse, Quota
from jiaoyan.quotas.rules.demand import Audience, Number, Per
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.models import Group, Membership, Person
from tests.conftest import TODAY, SmallSchool
from tests.quotas.builders import BEGINS, LISTEN, excused, following, listening, withdrawn

SignIn = Callable[[str], Client]


def at(school: SmallSchool, name: str, *more: Any, top: bool = False) -> str:
    return reverse(f"quotas:{name}", args=[(school.research if top else school.group).pk, school.term.key, *more])


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


FORM = {
    "kind": "observation",
    "name": "听课",
    "unit": "节",
    "area": "observation",
    "whose": "young",
    "least": "6",
    "per": "term",
    "until": "term_end",
    "severity": "must",
    "begins": "2024-06-17",
}


def test_member_reads_the_sentence_source_and_state_and_gets_no_button(here: SmallSchool, client_as: SignIn) -> None:
    keeping.adopt_preset(by=here.actor("head"), group=here.research, preset="study", codes=["R053"], begins=BEGINS)
    text = page(client_as("teacher"), at(here, "list"))
    assert "每位教师，每学期听课不少于15节" in text
    assert "三备与研修" in text
    assert "R053" not in text
    assert "4位教师" in text
    assert "增加指标" not in text
    assert "从模板开始" not in text
    assert "修改" not in page(client_as("teacher"), reverse("quotas:quota", args=[Quota.objects.get().pk])).split("<main")[1]


def test_line_of_the_preset_is_named_with_its_number_only_where_one_quota_says_its_source(here: SmallSchool, client_as: SignIn) -> None:
    keeping.adopt_preset(by=here.actor("head"), group=here.research, preset="study", codes=["R053"], begins=BEGINS)
    text = page(client_as("teacher"), reverse("quotas:quota", args=[Quota.objects.get().pk]))
    assert "（R053）" in text.split("出处")[1]
    assert text.count("R053") == 1


def test_pages_of_one_quota_stand_under_the_head_of_the_group(here: SmallSchool, client_as: SignIn) -> None:
    pk = listening(here).pk
    for who, name in (("teacher", "quota"), ("head", "quota"), ("head", "change")):
        assert "完成情况</a>" in page(client_as(who), reverse(f"quotas:{name}", args=[pk]))


def test_national_rules_are_shown_locked_to_everybody_even_without_any_quota(here: SmallSchool, client_as: SignIn) -> None:
    text = page(client_as("teacher"), at(here, "list"))
    assert "三至六年级各年级，每学期期末检测不超过1次" in text
    assert "不能在这里修改" in text
    assert "还没有定指标" in text


def test_names_of_those_asked_are_for_who_keeps_since_they_tell_an_age(here: SmallSchool, client_as: SignIn) -> None:
    Person.objects.filter(pk=here.people["teacher"].pk).update(born_on=date(1992, 5, 1))
    keeping.adopt_preset(by=here.actor("head"), group=here.research, preset="young", codes=["R022"], begins=BEGINS)
    url = reverse("quotas:quota", args=[Quota.objects.get().pk])
    assert "周予安" in page(client_as("head"), url)
    for name in ("liaison", "leader", "mentee"):
        assert "1位教师" in page(client_as(name), url)
        assert "周予安" not in page(client_as(name), url)


def test_conflicts_are_explained_on_the_list(here: SmallSchool, client_as: SignIn) -> None:
    for preset, code in (("routine", "R001"), ("study", "R048"), ("ledger", "R117")):
        keeping.adopt_preset(by=here.actor("head"), group=here.research, preset=preset, codes=[code], begins=BEGINS)
    shown = page(client_as("head"), at(here, "list"))
    assert "处要看一看" in shown
    told = shown.partition('class="stack conflicts"')[2].partition("</ul>")[0]
    assert told.count(reverse("quotas:quota", args=[Quota.objects.earliest("pk").pk])) >= 1


def test_conflicts_of_quotas_that_begin_next_week_are_told_before_they_count(here: SmallSchool, client_as: SignIn) -> None:
    for preset, code in (("routine", "R001"), ("study", "R048"), ("ledger", "R117")):
        keeping.adopt_preset(by=here.actor("head"), group=here.research, preset=preset, codes=[code], begins=date(2024, 6, 17))
    assert "处要看一看" in page(client_as("head"), at(here, "list"))


def test_quota_is_written_in_plain_words_and_stands_on_the_list(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("head")
    assert client.post(at(here, "new", top=True), FORM).status_code == 302
    assert "35岁以下或到校未满5年的教师，每学期听课不少于6节" in page(client, at(here, "list", top=True))


def test_sentence_follows_the_form_and_a_form_that_says_nothing_yet_gets_a_hint(here: SmallSchool, client_as: SignIn) -> None:
    client, url = client_as("head"), at(here, "sentence", top=True)
    told = client.post(url, FORM)
    assert (told.status_code, "每学期听课不少于6节" in told.content.decode()) == (200, True)
    hint = client.post(url, {**FORM, "least": ""})
    assert (hint.status_code, "说成一句话" in hint.content.decode()) == (200, True)
    assert not Quota.objects.exists()


def test_form_just_opened_says_what_it_shows_and_offers_the_next_monday(here: SmallSchool, client_as: SignIn) -> None:
    text = page(client_as("head"), f"{at(here, 'new', top=True)}?kind=observation")
    assert "每位教师，每学期听课不少于1节。" in text
    assert 'name="begins" value="2024-06-17"' in text
    assert '<option value="observation" selected>' in text


def test_hint_names_the_first_thing_that_is_still_wanted(here: SmallSchool, client_as: SignIn) -> None:
    hint = client_as("head").post(at(here, "sentence", top=True), {**FORM, "until": "on"}).content.decode()
    assert "哪一天以前：请写是哪一天。" in hint


def test_refused_form_keeps_everything_typed(here: SmallSchool, client_as: SignIn) -> None:
    answer = client_as("head").post(at(here, "new", top=True), {**FORM, "least": "9", "most": "3", "why": "写了很久的原因"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "做不到" in text
    assert "写了很久的原因" in text
    assert 'value="9"' in text


def test_change_of_what_somebody_else_changed_meanwhile_keeps_what_was_typed_and_the_next_save_stores_it(
    here: SmallSchool, client_as: SignIn
) -> None:
    quota = listening(here)
    url, mine = reverse("quotas:change", args=[quota.pk]), {**FORM, "whose": "everyone", "least": "18", "version": "1"}
    assert client_as("office").post(url, {**mine, "least": "20"}).status_code == 302
    answer = client_as("head").post(url, mine)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "刚刚有人改过" in text
    assert 'value="18"' in text
    assert client_as("head").post(url, {**mine, "version": "2"}).status_code == 302
    assert Quota.objects.get().value.editions[-1].demand.number.least == 18


def test_editions_stand_on_the_page_with_who_and_why(here: SmallSchool, client_as: SignIn) -> None:
    quota = listening(here)
    client_as("head").post(reverse("quotas:change", args=[quota.pk]), {**FORM, "whose": "everyone", "version": "1", "why": "新教师多了"})
    text = page(client_as("teacher"), reverse("quotas:quota", args=[quota.pk]))
    assert all(words in text for words in ("不少于15节", "不少于6节", "新教师多了", "顾明川", "6月17日起改"))


def test_preset_is_reviewed_before_it_is_adopted_and_its_numbers_can_be_changed(here: SmallSchool, client_as: SignIn) -> None:
    client, url = client_as("head"), at(here, "preset", "study", top=True)
    text = page(client, url)
    assert "每位教师，每学期听课不少于15节" in text
    assert "博客上的往来在系统外面" in text
    answer = client.post(url, {"pick-R053": "on", "least-R053": "12", "begins": "2024-02-21"})
    assert answer.status_code == 302
    row = Quota.objects.get()
    assert (row.code, row.value.editions[0].demand.number.least) == ("R053", 12)
    assert "已经采用的（1）" in page(client, url)


def test_lines_that_contradict_must_be_chosen_between_or_confirmed(here: SmallSchool, client_as: SignIn) -> None:
    listening(here)
    client, url = client_as("head"), at(here, "preset", "study", top=True)
    assert "没有打勾" in page(client, url)
    both = {"pick-R053": "on", "least-R053": "15", "begins": "2024-02-21"}
    refused = client.post(url, both)
    assert refused.status_code == 422
    assert "请去掉不要的" in refused.content.decode()
    assert Quota.objects.count() == 1
    assert client.post(url, {**both, "anyway": "on"}).status_code == 302
    assert Quota.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "还没有选条目"),
        ({"pick-R053": "on", "least-R053": "", "most-R053": ""}, "请写数量"),
        ({"pick-R053": "on", "least-R053": "5", "most-R053": "3"}, "做不到"),
        ({"pick-R053": "on", "least-R053": "15", "begins": "2022-02-21"}, "不在本学年内"),
    ],
)
def test_preset_sent_wrongly_says_what_is_missing(here: SmallSchool, client_as: SignIn, typed: dict[str, str], words: str) -> None:
    answer = client_as("head").post(at(here, "preset", "study", top=True), {"begins": "2024-02-21", **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Quota.objects.exists()


def test_preset_nobody_knows_and_the_national_one_are_no_pages(here: SmallSchool, client_as: SignIn) -> None:
    for slug in ("national", "nothing"):
        assert client_as("head").get(at(here, "preset", slug, top=True)).status_code == 404


def test_quota_is_withdrawn_and_brought_back_from_the_list(here: SmallSchool, client_as: SignIn) -> None:
    client, quota = client_as("head"), listening(here)
    url = reverse("quotas:withdraw", args=[quota.pk])
    assert "停用“听课”" in page(client, url)
    assert client.post(url, {"version": "1", "begins": "2024-06-12", "why": ""}).status_code == 302
    assert "停用的指标（1）" in page(client, at(here, "list", top=True))
    client.post(reverse("quotas:bring_back", args=[quota.pk]))
    assert "停用的指标" not in page(client, at(here, "list", top=True))


def test_last_year_s_quotas_are_offered_to_an_empty_group_that_follows_one(here: SmallSchool, client_as: SignIn) -> None:
    listening(here)
    group, term = following(here)
    url = reverse("quotas:list", args=[group.pk, term.key])
    client = client_as("office")
    assert "沿用上一年的" in page(client, url)
    client.post(reverse("quotas:copy", args=[group.pk, term.key]))
    assert "听课不少于15节" in page(client, url)


def test_small_school_s_leader_keeps_the_quotas_of_a_group_without_a_research_group(here: SmallSchool, client_as: SignIn) -> None:
    Group.objects.filter(pk=here.group.pk).update(parent=None)
    assert client_as("leader").post(at(here, "new"), FORM).status_code == 302
    assert Quota.objects.get().group == here.group


@pytest.mark.parametrize("many", [False, True])
def test_list_asks_the_same_number_of_queries_whatever_it_shows(
    here: SmallSchool, client_as: SignIn, django_assert_num_queries: DjangoAssertNumQueries, many: bool
) -> None:
    listening(here)
    if many:
        for name in ("公开课", "练兵课", "推门听课"):
            listening(here, name=name)
        withdrawn(here)
    client = client_as("head")
    client.get(at(here, "list", top=True))
    with django_assert_num_queries(16):
        client.get(at(here, "list", top=True))


# excuses


def excuse_url(school: SmallSchool, span: str = "w5", who: str = "teacher") -> str:
    return reverse("quotas:excuse", args=[listening(school).pk, school.term.key, "person", school.people[who].pk, span])


def test_excuse_takes_two_taps_and_is_answered_and_said_back(here: SmallSchool, client_as: SignIn) -> None:
    url = excuse_url(here)
    text = page(client_as("teacher"), f"{url}?missing=2")
    assert all(words in text for words in ("周予安", "第5周", "还缺2节", "外出培训"))
    sent = client_as("teacher").post(url, {"reason": "training"}, follow=True)
    assert sent.redirect_chain == [(at(here, "excuses"), 302)]
    assert "已说明“听课”，等待答复" in sent.content.decode()
    row = Excuse.objects.get()

    waiting = page(client_as("head"), at(here, "excuses", top=True))
    assert "等您答复（1）" in waiting
    client_as("head").post(reverse("quotas:excuse_answer", args=[row.pk]), {"answer": "talk", "words": "周五聊聊"})
    said = page(client_as("teacher"), at(here, "excuses"))
    assert all(words in said for words in ("约谈", "顾明川", "周五聊聊"))
    assert "已答复：约谈" in page(client_as("teacher"), url)


@pytest.mark.parametrize(("kind", "who", "name"), [("person", "teacher", "progress_mine"), ("group", "leader", "progress")])
def test_excuse_leads_back_to_the_page_its_line_belongs_to(here: SmallSchool, client_as: SignIn, kind: str, who: str, name: str) -> None:
    monthly = replace(LISTEN, audience=Audience(kind, groups=("prep",) if kind == "group" else ()), per=Per.MONTH, number=Number(2))
    listening(here, demand=monthly)
    subject = here.people["teacher"].pk if kind == "person" else here.group.pk
    line = reverse("planning:progress_line", args=[here.group.pk, here.term.key, Quota.objects.get().pk, kind, subject])
    link = re.search(r'href="([^"]*/excuse/[^"]*)"', page(client_as(who), line))
    assert link, "the line offers no excuse"
    back = reverse(f"planning:{name}", args=[] if kind == "person" else [here.group.pk, here.term.key])
    address = html.unescape(link[1])
    assert f'href="{back}"' in page(client_as(who), address)
    assert client_as(who).post(address, {"reason": "training"})["Location"] == back


def test_what_is_said_for_a_class_is_shown_with_whoever_said_it_and_a_persons_own_without(here: SmallSchool, client_as: SignIn) -> None:
    told = {"quota": listening(here), "term": here.term, "span": "term", "reason": "training"}
    excused(here)
    assert "周予安说明" not in page(client_as("head"), at(here, "excuses"))
    room = excusing.give_excuse(by=here.actor("teacher"), subject=Subject("class", here.classes[1].pk), **told)
    assert "周予安说明" in page(client_as("head"), at(here, "excuses"))
    excusing.answer_excuse(by=here.actor("head"), excuse=room, accepted=True)
    assert "周予安说明" in page(client_as("head"), at(here, "excuses"))


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)", "groups/"])
def test_excuse_leads_to_no_other_site(here: SmallSchool, client_as: SignIn, back: str) -> None:
    answer = client_as("teacher").post(f"{excuse_url(here)}?{urlencode({'back': back})}", {"reason": "training"})
    assert answer["Location"] == at(here, "excuses")


def test_excuse_about_a_week_before_a_change_says_what_was_asked_in_it(here: SmallSchool, client_as: SignIn) -> None:
    weekly = replace(LISTEN, per=Per.WEEK, number=Number(1))
    quota = keeping.add_quota(
        by=here.actor("head"), group=here.research, name="推门听课", unit="节", area="observation", demand=weekly, begins=BEGINS
    )
    keeping.change_quota(
        by=here.actor("head"), quota=quota, version=1, demand=replace(weekly, number=Number(3)), begins=TODAY, why="", today=TODAY
    )
    args = [quota.pk, here.term.key, "person", here.people["teacher"].pk]
    assert "每周推门听课不少于1节" in page(client_as("teacher"), reverse("quotas:excuse", args=[*args, "w3"]))
    assert "每周推门听课不少于3节" in page(client_as("teacher"), reverse("quotas:excuse", args=[*args, "w18"]))


def test_event_is_called_by_the_name_the_line_of_progress_gave(here: SmallSchool, client_as: SignIn) -> None:
    url = excuse_url(here, "event:activities.training:7")
    assert "区教材分析" in page(client_as("teacher"), f"{url}?about=区教材分析&missing=x")
    client_as("teacher").post(url, {"reason": "ill", "about": "区教材分析"})
    assert Excuse.objects.get().span_label == "区教材分析"


@pytest.mark.parametrize("span", ["w0", "2024-13", "2024-3", "nothing", "event:", "2024-02-30"])
def test_period_that_is_none_is_no_page(here: SmallSchool, client_as: SignIn, span: str) -> None:
    assert client_as("teacher").get(excuse_url(here, span)).status_code == 404


def test_excuse_of_somebody_unknown_or_of_another_year_s_term_is_no_page(here: SmallSchool, client_as: SignIn) -> None:
    quota = listening(here).pk
    _, term = following(here)
    person = here.people["teacher"].pk
    for args in (
        [quota, term.key, "person", person, "term"],
        [quota, here.term.key, "person", 9999, "term"],
        [quota, here.term.key, "dog", person, "term"],
    ):
        assert client_as("teacher").get(reverse("quotas:excuse", args=args)).status_code == 404


def test_other_reason_needs_a_word_and_keeps_what_was_chosen(here: SmallSchool, client_as: SignIn) -> None:
    answer = client_as("teacher").post(excuse_url(here), {"reason": "other", "amount": "2"})
    assert answer.status_code == 422
    assert "请写一句原因" in answer.content.decode()
    assert 'value="2"' in answer.content.decode()


def test_colleagues_and_the_group_s_leader_see_no_reason(here: SmallSchool, client_as: SignIn) -> None:
    excused(here, reason="ill", words="手术以后")
    for name in ("leader", "mentee"):
        assert "手术以后" not in page(client_as(name), at(here, "excuses"))
    assert "手术以后" in page(client_as("liaison"), at(here, "excuses"))


def test_empty_answer_is_refused_with_a_sentence(here: SmallSchool, client_as: SignIn) -> None:
    row = excused(here)
    answer = client_as("head").post(reverse("quotas:excuse_answer", args=[row.pk]), {}, follow=True)
    assert "请选“认可”或“约谈”" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == Excuse.State.OPEN


def test_answer_to_what_was_taken_back_is_told(here: SmallSchool, client_as: SignIn) -> None:
    row = excused(here)
    excusing.take_back_excuse(by=here.actor("teacher"), excuse=row)
    answer = client_as("head").post(reverse("quotas:excuse_answer", args=[row.pk]), {"answer": "accepted"}, follow=True)
    assert "刚刚被收回了" in answer.content.decode()


def test_own_excuse_is_taken_back_even_by_who_was_taken_out_of_the_group_since(here: SmallSchool, client_as: SignIn) -> None:
    row = excused(here, "mentee")
    Membership.objects.filter(person=here.people["mentee"]).delete()
    answer = client_as("mentee").post(reverse("quotas:excuse_take_back", args=[row.pk]))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.removed_at is not None
