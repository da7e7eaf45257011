"""Words that are added to a report: by its reporter, and by responders who ask back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import NotPermitted
from customers.enums import ReplyKind, ReportState
from customers.models import ReportReply
from customers.services.redacting import redact_report
from customers.services.replies import reply_to_report
from customers.services.reports import decline_report, see_report
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report
from tests.html import html_of


@pytest.fixture
def report(reporter):
    return make_report(reporter)


def add(report, actor, text="It is about ink only", **more):
    return reply_to_report(report=report, actor=actor, text=text, client_uuid=uuid4(), **more)


def told():
    rows = Delivery.objects.filter(kind="report_reply").order_by("pk")
    return [row.recipient for row in rows]


def test_the_reporter_adds_words_on_its_page_and_whoever_looked_at_it_is_told(as_user, report, reporter, responder):
    see_report(report=report, actor=responder)
    form = {"text": "It is about ink only", "client_uuid": uuid4()}
    page = html_of(as_user(reporter).post(reverse("report_reply", args=[report.pk]), form, follow=True))
    assert "It is about ink only" in page
    assert told() == [responder]
    as_user(reporter).post(reverse("report_reply", args=[report.pk]), form)
    assert ReportReply.objects.count() == 1


def test_a_responder_asks_back_and_the_reporter_reads_it_without_their_name(as_user, report, reporter, responder):
    add(report, responder, "Which browser?")
    assert told() == [reporter]
    row = Delivery.objects.get(kind="report_reply")
    message = find("report_reply").render([row])[row.pk]
    assert report.reference in message.subject
    assert "Which browser?" in message.text
    assert "Which browser?" in message.html
    page = html_of(as_user(reporter).get(report.get_absolute_url()))
    assert "Somebody who works on it" in page
    for shown in (message.subject, message.text, message.html, page):
        assert responder.name not in shown
    assert responder.name in html_of(as_user(responder).get(report.get_absolute_url()))


def test_a_reply_to_a_decline_reopens_it_and_the_answer_stays_readable(as_user, report, reporter, responder):
    decline_report(report=report, actor=responder, answer="It works as planned.")
    page = html_of(as_user(reporter).get(report.get_absolute_url()))
    assert "We mail you when somebody looks at it" not in page
    assert "the report is open again" in page
    assert add(report, reporter, "It does not.").kind == ReplyKind.REOPENED
    report.refresh_from_db()
    assert (report.state, report.answer, report.seen_at) == (ReportState.NEW, "", None)
    assert "It works as planned." in html_of(as_user(reporter).get(report.get_absolute_url()))
    assert told() == [responder]
    decline_report(report=report, actor=responder, answer="Clear the cookies.")
    assert Delivery.objects.filter(kind="report_step", payload__step="declined").exists()


def test_a_responder_reopens_a_decline_only_when_that_is_meant(report, responder):
    decline_report(report=report, actor=responder, answer="It works as planned.")
    add(report, responder, "More:")
    report.refresh_from_db()
    assert report.state == ReportState.DECLINED
    add(report, responder, "I was wrong.", reopens=True)
    report.refresh_from_db()
    assert report.state == ReportState.NEW


def test_nobody_else_writes_in_it_and_empty_words_are_refused(as_user, report, reporter):
    other = make_user("Otto Other", role="reporter")
    with pytest.raises(NotPermitted):
        add(report, other)
    refused = as_user(reporter).post(reverse("report_reply", args=[report.pk]), {"text": " ", "client_uuid": uuid4()})
    assert refused.status_code == 422
    assert "Write what you want to add." in html_of(refused)


def test_a_redaction_removes_them_too(report, reporter, admin):
    add(report, reporter, "password hunter2")
    redact_report(report=report, actor=admin, reason="A password")
    assert "hunter2" not in ReportReply.objects.get().text
