"""A real Chromium, and what its pages may never do: break the content policy, throw, or ask another server."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from accounts.models import BEGAN_AT, User
from runner.packages import chromium_path

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(settings.ROOT) / "node_modules/axe-core/axe.min.js"
SMALL_PHONE, PHONE, DESK = 360, 390, 1440
OUTAGE = re.compile("net::ERR_|Status (of|Error Code) 5|status of 5|htmx:sendError|htmx:afterRequest")
REFUSED = re.compile("[Ss]tatus (of|Error Code) 4")  # how Chromium and htmx log an answer that refuses something


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium that is there, or Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """Somebody at a browser. `complaints` holds what a page should never have done."""

    context: BrowserContext
    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    tolerates_outages: bool = False  # its test takes the network or the server away

    def log_in(self, user: User) -> None:
        """From now on the browser is this person's."""
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": self.base}])

    def open(self, path: str) -> Page:
        """A page of ours; fails when it is not there."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        return self.page


def visit(
    browser: Browser,
    base: str,
    user: User | None = None,
    *,
    width: int = DESK,
    height: int = 900,
    dark: bool = False,
    scripts: bool = True,
    touch: bool = False,
    worker: bool = False,
) -> Visitor:
    """A fresh profile, logged in as the person; the `worker` that keeps rooms is there only if asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        has_touch=touch,
        is_mobile=touch,
        reduced_motion="reduce",
        service_workers="allow" if worker else "block",
    )
    visitor = Visitor(context, context.new_page(), base)
    if user is not None:
        visitor.log_in(user)
    _listen(visitor)
    return visitor


@contextmanager
def carry_on(browser: Browser, profile: Path, base: str, user: User) -> Iterator[Visitor]:
    """A browser of its own with a profile on the disk, so that it can be killed and started again."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=chromium_path(), args=FLAGS, service_workers="block"
    )
    visitor = Visitor(context, context.pages[0], base, tolerates_outages=True)
    visitor.log_in(user)
    _listen(visitor)
    try:
        yield visitor
    finally:
        with suppress(Error):  # it was killed
            context.close()
    assert_blameless([visitor])


def assert_blameless(visitors: Iterable[Visitor]) -> None:
    """Fails with what their pages did wrong."""
    complaints = [complaint for someone in visitors for complaint in someone.complaints]
    assert not complaints, "\n".join(complaints)


def session_of(user: User) -> str:
    """The key of a new session of theirs."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BEGAN_AT] = time.time()
    session.create()
    assert session.session_key is not None
    return session.session_key


def _listen(visitor: Visitor) -> None:
    """Collects errors of scripts, of the content policy and of the server, and requests that leave it."""
    page, complaints = visitor.page, visitor.complaints
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text[:200]}")
            if message.type == "error" and not REFUSED.search(message.text) and not _is_outage(visitor, message.text)
            else None
        ),
    )
    page.on(
        "response",
        lambda answer: (
            complaints.append(f"{answer.status} from {answer.url}")
            if answer.status >= 500 and not visitor.tolerates_outages
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            complaints.append(f"left the server: {request.url}")
            if not request.url.startswith((visitor.base, "data:", "blob:"))
            else None
        ),
    )


def _is_outage(visitor: Visitor, words: str) -> bool:
    return visitor.tolerates_outages and bool(OUTAGE.search(words))


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def axe(page: Page) -> list[str]:
    """What axe finds by WCAG 2.2 AA, a line each: impact, rule, and the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return _found_by_axe(page, "tag", ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])


def contrast_in_the_dark(page: Page) -> list[str]:
    """The same of its colours on a desk in dark mode, after `axe`; the page is as it was afterwards."""
    before = page.viewport_size
    page.set_viewport_size({"width": DESK, "height": 900})
    page.emulate_media(color_scheme="dark")
    found = _found_by_axe(page, "rule", ["color-contrast"])
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return [f"dark: {each}" for each in found]


def _found_by_axe(page: Page, kind: str, values: list[str]) -> list[str]:
    options = {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{violation['impact']} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in found["violations"]
    ]
