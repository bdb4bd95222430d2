"""What is logged and how: one line each, with the reference number of its request; never what a form held, never a secret. 日志"""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path
from typing import Any

import structlog

FILE = Path("logs") / "jiaoyan.log"
FILE_BYTES = 5 * 1024 * 1024
FILES_KEPT = 20

_BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
]


class Line(structlog.stdlib.ProcessorFormatter):
    """A plain line: time, level, event, key=value. Tracebacks without local variables, which could be what somebody typed."""

    def __init__(self) -> None:
        plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        super().__init__(processors=[self.remove_processors_meta, plain], foreign_pre_chain=_BEFORE)


# Our own lines say which requests failed; Django's would say it twice. Its tracebacks (ERROR) carry the reference like every line.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": Line}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "WARNING"}},
}


def send_through_logging() -> None:
    """Let structlog hand its lines to Python's logging, where ``LOGGING`` and ``keep_in`` send them on."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def keep_in(data: Path) -> Path:
    """Also write every line into a file in the data folder, at most ``FILES_KEPT`` of ``FILE_BYTES``; returns its path. Raises ``OSError``."""
    path = data / FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT - 1, encoding="utf-8", delay=True)
    handler.setFormatter(Line())
    logging.getLogger().addHandler(handler)
    return path


def of_requests() -> structlog.stdlib.BoundLogger:
    """The logger of answers to requests."""
    found: structlog.stdlib.BoundLogger = structlog.get_logger("jiaoyan.request")
    return found
