"""Timelines in more layouts: what is an entry, and which time it has."""

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file, read_text

TOP = "# Postmortem: checkout was down\n\n**Date:** 4 March 2031\n\nAll times in UTC.\n\n"


def entries(timeline):
    told = as_json(read_text("checkout.md", f"{TOP}{timeline}"))["timeline"]
    return [((entry["at"] or "")[:16], entry["text"]) for entry in told]


def test_clock_times_with_a_dot_are_times_below_a_day():
    timeline = (
        "## Timeline\n\n4 March 2031\n\nSee https://chat.example/1234\n\n"
        "8.48 the deploy begins\n\n9.06 checkout is down\n\n10.15 deploy rolled back\n"
    )
    assert entries(timeline) == [
        ("2031-03-04T08:48", "the deploy begins"),
        ("2031-03-04T09:06", "checkout is down"),
        ("2031-03-04T10:15", "deploy rolled back"),
    ]


def test_a_few_times_with_a_colon_do_not_make_those_with_a_dot_none():
    timeline = "## Timeline\n\n09.17 first report\n\n09.20 cache cleared\n\n09:51 all is well\n"
    assert [at for at, _ in entries(timeline)] == ["2031-03-04T09:17", "2031-03-04T09:20", "2031-03-04T09:51"]


def test_a_version_in_a_timeline_with_clock_times_is_no_time():
    timeline = "## Timeline\n\n- 09:17 first report\n- 09:20 cache cleared\n\n1.10 is the version that fails\n"
    assert [at for at, _ in entries(timeline)] == ["2031-03-04T09:17", "2031-03-04T09:20"]


def test_how_exact_the_times_are_is_no_entry():
    timeline = (
        "## Timeline\n\n### 2031-03-04\n\nTimestamps are approximate.\n\n* 15:15: checkout fails\n* 16:00: it works\n"
    )
    assert [at for at, _ in entries(timeline)] == ["2031-03-04T15:15", "2031-03-04T16:00"]


def test_a_heading_that_ends_with_its_time_is_an_entry_with_what_stands_below():
    timeline = (
        "## Timeline\n\n### First attempt (15:30-16:00)\n\n- Restarted the cache\n\n"
        "### Root cause investigation (16:20)\n\n- **Diagnosis:** the disk was full\n\n"
        "## Root cause\n\nThe disk was full of logs.\n"
    )
    assert entries(timeline) == [
        ("2031-03-04T15:30", "First attempt\nRestarted the cache"),
        ("2031-03-04T16:20", "Root cause investigation\nDiagnosis: the disk was full"),
    ]


def test_a_part_of_the_timeline_whose_heading_has_another_name_is_told_by_its_times():
    timeline = (
        "## Timeline\n\n### Attack\n\n"
        "| Time | Event |\n|---|---|\n| 2031-03-04 10:00 | First request |\n| 10:04 | Second |\n\n"
        "### Detection and response\n\n"
        "| Time | Event |\n|---|---|\n| 11:00 | A customer writes |\n| ~11:10 | Key revoked |\n\n"
        "### Response times\n\n"
        "| Step | After the first request |\n|---|---|\n| Known | 60 min |\n| Revoked | 70 min |\n"
    )
    assert entries(timeline) == [
        ("2031-03-04T10:00", "First request"),
        ("2031-03-04T10:04", "Second"),
        ("2031-03-04T11:00", "A customer writes"),
        ("2031-03-04T11:10", "Key revoked"),
    ]


def test_paragraphs_that_begin_with_update_and_a_time_are_entries():
    said = (
        "UPDATE 5 March 2031 19:27 UTC - Disks have been replaced\n\n"
        "UPDATE 5 March 20:44 UTC - The array is repairing\n\n"
        "UPDATE 6 March 05:00 UTC - Mail was restored\n"
    )
    assert entries(said) == [
        ("2031-03-05T19:27", "Disks have been replaced"),
        ("2031-03-05T20:44", "The array is repairing"),
        ("2031-03-06T05:00", "Mail was restored"),
    ]


FRONTS = {
    "without marks": ("a.md", "title: Mail was down\ndate: '2031-03-04'\nlayout: post\n\n"),
    "in braces": (
        "a.md",
        '\n  {\n    "title" : "Mail was down",\n    "date" : "2031-03-04",\n    "draft" : false\n  }\n\n',
    ),
    "of a web page": ("a.html", '---\ntitle: "Mail was down"\ndate: 2031-03-04\n---\n'),
}


@pytest.mark.parametrize("kind", FRONTS)
def test_front_matter_of_any_kind_gives_the_title_and_is_no_part_of_the_text(kind):
    name, front = FRONTS[kind]
    told = as_json(read_file(name, f"{front}<p>Mail failed from 10:00 UTC until 11:00 UTC.</p>\n".encode()))
    assert told["title"] == "Mail was down"
    assert told["started_at"] == "2031-03-04T10:00:00+00:00"
    assert not any("title" in section["body"] for section in told["sections"])


def test_labels_at_the_top_of_a_text_are_no_front_matter():
    told = as_json(
        read_text("a.txt", "Title: Mail was down\nStart: 4 March 2031 10:00 UTC\nEnd: 11:00 UTC\n\nThe disk failed.\n")
    )
    assert told["started_at"] == "2031-03-04T10:00:00+00:00"


def test_title_date_and_author_at_the_top_are_labels_and_no_front_matter():
    told = as_json(
        read_text("a.txt", "Title: Mail was down\nDate: 4 March 2031\nAuthor: Ann\n\nIt failed at 10:00 UTC.\n")
    )
    assert told["title"] == "Mail was down"
    assert told["left_over"] == []
    assert not any(warning["code"] == "day_guessed" for warning in told["warnings"])


LIST = (
    "# Postmortem: Sorter stopped\n\n## Timeline\n\nTimes in UTC on 2031-05-03.\n\n- 10:00 It stops\n- 10:30 It runs\n"
)


def test_a_group_of_entries_below_its_name():
    told = as_json(read_text("x.md", f"{LIST}- Actions taken:\n  - Looked at the belt\n  - Cleaned it\n"))
    assert [entry["text"] for entry in told["timeline"]][2:] == ["Looked at the belt", "Cleaned it"]


@pytest.mark.parametrize("name", ["Action items", "Corrective actions", "**Follow-ups**"])
def test_work_below_a_timeline_is_none_of_its_groups(name):
    told = as_json(read_text("x.md", f"{LIST}- {name}:\n  - Add a check\n  - Write a test\n"))
    assert len(told["timeline"]) == 2
    assert len(told["action_items"]) + len(told["measures"]) == 2


def test_a_paragraph_with_its_day_and_time_inside_is_an_entry():
    text = (
        "# Postmortem: Sorter stopped\n\n## Timeline\n\n2031-05-03 10:00 UTC: It stops.\n\n"
        "The motor was changed on 2031-05-03 at 10:20 UTC.\n\nWe meet at 15:00 every Tuesday.\n\n"
        "2031-05-03 10:30 UTC: It runs.\n"
    )
    told = as_json(read_text("x.md", text))
    assert [entry["at"] and entry["at"][11:16] for entry in told["timeline"]] == ["10:00", "10:20", "10:30"]


def test_sentences_with_times_inside_an_entry_are_not_cut():
    text = (
        "# P\n\n## Timeline\n\n"
        "- 10:10 AM UTC: Customers say that between 10:00 AM and 10:10 AM: errors were seen\n- 10:30 AM UTC: Up\n"
    )
    assert len(as_json(read_text("x.md", text))["timeline"]) == 2


def test_entries_on_one_line_that_name_their_zone_are_parted():
    text = "# P\n\n## Timeline\n\n12:00pm EAT: It stops. 12:06pm EAT: While the belt stood 12:09pm EAT: Ann came\n"
    assert [entry["text"] for entry in as_json(read_text("x.md", text))["timeline"]] == [
        "It stops.",
        "While the belt stood",
        "Ann came",
    ]


def test_the_night_of_two_days():
    text = (
        "# Postmortem: Sorter stopped\n\n## Timeline\n\nTimes are UTC on 2031-07-24/25.\n\n| Time | Event |\n"
        "|---|---|\n"
        "| 23:44 | It stops |\n| 00:01 | It runs |\n"
    )
    assert [entry["at"][:16] for entry in as_json(read_text("x.md", text))["timeline"]] == [
        "2031-07-24T23:44",
        "2031-07-25T00:01",
    ]


def test_dotted_times_below_days():
    text = (
        "# Postmortem: Sorter stopped\n\n## Timeline\n\n25 August 2031\n\n11.07: It stops\n\n13.04: It still stands\n\n"
        "26th August\n\n14.41: It runs\n"
    )
    assert [entry["at"] for entry in as_json(read_text("x.md", text))["timeline"]] == [
        "2031-08-25T11:07:00",
        "2031-08-25T13:04:00",
        "2031-08-26T14:41:00",
    ]


def test_the_last_entry_above_the_looking_back_is_a_guess_of_the_end():
    text = (
        "# Postmortem: Sorter stopped\n\n## Timeline\n\nTimes in UTC on 2031-05-03.\n\n- 10:00 The belt stops\n"
        "- 10:10 Ann looks at it\n- 10:20 Letters are sorted by hand\n- 10:40 Bob oils the motor\n"
        "- 16:00 Retrospective\n"
        "- 17:00 Blog article\n"
    )
    told = as_json(read_text("x.md", text))
    assert told["local_ended_at"] == "2031-05-03T10:40:00"
    assert "span_guessed" in {warning["code"] for warning in told["warnings"]}


@pytest.mark.parametrize("name", ["Actions taken", "Impact", "Resolution"])
def test_a_list_of_times_below_a_name_goes_on_with_the_timeline(name):
    text = (
        "# Postmortem: Sorter stopped\n\n## Timeline\n\nTimes in UTC on 2031-05-03.\n\n- 14:02 It stops\n"
        f"- {name}:\n  - 14:10 Opened the box\n  - 14:20 Oiled the motor\n- 14:40 It runs\n"
    )
    told = as_json(read_text("x.md", text))
    assert [entry["at"][11:16] for entry in told["timeline"]] == ["14:02", "14:10", "14:20", "14:40"]
