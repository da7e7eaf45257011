"""One browser for all journeys; each visitor has a profile of their own."""

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from incidents.models import Incident
from tests.factories.accounts import make_user
from tests.journeys.browser import Visitor, assert_blameless, chromium, visit
from tests.processes import wait_until
from tests.serving import Server, stream_process

# Playwright's own event loop runs in this thread; the tests themselves are plain and wait for every answer.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long a page may take to show something on a busy machine; it is met far earlier.
expect.set_options(timeout=20_000)


# Threads of the test's own server that answer a request; and what other processes do in the test's database.
answering: set[int] = set()
BUSY = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
    )
"""


@pytest.fixture(scope="session", autouse=True)
def _answering() -> Iterator[None]:
    def begin(**_: Any) -> None:
        answering.add(threading.get_ident())

    def end(**_: Any) -> None:
        answering.discard(threading.get_ident())

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture(autouse=True)
def _answers_end(transactional_db: None) -> Iterator[None]:
    """Tables are emptied only once nothing reads them any more.

    A page that is closed leaves requests behind: what it asks for by itself, every few seconds. Such a request and the
    `TRUNCATE` of all tables at the end of a test lock the tables in different orders, and then one of them fails with
    a deadlock: "Database … couldn't be flushed".
    """
    yield
    wait_until(lambda: not _is_busy(), "no request is under way")


def _is_busy() -> bool:
    others = {thread.ident for thread in threading.enumerate() if thread is not threading.main_thread()}
    with connection.cursor() as cursor:
        cursor.execute(BUSY)
        return bool(answering & others) or bool(cursor.fetchone()[0])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """`visitor(user, width=390, scripts=False)`; what its pages did wrong fails the test in the end.

    `base` is another server than the test's own.
    """
    visitors: list[Visitor] = []

    def arrive(user: Any = None, *, base: str = "", **how: Any) -> Visitor:
        visitors.append(visit(browser, base or live_server.url, user, **how))
        return visitors[-1]

    yield arrive
    try:
        assert_blameless(visitors)
    finally:
        for someone in visitors:
            someone.context.close()


@pytest.fixture
def offline(visitor: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """A visitor whose browser may say that the network or the server is gone: that is what is tried here."""

    def arrive(user: Any = None, **how: Any) -> Visitor:
        someone = visitor(user, **how)
        someone.tolerates_outages = True
        return someone

    return arrive


@pytest.fixture
def fatuma() -> User:
    return make_user("Fatuma Ali", zone="Europe/Berlin")


@pytest.fixture(scope="module")
def room_process(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Server]:
    """A real server with streams; the test's own has none."""
    with stream_process(tmp_path_factory.mktemp("room"), STREAM_HEARTBEAT="2") as started:
        yield started


@pytest.fixture
def arrive(browser: Browser, room_process: Server) -> Iterator[Callable[..., Page]]:
    """`arrive(user, incident, "?zone=mine")`: somebody in the room, once their page is live."""
    visitors: list[Visitor] = []

    def enter(
        user: User,
        incident: Incident,
        query: str = "",
        *,
        state: str = "live",
        before: Callable[[Any], None] | None = None,
        **how: Any,
    ) -> Page:
        visitors.append(visit(browser, room_process.url, user, **how))
        if before:
            before(visitors[-1].context)
        page = visitors[-1].open(f"/incidents/{incident.pk}/{query}")
        expect(page.locator(f"#live[data-state={state}]")).to_be_attached()
        return page

    yield enter
    complaints = [complaint for someone in visitors for complaint in someone.complaints]
    for someone in visitors:
        someone.context.close()
    assert [complaint for complaint in complaints if "ERR_FAILED" not in complaint] == []
