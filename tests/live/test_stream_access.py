"""Who may still watch what: asked for many watchers at once, when a stream opens and at every heartbeat."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.sessions.models import Session

from accounts.enums import Role
from core.clock import now
from incidents.models import Incident
from live.models import Presence
from live.streams.access import WatchRequest, check_access
from live.streams.changes import may_watch, read_changes
from live.streams.presence import _move, _renew
from live.streams.watchers import Watcher
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident
from tests.journeys.browser import session_of


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def test_each_session_gets_the_incidents_of_its_person(responder, reporter, manager, admin, incident):
    private = make_private_incident(by=responder)
    incidents = (incident.pk, private.pk, 999_999)
    found = check_access([WatchRequest(session_of(user), incidents) for user in (responder, reporter, manager, admin)])
    seen = [sorted(access.incidents) for access in found if access]
    assert seen == [[incident.pk, private.pk], [], [incident.pk], [incident.pk, private.pk]]
    assert found[0] and found[0].incidents[private.pk].seq == private.seq


@pytest.mark.parametrize(("role", "is_private", "is_member"), [*product(Role, *[(True, False)] * 2)])
def test_a_stream_shows_what_the_pages_show(role, is_private, is_member):
    person = make_user()
    incident = make_incident(is_private=is_private, members=(person,) if is_member else ())
    person.role = role
    person.save(update_fields=["role"])
    sees = Incident.objects.visible_to(person).filter(pk=incident.pk).exists()
    session = session_of(person)
    (access,) = check_access([WatchRequest(session, (incident.pk,))])
    assert access
    assert (incident.pk in access.incidents) is sees
    if role != Role.REPORTER:  # who may watch nothing, so that no feed has them
        members = read_changes({incident.pk: 0})[incident.pk].members
        assert may_watch(Watcher(session, person, {incident.pk: 0}), members) is sees


def test_sessions_that_ended_in_any_way_are_nobodys(responder, incident):
    expired, other, raised = make_user("Fatuma Ali"), make_user("Joy Mutua"), make_user("Peter Odhiambo")
    keys = [session_of(user) for user in (expired, other, raised)]
    Session.objects.filter(pk=keys[0]).update(expire_date=now() - timedelta(seconds=1))
    other.is_active = False
    other.save()
    raised.session_epoch += 1
    raised.save()
    requests = [WatchRequest(key, (incident.pk,)) for key in (*keys, "", "nothing", session_of(responder))]
    assert [access is None for access in check_access(requests)] == [True, True, True, True, True, False]


def test_many_watchers_cost_as_many_queries_as_one(incident, django_assert_num_queries):
    requests = [WatchRequest(session_of(make_user(f"Person {n}")), (incident.pk,)) for n in range(30)]
    with django_assert_num_queries(5):
        check_access(requests[:1])
    incidents = tuple(make_incident().pk for _ in range(3))
    with django_assert_num_queries(5):
        assert all(check_access([WatchRequest(request.session, (incident.pk, *incidents)) for request in requests]))


def test_who_is_here_is_written_in_bulk_and_forgotten_without_a_word(incident, django_assert_num_queries):
    here, gone = "b3c6f7a0-0000-4000-8000-000000000001", "b3c6f7a0-0000-4000-8000-000000000002"
    people = [make_user(f"Person {n:02}", role=Role.RESPONDER) for n in range(40)]
    pairs = {(incident.pk, person.pk) for person in people}
    with django_assert_num_queries(3):
        found = _move(here, pairs, set(), {incident.pk})[incident.pk]
    assert (len(found["people"]), found["count"], found["people"][0]["name"]) == (30, 40, "Person 00")
    _move(gone, {(incident.pk, people[0].pk)}, set(), set())
    Presence.objects.filter(process=gone).update(seen_at=now() - timedelta(minutes=5))
    assert _renew(here, pairs) == {incident.pk}
    with django_assert_num_queries(2):
        assert _renew(here, pairs) == set()
    left = _move(here, set(), {(incident.pk, people[0].pk)}, {incident.pk})
    assert left[incident.pk]["count"] == 39
