"""The message about a new report, to those who asked for it."""

import pytest
from django.urls import reverse

from customers.services.notices import NEW_REPORT
from customers.services.reports import see_report
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.customers import make_report


@pytest.fixture
def wanting(responder):
    responder.told_of_reports = True
    responder.save()
    return responder


def told():
    return list(Delivery.objects.filter(kind=NEW_REPORT).select_related("recipient"))


def test_only_those_who_asked_are_told(wanting, manager, reporter):
    report = make_report(reporter, "The basket stays empty")
    (delivery,) = told()
    assert delivery.recipient == wanting
    message = find(NEW_REPORT).render([delivery])[delivery.pk]
    assert f"{report.reference}: Peter Njoroge reports: The basket stays empty" in message.subject
    assert report.get_absolute_url() in message.text


def test_one_who_is_no_responder_any_more_is_not_told(wanting, reporter):
    wanting.role = "reporter"
    wanting.save()
    make_report(reporter)
    assert not told()


def test_sending_the_form_twice_tells_once_and_nobody_of_their_own(wanting, reporter):
    first = make_report(reporter)
    make_report(reporter, client_uuid=first.client_uuid)
    make_report(wanting)
    assert len(told()) == 1


def test_it_is_not_sent_once_somebody_looked(wanting, manager, reporter):
    report = make_report(reporter)
    assert not find(NEW_REPORT).still_due(told())
    see_report(report=report, actor=manager)
    assert list(find(NEW_REPORT).still_due(told()).values()) == ["Somebody looked at the report before this was sent."]


def test_it_is_asked_for_in_the_profile(as_user, responder, reporter):
    client = as_user(responder)
    assert "Tell me about new reports" in client.get(reverse("profile")).content.decode()
    facts = {"name": responder.name, "zone": responder.zone, "digest_hour": "9", "digest_weekdays": ["1"]}
    client.post(reverse("profile"), facts | {"told_of_reports": "on"})
    responder.refresh_from_db()
    assert responder.told_of_reports
    client.post(reverse("profile"), facts)
    responder.refresh_from_db()
    assert not responder.told_of_reports
    assert "Tell me about new reports" not in as_user(reporter).get(reverse("profile")).content.decode()
