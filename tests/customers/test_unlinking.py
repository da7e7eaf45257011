"""A report that was linked to the wrong incident is unlinked, and linked to another one."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.clock import frozen, now
from core.errors import DomainError
from customers.enums import ReportState
from customers.services.reports import join_report, see_report
from customers.services.unlinking import unlink_report
from incidents.enums import EntryKind
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.details import edit_details, edit_public_summary
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.redacting import redact_words
from incidents.services.timeline import redact_entry
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.customers import make_incident_from, make_report
from tests.factories.incidents import make_incident, make_private_incident, resolve


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


@pytest.fixture
def right(responder):
    """Another incident; customers do not notice it."""
    return make_incident("Checkout fails", by=responder, is_customer_facing=False)


def press(client, report, incident, **more):
    return client.post(reverse("report_unlink", args=[report.pk]), {"incident": incident.pk}, **more)


def steps():
    return list(Delivery.objects.filter(kind="report_step").order_by("pk"))


def is_noticed(*incidents):
    """Whether customers notice each of them."""
    for incident in incidents:
        incident.refresh_from_db()
    return [incident.is_customer_facing for incident in incidents]


def live_entries(incident, report):
    return list(incident.entries.filter(facts__report=report.pk).live())


def test_the_page_of_the_incident_leads_to_the_button_on_that_of_the_report(responder, report, wrong):
    client, where = Client(enforce_csrf_checks=True), report.get_absolute_url()
    client.force_login(responder)
    assert f'href="{where}#linked"' in client.get(wrong.get_absolute_url()).content.decode()
    page = client.get(where).content.decode()
    assert 'id="linked"' in page
    action = reverse("report_unlink", args=[report.pk])
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert client.post(action, fields).status_code == 302
    report.refresh_from_db()
    assert report.incident is None


def test_a_reporter_is_not_offered_it(as_user, reporter, report, wrong):
    page = as_user(reporter).get(report.get_absolute_url()).content.decode()
    assert reverse("report_unlink", args=[report.pk]) not in page


@pytest.mark.parametrize("how", ["unlinked", "cancelled"])
def test_the_home_page_has_it_again_and_nobody_has_seen_it(as_user, responder, report, wrong, how):
    if how == "unlinked":
        unlink_report(report=report, actor=responder, incident=wrong)
    else:
        change_status(incident=wrong, actor=responder, change=StatusChange(action="cancel", reason="Nothing there"))
    assert report.reference in as_user(responder).get(reverse("home")).content.decode()
    report.refresh_from_db()
    assert (report.state, report.incident, report.seen_at, report.joined_by) == (ReportState.NEW, None, None, None)
    assert is_noticed(wrong) == [False]


def test_the_reporter_hears_when_somebody_looks_again(responder, report):
    see_report(report=report, actor=responder)
    incident = make_incident(by=responder)
    join_report(report=report, actor=responder, incident=incident)
    unlink_report(report=report, actor=responder, incident=incident)
    Delivery.objects.update(state="sent")
    with frozen(now() + timedelta(minutes=1)):
        see_report(report=report, actor=responder)
        see_report(report=report, actor=responder)
    assert [row.payload["step"] for row in steps()] == ["seen", "joined", "unlinked", "seen"]


def test_whoever_looks_at_once_is_said_in_the_message_that_it_was_unlinked(responder, report, wrong):
    unlink_report(report=report, actor=responder, incident=wrong)
    (row,) = [one for one in steps() if one.payload["step"] == "unlinked"]
    kind = find("report_step")
    assert "waits for somebody to look at it again" in kind.render([row])[row.pk].text
    report.refresh_from_db()
    see_report(report=report, actor=responder)
    assert [one.payload["step"] for one in steps()] == ["joined", "unlinked"]
    text = kind.render([row])[row.pk].text
    assert "Somebody looks at it again." in text
    assert "Do not pass on what you were told about that." in text


def test_it_can_be_linked_elsewhere_and_the_record_says_so(as_user, responder, report, wrong, right):
    client = as_user(responder)
    page = press(client, report, wrong, follow=True).content.decode()
    report.refresh_from_db()
    # Whoever unlinked it sees its page next, so it is looked at again.
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
    assert "linked to the wrong problem" in message.subject
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


def say_yes_on_declaring(responder, report):
    return make_incident(by=responder, is_customer_facing=True)


def say_no_then_yes(responder, report):
    incident = make_incident(by=responder, is_customer_facing=False)
    join_report(report=report, actor=responder, incident=incident)
    for value in (False, True):
        edit_details(incident=incident, actor=responder, values={"is_customer_facing": value})
    return incident


def post_an_update(responder, report):
    incident = make_incident(by=responder, is_customer_facing=False)
    join_report(report=report, actor=responder, incident=incident)
    edit_public_summary(incident=incident, actor=responder, text="We are working on it.")
    return incident


def raise_the_severity(responder, report):
    incident = make_incident(by=responder, level=4, is_customer_facing=False)
    join_report(report=report, actor=responder, incident=incident)
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    return incident


@pytest.mark.parametrize("say", [say_yes_on_declaring, say_no_then_yes, post_an_update, raise_the_severity])
def test_what_a_person_said_of_customers_stays(responder, report, say):
    incident = say(responder, report)
    report.refresh_from_db()
    if report.incident is None:
        join_report(report=report, actor=responder, incident=incident)
    unlink_report(report=report, actor=responder, incident=incident)
    assert is_noticed(incident) == [True]


def test_unlinked_after_a_merge_it_leaves_no_customers_behind(responder, report, wrong, right):
    merge_incident(source=wrong, target=right, actor=responder)
    assert is_noticed(right) == [True]
    unlink_report(report=report, actor=responder, incident=right)
    assert is_noticed(right) == [False]
    undo_merge(incident=wrong, actor=responder)
    assert is_noticed(wrong, right) == [False, False]


def test_unlinked_after_a_merge_was_undone_it_leaves_no_customers_behind(responder, report, wrong, right):
    merge_incident(source=wrong, target=right, actor=responder)
    undo_merge(incident=wrong, actor=responder)
    assert is_noticed(wrong, right) == [True, False]
    unlink_report(report=report, actor=responder, incident=wrong)
    assert is_noticed(wrong, right) == [False, False]


def test_undoing_a_merge_takes_the_customers_whose_report_goes_back(reporter, responder, report, wrong, right):
    second = make_report(reporter, "Checkout shows an error")
    join_report(report=second, actor=responder, incident=right)
    merge_incident(source=wrong, target=right, actor=responder)
    unlink_report(report=second, actor=responder, incident=right)
    assert is_noticed(right) == [True]
    undo_merge(incident=wrong, actor=responder)
    assert is_noticed(wrong, right) == [True, False]


def test_a_merge_without_reports_says_nothing_of_customers(responder, report, wrong, right):
    edit_details(incident=wrong, actor=responder, values={"is_customer_facing": False})
    merge_incident(source=right, target=wrong, actor=responder)
    assert is_noticed(wrong) == [False]


def test_a_copy_that_came_with_a_merge_is_struck_and_never_doubled(responder, report, wrong, right):
    unlink_report(report=report, actor=responder, incident=wrong)
    join_report(report=report, actor=responder, incident=right)
    merge_incident(source=right, target=wrong, actor=responder)
    assert len(live_entries(wrong, report)) == 1
    unlink_report(report=report, actor=responder, incident=wrong)
    assert live_entries(wrong, report) == []
    join_report(report=report, actor=responder, incident=wrong)
    assert len(live_entries(wrong, report)) == 1
    undo_merge(incident=right, actor=responder)
    assert (len(live_entries(wrong, report)), live_entries(right, report)) == (1, [])


def test_linked_again_while_its_entry_counts_it_is_told_once(responder, report, wrong):
    change_status(incident=wrong, actor=responder, change=StatusChange(action="cancel", reason="Nothing there"))
    change_status(incident=wrong, actor=responder, change=StatusChange(action="take_up", reason="It is there"))
    join_report(report=report, actor=responder, incident=wrong)
    assert len(live_entries(wrong, report)) == 1


def test_a_redacted_entry_is_struck_and_taken_up_again_too(responder, admin, report, wrong):
    told = wrong.entries.get(kind=EntryKind.REPORT)
    redact_entry(entry=told, actor=admin, reason="A name")
    unlink_report(report=report, actor=responder, incident=wrong)
    told.refresh_from_db()
    assert told.struck_at
    join_report(report=report, actor=responder, incident=wrong)
    told.refresh_from_db()
    assert told.struck_at is None


def test_it_can_be_linked_again_to_an_incident_of_long_ago_which_is_offered_last(as_user, responder, report):
    with frozen(now() - timedelta(days=30)):
        old, older = (make_incident(title, by=responder) for title in ("Old", "Older"))
        join_report(report=report, actor=responder, incident=old)
        for incident in (old, older):
            incident.refresh_from_db()
            resolve(incident)
    recent = make_incident("Recent", by=responder)
    client = as_user(responder)
    press(client, report, old)
    page = client.get(report.get_absolute_url()).content.decode()
    assert re.findall(r'<option value="(\d+)"', page) == [str(recent.pk), str(old.pk)]
    client.post(reverse("report_join", args=[report.pk]), {"incident": old.pk})
    report.refresh_from_db()
    assert report.incident == old


def test_what_was_told_of_the_wrong_incident_is_not_sent_any_more(responder, report, wrong, right):
    for incident, words in ((wrong, "Mail arrives later."), (right, "Pay by invoice.")):
        edit_public_summary(incident=incident, actor=responder, text=words)
    unlink_report(report=report, actor=responder, incident=wrong)
    join_report(report=report, actor=responder, incident=right)
    kind, (first, update, unlinked, joined) = find("report_step"), steps()
    assert set(kind.still_due([first, update, unlinked, joined])) == {first.pk, update.pk}
    messages = kind.render([unlinked, joined])
    assert "Pay by invoice." in messages[joined.pk].text
    assert "What you can tell the customer now" not in messages[unlinked.pk].text + messages[unlinked.pk].html


def test_what_was_told_of_a_duplicate_is_sent_after_the_merge(responder, report, wrong, right):
    merge_incident(source=wrong, target=right, actor=responder)
    last = make_incident("Everything fails", by=responder)
    merge_incident(source=right, target=last, actor=responder)
    assert find("report_step").still_due(steps()) == {}


@pytest.mark.parametrize("how", ["unlinked", "cancelled", "unlinked from what it was merged into"])
def test_a_redaction_reaches_what_the_reporter_was_told(responder, admin, report, wrong, right, how):
    edit_public_summary(incident=wrong, actor=responder, text="The key is hunter2.")
    sent = steps()[-1]
    message = find("report_step").render([sent])[sent.pk]
    Delivery.objects.filter(pk=sent.pk).update(state="sent", text=message.text, html=message.html)
    assert "hunter2" in message.text
    where = wrong
    if how == "cancelled":
        change_status(incident=wrong, actor=responder, change=StatusChange(action="cancel", reason="Nothing there"))
    else:
        if how != "unlinked":
            merge_incident(source=wrong, target=right, actor=responder)
            where = right
        unlink_report(report=report, actor=responder, incident=where)
    redact_words(incident=where, actor=admin, words="hunter2", reason="A password")
    sent.refresh_from_db()
    assert "hunter2" not in sent.text + sent.html


@pytest.mark.parametrize("host", ["", "mail.example.com"])
def test_nobody_is_said_to_be_notified_without_a_mail_server(as_user, responder, report, wrong, settings, host):
    settings.MAIL_SERVER = {**settings.MAIL_SERVER, "host": host}
    client, notified = as_user(responder), f"{report.reporter.name} is notified."
    assert (notified in client.get(report.get_absolute_url()).content.decode()) is bool(host)
    assert (f"{wrong.reference}. {notified}" in press(client, report, wrong, follow=True).content.decode()) is bool(
        host
    )


def test_the_milestone_reported_goes_with_it(responder, report):
    incident = make_incident_from(report, by=responder)
    assert incident.reported_at
    unlink_report(report=report, actor=responder, incident=incident)
    incident.refresh_from_db()
    assert incident.reported_at is None


def test_an_old_page_unlinks_nothing_else(as_user, responder, report, wrong, right):
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


def test_undoing_a_merge_does_not_bring_it_back(responder, report, wrong, right):
    merge_incident(source=wrong, target=right, actor=responder)
    unlink_report(report=report, actor=responder, incident=right)
    join_report(report=report, actor=responder, incident=right)
    assert len(live_entries(right, report)) == 1
    undo_merge(incident=wrong, actor=responder)
    report.refresh_from_db()
    assert report.incident == right
    assert is_noticed(wrong, right) == [False, True]
    assert (len(live_entries(wrong, report)), len(live_entries(right, report))) == (0, 1)


def test_a_report_that_is_not_linked_cannot_be_unlinked(responder, report):
    with pytest.raises(DomainError, match="is not linked"):
        unlink_report(report=report, actor=responder, incident=make_incident(by=responder))


def test_messages_of_many_reports_ask_as_often_as_those_of_one(reporter, responder):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            find("report_step").render(steps())
        return len(counted)

    def joined():
        join_report(report=make_report(reporter), actor=responder, incident=make_incident(by=responder, level=2))

    joined()
    few = queries()
    for _ in range(5):
        joined()
    assert queries() == few
