"""The gallery and the scripts in a real browser: accessibility, phone width, drafts, dialogs, captions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.site import CHROMIUM, DESK, PHONE, chromium, context_in, until
from tests.web.gallery import site

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with site.served() as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    site.SAVED.clear()
    context = context_in(browser, viewport=DESK, base_url=address, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/", "/draft?look=bare", "/draft?look=projector", "/confirm", "/fail/403", "/fail/500"])
def test_page_is_accessible_and_fits_its_width(page: Page, path: str, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto(path)
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_touch_targets_on_a_phone_are_44_pixels(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    small = page.evaluate("""() => [...document.querySelectorAll('.button, .chip, .side-link, .menu > summary, .field input:not([type=checkbox]), .field select, .tabs a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML.slice(0, 80))""")
    assert small == []


def test_hostile_words_stay_words(page: Page) -> None:
    page.goto("/")
    assert page.locator("img[src='x']").count() == 0
    assert page.locator("button[data-bare]").get_attribute("data-x") == '"><img src=x onerror=alert(1)>'


def test_caption_names_weekday_and_teaching_week(page: Page) -> None:
    page.goto("/")
    caption = page.locator("[data-caption-of=id_good-held_on]")
    expect(caption).to_have_text("星期三 第17周")
    page.fill("#id_good-held_on", "2024-02-25")
    expect(caption).to_have_text("星期日 第1周")
    page.fill("#id_good-held_on", "2024-08-01")
    expect(caption).to_have_text("星期四")


def test_menu_closes_on_escape_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/")
    page.click(".menu > summary")
    expect(page.get_by_text("修改密码")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("修改密码")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_phone_shows_four_places_and_the_rest_behind_more(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    navigation = page.get_by_role("navigation", name="主导航")
    assert navigation.get_by_role("link").count() == 4
    navigation.get_by_text("更多").click()
    expect(navigation.get_by_role("link", name="设置")).to_be_visible()


def test_refused_form_starts_at_its_summary_and_leads_to_the_field(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "")
    page.fill("#id_text", "写了很多")
    page.click("button:text-is('保存')")
    page.wait_for_selector("[data-error-summary]")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert page.input_value("#id_text") == "写了很多"
    page.click("[data-error-summary] a")
    assert page.evaluate("document.activeElement.id") == "id_topic"


def test_question_is_asked_in_a_dialog_and_answered_with_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.click("a:has-text('取消活动')")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_question_has_a_page_of_its_own_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.click("a:has-text('取消活动')")
    assert page.url.endswith("/confirm")
    page.click("button:has-text('取消活动')")
    expect(page.get_by_role("heading", name="已取消")).to_be_visible()
    context.close()


def test_unsent_text_comes_back_after_the_page_was_closed(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_text", "还没写完")
    page.check("#id_done")
    page.select_option("#id_kind", "2")
    page.goto("/")
    page.goto("/draft")
    expect(page.get_by_text("已恢复未提交的内容")).to_be_visible()
    assert page.input_value("#id_text") == "还没写完"
    assert page.is_checked("#id_done")
    assert page.input_value("#id_kind") == "2"


def test_discarding_brings_the_stored_text_back_for_good(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "别的")
    page.goto("/draft")
    page.click("text=不要了，恢复原样")
    assert page.input_value("#id_topic") == "原来的议题"
    page.wait_for_timeout(400)
    page.goto("/draft")
    expect(page.get_by_text("已恢复未提交的内容")).to_have_count(0)


def test_saved_form_leaves_no_draft(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "新议题")
    page.fill("#id_text", "已经保存")
    with page.expect_navigation():
        page.click("button:text-is('保存')")
    assert site.SAVED[-1]["text"] == "已经保存"
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.goto("/draft")
    expect(page.get_by_text("已恢复未提交的内容")).to_have_count(0)


def test_refused_form_keeps_its_draft(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "")
    page.fill("#id_text", "留着")
    with page.expect_navigation():
        page.click("button:text-is('保存')")
    page.goto("/draft")
    assert page.input_value("#id_text") == "留着"


def test_text_somebody_else_changed_is_not_overwritten_by_a_draft(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "我的改法")
    until(page, "Object.keys(localStorage).length > 0")
    site.SAVED.append({"topic": "别人的改法", "kind": "1"})
    page.goto("/draft")
    assert page.input_value("#id_topic") == "别人的改法"
    page.click("text=“议题”已被改过")
    expect(page.get_by_text("我的改法")).to_be_visible()


def test_dead_line_keeps_the_text_and_sends_it_when_the_line_is_back(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "断网时写的")
    page.context.set_offline(True)
    page.click("button:text-is('保存')")
    expect(page.get_by_text("网络断开，内容已留在本机")).to_be_visible()
    assert page.input_value("#id_topic") == "断网时写的"
    assert site.SAVED == []
    with page.expect_navigation():
        page.context.set_offline(False)
    assert site.SAVED[-1]["topic"] == "断网时写的"


def test_saving_twice_in_a_row_sends_once(page: Page) -> None:
    page.goto("/draft")
    page.fill("#id_topic", "一次")
    with page.expect_navigation():
        page.evaluate("() => { const b = document.querySelector('form[data-draft] button.primary'); b.click(); b.click(); b.click(); }")
    page.wait_for_load_state("networkidle")
    assert len(site.SAVED) == 1


def test_htmx_form_forgets_its_draft_once_stored(page: Page) -> None:
    page.goto("/live")
    page.fill("#id_topic", "即时")
    until(page, "Object.keys(localStorage).length > 0")
    page.click("button:text-is('保存')")
    expect(page.locator("#out")).to_have_text("已保存")
    page.goto("/live")
    assert page.input_value("#id_topic") == "原来的议题"


def test_htmx_form_keeps_its_text_over_a_dead_line_and_sends_again(page: Page) -> None:
    page.goto("/live")
    page.fill("#id_topic", "断网")
    page.context.set_offline(True)
    page.click("button:text-is('保存')")
    expect(page.get_by_text("网络断开，内容已留在本机")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#out")).to_have_text("已保存")
    expect(page.get_by_text("网络断开")).to_have_count(0)
    assert site.SAVED == [{"topic": "断网"}]


def test_htmx_conflict_is_said_with_its_reference_and_loses_nothing(page: Page) -> None:
    page.goto("/live")
    page.fill("#id_topic", "409")
    page.click("button:text-is('保存')")
    expect(page.get_by_text("内容刚刚被别人改过，请刷新页面。编号")).to_be_visible()
    page.goto("/live")
    assert page.input_value("#id_topic") == "409"


def test_htmx_asks_before_and_does_nothing_when_refused(page: Page) -> None:
    page.goto("/live")
    page.click("button:has-text('记下')")
    expect(page.get_by_role("dialog", name="真的要记下吗？")).to_be_visible()
    page.click("dialog >> text=返回")
    assert site.SAVED == []
    page.click("button:has-text('记下')")
    page.click("dialog >> text=确定")
    expect(page.locator("#out")).to_have_text("已保存")
    assert site.SAVED == [{"topic": "问过了"}]


def test_htmx_may_not_evaluate_code(page: Page) -> None:
    page.goto("/")
    assert page.evaluate("[htmx.config.allowEval, htmx.config.includeIndicatorStyles, htmx.config.allowScriptTags]") == [
        False,
        False,
        False,
    ]


def test_textarea_grows_with_its_text(page: Page) -> None:
    page.goto("/draft")
    before = page.locator("#id_text").bounding_box()
    page.fill("#id_text", "一行\n" * 30)
    after = page.locator("#id_text").bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] + 300


def test_keyboard_reaches_the_text_first(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.goto("/draft")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    until(page, "location.hash === '#main'")


def test_print_has_no_chrome_and_repeats_table_heads(page: Page) -> None:
    page.goto("/")
    page.emulate_media(media="print")
    for part in (".top", ".side", ".crumbs", ".form-actions", ".who-sees"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".print-head")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('table.paper thead')).display") == "table-header-group"
    assert "SimSun" in page.evaluate("getComputedStyle(document.body).fontFamily")
