"""When it began and ended: in every way that postmortems say it, with a warning where it can only be guessed."""

import pytest

from importing.readers.documents.reading import read_text

SPAN = ("2024-05-03T14:02:00+00:00", "2024-05-03T15:10:00+00:00")
CAUSE = "\n\n## Root cause\n\nA full disk stopped the database.\n\n## Action items\n\n- Watch the disk\n"


def read(text: str, name: str = "shop.md"):
    document = read_text(name, f"{text}{CAUSE}")
    return document, {warned.code for warned in document.warnings}


def span_of(document) -> tuple[str | None, str | None]:
    return tuple(told.moment.iso if told else None for told in (document.started, document.ended))


SENTENCES = [
    "Between 14:02 and 15:10 UTC on 3 May 2024, the shop returned errors.",
    "Between 14:02 UTC (7:02 AM PDT) and 15:10 UTC (8:10 AM PDT) on 3 May 2024, the shop returned errors.",
    "On 3 May 2024, from ~14:02 (maybe earlier) to 15:10 UTC, the shop was down.",
    "On 3 May 2024 from 14.02 to 15.10 UTC orders failed.",
    "On 3 May 2024, between the hours of 1402 and 1510 UTC the shop sold seats twice.",
    "On Friday, 3 May 2024, at 14:02 UTC the queue halted. It was processing orders again at 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC, the server was no longer reachable. The server was accessible again at 15:10 UTC.",
    "On 3 May 2024, starting at 14:02 UTC, users could not pay. Payments were back at 15:10 UTC.",
    "On 3 May 2024 the outage began at 14:02 UTC, was detected at 14:05 UTC, and was resolved at 15:10 UTC.",
    "On 3 May 2024, 14:02 UTC, the shop started to return errors, until it was restarted at 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC power failed. It was restored at 14:20 UTC, and all services recovered by 15:10 UTC.",
    "At 14:02 UTC on 3 May 2024 the certificate expired. A new one was installed at 15:10 UTC, after which all worked.",
    (
        "An outage happened on one of the servers of the shop, which stand in the north and the south of the country,"
        " at around 14:02 UTC on 3 May 2024. It was over at 15:10 UTC."
    ),
    "A version deployed at 13:55 UTC on 3 May 2024 made orders fail. The outage lasted from 14:02 to 15:10 UTC.",
    "We deployed between 13:00 and 13:30 UTC on 3 May 2024. At 14:02 UTC the shop went down. It was back at 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC a link was lost, so that orders timed out. The incident was closed at 15:10 UTC.",
    "Orders timed out on 3 May 2024. The problem was first observed at 14:02 UTC and disappeared at 15:10 UTC.",
    "Orders timed out on 3 May 2024, 14:02 UTC. We resolved the incident at 15:10 UTC.",
    "The database crashed on 3 May 2024 at 14:02 UTC and we were able to restore it by 15:10 UTC.",
    "On 3 May 2024, 14:02 UTC, the chain stopped. Blocks resumed at 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC the shop crashed. All its services were deemed fully operational at about 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC the shop crashed. We had planned a move since 15 April 2024. It was back at 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC the shop went down to fix an index, and that lasted until 15:10 UTC.",
    "On 3 May 2024 at around 14:02 UTC a server crashed. After hours of work we went back on-line at 15:10 UTC.",
    "An outage occurred yesterday, 3 May 2024 at about 14:02 UTC and lasted until 15:10 UTC.",
    "Last night (3 May 2024), from 14:02 to 15:10 UTC, the shop was down.",
    "The shop was down 2024-05-03 14:02 UTC => 15:10 UTC.",
    "On 3 May 2024 UTC the failure started at about 14.02 UTC, and was fixed at about 15.10 UTC.",
    "The first failed order was seen at 14:02 UTC on 3 May 2024, and the last one at 15:10 UTC.",
    "On 3 May 2024, at 1402 UTC, the link went dark; at 1510 UTC it was repaired.",
    "On 3 May 2024, around 14:02 UTC, letters stopped being sent. They were flowing again at 15:10 UTC.",
    (
        "At 14:02 UTC on 3 May 2024, the first of the two servers for mail, which we call Hermes among ourselves here,"
        " suffered a breakdown. Mail was restored at 15:10 UTC."
    ),
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_summary_states_both(sentence):
    document, codes = read(f"# Postmortem: shop outage\n\n## Summary\n\n{sentence}")
    assert span_of(document) == SPAN
    assert "span_guessed" not in codes


GUESSES = [
    (
        "On 3 May 2024 at 14:02 UTC our monitoring alerted us that a server behind the search, which is one of two that"
        " we have, was not responding. We moved it, restoring full service at 15:10 UTC."
    ),
    "At around 14:02 UTC on 3 May 2024 we started receiving reports from users. All was resolved at 15:10 UTC.",
    "The shop was down twice on 3 May 2024 (UTC):\n\n- From 14:02 to 14:20 UTC, for some\n- From 15:00 to 15:10 UTC",
    "On 3 May 2024 at 14:02 UTC, a tree fell on our cable. The fix was applied at 15:10 UTC.",
    "We sell tickets. On 3 May 2024 at 14:02 UTC, the queue wedged itself. The wedge was reverted at 15:10 UTC.",
    "On 3 May 2024 at 14:02 UTC we released a new version. Errors were gone, and all was fixed by 15:10 UTC.",
    "On 3 May 2024 the shop was down from 14:02 to 14:20 UTC, and again from 15:00 to 15:10 UTC.",
]


@pytest.mark.parametrize("sentence", GUESSES)
def test_a_sentence_that_leaves_a_doubt_gives_both_as_a_guess(sentence):
    document, codes = read(f"# Postmortem: shop outage\n\n## Summary\n\n{sentence}")
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


def test_a_later_part_that_says_it_goes_before_a_guess():
    summary = "## Summary\n\nAt 13:30 UTC on 3 May 2024 we deployed version 7, and users had trouble."
    document, codes = read(f"# Shop outage\n\n{summary}\n\n## Impact\n\nFrom 14:02 to 15:10 UTC orders failed.")
    assert span_of(document) == SPAN
    assert "span_guessed" not in codes


NEXT_DAYS = [
    "On 3 May 2024 at 14:02 UTC mails began to be delayed. The next day at 15:10 UTC all mails had been delivered.",
    "Mails were delayed from 14:02 UTC on 3 May 2024 to 15:10 UTC the following day.",
    "Mails were delayed between 3 May 2024 14:02 UTC and 4 May 2024 15:10 UTC.",
]


@pytest.mark.parametrize("sentence", NEXT_DAYS)
def test_the_end_can_be_on_the_next_day(sentence):
    document, codes = read(f"# Postmortem: late mails\n\n## Summary\n\n{sentence}")
    assert span_of(document) == (SPAN[0], "2024-05-04T15:10:00+00:00")
    assert "span_guessed" not in codes


LABELS = [
    "Start of disruption: 3 May 2024 14:02 UTC\nEnd of disruption: 3 May 2024 15:10 UTC",
    "Beginning: 2024-05-03 14:02 (UTC)\nEnding: 2024-05-03 15:10 (UTC)",
    "| Started | Resolved |\n|---|---|\n| 2024-05-03 14:02 UTC | 2024-05-03 15:10 UTC |",
    "**Start date:** 2024-05-03\n**Start time:** 14:02 UTC\n**End date:** 2024-05-03\n**End time:** 15:10 UTC",
    "| Date | Start (UTC) | End (UTC) |\n|---|---|---|\n| 2024-05-03 | 14:02 | 15:10 |",
    "Start Time: 2024-05-03 14:02 UTC | End Time: 2024-05-03 15:10 UTC",
    "**Began:** 2024-05-03 14:02 UTC **Ended:** 2024-05-03 15:10 UTC",
    "**First impact:** 2024-05-03 14:02 UTC\n**Last impact:** 2024-05-03 15:10 UTC",
    "**Problem start:** 3 May 2024 at 14:02 UTC\n**Problem end:** 3 May 2024 at 15:10 UTC",
    "**Time of first failure:** 2024-05-03 14:02 UTC\n**Time of recovery:** 2024-05-03 15:10 UTC",
    "**Outage began:** 2024-05-03 14:02 UTC\n**Full recovery:** 2024-05-03 15:10 UTC",
    "**Start:** Fri, 3 May 2024 14:02:00 GMT\n**End:** Fri, 3 May 2024 15:10:00 GMT",
    "## Key times (UTC)\n\n| Of | At |\n|---|---|\n| Started | 2024-05-03 14:02 |\n| Recovered | 2024-05-03 15:10 |",
]


@pytest.mark.parametrize("labels", LABELS)
def test_labels_state_both(labels):
    document, codes = read(f"# Postmortem: shop outage\n\n{labels}\n\n## Summary\n\nThe shop was down.")
    assert span_of(document) == SPAN
    assert "span_guessed" not in codes


LENGTHS = [
    "Starting at 14:02 UTC on 3 May 2024 and lasting for 68 minutes, the shop was down.",
    "For about 68 minutes beginning at 14:02 UTC on 3 May 2024, users could not pay.",
    "The outage started on 3 May 2024, 14:02 UTC. It lasted 1h 8m.",
    "**Start:** 2024-05-03 14:02 UTC\n**Duration:** 68 minutes",
    "**End:** 2024-05-03 15:10 UTC\n**Duration:** 68 minutes",
]


@pytest.mark.parametrize("words", LENGTHS)
def test_one_end_and_the_length_give_the_other_end_as_a_guess(words):
    document, codes = read(f"# Postmortem: shop outage\n\n{words}\n\n## Summary\n\nThe shop was down.")
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


TIMELINES = [
    "- 2024-05-03 14:02 [START] Pods are evicted\n- 14:10 On-call is paged\n- 15:10 [END] Pods are up\n- 15:40 Posted",
    "- 2024-05-03 14:02 Pods go (**start of outage**)\n- 15:10 Pods run (**end of outage**)\n- 15:40 Page updated",
    "- 2024-05-03 14:02 Errors begin\n- 14:10 Paged\n- 15:10 OUTAGE MITIGATED. Some pages are still empty",
    "- 2024-05-03 14:02 Queue halts\n- 15:10 Recovery of all services completed\n- 15:30 Announced the recovery",
    "- 2024-05-03 14:02 Shop goes down\n- 14:30 Node has recovered, but volumes will not mount\n- 15:10 Shop is back",
    "- 2024-05-03 14:02 Latency increases sharply\n- 14:05 Page\n- 15:10 Latency is back to baseline\n- 15:30 Closed",
    "- 2024-05-03 14:02 Users see 502s\n- 14:05 Page\n- 14:40 The site is slowly repaired\n- 15:10 No more 502s",
    "- 2024-05-03 14:02 - 14:10: the site is slow\n- 14:10 - 15:00: the site is down\n- 15:10: the site is back",
    "The outage began on 3 May 2024 at 14:02 UTC. We were paged at 14:05 UTC. All was restored at 15:10 UTC.",
    "- 2024-05-03 14:02 Orders fail after a deploy\n- 14:40 Cause found\n- 15:10 The deploy is rolled back",
]


@pytest.mark.parametrize("timeline", TIMELINES)
def test_words_of_the_timeline_give_both_as_a_guess(timeline):
    document, codes = read(f"# Postmortem: shop outage\n\n## Timeline (UTC)\n\n{timeline}")
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


def test_the_length_that_is_told_chooses_among_the_entries():
    timeline = "- 2024-05-03 14:02 We began the upgrade\n- 14:40 The upgrade fails\n- 15:10 The shop is back online"
    document, _ = read(
        f"# Postmortem: shop outage\n\nA total downtime of 68 minutes.\n\n## Timeline (UTC)\n\n{timeline}"
    )
    assert span_of(document) == SPAN


def test_the_period_that_is_told_in_days_chooses_among_the_entries():
    summary = "## Summary\n\nThe name was open to others (April 3, 2024 - May 3, 2024)."
    days = (
        ("April 3, 2024", "14:02 The record is changed"),
        ("May 1, 2024", "10:36 A report of failures"),
        ("May 3, 2024", "15:10 The issue is resolved"),
    )
    timeline = "\n\n".join(f"### {day}\n\n- {entry}" for day, entry in days)
    document, codes = read(f"# Postmortem: a lost name\n\n{summary}\n\n## Timeline (UTC)\n\n{timeline}")
    assert span_of(document) == ("2024-04-03T14:02:00+00:00", SPAN[1])
    assert "span_guessed" in codes


def test_the_day_that_the_summary_names_goes_before_the_day_of_the_front_matter():
    front = "---\ntitle: Shop outage\ndate: 2024-05-04\n---\n\n"
    timeline = "## Timeline (UTC)\n\n- 14:02 Outage begins\n- 15:10 Outage ends"
    document, _ = read(f"{front}## Summary\n\nOn the evening of May 3, the shop was down.\n\n{timeline}")
    assert span_of(document) == SPAN


def test_the_day_in_the_title_of_the_front_matter_goes_before_that_of_the_text():
    front = '---\ntitle: "Shop outage of May 3, 2024"\ndate: 2024-05-06\n---\n\n'
    document, _ = read(f"{front}The shop was down from 14:02 UTC until 15:10 UTC, and nobody could pay.")
    assert span_of(document) == SPAN


def test_when_a_text_was_posted_is_no_end():
    summary = "## Summary\n\nOn May 3, 2024, between 14:02 and 15:10 UTC, the shop was down."
    resolved = "## Resolved\n\n*Posted May 3, 2024 - 15:40 UTC*\n\nThis has been resolved."
    document, _ = read(f"# Shop outage\n\n*Posted May 4, 2024 - 09:25 UTC*\n\n{summary}\n\n{resolved}")
    assert span_of(document) == SPAN


OTHERS = [
    "We meet every day from 14:00 to 15:00 UTC.",
    "The backup runs between 02:00 and 03:00 UTC.",
    "The job that cleans the disk starts at 02:00 UTC each night.",
    "We will deploy the fix between 10:00 and 11:00 UTC.",
    "We deployed version 2 between 13:00 and 13:30 UTC.",
    "Version 2 was released at 10:00 UTC on 2 May 2024.",
    "The graph shows traffic from 10:00 to 18:00 UTC.",
    "We watched the shop from 15:10 UTC to 17:00 UTC.",
    "The certificate was valid until 14:00 UTC on 5 May 2024.",
    "Data written between 13:00 and 14:00 UTC was copied from the backup.",
]


@pytest.mark.parametrize("sentence", OTHERS)
def test_times_of_something_else_are_never_told_without_a_warning(sentence):
    document, codes = read(f"# Postmortem: shop outage\n\n## Summary\n\nThe shop was slow on 3 May 2024. {sentence}")
    told = [each for each in (document.started, document.ended) if each and each.moment.clock]
    assert not told or "span_guessed" in codes


def test_when_something_was_decided_is_no_start():
    timeline = "## Timeline\n\n- 14:02 UTC: users started to see errors\n- 15:10 UTC: all is restored"
    text = "On 3 May 2024 we sent mails.\n\n## Impact\n\nAt 14:40 UTC we decided to silence the mails about errors."
    document, codes = read(f"# Postmortem: shop outage\n\n## Summary\n\n{text}\n\n{timeline}")
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


def test_a_range_above_what_was_down_goes_before_another_end():
    summary = "## Summary\n\nOn 3 May 2024 at 14:02 UTC the shop was down. A copy from 14:01 was restored at 15:05."
    impact = "## Impact\n\nBetween 14:02 and 15:10 (UTC):\n\n- The shop was unavailable."
    document, _ = read(f"# Postmortem: shop outage\n\n{summary}\n\n{impact}")
    assert span_of(document) == SPAN


def test_the_day_of_publication_gives_the_year():
    front = '---\ntitle: "Post-mortem: Shop Outage"\npubDate: May 9, 2024\n---\n\n'
    said = "On May 3rd at 14:02 UTC we removed a user.\n\n## Impact\n\n"
    said += "Orders were unavailable from 14:02 UTC until 15:10 UTC."
    document, _ = read(f"{front}{said}")
    assert span_of(document) == SPAN


def test_a_weekday_is_the_one_before_the_day_of_the_report_if_that_is_nearer():
    timeline = "## Updated timeline (UTC)\n\n- Friday 14:02: the shop went down\n- Friday 15:10: the shop was restored"
    document, _ = read(f"# Shop outage\n\n5/4/2024\n\n## Summary\n\nOrders failed on 4 May 2024.\n\n{timeline}")
    assert [entry.at.day.isoformat() for entry in document.timeline] == ["2024-05-03", "2024-05-03"]


def test_the_day_in_the_head_of_a_table_is_that_of_its_rows():
    table = "| Timeline 03.05.24 | Event |\n|---|---|\n| 14:02 UTC | The shop is down |\n"
    table += "| 15:10 UTC | The shop is restored |"
    document, _ = read(f"# Shop outage\n\n## Summary\n\nOrders failed.\n\n## Timeline\n\n{table}")
    assert span_of(document) == SPAN


def test_ranges_on_two_days_that_overlap_are_one_as_a_guess():
    impact = (
        "- Builds failed from 2024-05-03 14:02 UTC until 2024-05-04 10:00 UTC\n"
        "- Pages failed from 2024-05-04 09:00 UTC until 2024-05-04 11:35 UTC\n"
    )
    document, codes = read(f"# Postmortem: keys expired\n\n## Impact\n\n{impact}")
    assert span_of(document) == ("2024-05-03T14:02:00+00:00", "2024-05-04T11:35:00+00:00")
    assert "span_guessed" in codes


def test_the_day_before_is_not_that_of_the_outage():
    text = (
        "# 2024-05-03 shop outage\n\nThe shop was down from 14:02 UTC to 15:10 UTC.\n\n## What happened\n\n"
        "On the previous day, 2024-05-02, we had rotated the keys."
    )
    assert span_of(read(text)[0]) == SPAN


def test_a_window_of_the_front_matter_can_leave_its_end_open():
    front = '---\ntitle: Shop outage\nincident_window: "2024-05-03T14:02Z (release) → 2024-05-03 (mended)"\n---\n'
    assert span_of(read(f"{front}\n# Overview\n\nThe shop was down.")[0])[0] == SPAN[0]


def test_what_was_learned_can_tell_both():
    text = "# 3 May 2024 shop outage\n\n## What we learnt\n\nThe link failed at 14:02 UTC, and was fixed at 15:10 UTC."
    document, codes = read(text)
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


FAILED_AND_BACK = [
    ("fell off the net", "It was back at"),
    ("had its node self-fenced", "All was well again by"),
    ("lost power", "Access was regained at"),
    ("locked up", "It was brought back at"),
    ("froze", "We had it up again at"),
    ("ran out of disk", "Writes succeeded again at"),
    ("crash-looped, and so was degraded", "It stabilised at"),
    ("stopped accepting orders", "This was corrected at"),
    ("was no longer reachable", "Connectivity was re-established at"),
    ("vanished", "Everything was fine again at"),
    ("saw orders pile up, and its queue died", "The backlog had cleared by"),
]


@pytest.mark.parametrize(("failed", "back"), FAILED_AND_BACK)
@pytest.mark.parametrize(
    "words", ["At 14:02 UTC on 3 May 2024, the shop {}.", "On 3 May 2024 the shop {} at 14:02 UTC."]
)
def test_people_tell_in_many_words_that_it_failed_and_works_again(words, failed, back):
    summary = f"{words.format(failed)} {back} 15:10 UTC."
    document, _ = read(f"# Postmortem: shop outage\n\n## Summary\n\n{summary}")
    assert span_of(document) == SPAN


RANGES = [
    "**Date:** 2024-05-03\n**Duration:** ~14:02z–15:10z (about an hour)",
    "**Window:** approx. 2024-05-03 14:02 UTC (commit `2ab4`) through 2024-05-03 15:10 UTC (commit `3bc7`)",
    "**Outage began:** 2024-05-03 14:02 UTC\n**Stabilised:** 2024-05-03 15:10 UTC",
    "**Went down:** 2024-05-03 14:02 UTC\n**Up since:** 2024-05-03 15:10 UTC",
    "**Impact start / end:** 2024-05-03 14:02 UTC / 2024-05-03 15:10 UTC",
    "**Time opened:** 2024-05-03 14:02 UTC\n**Time closed:** 2024-05-03 15:10 UTC",
    "The shop was hard down between the times of 14:02 UTC and 15:10 UTC on 2024-05-03.",
    "The window of impact was 14:02 to 15:10 UTC on 2024-05-03.",
]


@pytest.mark.parametrize("words", RANGES)
def test_more_ways_to_state_both(words):
    document, codes = read(f"# Postmortem: shop outage\n\n{words}\n\n## Summary\n\nOrders were lost.")
    assert span_of(document) == SPAN
    assert "span_guessed" not in codes


def test_the_date_with_a_clock_time_is_the_start_whatever_label_follows():
    labels = "**Date:** 2024-05-03, 14:02 UTC\n**Time-to-hear:** ~9 hours (a user noticed it)"
    document, codes = read(f"# Postmortem: shop outage\n\n{labels}\n\n## Summary\n\nOrders were lost.")
    assert span_of(document) == (SPAN[0], None)
    assert "span_guessed" in codes


def test_a_sentence_goes_on_in_the_line_below_where_lines_are_broken_at_a_width():
    text = (
        "[list] Admin: the shop was away\n\nA. Person\nSun May  5 09:10:05 Eastern Daylight Time 2024\n\n"
        "As readers know, some days ago, at 14:02 on 3 May 2024,\nthe shop fell off the net. The disk had died.\n"
    )
    document, _ = read(text, name="mail.txt")
    assert span_of(document)[0] == "2024-05-03T14:02:00"


ENDS_OF_TIMELINES = [
    "14:20 The shop is back online\n- 14:30 Incident re-opened\n- 15:10 Incident closed",
    "14:20 Orders resume and then stop\n- 15:10 Orders resume",
    "14:20 The node came back online\n- 15:10 All services confirmed healthy",
]


@pytest.mark.parametrize("entries", ENDS_OF_TIMELINES)
def test_it_is_over_when_all_works_for_good(entries):
    document, codes = read(f"# Postmortem: shop outage\n\n## Timeline (UTC)\n\n- 2024-05-03 14:02 Errors\n- {entries}")
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


def test_the_row_of_the_end_is_no_start():
    rows = "| **Start** (a full disk) | unknown |\n| **Resolved** (the errors stopped) | 15:10 UTC, 2024-05-03 |"
    document, _ = read(f"# Postmortem: shop outage\n\n## Timeline\n\n| | Time |\n|---|---|\n{rows}")
    assert (document.started is None or document.started.moment.clock is None) and span_of(document)[1] == SPAN[1]


UPDATES = ["## Update {}", "### {}", "== UPDATE {} ==", "**Update {}:**", "## Update #2 ({})"]


@pytest.mark.parametrize("heading", UPDATES)
def test_updates_below_their_times_tell_both(heading):
    updates = f"{heading.format('14:02 UTC')}\n\nOrders fail.\n\n{heading.format('15:10 UTC')}\n\nOrders work again."
    document, codes = read(f"# Shop outage\n\nOn 3 May 2024 there was trouble.\n\n{updates}")
    assert [entry.text for entry in document.timeline] == ["Orders fail.", "Orders work again."]
    assert span_of(document) == SPAN
    assert "span_guessed" in codes


def test_what_goes_on_or_is_over_is_no_start():
    for words in ("Errors continue to be seen", "Service has been restored, and we investigate"):
        updates = f"## 14:30 UTC\n\n{words}\n\n## 15:10 UTC\n\nAll is back."
        document, _ = read(f"# Shop outage\n\nOn 3 May 2024 there was trouble.\n\n{updates}")
        assert document.started.moment.iso == "2024-05-03"


TITLES = [
    ("Reason for outage 3 May 2024 – rack 8", "Reason for outage 3 May 2024 – rack 8"),
    ("RFO: no power in rack 8", "no power in rack 8"),
    ("Root cause analysis - slow orders", "slow orders"),
    ("# Cause of the outage of rack 8", "Cause of the outage of rack 8"),
]


@pytest.mark.parametrize(("first", "title"), TITLES)
def test_the_first_line_of_a_report_on_a_cause_can_name_the_outage(first, title):
    document, _ = read(f"{first}\n\nThe shop was down on 3 May 2024 from 14:02 to 15:10 UTC.")
    assert document.title.text == title
    assert span_of(document) == SPAN


def test_an_end_that_can_only_be_the_next_day_is_doubted():
    document, codes = read("# Shop outage\n\nDate: 2031-05-06\nStart: 14:00 UTC\nEnd: 12:00 UTC\n\nOrders failed.\n")
    assert document.ended.moment.iso == "2031-05-07T12:00:00+00:00"
    assert "end_before_start" in codes
    assert (
        "end_before_start"
        not in read("# Shop outage\n\nDate: 2031-05-06\nStart: 23:00 UTC\nEnd: 01:00 UTC\n\nOrders failed.\n")[1]
    )
