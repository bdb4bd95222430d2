"""Addresses things may be sent to, as the environment gives them: a mail server, a group chat's robot, mail addresses. Nothing is sent anywhere unless set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from environs import ValidationError

TIMEOUT_SECONDS = 10
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+")


def check_webhook(url: str) -> None:
    """Raises ``ValidationError`` for anything but an http address; empty means none."""
    if url and not _is_address(_split(url), {"http", "https"}):
        raise ValidationError("要写成 https://… 的机器人地址")


def check_mail_url(url: str) -> None:
    """Raises ``ValidationError`` for anything but the address of a mail server that names a sender; empty means none."""
    parts = _split(url)
    if url and not (_is_address(parts, set(PORTS)) and ADDRESS.fullmatch(_sender(parts))):
        raise ValidationError("要写成 smtps://用户名:密码@邮件服务器:465?from=发件地址；用户名就是邮箱地址时可不写 from")


def check_mail_to(addresses: Sequence[str]) -> None:
    """Raises ``ValidationError`` for what is no mail address."""
    wrong = [each for each in addresses if not ADDRESS.fullmatch(each.strip())]
    if wrong:
        raise ValidationError(f"不是邮箱地址：{'、'.join(wrong)}")


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings for a mail server given as ``smtp|smtp+tls|smtps://user:password@host:port?from=address``; without one nothing is sent."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = _split(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
        "DEFAULT_FROM_EMAIL": _sender(parts),
    }


def _sender(parts: SplitResult) -> str:
    return parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _is_address(parts: SplitResult, schemes: set[str]) -> bool:
    try:
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number
        return False
