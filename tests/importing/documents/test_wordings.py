"""Documents in further layouts and wordings: pages of statuses, mail, Jira, reports of public bodies, blogs."""

import pytest

from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part
from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_text

TOP = (
    "# Postmortem: labels were not printed\n\nOn 4 March 2031 from 10:00 UTC to 11:00 UTC labels were not printed.\n\n"
)


def read(text, name="labels.md"):
    return as_json(read_text(name, text))


def below(text):
    return read(f"{TOP}{text}")


def words(told, *lists):
    return [item if isinstance(item, str) else item["text"] for name in lists for item in told[name]]


NAMES = [
    (Part.MEASURES, "What is being done about this?"),
    (Part.MEASURES, "What has been changed?"),
    (Part.MEASURES, "Where do we go from here?"),
    (Part.MEASURES, "How are we going to fix it?"),
    (Part.MEASURES, "What we are going to do"),
    (Part.MEASURES, "How are we making outages like this less likely or less impactful?"),
    (Part.RESOLUTION, "What is being done"),
    (Part.RESOLUTION, "What we have done"),
    (Part.RESOLUTION, "Measures taken to resolve the incident"),
    (Part.RESOLUTION, "How we got the orders back"),
    (Part.RESOLUTION, "Containment, eradication and recovery"),
    (Part.ROOT_CAUSE, "What allowed this to happen?"),
    (Part.ROOT_CAUSE, "What went wrong and why?"),
    (Part.ROOT_CAUSE, "Why did all this happen in one week?"),
    (Part.ROOT_CAUSE, "Vulnerability"),
    (Part.ROOT_CAUSE, "Ursache / Root cause"),
    (Part.TIMELINE, "Establishing the timeline"),
    (Part.DETECTION, "Detection and analysis"),
    (Part.LESSONS, "What has been learned?"),
    (Part.LESSONS, "What we take away from this"),
    (Part.TIMELINE, "Course of events"),
    (Part.TIMELINE, "How events unfolded"),
    (Part.ACTIONS, "Actions arising"),
    (Part.ACTIONS, "Lessons and actions"),
    (Part.MEASURES, "Avoiding recurrence"),
    (Part.IMPACT, "Extent of impact"),
    (Part.DURATION, "How long did it last?"),
    (Part.RESOLUTION, "Response and recovery"),
    (Part.START, "Customer impact started"),
    (Part.START, "Fault occurred"),
    (Part.END, "Normal service resumed"),
    (Part.START, "Time of event"),
    (Part.START, "Date and time of occurrence"),
    (Part.END, "Resolved when"),
    (Part.END, "Date and time of resolution"),
    (Part.OTHER, "How can customers make this less impactful?"),
]


@pytest.mark.parametrize(("part", "name"), NAMES)
def test_a_name_of_a_part(part, name):
    assert part_of(name) is part


def test_a_table_without_bars_at_its_edges_is_a_table():
    told = below(
        "## Action items\n\nState | Action item | Owner\n---: | --- | :---\n"
        "open | Order more labels | Stores\ndone | Clean the printer | Ann\n\n"
        "## Timeline\n\nTime | Event\n--- | ---\n10:00 | The printer stops\n11:00 | It prints again\n"
    )
    assert [(item["text"], item["owner"], item["status"]) for item in told["action_items"]] == [
        ("Order more labels", "Stores", "open"),
        ("Clean the printer", "Ann", "done"),
    ]
    assert [entry["text"] for entry in told["timeline"]] == ["The printer stops", "It prints again"]


def test_the_marks_of_jira_are_headings_items_and_labels():
    told = read(
        "h1. Incident: labels missing\n*Start:* 04/Mar/2031 10:00 AM (UTC)\n*Fixed:* 04/Mar/2031 11:00 AM (UTC)\n\n"
        "h2. Root cause\nThe printer had no paper.\n\nh2. Preventive actions\n# Order "
        "paper earlier\n# Count the paper\n"
    )
    assert told["title"] == "labels missing"
    assert (told["started_at"], told["ended_at"]) == ("2031-03-04T10:00:00+00:00", "2031-03-04T11:00:00+00:00")
    assert words(told, "measures", "action_items") == ["Order paper earlier", "Count the paper"]


def test_a_list_below_a_sentence_that_says_what_will_be_done_are_measures():
    told = below(
        "We are sorry. Here is what we plan to do:\n\n1. Order labels in time.\n2. Test the printer.\n\nThe team\n"
    )
    assert words(told, "measures", "action_items") == ["Order labels in time.", "Test the printer."]


def test_a_list_below_a_sentence_that_says_what_was_done_are_none():
    told = below("To resolve it we took the following steps:\n\n- Changed the roll\n- Cleaned the head\n")
    assert words(told, "measures", "action_items") == []


def test_numbers_of_several_levels_and_names_with_numbers_are_marks_of_items():
    told = below("## Recommendations\n\n5.1 The rolls should be counted.\n5.2 The printer should be tested.\n")
    assert words(told, "measures") == ["The rolls should be counted.", "The printer should be tested."]
    told = below("## Actions\n\nAction 1: The rolls will be counted.\nAction 2: The printer will be tested.\n")
    assert words(told, "action_items") == ["The rolls will be counted.", "The printer will be tested."]


def test_lines_that_begin_with_a_capital_and_end_no_sentence_are_items():
    told = below(
        "## Preventive measures\n\nThe rolls of all printers will be counted each Monday by the people of the stores\n"
        "Printers of older buildings will be replaced by the end of the coming summer\n"
    )
    assert len(told["measures"]) == 2


def test_a_label_with_a_sentence_above_a_list_is_one_item():
    told = below(
        "## Improvement plan\n\nSecond printer: Put one more on each floor, with:\n - its own rolls\n - its own line\n"
    )
    assert words(told, "measures", "action_items") == [
        "Second printer: Put one more on each floor, with: its own rolls its own line"
    ]


def test_what_follows_the_time_at_which_a_text_was_posted_is_another_text():
    told = below(
        "## Next steps\n\n- Order labels\n\nPosted Mar 06, 2031 - 09:00 UTC\n\nWe will post a report soon.\n\n"
        "- Component: printers\n"
    )
    assert words(told, "action_items", "measures") == ["Order labels"]


def test_updates_of_a_page_in_plain_text_are_entries():
    told = read(
        "Labels not printed\nIncident report for Parcels\n\nResolved\nThis incident has been resolved.\n"
        "Posted Mar 04, 2031 - 11:00 UTC\nIdentified\nThe printer has no paper.\nPosted Mar 04, 2031 - 10:30 UTC\n"
        "Investigating\nLabels are not printed.\nPosted Mar 04, 2031 - 10:00 UTC\n"
    )
    assert [entry["at"][11:16] for entry in told["timeline"]] == ["10:00", "10:30", "11:00"]
    assert told["started_at"] == "2031-03-04T10:00:00+00:00"


def test_the_newest_entry_first_is_turned_round_where_each_says_its_day():
    told = below(
        "## Timeline\n\n- 2031-03-04 11:00 It prints again\n- 2031-03-04 10:30 Paper "
        "found\n- 2031-03-04 10:00 It stops\n"
    )
    assert [entry["text"] for entry in told["timeline"]] == ["It stops", "Paper found", "It prints again"]


def test_a_sentence_below_a_time_alone_is_no_entry_of_its_own():
    told = below(
        "## Timeline\n\n10:20 UTC | 02:20 PT\nSince 10:00 UTC labels are not "
        "printed.\n11:00 UTC | 03:00 PT\nAll is well.\n"
    )
    assert [(entry["at"][11:16], entry["text"]) for entry in told["timeline"]] == [
        ("10:20", "Since 10:00 UTC labels are not printed."),
        ("11:00", "All is well."),
    ]


def test_entries_between_semicolons():
    told = below("Timeline: 10:00 printer stops; 10:20 first call; 11:00 paper is put in.\n")
    assert [entry["text"] for entry in told["timeline"]] == ["printer stops", "first call", "paper is put in."]


def test_a_log_shown_as_code_tells_no_start():
    told = read(
        "# Postmortem: labels were not printed\n\nOn June 4, 2031, labels were not printed for an hour.\n\n```\n"
        "Jun 04 14:51:39 printd[377]: ERROR failed to open the paper tray\n"
        "Jun 04 14:51:45 printd[377]: ERROR failed to open the paper tray\n"
        "Jun 04 14:51:50 printd[377]: stopped\n```\n\n## Root cause\n\nThe tray was empty.\n"
    )
    assert told["started_at"] is None
    assert told["timeline"] == []


def test_a_weekday_without_any_date_is_on_no_day():
    told = read(
        "# Postmortem 2031: labels\n\nOn Wednesday at 10:00 labels failed.\n\n## Root cause\n\nNo paper.\n", "l-2031.md"
    )
    assert told["local_started_at"] == "10:00:00"


def test_a_line_about_an_outage_below_the_banner_of_a_page_is_the_title():
    told = read(
        "Get three months free\n\nLabel printing outage on 4 March\n\nOn 4 March 2031 at 10:00 UTC printing failed.\n"
    )
    assert told["title"] == "Label printing outage"


def test_a_summary_of_an_event_is_a_title():
    told = read(
        "Summary of the Label Service Event in the North\n\nOn 4 March 2031 at 10:00 UTC labels began to fail.\n"
    )
    assert told["title"] == "Summary of the Label Service Event in the North"


def test_the_subject_of_a_mail_is_the_title():
    told = read(
        "From: noc@example.com\nTo: all@example.com\nSubject: Outage of label printing\n\nStart: 2031-03-04 10:00 UTC\n"
    )
    assert told["title"] == "Outage of label printing"


def test_the_front_matter_of_a_page_of_statuses_tells_start_and_end():
    told = read(
        "---\ntitle: Labels\ndate: 2031-03-04T10:00:00Z\nresolved: true\nresolvedWhen: 2031-03-04T11:00:00Z\n"
        "affected: [printers]\nseverity: down\n---\n\nThe printer had no paper.\n"
    )
    assert (told["started_at"], told["ended_at"]) == ("2031-03-04T10:00:00+00:00", "2031-03-04T11:00:00+00:00")


def test_the_day_of_publication_is_not_that_of_the_outage():
    told = read(
        "Failure of the label printers on 4 March 2031\n\nPublication date: 2 May "
        "2031\n\nPrinters stand on two floors.\n\n"
        "At 10:00 all printers went blank. They were back in service by 11:00.\n\n## Cause\n\nNo paper.\n"
    )
    assert (told["local_started_at"], told["local_ended_at"]) == ("2031-03-04T10:00:00", "2031-03-04T11:00:00")


def test_when_a_failure_was_noticed_bounds_the_start():
    told = read(
        "# Incident: labels\n\nOur monitoring detected errors on 2031-03-04 10:00 UTC.\n\n## Root cause\n\nNo paper.\n"
    )
    assert told["started_at"] == "2031-03-04T10:00:00+00:00"
    assert "span_guessed" in {warning["code"] for warning in told["warnings"]}


def test_a_time_at_which_nothing_was_wrong_is_no_end():
    told = (
        below("").get("ended_at"),
        read(
            "# Outage\n\nOn 4 March 2031 at 10:00 UTC printing failed. The other floor was "
            "back at 10:20 UTC, and no customers"
            " were affected there. Printing was restored at 11:00 UTC.\n\n## Root cause\n\nNo paper.\n"
        )["ended_at"],
    )
    assert set(told) == {"2031-03-04T11:00:00+00:00"}


def test_marks_of_start_and_end_in_angle_brackets():
    told = read(
        "# Postmortem: labels\n\n## Timeline\n\n2031-03-04 (UTC)\n\n- 09:50 new driver\n- "
        "10:00 queue grows **<START OF INCIDENT>**\n"
        "- 11:00 old driver **<END OF INCIDENT>**\n- 11:30 meeting\n"
    )
    assert (told["started_at"], told["ended_at"]) == ("2031-03-04T10:00:00+00:00", "2031-03-04T11:00:00+00:00")


def test_seconds_and_hours_of_the_clock_are_no_length():
    told = below("Printing took over ten seconds for most customers.\n")
    assert "duration_differs" not in {warning["code"] for warning in told["warnings"]}
    told = read(
        "When: 4 March 2031, from 11.20 until 13.45 hours UTC\n\n## Root cause\n\nNo paper stopped the printer.\n"
    )
    assert told["duration_minutes"] == 145


def test_a_caption_below_a_picture_is_no_item():
    told = below(
        "## Preventive measures\n\nWe will count the rolls.\n\n![rolls](rolls.png)\n*Diagram: rolls and trays*\n"
    )
    assert told["measures"] == ["We will count the rolls."]


OTHERS = {
    "instructions": "# Incident title\n\n## Summary\n\nDescribe in two sentences.\n\n## "
    "Impact\n\nDescribe what was hurt.\n\n"
    "## Root Cause\n\nDescribe the problem.\n\n## Timeline\n\n- 16:34 this event\n- 16:39 "
    "that event\n- 17:00 another event\n",
    "a guide": "# Incident response\n\n## Roles\n\n- Commander: decides\n\n## Postmortem "
    "template\n\n- **Summary** (short)\n"
    "- **Impact** (users affected)\n- **Timeline** (UTC)\n- **Root cause**\n- **Action items** (owners)\n",
    "a decision": "# ADR 12: printers\n\n## Context\n\nPrinters failed and were "
    "replaced.\n\n## Decision\n\nWe chose labels.\n\n"
    "## Consequences\n\nPrinting was affected.\n",
    "news": "# Version 2.4 is out\n\nReleased on 2031-04-05. We fixed a crash and resolved "
    "errors.\n\n## Fixed\n- crash\n",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_kind_of_text_is_refused(kind):
    assert not read(OTHERS[kind])["is_postmortem"]


ACCEPTED = {
    "a letter": "Recent label delays, and what we do about it\n\nThis morning starting at "
    "5:15am labels were queued for all"
    " customers. By 8:43am all queues were clear. We are sorry: we failed you. Here is what we plan to do:\n\n"
    "  1. We are going to count the rolls.\n",
    "a few lines": "Last night our depot lost its connection after a supplier suffered a "
    "major outage.\n\nIt took five hours"
    " before service was fully restored.\n\nOur second line failed to work as expected.\n",
    "a story with questions": "# Label printer outage postmortem\n\nOn 4 March 2031 the "
    "printer was down for three hours.\n\n"
    "I looked at it.\nWhat was that noise?\nI opened it and found dust.\n\nWas it the "
    "tray?\nIt was not, so I went on.\n\n"
    "It was slow again.\nWhy now?\nThe fan had failed and caused the rest.\n",
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_a_postmortem_in_other_words_is_accepted(kind):
    assert read(ACCEPTED[kind])["is_postmortem"]
