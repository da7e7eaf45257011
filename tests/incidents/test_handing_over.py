"""Handing over a role: one line, one entry, both people told; privately only after a yes."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import DomainError
from incidents.enums import EntryKind
from incidents.selectors.roles import lead_of
from incidents.services.roles import RoleChange, assign_role
from notifications.kinds import find
from notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident


@pytest.fixture
def heir():
    return make_user("Ana Silva", email="ana@example.com")


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, lead=responder)


def hand_over(client, incident, person, **fields):
    return client.post(reverse("assign_role", args=[incident.pk, "lead"]), {"person": person.pk, **fields})


def message(kind, person):
    delivery = Delivery.objects.get(kind=kind, recipient=person)
    assert find(kind).still_due([delivery]) == {}
    return find(kind).render([delivery])[delivery.pk]


def test_both_are_told_the_line_and_one_entry_holds_it(as_user, incident, responder, heir):
    before = incident.entries.count()
    line = "The database is back, the queue is not."
    assert hand_over(as_user(responder), incident, heir, note=line).status_code == 302
    incident.refresh_from_db()
    assert (lead_of(incident), incident.entries.count()) == (heir, before + 1)
    entry = incident.entries.get(kind=EntryKind.ROLE)
    assert entry.text == f"Gave the role lead to Ana Silva.\n\n{line}"
    new, former = message("role_given", heir), message("role_handed_on", responder)
    assert line in new.text
    assert line in new.html
    assert line in former.text
    assert "Ana Silva now has the role lead" in former.subject


def test_without_the_line_it_is_asked_for_and_what_was_chosen_is_kept(as_user, incident, responder, heir):
    shown = hand_over(as_user(responder), incident, heir)
    assert shown.status_code == 422
    assert "Ana Silva reads it first" in shown.content.decode()
    incident.refresh_from_db()
    assert lead_of(incident) == responder


def test_a_role_that_nobody_has_is_taken_with_one_press(as_user, responder):
    incident = make_incident()
    assert hand_over(as_user(responder), incident, responder).status_code == 302
    assert not Delivery.objects.filter(kind__startswith="role").exists()


def test_anybody_in_the_room_may_hand_it_over(as_user, incident, responder, heir, manager):
    assert hand_over(as_user(manager), incident, heir, note="Amina sleeps").status_code == 302
    assert message("role_handed_on", responder)


def test_a_private_incident_asks_about_membership_first(as_user, responder, heir):
    secret = make_private_incident(responder, by=responder, lead=responder)
    client = as_user(responder)
    shown = hand_over(client, secret, heir, note="Yours")
    assert (shown.status_code, "cannot see this private incident" in shown.content.decode()) == (422, True)
    assert heir not in secret.members.all()
    assert hand_over(client, secret, heir, note="Yours", make_member="on").status_code == 302
    assert heir in secret.members.all()


def test_one_press_answers_who_is_called_in_the_line(as_user, responder, heir):
    third = make_user("Joy Mutua", email="joy@example.com")
    secret, client = make_private_incident(responder, by=responder, lead=responder), as_user(responder)
    sent = {"note": "Ask @joy", "make_member": "on"}
    shown = hand_over(client, secret, heir, **sent)
    assert shown.status_code == 422
    assert "Make Joy Mutua a member and hand it over" in shown.content.decode()
    assert heir not in secret.members.all()
    assert hand_over(client, secret, heir, **sent, make_members="on").status_code == 302
    assert {heir, third} <= set(secret.members.all())
    assert secret.entries.get(kind=EntryKind.ROLE).text.endswith("Ask @joy")


def test_one_question_names_everybody_who_cannot_see_it(as_user, responder, heir):
    make_user("Joy Mutua", email="joy@example.com")
    secret, client = make_private_incident(responder, by=responder, lead=responder), as_user(responder)
    shown = hand_over(client, secret, heir, note="Ask @joy").content.decode()
    assert "Make Ana Silva, Joy Mutua members and hand it over" in shown
    sent = {"text": "/lead @ana ask @joy", "client_uuid": uuid4()}
    asked = client.post(reverse("entry_add", args=[secret.pk]), sent).content.decode()
    assert "Make Ana Silva, Joy Mutua members and log it" in asked


def test_a_message_is_void_when_the_role_came_back(incident, responder, heir):
    for person in (heir, responder):
        assign_role(incident=incident, actor=heir, change=RoleChange(role="lead", person=person, note="Yours"))
    first = Delivery.objects.get(kind="role_handed_on", recipient=responder)
    assert find("role_handed_on").still_due([first])[first.pk] == "They have the role again."


def test_a_reporter_cannot_have_one(incident, responder, reporter):
    with pytest.raises(DomainError, match="not a responder"):
        assign_role(incident=incident, actor=responder, change=RoleChange(role="lead", person=reporter))


def test_the_head_offers_it_to_whoever_has_it_and_to_others(as_user, incident, responder, manager):
    lead = f'href="{reverse("assign_role", args=[incident.pk, "lead"])}"'
    assign_role(incident=incident, actor=responder, change=RoleChange(role="scribe", person=manager))
    html = as_user(responder).get(reverse("incident", args=[incident.pk])).content.decode()
    head = html[html.index('id="incident-head"') : html.index("More actions")]
    assert lead in head
    html = as_user(manager).get(reverse("incident", args=[incident.pk])).content.decode()
    head = html[html.index('id="incident-head"') : html.index("More actions")]
    assert reverse("assign_role", args=[incident.pk, "scribe"]) in head


def test_giving_a_role_up_without_a_successor_is_said_apart(as_user, incident, responder, heir):
    client, where = as_user(responder), reverse("assign_role", args=[incident.pk, "lead"])
    assert "choose a person" in client.get(where).content.decode()
    refused = client.post(where, {"person": ""})
    assert (refused.status_code, "Choose who takes the role." in refused.content.decode()) == (422, True)
    assert client.post(where, {"person": heir.pk, "note": "Yours", "leaves_empty": "on"}).status_code == 422
    incident.refresh_from_db()
    assert lead_of(incident) == responder
    assert client.post(where, {"person": "", "leaves_empty": "on"}).status_code == 302
    incident.refresh_from_db()
    assert lead_of(incident) is None
