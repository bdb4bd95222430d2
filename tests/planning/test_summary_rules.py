"""Marks, first texts and completeness of a term summary."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents import markup
from jiaoyan.planning.figures import known_names
from jiaoyan.planning.rules.summary import (
    AREAS,
    PairDraft,
    TopicDraft,
    check_summary,
    filled,
    filled_prose,
    first_text,
    marks_in,
    names_used,
)

KNOWN = {"集体备课次数", "集体备课出席率"}
TOPICS = [TopicDraft(area, f"{name}的做法。") for area, name in AREAS.items()]
PAIRS = [PairDraft("检验的习惯不稳", "每节课留两分钟")]
FACTS = {"lesson_teachers": "周予安", "theory_themes": "“作业少而有用”"}


def messages(title: str = "一课一得", topics: Any = TOPICS, pairs: Any = PAIRS) -> list[tuple[str, str]]:
    return [(problem.column, problem.message) for problem in check_summary(title, topics, pairs, KNOWN)]


def test_values_take_the_place_of_their_marks_and_unknown_marks_stay() -> None:
    text = "备课〔集体备课次数〕，出席〔集体备课出席率〕，〔没有这个〕。"
    assert filled(text, {"集体备课次数": "8次", "集体备课出席率": "—"}) == "备课8次，出席—，〔没有这个〕。"


@given(st.text(alphabet="〔〕集体备课次数0，\n", max_size=60))
def test_text_without_known_marks_is_never_changed(text: str) -> None:
    assert filled(text, {}) == text


@pytest.mark.parametrize("text", ["〔〕", "〔集体备课\n次数〕", "〔" + "长" * 41 + "〕", "〔集体备课次数", "[集体备课次数]"])
def test_brackets_that_are_no_mark_stay_text(text: str) -> None:
    assert marks_in(text) == ()
    assert filled(text, {"集体备课次数": "8次"}) == text


def test_marks_in_bold_items_and_tables_are_filled_and_ids_stay() -> None:
    stored = markup.parse("**共〔集体备课次数〕**\n- 出席〔集体备课出席率〕\n| 次数 | 〔集体备课次数〕 |")
    values = {"集体备课次数": "8次", "集体备课出席率": "96.3%"}
    made = filled_prose(stored, values)
    assert markup.plain(made) == filled(markup.plain(stored), values)
    assert "〔" not in markup.source(made)
    assert [block["id"] for block in made] == [block["id"] for block in stored]


def test_every_mark_of_the_first_texts_is_a_figure_there_is() -> None:
    assert names_used() <= known_names()


@pytest.mark.parametrize("area", AREAS)
def test_first_text_without_records_is_empty(area: str) -> None:
    assert first_text(area, set(), {}) == ""


@given(st.sets(st.sampled_from(sorted(names_used()))), st.sampled_from(list(AREAS)))
def test_first_text_speaks_only_of_figures_with_records_and_types_none(known: set[str], area: str) -> None:
    text = first_text(area, known, FACTS)
    assert set(marks_in(text)) <= known
    assert not any(digit in text for digit in "0123456789")
    assert "{" not in text


def test_first_text_names_who_gave_the_lessons() -> None:
    assert first_text("lessons", {"研究课节数"}, FACTS).splitlines()[0] == "结合集体备课上研究课〔研究课节数〕，上课教师有周予安。"
    assert first_text("lessons", {"研究课节数"}, {"lesson_teachers": ""}) == ""


def test_complete_summary_has_no_problem() -> None:
    assert messages() == []


def test_title_topics_and_problems_that_are_missing_are_all_said() -> None:
    found = messages("  ", TOPICS[1:], [])
    assert [column for column, _ in found] == ["head", "work", "problems"]


def test_problem_without_measure_is_named() -> None:
    assert messages(pairs=[*PAIRS, PairDraft("分类列举凑答案", " ")]) == [("problems", "第2行：“分类列举凑答案”还没有改进措施。")]


def test_mark_nobody_knows_is_said_with_its_place() -> None:
    topics = [TopicDraft("preparation", "〔集体备课次数〕〔备课次数〕", "〔出席〕"), *TOPICS[1:]]
    pairs = [PairDraft("〔问题数〕", "有措施")]
    assert [message for _, message in messages(topics=topics, pairs=pairs)] == [
        "“集体备课”的做法里有不认识的数字标记〔备课次数〕，请从数字列表里重新插入，或把它删去。",
        "“集体备课”的亮点里有不认识的数字标记〔出席〕，请从数字列表里重新插入，或把它删去。",
        "存在问题里有不认识的数字标记〔问题数〕，请从数字列表里重新插入，或把它删去。",
    ]
