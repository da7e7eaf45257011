"""A session that ends while somebody types: nothing typed is lost, and it is sent after logging in."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from incidents.models import TimelineEntry
from postmortems.enums import SectionKind
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem, section_of
from tests.journeys import queue, steps

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def amina(responder):
    """A responder who can log in by herself."""
    responder.set_password(PASSWORD)
    responder.save()
    return responder


def end_sessions():
    """What time, or an admin, does to every session."""
    Session.objects.all().delete()


def log_in(page, user):
    """Fills the login page that is open."""
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    steps.press(page.get_by_role("main"), "Log in")


def log_in_and_send(visitor, page, user, text, *, scripts):
    """What the page of an ended session offers: the words to copy, the login in a new tab, and a button that sends.

    The login changed the token that a form must carry: without scripts the page asks for one more press.
    """
    expect(page.locator("h1")).to_have_text("You were logged out")
    expect(page.locator("pre.typed").first).to_have_text(text)
    with visitor.context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    log_in(opened.value, user)
    expect(opened.value.locator("h1")).to_have_text("You are logged in again")
    opened.value.close()
    steps.press(page, "Send again")
    if not scripts:
        expect(page.locator("h1")).to_have_text("This page was open for too long")
        expect(page.locator("pre.typed").first).to_have_text(text)
        steps.press(page, "Send again")


def test_an_entry_typed_without_scripts(visitor, amina):
    incident = make_incident(by=amina)
    room = visitor(amina, scripts=False)
    page = room.open(f"/incidents/{incident.pk}/")
    page.get_by_label("What happened?").fill("Rolled back")
    end_sessions()
    steps.press(page, "Log it")
    log_in_and_send(room, page, amina, "Rolled back", scripts=False)
    expect(page.locator("li.entry", has_text="Rolled back")).to_be_visible()
    assert TimelineEntry.objects.told().get().text == "Rolled back"


def log_in_elsewhere(visitor, user, notice):
    """Follows the notice into a new tab and logs in there."""
    with visitor.context.expect_page() as opened:
        notice.get_by_role("link", name="Log in in a new tab").click()
    log_in(opened.value, user)
    expect(opened.value.get_by_role("navigation", name="Main", exact=True)).to_contain_text("Incidents")
    opened.value.close()


def test_an_entry_typed_with_scripts(visitor, amina):
    incident = make_incident(by=amina)
    page = visitor(amina).open(f"/incidents/{incident.pk}/")
    end_sessions()
    queue.enter(page, "Rolled back")
    expect(queue.banner(page)).to_contain_text("You were logged out. 1 entry waiting.")
    expect(queue.waiting(page)).to_contain_text("waiting to be sent")
    queue.banner(page).get_by_role("link", name="Log in").click()
    log_in(page, amina)
    expect(page.locator("li.entry[id]", has_text="Rolled back")).to_be_visible()
    expect(queue.waiting(page)).to_have_count(0)
    expect(queue.banner(page)).to_have_count(0)
    assert queue.stored(incident) == ["Rolled back"]


def test_a_room_says_that_the_login_ended(visitor, amina):
    incident = make_incident(by=amina)
    page = visitor(amina).open(f"/incidents/{incident.pk}/")
    queue.ready(page)
    page.get_by_label("What happened?").fill("Rolled")
    expect(queue.banner(page)).to_have_count(0)
    end_sessions()
    said = page.get_by_role("status").filter(has_text="You were logged out. Log in again; what you write is kept.")
    expect(said).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value("Rolled")
    said.get_by_role("link", name="Log in").click()
    log_in(page, amina)
    expect(page).to_have_url(re.compile(f"/incidents/{incident.pk}/$"))
    expect(page.get_by_label("What happened?")).to_have_value("Rolled")
    expect(queue.banner(page)).to_have_count(0)


def test_a_correction_typed_in_the_dialog(visitor, amina):
    incident = make_incident(by=amina)
    entry = make_entry(incident, "Restarted the datbase")
    room = visitor(amina)
    page = room.open(f"/incidents/{incident.pk}/")
    form = steps.begin_to_correct(page, entry)
    form.get_by_label("Text").fill("Restarted the database")
    end_sessions()
    steps.press(form, "Correct it")
    notice = form.get_by_role("alert").filter(has_text="You were logged out, so this was not saved.")
    expect(notice).to_be_in_viewport()
    log_in_elsewhere(room, amina, notice)
    steps.press(form, "Correct it")
    expect(page.locator(f"#entry-{entry.pk}")).to_contain_text("Restarted the database")
    entry.refresh_from_db()
    assert entry.text == "Restarted the database"


@BOTH
def test_a_section_typed(visitor, amina, scripts):
    postmortem = make_postmortem(author=amina)
    summary = section_of(postmortem, SectionKind.SUMMARY)
    address = f"/incidents/{postmortem.incident_id}/postmortem/sections/{summary.pk}/"
    writer = visitor(amina, scripts=scripts)
    page = writer.open(address)
    page.get_by_label("Text", exact=True).fill("Nobody could pay.\n\nFor an hour.")
    end_sessions()
    steps.press(page, "Save")
    log_in_and_send(writer, page, amina, "Nobody could pay.\n\nFor an hour.", scripts=scripts)
    expect(page.locator(".editor-foot")).to_contain_text("Version 1")
    summary.refresh_from_db()
    assert summary.body.replace("\r\n", "\n") == "Nobody could pay.\n\nFor an hour."
