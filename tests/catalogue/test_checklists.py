"""Checklists: what an incident is given by its severity and services, once; and the pages that managers edit."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import Checklist, ChecklistItem
from catalogue.services.checklists import ChecklistDetails, add_checklist, edit_checklist
from core.errors import DomainError
from incidents.services.changes import SeverityChange, change_severity
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.details import edit_details
from incidents.services.members import set_privacy
from incidents.services.tasks import drop_task
from tests.factories.incidents import make_checklist, make_incident, make_private_incident, make_service


def texts(incident):
    return list(incident.tasks.values_list("text", flat=True))


def test_declaring_gives_what_matches_in_order_and_in_one_entry(responder):
    shop, bank = make_service("Shop"), make_service("Bank")
    make_checklist("A", "Tell support", "Tell the supplier", levels=(2,))
    make_checklist("B", "Tell support", "Stop the shop", services=(shop,))
    make_checklist("C", "Call the bank", services=(bank,))
    make_checklist("D", "Not used", is_active=False)
    incident = make_incident(by=responder, level=2, services=(shop,))
    assert texts(incident) == ["Tell support", "Tell the supplier", "Stop the shop"]
    assert [entry.text for entry in incident.entries.filter(kind="task")] == ["3 tasks from the checklists “A”, “B”."]


def test_raising_gives_each_line_once_whatever_became_of_it(responder):
    make_checklist("A", "Tell support", levels=(1, 2))
    incident = make_incident(by=responder, level=3)
    assert texts(incident) == []
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=2))
    drop_task(task=incident.tasks.get(), actor=responder, reason="told already")
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=3))
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=2))
    assert texts(incident) == ["Tell support"]


def test_a_service_that_is_added_brings_its_tasks(responder):
    shop = make_service("Shop")
    make_checklist("B", "Stop the shop", services=(shop,))
    incident = make_incident(by=responder)
    edit_details(incident=incident, actor=responder, services=[shop])
    edit_details(incident=incident, actor=responder, services=[])
    edit_details(incident=incident, actor=responder, services=[shop])
    assert texts(incident) == ["Stop the shop"]


def statements(responder):
    with CaptureQueriesContext(connection) as asked:
        declare_incident(actor=responder, details=IncidentDetails("Shop down", 3, "UTC"), client_uuid=uuid4())
    return len(asked)


def test_declaring_costs_nothing_more_without_a_checklist_and_the_same_for_one_line_or_fifty(responder):
    """Nine statements, four of them savepoints; one more where checklists are for others; fifteen with tasks."""
    plain = statements(responder)
    make_checklist("Others", levels=(1,))
    looking = statements(responder)
    checklist = make_checklist("Ours", "Tell support", levels=(3,))
    one = statements(responder)
    checklist.items.bulk_create(ChecklistItem(checklist=checklist, position=n, text=f"Line {n}") for n in range(1, 50))
    assert (plain, looking, one, statements(responder)) == (9, 10, 15, 15)


def test_a_line_that_stays_stays_the_same_line(manager):
    checklist = add_checklist(actor=manager, details=ChecklistDetails("A", ("One", "Two")))
    one = checklist.items.get(text="One").pk
    edit_checklist(actor=manager, checklist=checklist, details=ChecklistDetails("A", ("Zero", "One")))
    assert list(checklist.items.values_list("text", flat=True)) == ["Zero", "One"]
    assert checklist.items.get(text="One").pk == one


@pytest.mark.parametrize("items", [(), ("  ",), ("x" * 301,), tuple(map(str, range(51)))])
def test_lines_that_cannot_be(manager, items):
    with pytest.raises(DomainError):
        add_checklist(actor=manager, details=ChecklistDetails("A", items))


def test_the_pages_are_the_managers(as_user, reporter, responder, manager):
    address = reverse("checklist_list")
    assert [as_user(user).get(address).status_code for user in (reporter, responder, manager)] == [404, 403, 200]


def test_a_manager_makes_and_changes_one(as_user, manager):
    client, new = as_user(manager), {"name": "Bank", "items": "Call the bank\n\nTell support", "severities": ["1"]}
    assert client.post(reverse("checklist_new"), new).status_code == 302
    checklist = Checklist.objects.get()
    assert [item.text for item in checklist.items.all()] == ["Call the bank", "Tell support"]
    assert "Call the bank" in client.get(reverse("checklist_list")).content.decode()
    refused = client.post(reverse("checklist_new"), new)
    assert (refused.status_code, "with this name already exists" in refused.content.decode()) == (422, True)
    address = reverse("checklist_edit", args=[checklist.pk])
    assert "Call the bank" in client.get(address).content.decode()
    assert client.post(address, new | {"items": "Tell support"}).status_code == 302
    checklist.refresh_from_db()
    assert (checklist.items.count(), checklist.is_active) == (1, False)


def test_the_list_costs_the_same_for_many(as_user, manager, django_assert_num_queries, django_assert_max_num_queries):
    client = as_user(manager)
    make_checklist("First", levels=(1,), services=(make_service("Shop"),))
    with django_assert_max_num_queries(8) as few:
        client.get(reverse("checklist_list"))
    for number in range(20):
        make_checklist(f"List {number}", "One", "Two", levels=(1, 2))
    with django_assert_num_queries(len(few)):
        client.get(reverse("checklist_list"))


def test_a_private_incident_gets_only_what_is_for_it_until_it_is_opened(responder):
    make_checklist("A", "Ask whether data is at risk")
    make_checklist("B", "Tell support", for_private=False)
    incident = make_private_incident(by=responder)
    assert texts(incident) == ["Ask whether data is at risk"]
    set_privacy(incident=incident, actor=responder, is_private=False)
    assert texts(incident) == ["Ask whether data is at risk", "Tell support"]


def test_a_manager_says_that_a_checklist_is_not_for_private_incidents(as_user, manager):
    as_user(manager).post(reverse("checklist_new"), {"name": "B", "items": "Tell support"})
    assert not Checklist.objects.get(name="B").for_private
    assert "not for private incidents" in as_user(manager).get(reverse("checklist_list")).content.decode()
