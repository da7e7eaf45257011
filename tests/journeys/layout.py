"""Measures in the browser what collides on a page or leaves it; and makes the example data long."""

from pathlib import Path

from django.db.models import Value
from django.db.models.functions import Concat, Left
from playwright.sync_api import Page

from accounts.models import Team, User
from actions.models import ActionItem
from catalogue.models import Service
from customers.models import Report
from incidents.models import Incident, Task, TimelineEntry
from postmortems.models import Factor, Lesson, Measure, Section
from tests.journeys.browser import SMALL_PHONE, scrolls_sideways

WIDTHS = (360, 390, 768, 1024, 1440)
WORD = "orders.payments.reconciliation.worker_that_has_a_very_long_name_00000001"
NAME = " of the department for payments, reconciliation and everything else"
LONG = f" when the nightly job of {WORD} runs while everybody in every country is buying something"
_MEASURE = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")


def collisions(page: Page, name: str) -> list[str]:
    """What collides or overflows at each width, a line each; the window is as wide afterwards as it was."""
    before, found = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name} at {width}: {each}" for each in page.evaluate(_MEASURE)]
    if before:
        page.set_viewport_size(before)
    return found


def needs_our_typeface(page: Page, name: str) -> list[str]:
    """A line where a small phone scrolls sideways with the system's own font, which may be much wider than ours."""
    before = page.viewport_size
    page.set_viewport_size({"width": SMALL_PHONE, "height": 900})
    page.evaluate("document.documentElement.style.setProperty('--font', 'monospace')")
    is_too_wide = scrolls_sideways(page)
    page.evaluate("document.documentElement.style.removeProperty('--font')")
    if before:
        page.set_viewport_size(before)
    return [f"{name} is too wide in another typeface"] if is_too_wide else []


def make_long() -> None:
    """Everything that people name gets a name that is as long as its column takes, with a word that does not break."""
    for model, field, most in (
        (Incident, "title", 200),
        (ActionItem, "title", 200),
        (Task, "text", 300),
        (Report, "text", 400),
        (Report, "customer", 200),
    ):
        model.objects.update(**{field: Left(Concat(field, Value(LONG)), most)})
    for named in (Service, Team, User):
        named.objects.update(name=Left(Concat("name", Value(NAME)), 80))
    html = f"<p>{LONG}</p><ul><li>{LONG}</li></ul><pre><code>{LONG}</code></pre>"
    for rendered in (TimelineEntry, Section):
        rendered.objects.update(html=Concat("html", Value(html)))
    for model in (Factor, Lesson, Measure):
        model.objects.update(text=Concat("text", Value(LONG)))
