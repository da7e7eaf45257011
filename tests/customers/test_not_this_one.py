"""*Yes, this one* was the wrong one: its reporter takes it back, and words added to it reach somebody."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import NotPermitted
from customers.enums import ReportState
from customers.services.known_problems import ReportWords, report_known_problem
from customers.services.replies import reply_to_report
from customers.services.reports import join_report
from customers.services.unlinking import say_not_this_one
from incidents.models import Incident
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report, make_update
from tests.factories.incidents import make_incident
from tests.html import html_of


@pytest.fixture
def incident(responder):
    found = make_incident("Redis is full", by=responder, is_customer_facing=True)
    make_update(found, "Baskets are empty.")
    return found


def join(incident, reporter, text="Export to Excel gives a broken file", customer="Acme Ltd"):
    words = ReportWords(text=text, customer=customer)
    return report_known_problem(reporter=reporter, incident=incident, words=words, client_uuid=uuid4())


def told(kind):
    return [row.recipient for row in Delivery.objects.filter(kind=kind).order_by("pk")]


def test_the_reporter_takes_it_back_and_it_is_a_new_report(as_user, reporter, responder, incident):
    wanting = make_user("Wanda Wants", told_of_reports=True)
    report = join(incident, reporter)
    assert incident.affected_customers.exists()
    where = reverse("report_not_this_one", args=[report.pk])
    assert "Not this one" in html_of(as_user(reporter).get(report.get_absolute_url()))
    answer = as_user(reporter).post(where, follow=True)
    assert "is a new report now" in html_of(answer)
    report.refresh_from_db()
    assert (report.state, report.incident, report.joined_by) == (ReportState.NEW, None, None)
    assert not incident.affected_customers.exists()
    assert not incident.entries.filter(facts__report=report.pk).live().exists()
    assert told("new_report") == [wanting]
    assert not Delivery.objects.filter(kind="report_step", payload__step="unlinked").exists()
    assert report.reference in html_of(as_user(responder).get(reverse("report_triage")))
    assert as_user(reporter).post(where).status_code == 403


def test_without_words_it_asks_what_the_customer_cannot_do(as_user, reporter, incident):
    report = join(incident, reporter, text="")
    where = reverse("report_not_this_one", args=[report.pk])
    refused = as_user(reporter).post(where, {"text": " "})
    assert (refused.status_code, "Say what the customer cannot do." in html_of(refused)) == (422, True)
    as_user(reporter).post(where, {"text": "No export"})
    report.refresh_from_db()
    assert (report.text, report.state) == ("No export", ReportState.NEW)


def test_what_somebody_else_linked_is_not_the_reporters_to_take_back(as_user, reporter, responder, incident):
    report = make_report(reporter)
    join_report(report=report, actor=responder, incident=incident)
    report.refresh_from_db()
    assert "Not this one" not in html_of(as_user(reporter).get(report.get_absolute_url()))
    with pytest.raises(NotPermitted):
        say_not_this_one(report=report, actor=reporter)


def test_words_added_to_it_reach_the_lead_or_who_declared_it(reporter, responder, incident):
    report = join(incident, reporter)
    reply_to_report(report=report, actor=reporter, text="Sorry, the wrong button", client_uuid=uuid4())
    assert told("report_reply") == [responder]
    lead = make_user("Lea Lead")
    led = make_incident("Led", by=responder, lead=lead, is_customer_facing=True)
    other = join(led, reporter)
    reply_to_report(report=other, actor=reporter, text="Sorry, the wrong button", client_uuid=uuid4())
    assert told("report_reply") == [responder, lead]


def test_words_added_to_a_report_of_a_private_incident_reach_nobody_who_does_not_see_it(reporter, incident):
    wanting = make_user("Wanda Wants", told_of_reports=True)
    report = join(incident, reporter)
    Incident.objects.filter(pk=incident.pk).update(is_private=True)
    incident.members.clear()
    report.refresh_from_db()
    reply_to_report(report=report, actor=reporter, text="Sorry, the wrong button", client_uuid=uuid4())
    assert told("report_reply") == [wanting]
