"""Every page that people can reach by links, at a desk and on a phone: it answers, is accessible, fits, speaks Chinese and asks nothing outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.journeys.conftest import Visit
from tests.journeys.site import DESK, PHONE, Watch, until

pytestmark = pytest.mark.browser

ALL = ("dashboard", "schools", "curriculum", "planning", "pacing", "activities", "ledger")
SCHOOL = ("dashboard", "schools", "curriculum")
# Who walks, through which packages, and how many different views they must at least have seen: fewer means that links went missing.
WALKS = {"leader": (ALL, 30), "neighbour": (ALL, 25), "head": (ALL, 20), "office": (SCHOOL, 30), "admin": (SCHOOL, 30)}
RENDERED_ELSEWHERE = {"ledger:pdf", "ledger:word"}  # whole books: test_plan_to_ledger.py downloads one, tests/ledger renders one

LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.href)"

# Of a book of many sheets the first few stand for all: the rules are the same, and colours of 100 pages are slow to weigh.
# Colours do not depend on the width, so they are weighed once.
AXE = """contrast => axe.run({exclude: ['.sheet ~ .sheet ~ .sheet']}, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: contrast}}})
    .then(report => report.violations.map(v => `${v.id} (${v.nodes.length}) ${v.nodes[0].html.slice(0, 140)}`))"""

FROM_THE_TOP = "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"

LOOK = r"""() => {
    const name = e => (e.outerHTML.match(/^<[^>]*>/) || [''])[0].slice(0, 110) + ' ' + (e.innerText || '').trim().slice(0, 20);
    const shown = e => e.checkVisibility ? e.checkVisibility({checkOpacity: false}) && e.getClientRects().length : e.offsetParent;
    const box = e => e.getBoundingClientRect();
    const hidden = e => box(e).width <= 1 || box(e).bottom < 0 || e.closest('.visually-hidden, .skip');
    const targets = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(e => shown(e) && !hidden(e));
    const inText = e => e.tagName === 'A' && getComputedStyle(e).display === 'inline';
    const words = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const where = walk.currentNode.parentElement;
        if (where.closest('script, style, template, code, pre, kbd, noscript') || !shown(where)) continue;
        const found = walk.currentNode.data.match(/[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){2,}/);
        if (found) words.push(found[0]);
    }
    return {
        headings: document.querySelectorAll('h1').length,
        lang: document.documentElement.lang,
        title: document.title,
        width: document.documentElement.scrollWidth,
        small: targets.filter(e => !inText(e) && (box(e).height < 23.9 || box(e).width < 23.9)).map(name),
        navigation: targets.filter(e => e.matches('.side-link, .tabs a, .menu > summary, .brand, .button') && box(e).height < 43.9).map(name),
        english: words,
        lost: !!document.querySelector('.side') && !document.querySelector('.side-list [aria-current], .crumbs a'),
    };
}"""


@dataclass(slots=True)
class Walk:
    """One person's way through the product: each view once, and every file answers."""

    page: Page
    watch: Watch
    packages: tuple[str, ...]
    waiting: list[str]
    seen: set[str] = field(default_factory=set)
    views: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        while self.waiting:
            url = self.waiting.pop(0)
            view = self._view(url)
            if view and view not in RENDERED_ELSEWHERE and view not in self.views:
                self.views.add(view)
                self.page.set_viewport_size(DESK)
                if self._open(url):
                    self._look_at(urlsplit(url).path)

    def _view(self, url: str) -> str:
        """The name of the address, "" for what is not ours, not on this walk, or was seen."""
        if url in self.seen or not url.startswith(self.watch.address):
            return ""
        self.seen.add(url)
        try:
            view: str = resolve(urlsplit(url).path).view_name
        except Resolver404:
            self.faults.append(f"{url}: a link to nowhere")
            return ""
        return view + ("?" if urlsplit(url).query else "") if view.startswith(self.packages) else ""

    def _open(self, url: str) -> bool:
        """False for a file, which is a download, and for a link that does not answer 200, which is a fault."""
        try:
            reply = self.page.goto(url)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return False
        if reply is None or reply.status != 200:
            self.faults.append(f"{url}: status {reply.status if reply else 'none'}")
            self.watch.complaints.clear()
            return False
        return True

    def _look_at(self, where: str) -> None:
        self.page.evaluate(AXE_SCRIPT)
        self.waiting += [urldefrag(link).url for link in self.page.evaluate(LINKS)]
        found = [*self._look(DESK["width"]), *self._skip_link()]
        self.page.set_viewport_size(PHONE)
        found += self._look(PHONE["width"])
        found += [f"complaint {text}" for text in self.watch.complaints]
        self.watch.complaints.clear()
        self.faults += [f"{where}: {fault}" for fault in dict.fromkeys(found)]

    def _look(self, width: int) -> list[str]:
        seen = self.page.evaluate(LOOK)
        faults = [f"axe at {width}: {violation}" for violation in self.page.evaluate(AXE, width == DESK["width"])]
        faults += [f"smaller than 24 px at {width}: {name}" for name in seen["small"]]
        faults += [f"English: {words}" for words in seen["english"]]
        if seen["lost"]:
            faults.append("neither the side bar nor crumbs say where one is")
        if seen["headings"] != 1:
            faults.append(f"{seen['headings']} h1 headings")
        if seen["lang"] != "zh-CN" or seen["title"].startswith(" ·"):
            faults.append(f"language {seen['lang']}, title {seen['title']!r}")
        if seen["width"] > width:
            faults.append(f"{seen['width']} px wide on a screen of {width}")
        if width == PHONE["width"]:
            faults += [f"touch target below 44 px: {name}" for name in seen["navigation"]]
        return faults

    def _skip_link(self) -> list[str]:
        self.page.evaluate(FROM_THE_TOP)
        self.page.keyboard.press("Tab")
        first = self.page.evaluate("document.activeElement.className")
        if first != "skip":
            return [f"the skip link is not first, but {first!r}"]
        self.page.keyboard.press("Enter")
        try:
            until(self.page, "document.activeElement.id === 'main'")
        except AssertionError:
            return ["the skip link does not lead to the text"]
        return []


@pytest.mark.parametrize("name", WALKS)
def test_every_page_people_reach_by_links_is_fit_for_use(visit: Visit, watch: Watch, name: str) -> None:
    page = visit(name)
    packages, fewest = WALKS[name]
    walk = Walk(page, watch, packages, [page.url])
    walk.run()
    assert walk.faults == [], "\n".join(walk.faults)
    assert len(walk.views) >= fewest, sorted(walk.views)
