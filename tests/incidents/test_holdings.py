"""Roles change hands when a person leaves."""

from accounts.handover import held_by
from incidents.services.changes import change_status
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident, resolve


def roles(person):
    return next((held for held in held_by(person) if held.holding.name == "roles in incidents"), None)


def test_closed_incidents_do_not_count(responder):
    incident = make_incident(lead=responder)
    assert roles(responder).count == 1
    change_status(incident=resolve(incident), actor=responder, action="close")
    assert roles(responder) is None


def test_somebody_else_takes_the_roles_over_also_in_private_incidents(responder, admin):
    heir = make_user("Heir")
    open_one, secret = make_incident(lead=responder), make_private_incident(responder, lead=responder)
    roles(responder).holding.reassign(person=responder, to=heir, actor=admin)
    for incident in (open_one, secret):
        incident.refresh_from_db()
        assert incident.lead == heir
    assert secret.members.filter(pk=heir.pk).exists()


def test_the_roles_may_go_to_nobody(responder, admin):
    incident = make_incident(lead=responder)
    roles(responder).holding.reassign(person=responder, to=None, actor=admin)
    incident.refresh_from_db()
    assert incident.lead is None
