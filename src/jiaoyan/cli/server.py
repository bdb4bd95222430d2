"""Serving with waitress: one process, eight threads, enough for a school."""

from __future__ import annotations

import socket

import waitress
from django.core.wsgi import get_wsgi_application

from jiaoyan.schools.models import Account, School
from jiaoyan.schools.setup import first_run_token

DEMO_PASSWORD = "jiaoyan-demo"  # noqa: S105 - the example's own, printed for visitors
THREADS = 8


def serve_forever(host: str, port: int) -> None:
    """Print the address and how to sign in, then serve until stopped."""
    _greet(port)
    waitress.serve(get_wsgi_application(), host=host, port=port, threads=THREADS, ident=None, max_request_body_size=64 * 1024 * 1024)


def _greet(port: int) -> None:
    print(f"\n教研台账已启动：http://localhost:{port}/")
    if address := _address():
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
    """This machine's address on its own network, found without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith("127.") else address
