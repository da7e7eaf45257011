"""Who may give rights to an incident: decided in the services, and pages offer only what is not refused."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.errors import DomainError, NotPermitted
from incidents.enums import Outsiders
from incidents.services.members import add_member, remove_member, set_privacy
from incidents.services.merging.merge import MergeChoices, merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.notices import HIDDEN
from incidents.services.roles import RoleChange, assign_role
from incidents.services.tasks import TaskDetails, add_task, edit_task
from incidents.services.timeline import strike_entry
from notifications.kinds import find, listed
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident


@pytest.fixture
def lead():
    return make_user("Lena Lead")


@pytest.fixture
def member():
    return make_user("Max Member")


@pytest.fixture
def outsider():
    return make_user("Otto Outsider")


@pytest.fixture
def private(lead, member, manager, responder):
    """A private incident that a responder declared; a manager is a member, too."""
    return make_private_incident(lead, member, manager, by=responder, lead=lead)


GIVEN = {
    "opens it": lambda incident, actor, person: set_privacy(incident=incident, actor=actor, is_private=False),
    "adds a member": lambda incident, actor, person: add_member(incident=incident, actor=actor, person=person),
    "takes the lead": lambda incident, actor, person: assign_role(
        incident=incident, actor=actor, change=RoleChange("lead", actor)
    ),
    "leaves it without a lead": lambda incident, actor, person: assign_role(
        incident=incident, actor=actor, change=RoleChange("lead", None)
    ),
    "gives an outsider a task": lambda incident, actor, person: add_task(
        incident=incident, actor=actor, details=TaskDetails("Call", person), make_member=True
    ),
    "gives an outsider a role": lambda incident, actor, person: assign_role(
        incident=incident, actor=actor, change=RoleChange("scribe", person), make_member=True
    ),
    "names an outsider": lambda incident, actor, person: make_entry(
        incident, f"@{person.email.split('@')[0]} look", by=actor, make_members=True
    ),
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_a_member_without_the_right_is_refused_in_words(given, private, member, outsider, lead):
    seq = private.seq
    with pytest.raises(DomainError, match=r"lead \(Lena Lead\), whoever declared it"):
        given(private, member, outsider)
    private.refresh_from_db()
    assert (private.is_private, private.seq) == (True, seq)
    assert outsider not in private.members.all()


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("who", ["lead", "responder", "manager", "admin"])
def test_lead_declarer_managers_and_admins_do_all_of_it(given, who, private, lead, responder, manager, admin, outsider):
    if (given, who) != (GIVEN["takes the lead"], "lead"):
        given(private, {"lead": lead, "responder": responder, "manager": manager, "admin": admin}[who], outsider)
        private.refresh_from_db()
        assert private.entries.exclude(kind="declared").exists()


def test_a_manager_who_is_no_member_has_no_right(private, outsider):
    stranger = make_user(role=Role.MANAGER)
    for given in GIVEN.values():
        with pytest.raises(DomainError):
            given(private, stranger, outsider)


def test_a_declarer_who_is_no_longer_a_member_has_no_right(private, responder, lead, outsider):
    remove_member(incident=private, actor=lead, person=responder)
    with pytest.raises(NotPermitted):
        add_member(incident=private, actor=responder, person=outsider)
    with pytest.raises(NotPermitted):
        remove_member(incident=private, actor=responder, person=lead)


def test_a_member_may_still_give_a_task_and_a_role_to_members(private, member, lead):
    task = add_task(incident=private, actor=member, details=TaskDetails("Call", lead))
    edit_task(task=task, actor=member, text="Call them", person=member)
    assign_role(incident=private, actor=member, change=RoleChange("scribe", member))
    assert private.tasks.get().person == member


def test_nobody_takes_a_lead_that_is_free_without_the_right(member):
    incident = make_private_incident(member, by=make_user("Dora"))
    with pytest.raises(NotPermitted, match=r"Its lead \(nobody now\), whoever declared it \(Dora\)"):
        assign_role(incident=incident, actor=member, change=RoleChange("lead", member))


def test_hiding_a_public_incident_asks_for_a_manager_or_the_lead(responder, lead, manager):
    for actor, incident in ((lead, make_incident(by=responder, lead=lead)), (manager, make_incident(by=responder))):
        with pytest.raises(NotPermitted, match="managers and admins can"):
            set_privacy(incident=incident, actor=responder, is_private=True)
        set_privacy(incident=incident, actor=actor, is_private=True)
        incident.refresh_from_db()
        assert incident.is_private


def test_who_took_the_lead_cannot_hide_what_others_declared(as_user, responder, lead, manager):
    incident = make_incident(by=responder)
    assign_role(incident=incident, actor=lead, change=RoleChange("lead", lead, note="I take it."))
    assert as_user(lead).get(f"/incidents/{incident.pk}/privacy/").status_code == 403
    assert "/privacy/" not in as_user(lead).get(f"/incidents/{incident.pk}/").content.decode()
    with pytest.raises(NotPermitted, match=r"somebody else made lead \(Lena Lead took it\)"):
        set_privacy(incident=incident, actor=lead, is_private=True)
    with pytest.raises(NotPermitted):
        merge_incident(source=incident, target=make_private_incident(lead), actor=lead)
    assign_role(incident=incident, actor=lead, change=RoleChange("lead", None))
    assign_role(incident=incident, actor=responder, change=RoleChange("lead", lead))
    assert "/privacy/" in as_user(lead).get(f"/incidents/{incident.pk}/").content.decode()
    set_privacy(incident=incident, actor=lead, is_private=True)


def test_who_declared_it_may_take_the_lead_and_hide_it(responder):
    incident = make_incident(by=responder)
    assign_role(incident=incident, actor=responder, change=RoleChange("lead", responder))
    set_privacy(incident=incident, actor=responder, is_private=True)


def test_it_is_not_hidden_from_who_declared_it_or_led_it(responder, lead, member, manager):
    incident = make_incident(by=responder, lead=member)
    assign_role(incident=incident, actor=member, change=RoleChange("lead", lead))
    set_privacy(incident=incident, actor=manager, is_private=True)
    assert set(incident.members.all()) == {responder, lead, member, manager}


def test_hiding_is_announced_to_managers_by_number_alone(lead, responder, manager, admin):
    incident = make_incident("Salaries were mailed to all", by=responder, lead=lead)
    set_privacy(incident=incident, actor=lead, is_private=True)
    told = Delivery.objects.filter(kind=HIDDEN).select_related("recipient")
    assert {delivery.recipient for delivery in told} == {manager, admin}
    kind = find(HIDDEN)
    delivery = told.get(recipient=manager)
    message = kind.render([delivery])[delivery.pk]
    assert message.subject == f"{incident.reference} was made private"
    assert "Lena Lead made" in message.text
    assert not any("Salaries" in part for part in (message.subject, message.text, message.html))
    assert kind.visible_to([(manager, delivery)]) == {delivery.pk}
    assert not kind.visible_to([(make_user(role=Role.MANAGER), delivery)])
    assert Delivery.objects.filter(listed(manager), kind=HIDDEN).get() == delivery
    assert Delivery.objects.filter(listed(admin), kind=HIDDEN).count() == 2
    set_privacy(incident=incident, actor=lead, is_private=False)
    assert kind.still_due([delivery]) == {delivery.pk: "Everybody sees it again."}


def test_a_merge_does_not_hide_what_the_actor_could_not_hide(responder, member, manager):
    source, target = make_incident(by=responder), make_private_incident(responder, member, manager, by=responder)
    with pytest.raises(NotPermitted, match="who sees"):
        merge_incident(source=source, target=target, actor=member)
    merge_incident(source=source, target=target, actor=manager)


def test_a_merge_makes_nobody_a_member_without_the_right(lead, member, outsider, manager):
    source = make_incident(by=manager, lead=member)
    add_task(incident=source, actor=manager, details=TaskDetails("Call", outsider))
    target = make_private_incident(member, by=lead, lead=lead)
    with pytest.raises(DomainError, match="cannot add members"):
        merge_incident(source=source, target=target, actor=member, choices=MergeChoices(outsiders=Outsiders.MEMBERS))
    merge_incident(source=source, target=target, actor=member, choices=MergeChoices(outsiders=Outsiders.LEAVE))


def test_undoing_a_merge_shows_no_private_words_without_the_right(responder, member, manager):
    source, target = make_incident(by=responder), make_private_incident(member, manager, by=responder)
    moved = make_entry(source)
    merge_incident(source=source, target=target, actor=manager)
    moved.refresh_from_db()
    strike_entry(entry=moved, actor=member, reason="an inner reason")
    with pytest.raises(NotPermitted):
        undo_merge(incident=source, actor=member, expose=True)
    undo_merge(incident=source, actor=manager, expose=True)


def test_pages_offer_what_is_not_refused(as_user, private, member, lead):
    page, lead_form = reverse("incident", args=[private.pk]), reverse("assign_role", args=[private.pk, "lead"])
    forms = [reverse("task_add", args=[private.pk]), reverse("assign_role", args=[private.pk, "scribe"])]
    forms += [reverse("action_new", args=[private.pk])]
    for person, offered in ((member, False), (lead, True)):
        client = as_user(person)
        assert (lead_form in client.get(page).content.decode()) is offered
        assert (client.get(lead_form).status_code == 200) is offered
        for form in forms:
            assert ('name="make_member"' in client.get(form).content.decode()) is offered, form


def test_a_page_refuses_with_the_reason_and_keeps_what_was_typed(as_user, private, member, outsider):
    client = as_user(member)
    fields = {"text": "Call the bank", "person": outsider.pk, "make_member": "on", "client_uuid": uuid4()}
    response = client.post(reverse("task_add", args=[private.pk]), fields)
    assert response.status_code == 422
    assert "cannot add members to it" in response.content.decode()
    assert "Call the bank" in response.content.decode()
    entry = {"text": "/lead me I take it", "client_uuid": uuid4()}
    response = client.post(reverse("entry_add", args=[private.pk]), entry)
    assert response.status_code == 403
    assert "Only its lead, whoever declared it" in response.content.decode()
    assert "/lead me I take it" in response.content.decode()
    stranger = f"@{outsider.email.split('@')[0]} please look"
    response = client.post(reverse("entry_add", args=[private.pk]), {"text": stranger, "client_uuid": uuid4()})
    assert response.status_code == 422
    assert "make_members" not in response.content.decode()
    role = {"person": member.pk, "note": "mine"}
    assert client.post(reverse("assign_role", args=[private.pk, "lead"]), role).status_code == 403
    assert client.get(reverse("edit_privacy", args=[private.pk])).status_code == 403
