"""How streams reach the database: a few threads for what Django reads, and one connection that listens."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)
THREADS = 2  # one may check sessions while the other reads what changed
LONGEST_PAUSE = 5.0  # seconds between attempts to listen again
ALIVE = {"keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}

T = TypeVar("T")


class Reader:
    """Runs reads in threads, and gives their connections back: an idle stream holds none."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="stream")

    async def run(self, read: Callable[..., T], *arguments: Any) -> T:
        """The result of `read(*arguments)`; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _once, read, arguments)

    def last(self, write: Callable[..., object], *arguments: Any) -> None:
        """Does something on the way out, when nobody waits for it any more."""
        self._threads.submit(_once, write, arguments)

    def close(self) -> None:
        """Lets the threads end."""
        self._threads.shutdown(wait=False)


def _once(read: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    close_old_connections()
    try:
        return read(*arguments)
    finally:
        close_old_connections()


async def listen(hear: Mapping[str, Callable[[str], None]], catch_up: Callable[[], None]) -> None:
    """Hands each notification's payload to what hears its channel, for ever; `catch_up` after every new connection.

    When the database goes away it is tried again, after pauses that grow and differ between processes.
    """
    pause = 0.0
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as link:
                for channel in hear:
                    await link.execute(f"LISTEN {channel}")
                pause = 0.0
                catch_up()
                async for notification in link.notifies():
                    hear[notification.channel](notification.payload)
        except (psycopg.Error, OSError) as error:
            logger.warning("The stream's connection to the database was lost: %s", error)
        pause = min(LONGEST_PAUSE, pause * 2 + 0.1)
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads attempts, hides nothing


def _parameters() -> dict[str, Any]:
    """How Django would connect, without what only its own connections and pool understand."""
    told = connection.settings_dict
    parts = {
        "dbname": told["NAME"],
        "user": told["USER"],
        "password": told["PASSWORD"],
        "host": told["HOST"],
        "port": told["PORT"],
    }
    options = {name: value for name, value in told["OPTIONS"].items() if name not in {"pool", "server_side_binding"}}
    return ALIVE | {name: value for name, value in parts.items() if value} | options
