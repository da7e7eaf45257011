"""Redacting reports: their words go from every incident that tells them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.enums import Role
from customers.models import Report
from customers.services.redacting import redact_report
from customers.services.reports import join_report
from customers.services.waiting import REPORT_WAITS
from incidents.enums import EntryKind
from incidents.models import Incident, TimelineEntry
from incidents.services.changes import StatusChange, change_status
from incidents.services.redacting import find_words, redact_words
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry
from notifications.models import Delivery
from notifications.services import REMOVED
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.factories.incidents import make_incident
from tests.incidents.test_redacting import everything_stored
from tests.together import elsewhere
from transfer.models import FullExport
from transfer.services.exports import ask_full_export


@pytest.mark.parametrize("joined", [True, False])
def test_a_report_goes_with_the_entry_that_tells_it(admin, responder, reporter, joined):
    report = make_report(reporter, "Jane Doe cannot pay", customer="Jane Doe")
    if joined:
        join_report(report=report, actor=responder, incident=make_incident(by=responder))
    ask_full_export(actor=admin, client_uuid=uuid4())
    redact_report(report=report, actor=admin, reason="A customer's name")
    assert "Jane Doe" not in everything_stored()
    assert not FullExport.objects.exists()
    assert Report.objects.get().text == "Redacted by Daniel Mwangi: A customer's name"
    tombstones = TimelineEntry.objects.filter(redacted_by=admin, redacted_reason="A customer's name")
    assert tombstones.count() == int(joined)


def told_twice(actor, reporter):
    """A report that became new again when its incident was cancelled, and was joined to a later one."""
    first, second = make_incident("A false alarm", by=actor), make_incident(by=actor)
    report = make_report(reporter, "Jane Doe cannot pay", customer="Jane Doe")
    join_report(report=report, actor=actor, incident=first)
    change_status(incident=first, actor=actor, change=StatusChange(action="cancel", reason="Nothing there"))
    join_report(report=report, actor=actor, incident=second)
    return report, first, second


@pytest.mark.django_db(transaction=True)
def test_a_redacted_report_locks_its_incidents_in_the_order_of_their_numbers():
    actor = make_user("Amina Otieno")
    report, first, second = told_twice(actor, make_user("Peter Njoroge", role=Role.REPORTER))
    rows = Incident.objects.select_for_update(of=("self",), nowait=True).defer("search")
    with transaction.atomic():
        rows.get(pk=first.pk)
        answer = elsewhere(lambda: redact_report(report=report, actor=actor, reason="A name"))
        assert rows.get(pk=second.pk) == second
    assert answer().text == "Redacted by Amina Otieno: A name"


@pytest.mark.parametrize("where", [0, 1])
def test_redacting_an_entry_that_tells_a_report_reaches_every_incident_that_tells_it(responder, reporter, admin, where):
    _, *incidents = told_twice(responder, reporter)
    told = [incident.entries.get(kind=EntryKind.REPORT) for incident in incidents]
    entry, copy = told[where], told[1 - where]
    at = copy.happened_at - timedelta(minutes=5)
    correct_entry(
        entry=copy,
        actor=responder,
        reason="earlier",
        correction=EntryCorrection(text=copy.text, happened_at=at, until_at=None),
    )
    other = Incident.objects.get(pk=copy.incident_id)
    redact_entry(entry=entry, actor=admin, reason="A name")
    assert "Jane Doe" not in everything_stored()
    copy.refresh_from_db()
    assert copy.text == "A report that was redacted."
    assert other.seq < copy.changed_seq == Incident.objects.get(pk=other.pk).seq


def test_a_redacted_report_leaves_who_did_it_in_every_incident(responder, reporter, admin):
    report, *incidents = told_twice(responder, reporter)
    redact_report(report=report, actor=admin, reason="A name")
    assert "Jane Doe" not in everything_stored()
    told = [incident.entries.get(kind=EntryKind.REPORT) for incident in incidents]
    assert [(entry.text, entry.redacted_by) for entry in told] == [("", admin)] * 2
    assert Report.objects.get().text == "Redacted by Daniel Mwangi: A name"


def test_a_report_is_redacted_and_its_reporter_reads_why(as_user, admin, reporter):
    report = make_report(reporter, "Jane Doe cannot pay")
    answer = as_user(admin).post(f"/reports/{report.pk}/redact/", {"reason": "A name"})
    assert answer.url == report.get_absolute_url()
    assert "Redacted by Daniel Mwangi: A name" in as_user(reporter).get(report.get_absolute_url()).content.decode()
    assert Report.objects.get().customer == ""


@pytest.fixture
def sent(reporter):
    """A message about two reports that waited; it quotes the second, for somebody had looked at the first."""
    first, second = make_report(reporter), make_report(reporter, "Jane Doe cannot pay")
    return second, Delivery.objects.create(
        kind=REPORT_WAITS,
        recipient=reporter,
        dedup_key="waits",
        payload={"report": first.pk, "reports": [first.pk, second.pk]},
        text="The first: Jane Doe cannot pay",
        html="<p>Jane Doe cannot pay</p>",
    )


def test_a_message_about_several_that_waited_is_emptied_with_each_of_them(admin, sent):
    report, message = sent
    redact_report(report=report, actor=admin, reason="A name")
    message.refresh_from_db()
    assert (message.subject, message.text, message.html) == (REMOVED, "", "")


def test_redacting_words_reaches_a_message_about_several_that_waited(admin, responder, sent):
    report, message = sent
    incident = make_incident(by=responder)
    join_report(report=report, actor=responder, incident=incident)
    assert "1 stored message" in find_words(incident=incident, words="Jane Doe").places
    redact_words(incident=incident, actor=admin, words="Jane Doe", reason="A name")
    message.refresh_from_db()
    assert (message.subject, message.text, message.html) == (REMOVED, "", "")
