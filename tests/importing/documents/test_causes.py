"""The root cause and the resolution of documents in which no part is about them."""

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_text
from importing.readers.record_times import is_settled
from importing.readers.records import record_from

HEAD = "# Postmortem: Sorter stopped\n\nIt was down from 14:05 to 15:05 UTC on 2031-05-03.\n\n"


def read(text):
    return as_json(read_text("x.md", text))


def codes(told):
    return {warning["code"] for warning in told["warnings"]}


@pytest.mark.parametrize(
    "cause",
    [
        "The stop was caused by a motor that ran hot.",
        "The primary cause was a missing guard.",
    ],
)
def test_clear_words_say_the_cause(cause):
    told = read(f"{HEAD}## Summary\n\nThe sorter stopped for an hour. {cause} Letters waited.\n")
    assert told["root_cause"] == cause
    assert "cause_guessed" not in codes(told)


@pytest.mark.parametrize(
    "cause",
    [
        "A motor ran hot, which led to a stop of the whole line.",
        "The line went dark because a fuse was gone.",
        "We found out that the motor had no oil.",
        "A clerk accidentally pulled the plug of the sorter.",
        "The sorter ran out of ink.",
    ],
)
def test_a_cause_in_other_words_is_a_guess(cause):
    told = read(f"{HEAD}## What happened\n\nLetters waited for an hour. {cause} We are sorry.\n")
    assert told["root_cause"] == cause
    warning = next(warning for warning in told["warnings"] if warning["code"] == "cause_guessed")
    assert warning["line"] == 7


@pytest.mark.parametrize(
    "words",
    [
        "The cause was unknown at that time.",
        "It might have been a motor that failed to start.",
        "Due to this outage, letters came late.",
        "We apologise for the inconvenience that was caused by it.",
    ],
)
def test_what_is_not_known_and_what_followed_is_no_cause(words):
    assert read(f"{HEAD}## Summary\n\nThe sorter stood still at noon. {words}\n")["root_cause"] is None


def test_a_part_about_the_cause_goes_before_words():
    told = read(
        f"{HEAD}## Summary\n\nIt stopped because of a motor.\n\n## Root cause\n\nA bearing broke.\n\n"
        "## Timeline\n\n- 14:05: It stops.\n"
    )
    assert told["root_cause"] == "A bearing broke."
    assert "cause_guessed" not in codes(told)


def test_a_sentence_that_points_back_has_the_one_before_it():
    told = read(f"{HEAD}## What happened\n\nA clerk cleaned the belt. This led to the stop of the sorter.\n")
    assert told["root_cause"] == "A clerk cleaned the belt. This led to the stop of the sorter."


def test_the_resolution_in_a_sentence():
    told = read(f"{HEAD}## Summary\n\nIt stopped because of a motor. It was fixed by a new motor at night.\n")
    assert told["resolution"] == "It was fixed by a new motor at night."


def test_a_sentence_with_a_list_below_it():
    told = read(f"{HEAD}## Summary\n\nThe sorter stopped.\n\nThis was resolved by:\n\n1. A new motor\n2. More oil\n")
    assert told["resolution"] == "This was resolved by:\nA new motor\nMore oil"


def test_the_last_repair_of_the_timeline():
    told = read(
        f"{HEAD}## Timeline\n\n- 14:05 UTC: The sorter stops.\n- 14:20: We restarted the belt, which did not help.\n"
        "- 14:40: We replaced the motor.\n- 14:45: The sorter runs again, the incident is resolved.\n"
        "- 16:00: We will order a spare motor.\n"
    )
    assert told["resolution"] == "We replaced the motor."


@pytest.mark.parametrize(
    "words",
    [
        "The main reason people stay is that letters are nice.",
        "In short, we learned a lot.",
        "The outage caused a backlog of 4,000 letters.",
        "We are sorry because we know how much you rely on us.",
        "This was not caused by the new belt.",
        "No letter was lost because copies exist.",
        "We will add a second belt because one is too few.",
    ],
)
def test_effects_plans_denials_and_apologies_are_no_cause(words):
    assert read(f"{HEAD}## Summary\n\nThe sorter stood still at noon. {words}\n")["root_cause"] is None


def test_what_follows_in_the_paragraph_must_be_a_cause_too():
    told = read(f"{HEAD}## Summary\n\nIt was caused by a hot motor. We will buy oil because of that.\n")
    assert told["root_cause"] == "It was caused by a hot motor."


@pytest.mark.parametrize(
    "words",
    [
        "On Monday they deployed version 4.",
        "Support has moved tickets.",
        "We have updated our runbook.",
        "A clerk has changed the colour of the belt.",
        "We restarted the belt, which had no effect.",
    ],
)
def test_other_work_is_no_resolution(words):
    assert read(f"{HEAD}## Summary\n\nThe sorter stood still at noon. {words}\n")["resolution"] is None


def test_a_guess_of_the_cause_is_settled_by_the_factor_that_it_became():
    record = record_from(read_text("x.md", f"{HEAD}## What happened\n\nThe sorter ran out of ink.\n"), level=3)
    assert not is_settled("cause_guessed", record)
    record.edited = ["factors-1"]
    assert not is_settled("cause_guessed", record)
    record.edited = ["factors-0"]
    assert is_settled("cause_guessed", record)
    record.edited, record.factors[0].is_taken = [], False
    assert is_settled("cause_guessed", record)


@pytest.mark.parametrize(
    "cause",
    [
        "The root cause was a bug in the refunds service.",
        "The stop was caused by a backlog of letters.",
        "The stop was caused by an old fuse, which we will renew, and we are sorry.",
    ],
)
def test_clear_words_say_the_cause_whatever_stands_beside_them(cause):
    assert read(f"{HEAD}## Summary\n\nIt stood still. {cause}\n")["root_cause"] == cause


@pytest.mark.parametrize("words", ["It wasn't because of the belt.", "We ruled out that it was caused by the belt."])
def test_what_is_denied_is_no_cause(words):
    assert read(f"{HEAD}## Summary\n\nIt stood still. {words}\n")["root_cause"] is None


def test_words_that_hold_a_repair_are_none():
    told = read(
        f"{HEAD}## Timeline\n\n- 14:05 UTC: It stops.\n- 14:10: Found the unpatched host and a preset of limits.\n"
        "- 14:40: Confirmed as healthy.\n"
    )
    assert told["resolution"] is None
