"""The stream's application, and beside it `/queries`: how many statements this process has sent so far."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from config.asgi import application as debrief

_sent = [0]


def _count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
    _sent[0] += 1
    return execute(sql, params, many, context)


def _watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


connection_created.connect(_watch)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """As in production, but for the one address."""
    if scope["type"] != "http" or scope["path"] != "/queries":
        await debrief(scope, receive, send)
        return
    body = str(_sent[0]).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
