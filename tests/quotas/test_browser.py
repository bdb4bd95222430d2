"""The form of a quota in a real browser: what only one answer needs appears with it, and the sentence is said before anything is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from jiaoyan.quotas.models import Quota
from tests.browsing import browser, signed_in
from tests.conftest import TwoSchools

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_form_is_short_and_says_the_quota_as_one_sentence_before_it_is_saved(
    browser: Browser, two_schools: TwoSchools, live_server: Any, client_as: Callable[[str], Client], *, phone: bool
) -> None:
    here = two_schools.here
    page, watch = signed_in(browser, live_server.url, client_as("head"), phone=phone)
    page.goto(f"{reverse('quotas:new', args=[here.research.pk, here.term.key])}?kind=observation")
    sentence = page.locator(".quota-sentence")
    expect(sentence).to_have_text("每位教师，每学期听课不少于1节。")
    for hidden in ("年龄不超过（岁）", "几天以内", "开学后几周以内", "哪一天以前", "只在这些月份"):
        expect(page.get_by_label(hidden)).to_be_hidden()

    page.get_by_label("谁", exact=False).first.select_option("own")
    page.get_by_label("年龄不超过（岁）").fill("35")
    page.get_by_label("到什么时候").select_option("on")
    expect(page.get_by_label("哪一天以前")).to_be_visible()
    expect(sentence).to_contain_text("请写是哪一天")
    page.get_by_label("哪一天以前").fill("2024-06-20")
    expect(sentence).to_have_text("35岁以下的教师，2024年6月20日前听课不少于1节。")
    page.get_by_label("每学期、每月，还是每次").select_option("event-external")
    expect(page.get_by_label("到什么时候")).to_be_hidden()
    page.get_by_label("几天以内").fill("7")
    expect(sentence).to_have_text("35岁以下的教师，每次外出培训后7天内，听课不少于1节。")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []
    assert not Quota.everywhere.exists()

    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="35岁以下的教师，每次外出培训后7天内，听课不少于1节")).to_be_visible()
    assert watch.complaints == []
