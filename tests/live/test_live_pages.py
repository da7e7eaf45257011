"""What an open page asks for by itself: changes, parts, and where the stream is."""

import pytest
from django.urls import reverse

from incidents.services.changes import StatusChange, change_status
from incidents.services.timeline import star_entry
from live.selectors import changes_since
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident, make_private_incident


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def changes(client, incident, since):
    return client.get(reverse("incident_changes", args=[incident.pk]), {"since": since})


def parts(client, incident, names):
    return client.get(reverse("incident_parts", args=[incident.pk]), {"names": names})


def stream(client, incident):
    return client.get(reverse("stream"), {"rooms": f"{incident.pk}.0"})


@pytest.mark.parametrize("ask", [lambda c, i: changes(c, i, 0), lambda c, i: parts(c, i, "head"), stream])
def test_reporters_and_who_is_no_member_get_nothing(ask, as_user, reporter, manager, responder):
    incident = make_private_incident(by=responder)
    found = [ask(as_user(user), incident).status_code for user in (reporter, manager, make_user("Fatuma Ali"))]
    assert found == [404, 404, 404]
    assert ask(as_user(responder), incident).status_code in {200, 204}


def test_changes_are_the_packet_of_a_stream(as_user, responder, incident):
    since = incident.seq
    entry = make_entry(incident, "The cache is cold.", by=responder)
    packet = changes(as_user(responder), incident, since).json()
    assert (packet["room"], packet["seq"], packet["more"], packet["again"]) == (incident.pk, entry.seq, False, False)
    (html,) = packet["entries"]
    assert f'id="entry-{entry.pk}"' in html
    assert "The cache is cold." in html
    assert changes(as_user(responder), incident, entry.seq).json()["entries"] == []


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 40, "9" * 5000, "99999"])
def test_any_cursor_is_answered(as_user, responder, incident, since):
    assert changes(as_user(responder), incident, since).status_code == 200


def test_only_what_shows_around_the_timeline_asks_for_parts(responder, incident):
    entry = make_entry(incident, by=responder)
    star_entry(entry=entry, actor=responder, starred=True)
    incident.refresh_from_db()
    before = incident.parts_seq
    assert before < incident.seq
    change_status(incident=incident, actor=responder, change=StatusChange(action="mitigate"))
    incident.refresh_from_db()
    assert incident.parts_seq == incident.seq > before


def test_parts_are_the_templates_of_the_page(as_user, responder, incident):
    html = parts(as_user(responder), incident, "head,phases,side,timeline,nothing").content.decode()
    for name in ("incident-head", "phases", "incident-side", "timeline"):
        assert html.count(f'id="{name}"') == 1
    assert "hx-swap-oob" not in html


def test_many_rooms_and_entries_cost_as_many_queries_as_one(responder, django_assert_num_queries):
    one = make_incident(by=responder)
    make_entry(one, by=responder)
    with django_assert_num_queries(5):
        changes_since({one.pk: 0})
    rooms = [make_incident(by=responder) for _ in range(3)]
    for room in rooms:
        for _ in range(4):
            make_entry(room, by=responder)
    with django_assert_num_queries(5):
        found = changes_since({room.pk: 0 for room in rooms} | {10**6: 0})
    assert sorted(found) == sorted(room.pk for room in rooms)


def test_parts_cost_the_same_with_one_entry_and_with_fifty(
    as_user, responder, incident, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(responder)
    make_entry(incident, by=responder)
    with django_assert_max_num_queries(15) as few:
        parts(client, incident, "head,phases,side")
    for _ in range(49):
        make_entry(incident, by=responder)
    with django_assert_num_queries(len(few)):
        parts(client, incident, "head,phases,side")
