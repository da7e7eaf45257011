"""Who sees a private incident, and how that changes."""

from datetime import timedelta

import pytest

from accounts.enums import AuditAction, Role
from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from incidents.models import Incident, TimelineEntry
from incidents.permissions import can_change_privacy, can_edit_public_summary, can_redact
from incidents.querysets import people_seeing
from incidents.selectors.readers import visible_pairs
from incidents.services.members import add_member, note_private_read, remove_member, set_privacy
from incidents.services.roles import RoleChange, assign_role
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident

# role, is it private, are they a member, do they see it
SIGHT = [
    (Role.REPORTER, False, False, False),
    (Role.REPORTER, True, False, False),
    (Role.RESPONDER, False, False, True),
    (Role.RESPONDER, True, False, False),
    (Role.RESPONDER, True, True, True),
    (Role.MANAGER, False, False, True),
    (Role.MANAGER, True, False, False),
    (Role.MANAGER, True, True, True),
    (Role.ADMIN, False, False, True),
    (Role.ADMIN, True, False, True),
    (Role.ADMIN, True, True, True),
]


@pytest.mark.parametrize(("role", "is_private", "is_member", "sees"), SIGHT)
def test_who_sees_what(role, is_private, is_member, sees):
    person = make_user(role=role)
    incident = make_private_incident(*[person] * is_member) if is_private else make_incident()
    entry = make_entry(incident)
    assert Incident.objects.visible_to(person).filter(pk=incident.pk).exists() is sees
    assert TimelineEntry.objects.visible_to(person, Incident.objects.all()).filter(pk=entry.pk).exists() is sees
    assert ((person.pk, incident.pk) in visible_pairs([(person, incident.pk)])) is sees
    assert (person in people_seeing(incident).responders()) is sees
    if role != Role.REPORTER:  # to whom `visible_to` shows none at all
        assert Incident.objects.hidden_from(person).filter(pk=incident.pk).exists() is not sees


@pytest.mark.parametrize("role", Role.values)
def test_who_is_gone_sees_nothing(role):
    person = make_user(role=role, is_active=False)
    incident = make_incident()
    assert not Incident.objects.visible_to(person).exists()
    assert not visible_pairs([(person, incident.pk)])


def test_a_reporter_who_was_once_a_member_sees_nothing():
    person = make_user()
    incident = make_private_incident(person)
    person.role = Role.REPORTER
    person.save(update_fields=["role"])
    assert not Incident.objects.visible_to(person).filter(pk=incident.pk).exists()


def test_making_it_private_keeps_the_actor_in_and_asks_about_role_holders(responder, manager):
    incident = make_incident(by=responder, lead=responder)
    assign_role(incident=incident, actor=responder, change=RoleChange("scribe", manager))
    with pytest.raises(DomainError) as refused:
        set_privacy(incident=incident, actor=responder, is_private=True)
    assert refused.value.field == "members"
    set_privacy(incident=incident, actor=responder, is_private=True, members=[manager])
    assert set(incident.members.all()) == {responder, manager}
    assert AuditEvent.objects.get(action=AuditAction.PRIVACY_CHANGED).detail == {"private": True}
    assert incident.entries.filter(kind="privacy").count() == 1


def test_setting_what_is_set_changes_nothing(responder):
    incident = make_incident(by=responder)
    set_privacy(incident=incident, actor=responder, is_private=False)
    assert not incident.entries.filter(kind="privacy").exists()


def test_a_member_comes_and_goes_with_an_entry_and_a_line_in_the_audit_log(responder, manager):
    incident = make_private_incident(by=responder)
    for _ in range(2):
        add_member(incident=incident, actor=responder, person=manager)
    assert Incident.objects.visible_to(manager).filter(pk=incident.pk).exists()
    remove_member(incident=incident, actor=responder, person=manager)
    assert not Incident.objects.visible_to(manager).filter(pk=incident.pk).exists()
    assert incident.entries.filter(kind="privacy").count() == 2
    assert AuditEvent.objects.filter(action=AuditAction.PRIVACY_CHANGED).count() == 2


def test_a_reporter_cannot_become_a_member(responder, reporter):
    with pytest.raises(DomainError, match="not a responder"):
        add_member(incident=make_private_incident(by=responder), actor=responder, person=reporter)


def test_neither_a_role_holder_nor_the_last_member_can_be_removed(responder, manager):
    incident = make_private_incident(manager, by=responder, lead=manager)
    with pytest.raises(DomainError, match="has a role or a task here"):
        remove_member(incident=incident, actor=responder, person=manager)
    lonely = make_private_incident(by=responder)
    with pytest.raises(DomainError, match="at least one member"):
        remove_member(incident=lonely, actor=responder, person=responder)


def test_an_admins_look_is_logged_once_a_day(responder, admin):
    incident = make_private_incident(by=responder)
    with clock.frozen(clock.now()) as held:
        for _ in range(3):
            note_private_read(incident=incident, actor=admin)
        held.forward(timedelta(days=1, minutes=1))
        note_private_read(incident=incident, actor=admin)
    assert AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ, actor=admin).count() == 2


def test_members_and_open_incidents_are_not_logged(responder, admin):
    note_private_read(incident=make_private_incident(by=responder), actor=responder)
    note_private_read(incident=make_private_incident(admin, by=responder), actor=admin)
    note_private_read(incident=make_incident(), actor=admin)
    assert not AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ).exists()


@pytest.mark.parametrize(("role", "redacts"), [(Role.RESPONDER, False), (Role.MANAGER, False), (Role.ADMIN, True)])
def test_admins_alone_redact(role, redacts):
    assert can_redact(make_user(role=role)) is redacts


def test_who_may_write_for_customers_and_who_may_change_privacy(responder, manager, admin):
    lead, communications, declarer = make_user("Lead"), make_user("Comms"), make_user("Declarer")
    incident = make_incident(by=declarer, lead=lead)
    assign_role(incident=incident, actor=lead, change=RoleChange(role="communications", person=communications))
    people = (responder, lead, communications, declarer, manager, admin)
    assert [can_edit_public_summary(person, incident) for person in people] == [False, True, True, False, True, True]
    assert [can_change_privacy(person, incident) for person in people] == [False, True, False, False, True, True]
    incident.is_private = True
    assert [can_change_privacy(person, incident) for person in people] == [False, True, False, True, True, True]
