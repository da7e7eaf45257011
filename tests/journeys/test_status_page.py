"""A customer reads the public status page on a phone without scripts, subscribes, and ends it; axe finds nothing."""

import re

import pytest
from playwright.sync_api import expect

from customers.models import StatusPage, Subscriber
from customers.services.status_page.renewing import renew_snapshot
from customers.services.status_page.subscribing import confirm_link, end_link
from tests.factories.customers import make_maintenance, make_update
from tests.factories.incidents import make_incident, make_service, resolve
from tests.journeys import steps
from tests.journeys.browser import PHONE, axe, contrast_in_the_dark, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

ANA = "ana@customer.example"


@pytest.fixture(autouse=True)
def public(settings, tmp_path, responder, manager):
    settings.MEDIA_ROOT = tmp_path
    StatusPage.objects.create(is_public=True)
    shop = make_service("shop", customer_name="Online shop", on_status_page=True, status_group="Buying")
    over = make_incident("Disk full on node 9", by=responder, level=2, services=(shop,))
    make_update(over, "Paying fails.")
    resolve(over)
    make_update(over, "Paying works again.")
    make_update(make_incident("Fuse", by=responder, level=2, services=(shop,)), "The shop is slow.", workaround="Wait.")
    make_maintenance(shop, by=manager)
    renew_snapshot()


def local(link, base):
    """A link of a mail, at the server of the test."""
    return re.sub(r"^https?://[^/]+", base, link)


def blameless(page):
    return [*axe(page), *contrast_in_the_dark(page), *(["wider than the screen"] if scrolls_sideways(page) else [])]


def test_a_customer_reads_subscribes_and_ends_it(visitor, settings):
    settings.MAIL_SERVER = settings.MAIL_SERVER | {"host": "mail.example"}
    ana = visitor(width=PHONE, scripts=False)
    page = ana.open("/status/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("There is a disruption"))
    expect(page.locator("main")).to_contain_text("The shop is slow.")
    assert not page.context.cookies()
    page.locator(".status-days summary").click()
    page.locator(".status-days a").first.click()
    expect(page).to_have_url(re.compile(r"/status/history/\d+/\d+/#[0-9a-f]{12}$"))
    expect(page.locator("main")).to_contain_text("Paying works again.")
    page.get_by_role("link", name="Updates by e-mail").click()
    page.get_by_label("E-mail address").fill("ana")
    steps.press(page, "Send me the link")
    expect(page.locator("main")).to_contain_text("valid email")
    page.get_by_label("E-mail address").fill(ANA)
    steps.press(page, "Send me the link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.goto(local(confirm_link(ANA, []), ana.base))
    steps.press(page, "Yes, send me updates")
    expect(page.get_by_role("heading", level=1)).to_have_text("You get the updates")
    page.goto(local(end_link(Subscriber.objects.get()), ana.base))
    steps.press(page, "End them")
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more updates")
    assert not Subscriber.objects.exists()


def test_axe_finds_nothing_on_a_public_page(visitor):
    ana = visitor(width=PHONE)
    ended = Subscriber.objects.create(email=ANA)
    links = [local(link, ana.base) for link in (confirm_link(ANA, []), end_link(ended))]
    found = {}
    for address in ("/status/", "/status/subscribe/", "/status/history/1999/1/", *links):
        ana.page.goto(address if address.startswith("http") else ana.base + address)
        found[address] = blameless(ana.page)
    assert not any(found.values()), found
