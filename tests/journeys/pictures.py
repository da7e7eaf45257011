"""`make shots`: pictures of every page at 390 and 1440 px, light and dark, into shots/."""

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
IN_PLACE = ".dock, .composer, .import-foot { position: static !important; }"  # a whole page has no lower edge
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
from tests.journeys.pages import ROLES, example_pages, stay_offline  # noqa: E402


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
    pages = example_pages()
    with chromium() as browser:
        for width in (PHONE, DESK):
            for dark in (False, True):
                people = {
                    role: visit(browser, BASE, User.objects.get(email=email), width=width, dark=dark)
                    for role, email in ROLES.items()
                }
                people[""] = visit(browser, BASE, width=width, dark=dark)
                stay_offline(people[""].page)
                for name, role, path in pages:
                    page = people[role].page
                    page.goto(BASE + path)
                    _settle(page)
                    target = folder / f"{name}-{width}-{'dark' if dark else 'light'}.png"
                    page.screenshot(path=target, full_page=True, style=IN_PLACE)
                    print(target)


def _settle(page: Page) -> None:
    """Until what the page asks for by itself is there; its stream never ends."""
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => true)")


if __name__ == "__main__":
    main()
