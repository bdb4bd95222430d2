from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.core.paginator import Paginator
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.web.templatetags.parts import has_content, html_attributes, shortened
from tests.web.drawing import draw


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


@given(st.text(alphabet=st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_whatever_a_component_passes_on_stays_one_attribute(value: str) -> None:
    html = f"<p{html_attributes({'data-x': value})}>"
    assert tags(html) == [("p", {"data-x": value})]


def test_true_is_a_bare_attribute_and_false_and_none_are_none() -> None:
    assert html_attributes({"hidden": True, "disabled": False, "name": None, "value": ""}) == ' hidden value=""'


def test_bound_hostile_value_cannot_leave_its_attribute() -> None:
    hostile = '" onclick="alert(1)" x="'
    html = draw('<c-button :data-x="hostile" data-y="{{ hostile }}">好</c-button>', hostile=hostile)
    [(tag, attributes)] = tags(html)
    assert tag == "button"
    assert attributes["data-x"] == attributes["data-y"] == hostile
    assert "onclick" not in attributes


@pytest.mark.parametrize(("slot", "content"), [("", False), (" \n ", False), ("x", True)])
def test_slot_of_white_space_is_empty(slot: str, content: bool) -> None:
    assert has_content(slot) is content


def test_parts_take_no_words_from_the_page_around_them() -> None:
    html = draw("<c-card>x</c-card><c-empty>y</c-empty>", title="页面的标题", actions="页面的按钮", footer="脚", href="/", action="做")
    assert 'class="card plain"' in html
    assert "页面的" not in html
    assert "脚" not in html


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "returned", "complete", "missing", "due", "overdue", "excused"])
def test_every_state_has_a_word(state: str) -> None:
    html = draw(f'<c-badge state="{state}" />')
    assert html.split(">")[1].split("<")[0].strip()


def test_pager_keeps_the_filter() -> None:
    html = draw('<c-pager :page="page" />', page=Paginator(range(50), 10).page(3))
    assert "?q=%E5%90%AC&amp;page=2" in html
    assert "?q=%E5%90%AC&amp;page=4" in html


def test_one_page_needs_no_pager() -> None:
    assert "<nav" not in draw('<c-pager :page="page" />', page=Paginator(range(5), 10).page(1))


def test_confirm_works_without_script_through_its_address() -> None:
    found = tags(draw('<c-confirm action="/away" title="删去？" button="删去">会留底。</c-confirm>'))
    assert ("a", "/away") in [(tag, attributes.get("href")) for tag, attributes in found]
    assert ("form", "/away") in [(tag, attributes.get("action")) for tag, attributes in found]


def test_chips_check_the_given_value_only() -> None:
    found = tags(draw('<c-chips name="s" legend="林" :choices="choices" value="b" />', choices=[("a", "甲"), ("b", "乙")]))
    assert [attributes["value"] for tag, attributes in found if tag == "input" and "checked" in attributes] == ["b"]


@pytest.mark.parametrize(("text", "shown"), [("画图", "画图"), ("先画图再列式", "先画图再列式"), ("先画图，再列算式", "先画图，再…")])
def test_a_long_text_is_cut_with_a_chinese_ellipsis_and_a_short_one_left_alone(text: str, shown: str) -> None:
    assert shortened(text, 6) == shown
