"""Categories of factors: managers add, rename and retire them; a retired one stays on factors that have it."""

import pytest
from django.urls import reverse

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from catalogue.models import FactorCategory
from catalogue.services.factor_categories import CategoryDetails, add_factor_category, edit_factor_category
from core.errors import DomainError
from postmortems.enums import FactorKind
from postmortems.services.analysis import add_factor, edit_row, fingerprint
from postmortems.services.factor_links import FactorLinks
from tests.factories.postmortems import make_postmortem


@pytest.fixture
def capacity(db):
    return FactorCategory.objects.get(name="Capacity")


def test_every_installation_begins_with_some(capacity):
    names = list(FactorCategory.objects.active().values_list("name", flat=True))
    assert names[:3] == ["Code change", "Configuration", "Capacity"]
    assert len(names) == 12


def test_a_manager_adds_one_and_it_is_logged(as_user, manager):
    client = as_user(manager)
    form = client.get(reverse("factor_category_new")).context["form"]
    assert form["position"].value() == 121
    sent = {"name": "Supplier", "position": "5"}
    assert client.post(reverse("factor_category_new"), sent).status_code == 302
    event = AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED)
    assert (event.subject, event.detail) == ("Factor category Supplier", {"change": "added"})
    assert "Supplier" in client.get(reverse("factor_category_list")).content.decode()


@pytest.mark.parametrize("name", ["capacity", " ", "x" * 61])
def test_a_name_that_is_taken_or_cannot_be_is_refused(as_user, manager, name):
    refused = as_user(manager).post(reverse("factor_category_new"), {"name": name, "position": "1"})
    assert refused.status_code == 422
    assert FactorCategory.objects.count() == 12


def test_two_at_the_same_moment_are_not_both_stored(manager):
    with pytest.raises(DomainError, match="already exists"):
        add_factor_category(actor=manager, details=CategoryDetails("CAPACITY"))


def test_a_new_name_shows_on_every_factor(as_user, manager, responder, capacity):
    postmortem = make_postmortem(author=responder)
    links = FactorLinks(capacity)
    add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text="Many orders", links=links)
    address = reverse("factor_category_edit", args=[capacity.pk])
    assert as_user(manager).post(address, {"name": "Load", "position": "1", "is_active": "on"}).status_code == 302
    assert "Load" in as_user(responder).get(postmortem.get_absolute_url()).content.decode()
    assert AuditEvent.objects.get(action=AuditAction.POLICY_CHANGED).detail["changed"]["name"] == ["Capacity", "Load"]


def test_a_refused_name_leaves_the_heading(as_user, manager, capacity):
    address = reverse("factor_category_edit", args=[capacity.pk])
    page = as_user(manager).post(address, {"name": "Database", "position": "1", "is_active": "on"})
    assert page.status_code == 422
    assert "<h1>Capacity</h1>" in page.content.decode()


def test_a_retired_one_stays_on_its_factors_and_is_given_to_no_other(as_user, manager, responder, capacity):
    postmortem = make_postmortem(author=responder)
    had, other = (
        add_factor(postmortem=postmortem, actor=responder, kind=FactorKind.TRIGGER, text=text, links=links)
        for text, links in (("Many orders", FactorLinks(capacity)), ("A timeout", FactorLinks()))
    )
    details = CategoryDetails("Capacity", 30, is_active=False)
    retired = edit_factor_category(actor=manager, category=capacity, details=details)
    client = as_user(responder)
    offered = [
        "Capacity"
        in str(client.get(reverse("row", args=[postmortem.incident_id, "factors", pk])).context["form"]["category"])
        for pk in (had.pk, other.pk)
    ]
    assert offered == [True, False]
    edit_row(row=had, actor=responder, kind=had.kind, text="Very many orders", seen=fingerprint(had))
    with pytest.raises(DomainError, match="was retired"):
        edit_row(
            row=other, actor=responder, kind=other.kind, text="x", links=FactorLinks(retired), seen=fingerprint(other)
        )
    assert "retired" in as_user(manager).get(reverse("factor_category_list")).content.decode()


def test_saving_without_a_change_logs_nothing(manager, capacity):
    edit_factor_category(actor=manager, category=capacity, details=CategoryDetails("Capacity", capacity.position))
    assert not AuditEvent.objects.exists()


def test_the_list_costs_the_same_for_many(as_user, manager, django_assert_num_queries, django_assert_max_num_queries):
    client = as_user(manager)
    with django_assert_max_num_queries(8) as few:
        client.get(reverse("factor_category_list"))
    FactorCategory.objects.bulk_create(FactorCategory(name=f"Category {n}") for n in range(20))
    with django_assert_num_queries(len(few)):
        client.get(reverse("factor_category_list"))
