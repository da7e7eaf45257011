"""When an entry happened: as typed before its words or in a field, as previewed, and as stored."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.clock import frozen
from incidents.enums import Status
from incidents.models import TimelineEntry
from incidents.services.creating import IncidentDetails
from incidents.services.past_incidents import PastHistory, record_past_incident
from tests.factories.incidents import make_incident
from tests.html import html_of
from tests.incidents.conftest import NIGHT, told


@pytest.mark.parametrize(
    ("text", "when", "at", "kept"),
    [
        ("22:10 restarted", "", NIGHT - timedelta(minutes=20), "restarted"),
        ("5m ago all fine", "", NIGHT - timedelta(minutes=5), "all fine"),
        ("restarted", "22:10", NIGHT - timedelta(minutes=20), "restarted"),
        ("22:10 restarted", "22:20", NIGHT - timedelta(minutes=10), "22:10 restarted"),
        ("restarted", "yesterday 23:50", datetime(2026, 5, 12, 20, 50, tzinfo=UTC), "restarted"),
        ("5 servers restarted", "", NIGHT, "5 servers restarted"),
    ],
)
def test_times_are_understood_in_the_zone_shown(log, text, when, at, kept):
    with frozen(NIGHT):
        assert log(text=text, when=when).status_code == 302
    assert (told().happened_at, told().text) == (at, kept)


def test_times_are_read_in_the_zone_the_page_showed(log):
    with frozen(NIGHT):
        log(text="19:10 restarted", zone="utc")
    assert told().happened_at == NIGHT - timedelta(minutes=20)


@pytest.mark.parametrize(
    ("pressed", "at"),
    [
        (NIGHT - timedelta(seconds=20), NIGHT - timedelta(seconds=20)),
        (NIGHT + timedelta(hours=1), NIGHT),
        (NIGHT - timedelta(days=2), NIGHT - timedelta(days=2)),
        (NIGHT - timedelta(days=36500), NIGHT),
        ("nonsense", NIGHT),
    ],
)
def test_now_is_when_enter_was_pressed_within_reason(log, pressed, at):
    with frozen(NIGHT):
        log(text="Seen", pressed_at=pressed if isinstance(pressed, str) else pressed.isoformat())
    assert told().happened_at == at


@pytest.mark.parametrize(("answer", "at"), [("{pressed}", NIGHT - timedelta(days=31)), ("now", NIGHT)])
def test_what_a_browser_kept_for_more_than_a_month_is_asked_about(log, incident, answer, at):
    pressed = (NIGHT - timedelta(days=31)).isoformat()
    with frozen(NIGHT):
        before = incident.entries.count()
        asked = log(text="Seen", pressed_at=pressed)
        shown = asked.content.decode()
        assert (asked.status_code, incident.entries.count()) == (422, before)
        assert "This has waited in the browser since" in shown
        assert f'name="meant_pressed_at" value="{pressed}"' in shown
        log(text="Seen", pressed_at=pressed, meant_pressed_at=answer.format(pressed=pressed))
    assert told().happened_at == at


def test_a_span_may_cross_midnight(log):
    late = datetime(2026, 5, 13, 21, 30, tzinfo=UTC)  # 00:30 in Nairobi
    with frozen(late):
        log(text="Watched", when="yesterday 23:50", until="00:20")
    assert told().until_at - told().happened_at == timedelta(minutes=30)


def test_an_end_before_its_start_is_refused_and_all_is_kept(log):
    with frozen(NIGHT):
        response = log(text="Watched it", when="22:20", until="22:10")
    shown = response.content.decode()
    assert response.status_code == 422
    for words in ("The end is before the start", "Watched it", 'value="22:20"', 'value="22:10"'):
        assert words in shown
    assert not TimelineEntry.objects.told().exists()


def test_a_time_that_came_twice_is_asked_about_and_the_answer_taken(as_user, responder):
    incident = make_incident(by=responder, zone="Europe/Berlin")
    client, where = as_user(responder), reverse("entry_add", args=[incident.pk])
    fields = {"text": "02:30 switched over", "client_uuid": str(uuid4())}
    with frozen(datetime(2023, 10, 29, 8, 0, tzinfo=UTC)):
        response = client.post(where, fields)
        assert response.status_code == 422
        assert "happened twice" in response.content.decode()
        choice = response.context["composer"].questions[0].choices[0]
        assert client.post(where, fields | {"meant_when": choice.value}).status_code == 302
    assert (told().happened_at, told().text) == (datetime(2023, 10, 29, 0, 30, tzinfo=UTC), "switched over")


ODD_TIMES = {
    "25:99 what happened": "“25:99” is not a time of day",
    "24:00: it ended": "“24:00” is not a time of day",
    "tomorrow 25:99 it starts": "“25:99” is not a time of day",
    "31 Feb 10:00 deployed": "31 February does not exist",
    "in 5m": "“in 5m” is in the future",
    "in 5m it restarts": "“in 5m” is in the future",
    "in 30 seconds it restarts": "“in 30 seconds” is in the future",
    "In about 2 hours, the bank will call": "“In about 2 hours” is in the future",
    "/impact 22:75 first calls": "“22:75” is not a time of day",
}


@pytest.mark.parametrize("text", ODD_TIMES)
def test_an_impossible_time_is_asked_about_and_can_be_logged_as_now(log, text):
    with frozen(NIGHT):
        response = log(text=text)
        assert response.status_code == 422
        assert ODD_TIMES[text] in response.content.decode()
        assert not TimelineEntry.objects.told().exists()
        assert log(text=text, meant_when="now").status_code == 302
    assert told().happened_at == NIGHT
    assert told().text == text.removeprefix("/impact ")


def test_a_future_time_is_asked_about_and_can_be_meant(log):
    with frozen(NIGHT):
        response = log(text="Maintenance", when="tomorrow 08:00")
        assert "in the future" in response.content.decode()
        choice = response.context["composer"].questions[0].choices[0]
        log(text="Maintenance", when="tomorrow 08:00", meant_when=choice.value)
    assert told().happened_at == datetime(2026, 5, 14, 5, 0, tzinfo=UTC)


def test_in_a_past_incident_bare_times_lie_on_its_day_and_must_be_given(as_user, responder):
    began = NIGHT - timedelta(days=30)
    details = IncidentDetails(title="Long ago", level=3, zone="Africa/Nairobi", impact_started_at=began)
    incident = record_past_incident(
        actor=responder, details=details, history=PastHistory(Status.RESOLVED), client_uuid=uuid4()
    )
    client, where = as_user(responder), reverse("entry_add", args=[incident.pk])
    with frozen(NIGHT):
        assert "Say when it happened" in client.post(where, {"text": "Seen"}).content.decode()
        chip = client.post(reverse("entry_preview", args=[incident.pk]), {"text": "Seen"}).content.decode()
        assert "Say when it happened" in chip
        assert ">now<" not in chip
        client.post(where, {"text": "22:45 Seen"})
    assert told().happened_at == began + timedelta(minutes=15)


def test_the_preview_says_what_is_understood(as_user, responder, incident):
    client, where = as_user(responder), reverse("entry_preview", args=[incident.pk])
    with frozen(NIGHT):
        said = {text: client.post(where, {"text": text}).content.decode() for text in ("5m ago fine", "no time at all")}
        assert "not a time" in client.post(where, {"when": "25:99"}).content.decode()
    assert "Wed 13 May 2026, 22:25 EAT" in said["5m ago fine"]
    assert ">now<" in said["no time at all"]


@pytest.mark.parametrize(
    ("fields", "start", "end", "words"),
    [
        ({"text": "22:00–22:15 slow"}, "22:00", "22:15", "slow"),
        ({"text": "22:00 slow", "until": "22:20"}, "22:00", "22:20", "slow"),
        ({"text": "22:00-22:15 slow"}, "22:00", "22:15", "slow"),
        ({"text": "from 22:00 to 22:15 slow"}, "22:00", "22:15", "slow"),
        ({"text": "slow", "when": "22:00-22:15"}, "22:00", "22:15", "slow"),
        ({"text": "22:00–22:15 slow", "when": "21:50", "until": "22:20"}, "21:50", "22:20", "22:00–22:15 slow"),
    ],
)
def test_the_preview_reads_what_is_stored(log, as_user, responder, incident, fields, start, end, words):
    """Whatever the words, *When* and *Until* say together."""
    with frozen(NIGHT):
        preview = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields))
        assert log(**fields).status_code == 302
    stored = [f"{at.astimezone(incident.time_zone):%H:%M}" for at in (told().happened_at, told().until_at)]
    assert (stored, told().text) == ([start, end], words)
    assert f"{start} to {end} EAT</strong>" in preview


def test_a_span_with_a_hyphen_is_no_offset_and_passes_midnight(log, as_user, responder, incident):
    fields = {"text": "23:50-00:10 disk nearly full"}
    with frozen(NIGHT + timedelta(hours=2)):
        preview = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields))
        assert log(**fields).status_code == 302
    assert "Wed 13 May 2026, 23:50 EAT</strong> to <strong>Thu 14 May 2026, 00:10 EAT</strong>" in preview
    entry = told()
    assert (entry.text, entry.happened_at) == ("disk nearly full", datetime(2026, 5, 13, 20, 50, tzinfo=UTC))
    assert entry.until_at - entry.happened_at == timedelta(minutes=20)


@pytest.mark.parametrize("fields", [{"text": "22:20-22:15 slow"}, {"text": "slow", "when": "22:20-22:15"}])
def test_a_span_that_ends_before_it_starts_is_pointed_out_and_refused(log, as_user, responder, incident, fields):
    with frozen(NIGHT):
        preview = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields))
        assert log(**fields).status_code == 422
    assert "The end is before the start." in preview


@pytest.mark.parametrize("fields", [{"text": "about 22:10 slow"}, {"text": "slow", "when": "~22:10"}])
def test_about_before_a_time_is_kept_with_the_entry(log, as_user, responder, incident, fields):
    with frozen(NIGHT):
        preview = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields))
        log(**fields)
    assert "about Wed 13 May 2026, 22:10 EAT" in preview
    entry = told()
    assert (entry.text, entry.is_about, f"{entry.happened_at:%H:%M}") == ("slow", True, "19:10")


def test_the_end_of_a_span_on_the_next_day_is_shown_with_it(as_user, responder, incident):
    with frozen(NIGHT + timedelta(hours=4)):
        fields = {"when": "13 May 23:50", "until": "00:20", "text": "slow"}
        preview = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields))
    assert "Wed 13 May 2026, 23:50 EAT</strong> to <strong>Thu 14 May 2026, 00:20 EAT</strong>" in preview


def test_an_unlikely_zone_word_can_be_logged_as_the_likely_one(log, as_user, responder, incident):
    fields = {"text": "10:00 EST slow"}
    with frozen(NIGHT):
        preview = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields))
        assert "Log it at Wed 13 May 2026, 10:00 EDT" in preview
        log(**fields, meant_when="2026-05-13T10:00:00-04:00")
    assert (told().text, told().happened_at) == ("slow", datetime(2026, 5, 13, 14, 0, tzinfo=UTC))


def test_a_zone_word_that_the_incident_keeps_is_not_doubted(as_user, responder, incident):
    type(incident).objects.filter(pk=incident.pk).update(zone="Etc/GMT+5", zone_word="EST")
    with frozen(NIGHT):
        where = reverse("entry_preview", args=[incident.pk])
        assert "clocks in New York" not in as_user(responder).post(where, {"text": "10:00 EST slow"}).content.decode()


def test_a_span_beside_a_filled_until_is_neither_previewed_nor_stored_as_one(log, as_user, responder, incident):
    fields = {"text": "22:00–22:15 slow", "until": "22:20"}
    with frozen(NIGHT):
        preview = as_user(responder).post(reverse("entry_preview", args=[incident.pk]), fields).content.decode()
        assert log(**fields).status_code == 422  # it ended before *now*
    assert "was not understood as a time" in preview


@pytest.mark.parametrize("text", ODD_TIMES)
def test_an_impossible_time_is_asked_about_while_it_is_typed(as_user, responder, incident, text):
    client, where = as_user(responder), reverse("entry_preview", args=[incident.pk])
    assert ODD_TIMES[text] in client.post(where, {"text": text}).content.decode()


# What the chip remarks of words that are logged at once, as now: of some of them nothing.
REMARKED = {
    "10.0.12.5 not responding": "",
    "in a second try it worked": "in a second",
    "Mon alerts were late": "",
    "2/3 down": "",
    "In 2 hours we lost 40 % of orders": "In 2 hours",
    "in 30 minutes it was over": "in 30 minutes",
    "In a minute all pods were down": "In a minute",
    "In an hour-long call we agreed": "",
    "in one day of traffic": "",
    "in two days the disk is full": "in two days",
    "tomorrow at noon we deploy": "tomorrow",
    "next Monday 10:00 deploy": "next Monday",
}


@pytest.mark.parametrize("text", REMARKED)
def test_words_that_only_look_like_a_time_are_logged_at_once(log, as_user, responder, incident, text):
    with frozen(NIGHT):
        chip = html_of(as_user(responder).post(reverse("entry_preview", args=[incident.pk]), {"text": text}))
        assert log(text=text).status_code == 302
    assert (told().text, told().happened_at) == (text, NIGHT)
    assert (f"“{REMARKED[text]}” was not understood as a time" if REMARKED[text] else ">now<") in chip


def test_a_time_long_before_the_incident_is_confirmed(log, incident):
    long_ago = "1 May 2026 10:00 the last deployment"
    with frozen(NIGHT):
        response = log(text=long_ago)
        shown = response.content.decode()
        assert response.status_code == 422
        assert "more than a day before the incident began" in shown
        assert long_ago in shown
        assert log(text=long_ago, meant_when="2026-05-01T10:00:00+03:00").status_code == 302
    assert told().happened_at == datetime(2026, 5, 1, 7, 0, tzinfo=UTC)


def test_a_span_at_the_head_is_taken(log):
    with frozen(NIGHT):
        log(text="22:00–22:15 the shop was slow")
    assert (told().text, told().until_at - told().happened_at) == ("the shop was slow", timedelta(minutes=15))


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("restarted", ">now<"),
        ("a few minutes ago it began", "“a few minutes ago” was not understood as a time"),
        ("22:00–22:15 slow", "22:00 to 22:15 EAT</strong>"),
        ("1 May 2020 10:00 deployed", "more than a day before the incident began"),
        ("", ""),
    ],
)
def test_the_chip_says_what_the_time_will_be(as_user, responder, incident, text, chip):
    with frozen(NIGHT):
        shown = as_user(responder).post(reverse("entry_preview", args=[incident.pk]), {"text": text}).content.decode()
    assert chip in shown
    assert bool(shown.strip()) == bool(text)
