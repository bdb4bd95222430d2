"""Icons drawn once are those of the package."""

from __future__ import annotations

from django.template import Context, Template
from lucide.templatetags.lucide import lucide as drawn_anew

from jiaoyan.web.templatetags import icons


def test_icon_is_the_one_of_the_package_with_its_own_size_and_attributes_each_time() -> None:
    for _ in range(2):
        for size, attributes in ((20, {"aria_hidden": "true"}), (24, {}), (20, {"aria_label": "<菜单>", "stroke_width": "1.5"})):
            assert icons.lucide("menu", size=size, **attributes) == drawn_anew("menu", size=size, **attributes)


def test_template_gets_it_unescaped_and_draws_it_once() -> None:
    icons.drawn.cache_clear()
    page = Template('{% load icons %}{% for n in "ab" %}{% lucide "menu" size=20 %}{% endfor %}').render(Context())
    assert page.count("<svg") == 2
    assert icons.drawn.cache_info().misses == 1
