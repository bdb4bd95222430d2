"""The product as people meet it: the real server on a data folder, a real browser, and a watch over everything that goes wrong in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, ViewportSize, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
DEMO_PASSWORD = "jiaoyan-demo"
START_SECONDS = 60
PATIENCE = 15_000  # milliseconds; whatever a page does at once takes seconds where other tests are at work beside it
expect.set_options(timeout=PATIENCE)
# Our scripts run when a page is read whole, and a test's hand can be faster. Until then nothing is visible, so it waits of itself.
SCRIPTS_FIRST = """(() => {
    if (document.readyState !== "loading") return;
    const show = (how) => document.documentElement?.style?.setProperty("visibility", how, "important");
    const begun = new MutationObserver(() => { if (document.documentElement) { begun.disconnect(); show("hidden"); } });
    if (document.documentElement) show("hidden"); else begun.observe(document, {childList: true});
    window.addEventListener("DOMContentLoaded", () => document.documentElement?.style?.removeProperty("visibility"));
})()"""
GIVEN_UP = "net::ERR_ABORTED"  # what Chromium says of a download, and of a request that the next page made pointless


@contextmanager
def served(data: Path, **settings: str) -> Iterator[str]:
    """The address of ``jiaoyan serve`` on ``data`` until the block ends; a traceback in its log fails whoever asked for it.

    ``settings`` are variables of the environment, such as ``JIAOYAN_ALLOWED_HOSTS``.
    """
    port = _free_port()
    address, log = f"http://127.0.0.1:{port}", data.parent / f"serve-{port}.log"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JIAOYAN_", "DJANGO_"))} | settings
    command = [sys.executable, "-m", "jiaoyan.cli.command", "--data", str(data), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait_for(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)
    assert "Traceback" not in log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urlopen(f"{address}/static/web/ping.txt", timeout=2).close()
            return
        except (URLError, ConnectionError, TimeoutError):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer in {START_SECONDS} s: {log.read_text(encoding='utf-8')}")


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Debian's own Chromium; nothing is downloaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, *flags], env={**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
        )
        yield browser
        browser.close()


def context_in(browser: Browser, **options: Any) -> BrowserContext:
    """A context of the browser whose tests wait as long as a busy machine needs, and never touch a page before its scripts are there."""
    context = browser.new_context(**options)
    context.set_default_timeout(2 * PATIENCE)  # an action waits for a page and for what makes it
    context.add_init_script(SCRIPTS_FIRST)
    return context


@dataclass
class Watch:
    """Collects what a page must never do: throw, break the policy, fail a request, or ask for anything outside."""

    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._say(f"script: {error}"))
        page.on("console", self._console)
        page.on("requestfailed", self._failed)
        page.on("request", self._asked)
        page.on("response", self._answered)

    @contextmanager
    def allowing(self, *words: str) -> Iterator[None]:
        """Complaints with one of ``words`` are part of the story meanwhile."""
        self.expected.extend(words)
        yield
        del self.expected[-len(words) :]

    def _say(self, complaint: str) -> None:
        if not any(word in complaint for word in self.expected):
            self.complaints.append(complaint)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._say(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self._say(f"failed: {request.method} {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self._say(f"outside: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._say(f"status {response.status}: {response.request.method} {response.url}")


def sign_in(context: BrowserContext, name: str, *, at: str = "/") -> Page:
    """A page of ``context`` that was opened ``at`` an address, and on which that account of the example then signed in through the form."""
    page = context.new_page()
    page.goto(at)
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码", exact=False).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def until(page: Page, expression: str, arg: object = None) -> None:
    """Waits until the expression holds in the page. Playwright's own waiting lets the page evaluate a string, which our policy forbids."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"never came: {expression}"
        page.wait_for_timeout(50)


def whole(page: Page) -> None:
    """No accessibility violation, nothing that scrolls sideways: for pages no link leads to (``test_every_page`` walks the others)."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
