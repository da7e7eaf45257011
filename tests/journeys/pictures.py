"""`make shots`: pictures of every page at 390 and 1440 px, light and dark, into shots/; with names, of those alone."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import django
from playwright.sync_api import Page, expect

PORT = 8765
BASE = f"http://localhost:{PORT}"
# A whole page has neither an upper nor a lower edge. Our content policy refuses a `style` element, as Playwright adds.
IN_PLACE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .appbar, .dock, .composer, .import-foot { position: static !important; }
    .room-bar { display: none; }
  `);
  document.adoptedStyleSheets = [sheet];
  window.scrollTo(0, 0);
}"""
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    "BASE_URL": BASE,
    "DEBRIEF_DEBUG": "0",  # pages of errors as people see them
    "SECRET_KEY": "only-for-pictures",
}
django.setup()  # what is imported below needs its settings

from accounts.models import User  # noqa: E402
from tests.journeys.browser import DESK, PHONE, chromium, visit  # noqa: E402
from tests.journeys.pages import PEOPLE, example_pages, show, stay_offline  # noqa: E402


def main() -> None:
    """Loads the example data, serves it, and takes the pictures with a line each."""
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], check=True)
    subprocess.run([*manage, "migrate", "-v0"], check=True)
    subprocess.run([*manage, "load_examples", "--once"], check=True)
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "config.asgi:application",
        "--port",
        str(PORT),
        "--log-level",
        "warning",
    ]
    server = subprocess.Popen(command, env=os.environ | {"DEBRIEF_EXAMPLE": "1"})
    try:
        _wait()
        _take(Path("shots"))
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait() -> None:
    for _ in range(150):
        try:
            urlopen(f"{BASE}/login/", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not come up within 30 s.")


def _take(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    wanted = sys.argv[1:]
    pages = [page for page in example_pages() if not wanted or page[0] in wanted]
    with chromium() as browser:
        for width in (PHONE, DESK):
            for dark in (False, True):
                people = {
                    role: visit(browser, BASE, User.objects.get(email=email), width=width, dark=dark)
                    for role, email in PEOPLE.items()
                }
                people[""] = visit(browser, BASE, width=width, dark=dark)
                stay_offline(people[""].page)
                for name, role, path in pages:
                    page = people[role].page
                    show(people[role], name, path)
                    _settle(page)
                    target = folder / f"{name}-{width}-{'dark' if dark else 'light'}.png"
                    page.evaluate(IN_PLACE)
                    page.screenshot(path=target, full_page=True)
                    print(target)


def _settle(page: Page) -> None:
    """Until what the page asks for by itself is there; its stream never ends."""
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => true)")


if __name__ == "__main__":
    main()
