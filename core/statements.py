"""How long PostgreSQL works on one statement."""

from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

_limited: WeakSet[Any] = WeakSet()  # connections that have their limit


def limit_statements(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Gives each new connection STATEMENT_TIMEOUT, once: a pool hands it out again and again.

    By a statement, not while connecting: a pooler such as PgBouncer refuses what it does not know there.
    """
    opened = connection.connection
    if settings.STATEMENT_TIMEOUT and opened not in _limited:
        opened.execute(f"SET statement_timeout = '{settings.STATEMENT_TIMEOUT:d}s'")
        _limited.add(opened)
