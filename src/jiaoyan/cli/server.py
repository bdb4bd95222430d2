"""Serving with waitress: one process, eight threads, enough for a school."""

from __future__ import annotations

import gc
import socket
from importlib import import_module
from pathlib import Path

import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from jiaoyan.database.statistics import look_at_tables
from jiaoyan.schools.models import Account, School
from jiaoyan.schools.setup import first_run_token
from jiaoyan.web import log
from jiaoyan.web.errors import WORDS
from jiaoyan.web.middleware import new_reference

DEMO_PASSWORD = "jiaoyan-demo"  # noqa: S105 - the example's own, printed for visitors
THREADS = 8
BODY_BYTES = 64 * 1024 * 1024  # the wall in front of everything; the limits people meet are lower and settable


class ChineseErrorTask(ErrorTask):  # type: ignore[misc]  # waitress is untyped
    """What the server refuses before the site sees it (far too large, not HTTP), said like the site says it."""

    def execute(self) -> None:
        code = self.request.error.code
        said, reference = WORDS.get(code, WORDS[400]), new_reference()
        body = f"{said.title}。{said.text}\n{''.join(said.advice)}\n编号 {reference}\n".encode()
        self.status = f"{code} {self.request.error.reason}"
        self.response_headers += [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Reference", reference),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        log.of_requests().warning("refused before the site", status=code, reference=reference)


def serve_forever(host: str, port: int) -> None:
    """Print the address and how to sign in, then serve until stopped."""
    application = get_wsgi_application()  # sets logging up anew, so the file comes after it
    log.keep_in(Path(settings.ENVIRONMENT.data))
    HTTPChannel.error_task_class = ChineseErrorTask
    address = _address()
    settings.HOSTS += [address] if address else []  # some schools have public addresses inside
    _greet(port, address)
    _settle()
    waitress.serve(application, host=host, port=port, threads=THREADS, ident=None, max_request_body_size=BODY_BYTES)


def _settle() -> None:
    """What is loaded stays: the garbage collector need not look through all of it again and again, a tenth of the time of every page.

    The database looks at its tables, so that it finds rows by the index that leads to fewest.
    """
    import_module(settings.ROOT_URLCONF)  # the views, which would be loaded with the first page
    gc.collect()
    gc.freeze()
    look_at_tables()


def _greet(port: int, address: str | None) -> None:
    print(f"\n教研台账已启动：http://localhost:{port}/")
    if address:
        print(f"同一网络的电脑和手机：http://{address}:{port}/")
    if School.objects.filter(pinned_today__isnull=False).exists():
        print(f"\n示例账号（密码都是 {DEMO_PASSWORD}）：")
        for account in Account.objects.select_related("person", "school").filter(username__in=EXAMPLE_ACCOUNTS):
            print(f"  {account.username:<10}{account.person.name}  {EXAMPLE_ACCOUNTS[account.username]}  {account.school.short_name}")
    elif not School.objects.exists():
        print(f"\n第一次使用：打开上面的地址，填入启用码 {first_run_token()} ，建立学校和管理员账号。")
    print("按 Ctrl+C 停止。\n", flush=True)


EXAMPLE_ACCOUNTS = {
    "leader": "备课组长",
    "teacher": "教师",
    "mentor": "师傅",
    "mentee": "徒弟",
    "head": "教研组长",
    "office": "教导处",
    "liaison": "分管行政",
    "admin": "系统管理员",
    "neighbour": "另一所学校的备课组长",
}


def _address() -> str | None:
    """The machine's address on its own network, found without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith("127.") else address
