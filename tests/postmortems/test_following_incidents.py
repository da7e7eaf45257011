"""Incidents and their postmortems together, through the use cases of both."""

from uuid import uuid4

import pytest

from accounts.models import User
from core.errors import DomainError
from incidents.enums import Status
from incidents.models import Incident
from incidents.services.changes import SeverityChange, StatusChange, change_severity, change_status
from incidents.services.creating import IncidentDetails
from incidents.services.declaring import declare_incident
from incidents.services.past_incidents import PastHistory, record_past_incident
from postmortems.models import Postmortem
from tests.factories.postmortems import publish


def declared(actor: User, **details: object) -> Incident:
    given = {"title": "Customers cannot pay", "level": 1, "zone": "UTC", "lead": actor} | details
    return declare_incident(actor=actor, details=IncidentDetails(**given), client_uuid=uuid4())  # type: ignore[arg-type]


def move(incident: Incident, actor: User, *actions: str) -> Incident:
    for action in actions:
        incident = change_status(incident=incident, actor=actor, change=StatusChange(action=action, reason="because"))
    return incident


def past(actor: User, *, status: Status, wants: bool) -> Incident:
    details = IncidentDetails(title="Shop unreachable", level=1, zone="UTC", lead=actor)
    history = PastHistory(status=status, wants_postmortem=wants)
    return record_past_incident(actor=actor, details=details, history=history, client_uuid=uuid4())


def test_resolving_opens_it_in_the_same_step(responder: User) -> None:
    incident = declared(responder)
    assert not Postmortem.objects.exists()

    move(incident, responder, "resolve")

    assert Postmortem.objects.get().incident == incident
    assert Postmortem.objects.get().owner == responder


def test_resolving_again_after_a_reopening_opens_no_second(responder: User) -> None:
    incident = move(declared(responder), responder, "resolve", "reopen", "resolve")
    assert Postmortem.objects.filter(incident=incident).count() == 1


@pytest.mark.parametrize("details", [{"is_drill": True}, {"level": 3}])
def test_a_drill_or_a_small_incident_opens_none_and_can_be_closed(responder: User, details: dict[str, object]) -> None:
    incident = move(declared(responder, **details), responder, "resolve", "close")
    assert incident.status == Status.CLOSED
    assert not Postmortem.objects.exists()


def test_a_cancelled_incident_requires_none_and_requires_it_again_when_taken_up(responder: User) -> None:
    incident = move(declared(responder), responder, "cancel")
    assert not Incident.objects.get().postmortem_required
    move(incident, responder, "take_up")
    assert Incident.objects.get().postmortem_required


def test_raising_the_severity_of_a_resolved_incident_opens_it(responder: User) -> None:
    incident = move(declared(responder, level=4), responder, "resolve")
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=1))
    assert Postmortem.objects.filter(incident=incident).exists()


def test_closing_waits_for_publication(responder: User) -> None:
    incident = move(declared(responder), responder, "resolve")
    with pytest.raises(DomainError, match="not published"):
        move(incident, responder, "close")

    publish(incident.postmortem, responder)

    assert move(incident, responder, "close").status == Status.CLOSED


@pytest.mark.parametrize("wants", [True, False])
def test_of_a_past_incident_its_recorder_says_whether_it_wants_one(responder: User, *, wants: bool) -> None:
    incident = past(responder, status=Status.RESOLVED, wants=wants)
    assert Postmortem.objects.filter(incident=incident).exists() == wants
    assert Incident.objects.get().postmortem_required == wants


def test_another_severity_asks_the_rule_of_a_past_incident_too(responder: User) -> None:
    incident = past(responder, status=Status.RESOLVED, wants=False)
    change_severity(incident=incident, actor=responder, change=SeverityChange(level=2))
    assert Postmortem.objects.filter(incident=incident).exists()
