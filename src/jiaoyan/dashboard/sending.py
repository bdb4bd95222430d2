"""Where a reminder may be sent, and the sending: a group chat's robot, mail. Both are off unless the settings name a place; knows nothing of groups or duties."""

from __future__ import annotations

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from jiaoyan.config.outgoing import TIMEOUT_SECONDS
from jiaoyan.dashboard.rules.reminding import pieces

MOST_BYTES = 2000
"""企业微信 takes 2048 bytes of text."""
ANSWER_BYTES = 65536


class NotSent(Exception):
    """The message did not arrive; the Chinese sentence says why, without the secret part of any address."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out: its key, what its button says, where it leads (no secret), and the sending (subject, text; raises ``NotSent``)."""

    key: str
    label: str
    where: str
    send: Callable[[str, str], None]


def channels() -> tuple[Channel, ...]:
    """Those that the settings name; none by default."""
    found = []
    if settings.ENVIRONMENT.remind_webhook:
        found.append(Channel("chat", "发到群机器人", urlsplit(settings.ENVIRONMENT.remind_webhook).hostname or "", _to_chat))
    if settings.ENVIRONMENT.mail_url and settings.ENVIRONMENT.remind_mail_to:
        found.append(Channel("mail", "发邮件", "、".join(settings.ENVIRONMENT.remind_mail_to), _mail))
    return tuple(found)


def _to_chat(_: str, text: str) -> None:
    """Post the text, in pieces when it is long."""
    url = settings.ENVIRONMENT.remind_webhook
    parts = pieces(text, MOST_BYTES)
    for number, part in enumerate(parts, 1):
        try:
            _post(url, {"msgtype": "text", "text": {"content": part}})
        except NotSent as failed:
            sent = f"（共{len(parts)}段，前{number - 1}段已发出）" if number > 1 else ""
            raise NotSent(f"{failed}{sent}") from failed


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A robot answers itself; an address that leads elsewhere is not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, body: dict[str, object]) -> None:
    request = urllib.request.Request(  # noqa: S310 - the setting is checked to be an http address
        url, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
            said = answer.read(ANSWER_BYTES)
    except urllib.error.HTTPError as refused:
        raise NotSent(f"群机器人没有收下（HTTP {refused.code}），请核对机器人地址。") from None
    except TimeoutError:
        raise NotSent(f"群机器人{TIMEOUT_SECONDS}秒没有回应，请稍后再试。") from None
    except (OSError, ValueError) as failed:
        late = isinstance(getattr(failed, "reason", None), TimeoutError)
        raise NotSent("群机器人没有回应，请稍后再试。" if late else "连不上群机器人，请检查服务器能否上网。") from None
    _read(said)


def _read(said: bytes) -> None:
    """Robots answer 200 even when they refuse, and say so in ``errcode`` (``code`` with some)."""
    try:
        answer = json.loads(said)
    except ValueError:
        return
    if isinstance(answer, dict) and (code := answer.get("errcode", answer.get("code", 0))) not in (0, "0"):
        reason = str(answer.get("errmsg") or answer.get("msg") or "")[:80]
        raise NotSent(f"群机器人没有收下（{code}{'：' if reason else ''}{reason}）。")


def _mail(subject: str, text: str) -> None:
    message = EmailMessage(subject, text, to=list(settings.ENVIRONMENT.remind_mail_to))
    try:
        message.send()
    except smtplib.SMTPAuthenticationError:
        raise NotSent("邮件服务器不认用户名或密码，请核对设置。") from None
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("邮件服务器不收这些地址，请核对收件人。") from None
    except TimeoutError:
        raise NotSent(f"邮件服务器{TIMEOUT_SECONDS}秒没有回应，请稍后再试。") from None
    except (smtplib.SMTPException, OSError):
        raise NotSent("邮件没有发出，请检查邮件服务器的设置。") from None
