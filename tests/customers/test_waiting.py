"""Reports that nobody looked at: triage contacts hear of them, then managers, each once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import TeamMembership
from accounts.services.teams import edit_team, put_in_team
from catalogue.services.rules import edit_rules
from core.clock import frozen, now
from core.errors import DomainError
from customers.services import waiting
from customers.services.reports import join_report, see_report
from customers.services.unlinking import unlink_report
from customers.services.waiting import REPORT_WAITS, tell_waiting_reports
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_team, make_user
from tests.factories.customers import make_customer, make_report
from tests.factories.incidents import make_incident, make_service


@pytest.fixture
def contact(admin):
    person = make_user("Joy Mutua")
    put_in_team(actor=admin, team=make_team("Checkout"), person=person, is_manager=False, is_triage_contact=True)
    return person


def told():
    return list(Delivery.objects.filter(kind=REPORT_WAITS).order_by("pk").select_related("recipient"))


def tick(minutes):
    """What a tick so many minutes from now tells, and to whom."""
    before = {row.pk for row in told()}
    with frozen(now() + timedelta(minutes=minutes)):
        tell_waiting_reports()
    return [row.recipient for row in told() if row.pk not in before]


def test_contacts_hear_after_fifteen_minutes_and_managers_after_thirty_each_once(contact, manager, admin, reporter):
    make_report(reporter)
    assert [tick(14), tick(16), tick(20)] == [[], [contact], []]
    assert set(tick(31)) == {manager, admin}
    assert [tick(32), tick(600)] == [[], []]


def test_two_ticks_at_once_tell_nobody_twice(contact, reporter):
    make_report(reporter)
    with frozen(now() + timedelta(minutes=16)):
        assert [tell_waiting_reports(), tell_waiting_reports()] == [1, 0]


def test_fifty_reports_are_one_message(contact, reporter):
    reports = [make_report(reporter, f"Cannot pay {n}") for n in range(50)]
    assert tick(16) == [contact]
    (row,) = told()
    message = find(REPORT_WAITS).render([row])[row.pk]
    assert message.subject == "Nobody has looked at 50 reports yet"
    assert reports[0].reference in message.text
    assert reverse("report_triage") in message.text


def test_what_somebody_looked_at_is_not_told_nor_sent(contact, responder, reporter):
    first, second = make_report(reporter), make_report(reporter)
    see_report(report=first, actor=responder)
    assert tick(16) == [contact]
    (row,) = told()
    assert row.payload["reports"] == [second.pk]
    assert not find(REPORT_WAITS).still_due([row])
    see_report(report=second, actor=responder)
    assert find(REPORT_WAITS).still_due([row]) == {row.pk: "Somebody looked before this was sent."}


def test_a_team_has_minutes_of_its_own_for_customers_of_its_services(contact, admin, reporter):
    team = contact.teams.get()
    edit_team(actor=admin, team=team, name=team.name, is_active=True, report_minutes=5)
    stranger = make_user("Fatuma Ali")
    put_in_team(actor=admin, team=make_team("Mail"), person=stranger, is_manager=False, is_triage_contact=True)
    make_customer("Baobab Books", services=(make_service("Checkout", team=team),), by=admin)
    make_report(reporter, customer="Baobab Books")
    make_report(reporter, customer="Somebody else")
    assert tick(6) == [contact]
    assert set(tick(16)) == {contact, stranger}  # of the other report, which may be anybody's


def test_the_managers_of_its_team_come_before_all_others(contact, manager, admin, reporter):
    team = contact.teams.get()
    put_in_team(actor=admin, team=team, person=manager, is_manager=True)
    make_customer("Baobab Books", services=(make_service("Checkout", team=team),), by=admin)
    make_report(reporter, customer="Baobab Books")
    tick(16)
    assert tick(31) == [manager]


def test_without_contacts_managers_hear_when_these_would(manager, reporter):
    make_report(reporter)
    assert [tick(14), tick(16), tick(31)] == [[], [manager], []]


def test_an_installation_can_switch_it_off(contact, manager, admin, reporter):
    make_report(reporter)
    edit_rules(actor=admin, correction_reason_required=False, report_minutes=None, report_manager_minutes=None)
    assert tick(600) == []
    edit_rules(actor=admin, correction_reason_required=False, report_minutes=10, report_manager_minutes=None)
    assert [tick(11), tick(600)] == [[contact], []]
    with pytest.raises(DomainError, match="before triage contacts"):
        edit_rules(actor=admin, correction_reason_required=False, report_minutes=10, report_manager_minutes=5)


def test_one_that_was_unlinked_waits_anew(contact, responder, reporter):
    report, incident = make_report(reporter), make_incident(by=responder)
    tick(16)
    join_report(report=report, actor=responder, incident=incident)
    with frozen(now() + timedelta(minutes=60)):
        unlink_report(report=report, actor=responder, incident=incident)
    assert [tick(70), tick(76)] == [[], [contact]]


def test_who_left_or_became_a_reporter_is_no_contact(contact, admin, manager, reporter):
    make_report(reporter)
    contact.role = "reporter"
    contact.save()
    assert set(tick(16)) == {admin, manager}


def test_the_team_page_makes_somebody_a_contact(as_user, admin, responder):
    team, client = make_team("Checkout"), as_user(admin)
    client.post(reverse("team_put_in", args=[team.pk]), {"person": responder.pk, "is_triage_contact": "on"})
    assert TeamMembership.objects.get().is_triage_contact
    page = client.post(
        reverse("team_edit", args=[team.pk]),
        {"name": "Checkout", "is_active": "on", "report_minutes": "5"},
        follow=True,
    )
    team.refresh_from_db()
    assert (team.report_minutes, "triage contact" in page.content.decode()) == (5, True)
    client.post(reverse("rules_edit"), {"report_minutes": "20", "report_manager_minutes": "40"})
    assert 'value="20"' in client.get(reverse("rules")).content.decode()


def test_those_whose_contacts_heard_keep_no_place_from_newer_ones(contact, reporter, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 1)
    make_report(reporter)
    assert tick(16) == [contact]
    make_report(reporter)
    assert tick(17) == [contact]


def test_those_of_which_nobody_will_hear_keep_no_place_from_others(contact, admin, reporter, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 1)
    edit_rules(actor=admin, correction_reason_required=False, report_minutes=None, report_manager_minutes=None)
    team = contact.teams.get()
    edit_team(actor=admin, team=team, name=team.name, is_active=True, report_minutes=5)
    make_customer("Baobab Books", services=(make_service("Checkout", team=team),), by=admin)
    make_customer("Kilima", by=admin)
    for customer in ("Kilima", "", "Baobab Books"):
        make_report(reporter, customer=customer)
    assert [tick(4), tick(6), tick(600)] == [[], [contact], []]
