"""A report that was linked to the wrong incident is unlinked, and linked to another one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import frozen, now
from core.errors import DomainError
from customers.enums import ReportState
from customers.services.reports import join_report, unlink_report
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.customers import make_incident_from, make_report
from tests.factories.incidents import make_incident, make_private_incident


@pytest.fixture
def report(reporter):
    return make_report(reporter)


@pytest.fixture
def wrong(report, responder):
    """The incident that the report was linked to by mistake."""
    incident = make_incident("Mail is slow", by=responder, is_customer_facing=False)
    join_report(report=report, actor=responder, incident=incident)
    incident.refresh_from_db()
    report.refresh_from_db()
    return incident


def press(client, report, incident, **more):
    return client.post(reverse("report_unlink", args=[report.pk]), {"incident": incident.pk}, **more)


def steps():
    return list(Delivery.objects.filter(kind="report_step").order_by("pk"))


def test_the_pages_of_report_and_incident_offer_it(as_user, responder, reporter, report, wrong):
    where = reverse("report_unlink", args=[report.pk])
    for page in (report.get_absolute_url(), wrong.get_absolute_url()):
        assert f'action="{where}"' in as_user(responder).get(page).content.decode()
    assert where not in as_user(reporter).get(report.get_absolute_url()).content.decode()


def test_it_can_be_linked_elsewhere_and_the_record_says_so(as_user, responder, report, wrong):
    client, right = as_user(responder), make_incident("Checkout fails", by=responder)
    page = press(client, report, wrong, follow=True).content.decode()
    report.refresh_from_db()
    assert (report.state, report.incident, report.joined_at) == (ReportState.SEEN, None, None)
    assert f"{report.reference} is no longer linked to {wrong.reference}" in page
    assert reverse("report_join", args=[report.pk]) in page
    told = wrong.entries.get(external_id=str(report.pk))
    assert (told.struck_by, told.struck_reason) == (responder, f"{report.reference} does not belong to this incident.")
    said = f"{responder.name} unlinked {report.reference} from this incident."
    assert wrong.entries.filter(text=said, author=responder).exists()
    client.post(reverse("report_join", args=[report.pk]), {"incident": right.pk})
    report.refresh_from_db()
    assert (report.incident, report.state) == (right, ReportState.JOINED)


def test_the_reporter_is_told_of_each_step_also_when_it_is_linked_there_again(responder, report, wrong):
    unlink_report(report=report, actor=responder, incident=wrong)
    join_report(report=report, actor=responder, incident=wrong)
    told = steps()
    assert [row.payload["step"] for row in told] == ["joined", "unlinked", "joined"]
    kind = find("report_step")
    assert kind is not None
    message = kind.render([told[1]])[told[1].pk]
    assert "linked to the wrong problem" in message.text
    assert "it belongs to another problem" in message.subject
    assert wrong.entries.get(external_id=str(report.pk)).counts


def test_customers_are_affected_as_long_as_a_report_says_so(reporter, responder, report, wrong):
    second = make_report(reporter, "Mail does not arrive")
    join_report(report=second, actor=responder, incident=wrong)
    assert wrong.is_customer_facing
    unlink_report(report=report, actor=responder, incident=wrong)
    wrong.refresh_from_db()
    assert wrong.is_customer_facing
    unlink_report(report=second, actor=responder, incident=wrong)
    wrong.refresh_from_db()
    assert (wrong.is_customer_facing, wrong.update_due_at) == (False, None)


def test_what_a_person_said_of_customers_stays(responder, report):
    incident = make_incident(by=responder, is_customer_facing=True)
    join_report(report=report, actor=responder, incident=incident)
    unlink_report(report=report, actor=responder, incident=incident)
    incident.refresh_from_db()
    assert incident.is_customer_facing


def test_the_milestone_reported_goes_with_it(responder, report):
    incident = make_incident_from(report, by=responder)
    assert incident.reported_at
    unlink_report(report=report, actor=responder, incident=incident)
    incident.refresh_from_db()
    assert incident.reported_at is None


def test_an_old_page_unlinks_nothing_else(as_user, responder, report, wrong):
    right = make_incident("Checkout fails", by=responder)
    unlink_report(report=report, actor=responder, incident=wrong)
    join_report(report=report, actor=responder, incident=right)
    refused = press(as_user(responder), report, wrong)
    assert refused.status_code == 422
    assert "is not linked to" in refused.content.decode()
    report.refresh_from_db()
    assert report.incident == right


def test_only_those_who_see_the_incident_unlink(as_user, responder, manager, report):
    secret = make_private_incident(by=responder)
    join_report(report=report, actor=responder, incident=secret)
    assert press(as_user(manager), report, secret).status_code == 422
    report.refresh_from_db()
    assert report.incident == secret


def test_undoing_a_merge_does_not_bring_it_back(responder, report, wrong):
    target = make_incident("Checkout fails", by=responder)
    merge_incident(source=wrong, target=target, actor=responder)
    unlink_report(report=report, actor=responder, incident=target)
    join_report(report=report, actor=responder, incident=target)
    undo_merge(incident=wrong, actor=responder)
    report.refresh_from_db()
    assert report.incident == target


def test_a_report_that_is_not_linked_cannot_be_unlinked(responder, report):
    with frozen(now() + timedelta(minutes=1)), pytest.raises(DomainError, match="is not linked"):
        unlink_report(report=report, actor=responder, incident=make_incident(by=responder))
