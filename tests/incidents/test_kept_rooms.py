"""What browsers may keep of a room to open it without a network, and how they learn that it changed."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.services.members import set_privacy
from incidents.services.merging.merge import merge_incident
from tests.factories.incidents import make_entry, make_incident, make_private_incident

HEADER = "X-Debrief-Room"


def test_an_open_room_may_be_kept_and_says_whose_and_of_when_it_is(as_user, responder):
    incident = make_incident("Søk is slow; again", by=responder)
    response = as_user(responder).get(incident.get_absolute_url())
    person, seq, title = response.headers[HEADER].split(";")
    assert (person, seq) == (str(responder.pk), str(incident.seq))
    assert title.isascii()


def test_a_private_room_may_not_be_kept(as_user, responder):
    incident = make_private_incident(by=responder)
    assert HEADER not in as_user(responder).get(incident.get_absolute_url()).headers


def test_a_duplicate_is_no_longer_kept_as_it_may_show_the_title_of_a_private_one(as_user, responder):
    duplicate, target = (
        make_incident(by=responder, lead=responder),
        make_private_incident(by=responder, title="Secret outage"),
    )
    merge_incident(source=duplicate, target=target, actor=responder)
    client = as_user(responder)
    page = client.get(duplicate.get_absolute_url())
    assert "Secret outage" in page.content.decode()
    assert HEADER not in page.headers
    assert client.get(reverse("rooms_kept"), {"n": duplicate.pk}).json()["seqs"] == {}


def test_a_browser_learns_which_rooms_changed_and_which_it_may_not_keep(
    as_user, responder, manager, django_assert_max_num_queries
):
    kept, closed = (make_incident(by=manager) for _ in range(2))
    entry = make_entry(kept)
    set_privacy(incident=closed, actor=manager, is_private=True)
    own = make_private_incident(by=responder)
    client = as_user(responder)
    asked = {"n": [kept.pk, closed.pk, own.pk, 999_999, "x", "9" * 30]}
    with django_assert_max_num_queries(4):
        answer = client.get(reverse("rooms_kept"), asked).json()
    assert answer == {"person": responder.pk, "seqs": {str(kept.pk): entry.seq}}


def test_the_page_of_what_waits_is_for_those_who_log(as_user, reporter, responder, manager):
    found = [as_user(user).get(reverse("waiting")).status_code for user in (reporter, responder, manager)]
    assert found == [404, 200, 200]


@pytest.mark.parametrize("is_off", [False, True])
def test_the_worker_is_for_all_pages_and_never_stored(settings, is_off):
    settings.NO_SERVICE_WORKER = is_off
    response = Client().get("/sw.js")
    body = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert "no-store" in response.headers["Cache-Control"]
    assert body.startswith("const RELEASE = ")
    assert ("registration.unregister()" in body) is is_off
