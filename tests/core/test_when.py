"""The time input: forms, days, zones, questions, refusals."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.when import EXAMPLES, Clocks, WhenError, describe, parse_when

ZONE = "Africa/Nairobi"
NOW = datetime(2023, 5, 13, 19, 40, 20, tzinfo=UTC)  # Saturday, 22:40:20 EAT
BERLIN = "Europe/Berlin"
AFTER_SPRING = datetime(2023, 3, 26, 12, tzinfo=UTC)
AFTER_AUTUMN = datetime(2023, 10, 29, 12, tzinfo=UTC)
CLOCKS = Clocks(ZoneInfo(ZONE), NOW)


def clocks(zone: str, now: datetime, day: date | None = None) -> Clocks:
    return Clocks(ZoneInfo(zone), now, day)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("now", "Sat 13 May 2023, 22:40:20 EAT"),
        ("just now", "Sat 13 May 2023, 22:40:20 EAT"),
        ("22:35", "Sat 13 May 2023, 22:35 EAT"),
        ("  at 22:35 ", "Sat 13 May 2023, 22:35 EAT"),
        ("22:35:10", "Sat 13 May 2023, 22:35:10 EAT"),
        ("2235", "Sat 13 May 2023, 22:35 EAT"),
        ("22.35", "Sat 13 May 2023, 22:35 EAT"),
        ("10:35pm", "Sat 13 May 2023, 22:35 EAT"),
        ("10:35 P.M.", "Sat 13 May 2023, 22:35 EAT"),
        ("10 pm", "Sat 13 May 2023, 22:00 EAT"),
        ("12am", "Sat 13 May 2023, 00:00 EAT"),
        ("12pm", "Sat 13 May 2023, 12:00 EAT"),
        ("5m ago", "Sat 13 May 2023, 22:35:20 EAT"),
        ("1h 10m ago", "Sat 13 May 2023, 21:30:20 EAT"),
        ("1h10m ago", "Sat 13 May 2023, 21:30:20 EAT"),
        ("1 hour and 5 minutes ago", "Sat 13 May 2023, 21:35:20 EAT"),
        ("an hour ago", "Sat 13 May 2023, 21:40:20 EAT"),
        ("90s ago", "Sat 13 May 2023, 22:38:50 EAT"),
        ("2 days ago", "Thu 11 May 2023, 22:40:20 EAT"),
        ("yesterday 23:50", "Fri 12 May 2023, 23:50 EAT"),
        ("23:50 yesterday", "Fri 12 May 2023, 23:50 EAT"),
        ("today 08:00", "Sat 13 May 2023, 08:00 EAT"),
        ("Sat 14:00", "Sat 13 May 2023, 14:00 EAT"),
        ("Saturday 23:00", "Sat 6 May 2023, 23:00 EAT"),
        ("last Saturday 14:00", "Sat 6 May 2023, 14:00 EAT"),
        ("on Monday at 2pm", "Mon 8 May 2023, 14:00 EAT"),
        ("13 May 2023 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("13th of May 2023, 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("Saturday, May 13th, 2023 10:30pm", "Sat 13 May 2023, 22:30 EAT"),
        ("22:30 on 13 May 2023", "Sat 13 May 2023, 22:30 EAT"),
        ("13 May 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("14 May 22:30", "Sat 14 May 2022, 22:30 EAT"),
        ("29 Feb 10:00", "Sat 29 Feb 2020, 10:00 EAT"),
        ("2023-05-13 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("2023-05-13T22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("2023-05-13T19:30:11.5Z", "Sat 13 May 2023, 19:30:11 UTC"),
        ("2023-05-13T22:30:00+0300", "Sat 13 May 2023, 22:30 UTC+3"),
        ("2023/05/13 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("13/05/2023 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("05/13/2023 22:30", "Sat 13 May 2023, 22:30 EAT"),
        ("05.05.2023 22:30", "Fri 5 May 2023, 22:30 EAT"),
    ],
)
def test_forms(text: str, understood: str) -> None:
    when = parse_when(text, CLOCKS)
    assert when.understood == understood
    assert when.questions == ()
    assert when.typed == text.strip()


@pytest.mark.parametrize(
    ("text", "instant", "zone", "word"),
    [
        ("14:00 EAT", datetime(2023, 5, 13, 11, tzinfo=UTC), ZONE, "EAT"),
        ("14:00 UTC", datetime(2023, 5, 13, 14, tzinfo=UTC), "UTC", "UTC"),
        ("14:00 +03:00", datetime(2023, 5, 13, 11, tzinfo=UTC), ZONE, "+03:00"),
        ("14:00 UTC−5", datetime(2023, 5, 13, 19, tzinfo=UTC), "Etc/GMT+5", "UTC-5"),
        ("14:00 +10:17", datetime(2023, 5, 13, 3, 43, tzinfo=UTC), ZONE, "+10:17"),
        ("14:00 est", datetime(2023, 5, 13, 19, tzinfo=UTC), "Etc/GMT+5", "est"),
        ("14:00 ET", datetime(2023, 5, 13, 18, tzinfo=UTC), "America/New_York", "ET"),
        ("14:00 (Europe/Berlin)", datetime(2023, 5, 13, 12, tzinfo=UTC), BERLIN, "Europe/Berlin"),
        ("14:00 +05:45", datetime(2023, 5, 13, 8, 15, tzinfo=UTC), "Asia/Kathmandu", "+05:45"),
        ("22:30 EAT on 12 May 2023", datetime(2023, 5, 12, 19, 30, tzinfo=UTC), ZONE, "EAT"),
    ],
)
def test_a_zone_behind_the_time(text: str, instant: datetime, zone: str, word: str) -> None:
    when = parse_when(text, CLOCKS)
    assert (when.instant, when.zone, when.zone_word) == (instant, zone, word)


def test_a_literal_zone_word_shows_its_offset_and_warns_out_of_season() -> None:
    when = parse_when("15 April 2023 12:00 EST", clocks("UTC", NOW))
    assert when.instant == datetime(2023, 4, 15, 17, tzinfo=UTC)
    assert when.understood == "Sat 15 Apr 2023, 12:00 EST (UTC−5)"
    assert "EDT" in when.warnings[0]


def test_an_offset_that_no_zone_has_is_kept_to_the_minute() -> None:
    assert parse_when("14:00 +10:17", CLOCKS).understood == "Sat 13 May 2023, 14:00 UTC+10:17"


def test_a_shared_zone_word_warns() -> None:
    assert "Israel" in parse_when("12:00 IST", CLOCKS).warnings[0]


def test_the_typed_words_summer_time_keep_the_zone_of_the_page() -> None:
    assert parse_when("14:00 CEST", clocks(BERLIN, NOW)).zone == BERLIN
    assert parse_when("14:00 CET", clocks(BERLIN, NOW)).zone == "Etc/GMT-1"


def test_a_bare_time_is_the_latest_that_is_not_in_the_future() -> None:
    assert parse_when("22:41", CLOCKS).instant == datetime(2023, 5, 13, 19, 41, tzinfo=UTC)
    assert parse_when("22:42", CLOCKS).instant == datetime(2023, 5, 12, 19, 42, tzinfo=UTC)
    assert parse_when("22:41", CLOCKS).questions == ()


def test_a_bare_time_a_little_ahead_today_is_asked_about() -> None:
    when = parse_when("22:44", CLOCKS)
    (question,) = when.questions
    assert (question.kind, question.question) == ("future", "22:44 is 3 min ahead. Today 22:44 or yesterday 22:44?")
    today, yesterday = question.choices
    assert (today.label, yesterday.label) == ("Sat 13 May 2023, 22:44 EAT", "Fri 12 May 2023, 22:44 EAT")
    for choice in question.choices:
        again = parse_when(choice.value, CLOCKS, ask_future=False)
        assert (again.instant, again.questions) == (choice.instant, ())
    assert [each.kind for each in parse_when("20:00 UTC", CLOCKS).questions] == ["future"]


def test_far_ahead_is_the_day_before_and_so_is_what_has_a_limit() -> None:
    half_past_noon = datetime(2023, 5, 13, 9, 30, tzinfo=UTC)
    assert parse_when("15:31", clocks(ZONE, half_past_noon)).understood == "Fri 12 May 2023, 15:31 EAT"
    assert parse_when("15:31", clocks(ZONE, half_past_noon)).questions == ()
    assert len(parse_when("15:30", clocks(ZONE, half_past_noon)).questions) == 1
    past_midnight = datetime(2023, 5, 13, 21, 10, tzinfo=UTC)
    assert parse_when("23:50", clocks(ZONE, past_midnight)).questions == ()
    assert parse_when("22:44", CLOCKS, latest_before=NOW).questions == ()


def test_just_before_midnight_the_slack_reaches_into_tomorrow() -> None:
    now = datetime(2023, 5, 13, 20, 59, 30, tzinfo=UTC)
    assert parse_when("00:00", clocks(ZONE, now)).understood == "Sun 14 May 2023, 00:00 EAT"
    assert parse_when("00:01", clocks(ZONE, now)).understood == "Sat 13 May 2023, 00:01 EAT"


def test_a_bare_time_is_read_on_the_day_given() -> None:
    assert parse_when("22:35", clocks(ZONE, NOW, date(2023, 5, 1))).understood == "Mon 1 May 2023, 22:35 EAT"
    assert parse_when("2 May 2023 22:35", clocks(ZONE, NOW, date(2023, 5, 1))).understood.startswith("Tue 2 May")


def test_a_bare_time_is_not_after_the_limit_given() -> None:
    when = parse_when("22:35", CLOCKS, latest_before=datetime(2023, 5, 10, 12, tzinfo=UTC))
    assert when.understood == "Tue 9 May 2023, 22:35 EAT"


@pytest.mark.parametrize("text", ["today 23:50", "tomorrow 08:00", "1 Jan 2030 10:00", "2023-05-13T19:45Z"])
def test_the_future_is_asked_about_with_the_last_such_time_beside_it(text: str) -> None:
    when = parse_when(text, CLOCKS)
    (question,) = when.questions
    assert question.kind == "future"
    assert question.choices[0].instant == when.instant > NOW
    assert question.choices[1].instant <= NOW
    assert parse_when(text, CLOCKS, ask_future=False).questions == ()


def test_a_day_given_may_make_a_bare_time_future() -> None:
    when = parse_when("23:00", clocks(ZONE, NOW, date(2023, 5, 13)))
    assert [question.kind for question in when.questions] == ["future"]


def test_a_repeated_time_asks_which_one() -> None:
    when = parse_when("02:30", clocks(BERLIN, AFTER_AUTUMN))
    (question,) = when.questions
    assert question.kind == "dst_ambiguous"
    assert [choice.label for choice in question.choices] == [
        "Sun 29 Oct 2023, 02:30 CEST",
        "Sun 29 Oct 2023, 02:30 CET",
    ]


def test_a_repeated_time_is_clear_while_the_second_one_is_still_ahead() -> None:
    when = parse_when("02:30", clocks(BERLIN, datetime(2023, 10, 29, 0, 45, tzinfo=UTC)))
    assert when.understood == "Sun 29 Oct 2023, 02:30 CEST"
    assert when.questions == ()


def test_a_skipped_time_offers_the_time_before_and_after() -> None:
    when = parse_when("02:30", clocks(BERLIN, AFTER_SPRING))
    (question,) = when.questions
    assert question.kind == "dst_gap"
    assert "02:30 on 26 March 2023 did not exist in Europe/Berlin" in question.question
    assert [choice.label for choice in question.choices] == [
        "Sun 26 Mar 2023, 01:30 CET",
        "Sun 26 Mar 2023, 03:30 CEST",
    ]


def test_before_the_gap_comes_a_bare_time_means_the_day_before() -> None:
    when = parse_when("02:30", clocks(BERLIN, datetime(2023, 3, 26, 0, 45, tzinfo=UTC)))
    assert when.understood == "Sat 25 Mar 2023, 02:30 CET"
    assert when.questions == ()


@pytest.mark.parametrize("now", [AFTER_SPRING, AFTER_AUTUMN])
def test_the_value_of_an_answer_means_exactly_it(now: datetime) -> None:
    (question,) = parse_when("02:30", clocks(BERLIN, now)).questions
    for choice in question.choices:
        again = parse_when(choice.value, clocks(BERLIN, now))
        assert (again.instant, again.zone, again.questions) == (choice.instant, BERLIN, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("04-12-2022 14:00", "“04-12-2022” can be 4 December 2022 or 12 April 2022."),
        ("04/12/2022 14:00", "“04/12/2022” can be 4 December 2022 or 12 April 2022."),
        ("04/12/22 14:00", "four digits"),
        ("32/13/2022 14:00", "Month 13"),
        ("31 Feb 2023 10:00", "31 February 2023 does not exist."),
        ("30 Feb 10:00", "30 February does not exist."),
        ("Sun 13 May 2023 10:00", "13 May 2023 was a Saturday, not a Sunday."),
        ("0202-05-13T22:30", "0202"),
        ("25:99", "“25:99” is not a time of day"),
        ("24:00", "not a time of day"),
        ("13pm", "1 to 12"),
        ("13 May 2023", "Add the time of day"),
        ("yesterday", "Add the time of day"),
        ("14:00 XYZ", "“XYZ” was not understood"),
        ("14:00 Mars/Base", "not a time zone"),
        ("14:00 +19:00", "offsets go up to 14 hours"),
        ("999999d ago", "too long ago"),
        ("22:35 restarted the db", "“restarted the db” was not understood"),
        ("22:35 22:40", "“22:40” was not understood"),
        ("", EXAMPLES),
        ("soon", EXAMPLES),
        ("1" * 5000, EXAMPLES),
        ("1d " * 40, EXAMPLES),
        ("1 h , and " * 11, EXAMPLES),
        ("1h" + " " * 110 + "x", EXAMPLES),
    ],
)
def test_refusals_say_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(WhenError) as refusal:
        parse_when(text, CLOCKS)
    assert words in refusal.value.message


def test_what_was_understood_can_be_typed_back() -> None:
    for text in ("12:00 EST", "14:00 ET", "14:00 +05:45", "22:35:10", "yesterday 23:50"):
        when = parse_when(text, CLOCKS)
        assert parse_when(when.understood, CLOCKS).instant == when.instant


def test_describe_shows_seconds_only_when_there_are_any() -> None:
    assert describe(NOW, "UTC") == "Sat 13 May 2023, 19:40:20 UTC"
    assert describe(NOW - timedelta(seconds=20), "Asia/Kathmandu") == "Sun 14 May 2023, 01:25 UTC+5:45"
