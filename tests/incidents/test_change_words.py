"""An entry that changes something says what, beside the words of whoever changed it: on pages, in files and mails."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from incidents.enums import Status
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.timeline import EntryCorrection, correct_entry
from tests.factories.incidents import make_incident
from tests.html import html_of
from tests.incidents.test_timeline_files import downloaded


@pytest.fixture
def changed(responder):
    """An incident that was raised, resolved and reopened, each with words."""
    incident = make_incident(by=responder, level=3)
    raised = SeverityChange(level=1, note="it spreads")
    change_severity(incident=incident, actor=responder, change=raised)
    change_status(incident=incident, actor=responder, change=StatusChange(action="resolve", note="gone"))
    again = StatusChange(action="reopen", reason="came back at night")
    return change_status(incident=incident, actor=responder, change=again)


def test_the_page_says_from_what_to_what(changed, responder, as_user):
    page = html_of(as_user(responder).get(changed.get_absolute_url()))
    for change in ("SEV3 → SEV1", "investigating → resolved", "Reopened, resolved → investigating"):
        assert f'<span class="change">{change}</span>' in page


def test_the_files_say_it_too(changed, responder, as_user):
    client = as_user(responder)
    rows = {row["text"]: row["change"] for row in csv.DictReader(StringIO(downloaded(client, changed)))}
    assert rows["it spreads"] == "SEV3 → SEV1"
    assert rows["came back at night"] == "Reopened, resolved → investigating"
    text = downloaded(client, changed, "timeline.md")
    assert "SEV3 → SEV1: it spreads" in text
    assert "Reopened, resolved → investigating: came back at night" in text


def test_a_correction_of_the_words_leaves_the_change(changed, responder):
    entry = changed.entries.get(text="it spreads")
    mended = EntryCorrection("it spreads to all shops", entry.happened_at)
    correct_entry(entry=entry, actor=responder, correction=mended, reason="clearer")
    entry.refresh_from_db()
    assert entry.words == "SEV3 → SEV1: it spreads to all shops"


def test_without_words_it_is_said_once(responder):
    incident = make_incident(by=responder, level=3)
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    entry = incident.entries.order_by("seq").last()
    assert (entry.text, entry.change) == ("Severity SEV3 → SEV1.", "")
    assert incident.status == Status.INVESTIGATING


def test_the_home_page_says_it_of_the_last_entry(changed, responder, as_user):
    page = html_of(as_user(responder).get(reverse("home")))
    assert "Reopened, resolved → investigating: came back at night" in page
