"""Declaring an incident from a report."""

from uuid import uuid4

import pytest
from django.urls import reverse

from customers.enums import ReportState
from customers.services.reports import decline_report
from incidents.enums import EntryKind
from incidents.models import Incident
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
