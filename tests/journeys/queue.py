"""What journeys about the outbox share: typing, looking at what waits, and counting what arrived."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from incidents.models import Incident, TimelineEntry
from tests.processes import wait_until

ROUNDS = [0, *(pytest.param(n, marks=pytest.mark.soak) for n in range(1, 21))]  # once; in `make soak` twenty times
PATIENCE = 75.0  # seconds: longer than the longest pause between two tries


def arrive(page: Page, incident: Incident, texts: list[str], *, left: int = 0) -> None:
    """Waits until the server has exactly these, in this order, and only `left` still wait."""
    wait_until(lambda: len(stored(incident)) >= len(texts), f"{texts} are stored", PATIENCE)
    expect(waiting(page)).to_have_count(left)
    assert stored(incident) == texts


def ready(page: Page) -> None:
    """Waits until the outbox of the page takes entries."""
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()


def enter(page: Page, text: str) -> None:
    """Types words and presses Enter; the field is empty at once, and still has the focus."""
    ready(page)
    say = page.get_by_label("What happened?")
    say.fill(text)
    say.press("Enter")
    expect(say).to_have_value("")
    expect(say).to_be_focused()


def held_back(page: Page) -> list[Route]:
    """Entries stay on their way to the server from now on, each until its `continue_()`."""
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    page.route("**/entries/", hold)
    return under_way


def until_sent(page: Page, under_way: list[Route]) -> None:
    """Waits until one is on its way. Playwright hands a request over only while the browser is asked something."""
    wait_until(lambda: bool(page.evaluate("true") and under_way), "it is sent")


def waiting(page: Page) -> Locator:
    """The entries that wait."""
    return page.locator("li.entry-waiting")


def banner(page: Page) -> Locator:
    """What the page says about them."""
    return page.locator("#outbox .banner")


def stored(incident: Incident) -> list[str]:
    """What people's entries say, in the order they were stored."""
    return list(TimelineEntry.objects.told().filter(incident=incident).order_by("seq").values_list("text", flat=True))


def working(page: Page) -> None:
    """Waits until the service worker has the page."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


KEPT = """async ([path, holds]) => {
    for (const name of await caches.keys()) {
        const found = await (await caches.open(name)).match(path);
        if (found && name.endsWith("-rooms") && (await found.text()).includes(holds)) return true;
    }
    return false;
}"""


def kept(page: Page, path: str, *, is_kept: bool = True, holds: str = "") -> None:
    """Waits until the browser keeps a room (that holds these words), or does not."""
    wait_until(lambda: page.evaluate(KEPT, [path, holds]) == is_kept, f"{path} is kept: {is_kept}, {holds}", 20)


def look_again(page: Page) -> None:
    """What a browser does when it connects after a while: it asks whether the rooms it keeps still stand so."""
    page.evaluate("localStorage.setItem('debrief:rooms-checked', '0'); window.dispatchEvent(new Event('online'))")
