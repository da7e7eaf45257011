"""Logs as one JSON object a line, each with the request or task that caused it, and without tokens in addresses."""

import json
import logging
import logging.config
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
person_id: ContextVar[int] = ContextVar("person_id", default=0)  # who is logged in; 0 for nobody
task_name: ContextVar[str] = ContextVar("task_name", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")

# What stands behind these in an address lets somebody in: links of invitations, of logins, of new passwords, calendars,
# or begins and ends a subscription.
_TOKEN = re.compile(
    r"(/(?:invitation|login/link|password/new|calendars|status/confirm|status/end)/)(?!done/)[^\s/?#\"'<>]+"
)


def masked(line: str) -> str:
    """The line without the tokens in its addresses."""
    return _TOKEN.sub(r"\1***", line)


def caused_by(record: logging.LogRecord) -> dict[str, Any]:
    """The request, person and task of a line. Django logs a response when the request's own context is over."""
    request = getattr(record, "request", None)
    facts = {
        "request_id": request_id.get() or getattr(request, "request_id", ""),
        "person": person_id.get() or getattr(request, "person_id", 0),
        "task": task_name.get(),
        "task_id": task_id.get(),
    }
    return {name: value for name, value in facts.items() if value}


class JsonFormatter(logging.Formatter):
    """time, level, logger, message, what caused it and, after an exception, its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        line |= caused_by(record)
        if record.exc_info:
            line["exception"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    """Lines for a person to read."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: `level`, and `json` (else plain lines for a person to read)."""
    plain = {"()": PlainFormatter, "format": "%(levelname)s %(name)s %(message)s"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"main": {"()": JsonFormatter} if options["json"] else plain},
            "handlers": {"main": {"class": "logging.StreamHandler", "formatter": "main"}},
            "root": {"handlers": ["main"], "level": options["level"]},
        }
    )
