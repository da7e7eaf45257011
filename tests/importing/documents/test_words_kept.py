"""Rules for templates, front matter and placeholders take nothing away from what only looks like them."""

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_text

CAUSE = "\n\n## Root cause\nA log grew until the disk was full.\n"


def read(text):
    return as_json(read_text("outage.md", text))


def work(*lines):
    told = read("# Checkout outage\n\nDown on 3 May 2031.\n\n## Action items\n" + "\n".join(lines) + CAUSE)
    return told["action_items"]


def test_a_first_paragraph_in_italics_is_no_hint():
    told = read(
        "# Checkout incident\n"
        "*When a disk filled up on 3 May 2031 from 10:00 to 11:00 UTC, 40% of customers could not pay.*\n"
        "\nWe are sorry for the outage." + CAUSE
    )
    assert (told["is_postmortem"], told["started_at"], told["ended_at"], told["impact"]["percent"]) == (
        True,
        "2031-05-03T10:00:00+00:00",
        "2031-05-03T11:00:00+00:00",
        40,
    )


@pytest.mark.parametrize(
    "more", ["Restarted.\n## Example report\nAs customers sent it.", "## Status of template rendering\nIt works again."]
)
def test_words_of_forms_make_no_form_of_it(more):
    text = "# Outage of template rendering\n\nOn 3 May 2031 from 10:00 to 11:00 UTC no page was rendered.\n\n"
    assert read(f"{text}## Resolution\n{more}\n{CAUSE}")["is_postmortem"]


def test_labels_of_an_incident_are_no_front_matter():
    told = read(
        "Title: Checkout outage\nDate: 2031-05-03\nStatus: Resolved\n"
        "Summary: The checkout was down from 10:00 to 11:00 UTC, and 40% of customers could not pay.\n"
        "Tags: checkout, database" + CAUSE
    )
    assert (told["is_postmortem"], told["started_at"]) == (True, "2031-05-03T10:00:00+00:00")


def test_a_stamp_below_a_heading_does_not_end_its_list():
    assert len(work("Updated: 4 May 2031, 14:00 UTC", "- Add an alert", "- Add a test")) == 2


@pytest.mark.parametrize(
    "words",
    [
        "No changes to the schema without a second reviewer",
        "No work on the database on Fridays",
        "Retry the sync - fixed intervals are not enough",
        "Move the cache from Redis → Postgres",
        "Kafka to run with three replicas",
        "Our team will write a guide",
    ],
)
def test_work_keeps_its_words_and_gets_neither_owner_nor_status(words):
    (item,) = work(f"- {words}")
    assert (item["text"], item["owner"], item["status"]) == (words, None, None)


def test_no_data_was_affected_is_no_reason_to_leave_out_a_time():
    told = read(
        "# Checkout outage\n\nThe outage began on 3 May 2031 at 10:05 UTC. No customer data was impacted. "
        "Service was restored at 11:00 UTC with no further impact." + CAUSE
    )
    assert (told["started_at"], told["ended_at"]) == ("2031-05-03T10:05:00+00:00", "2031-05-03T11:00:00+00:00")


def test_a_value_is_neither_a_time_nor_the_number_of_an_item():
    told = read(
        "# Checkout outage\n\nOn 3 May 2031 the checkout was down. The load stood at 12.50, and requests failed.\n\n"
        "## Measures\nThe logs grew at a rate of\n2.5 GB in an hour, so we added a limit." + CAUSE
    )
    assert (told["local_started_at"] or "")[11:] != "12:50:00"
    assert not any(text.startswith("GB") for text in told["measures"])


def test_a_cause_that_was_not_known_is_not_the_cause():
    told = read(
        "# Checkout outage\n\n## Summary\nDown on 3 May 2031 from 10:00 to 11:00 UTC. "
        "The cause was not known until noon. "
        "The cause of the failure was a full disk.\n"
    )
    assert told["root_cause"].startswith("The cause of the failure")


def test_a_remark_in_brackets_behind_a_label_is_no_part_of_what_it_says():
    told = read("# Checkout outage\n\nDown on 3 May 2031.\n\n**Root cause** (preliminary): A full disk stopped it.\n")
    assert told["root_cause"] == "A full disk stopped it."


def test_what_goes_on_beside_a_failure_does_not_hide_it():
    told = read(
        "# Checkout outage on 3 May 2031\n\n## Timeline (UTC)\n- 10:05 Payments fail. Logins continue to work.\n"
        "- 10:30 Restarted the gateway\n- 11:00 All services restored\n" + CAUSE
    )
    assert told["started_at"] == "2031-05-03T10:05:00+00:00"
