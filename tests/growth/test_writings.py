"""Writings: drafts are one's own, what is handed in counts whatever its length, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.growth.access import writings as access
from jiaoyan.growth.actions import writings as verbs
from jiaoyan.growth.actions.writings import CannotWrite
from jiaoyan.growth.models import Writing
from jiaoyan.growth.printouts import writings as printouts
from jiaoyan.growth.queries import writings as queries
from jiaoyan.growth.rules import writings as rules
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.growth.pairs import BODY, compared, written
from tests.matrix import ROLES

SignIn = Callable[[str], Client]
TERM = {"first": date(2024, 2, 1), "last": date(2024, 8, 27)}
WHOLE = rules.WritingDraft("reading_note", "", "读后", TODAY, "一句话", "书", "人", answers=False)


@given(st.sets(st.sampled_from(["title", "body", "book_title", "book_author"])))
def test_exactly_what_is_missing_is_named(missing: set[str]) -> None:
    draft = rules.WritingDraft(**{name: " " if name in missing else getattr(WHOLE, name) for name in rules.WritingDraft.__slots__})
    assert set(rules.writing_problems(draft, **TERM, today=TODAY)) == missing
    assert set(rules.draft_problems(draft, **TERM)) == missing & {"title"}


@given(st.text(alphabet="学生说明白", min_size=1))
def test_no_length_is_asked_for(body: str) -> None:
    draft = rules.WritingDraft("reflection", "general", "题", TODAY, body, "", "", answers=False)
    assert rules.writing_problems(draft, **TERM, today=TODAY) == {}


def test_draft_is_its_author_s_alone_and_counts_once_handed_in(here: SmallSchool) -> None:
    row = written(here, hand_in=False, body=[], shared=True)
    assert {name for name in ROLES if access.may_read(here.actor(name), row)} == {"teacher"}
    assert "等号连写" not in HistoryLine.objects.get(verb="writing").text
    with pytest.raises(CannotWrite):
        verbs.change(by=here.actor("teacher"), writing=row, version=1, today=TODAY, hand_in=True)
    done = verbs.change(by=here.actor("teacher"), writing=row, version=1, today=TODAY, hand_in=True, body=BODY)
    assert not done.is_draft


@pytest.mark.parametrize(
    ("shared", "who"),
    [
        (False, {"teacher", "leader", "head", "liaison", "office"}),
        (True, {"teacher", "leader", "mentee", "head", "liaison", "office"}),
    ],
)
def test_handed_in_is_read_by_those_above_and_by_colleagues_only_when_shared(here: SmallSchool, shared: bool, who: set[str]) -> None:
    row = written(here, shared=shared)
    assert {name for name in ROLES if access.may_read(here.actor(name), row)} == who


def test_mentor_reads_the_comparison_with_his_own_lesson(here: SmallSchool) -> None:
    row = compared(here)
    assert row.answers is not None
    assert row.about == "comparison"
    assert access.may_read(here.actor("mentor"), row)
    assert not access.may_read(here.actor("teacher"), row)


@pytest.mark.parametrize("name", ROLES)
def test_both_answers_of_the_policies_agree(here: SmallSchool, name: str) -> None:
    rows = [written(here), written(here, "leader", shared=True), written(here, "mentee", hand_in=False), compared(here)]
    gone = written(here, "teacher", title="删去的", shared=True)
    verbs.remove(by=here.actor("teacher"), writing=gone, version=1)
    actor = here.actor(name)
    visible, changeable = (set(Writing.objects.filter(q)) for q in (access.visible_to(actor), access.changeable_by(actor)))
    for row in Writing.objects.all():
        assert access.may_read(actor, row) == (row in visible), row
        assert access.may_change(actor, row) == (row in changeable), row
    assert len(rows) == 4


def test_comparison_is_written_from_its_lesson_only(here: SmallSchool) -> None:
    with pytest.raises(CannotWrite, match="师徒结对"):
        written(here, about="comparison")


def test_same_writing_sent_twice_is_one_but_another_under_that_title_is_another(here: SmallSchool) -> None:
    assert written(here) == written(here)
    written(here, body=[*BODY, *BODY])
    assert Writing.objects.count() == 2


def test_draft_sent_again_to_be_handed_in_is_handed_in(here: SmallSchool) -> None:
    row = written(here, hand_in=False)
    again = written(here)
    assert (again.pk, again.is_draft) == (row.pk, False)
    assert Writing.objects.get().submitted_at is not None


def test_other_kinds_keep_nothing_of_a_reflection(here: SmallSchool) -> None:
    row = written(here, kind="study_note", about="project", book_title="书", form="own", source="期刊")
    assert (row.about, row.book_title, row.form, row.source) == ("", "", "own", "期刊")


def test_only_members_write_and_only_the_author_changes(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        written(here, "mentor")
    with pytest.raises(NotAllowed):
        verbs.change(by=here.actor("leader"), writing=written(here), version=1, today=TODAY)


def test_writing_changed_in_another_window_is_not_overwritten(here: SmallSchool) -> None:
    row = written(here)
    verbs.change(by=here.actor("teacher"), writing=row, version=1, today=TODAY, title="甲")
    with pytest.raises(ChangedMeanwhile):
        verbs.change(by=here.actor("teacher"), writing=row, version=1, today=TODAY, title="乙")
    assert Writing.objects.get().title == "甲"


def test_changed_writing_sent_again_is_stored_once(here: SmallSchool) -> None:
    writing = written(here, hand_in=False)
    for _ in range(2):
        verbs.change(by=here.actor("teacher"), writing=writing, version=1, today=TODAY, hand_in=True, title="改过的题目")
    assert Writing.objects.get().version == 2
    assert HistoryLine.objects.filter(verb="writing_again").count() == 1


def test_removed_writing_comes_back(here: SmallSchool) -> None:
    row, actor = written(here), here.actor("teacher")
    verbs.remove(by=actor, writing=row, version=1)
    assert queries.mine(actor, here.term) == []
    assert queries.removed_by(actor, here.term) == [row]
    verbs.restore(by=actor, writing=row)
    verbs.restore(by=actor, writing=row)
    assert queries.mine(actor, here.term) == [row]


def test_removed_writing_stays_out_when_the_same_was_written_again_and_comes_back_beside_another(
    here: SmallSchool, client_as: SignIn
) -> None:
    gone, by = written(here), here.actor("teacher")
    verbs.remove(by=by, writing=gone, version=1)
    again = written(here)
    with pytest.raises(CannotWrite):
        verbs.restore(by=by, writing=gone)
    assert list(Writing.objects.filter(removed_at__isnull=True)) == [again]
    assert "不用再恢复" in client_as("teacher").post(reverse("growth:writing_restore", args=[gone.pk]), follow=True).content.decode()
    verbs.change(by=by, writing=again, version=1, today=TODAY, body=markup.parse("后来想到的另一件事。"))
    verbs.restore(by=by, writing=gone)
    assert Writing.objects.filter(removed_at__isnull=True).count() == 2


def test_day_to_come_is_refused_when_handed_in(here: SmallSchool) -> None:
    with pytest.raises(CannotWrite, match="还没有到"):
        written(here, day=TODAY + timedelta(days=1))
    assert written(here, day=TODAY + timedelta(days=1), hand_in=False).is_draft


@pytest.mark.parametrize("count", [1, 8])
def test_lists_take_one_query_each(here: SmallSchool, count: int, django_assert_num_queries: Any) -> None:
    for n in range(count):
        written(here, title=f"第{n}篇", shared=True)
    actor, place = here.actor("leader"), group_term(here.actor("leader"), here.group.pk, here.term.key, TODAY)
    with django_assert_num_queries(1):
        rows = queries.of_others(actor, place)
        assert all(printouts.writing(row) for row in rows)
    assert len(rows) == count


# pages


def typed(**more: Any) -> dict[str, Any]:
    return {"title": "等号连写之后", "day": "2024-06-12", "about": "general", "body": "先比较两种写法。"} | more


def test_draft_is_kept_and_then_handed_in_on_the_same_page(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("teacher")
    address = reverse("growth:writing_new", args=[here.group.pk, here.term.key, "reflection"])
    client.post(address, typed(body="", then="draft"))
    row = Writing.objects.get()
    assert row.is_draft
    assert client_as("leader").get(reverse("growth:writing", args=[row.pk])).status_code == 403
    change = reverse("growth:writing_change", args=[row.pk])
    assert client.post(change, typed(version="1", body="")).status_code == 422
    assert client.post(change, typed(version="1")).status_code == 302
    assert client_as("leader").get(reverse("growth:writing", args=[row.pk])).status_code == 200


def test_what_was_typed_stays_when_something_is_missing(here: SmallSchool, client_as: SignIn) -> None:
    address = reverse("growth:writing_new", args=[here.group.pk, here.term.key, "reading_note"])
    answer = client_as("teacher").post(address, typed(book_author="江一舟"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写书名。" in page
    assert "先比较两种写法。" in page


def test_list_shows_own_heaps_and_only_what_others_share(here: SmallSchool, client_as: SignIn) -> None:
    written(here, "mentee", title="不给同事看的")
    written(here, "leader", title="给同事看的", shared=True)
    written(here, "teacher", title="我的草稿", hand_in=False)
    address = reverse("growth:writings", args=[here.group.pk, here.term.key])
    page = client_as("teacher").get(address).content.decode()
    assert "我的草稿" in page
    assert "给同事看的" in page
    assert "不给同事看的" not in page
    assert "不给同事看的" in client_as("head").get(address).content.decode()


def test_unknown_kind_and_neighbour_find_nothing(two_schools: TwoSchools, client_as: SignIn) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        row = written(here, shared=True)
        address = reverse("growth:writing_new", args=[here.group.pk, here.term.key, "poem"])
    assert client_as("teacher").get(address).status_code == 404
    assert client_as("neighbour").get(reverse("growth:writing", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("kind", Writing.Kind.values)
def test_printed_writings_keep_the_format_rule_filled_and_blank(here: SmallSchool, kind: str) -> None:
    written(here, kind=kind, title="3<5 与 a&b", form="own" if kind == "study_note" else "")
    written(here, "mentee", kind=kind, shared=True)
    rows = queries.in_order(list(queries.loaded()), kind)
    assert [row.author.name for row in rows] == ["陈小禾", "周予安"]
    assert check(to_docx(Document("合订", printouts.collection(rows)))) == []
    assert check(to_docx(printouts.blank(kind))) == []


def test_comparison_prints_both_lessons(here: SmallSchool) -> None:
    compared(here)
    assert "听沈静言《小数加减法》（6月3日），自己上《解方程》（6月5日）" in repr(printouts.writing(queries.loaded().get()))
