"""Templates of action items."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import AuditAction
from accounts.models import AuditEvent, User
from actions.models import ActionItem, ActionTemplate
from tests.factories.actions import (
    make_action_template,
    make_factor,
    make_incident,
    make_postmortem,
)

As = Callable[[User], Client]
ADDRESS = "/settings/action-item-templates/"
FORM = {"title": "Add an alert", "kind": "detect", "priority": "1", "description": "Say **who** gets it."}


def test_managers_add_and_change_them(manager: User, as_user: As) -> None:
    client = as_user(manager)
    assert "No templates" in client.get(ADDRESS).content.decode()
    client.post(f"{ADDRESS}new/", FORM)
    template = ActionTemplate.objects.get()
    assert (template.title, template.kind, template.priority, template.is_active) == ("Add an alert", "detect", 1, True)
    client.post(f"{ADDRESS}{template.pk}/", FORM | {"title": "Add two alerts"})  # a box that is not ticked retires it
    template.refresh_from_db()
    assert (template.title, template.is_active) == ("Add two alerts", False)
    assert "retired" in client.get(ADDRESS).content.decode()
    assert AuditEvent.objects.filter(action=AuditAction.POLICY_CHANGED).count() == 2


@pytest.mark.parametrize("fields", [{"title": ""}, {"kind": "revenge"}, {"priority": "7"}, {"title": "Taken"}])
def test_bad_input_is_answered_with_what_was_typed(manager: User, as_user: As, fields: dict[str, str]) -> None:
    make_action_template("Taken")
    answer = as_user(manager).post(f"{ADDRESS}new/", FORM | fields)
    assert answer.status_code == 422
    assert "Say **who** gets it." in answer.content.decode()
    assert ActionTemplate.objects.count() == 1


def test_a_new_item_begins_with_one_without_javascript(responder: User, as_user: As) -> None:
    template = make_action_template(**FORM)
    retired = make_action_template("An old one", is_active=False)
    factor = make_factor(make_postmortem(make_incident()))
    new = f"/incidents/{factor.postmortem.incident_id}/action-items/new/"
    client = as_user(responder)
    page = client.get(f"{new}?factor={factor.pk}").content.decode()
    assert f'<option value="{template.pk}">Add an alert</option>' in page
    assert "An old one" not in page
    begun = client.get(f"{new}?factor={factor.pk}&template={template.pk}")
    form = begun.context["form"]
    assert (form["title"].value(), form["kind"].value(), form["priority"].value()) == ("Add an alert", "detect", 1)
    assert form["factors"].value() == [factor.pk]
    assert 'value="Add an alert"' in begun.content.decode()
    for other in (retired.pk, "x", 999_999):
        assert client.get(f"{new}?template={other}").context["form"]["title"].value() is None


def test_filling_in_keeps_what_was_typed(responder: User, as_user: As) -> None:
    template, other = (
        make_action_template(**FORM),
        make_action_template("Write it down", priority=3, description="How."),
    )
    postmortem = make_postmortem(make_incident())
    first, second = make_factor(postmortem), make_factor(postmortem)
    address = f"/incidents/{postmortem.incident_id}/action-items/new/?factor={first.pk}&any=thing&back=/follow-through/"
    typed = {"title": "", "kind": "unstated", "priority": "2", "owner": responder.pk, "due_on": "2033-01-01"}
    typed |= {"description": "Mine, <b>not</b> theirs", "factors": [second.pk], "tracker_url": "not a link"}
    client = as_user(responder)
    page = client.post(address, typed | {"template": template.pk, "fill_in": "1"})
    assert page.status_code == 200
    assert not ActionItem.objects.exists()
    assert "/follow-through/" in page.content.decode()
    form = page.context["form"]
    assert (form["title"].value(), form["kind"].value(), form["priority"].value()) == ("Add an alert", "detect", 1)
    assert form["description"].value() == "Mine, <b>not</b> theirs"
    assert [str(value) for value in form["factors"].value()] == [str(second.pk)]
    words = " ".join(page.content.decode().split())
    for kept in (
        "2033-01-01",
        "not a link",
        f'value="{responder.pk}" selected >',
        "Mine, &lt;b&gt;not&lt;/b&gt; theirs",
    ):
        assert kept in words
    filled = typed | {"title": "Add an alert", "kind": "detect", "priority": "1"}
    again = client.post(address, filled | {"template": other.pk, "fill_in": "1"}).context["form"]
    assert (again["title"].value(), again["kind"].value(), again["priority"].value()) == (
        "Write it down",
        "unstated",
        3,
    )
    created = client.post(address, filled | {"tracker_url": "", "template": template.pk})
    assert created.headers["Location"] == "/follow-through/"
    assert list(ActionItem.objects.get().factors.all()) == [second]


def test_without_templates_the_form_offers_none(responder: User, as_user: As) -> None:
    page = as_user(responder).get(f"/incidents/{make_incident().pk}/action-items/new/").content.decode()
    assert "Begin with a template" not in page
