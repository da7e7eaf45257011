"""How commands fall into their parts: pure, as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.command_words import (
    STATUS_WORDS,
    Called,
    as_words,
    called,
    move_meant,
    nearest,
    read_level,
    read_person,
    read_status,
)
from incidents.enums import Status
from incidents.transitions import MOVES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/status mitigated 14:45 rolled back", Called("status", "mitigated 14:45 rolled back")),
        ("/Status mitigated", Called("status", "mitigated")),
        ("/sev2 it spreads", Called("sev", "2 it spreads", is_glued=True)),
        ("/impact", Called("impact", "")),
        ("/impact\n22:30 first calls", Called("impact", "22:30 first calls")),
        ("/vra", Called("vra", "")),
        ("/var/log is full", None),
        ("/dev/sda1 is gone", None),
        ("/healthz?full=1 answers 500", None),
        ("/api.example.com does not answer", None),
        ("/", None),
        ("/ is full", None),
        ("//status was down", None),
        ("// a comment", None),
        ("the page /status is down", None),
        (" /star with a space before", None),
        ("", None),
    ],
)
def test_only_a_lone_word_after_a_slash_calls_a_command(text, found):
    assert called(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("//status was down", "/status was down"),
        ("//vra full", "/vra full"),
        ("// a comment", "// a comment"),
        ("//server/share is gone", "//server/share is gone"),
        ("plain", "plain"),
    ],
)
def test_a_second_slash_says_that_it_is_no_command(text, words):
    assert as_words(text) == words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mitigated 14:45 rolled back", ("mitigated", "14:45 rolled back")),
        ("Mitigated, rolled back", ("mitigated", "rolled back")),
        ("impact is back, again", ("impact_is_back", "again")),
        ("impact_is_back again", ("impact_is_back", "again")),
        ("reopen it came back", ("reopen", "it came back")),
        ("canceled a drill", ("cancelled", "a drill")),
        ("close", ("close", "")),
        ("closed", ("closed", "")),
        ("closedown", ("", "closedown")),
        ("mitgated", ("", "mitgated")),
        ("", ("", "")),
    ],
)
def test_statuses_and_steps_are_read(typed, found):
    assert read_status(typed) == found


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("word", sorted(set(STATUS_WORDS.values())))
def test_a_word_means_a_step_that_starts_here_if_there_is_one(status, word):
    move = move_meant(word, status)
    here = [each for each in MOVES if status in each.sources and word in (each.action, each.target)]
    assert word in (move.action, move.target)
    assert (status in move.sources) == bool(here) or move.action == word


def test_no_status_can_be_reached_in_two_ways_by_the_same_word():
    for status in Status.values:
        targets = [move.target for move in MOVES if status in move.sources]
        assert len(targets) == len(set(targets))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2 it spreads", ("2", "it spreads")),
        ("SEV1", ("1", "")),
        ("sev 3, calmer", ("3", "calmer")),
        ("2:30 late", ("", "2:30 late")),
        ("7", ("", "7")),
        ("22", ("", "22")),
    ],
)
def test_severities_are_read(typed, found):
    assert read_level(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("@ana takes over", ("ana", "takes over")),
        ("Amina.Otieno", ("amina.otieno", "")),
        ("@ana, please", ("ana", "please")),
        ("me", ("me", "")),
        ("@", ("", "@")),
    ],
)
def test_people_are_read(typed, found):
    assert read_person(typed) == found


@pytest.mark.parametrize(("typed", "meant"), [("stat", "status"), ("sttaus", "status"), ("ledd", "lead"), ("xyz", "")])
def test_the_nearest_command_is_found(typed, meant):
    assert nearest(typed, ["status", "sev", "lead", "star"]) == meant


@given(st.text(max_size=80))
def test_any_text_falls_into_parts(text):
    found = called(text)
    assert found is None or text.startswith("/")
    assert called(as_words(f"//{text}")) is None or as_words(f"//{text}") == f"/{text}"
    for reader in (read_status, read_level, read_person):
        _, rest = reader(text)
        assert text.endswith(rest)
