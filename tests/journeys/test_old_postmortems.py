"""Three old postmortems are dropped in, one is edited, two are imported, one is withdrawn; with scripts and without."""

import pytest
from playwright.sync_api import expect

from importing.services.documents.queue import import_queued
from importing.services.documents.reading import read_waiting_documents
from incidents.models import Incident
from tests.factories.accounts import make_user
from tests.importing.test_documents_reading import GOOD, UNDATED
from tests.journeys import steps
from tests.journeys.browser import PHONE, axe, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

FILES = [("checkout.md", GOOD), ("search.md", UNDATED), ("milk.txt", b"Milk and bread.")]


@pytest.mark.parametrize(("width", "scripts"), [(1440, True), (PHONE, False)], ids=["desk", "phone without scripts"])
def test_three_files(visitor, settings, tmp_path, width, scripts):
    settings.MEDIA_ROOT = tmp_path
    amina = make_user("Amina Otieno")
    visit = visitor(amina, width=width, scripts=scripts)
    page = visit.open("/postmortems/")
    page.get_by_role("link", name="Import old postmortems").click()
    files = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in FILES]
    page.get_by_label("Files").set_input_files(files)
    page.get_by_label("Time zone, where").fill("UTC")
    assert not (axe(page) if scripts else [])
    steps.press(page, "Read them")
    expect(page.locator("h1")).to_have_text("0 of 3 read")
    read_waiting_documents()
    if not scripts:
        page.get_by_role("link", name="Refresh").click()
    expect(page.locator("h1")).to_have_text("3 documents")
    assert not scrolls_sideways(page)
    assert not (axe(page) if scripts else [])
    page.get_by_role("link", name="search.md").click()
    expect(page.get_by_role("heading", name="Look at this first")).to_be_visible()
    assert not (axe(page) if scripts else [])
    assert not scrolls_sideways(page)
    page.get_by_role("link", name="Edit the facts of the incident").click()
    page.get_by_label("Day of the first time").fill("2023-05-14")
    steps.press(page, "Save")
    expect(page.get_by_text("14 May 2023 22:41")).to_be_visible()
    steps.press(page, "Import it")
    expect(page.locator("h1")).to_contain_text("Search refused cards")
    visit.open("/postmortems/import/")
    page.get_by_role("link", name="3 documents").click()
    page.get_by_role("button", name="Import the 1 that is ready").click()
    import_queued()
    page.reload()
    expect(page.get_by_text("2 imported")).to_be_visible()
    incident = Incident.objects.get(title="Checkout refused cards")
    visit.open(f"/incidents/{incident.pk}/withdraw/")
    page.get_by_label("Why").fill("It was a test")
    steps.press(page, "Withdraw it")
    expect(page.get_by_text("It was a test")).to_be_visible()
    assert not (axe(page) if scripts else [])
    assert not Incident.objects.visible_to(amina).filter(pk=incident.pk).exists()
