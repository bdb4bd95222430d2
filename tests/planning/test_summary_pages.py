"""The pages of the summary as a person uses them."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from jiaoyan.documents import markup
from jiaoyan.planning.figures import figures_of
from jiaoyan.planning.summaries import head_seen, summary_of, topic_seen, topics_of
from jiaoyan.planning.views.summary import with_links
from tests.conftest import SmallSchool
from tests.growth import builders as growth
from tests.planning.pages import said, url
from tests.planning.summaries import approved, begun, complete, fresh, grid_post, pair, recorded, submitted, write

SignIn = Callable[[str], Client]


def topic_post(school: SmallSchool, area: str, did: str, **more: str) -> dict[str, str]:
    summary = begun(school)
    return {"seen": topic_seen(topics_of(summary)[area]), "did": did, "highlight": "", **more}


def test_page_without_a_summary_says_what_to_do_and_shows_the_figures_so_far(here: SmallSchool, client_as: SignIn) -> None:
    growth.recorded(here)
    leader, member = (said(client_as(name).get(url(here, "summary"))) for name in ("leader", "teacher"))
    assert "开始写总结" in leader
    assert "由备课组长来写，应在6月28日前提交" in member
    assert "学生获奖数1项" in leader


def test_figures_in_the_text_are_links_to_their_records(here: SmallSchool, client_as: SignIn) -> None:
    recorded(here)
    complete(here)
    page = client_as("head").get(url(here, "summary")).content.decode()
    address = reverse("planning:summary_figure", args=[here.group.pk, here.term.key, "meetings"])
    assert f'<a class="figure" href="{address}" title="集体备课次数">1次</a>' in page


def test_unknown_mark_is_shown_where_it_stands_and_the_text_is_kept(here: SmallSchool, client_as: SignIn) -> None:
    complete(here)
    client = client_as("leader")
    assert client.post(url(here, "summary_topic", "lessons"), topic_post(here, "lessons", "上课〔节数<b>〕。")).status_code == 302
    page = client.get(url(here, "summary")).content.decode()
    assert '<mark class="figure-unknown">〔节数&lt;b&gt;〕</mark>' in page
    assert "“研究课”的做法里有不认识的数字标记" in page


def test_brackets_in_two_paragraphs_are_no_mark(here: SmallSchool) -> None:
    html = SafeString("<p>〔甲</p><p>乙〕</p>")
    assert with_links(html, figures_of(here.group, here.term), lambda figure: f"/x/{figure.slug}/") == html


def test_links_never_open_what_was_escaped(here: SmallSchool) -> None:
    html = SafeString("<p>〔集体备课次数〕&lt;script&gt;〔&lt;img&gt;〕</p>")
    made = with_links(html, figures_of(here.group, here.term), lambda figure: f"/x/{figure.slug}/")
    assert made == (
        '<p><a class="figure" href="/x/meetings/" title="集体备课次数">—</a>&lt;script&gt;<mark class="figure-unknown">〔&lt;img&gt;〕</mark></p>'
    )


def test_first_text_is_put_below_what_was_typed_without_storing_anything(here: SmallSchool, client_as: SignIn) -> None:
    recorded(here)
    response = client_as("leader").post(url(here, "summary_topic", "lessons"), topic_post(here, "lessons", "刚打的一句。", then="draft"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "刚打的一句。\n结合集体备课上研究课〔研究课节数〕" in page
    assert markup.source(topics_of(begun(here))["lessons"].did or []) == ""


def test_first_text_accepted_on_its_page_is_stored_and_then_offered_no_more(here: SmallSchool, client_as: SignIn) -> None:
    recorded(here)
    write(here, "lessons", "先有的一句。")
    client, address = client_as("leader"), url(here, "summary_drafts")
    before = said(client.get(address))
    assert "采用研究课的初稿" in before
    post = {"area": "lessons", "seen": topic_seen(topics_of(begun(here))["lessons"])}
    assert client.post(address, post).status_code == 302
    assert markup.source(topics_of(begun(here))["lessons"].did).startswith("先有的一句。\n结合集体备课")
    assert "采用研究课的初稿" not in said(client.get(address))


def test_first_text_is_not_put_into_a_topic_somebody_changed_meanwhile(here: SmallSchool, client_as: SignIn) -> None:
    recorded(here)
    seen = topic_seen(topics_of(begun(here))["lessons"])
    write(here, "lessons", "别人刚写的。")
    page = said(client_as("leader").post(url(here, "summary_drafts"), {"area": "lessons", "seen": seen}, follow=True))
    assert "刚刚被别人改过" in page
    assert markup.source(topics_of(begun(here))["lessons"].did) == "别人刚写的。"


def test_topic_changed_by_somebody_else_keeps_mine_beside_theirs_and_the_next_save_stores_mine(
    here: SmallSchool, client_as: SignIn
) -> None:
    mine = topic_post(here, "lessons", "我写的一段。")
    write(here, "lessons", "别人写的一段。")
    client = client_as("leader")
    response = client.post(url(here, "summary_topic", "lessons"), mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "别人写的一段。" in page
    assert "我写的一段。" in page

    again = topic_post(here, "lessons", "我写的一段。")
    assert f'value="{again["seen"]}"' in page
    assert client.post(url(here, "summary_topic", "lessons"), again).status_code == 302
    assert markup.source(topics_of(begun(here))["lessons"].did) == "我写的一段。"


def test_title_changed_by_somebody_else_is_said(here: SmallSchool, client_as: SignIn) -> None:
    summary = begun(here)
    old = head_seen(summary)
    complete(here)
    response = client_as("leader").post(url(here, "summary_head"), {"seen": old, "title": "我的题目", "day": "2024-06-12"})
    assert response.status_code == 422
    assert "刚刚有人把大标题改成“一课一得，步步扎实”" in response.content.decode()
    assert 'value="我的题目"' in response.content.decode()


def test_date_of_another_year_is_refused_beside_its_field(here: SmallSchool, client_as: SignIn) -> None:
    seen = head_seen(begun(here))
    response = client_as("leader").post(url(here, "summary_head"), {"seen": seen, "title": "题", "day": "2034-06-12"})
    assert "日期不在本学年内，请核对年份。" in response.content.decode()


def test_problems_are_saved_from_the_grid_and_a_measure_without_problem_is_refused(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("leader")
    rows = [{"problem": "竖式不对位", "measure": "每天三题", "when": "3月起"}, {"problem": "凑答案"}]
    assert client.post(url(here, "summary_problems"), grid_post(begun(here), rows)).status_code == 302
    assert [row.problem for row in begun(here).problems.all()] == ["竖式不对位", "凑答案"]

    response = client.post(url(here, "summary_problems"), grid_post(begun(here), [{"measure": "只有措施"}]))
    assert response.status_code == 422
    assert "只有措施" in response.content.decode()
    assert begun(here).problems.count() == 2


def test_problems_somebody_changed_meanwhile_are_not_overwritten(here: SmallSchool, client_as: SignIn) -> None:
    from jiaoyan.planning.actions.summarising import Pair

    mine = grid_post(begun(here), [{"problem": "我的问题"}])
    pair(here, Pair("别人的问题", "别人的措施"))
    response = client_as("leader").post(url(here, "summary_problems"), mine)
    assert response.status_code == 422
    assert "我的问题" in response.content.decode()
    assert [row.problem for row in begun(here).problems.all()] == ["别人的问题"]


def test_handing_in_an_empty_summary_lists_what_it_lacks(here: SmallSchool, client_as: SignIn) -> None:
    summary = begun(here)
    page = said(client_as("leader").post(url(here, "summary_submit"), {"version": summary.version}, follow=True))
    assert "还不能提交：有3处要补上" in page
    assert "“研究课”、“常规培养”" in page
    assert fresh(summary).status == "draft"


def test_summary_is_handed_in_approved_and_kept_as_a_file(here: SmallSchool, client_as: SignIn) -> None:
    recorded(here)
    summary = complete(here)
    client_as("leader").post(url(here, "summary_submit"), {"version": summary.version})
    head = client_as("head")
    assert summary.title in said(head.get(reverse("planning:summaries_waiting")))
    decide = head.get(url(here, "summary_decide")).content.decode()
    assert "全组集体备课1次" in decide
    version = fresh(summary).version
    page = said(head.post(url(here, "summary_decide"), {"version": version, "decision": "approve", "note": ""}, follow=True))
    assert "总结已通过" in page
    assert "第1稿（Word）" in page
    assert "提交时的数字" in page


def test_closed_summary_sends_its_leader_back_with_a_word(here: SmallSchool, client_as: SignIn) -> None:
    submitted(here)
    for name, *more in (("summary_head",), ("summary_topic", "lessons"), ("summary_problems",), ("summary_drafts",)):
        assert "现在不能改动" in said(client_as("leader").get(url(here, name, *more), follow=True))


def test_unknown_topic_and_figure_are_not_found(here: SmallSchool, client_as: SignIn) -> None:
    begun(here)
    client = client_as("leader")
    assert client.get(url(here, "summary_topic", "poetry")).status_code == 404
    assert client.get(url(here, "summary_figure", "poetry")).status_code == 404


def test_page_of_the_next_plan_shows_last_term_s_problems(here: SmallSchool, client_as: SignIn) -> None:
    from jiaoyan.planning.actions import summarising
    from jiaoyan.planning.actions.summarising import Pair
    from jiaoyan.planning.summaries import problems_seen
    from jiaoyan.schools.queries import GroupTerm
    from tests.planning.builders import place_of, started

    first = GroupTerm(here.group, here.term1, place_of(here).calendar, place_of(here).today)
    summary = summarising.start_summary(by=here.actor("leader"), place=first)
    summarising.save_problems(by=here.actor("leader"), summary=summary, seen=problems_seen(()), pairs=[Pair("竖式不对位", "每天三题")])
    started(here)
    page = said(client_as("leader").get(url(here, "head")))
    assert "上学期总结里的问题与措施" in page
    assert "竖式不对位" in page
    assert summary_of(here.group, here.term) is None


def test_whoever_decides_again_sees_what_changed_since_the_approved_edition(here: SmallSchool, client_as: SignIn) -> None:
    approved(here)
    leader = client_as("leader")
    leader.post(url(here, "summary_reopen"))
    write(here, "lessons", "改写过的一段。")
    leader.post(url(here, "summary_submit"), {"version": begun(here).version})
    page = said(client_as("head").get(url(here, "summary_decide")))
    assert "与上一次通过的相比" in page
    assert "改写过的一段。" in page
    assert "研究课的做法。" in page
