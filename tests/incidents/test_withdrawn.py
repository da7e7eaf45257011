"""An incident that is withdrawn: with a reason, out of what counts, and back as it was."""

import pytest

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from actions.enums import ActionStatus
from actions.models import ActionItem
from core.errors import DomainError
from incidents.models import Incident
from incidents.querysets import people_seeing
from incidents.selectors.readers import visible_pairs
from incidents.services import restore_incident, withdraw_incident
from tests.factories.actions import make_action_item
from tests.factories.incidents import make_incident, make_private_incident


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def withdraw(incident, by):
    return withdraw_incident(incident=incident, actor=by, reason="It never happened.")


def test_nobody_sees_it_but_on_the_list_of_these(incident, responder, admin):
    withdrawn = withdraw(incident, responder)
    for person in (responder, admin):
        assert not Incident.objects.visible_to(person).exists()
        assert Incident.objects.hidden_from(person).get() == incident
        assert Incident.objects.withdrawn_for(person).get() == incident
        assert visible_pairs({(person, incident.pk)}) == set()
    assert not Incident.objects.real().exists()
    assert not people_seeing(withdrawn).exists()


def test_a_private_one_is_on_the_list_of_those_who_saw_it(responder, manager, admin):
    withdraw(make_private_incident(by=responder), responder)
    assert Incident.objects.withdrawn_for(responder).exists()
    assert Incident.objects.withdrawn_for(admin).exists()
    assert not Incident.objects.withdrawn_for(manager).exists()


def test_reporters_see_none(incident, responder, reporter):
    withdraw(incident, responder)
    assert not Incident.objects.withdrawn_for(reporter).exists()


def test_its_reason_is_kept_and_both_are_audited(incident, responder):
    withdraw(incident, responder)
    withdraw(incident, responder)  # twice is once
    incident.refresh_from_db()
    assert (incident.withdrawn_by, incident.withdrawn_reason) == (responder, "It never happened.")
    restore_incident(incident=incident, actor=responder)
    restore_incident(incident=incident, actor=responder)
    incident.refresh_from_db()
    assert (incident.withdrawn_at, incident.withdrawn_by, incident.withdrawn_reason) == (None, None, "")
    assert AuditEvent.objects.filter(action=AuditAction.WITHDRAWN, subject=incident.reference).count() == 2
    assert incident.entries.filter(text__contains="It never happened.").count() == 2


def test_a_reason_is_needed(incident, responder):
    with pytest.raises(DomainError, match="why"):
        withdraw_incident(incident=incident, actor=responder, reason="  ")


def test_its_unfinished_action_items_are_proposed_again(incident, responder):
    going, done = make_action_item(incident), make_action_item(incident, status=ActionStatus.DONE)
    withdraw(incident, responder)
    for item, status in ((going, ActionStatus.PROPOSED), (done, ActionStatus.DONE)):
        item.refresh_from_db()
        assert item.status == status
    assert not ActionItem.objects.visible_to(responder).exists()
    restore_incident(incident=incident, actor=responder)
    assert ActionItem.objects.visible_to(responder).count() == 2
