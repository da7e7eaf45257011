"""Triage: reports of one problem stand together and are decided in one press, each reporter told once."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from customers.enums import ReportState
from customers.models import Report
from customers.readers.likeness import features, grouped
from customers.selectors.triage import triage
from customers.services.reports import declare_from_reports, join_report, see_reports
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.services.changes import StatusChange, change_status
from incidents.services.creating import IncidentDetails
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.customers import make_report, make_update
from tests.factories.incidents import make_incident, make_private_incident

BASKET = ("The basket loses its articles", "Articles vanish from the basket", "basket is empty, articles gone")


@pytest.fixture
def basket(reporter):
    return [make_report(reporter, text, customer=name) for text, name in zip(BASKET, "ABC", strict=True)]


def steps(person):
    return [row.payload["step"] for row in Delivery.objects.filter(recipient=person, kind="report_step").order_by("pk")]


def sent(reports, **more):
    return {"report": [report.pk for report in reports], **more}


def test_reports_of_one_problem_stand_together(responder, reporter, basket):
    other = make_report(reporter, "Invoices come without tax")
    found = triage(responder)
    assert [[report.pk for report in group.reports] for group in found.groups] == [
        [report.pk for report in basket],
        [other.pk],
    ]
    assert found.groups[0].customers == ["A", "B", "C"]


def test_one_report_that_is_like_many_does_not_chain_them():
    texts = [features(stems.split(), ()) for stems in ("a b", "a b c", "a b d", "a b e", "c d e f", "e f")]
    groups = grouped(texts)
    assert groups == [[0, 1, 2, 3], [4, 5]]


def test_an_open_incident_like_them_is_proposed_and_a_private_one_is_not(as_user, responder, reporter, basket):
    incident, secret = make_incident("Redis", by=responder), make_private_incident()
    for found in (incident, secret):
        join_report(report=make_report(reporter, BASKET[0]), actor=make_user("Ann", role="admin"), incident=found)
    page = as_user(responder).get(reverse("report_triage")).content.decode()
    assert f"Link to {incident.reference}" in page
    assert f"Link to {secret.reference}" not in page
    make_update(incident, "Mail is late.")
    assert [group.proposed for group in triage(responder).groups] == [[incident]]


def test_the_whole_group_is_linked_in_one_press_and_each_reporter_told_once(as_user, responder, reporter, basket):
    colleague = make_user("Joy Mutua", role="reporter")
    basket.append(make_report(colleague, BASKET[0]))
    incident = make_incident(by=responder)
    response = as_user(responder).post(
        reverse("report_group_join"), sent(basket, proposed=incident.reference), follow=True
    )
    assert f"4 reports linked to {incident.reference}" in response.content.decode()
    assert set(Report.objects.values_list("state", "incident")) == {(ReportState.JOINED, incident.pk)}
    assert (steps(reporter), steps(colleague)) == (["joined"], ["joined"])
    (told,) = Delivery.objects.filter(recipient=reporter, kind="report_step")
    assert told.payload["more"] == [report.pk for report in basket[1:3]]
    assert sorted(row.name for row in incident.affected_customers.all()) == ["A", "B", "C"]
    assert incident.entries.filter(kind="report").count() == 3  # one says the same as another one


def test_the_same_by_number_and_a_wrong_number_keeps_what_was_typed(as_user, responder, basket):
    client, incident = as_user(responder), make_incident(by=responder)
    refused = client.post(reverse("report_group_join"), sent(basket[:2], incident="INC-99999"))
    page = refused.content.decode()
    assert (refused.status_code, "no such incident" in page, 'value="INC-99999"' in page) == (422, True, True)
    group = page.partition('<form class="triage-group"')[2].partition("</form>")[0]
    assert (page.count('id="refusal"'), group.count('id="refusal"')) == (1, 1)
    (field,) = re.findall(r'<input[^>]*name="incident"[^>]*aria-invalid[^>]*>', page)
    assert ("autofocus" in field, 'aria-describedby="refusal"' in field) == (True, True)
    ticked = re.findall(r'name="report" value="(\d+)"\s+checked', page)
    assert ticked == [str(report.pk) for report in basket[:2]]  # the third stays unticked
    client.post(reverse("report_group_join"), sent(basket, incident=f"{incident.pk} whatever it is called"))
    assert incident.reports.count() == 3


def test_declaring_from_a_group_makes_one_incident(as_user, responder, reporter, basket):
    client = as_user(responder)
    form = client.post(reverse("report_group_declare"), sent(basket, begin="1"))
    shown = form.content.decode()
    assert form.status_code == 200
    assert f'value="{BASKET[0]}"' in shown
    assert shown.count('type="hidden" name="report"') == 3
    typed = {"title": BASKET[0], "severity": 3, "zone": "UTC", "client_uuid": uuid4()}
    client.post(reverse("report_group_declare"), sent(basket, **typed))
    client.post(reverse("report_group_declare"), sent(basket, **typed))
    incident = Incident.objects.get()
    assert incident.reports.count() == 3
    assert incident.detection_source == "customer"
    first = incident.entries.filter(kind="report").first()
    assert BASKET[0] in first.text
    assert [mark.milestone for mark in first.marks.all()] == [Milestone.REPORTED]
    assert incident.reported_at == basket[0].created_at
    assert steps(reporter) == ["joined"]


def test_without_a_customer_an_employee_noticed_it(responder, reporter):
    details = IncidentDetails(title="Slow", level=3, zone="UTC")
    incident = declare_from_reports(
        reports=[make_report(reporter)], actor=responder, details=details, client_uuid=uuid4()
    )
    assert incident.detection_source == "employee"


def test_two_who_declare_the_same_group_make_one_incident(as_user, responder, manager, basket):
    typed = {"title": "Basket", "severity": 3, "zone": "UTC"}
    as_user(responder).post(reverse("report_group_declare"), sent(basket, client_uuid=uuid4(), **typed))
    second = as_user(manager).post(reverse("report_group_declare"), sent(basket, client_uuid=uuid4(), **typed))
    assert (second.status_code, "somebody else was faster" in second.content.decode()) == (422, True)
    assert Incident.objects.count() == 1


def test_a_group_is_declined_with_one_answer(as_user, responder, reporter, basket):
    client = as_user(responder)
    refused = client.post(reverse("report_group_decline"), sent(basket, answer=" "))
    assert (refused.status_code, Report.objects.filter(state=ReportState.NEW).count()) == (422, 3)
    client.post(reverse("report_group_decline"), sent(basket, answer="Log in again, then it is there."))
    assert set(Report.objects.values_list("answer", flat=True)) == {"Log in again, then it is there."}
    assert steps(reporter) == ["declined"]


def test_whoever_opens_a_report_has_looked_at_it_but_not_who_sent_it(as_user, responder, manager, reporter):
    report = make_report(responder)
    for person, state in ((responder, ReportState.NEW), (manager, ReportState.SEEN)):
        as_user(person).get(reverse("report", args=[report.pk]))
        report.refresh_from_db()
        assert report.state == state
    assert (report.seen_by, steps(responder)) == (manager, ["seen"])
    report = make_report(reporter)
    as_user(reporter).get(reverse("report", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == ReportState.NEW


def test_looking_at_a_group_tells_each_reporter_once(as_user, responder, reporter, basket):
    client = as_user(responder)
    for _ in range(2):
        client.post(reverse("report_group_see"), sent(basket))
    assert steps(reporter) == ["seen"]
    assert see_reports(reports=basket, actor=responder) == []


@pytest.mark.parametrize("step", ["see", "join", "declare", "decline"])
def test_nothing_ticked_is_said(as_user, responder, basket, step):
    refused = as_user(responder).post(reverse(f"report_group_{step}"), {"answer": "x", "incident": "1"})
    assert (refused.status_code, "Tick at least one report" in refused.content.decode()) == (422, True)


def test_the_page_costs_the_same_for_one_and_for_fifty(as_user, responder, reporter, django_assert_max_num_queries):
    client, address = as_user(responder), reverse("report_triage")
    make_report(reporter)
    join_report(report=make_report(reporter), actor=responder, incident=make_incident(by=responder))
    client.get(address)
    with django_assert_max_num_queries(15) as one:
        client.get(address)
    for n in range(49):
        make_report(reporter, f"Report {n} of its own kind{n}")
    with django_assert_max_num_queries(15) as fifty:
        client.get(address)
    assert len(one) == len(fifty)


def test_resolving_tells_a_reporter_of_three_reports_once(as_user, responder, reporter, basket):
    incident = make_incident(by=responder)
    as_user(responder).post(reverse("report_group_join"), sent(basket, proposed=incident.reference))
    change_status(incident=incident, actor=responder, change=StatusChange(action="resolve"))
    assert steps(reporter) == ["joined", "resolved"]
