"""An entry that changes something says what, beside the words of whoever changed it: on pages, in files and mails."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.urls import reverse

from incidents.change_words import ValueChange
from incidents.enums import EntryKind, Milestone, Status
from incidents.selectors.entry_rows import entry_row
from incidents.selectors.timeline import entry_for_page, surroundings
from incidents.selectors.zones import shown_zone
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.details import Interval, edit_details, edit_impact
from incidents.services.redacting import redact_words
from incidents.services.timeline import EntryCorrection, correct_entry
from tests.factories.incidents import make_entry, make_incident, make_service
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


def test_details_and_impact_keep_what_they_said(responder, as_user):
    incident = make_incident(by=responder)
    for percent, words in ((Decimal(30), "Checkout fails for some"), (Decimal(80), "Checkout fails")):
        values = {"impact_percent": percent, "impact_text": words}
        edit_impact(incident=incident, actor=responder, values=values)
    entry = incident.entries.order_by("seq").last()
    assert entry.text == f"{responder.name} changed the impact."
    assert entry.changed_values == [
        ValueChange("percent affected", "30 %", "80 %"),
        ValueChange("impact", "Checkout fails for some", "Checkout fails"),
    ]
    client = as_user(responder)
    page = html_of(client.get(incident.get_absolute_url()))
    assert "<dt>Percent affected</dt> <dd> <del>30 %</del> → <ins>80 %</ins> </dd>" in page
    assert "  - percent affected: 30 % → 80 %" in downloaded(client, incident, "timeline.md")


def test_intervals_and_services_keep_what_they_were(responder):
    incident = make_incident(by=responder, zone="Africa/Nairobi")
    edit_details(incident=incident, actor=responder, services=[make_service("Checkout")])
    start = datetime(2026, 5, 10, 11, 0, tzinfo=UTC)
    interval = Interval(start, start + timedelta(minutes=35))
    edit_impact(incident=incident, actor=responder, intervals=[interval])
    services, intervals = incident.entries.filter(kind=EntryKind.DETAILS).order_by("seq")
    assert services.changed_values == [ValueChange("services", "", "Checkout")]
    assert intervals.changed_values == [ValueChange("impact intervals", "", "10 May 2026 14:00 to 14:35 EAT")]


def test_a_redaction_reaches_what_was_said_before(responder, admin):
    incident = make_incident(by=responder)
    for words in ("Token hunter2 leaked", "A token leaked"):
        edit_impact(incident=incident, actor=responder, values={"impact_text": words})
    redact_words(incident=incident, actor=admin, words="hunter2", reason="a password")
    facts = [entry.facts for entry in incident.entries.all()]
    assert "hunter2" not in str(facts)
    assert "[redacted by" in str(facts)


def test_a_milestone_that_moved_says_where_it_was(responder, as_user):
    incident = make_incident(by=responder)
    first = make_entry(incident, "Alarm", by=responder, milestones=[Milestone.DETECTED])
    make_entry(incident, "It was seen here already", by=responder, milestones=[Milestone.DETECTED])
    row = entry_row(entry_for_page(first), surroundings(incident), shown_zone(incident, responder, "utc"))
    assert [(mark.label, mark.by) for mark in row.earlier_milestones] == [("Detected", responder.name)]
    assert "Detected was on this entry until" in html_of(as_user(responder).get(incident.get_absolute_url()))
