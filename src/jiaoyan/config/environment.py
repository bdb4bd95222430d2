"""Settings of an installation, typed, read once from the environment; docs/settings.md describes every one.

Each setting is ``JIAOYAN_<NAME>``. Nothing else in the product reads the environment.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from pathlib import Path

from environs import Env, EnvError, validate

from jiaoyan.config import outgoing


@dataclass(frozen=True, slots=True)
class Environment:
    """What a site may set from outside."""

    data: Path
    database_url: str
    secret_key: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    https: bool
    soffice: str
    idle_minutes: int
    upload_megabytes: int
    keep_pupils_months: int
    keep_staff_months: int
    mail_url: str
    remind_webhook: str
    remind_mail_to: tuple[str, ...]
    remind_school: str

    @classmethod
    def read(cls) -> Environment:
        """Read and check the environment; creates the data folder and, once, the secret key in it. Raises ``environs.EnvError``."""
        env = Env(prefix="JIAOYAN_")
        mail_url = env.str("MAIL_URL", "", validate=outgoing.check_mail_url)
        mail_to: tuple[str, ...] = tuple(env.list("REMIND_MAIL_TO", [], validate=outgoing.check_mail_to))
        if mail_to and not mail_url:
            raise EnvError("JIAOYAN_REMIND_MAIL_TO 要和 JIAOYAN_MAIL_URL 一起设置")
        data = Path(env.str("DATA", "data")).resolve()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else on this machine has business in it
        return cls(
            data=data,
            database_url=env.str("DATABASE_URL", ""),
            secret_key=env.str("SECRET_KEY", "") or _kept_secret(data / "secret.key"),
            debug=env.bool("DEBUG", False),
            allowed_hosts=tuple(env.list("ALLOWED_HOSTS", [])),
            trusted_origins=tuple(env.list("TRUSTED_ORIGINS", [])),
            https=env.bool("HTTPS", False),
            soffice=env.str("SOFFICE", ""),
            idle_minutes=env.int("IDLE_MINUTES", 120, validate=validate.Range(min=1)),
            upload_megabytes=env.int("UPLOAD_MEGABYTES", 20, validate=validate.Range(min=1, max=60)),
            keep_pupils_months=env.int("KEEP_PUPILS_MONTHS", 12, validate=validate.Range(min=1)),
            keep_staff_months=env.int("KEEP_STAFF_MONTHS", 24, validate=validate.Range(min=1)),
            mail_url=mail_url,
            remind_webhook=env.str("REMIND_WEBHOOK", "", validate=outgoing.check_webhook),
            remind_mail_to=mail_to,
            remind_school=env.str("REMIND_SCHOOL", ""),
        )


def names() -> list[str]:
    """The environment variables understood, for the documentation test."""
    return [f"JIAOYAN_{field.name.upper()}" for field in fields(Environment)]


def _kept_secret(path: Path) -> str:
    """The installation's own secret, made on first use and readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
