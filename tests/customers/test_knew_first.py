"""Who knew first: the first customer report, and the first alert."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import frozen, now
from customers.models import Report
from customers.selectors.knew_first import knew_first, knew_first_by_service
from customers.services.reports import join_report
from incidents.enums import DetectionSource, Milestone
from incidents.models import Incident
from tests.factories.customers import make_report
from tests.factories.incidents import make_entry, make_incident, make_service
from tests.html import html_of


def detected(incident, at, source=DetectionSource.MONITORING):
    make_entry(incident, "Found", happened_at=at, milestones=(Milestone.DETECTED,))
    Incident.objects.filter(pk=incident.pk).update(detection_source=source)


def reported(incident, by, at):
    report = make_report(by)
    Report.objects.filter(pk=report.pk).update(created_at=at)
    join_report(report=report, actor=incident.declared_by, incident=incident)


@pytest.fixture
def at():
    return now() - timedelta(hours=3)


def test_customers_knew_first(reporter, at):
    incident = make_incident()
    reported(incident, reporter, at)
    reported(incident, reporter, at + timedelta(minutes=1))
    detected(incident, at + timedelta(minutes=12))
    found = knew_first(incident)
    assert (found.minutes, found.words) == (12, "Customers, 12 min before the first alert")


def test_the_monitoring_knew_first(reporter, at):
    incident = make_incident()
    reported(incident, reporter, at + timedelta(minutes=30))
    detected(incident, at)
    found = knew_first(incident)
    assert (found.minutes, found.words) == (-30, "Our monitoring, 30 min before the first customer report")


def test_unknown_stays_unknown(reporter, at):
    incident = make_incident()
    assert knew_first(incident).explanation == "There is no customer report and no alert by monitoring."
    reported(incident, reporter, at)
    detected(incident, at, DetectionSource.EMPLOYEE)  # no alert
    found = knew_first(incident)
    assert (found.minutes, found.words, found.explanation) == (None, "unknown", "There is no alert by monitoring.")


def test_the_milestone_counts_where_a_customer_detected_it(at):
    incident = make_incident()
    make_entry(incident, "A customer called", happened_at=at, milestones=(Milestone.REPORTED,))
    detected(incident, at, DetectionSource.CUSTOMER)
    assert knew_first(incident).reported_at == at
    assert knew_first(incident).alerted_at is None


def test_by_service_the_median_and_what_is_left_out(reporter, responder, at, as_user):
    shop = make_service("Shop")
    for minutes in (10, 20, 90):
        incident = make_incident(services=(shop,))
        reported(incident, reporter, at)
        detected(incident, at + timedelta(minutes=minutes))
    reported(make_incident(services=(shop,)), reporter, at)
    make_incident(services=(shop,))
    drill = make_incident(services=(shop,), is_drill=True)
    reported(drill, reporter, at)
    (row,) = knew_first_by_service(responder)
    assert (row.service, row.n, row.median, row.customers_first) == ("Shop", 3, 20, 3)
    assert (row.without_report, row.without_alert) == (1, 1)
    page = html_of(as_user(responder).get(reverse("who_knew_first")))
    assert "Customers, 20 min before the first alert" in page
    assert "1 without an alert, where only customers told us" in page
    assert "1 without a customer report" in page
    assert as_user(reporter).get(reverse("who_knew_first")).status_code == 404


def test_what_began_more_than_a_year_ago_does_not_count(reporter, responder, at, as_user):
    incident = make_incident(services=(make_service("Shop"),))
    reported(incident, reporter, at)
    assert knew_first_by_service(responder) != []
    with frozen(now() + timedelta(days=366)):
        assert knew_first_by_service(responder) == []
        page = as_user(responder).get(reverse("who_knew_first")).content.decode()
    assert "No incident of the last 365 days names a service" in page


def test_a_private_incident_counts_for_its_members_alone(reporter, responder, admin, at):
    incident = make_incident(services=(make_service("Shop"),), is_private=True)
    reported(incident, reporter, at)
    assert knew_first_by_service(responder) == []
    assert knew_first_by_service(admin) != []


def test_nothing_is_asked_for_each_incident(reporter, responder, at, django_assert_num_queries):
    shop = make_service("Shop")
    with frozen(now()):
        for _ in range(3):
            reported(make_incident(services=(shop,)), reporter, at)
    with django_assert_num_queries(1):
        knew_first_by_service(responder)
