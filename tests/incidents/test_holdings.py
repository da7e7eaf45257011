"""Roles change hands when a person leaves."""

import pytest
from django.urls import reverse

from accounts.registries.holdings import held_by
from accounts.services.leaving import deactivate_person
from core.errors import DomainError
from incidents.selectors.roles import lead_of
from incidents.services.changes import StatusChange, change_status
from incidents.services.tasks import TaskDetails, add_task
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident, resolve


def roles(person):
    return next((held for held in held_by(person) if held.holding.name == "roles in incidents"), None)


def test_closed_incidents_do_not_count(responder):
    incident = make_incident(lead=responder)
    assert roles(responder).count == 1
    change_status(incident=resolve(incident), actor=responder, change=StatusChange(action="close"))
    assert roles(responder) is None


def test_somebody_else_takes_the_roles_over_also_in_private_incidents(responder, admin):
    heir = make_user("Heir")
    open_one, secret = make_incident(lead=responder), make_private_incident(responder, lead=responder)
    roles(responder).holding.reassign(person=responder, to=heir, actor=admin, make_members=True)
    for incident in (open_one, secret):
        incident.refresh_from_db()
        assert lead_of(incident) == heir
    assert secret.members.filter(pk=heir.pk).exists()


def test_the_roles_may_go_to_nobody(responder, admin):
    incident = make_incident(lead=responder)
    roles(responder).holding.reassign(person=responder, to=None, actor=admin, make_members=True)
    incident.refresh_from_db()
    assert lead_of(incident) is None


def test_nothing_private_changes_hands_without_a_yes(responder, admin):
    heir, secret = make_user("Heir"), make_private_incident(responder, lead=responder)
    with pytest.raises(DomainError, match="cannot see this private incident"):
        deactivate_person(actor=admin, person=responder, successors={"roles_in_incidents": heir})
    secret.refresh_from_db()
    assert (lead_of(secret), secret.members.filter(pk=heir.pk).exists()) == (responder, False)
    deactivate_person(actor=admin, person=responder, successors={"roles_in_incidents": heir}, make_members=True)
    secret.refresh_from_db()
    assert lead_of(secret) == heir


def test_the_page_asks_and_keeps_what_was_chosen(as_user, responder, admin):
    heir = make_user("Heir")
    secret = make_private_incident(responder, lead=responder)
    address = reverse("person_deactivate", args=[responder.pk])
    refused = as_user(admin).post(address, {"roles_in_incidents": heir.pk})
    assert refused.status_code == 422
    (words,) = refused.context["form"].errors["make_member"]  # beside the box that answers it
    assert words.startswith(f"Heir cannot see this private incident, {secret.reference}.")
    assert as_user(admin).post(address, {"roles_in_incidents": heir.pk, "make_member": "on"}).status_code == 302


def test_open_tasks_change_hands_too(responder, admin):
    heir, incident = make_user("Heir"), make_incident()
    task = add_task(incident=incident, actor=responder, details=TaskDetails(text="Tell the supplier", person=responder))
    deactivate_person(actor=admin, person=responder, successors={"open_tasks": heir})
    task.refresh_from_db()
    assert task.person == heir
