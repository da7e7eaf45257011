"""Declaring an incident from a report."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import frozen
from customers.enums import ReportState
from customers.models import Report
from customers.services.reports import decline_report
from incidents.enums import EntryKind
from incidents.models import Incident
from tests.factories.accounts import make_user
from tests.factories.customers import make_report


@pytest.fixture
def report(reporter):
    return make_report(reporter, "Buying fails\nfor three customers", since="20m ago")


def sent(**fields):
    return {"title": "Buying fails", "severity": "3", "zone": "Africa/Nairobi", "client_uuid": uuid4()} | fields


def test_a_report_fills_the_form_and_is_joined(as_user, responder, report):
    client, address = as_user(responder), reverse("report_declare", args=[report.pk])
    shown = client.get(address).content.decode()
    assert 'value="Buying fails"' in shown
    assert report.reference in shown
    client.post(address, sent())
    report.refresh_from_db()
    incident = Incident.objects.get()
    assert (report.state, report.incident) == (ReportState.JOINED, incident)
    assert incident.reported_at == report.created_at
    assert f"from {report.reference} at SEV3" in incident.entries.get(kind=EntryKind.DECLARED).text


def test_the_same_form_sent_twice_declares_once(as_user, responder, report):
    client, address, form = as_user(responder), reverse("report_declare", args=[report.pk]), sent()
    first, second = client.post(address, form), client.post(address, form)
    assert first.url == second.url == f"{Incident.objects.get().get_absolute_url()}?declared=1"


def test_a_report_that_was_decided_meanwhile_declares_nothing(as_user, responder, report):
    decline_report(report=report, actor=responder, answer="It works as it should.")
    response = as_user(responder).post(reverse("report_declare", args=[report.pk]), sent())
    assert response.status_code == 422
    assert "declined already" in response.content.decode()
    assert not Incident.objects.exists()


def test_half_an_hour_ago_is_counted_from_when_it_was_filed(as_user, reporter):
    responder = make_user("Amina Otieno", zone="Africa/Nairobi")
    with frozen(datetime(2023, 5, 13, 19, 0, tzinfo=UTC)) as clock:
        as_user(reporter).post(
            reverse("report_problem"), {"text": "Buying fails", "since": "half an hour ago", "client_uuid": uuid4()}
        )
        clock.forward(timedelta(hours=2))
        report = Report.objects.get()
        client, address = as_user(responder), reverse("report_declare", args=[report.pk])
        form = client.get(address).context["form"]
        assert form.initial["impact_started"] == "13 May 2023 21:30 EAT"
        client.post(address, sent(impact_started=form.initial["impact_started"]))
        incident = Incident.objects.get()
        text = incident.entries.get(kind=EntryKind.REPORT).text
        exported = client.get(reverse("timeline_text", args=[incident.pk])).content.decode()
    assert incident.impact_started_at == datetime(2023, 5, 13, 18, 30, tzinfo=UTC)
    assert "since 13 May 2023 21:30 EAT (typed “half an hour ago”)" in text
    assert "since 13 May 2023 21:30 EAT" in exported


def test_words_that_name_no_time_are_no_time(as_user, responder, reporter):
    report = make_report(reporter, since="some time this morning")
    client, address = as_user(responder), reverse("report_declare", args=[report.pk])
    assert client.get(address).context["form"].initial["impact_started"] == ""
    client.post(address, sent())
    assert ", since some time this morning:" in Incident.objects.get().entries.get(kind=EntryKind.REPORT).text
