from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from jiaoyan.web.forms import ChipsRadio, DateInput, PersonSelect, TimeInput, typed_again, weekday
from tests.web.drawing import draw
from tests.web.gallery.site import DraftForm, ExampleForm


def test_field_group_ties_label_help_and_error_to_the_input() -> None:
    html = ExampleForm({"title": ""})["title"].as_field_group()
    assert '<label class="field-label" for="id_title">' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_missing_answer_is_asked_for_in_words_that_fit_the_widget() -> None:
    form = ExampleForm({})
    assert form["title"].said == ["请填写。"]
    assert form["speaker"].said == ["请选择。"]
    assert form["state"].said == ["请选择。"]


def test_what_was_typed_comes_back_with_every_list_whole_and_one_value_replaced() -> None:
    sent = QueryDict("people=3&people=5&title=板书&version=1")
    again = typed_again(sent, version="2")
    assert (again.getlist("people"), again["title"], again.getlist("version")) == (["3", "5"], "板书", ["2"])
    assert sent["version"] == "1"


def test_own_required_message_is_kept() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "写上名字吧。"})

    assert Own({})["name"].said == ["写上名字吧。"]


def test_help_and_errors_are_escaped() -> None:
    class Hostile(forms.Form):
        name = forms.CharField(label="<i>名</i>", help_text="<script>1</script>")

    form = Hostile({"name": "x"})
    form.add_error("name", "<b>坏</b>")
    html = form["name"].as_field_group()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_group_of_choices_is_a_fieldset_with_legend() -> None:
    html = ExampleForm()["state"].as_field_group()
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count("集体备课") == 1


@pytest.mark.parametrize(
    ("day", "words"), [("2024-06-12", "星期三"), ("2024-06-16", "星期日"), ("", ""), (None, ""), ("昨天", ""), ("2024-02-30", "")]
)
def test_weekday_of_a_date_and_nothing_for_anything_else(day: str | None, words: str) -> None:
    assert weekday(day) == words


def test_date_input_shows_weekday_and_keeps_what_was_typed_wrong() -> None:
    assert "星期三" in DateInput().render("day", "2024-06-12", {"id": "id_day"})
    assert 'value="下周三"' in DateInput().render("day", "下周三", {"id": "id_day"})


def test_time_input_is_to_the_minute() -> None:
    assert 'type="time"' in TimeInput().render("at", "14:30")


def test_person_select_asks_to_choose() -> None:
    html = PersonSelect(choices=[("", "---------"), ("1", "林知远")]).render("who", "")
    assert "请选择" in html
    assert "-----" not in html


def test_chips_mark_the_chosen_one() -> None:
    html = ChipsRadio(choices=[("a", "甲"), ("b", "乙")]).render("x", "b")
    assert 'value="b" checked' in html


def _form_tag(form: forms.Form, attributes: str = "", inside: str = "") -> str:
    return draw(f'<c-form :form="form" {attributes}>{inside}</c-form>', form=form)


def test_form_component_draws_every_field_once() -> None:
    html = _form_tag(DraftForm())
    assert [html.count(f'name="{name}"') for name in DraftForm.base_fields] == [1, 1, 1, 1]
    assert "csrfmiddlewaretoken" in html


def test_form_component_with_own_layout_draws_only_that() -> None:
    html = _form_tag(DraftForm(), inside="{{ form.topic.as_field_group }}")
    assert 'name="topic"' in html
    assert 'name="text"' not in html


def test_form_component_lists_every_error_with_a_link_to_its_field() -> None:
    html = _form_tag(ExampleForm({}))
    assert 'href="#id_title"' in html
    assert 'href="#id_speaker"' in html
    assert "data-bound" in html


def test_get_form_carries_no_token() -> None:
    html = _form_tag(DraftForm(), 'method="get"')
    assert 'method="get"' in html
    assert "csrfmiddlewaretoken" not in html


def test_form_with_a_file_is_sent_as_multipart() -> None:
    assert 'enctype="multipart/form-data"' in _form_tag(ExampleForm())
    assert "enctype" not in _form_tag(DraftForm())
