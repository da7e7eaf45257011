"""Sentences that contradict the record, with what takes their place, and sentences that stay unmarked."""

import re
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.readers.claims import WINDOW, length_claim
from incidents.readers.contradictions import MOST_FINDS, contradictions, with_record
from incidents.readers.corrected import Corrected
from incidents.readers.record import FactKind, Instant, Record, Share


def at(hour, minute=0, day=15, second=0):
    """By the clocks of EST, which are five hours behind UTC."""
    return datetime(2023, 4, day, hour + 5, minute, second, tzinfo=UTC)


def minutes(count):
    return timedelta(minutes=count)


RECORD = Record(
    zone=ZoneInfo("Etc/GMT+5"),
    zone_word="EST",
    instants={
        FactKind.STARTED: (Instant(at(12)),),
        FactKind.DETECTED: (Instant(at(12, 2)),),
        FactKind.ACKNOWLEDGED: (Instant(at(12, 5)),),
        FactKind.IDENTIFIED: (Instant(at(12, 40)),),
        FactKind.MITIGATED: (Instant(at(13)),),
        FactKind.ENDED: (Instant(at(13)), Instant(at(13, 30))),
        FactKind.RESOLVED: (Instant(at(13, 30)), Instant(at(13))),
    },
    lengths={
        FactKind.LASTED: (minutes(60), minutes(90)),
        FactKind.TO_DETECT: (minutes(2),),
        FactKind.TO_RESOLVE: (minutes(90),),
    },
    share=Share(40, "users", is_about=True),
    known=(*(at(12, minute) for minute in (0, 2, 5, 10, 20, 40)), at(13), at(13, 30)),
    told=("About 25 % of the users of the app see errors.",),
    corrected=(
        Corrected(at(12, 25), at(12, 20), "Restarted 30 % of the gateways.", "Restarted 35 % of the gateways."),
        Corrected(at(12, 40), at(12, 40), "Reading the logs took 50 minutes.", "Reading the logs took 15 minutes."),
    ),
    people=("Amina Wairu", "Brian Kimani", "Fatuma Ali"),
    had_lead=("Amina Wairu",),
)

MARKED = [
    ("The incident began on 15 April 2023 at 12:10 EST.", "15 April 2023 at 12:00 EST"),
    ("The outage started at 12:10.", "12:00"),
    ("The outage started at about 12:30 PM.", "12:00 PM"),
    ("The incident started at 5:10 p.m. UTC.", "5:00 p.m. UTC"),
    ("The incident began on 14 April 2023 at 12:00 EST.", "15 April 2023 at 12:00 EST"),
    ("The incident began on 14 April.", "15 April"),
    ("The incident began at 12:00 EST and was resolved at 13:45 EST.", "13:30 EST"),
    ("The disruption ended at noon.", "13:00"),
    ("This incident was resolved at 14:30.", "13:30"),
    ("It was detected at 12:07.", "12:02"),
    ("Monitoring noticed it at 12:07 and alerted us.", "12:02"),
    ("The cause was identified at 12:41 EST.", "12:40 EST"),
    ("The impact was mitigated at 13:07.", "13:00"),
    ("- **Resolved:** 13:35 EST", "13:30 EST"),
    ("Started: 2023-04-15 12:05", "2023-04-15 12:00"),
    ("| Detected | 12:09 |", "12:02"),
    ("Checkout failed for many from 12:00 to 13:25 EST.", "13:00 EST"),
    ("Checkout was down from 11:55 to 13:30 EST.", "12:00"),
    ("The outage lasted from 12:00 to 13:20 EST.", "13:00 EST"),
    ("The outage lasted 75 minutes.", "60 minutes"),
    ("The incident lasted 2 hours and 30 minutes.", "1 hour"),
    ("Total duration: 2 h 15 min", "1 h"),
    ("Time to detect: 5 min (detected − impact started).", "2 min"),
    ("About 60 % of our users could not check out.", "40 % of our users"),
    ("All users were affected.", "40 % of users"),
    ("Half of our customers could not check out: they cannot pay, about half of all.", None),
    ("Brian Kimani led the response.", "Amina Wairu"),
    ("The response was led by Fatuma Ali.", "Amina Wairu"),
    ("- Lead: Brian Kimani", "Amina Wairu"),
    ("We restarted the gateways at 12:25.", "12:20"),
    ("We restarted 30 % of the gateways in turn.", "35 % of the gateways"),
    ("Reading all the logs took 50 minutes.", "15 minutes"),
]


@pytest.mark.parametrize(("text", "instead"), [pair for pair in MARKED if pair[1]], ids=lambda value: value)
def test_a_sentence_that_contradicts_the_record(text, instead):
    (found,) = contradictions(text, RECORD)
    assert found.instead == instead
    changed = with_record(text, RECORD, found.key)
    assert changed == text[: found.at] + instead + text[found.at + len(found.marked) :]
    assert contradictions(changed, RECORD) == []


SILENT = [
    "The incident began on 15 April 2023 at 12:00 EST and was resolved at 13:30 EST.",
    "The incident began at 17:00 UTC.",
    "The incident began at 17:00.",  # by the clocks of UTC
    "The outage started shortly after 12:04.",
    "The outage ended at 13:00, and the watch at 13:30.",
    "The incident was resolved at 1:30 PM.",
    "It began at 12:05.",  # an entry is from then
    "The queue began to grow at 11:40.",
    "A similar incident began at 10:00 in March.",
    "If the outage had started at 14:00, nobody would have noticed.",
    "The outage started at 12:00, not at 11:00 as we thought.",
    "It was first thought that the outage started at 11:00.",
    "> The outage started at 11:00.",
    "`The outage started at 11:00.`",
    "A customer wrote “the outage started at 11:00”.",
    "Checkout failed for everybody from 12:00 to 12:10, then for some until 13:30.",
    "Checkout failed from 12:10 to 12:17.",
    "From 12:00 to 12:50 the team read logs.",
    "The restart took 12 minutes.",
    "The outage lasted about an hour.",
    "The outage lasted 90 minutes.",
    "A 20-minute outage of the replica came before.",
    "About two in five users could not check out.",
    "40 % of our users could not check out.",
    "45 % of our users could not check out.",  # the record says about 40
    "75 % of the requests failed.",
    "25 % of the users could not pay in the app.",  # an entry says so
    "Some 10 % of users got the new version first.",
    "Of 40 % of users who were affected, 80 % of users came back.",
    "Amina Wairu led the response.",
    "Brian Kimani restarted the gateway, and Amina Wairu led the response.",
    "We tell you more by 12:50.",
    "Since 12:50 the alert is silent.",
    "Version 12.30 was deployed.",
    "Customers cannot pay since 11:30.",  # only words for customers are of nothing else
    # somebody else led, or something else
    "Communications lead: Brian Kimani",
    "- Technical lead: Brian Kimani",
    "- **Deputy incident lead:** Brian Kimani",
    "The migration of the database was led by Brian Kimani.",
    "The retrospective was led by Brian Kimani.",
    "Brian Kimani led the incident review.",
    "Brian Kimani was lead engineer then.",
    # the outage of somebody else, and what somebody else said
    "The provider's outage started at 12:40 EST.",
    "The provider’s outage lasted 3 hours.",
    "`AWS` outage started at 12:40 EST.",
    "AWS confirmed that the outage began at 11:40 EST.",
    "AWS said: the outage began at 11:40 EST.",
    "Database degradation started at 11:40.",
    "The database outage began at 11:40 and ended at 14:10.",
    # a part of the impact
    "The outage ended at 13:05 EST for customers in Europe and at 13:30 EST for all others.",
    "The incident was over at 12:50 for the shop.",
    "The incident was over in the shop at 12:50 and was fully resolved at 13:31 in the app.",
    "The outage in Europe began at 12:00 and ended at 12:50.",
    "The outage began at 12:00 in Europe and ended at 12:50.",
    "The first outage lasted 45 minutes, from 12:00 to 12:45.",
    "The first outage began at 12:20.",
    "Checkout failed for some from 12:00 to 12:45 EST.",
    "Checkout failed in Europe from 12:00 to 12:45 EST.",
    "The outage lasted about 20 minutes for most users.",
    "Total downtime: 45 minutes (EU), 1 h (US)",
    "Total downtime: 45 minutes at the edge",
    "The outage lasted 45 minutes, or 1 h with the restarts.",
    "The outage ended at 12:45, everywhere at 13:00.",
    "- **Resolved:** 12:45 EST (for the EU)",
    "The outage lasted from 12:00 to 12:45 EST in Europe.",
    "Checkout failed for iOS users from 12:00 to 12:45.",
    "The API of a provider was down from 12:00 to 12:50 EST.",
    "The incident was resolved at 14:30 by our provider.",
    "In Kenya, 10 % of users could not pay.",
    # a share of some of them, or at another time
    "At 13:00 EST 10 % of users were still affected.",
    "By 13:00 EST 10 % of users were affected.",
    "After the restart 10 % of users were affected.",
    "About 10 % of users in Kenya could not pay.",
    "90 % of customers on the free plan could not pay.",
    "80 % of mobile users could not pay.",
    "All affected users failed to pay.",
    # what had a time that an entry once had
    "The watch began again at 12:25.",
    "The job runs nightly at 12:25.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_true_or_of_something_else_is_not_marked(text):
    assert contradictions(text, RECORD) == []


def test_words_for_customers_say_since_when():
    text = "Many customers cannot pay since 11:30 EST. We tell you more by 12:50."
    (found,) = contradictions(text, RECORD, for_customers=True)
    assert (found.before, found.marked) == ("Many customers cannot pay since ", "11:30 EST")
    assert with_record(text, RECORD, found.key, for_customers=True) == text.replace("11:30", "12:00")
    assert contradictions("Payments work again since 12:50 EST.", RECORD, for_customers=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "The feature has been live since 1 March 2026.",
        "Since 09:00 EST on 1 March we run version 12.",
        "Some customers could not pay, and since 12:50 EST we watch it.",
        "Some customers in Kenya cannot pay since 12:50 EST in the shop.",
    ],
)
def test_since_without_a_loss_is_of_something_else(text):
    assert contradictions(text, RECORD, for_customers=True) == []


@pytest.mark.parametrize("text", ["Incident lead: Brian Kimani", "**Lead:** Brian Kimani", "| Lead | Brian Kimani |"])
def test_who_led_in_a_line_of_its_own(text):
    assert [each.instead for each in contradictions(text, RECORD)] == ["Amina Wairu"]


def test_the_times_of_one_customer_are_not_those_of_the_incident():
    record = replace(RECORD, is_of_one_customer=True)
    assert contradictions("The incident began at 12:10 EST.", record, for_customers=True) == []
    assert contradictions("You could not pay since 12:12 EST.", record, for_customers=True) != []


ENDLESS = {
    "one sentence": "the incident 12:01 ",
    "clock times": "the outage at 12:01 12:02 12:03 12:04 ",
    "sentences": "The outage began at 09:07. ",
    "since": "Customers cannot pay since 09:07 EST. ",
    "lengths": "The outage lasted 17 minutes. ",
    "shares": "70 % of users failed. ",
    "ranges": "Checkout failed from 09:07 to 09:09. ",
    "names": "Brian Kimani led the response. ",
    "corrected": "We restarted the gateways at 12:25. ",
    "zones": "".join(f"It began at 09:07 UTC+{hours}. " for hours in range(12)),
}


def patterns_applied(text, record=RECORD):
    """How often a regular expression of these readers is applied while a text is read, and to how many characters."""
    counts = Counter()

    def note(frame, event, called):
        if event == "c_call" and isinstance(getattr(called, "__self__", None), re.Pattern):
            counts[frame.f_globals["__name__"].startswith("incidents.readers")] += 1

    sys.setprofile(note)
    try:
        contradictions(text, record, for_customers=True)
    finally:
        sys.setprofile(None)
    return counts[True]


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_text_takes_no_more_than_a_long_one(text):
    long, endless = text * (20_000 // len(text)), text * (256_000 // len(text))
    most = 60 * MOST_FINDS
    assert patterns_applied(endless) <= most
    assert patterns_applied(endless) <= patterns_applied(long) * 2.6


def test_an_endless_sentence_is_not_read():
    assert patterns_applied("the incident 12:01 " * 400) <= 10


def test_words_far_before_a_time_are_not_looked_at():
    far = "The incident " + "really " * 60 + "began at 12:10."
    assert contradictions(far, RECORD) == []
    assert length_claim("The outage lasted " + " " * WINDOW, "") is None


def clocks_asked(record, text):
    """How often the instants of a record are told by the clocks of a zone while a text is read."""
    asked = Counter()

    def note(frame, event, called):
        asked[event == "c_call" and getattr(called, "__name__", "") == "astimezone"] += 1

    sys.setprofile(note)
    try:
        contradictions(text, record)
    finally:
        sys.setprofile(None)
    return asked[True]


def test_each_zone_is_asked_once_however_many_times_a_text_has():
    record = replace(RECORD, known=tuple(at(6) + minutes(count) for count in range(120)))
    few = clocks_asked(replace(record), "It was detected at 21:07. ")
    many = clocks_asked(replace(record), "It was detected at 21:07. " * 100)
    assert 0 < many - few < 1_000
    assert clocks_asked(record, "It was detected at 21:07. " * 50) > 0
    assert clocks_asked(record, "It was detected at 21:09. ") < 20  # read before, by another section


def test_the_timeline_is_only_looked_at_where_a_claim_is_not_sure():
    record = replace(RECORD, known=tuple(at(6) + minutes(count) for count in range(120)))
    assert contradictions("The outage began at 12:10.", record) != []
    assert "known" not in {what for what, _ in record.read}


def test_what_the_timeline_says_is_read_once_for_all_texts():
    record = replace(RECORD)
    assert record.numbers is record.numbers
    assert record.replaced is record.replaced


def test_what_the_record_does_not_know_contradicts_nothing():
    unknown = Record(zone=ZoneInfo("UTC"))
    assert [text for text, _ in MARKED if contradictions(text, unknown)] == []


def test_a_key_of_another_text_changes_nothing():
    (found,) = contradictions("The outage started at 12:10.", RECORD)
    assert with_record("The outage started at 12:11.", RECORD, found.key) is None
    assert with_record("", RECORD, found.key) is None


def test_of_several_leads_none_is_taken():
    record = Record(zone=ZoneInfo("UTC"), people=RECORD.people, had_lead=("Amina Wairu", "Fatuma Ali"))
    (found,) = contradictions("Brian Kimani led the response.", record)
    assert (found.says, found.instead) == ("Lead: Amina Wairu, Fatuma Ali", "")
    assert with_record("Brian Kimani led the response.", record, found.key) is None


def test_a_zone_word_that_was_unlikely_then_may_mean_the_clocks_of_its_place():
    record = Record(
        zone=ZoneInfo("UTC"), instants={FactKind.STARTED: (Instant(datetime(2023, 5, 13, 17, tzinfo=UTC)),)}
    )
    assert contradictions("The outage started at 10:00 PST.", record) == []
    assert [each.instead for each in contradictions("The outage started at 11:00 PST.", record)] == ["09:00 PST"]


def test_each_of_two_values_of_a_sentence_is_marked():
    found = contradictions("The outage lasted from 11:50 to 13:40 EST. It was resolved at 13:50.", RECORD)
    assert [(each.marked, each.instead) for each in found] == [
        ("11:50", "12:00"),
        ("13:40 EST", "13:00 EST"),
        ("13:50", "13:30"),
    ]
