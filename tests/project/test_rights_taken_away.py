"""Somebody's session is open while their role changes or they can no longer log in: nothing breaks, nothing leaks."""

import pytest

from accounts.enums import Role
from accounts.registries.holdings import held_by
from accounts.services import leaving, people
from live.streams.access import WatchRequest, check_access
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_postmortem

HTMX = {"HX-Request": "true"}


@pytest.fixture
def open_session(as_user, responder):
    """A client in the middle of its work, and the addresses that its pages and scripts ask for."""
    incident = make_incident("Shop unreachable", by=responder)
    entry = make_entry(incident)
    make_postmortem(incident=incident, author=responder)
    client = as_user(responder)
    room = f"/incidents/{incident.pk}/"
    reads = ["/", "/incidents/", room, f"{room}entries/{entry.pk}/", f"{room}parts/?names=head,side"]
    reads += [f"{room}postmortem/", f"{room}postmortem/edit/", "/follow-through/", "/action-items/", "/search/?q=shop"]
    writes = [f"{room}entries/", f"{room}entries/preview/", f"{room}status/mitigate/", f"{room}files/"]
    for path in reads:
        assert client.get(path, follow=True).status_code == 200, path
    return client, incident, reads, writes


def answers(client, reads, writes) -> set[int]:
    """Every status of reading and writing, as pages and as fragments."""
    found = set()
    for headers in ({}, HTMX):
        found |= {client.get(path, headers=headers).status_code for path in reads}
        found |= {client.post(path, {"text": "Words"}, headers=headers).status_code for path in writes}
    return found


def test_a_role_that_was_taken_away_counts_at_once(open_session, responder, admin):
    client, incident, reads, writes = open_session
    request = WatchRequest(client.session.session_key, (incident.pk,))
    assert incident.pk in check_access([request])[0].incidents
    people.change_role(actor=admin, person=responder, role=Role.REPORTER)
    assert answers(client, reads[1:], writes) == {404}
    assert client.get("/").status_code == 200
    assert check_access([request])[0].incidents == {}
    assert not incident.entries.filter(text="Words").exists()


def test_a_deactivated_person_is_sent_to_the_login(open_session, responder, admin):
    client, incident, reads, writes = open_session
    request = WatchRequest(client.session.session_key, (incident.pk,))
    nobody = {held.holding.key: None for held in held_by(responder)}
    leaving.deactivate_person(actor=admin, person=responder, successors=nobody)
    assert answers(client, reads, writes) <= {302, 401, 403}
    assert check_access([request]) == [None]
    assert not incident.entries.filter(text="Words").exists()
