"""A letter to one customer, on a phone: sales drafts it, communications sign it off, sales gives it."""

import pytest
from playwright.sync_api import expect

from catalogue.enums import BuiltInRole
from customers.models import Letter, Told
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_update
from tests.factories.incidents import make_incident, resolve
from tests.factories.letters import make_affected
from tests.journeys import steps
from tests.journeys.browser import PHONE, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def speaker():
    return make_user("Joy Mutua")


@pytest.fixture
def affected(manager, reporter, speaker):
    incident = make_incident("pay-db-3 is full", by=manager, level=2)
    assign_role(incident=incident, actor=manager, change=RoleChange(role=BuiltInRole.COMMUNICATIONS, person=speaker))
    make_update(incident, "Paying failed.")
    make_customer("Baobab Books", owner=reporter)
    make_customer("Kilima, Ltd")
    incident.refresh_from_db()
    found = make_affected(incident)
    resolve(incident)
    incident.refresh_from_db()
    make_update(incident, "Paying failed for an hour. It works again.")
    return found


def test_from_a_draft_to_a_letter_that_the_customer_has(visitor, reporter, speaker, affected):
    peter, joy = (visitor(person, width=PHONE) for person in (reporter, speaker))
    page = peter.open(affected.customer.get_absolute_url())
    steps.press(page.get_by_role("main"), "Write a letter to Baobab Books")
    expect(page.locator("article.letter-text")).to_contain_text("Paying failed for an hour. It works again.")
    page.get_by_role("link", name="Change", exact=True).click()
    page.locator("textarea[name=text]").fill("Dear Baobab Books,\n\npaying failed for you and for kilima.")
    steps.press(page.get_by_role("main"), "Save")
    expect(page.locator("article.letter-text")).to_contain_text("for you and for kilima")
    expect(page.get_by_role("button", name="I mailed it")).to_have_count(0)
    assert not scrolls_sideways(page)

    signing = joy.open(Letter.objects.get().get_absolute_url())
    steps.press(signing.get_by_role("main"), "Sign off")
    expect(signing.get_by_role("alert")).to_contain_text("Confirm each other customer that it names: Kilima, Ltd.")
    assert not scrolls_sideways(signing)
    signing.get_by_label("Kilima, Ltd").check()
    steps.press(signing.get_by_role("main"), "Sign off")
    expect(signing.get_by_role("main")).to_contain_text("signed off by Joy Mutua")

    page.reload()
    with page.expect_download() as taken:
        page.get_by_role("link", name="HTML").click()
    text = taken.value.path().read_text()
    assert ("for you and for kilima" in text, "Draft" in text, "pay-db-3" in text) == (True, False, False)
    steps.press(page.get_by_role("main"), "I mailed it")
    expect(page.get_by_role("main")).to_contain_text("by mail, with the letter")
    assert Told.objects.get().letter == Letter.objects.get().versions.get(number=2)
    assert not scrolls_sideways(page)
