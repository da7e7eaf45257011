"""Following an incident."""

import pytest
from django.urls import reverse

from incidents.models import Follower
from incidents.services.following import follow_incident, unfollow_incident
from incidents.services.members import remove_member
from incidents.services.merging.merge import merge_incident
from incidents.services.merging.undo import undo_merge
from incidents.services.writing import Merged
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident
from tests.html import html_of


def following(incident):
    return {row.person for row in Follower.objects.of(incident).select_related("person")}


def page(client, incident):
    return html_of(client.get(reverse("incident", args=[incident.pk])))


def test_by_its_buttons(as_user, responder, manager):
    incident, client = make_incident(by=manager), as_user(responder)
    assert "Followers are told when its postmortem is published." in page(client, incident)
    response = client.post(reverse("incident_follow", args=[incident.pk]))
    assert response.status_code == 302
    shown = page(client, incident)
    assert "1 person follows it, you too." in shown
    assert "Unfollow" in shown
    client.post(reverse("incident_unfollow", args=[incident.pk]))
    assert following(incident) == set()


def test_twice_is_once(responder):
    incident = make_incident(by=responder)
    for _ in range(2):
        follow_incident(incident=incident, actor=responder)
    assert following(incident) == {responder}
    for _ in range(2):
        unfollow_incident(incident=incident, actor=responder)
    assert following(incident) == set()


def test_who_no_longer_sees_it_is_not_counted(as_user, responder, manager):
    incident = make_private_incident(manager, by=responder)
    follow_incident(incident=incident, actor=manager)
    assert "1 person follows it." in page(as_user(responder), incident)
    remove_member(incident=incident, actor=responder, person=manager)
    assert following(incident) == set()
    assert "follows it" not in page(as_user(responder), incident)


def test_a_merge_takes_followers_along_and_its_undoing_leaves_those_of_the_target(responder, manager, admin):
    source, target = make_incident(by=responder), make_incident(by=responder)
    follow_incident(incident=source, actor=manager)
    follow_incident(incident=source, actor=admin)
    follow_incident(incident=target, actor=admin)
    merge_incident(source=source, target=target, actor=responder)
    assert following(target) == {manager, admin}
    source.refresh_from_db()
    with pytest.raises(Merged):
        follow_incident(incident=source, actor=responder)
    undo_merge(incident=source, actor=responder)
    assert (following(source), following(target)) == ({manager, admin}, {admin})


def test_a_merge_into_a_private_incident_takes_only_members_along(responder, manager):
    stranger = make_user("Fatuma Ali")
    source, target = make_incident(by=responder), make_private_incident(manager, by=responder)
    for person in (manager, stranger):
        follow_incident(incident=source, actor=person)
    merge_incident(source=source, target=target, actor=manager)
    assert following(target) == {manager}
    assert not Follower.objects.filter(incident=target, person=stranger).exists()
