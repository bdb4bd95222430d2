"""What the tests do to a grid, and what they read from it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.web.grid.site import Site


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def text(page: Page, address: str) -> str:
    return page.locator(f"#plan-{address}").input_value()


def column(page: Page, name: str) -> list[str]:
    return [field.input_value() for field in page.locator(f"tbody .grid-field[name$='-{name}']").all()]


def paste(page: Page, plain: str, html: str = "") -> None:
    page.evaluate(
        """([plain, html]) => {
            const data = new DataTransfer();
            data.setData('text/plain', plain);
            if (html) data.setData('text/html', html);
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [plain, html],
    )


def save(page: Page, site: Site) -> None:
    with page.expect_navigation():
        page.click("text=保存")
    assert site.received is not None
