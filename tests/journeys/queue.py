"""What journeys about the outbox share: typing, looking at what waits, and counting what arrived."""

from playwright.sync_api import Locator, Page, expect

from incidents.models import Incident, TimelineEntry


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


def waiting(page: Page) -> Locator:
    """The entries that wait."""
    return page.locator("li.entry-waiting")


def banner(page: Page) -> Locator:
    """What the page says about them."""
    return page.locator("#outbox .banner")


def stored(incident: Incident) -> list[str]:
    """What people's entries say, in the order they were stored."""
    return list(TimelineEntry.objects.told().filter(incident=incident).order_by("seq").values_list("text", flat=True))
