"""The centre of a stream process on a loop of its own, where what happens at the same moment can be put in order."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import OperationalError

from accounts.enums import Role
from accounts.services.leaving import deactivate_person
from accounts.services.people import change_role
from accounts.services.sessions import end_all_sessions
from incidents.services.clearing import clear_example_incidents
from incidents.services.members import add_member, set_privacy
from live.models import Presence
from live.streams.access import WatchRequest, check_access
from live.streams.changes import read_changes
from live.streams.database import Reader
from live.streams.endpoint import stream
from live.streams.hub import Hub, close_all, current_hub
from live.streams.presence import Attendance
from live.streams.watchers import Watcher
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident
from tests.journeys.browser import session_of
from tests.processes import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident(responder):
    return make_incident(by=responder, lead=responder)


def on_a_loop(scenario):
    """Runs `scenario(hub)`, and ends the hub."""

    async def run():
        hub = Hub()
        try:
            await scenario(hub)
        finally:
            hub.close()

    run_apart(run())


def run_apart(scenario):
    """Runs a scenario on a loop in a thread of its own: a browser of another test may have left one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scenario).result()


async def holds(what):
    """Waits, while the loop goes on, until something has come true; fails when it does not."""
    await asyncio.to_thread(wait_until, what, "it holds")


def test_nobody_watches_an_incident_that_became_private_a_moment_before(incident, responder):
    stranger = make_user("Fatuma Ali")
    requests = [WatchRequest(session_of(user), (incident.pk,)) for user in (responder, stranger)]

    async def scenario(hub):
        inside, outside = await hub.reader.run(check_access, requests)
        member, late = (
            Watcher(request.session, one.user, {incident.pk: incident.seq})
            for request, one in zip(requests, (inside, outside), strict=True)
        )
        await hub.join(member, inside)
        feed = hub.feeds[incident.pk]
        await hub.reader.run(lambda: set_privacy(incident=incident, actor=responder, is_private=True))
        await holds(lambda: feed.seq > incident.seq)
        late.cursors[incident.pk] = feed.seq
        await hub.join(late, outside)
        assert feed.watchers == {member}
        assert b"event: gone" in await late.mailbox.take()

    on_a_loop(scenario)


def test_a_new_member_may_watch_before_the_feed_has_heard_of_them(incident, responder):
    friend = make_user("Fatuma Ali")
    set_privacy(incident=incident, actor=responder, is_private=True)
    incident.refresh_from_db()
    requests = [WatchRequest(session_of(user), (incident.pk,)) for user in (responder, friend)]

    async def scenario(hub):
        (inside,) = await hub.reader.run(check_access, requests[:1])
        await hub.join(Watcher(requests[0].session, inside.user, {incident.pk: incident.seq}), inside)
        feed = hub.feeds[incident.pk]
        await holds(lambda: feed.members == {responder.pk})
        await hub.reader.run(lambda: add_member(incident=incident, person=friend, actor=responder))
        (access,) = await hub.reader.run(check_access, requests[1:])
        feed.members = frozenset({responder.pk})
        watcher = Watcher(requests[1].session, access.user, {incident.pk: incident.seq})
        await hub.join(watcher, access)
        assert watcher in feed.watchers

    on_a_loop(scenario)


ENDED = {
    "logging out": lambda client, person, admin: client.post("/logout/"),
    "ending all sessions": lambda client, person, admin: end_all_sessions(actor=admin, person=person),
    "another role": lambda client, person, admin: change_role(actor=admin, person=person, role=Role.REPORTER),
    "deactivating": lambda client, person, admin: deactivate_person(actor=admin, person=person, successors={}),
}


@pytest.mark.parametrize("end", ENDED.values(), ids=ENDED)
def test_a_stream_ends_at_once_with_its_session(incident, responder, admin, as_user, settings, end):
    settings.STREAM_HEARTBEAT = 3600  # none comes during this test
    person = make_user("Fatuma Ali")
    client = as_user(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    requests = [WatchRequest(key, (incident.pk,)), WatchRequest(session_of(responder), (incident.pk,))]

    async def scenario(hub):
        leaving, staying = (
            Watcher(request.session, one.user, {incident.pk: incident.seq})
            for request, one in zip(requests, await hub.reader.run(check_access, requests), strict=True)
        )
        for watcher, request in zip((leaving, staying), requests, strict=True):
            (access,) = await hub.reader.run(check_access, [request])
            await hub.join(watcher, access)
        await hub.reader.run(end, client, person, admin)
        await holds(lambda: leaving.mailbox.is_closed)
        assert {b"event: ended", b"event: gone"} & set((await leaving.mailbox.take()).splitlines())
        assert hub.watchers >= {staying}
        assert not staying.mailbox.is_closed

    on_a_loop(scenario)


def test_what_one_sends_shuts_nobody_out_who_comes_at_the_same_moment(incident, responder):
    request = WatchRequest(session_of(responder), (incident.pk,))

    async def scenario(hub):
        bad, good = await asyncio.gather(
            hub.check(WatchRequest("\0", (incident.pk,))), hub.check(request), return_exceptions=True
        )
        assert isinstance(bad, Exception)
        assert good.user == responder

    on_a_loop(scenario)


class Failing(Reader):
    """Cannot read what changed."""

    async def run(self, read, *arguments):
        if read is read_changes:
            raise OperationalError("the connection is lost")
        return await super().run(read, *arguments)


def test_a_stream_that_cannot_be_brought_up_to_date_ends_so_that_the_page_comes_back(incident, responder, caplog):
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(responder)}".encode()
    scope = {"method": "GET", "headers": [(b"cookie", cookie)], "query_string": f"rooms={incident.pk}.0".encode()}
    sent = []

    async def send(message):
        sent.append(message)

    async def scenario():
        hub = current_hub()
        hub.reader = Failing()
        try:
            async with asyncio.timeout(PATIENCE):
                await stream(scope, asyncio.Event().wait, send)
            assert not hub.watchers
        finally:
            close_all()

    run_apart(scenario())
    assert not sent[-1].get("more_body", False)
    assert "could not be brought up to date: the connection is lost" in caplog.text


def test_an_incident_that_is_deleted_stops_no_heartbeat_of_the_others(incident, responder, settings):
    settings.STREAM_HEARTBEAT = 0.05
    gone = make_incident("An example", by=responder)
    requests = [WatchRequest(session_of(responder), (each.pk,)) for each in (incident, gone)]

    async def scenario(hub):
        watchers = []
        for request, access in zip(requests, await hub.reader.run(check_access, requests), strict=True):
            cursors = {number: latest.seq for number, latest in access.incidents.items()}
            watchers.append(Watcher(request.session, access.user, cursors))
            await hub.join(watchers[-1], access)
        here, there = watchers
        await hub.reader.run(lambda: wait_until(lambda: Presence.objects.count() == 2, "both are written"))
        await hub.reader.run(lambda: clear_example_incidents(incidents=[gone.pk]))
        await holds(lambda: there.mailbox.is_closed)
        await here.mailbox.take()
        async with asyncio.timeout(PATIENCE):
            assert b"event: beat" in await here.mailbox.take()
        assert await hub.reader.run(Presence.objects.count) == 1

    on_a_loop(scenario)


def test_who_is_here_is_written_also_when_somebody_came_whose_incident_is_gone(incident, responder):
    told = []

    async def scenario():
        present = {(incident.pk, responder.pk), (10**6, responder.pk)}
        reader = Reader()
        attendance = Attendance(reader, lambda: present, lambda incident_id, data: told.append(incident_id))
        attendance.moved()
        await attendance.follow()
        reader.close()

    run_apart(scenario())
    assert incident.pk in told


def test_incidents_that_are_heard_of_while_the_database_is_read_are_told():
    told = []

    class Busy(Reader):
        async def run(self, read, *arguments):
            found = await super().run(read, *arguments)
            if not arguments[-1]:
                attendance.hear(12, "another process")
            return found

    async def scenario():
        nonlocal attendance
        attendance = Attendance(Busy(), set, lambda incident_id, data: told.append(incident_id))
        await attendance.renew()
        await attendance.follow()

    attendance = None
    run_apart(scenario())
    assert told == [12]
