"""The home page of responders and managers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import now
from incidents.enums import Milestone
from incidents.models import Incident
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_team, make_user
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_entry, make_incident, make_private_incident


def page_of(client):
    return client.get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    ("began", "said"),
    [
        (timedelta(minutes=71, seconds=5), "1 h 11 min"),
        (timedelta(days=3, hours=4, minutes=9), "3 d 4 h"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_a_duration_of_any_length_is_said_in_two_units(as_user, responder, began, said):
    incident = make_incident(by=responder)
    Incident.objects.filter(pk=incident.pk).update(impact_started_at=now() - began)
    assert f">{said}</p>" in page_of(as_user(responder))


def test_an_unknown_start_is_no_duration(as_user, responder):
    make_incident(by=responder)
    page = page_of(as_user(responder))
    assert "Duration unknown" in page
    assert "declared <time" in page


def test_two_incidents_are_large_and_the_others_a_line_each(as_user, responder):
    for n in range(14):
        make_incident(f"Incident number {n}", by=responder)
    page = page_of(as_user(responder))
    assert page.count('<article class="live"') == 2
    assert "14 open incidents" in page
    assert page.count("Log an entry") == 12
    assert "All 14 open incidents" in page


def test_markdown_is_read_and_not_shown(as_user, responder):
    make_entry(make_incident(by=responder), "**Bold** is `code` & [a page](https://example.com)", by=responder)
    page = page_of(as_user(responder))
    assert "Bold is code &amp; a page" in page
    assert "**Bold" not in page


def test_managers_see_first_what_is_late(as_user, manager, responder):
    incident = make_incident("Checkout is slow", level=1, by=responder)
    Incident.objects.filter(pk=incident.pk).update(is_customer_facing=True, update_due_at=now() - timedelta(minutes=75))
    item = make_action_item(incident=incident, title="Alert on queues", owner=responder, due_on=now() - timedelta(3))
    page = page_of(as_user(manager))
    assert page.index("overdue by 1 h 15 min") < page.index(f"ACT-{item.pk}") < page.index('<article class="live"')
    assert 'id="late-h"' not in page_of(as_user(responder))


def test_a_manager_of_a_team_sees_what_is_late_in_it(as_user, manager):
    team = make_team("Payments", managers=(manager,))
    ours = make_action_item(team=team, due_on=now() - timedelta(3))
    theirs = make_action_item(due_on=now() - timedelta(3))
    page = page_of(as_user(manager))
    assert ours.title in page
    assert theirs.title not in page


def test_what_is_late_and_private_is_not_told(as_user, manager, admin):
    item = make_action_item(incident=make_private_incident(by=admin), title="A secret", due_on=now() - timedelta(3))
    assert item.title not in page_of(as_user(manager))
    assert item.title in page_of(as_user(admin))


def test_the_number_of_queries_does_not_grow(as_user, manager, django_assert_max_num_queries):
    client = as_user(manager)

    def add(count):
        for n in range(count):
            incident = make_incident(f"Incident {n}", by=manager)
            make_entry(incident, by=manager)
            make_action_item(incident=incident, owner=manager, due_on=now() - timedelta(3))
            Incident.objects.filter(pk=incident.pk).update(update_due_at=now() - timedelta(1), severity_id=1)

    add(1)
    client.get(reverse("home"))
    with django_assert_max_num_queries(30) as one:
        client.get(reverse("home"))
    add(20)
    with django_assert_max_num_queries(30) as many:
        client.get(reverse("home"))
    assert len(one) == len(many)


def test_an_update_that_is_due_stands_first_for_who_owes_it(as_user, responder, manager):
    other = make_user("Joy Mutua")
    incident = make_incident("Paying fails", by=responder, level=2, lead=responder)
    assert f"Customer update of {incident.reference}: Paying fails" in page_of(as_user(responder))
    assert "Customer update of" not in page_of(as_user(other))
    assign_role(incident=incident, actor=responder, change=RoleChange(role="communications", person=other))
    assert "Customer update of" not in page_of(as_user(responder))
    Incident.objects.filter(pk=incident.pk).update(update_due_at=now() - timedelta(minutes=7))
    page = page_of(as_user(other))
    assert "Customer update of" in page
    assert "Overdue by 7 min" in page


def test_customers_hear_since_when_it_is_only_if_somebody_knows(as_user, reporter, responder):
    incident = make_incident(
        by=responder, lead=responder, is_customer_facing=True, public_summary="Paying fails since noon."
    )
    page = as_user(reporter).get(reverse("home")).content.decode()
    assert "<dt>Since</dt>" not in page
    assert "<dt>Words from</dt>" in page
    started = now() - timedelta(hours=2)
    make_entry(incident, "It began", happened_at=started, milestones=[Milestone.IMPACT_STARTED])
    assert "<dt>Since</dt>" in as_user(reporter).get(reverse("home")).content.decode()


def test_a_reporter_reports_by_one_button_on_the_page(as_user, reporter):
    page = as_user(reporter).get(reverse("home")).content.decode()
    main = page[page.index("<main") :]
    assert main.count(reverse("report_problem")) == 1
    assert "All my reports" in main
