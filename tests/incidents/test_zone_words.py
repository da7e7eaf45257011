"""A zone word that is unlikely for its date is asked about where it is typed, and one incident shows one word."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.clock import frozen
from core.zone_doubts import unlikely_in, usual_in
from importing.services.batches import ImportOptions
from importing.services.reading import read_waiting
from incidents.models import Incident
from incidents.selectors.zones import shown_zone, zone_links
from tests.factories.importing import read_import
from tests.factories.incidents import make_incident
from tests.html import html_of

LogIn = Callable[[User], Client]
APRIL = datetime(2023, 4, 10, 15, 0, tzinfo=UTC)
DECLARED = {"title": "Shop down", "severity": "2", "zone": "EST"}
PAST = {"title": "Shop down", "severity": "2", "status": "resolved", "happened_on": "2023-04-03", "zone": "EST"}


@pytest.mark.parametrize(
    ("word", "month", "usual"),
    [("EST", 4, "EDT"), ("EDT", 1, "EST"), ("CET", 7, "CEST"), ("EST", 1, ""), ("EAT", 7, ""), ("UTC", 7, "")],
)
def test_which_words_are_unlikely(word: str, month: int, usual: str) -> None:
    instant = datetime(2023, month, 10, tzinfo=UTC)
    assert usual_in(word, instant) == usual
    assert bool(unlikely_in(word, instant)) == bool(usual)


@pytest.mark.parametrize(("page", "fields"), [("declare", DECLARED), ("record_past", PAST)])
@pytest.mark.parametrize(("answer", "zone", "word"), [("EDT", "Etc/GMT+4", "EDT"), ("EST", "Etc/GMT+5", "EST")])
def test_a_new_incident_asks_and_takes_the_answer(
    as_user: LogIn, responder: User, page: str, fields: dict[str, str], answer: str, zone: str, word: str
) -> None:
    client = as_user(responder)
    with frozen(APRIL):
        asked = client.post(reverse(page), fields)
        said = html_of(asked)
        assert asked.status_code == 422
        assert "clocks in New York showed EDT (UTC−4)" in said
        assert "Use EDT (UTC−4)" in said
        assert "Keep EST (UTC−5)" in said
        client.post(reverse(page), fields | {"meant_zone": answer})
    incident = Incident.objects.get()
    assert (incident.zone, incident.zone_word) == (zone, word)


def test_a_time_typed_with_an_unlikely_word_is_asked_about(as_user: LogIn, responder: User) -> None:
    client = as_user(responder)
    fields = DECLARED | {"zone": "America/New_York", "impact_started": "10:00 EST"}
    with frozen(APRIL):
        asked = html_of(client.post(reverse("declare"), fields))
        assert "Mon 10 Apr 2023, 10:00 EDT" in asked
        client.post(reverse("declare"), fields | {"meant_impact_started": "2023-04-10T10:00:00-04:00"})
    assert Incident.objects.get().impact_started_at == datetime(2023, 4, 10, 14, 0, tzinfo=UTC)


def test_details_ask_once_and_not_again_about_a_word_that_was_kept(as_user: LogIn, responder: User) -> None:
    client = as_user(responder)
    with frozen(APRIL):
        incident = make_incident("Shop down", by=responder, zone="UTC")
        where = reverse("edit_details", args=[incident.pk])
        fields = {"title": "Shop down", "zone": "EST"}
        assert client.post(where, fields).status_code == 422
        assert client.post(where, fields | {"meant_zone": "EST"}).status_code < 400
        assert client.post(where, fields | {"title": "Shop is down"}).status_code < 400
    incident.refresh_from_db()
    assert (incident.title, incident.zone_word) == ("Shop is down", "EST")


def test_an_import_asks_and_reads_the_text_again(as_user: LogIn, responder: User) -> None:
    incident = make_incident("Shop down", by=responder, zone="UTC")
    batch = read_import(
        incident=incident, actor=responder, text="2023-04-10 10:00 it broke", options=ImportOptions("text", "UTC")
    )
    client, where = as_user(responder), batch.get_absolute_url()
    fields = {"source": "text", "day": "2023-04-10", "zone": "EST", "read": "1"}
    asked = html_of(client.post(where, fields))
    assert "Use EDT (UTC−4)" in asked
    fields.pop("read")
    client.post(where, fields | {"meant_zone": "EDT"})
    read_waiting()
    batch.refresh_from_db()
    assert batch.zone_word == "EDT"
    assert batch.lines.get().happened_at == datetime(2023, 4, 10, 14, 0, tzinfo=UTC)


def test_the_list_calls_the_zone_as_the_room_does(as_user: LogIn, responder: User) -> None:
    make_incident("Shop down", by=responder, zone="Etc/GMT+5", zone_word="EST")
    listed = html_of(as_user(responder).get(reverse("incident_list")))
    assert '<span class="zone">EST</span>' in listed
    assert "UTC−5" not in listed


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Africa/Nairobi", ["Incident, EAT", "UTC"]), ("Europe/Berlin", ["Incident, CET", "Mine, EAT", "UTC"])],
)
def test_a_zone_is_offered_once(responder: User, zone: str, shown: list[str]) -> None:
    responder.zone = "Africa/Nairobi"
    incident = make_incident(by=responder, zone=zone)
    incident.began_at = datetime(2026, 1, 14, 9, tzinfo=UTC)
    links = zone_links(incident, responder, shown_zone(incident, responder, "mine"))
    assert [link.words for link in links] == shown
    assert [link.is_current for link in links].count(True) == 1
