"""The stream as a real process over a real database: who gets in, what arrives, and what closes it."""

import signal

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from incidents.models import Incident
from incidents.services.members import add_member, remove_member, set_privacy
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry
from incidents.services.writing import next_seq
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident
from tests.processes import wait_until
from tests.serving import stream_process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def process(tmp_path_factory, django_db_setup):
    with stream_process(tmp_path_factory.mktemp("stream"), STREAM_HEARTBEAT="1") as started:
        yield started
        log = started.log.read_text()
    assert "Traceback" not in log, log


@pytest.fixture
def server(process):
    yield process
    process.leave()


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def room(incident, seq=None):
    incident.refresh_from_db()
    return f"{incident.pk}.{incident.seq if seq is None else seq}"


def test_nobody_and_reporters_and_non_members_get_no_stream(server, reporter, responder, admin):
    private = make_private_incident(by=make_user("Grace Wanjiru"))
    assert server.watch(None, room(private)).status == 401
    assert server.watch(reporter, room(private)).status == 404
    assert server.watch(responder, room(private)).status == 404
    assert server.watch(admin, room(private)).status == 200
    assert AuditEvent.objects.get(actor=admin, action=AuditAction.PRIVATE_READ).subject == private.reference
    assert server.watch(responder, "").status == 404
    assert server.watch(responder, "999999999999.1").status == 404


def test_the_door_answers_whatever_knocks(server, responder, incident):
    digits = "9" * 5000
    assert server.watch(responder, f"{digits}.1").status == 404
    assert server.watch(responder, f"{incident.pk}.{digits}").status == 404
    assert server.watch(responder, room(incident), **{"Last-Event-ID": f"{incident.pk}.{digits}"}).status == 200
    for key in (r'"\000"', r'"\000' + "a" * 31 + '"', "A" * 32, "a" * 5000):
        assert server.knock(key, room(incident)) == 401


def test_an_entry_reaches_everybody_who_watches(server, responder, incident):
    watches = [server.watch(person, room(incident)) for person in (responder, make_user("Fatuma Ali"))]
    for watch in watches:
        watch.until("reached")
    entry = make_entry(incident, "The cache is cold.", by=responder)
    for watch in watches:
        watch.until_html("The cache is cold.")
        sent = watch.named("changes")[-1]
        assert (sent["room"], sent["seq"]) == (incident.pk, entry.seq)
        assert watch.ids[-1] == f"{incident.pk}.{entry.seq}"
    assert watches[0].named("changes") == watches[1].named("changes")


def test_what_came_while_one_was_away_is_replayed(server, responder, incident):
    since = room(incident)
    for number in range(5):
        make_entry(incident, f"Step {number}.", by=responder)
    watch = server.watch(responder, since)
    watch.until_html("Step 4.")
    assert [words in watch.html for words in ("Step 0.", "Step 3.")] == [True, True]
    resumed = server.watch(responder, since, **{"Last-Event-ID": room(incident)})
    make_entry(incident, "Step 5.", by=responder)
    resumed.until_html("Step 5.")
    assert "Step 4." not in resumed.html


def test_a_long_replay_comes_in_pages(server, responder, incident):
    since = room(incident)
    first = make_entry(incident, "Step 0.", by=responder)
    for number in range(1, 450):
        correct_entry(
            entry=first,
            actor=responder,
            correction=EntryCorrection(text=f"Step {number}.", happened_at=first.happened_at, until_at=None),
        )
    make_entry(incident, "After all that.", by=responder)
    watch = server.watch(responder, since)
    watch.until_html("After all that.")
    pages = [data["seq"] for data in watch.named("changes")]
    begin = int(since.partition(".")[2])
    assert pages[:3] == [begin + 200, begin + 400, begin + 451]


@pytest.mark.parametrize("seq", [1_000_000, 0])
def test_a_cursor_from_the_future_or_too_old_begins_anew(server, responder, incident, seq):
    Incident.objects.filter(pk=incident.pk).update(seq=5_000)
    watch = server.watch(responder, room(incident, seq))
    wait_until(lambda: any(data["again"] for data in watch.named("changes")), "it begins anew")
    make_entry(incident, "Goes on.", by=responder)
    watch.until_html("Goes on.")


def test_when_entries_have_left_the_page_begins_anew(server, responder, incident):
    since = room(incident)
    watch = server.watch(responder, since)
    watch.until("reached")
    incident.refresh_from_db()
    next_seq(incident, entries_left=True)
    wait_until(lambda: any(data["again"] for data in watch.named("changes")), "it begins anew")
    later = server.watch(responder, since)
    wait_until(lambda: any(data["again"] for data in later.named("changes")), "it begins anew for who was away")


def test_making_it_private_closes_the_room_at_once(server, manager, incident):
    outsider, member = make_user("Fatuma Ali"), make_user("Joy Mutua")
    shut, kept = server.watch(outsider, room(incident)), server.watch(member, room(incident))
    shut.until("reached")
    kept.until("reached")
    set_privacy(incident=incident, actor=manager, is_private=True, members=[member])
    assert shut.until("gone") == {"room": incident.pk}
    shut.until_over()
    make_entry(incident, "A secret.", by=manager)
    kept.until_html("A secret.")
    assert shut.html == ""


def test_removing_a_member_closes_the_room_at_once(server, responder):
    member = make_user("Joy Mutua")
    incident = make_private_incident(member, by=responder)
    watch = server.watch(member, room(incident))
    watch.until("reached")
    remove_member(incident=incident, actor=responder, person=member)
    watch.until_over()
    assert watch.named("gone") == [{"room": incident.pk}]
    add_member(incident=incident, actor=responder, person=member)
    assert server.watch(member, room(incident)).status == 200


def test_an_ended_session_and_a_deactivated_person_are_shown_out_at_a_heartbeat(server, responder, incident):
    other = make_user("Fatuma Ali")
    one, two = server.watch(responder, room(incident)), server.watch(other, room(incident))
    one.until("beat")
    Session.objects.filter(pk=one.session).delete()
    other.is_active = False
    other.save()
    one.until_over()
    two.until_over()
    assert (one.named("ended"), two.named("ended")) == ([{}], [{}])


def test_a_redaction_replaces_the_fragment_also_for_who_comes_later(server, responder, admin, incident):
    since = room(incident)
    watch = server.watch(responder, since)
    watch.until("reached")
    entry = make_entry(incident, "The password is 1234.", by=responder)
    watch.until_html("1234")
    redact_entry(entry=entry, actor=admin, reason="a password")
    watch.until_html("Redacted")
    later = server.watch(responder, since)
    later.until_html("Redacted")
    assert "1234" not in later.html


def test_tabs_in_several_rooms_share_one_stream(server, responder, incident):
    other = make_incident("Mail is late", by=responder)
    watch = server.watch(responder, f"{room(incident)},{room(other)},999999.1")
    assert watch.until("gone") == {"room": 999999}
    make_entry(incident, "In the first.", by=responder)
    make_entry(other, "In the second.", by=responder)
    watch.until_html("In the first.")
    watch.until_html("In the second.")
    other.refresh_from_db()
    incident.refresh_from_db()
    wait_until(lambda: watch.ids[-1] == f"{incident.pk}.{incident.seq},{other.pk}.{other.seq}", "the id names both")


def test_a_stream_outlives_the_database_connections(server, responder, incident):
    watch = server.watch(responder, room(incident))
    watch.until("reached")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    make_entry(incident, "Back again.", by=responder)
    watch.until_html("Back again.")


def test_a_process_that_is_told_to_stop_lets_its_streams_go(tmp_path, responder, incident):
    with stream_process(tmp_path) as ending:
        watch = ending.watch(responder, room(incident))
        watch.until("reached")
        ending.process.send_signal(signal.SIGTERM)
        watch.until_over()
        assert watch.named("restart") == [{}]
        wait_until(lambda: ending.process.poll() is not None, "the process ends")
        assert ending.process.returncode in {0, -signal.SIGTERM}
        assert "Cancel" not in ending.log.read_text()


def connections():
    """How many clients the database of the test has, this test among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def test_an_idle_watcher_holds_no_connection(server, responder, incident):
    before = connections()
    watches = [server.watch(responder, room(incident)) for _ in range(20)]
    for watch in watches:
        watch.until("beat")
    # One listens, and the pool of the process keeps a few; not one for each watcher.
    assert connections() - before <= 5


def names(watch):
    found = watch.named("here")
    return [person["name"] for person in found[-1]["people"]] if found else []


def test_who_is_here_is_shown_across_processes_to_the_room_alone(server, tmp_path, responder, incident):
    elsewhere = make_incident("Mail is late", by=responder)
    outside = server.watch(make_user("Joy Mutua"), room(elsewhere))
    first = server.watch(responder, room(incident))
    wait_until(lambda: names(first) == ["Amina Otieno"], "she is here by herself")
    with stream_process(tmp_path, STREAM_HEARTBEAT="1") as other:
        second = other.watch(make_user("Fatuma Ali"), room(incident))
        both = ["Amina Otieno", "Fatuma Ali"]
        wait_until(lambda: names(first) == names(second) == both, "both are here for both")
    wait_until(lambda: names(first) == ["Amina Otieno"], "a process that was killed is forgotten")
    assert names(outside) == ["Joy Mutua"]
