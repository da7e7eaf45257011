"""One browser for all journeys; each visitor has a profile of their own."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import Visitor, assert_blameless, chromium, visit

# Playwright's own event loop runs in this thread; the tests themselves are plain and wait for every answer.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long a page may take to show something on a busy machine; it is met far earlier.
expect.set_options(timeout=20_000)


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
