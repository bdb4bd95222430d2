"""A page with one grid on a server of its own, under the same strict policy as the product: what browser tests of the grid drive."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template.loader import render_to_string

from jiaoyan.web.grid import Column, Grid, GridData, Row

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"
PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>表1</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/static/web/jiaoyan.css">{scripts}</head>'
    '<body data-ping="/static/web/ping.txt"><main><h1>表1 备课组工作安排</h1><form method="post"{attributes}>'
    '{grid}<p><button class="button primary">保存</button></p></form></main></body></html>'
)
DRAFT_SCRIPTS = '<script defer src="/static/web/app.js"></script><script defer src="/static/web/drafts.js"></script>'
TEACHERS = (("11", "林晓岚"), ("12", "周明远"), ("13", "许静"), ("14", "何静怡"))
COLUMNS = (
    Column("week", "周次", required=True, width="s"),
    Column("day", "日期", "date", term=(date(2024, 2, 21), date(2024, 6, 28))),
    Column("content", "内容", "long", required=True, width="xl", help="一行写一件事"),
    Column("teacher", "上课教师", "choice", choices=TEACHERS),
    Column("periods", "课时", "integer", width="xs", maximum=40),
    Column("state", "完成", "readonly", width="s"),
)
ROWS = (
    Row(
        "1",
        {
            "week": "开学前",
            "day": date(2024, 2, 19),
            "content": "1. 通读教材\n2. 细读第一单元",
            "teacher": "",
            "periods": 2,
            "state": "已完成",
        },
        look="heading",
    ),
    Row("2", {"week": "第1周", "day": date(2024, 2, 23), "content": "观摩研究课", "teacher": "11", "periods": 1, "state": "已完成"}),
    Row("3", {"week": "第3周", "day": None, "content": "单元复习策略", "teacher": "12", "periods": 2, "state": "未到"}),
)


def sample(**changes: Any) -> Grid:
    """Table 1 with three stored rows."""
    return Grid(**({"columns": COLUMNS, "rows": ROWS, "prefix": "plan", "caption": "表1 备课组工作安排", "version": "7"} | changes))


class Site:
    """The server; `grid` is shown, `received` is what the last submission was read as."""

    def __init__(self) -> None:
        self.grid = sample()
        self.received: GridData | None = None
        self.drafts = False
        self.sorted_by: Callable[[Row], Any] = lambda row: row.position
        self.server = make_server("127.0.0.1", 0, self._answer, server_class=_Threaded, handler_class=_Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = unquote(environ["PATH_INFO"])
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            start("200 OK" if found else "404 Not Found", [("Content-Type", kind)])
            return [Path(str(found)).read_bytes() if found else b""]
        shown = self.grid
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self.received = self.grid.parse(QueryDict(body))
            if self.received.ok:
                kept = [replace(row, key=row.key or f"new{row.position}", typed={}) for row in self.received.rows]
                shown = self.grid = replace(self.grid, rows=sorted(kept, key=self.sorted_by))
            else:
                shown = self.grid.bound(self.received)
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)])
        attributes = (' data-draft="plan"' if self.drafts else "") + (" data-bound" if shown.is_bound else "")
        scripts = DRAFT_SCRIPTS if self.drafts else ""
        return [PAGE.format(grid=render_to_string("web/grid.html", {"grid": shown}), attributes=attributes, scripts=scripts).encode()]


class _Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True  # a browser keeps idle connections open


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test run has nothing to say about single requests."""
