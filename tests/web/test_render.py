from __future__ import annotations

import re

from django.template import Context, Template

from jiaoyan.documents import blocks as b
from jiaoyan.web.render import split_sheets, to_html
from tests.web.gallery.site import paper


def test_page_break_starts_a_new_sheet_and_is_not_drawn() -> None:
    html = to_html((b.para("甲"), b.PageBreak(), b.para("乙")))
    assert html.count('class="sheet"') == 2


def test_breaks_in_a_row_make_no_empty_sheet() -> None:
    assert split_sheets((b.PageBreak(), b.para("甲"), b.PageBreak(), b.PageBreak())) == [[b.para("甲")]]


def test_empty_document_is_one_empty_sheet() -> None:
    assert to_html(()).count('class="sheet"') == 1


def test_every_entry_of_the_contents_leads_to_its_heading() -> None:
    html = to_html(paper())
    entries = dict(re.findall(r'href="#(paper-\d+)">([^<]+)<', html))
    headings = dict(re.findall(r'<h\d id="(paper-\d+)">([^<]+)<', html))
    assert entries
    assert entries.items() <= headings.items()


def test_third_level_and_unlisted_headings_stay_out_of_the_contents() -> None:
    html = to_html(b.Document("t", (b.Heading("甲"), b.Heading("乙", 3), b.Heading("丙", 1, listed=False)), contents=True))
    assert html.count('href="#paper-') == 1


def test_text_is_always_escaped() -> None:
    hostile = '3<5 & a<b "<script>alert(1)</script>'
    cell = b.text(hostile)
    document = b.Document(
        hostile,
        (
            b.Heading(hostile),
            b.Subtitle(hostile),
            b.para(hostile),
            b.ListItem((b.Run(hostile, bold=True),), hostile),
            b.Table((1,), (b.Row((cell,)),), header_rows=1),
            b.Paragraph((b.Fraction(hostile, hostile),)),
        ),
        cover=b.Cover(hostile, hostile, hostile, ((hostile, hostile),), hostile),
        contents=True,
    )
    html = to_html(document)
    assert "<script" not in html
    assert "3&lt;5 &amp; a&lt;b" in html


def test_no_style_attribute_so_that_the_strict_policy_holds() -> None:
    assert "style=" not in to_html(paper())


def test_merged_cells_keep_their_spans() -> None:
    html = to_html(
        (b.Table((1, 1), (b.Row((b.text("甲", rows=2), b.text("乙"))), b.Row((b.text("丙"),)), b.Row((b.text("丁", columns=2),)))),)
    )
    assert '<td rowspan="2"><p>甲</p></td>' in html
    assert '<td colspan="2"><p>丁</p></td>' in html


def test_header_rows_become_a_repeated_head() -> None:
    html = to_html((b.Table((1, 1), (b.header("周次", "内容"), b.Row((b.text("1"), b.text("2")))), header_rows=1),))
    assert re.search(r"<thead><tr><th scope=\"col\"[^>]*><p>周次</p></th>", html)
    assert "<tbody><tr><td><p>1</p>" in html


def test_widths_are_shares_of_the_whole() -> None:
    html = to_html((b.Table((1, 3), (b.Row((b.text("1"), b.text("2"))),)),))
    assert '<col width="25.0%"><col width="75.0%">' in html


def test_gap_to_fill_in_is_at_least_as_wide_as_asked() -> None:
    assert '<u class="fill">\u3000\u3000\u3000\u3000</u>' in to_html((b.Paragraph((b.Run("", fill=4),)),))
    assert '<u class="fill">三字有\u3000</u>' in to_html((b.Paragraph((b.Run("三字有", fill=4),)),))


def test_picture_travels_inside_the_page_with_its_words() -> None:
    html = to_html((b.Picture(b"\x89PNG\r\n\x1a\n", "折线图", 50),))
    assert 'src="data:image/png;base64,' in html
    assert 'alt="折线图"' in html


def test_template_tag_draws_the_same() -> None:
    assert Template("{% load paper %}{% blocks document %}").render(Context({"document": paper()})) == to_html(paper())
