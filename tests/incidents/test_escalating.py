"""Escalations: to whom, by whom, and who is told."""

import pytest

from core.errors import DomainError
from incidents.enums import EntryKind
from incidents.services.escalating import Escalation, escalate
from incidents.services.timeline import strike_entry
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident


def test_to_people_who_are_no_users(responder):
    incident = make_incident(by=responder)
    to = Escalation(to="the network team", note="packets are lost")
    entry = escalate(incident=incident, actor=responder, escalation=to)
    assert (entry.kind, entry.author) == (EntryKind.ESCALATION, responder)
    assert entry.text == "Escalated to the network team: packets are lost"
    strike_entry(entry=entry, actor=responder, reason="it was not needed")


def test_somebody_who_is_named_is_told(responder):
    ana = make_user(name="Ana Silva", email="ana@example.com")
    incident = make_incident(by=responder)
    escalate(incident=incident, actor=responder, escalation=Escalation(to="@ana"))
    assert Delivery.objects.filter(recipient=ana, kind="named_in_entry").exists()


def test_not_to_somebody_who_cannot_see_it(responder):
    make_user(name="Ana Silva", email="ana@example.com")
    incident = make_private_incident(responder, by=responder)
    with pytest.raises(DomainError, match="Ana Silva"):
        escalate(incident=incident, actor=responder, escalation=Escalation(to="@ana"))


def test_never_to_nobody(responder):
    with pytest.raises(DomainError, match="to whom"):
        escalate(incident=make_incident(by=responder), actor=responder, escalation=Escalation(to=" "))
