from __future__ import annotations

from django import forms
from django.db import models
from django.template import Context, Template

from jiaoyan.documents import markup
from jiaoyan.web.forms import ProseTextarea
from jiaoyan.web.prose import ProseField, ProseFormField, to_html


class TextForm(forms.Form):
    text = ProseFormField(label="内容", required=False)


def test_field_shows_the_source_and_gives_blocks() -> None:
    stored = markup.parse("## 目标\n- 会用{3/4}")
    assert TextForm(initial={"text": stored})["text"].value() == "## 目标\n- 会用{3/4}"
    form = TextForm({"text": "一行"})
    assert form.is_valid()
    assert markup.source(form.cleaned_data["text"]) == "一行"


def test_unchanged_blocks_keep_their_ids() -> None:
    stored = markup.parse("第一段\n第二段")
    form = TextForm({"text": "第一段\n改过的第二段\n第三段"}, initial={"text": stored})
    assert form.is_valid()
    assert form.cleaned_data["text"][0]["id"] == stored[0]["id"]


def test_forms_do_not_share_what_stood_before() -> None:
    first = TextForm({"text": "甲"}, initial={"text": markup.parse("甲")})
    second = TextForm({"text": "甲"})
    assert first.is_valid()
    assert second.is_valid()
    assert second.fields["text"].previous is None


def test_empty_text_is_an_empty_list() -> None:
    form = TextForm({"text": "  "})
    assert form.is_valid()
    assert form.cleaned_data["text"] == []


def test_too_long_text_is_refused_and_kept() -> None:
    form = TextForm({"text": "长" * 50_001})
    assert not form.is_valid()
    assert form["text"].value() == "长" * 50_001


def test_same_text_is_no_change() -> None:
    stored = markup.parse("甲\n乙")
    assert not TextForm({"text": "甲\n乙"}, initial={"text": stored}).has_changed()
    assert not TextForm({"text": "甲\r\n乙"}, initial={"text": stored}).has_changed()
    assert TextForm({"text": "甲"}, initial={"text": stored}).has_changed()


def test_model_field_gives_the_prose_field_and_survives_a_migration() -> None:
    field = ProseField("意见")
    field.set_attributes_from_name("opinion")
    made = field.formfield()
    assert isinstance(made, ProseFormField)
    assert isinstance(made.widget, ProseTextarea)
    assert made.label == "意见"
    assert not made.required
    assert field.default is list
    _name, path, _args, kwargs = field.deconstruct()
    assert path == "jiaoyan.web.prose.ProseField"
    assert isinstance(ProseField(**kwargs), models.JSONField)


def test_html_escapes_and_draws_fractions() -> None:
    html = to_html(markup.parse("## a<b\n占{3/4}，<script>"))
    assert "<script" not in html
    assert "a&lt;b" in html
    assert 'class="frac"' in html


def test_headings_in_a_text_leave_the_outline_of_the_page_alone() -> None:
    assert "<h" not in to_html(markup.parse("## 标题"))


def test_nothing_written_shows_nothing() -> None:
    assert to_html([]) == to_html(None) == ""


def test_filters() -> None:
    stored = markup.parse("**重**点")
    html = Template("{% load prose %}{{ text|prose }}|{{ text|prose_plain }}|{{ none|prose }}{{ none|prose_plain }}").render(
        Context({"text": stored, "none": None})
    )
    shown, plain, nothing = html.split("|")
    assert "<b>重</b>点" in shown
    assert plain == "重点"
    assert nothing == ""
