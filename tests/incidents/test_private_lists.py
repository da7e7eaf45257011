"""An admin who reads of private incidents in a list is on record, once a list and day."""

from datetime import timedelta

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core import clock
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident, make_private_incident

LISTS = {
    "/incidents/": "List of incidents",
    "/incidents.csv": "Incidents as CSV",
    "/action-items/": "List of action items",
    "/action-items.csv": "Action items as CSV",
}


def noted(person):
    return list(
        AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ, actor=person).values_list("subject", flat=True)
    )


@pytest.mark.parametrize("address", LISTS)
def test_it_is_noted_once_a_list_and_day(as_user, admin, responder, address):
    make_action_item(make_private_incident(by=responder))
    client = as_user(admin)
    with clock.frozen(clock.now()) as held:
        for _ in range(2):
            assert client.get(address).status_code == 200
        assert noted(admin) == [LISTS[address]]
        held.forward(timedelta(days=1, minutes=1))
        client.get(address)
    assert noted(admin) == [LISTS[address]] * 2


@pytest.mark.parametrize("address", LISTS)
def test_nothing_is_noted_of_others_and_of_what_is_not_private(as_user, admin, responder, address):
    make_action_item(make_incident())
    make_action_item(make_private_incident(admin, by=responder))
    as_user(admin).get(address)
    as_user(responder).get(address)
    assert AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).count() == 0
