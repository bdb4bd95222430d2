"""When something does not work: one page that says in Chinese what happened and what to do, with a reference number.

The Django handlers are here; views may raise ``TooMany``, ``TooLarge``, ``Busy`` or ``DiskFull``.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = structlog.get_logger("jiaoyan.request")


class PageProblem(Exception):
    """A named answer other than the page asked for. ``text`` replaces the standard sentence. ``retry_after`` is in seconds."""

    status = 500

    def __init__(self, text: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.retry_after = retry_after


class TooLarge(PageProblem):
    """More was sent than is accepted."""

    status = 413


class TooMany(PageProblem):
    """Asked too often."""

    status = 429


class Busy(PageProblem):
    """The database has no room for this writer just now, or cannot be reached."""

    status = 503


class DiskFull(PageProblem):
    """Nothing more can be stored."""

    status = 507


@dataclass(frozen=True, slots=True)
class Words:
    """What a problem page says: its title, what happened, what to do."""

    title: str
    text: str
    advice: tuple[str, ...] = ()


WORDS: dict[int, Words] = {
    400: Words("这个请求没有看懂", "送来的内容不完整或格式不对，没有保存任何东西。", ("返回上一页，检查后再试一次。",)),
    403: Words(
        "这一页不在您的权限内", "您已登录，但目前的职务不包含这件事。", ("如果工作需要，请联系上面的老师，或请学校管理员调整职务。",)
    ),
    404: Words("没有找到这一页", "地址可能写错了，或者内容已经移走、不属于您的学校。", ("从工作台或目录重新进入。",)),
    409: Words("内容刚刚被别人改过", "为了不覆盖别人的改动，这次没有保存。", ("返回上一页，刷新后对照着再改；您写的内容还留在本机。",)),
    413: Words("送来的内容太大", "超过了学校设定的上限，没有保存。", ("把文件压缩或拆小后再上传。", "大段文字请分几次保存。")),
    422: Words("这样做不了", "内容看懂了，但不符合规定，没有保存。", ("返回上一页，按提示修改。",)),
    429: Words("操作太频繁", "为保护账号，请稍等片刻再试。", ("过几分钟再来；不会一直锁住。",)),
    500: Words(
        "系统出了一点问题", "这不是您的错。刚才的内容没有保存，问题已经记录下来。", ("返回上一页，再试一次；您写的内容还留在本机。",)
    ),
    503: Words("现在保存的人太多", "系统正忙，这次没有保存。", ("等半分钟，返回上一页再试；您写的内容还留在本机。",)),
    507: Words("服务器的磁盘已满", "目前只能查看，不能保存；已有的内容都完好。", ("请把编号告诉学校管理员，清理磁盘后即可恢复。",)),
}
EXPIRED = Words(
    "页面放得太久了", "为了安全，这个页面的凭证已经失效，刚才的内容没有提交。", ("返回上一页，刷新后再提交；您写的内容还留在本机。",)
)


def problem(
    request: HttpRequest,
    status: int,
    *,
    text: str = "",
    who_could: Sequence[str] = (),
    retry_after: int | None = None,
    words: Words | None = None,
) -> HttpResponse:
    """The page for ``status`` (a key of ``WORDS``) with the reference number of ``request``."""
    said = words or WORDS[status]
    context = {
        "status": status,
        "title": said.title,
        "text": text or said.text,
        "advice": said.advice if status != 403 or who_could else (),
        "who_could": list(who_could),
        "reference": getattr(request, "reference", ""),
    }
    response = HttpResponse(_render(request, status, context), status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _render(request: HttpRequest, status: int, context: dict[str, object]) -> str:
    """The page inside the shell; the shell's own queries may be what failed, then without it."""
    if status < 500:
        try:
            return render_to_string("web/problem.html", context, request)
        except Exception:  # whatever broke the shell, the person still gets a readable page
            log.exception("the shell of a problem page failed", status=status)
    return render_to_string("web/problem.html", context)


def problem_of(exception: Exception) -> PageProblem | None:
    """The named problem an exception stands for, or None when it is a plain bug."""
    if isinstance(exception, PageProblem):
        return exception
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return TooLarge()
    if isinstance(exception, OSError) and exception.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if isinstance(exception, OperationalError):
        return _of_database(str(exception))
    return None


FULL = ("disk is full", "No space left on device")
BUSY = ("database is locked", "deadlock detected", "could not obtain lock", "lock timeout", "too many clients", "connection", "Connection")
BUSY_SECONDS = 30


def _of_database(message: str) -> PageProblem | None:
    """SQLite and PostgreSQL say in words only why they cannot."""
    if any(words in message for words in FULL):
        return DiskFull()
    if any(words in message for words in BUSY):
        return Busy(retry_after=BUSY_SECONDS)
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when too much was sent."""
    found = problem_of(exception)
    return problem(request, found.status if found else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; says who could when the exception knows."""
    return problem(request, 403, who_could=getattr(exception, "who_could", ()))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """404, the same for what does not exist and what belongs to another school."""
    return problem(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or the named problem when one was raised outside any view; drawn without touching the database."""
    raised = sys.exc_info()[1]
    found = problem_of(raised) if isinstance(raised, Exception) else None
    return problem(request, found.status, text=found.text, retry_after=found.retry_after) if found else problem(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The page was open too long, or the form did not come from here."""
    return problem(request, 403, words=EXPIRED)
