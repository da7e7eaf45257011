"""Reads the process environment into typed values, once, with clear errors."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def text(name: str, default: str = "") -> str:
    """The variable's value, or `default` when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """True for 1, true, yes, on; False when unset. Raises ImproperlyConfigured for anything else."""
    value = text(name, "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: use 1 or 0.")


def number(name: str, default: int) -> int:
    """The variable as a whole number. Raises ImproperlyConfigured when it is not one."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}: use a whole number.") from error


def words(name: str) -> frozenset[str]:
    """The variable's comma-separated words, in lower case."""
    return frozenset(word.strip().lower() for word in text(name).split(",") if word.strip())


def database(url: str) -> dict[str, Any]:
    """Django's database settings from a libpq URI (also with a socket folder as `host`)."""
    try:
        parts = dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "debrief"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def mail(url: str) -> dict[str, Any]:
    """SMTP settings from `smtp://user:pass@host:25`, `smtps://…` (TLS) or `smtp://…?tls=1` (STARTTLS).

    An empty URL means that no mail server is configured: messages are kept and shown, not sent.
    """
    parts = urlsplit(url)
    if not url:
        return {"host": "", "port": 0, "username": "", "password": "", "use_ssl": False, "use_tls": False}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL cannot be read: use smtp://user:password@host:port or smtps://…")
    query = parse_qs(parts.query)
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": query.get("tls", ["0"])[0] == "1",
    }
