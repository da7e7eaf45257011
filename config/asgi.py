"""Live streams, served by uvicorn; under `make run`, which has no proxy, the pages too."""

import asyncio
import os
import signal
from types import FrameType
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DEBRIEF_SERVES_PAGES"] = "1"  # settings limit how long a query may take
pages = get_asgi_application()

from core.encodings import readable_type  # noqa: E402
from live import streams  # noqa: E402 - Django must be set up first

ENDING = (signal.SIGTERM, signal.SIGINT)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Streams bypass Django's handler, which would hold a thread for each; all else goes through it."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == streams.PATH:
        await streams.stream(scope, receive, send)
    else:
        await pages(_readable(scope), receive, send)


def _readable(scope: Any) -> Any:
    """What is not in UTF-8 is marked for `EncodingMiddleware`: Django could not even make a request of it."""
    headers = [
        (name, readable_type(value.decode("latin-1")).encode("latin-1") if name == b"content-type" else value)
        for name, value in scope.get("headers", ())
    ]
    return {**scope, "headers": headers}


async def _live(receive: Any, send: Any) -> None:
    """The lifespan protocol: streams end as soon as the process is told to stop, before the server waits for them."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            for number in ENDING:
                _close_streams_on(number)
            await send({"type": "lifespan.startup.complete"})
        else:
            streams.close_all()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _close_streams_on(number: signal.Signals) -> None:
    """Before the server's own handler of the signal."""
    loop, before = asyncio.get_running_loop(), signal.getsignal(number)

    def handle(signum: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(streams.close_all)
        if callable(before):
            before(signum, frame)

    signal.signal(number, handle)
