"""The address of the stream, as a plain ASGI application: `/stream/?rooms=12.345,14.3`.

Django's own handler would hold a thread and a database connection for as long as a stream is open.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.http.cookie import parse_cookie

from accounts.permissions import is_responder
from core.paging import number_in
from live.streams.access import WatchRequest
from live.streams.hub import Hub, current_hub
from live.streams.watchers import Mailbox, Watcher

logger = logging.getLogger(__name__)
PATH = "/stream/"
MOST_INCIDENTS = 20  # that one stream may watch: the tabs of one browser
SESSION = re.compile(r"[a-z0-9]{32}")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Events of some incidents for whoever is logged in: 401, 404 when they may see none of them, else a stream."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    cursors = cursors_of(parse_qs(scope["query_string"].decode("latin-1")).get("rooms", [""])[0])
    cursors |= {pk: seq for pk, seq in cursors_of(headers.get(b"last-event-id", "")).items() if pk in cursors}
    session = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    if scope["method"] != "GET":
        return await _refuse(send, 405)
    if not SESSION.fullmatch(session):  # what no database need be asked about, or cannot be
        return await _refuse(send, 401)
    hub = current_hub()
    try:
        access = await hub.check(WatchRequest(session, tuple(cursors)))
    except Exception:
        logger.exception("The access of a stream could not be checked")
        return await _refuse(send, 503)
    if access is None:
        return await _refuse(send, 401)
    if not is_responder(access.user) or not access.incidents:
        return await _refuse(send, 404)
    watcher = Watcher(session, access.user, cursors)
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    try:
        await _serve(hub, watcher, hub.join(watcher, access), receive, send)
    finally:
        hub.leave(watcher)
    return None


def cursors_of(text: str) -> dict[int, int]:
    """`12.345,14.3`: by incident, the last change seen; what is not understood is left out."""
    cursors = {}
    for part in text.split(",")[:MOST_INCIDENTS]:
        incident, _, seq = part.partition(".")
        if (number := number_in(incident)) is not None and (reached := number_in(seq)) is not None:
            cursors[number] = reached
    return cursors


async def _serve(hub: Hub, watcher: Watcher, join: Awaitable[None], receive: Receive, send: Send) -> None:
    """Sends what arrives until either side ends it."""
    sending = asyncio.ensure_future(_send_all(watcher.mailbox, send))
    gone = asyncio.ensure_future(_until_gone(receive))
    joining = asyncio.ensure_future(_bring_up_to_date(join, watcher.mailbox))
    try:
        await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, gone, joining):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await task


async def _bring_up_to_date(join: Awaitable[None], mailbox: Mailbox) -> None:
    """Lets a watcher join; ends the stream of one who cannot, so that the page comes back instead of waiting."""
    try:
        await join
    except Exception as error:
        if not mailbox.is_closed:
            is_odd = not isinstance(error, DatabaseError)
            logger.warning("A watcher could not be brought up to date: %s", error, exc_info=is_odd)
        mailbox.close()


async def _send_all(mailbox: Mailbox, send: Send) -> None:
    """Until the mailbox is closed and empty."""
    await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
    while data := await mailbox.take():
        await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
