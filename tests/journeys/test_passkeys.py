"""A passkey in a real browser, with the authenticator that Chromium has for tests."""

import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.backends import SessionStore
from accounts.models import BEGAN_AT
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a wise crow flies late"
FAILS = "name => { navigator.credentials.create = async () => { throw new DOMException('', name); }; }"


@pytest.fixture
def rui(settings, live_server):
    settings.BASE_URL = live_server.url  # the passkey belongs to its host
    return make_user("Rui Costa", email="rui@example.org", password=PASSWORD)


def with_authenticator(page):
    """The page's browser has an authenticator of its own, and somebody who touches it; how to end that."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    identity = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda: session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": identity})


def main(page):
    return page.get_by_role("main")


def headed(page, words):
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def enter_password(visitor):
    page = visitor.open("/login/")
    page.get_by_label("E-mail address").fill("rui@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    main(page).get_by_role("button", name="Log in").click()
    return page


def an_hour_passes():
    """Since everybody logged in: what a recent login opens is asked for again."""
    for key in Session.objects.values_list("pk", flat=True):
        session = SessionStore(key)
        session[BEGAN_AT] = time.time() - 3600
        session.save()


def confirm(page):
    headed(page, "Confirm that it is you")
    page.get_by_label("Password").fill(PASSWORD)
    main(page).get_by_role("button", name="Continue").click()


def press_add(page):
    page.get_by_role("button", name="Add passkey").click()


def test_adding_one_logging_in_with_it_and_removing_it(visitor, rui):
    someone = visitor()
    page = enter_password(someone)
    expect(page.locator("body[data-person]")).to_be_attached()
    with_authenticator(page)
    someone.open("/profile/second-factor/")
    an_hour_passes()
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    headed(page, "Add a passkey")
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add passkey").click()
    headed(page, "Recovery codes")
    expect(page.get_by_text("The passkey was added.")).to_be_visible()

    someone.open("/profile/second-factor/passkey/")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_text("already has a passkey of yours")).to_be_visible()

    someone.open("/profile/")
    main(page).get_by_role("button", name="Log out").click()
    headed(page, "Log in")
    enter_password(someone)
    headed(page, "Use your passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("body[data-person]")).to_be_attached()

    someone.open("/profile/second-factor/")
    an_hour_passes()
    page.get_by_role("link", name="Remove Work laptop").click()
    headed(page, "Confirm that it is you")
    page.get_by_role("link", name="Use a passkey instead").click()
    main(page).get_by_role("button", name="Use a passkey").click()
    headed(page, "Remove the passkey “Work laptop”?")
    main(page).get_by_role("button", name="Remove").click()
    headed(page, "Two-factor authentication")
    expect(page.get_by_text("The passkey was removed.")).to_be_visible()
    expect(page.get_by_text("Work laptop")).to_have_count(0)


def test_what_went_wrong_is_said_in_words_and_the_name_stays(visitor, rui, settings):
    page = visitor(rui).open("/profile/second-factor/")
    remove = with_authenticator(page)
    an_hour_passes()
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("Work laptop")
    page.evaluate(FAILS, "NotAllowedError")
    press_add(page)
    expect(page.get_by_text("No passkey was used: it was cancelled")).to_be_visible()
    page.evaluate(FAILS, "TimeoutError")
    press_add(page)
    expect(page.get_by_text("The browser could not use a passkey.")).to_be_visible()
    expect(page.get_by_text("No passkey was used")).to_have_count(0)
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: false, configurable: true})")
    press_add(page)
    expect(page.get_by_text("Browsers only use passkeys over https, or on localhost.")).to_be_visible()
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: true, configurable: true})")
    page.evaluate("delete window.PublicKeyCredential")
    press_add(page)
    expect(page.get_by_text("This browser cannot use passkeys.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Work laptop")
    settings.BASE_URL = "https://debrief.example.com"
    page.reload()
    press_add(page)
    expect(page.get_by_text("only work at debrief.example.com")).to_be_visible()
    remove()


def test_without_scripts_the_page_says_what_to_do(visitor, rui):
    page = visitor(rui, scripts=False).open("/profile/second-factor/")
    an_hour_passes()
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("Work laptop")
    press_add(page)
    expect(page.get_by_text("Your browser was not asked for a passkey")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Work laptop")
