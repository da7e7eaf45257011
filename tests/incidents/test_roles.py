"""Who has a role from when to when: one entry, one live assignment, a history that stays."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from catalogue.models import IncidentRole
from core.clock import frozen
from core.errors import DomainError
from incidents.enums import EntryKind, Milestone, Status
from incidents.models import RoleAssignment
from incidents.selectors.roles import holders_by_role, lead_of, roles_shown
from incidents.selectors.zones import shown_zone
from incidents.services.creating import IncidentDetails
from incidents.services.past_incidents import PastHistory, record_past_incident
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident

NIGHT = datetime(2023, 5, 13, 19, 30, tzinfo=UTC)


def shown(incident, viewer, slug):
    roles = roles_shown(incident, shown_zone(incident, viewer, ""))
    return next((role for role in roles if role.slug == slug), None)


def test_the_entry_and_the_assignment_are_one_change(responder, manager):
    with frozen(NIGHT) as clock:
        incident = make_incident(by=responder, lead=responder)
        clock.forward(timedelta(minutes=20))
        assign_role(
            incident=incident, actor=manager, change=RoleChange(role="lead", person=manager, note="Amina sleeps")
        )
    first, second = RoleAssignment.objects.filter(incident=incident).order_by("pk")
    declared, handed = incident.entries.get(kind=EntryKind.DECLARED), incident.entries.get(kind=EntryKind.ROLE)
    assert (first.person, first.given_in, first.ended_in) == (responder, declared, handed)
    assert (first.since, first.until) == (NIGHT, NIGHT + timedelta(minutes=20))
    assert (second.person, second.given_in, second.is_current) == (manager, handed, True)


def test_the_same_person_again_changes_nothing(responder):
    incident = make_incident(by=responder, lead=responder)
    before = incident.seq
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=responder))
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=None))
    incident.refresh_from_db()
    assert incident.seq == before
    assert RoleAssignment.objects.count() == 1


def test_a_role_given_up_keeps_its_history(responder):
    incident = make_incident(by=responder, lead=responder)
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=None))
    assert lead_of(incident) is None
    role = shown(incident, responder, "lead")
    assert (role.person, [former.name for former in role.before]) == (None, [responder.name])


def test_the_database_knows_one_live_holder(responder, manager):
    incident = make_incident(by=responder, lead=responder)
    entry = incident.entries.first()
    with pytest.raises(IntegrityError, match="role_held_once"), transaction.atomic():
        RoleAssignment.objects.create(incident=incident, role_id="lead", person=manager, given_in=entry)


def test_a_role_that_an_admin_added_is_given_like_the_others(responder, manager):
    IncidentRole.objects.create(slug="dba", name="DBA", position=25)
    incident = make_incident(by=responder)
    assign_role(incident=incident, actor=responder, change=RoleChange(role="dba", person=manager))
    assert holders_by_role(incident) == {"dba": manager}
    assert incident.entries.get(kind=EntryKind.ROLE).text == "Amina Otieno gave the role DBA to Grace Wanjiru."
    assert [role.slug for role in roles_shown(incident, shown_zone(incident, responder, ""))] == [
        "lead",
        "communications",
        "dba",
        "scribe",
    ]


def test_a_retired_role_is_handed_on_or_given_up_but_not_given(responder, manager):
    incident, other = make_incident(by=responder), make_incident(by=responder)
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=responder))
    IncidentRole.objects.filter(slug="scribe").update(is_active=False)
    with pytest.raises(DomainError, match="The role scribe is retired"):
        assign_role(incident=other, actor=responder, change=RoleChange(role="scribe", person=responder))
    assert shown(other, responder, "scribe") is None
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=manager))
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=None))
    assert len(shown(incident, responder, "scribe").before) == 2


def test_a_role_that_does_not_exist_is_refused(responder):
    with pytest.raises(DomainError, match="There is no role pilot"):
        assign_role(incident=make_incident(), actor=responder, change=RoleChange(role="pilot", person=responder))


def test_since_when_somebody_led_a_past_incident_is_unknown(responder):
    details = IncidentDetails(title="Shop unreachable", level=3, zone="UTC", lead=responder)
    history = PastHistory(status=Status.RESOLVED, milestones={Milestone.RESOLVED: NIGHT})
    incident = record_past_incident(actor=responder, details=details, history=history, client_uuid=uuid4())
    assert lead_of(incident) == responder
    assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=make_user(), at=NIGHT))
    (former,) = shown(incident, responder, "lead").before
    assert former.span == "an unknown time to 13 May 2023 19:30 UTC"
