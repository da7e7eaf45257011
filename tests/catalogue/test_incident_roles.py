"""Incident roles: managers look, admins add, change and retire them, and built-in ones stay."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from catalogue.enums import BuiltInRole
from catalogue.models import IncidentRole
from catalogue.services.incident_roles import RoleDetails, add_incident_role, edit_incident_role
from core.errors import DomainError

DBA = {"slug": "DBA", "name": "Database", "description": "Knows the database.", "position": "25"}


def test_every_installation_begins_with_three():
    assert list(IncidentRole.objects.values_list("slug", flat=True)) == ["lead", "communications", "scribe"]


def test_an_admin_adds_one_and_it_is_logged(as_user, admin):
    client = as_user(admin)
    assert client.post(reverse("incident_role_new"), DBA).status_code == 302
    role = IncidentRole.objects.get(name="Database")
    assert (role.slug, role.position, role.is_active) == ("dba", 25, True)
    event = AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED)
    assert (event.subject, event.actor, event.detail) == ("Incident role Database", admin, {"change": "added"})
    assert "/role dba" in client.get(reverse("incident_role_list")).content.decode()


@pytest.mark.parametrize("change", [{"slug": "lead"}, {"name": "Lead"}, {"slug": "a b"}, {"slug": ""}])
def test_a_name_that_is_taken_or_cannot_be_is_refused(as_user, admin, change):
    refused = as_user(admin).post(reverse("incident_role_new"), DBA | change)
    assert refused.status_code == 422
    assert not IncidentRole.objects.filter(name="Database").exists()


@pytest.mark.parametrize("taken", [RoleDetails("lead", "Leader"), RoleDetails("leader", "Lead")])
def test_two_at_the_same_moment_are_not_both_stored(admin, taken):
    with pytest.raises(DomainError, match="with this name or short name already exists"):
        add_incident_role(actor=admin, details=taken)
    assert IncidentRole.objects.get(slug="lead").name == "Lead"


def test_an_admin_changes_and_retires_one(as_user, admin):
    client, address = as_user(admin), reverse("incident_role_edit", args=["scribe"])
    assert "Command" in client.get(address).content.decode()
    sent = {"name": "Log keeper", "description": "", "position": "30"}
    assert client.post(address, sent).status_code == 302
    role = IncidentRole.objects.get(slug="scribe")
    assert (role.name, role.is_active) == ("Log keeper", False)
    assert AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED).detail["changed"]["is_active"] == [True, False]
    assert "retired" in client.get(reverse("incident_role_list")).content.decode()


def test_saving_without_a_change_logs_nothing(admin):
    scribe = IncidentRole.objects.get(slug="scribe")
    details = RoleDetails("scribe", scribe.name, scribe.description, scribe.position)
    edit_incident_role(actor=admin, role=scribe, details=details)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("slug", list(BuiltInRole))
def test_a_built_in_one_stays(as_user, admin, slug):
    role = IncidentRole.objects.get(slug=slug)
    with pytest.raises(DomainError, match="cannot be retired"):
        edit_incident_role(actor=admin, role=role, details=RoleDetails(slug, role.name, is_active=False))
    with pytest.raises(IntegrityError, match="built_in_role_in_use"), transaction.atomic():
        IncidentRole.objects.filter(slug=slug).update(is_active=False)
    address = reverse("incident_role_edit", args=[slug])
    assert as_user(admin).post(address, {"name": "Commander", "position": "1"}).status_code == 302
    role.refresh_from_db()
    assert (role.name, role.is_active) == ("Commander", True)


def test_managers_look_and_admins_change(as_user, reporter, responder, manager, admin):
    people = (reporter, responder, manager, admin)
    listed, new = reverse("incident_role_list"), reverse("incident_role_new")
    assert [as_user(user).get(listed).status_code for user in people] == [404, 403, 200, 200]
    assert [as_user(user).get(new).status_code for user in people] == [404, 403, 403, 200]


def test_the_list_costs_the_same_for_many(as_user, manager, django_assert_num_queries, django_assert_max_num_queries):
    client = as_user(manager)
    with django_assert_max_num_queries(8) as few:
        client.get(reverse("incident_role_list"))
    IncidentRole.objects.bulk_create(IncidentRole(slug=f"role-{n}", name=f"Role {n}") for n in range(20))
    with django_assert_num_queries(len(few)):
        client.get(reverse("incident_role_list"))


def test_a_new_one_stands_after_the_last(as_user, admin):
    last = max(IncidentRole.objects.values_list("position", flat=True))
    form = as_user(admin).get(reverse("incident_role_new")).context["form"]
    assert form["position"].value() == last + 1
