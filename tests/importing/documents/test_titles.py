"""Titles without what kind of document it is and without their date, but no shorter than that."""

import pytest

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_text

BODY = "\n\n## Summary\n\nIt was down from 14:05 to 15:05 UTC on 2031-05-03.\n\n## Root cause\n\nA motor ran hot.\n"


def read(text):
    return as_json(read_text("x.md", text))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Postmortem: Sorter stopped on May 3, 2031", "Sorter stopped"),
        ("Postmortem Report: Incident - Sorter stopped", "Sorter stopped"),
        ("Sorter stopped - 3 May 2031", "Sorter stopped"),
        ("Sorter stopped on May 3rd, 2031 📉", "Sorter stopped"),
        ("2031-05-03 Sorter stopped", "Sorter stopped"),
        ("2031-05-03/04 Sorter stopped", "Sorter stopped"),
        ("Incident report May 3 2031 - Sorter stopped", "Sorter stopped"),
        ("Sorter stopped postmortem", "Sorter stopped"),
        ("Outage Postmoterm: Sorter stopped", "Sorter stopped"),
        ("Security Incident Post-Mortem: Badge was lost", "Badge was lost"),
        ("Post-Incident Summary: Sorter stopped", "Sorter stopped"),
        ("My first postmortem: Sorter stopped", "Sorter stopped"),
        ("Postmortem for the sorter outage on 3 May 2031", "sorter outage"),
        ("Sorter incident report for 2031-05-03", "Sorter"),
        ("PM-0002: Sorter stopped", "Sorter stopped"),
        ("INC-2031-003: Sorter stopped", "Sorter stopped"),
        ("005 - Postmortem for the sorter", "sorter"),
        ("Sorter stopped (INC-2031-003)", "Sorter stopped"),
        ("[Public] Sorter stopped", "Sorter stopped"),
        ("Sorter outage report", "Sorter outage"),
    ],
)
def test_kind_date_and_number_are_left_out(heading, title):
    assert read(f"# {heading}{BODY}")["title"] == title


@pytest.mark.parametrize(
    "heading",
    [
        "Users could not download the report",
        "Outage of the weekly report",
        "Missing data in the incident report",
        "Nobody could log on",
        "Where the bug came from",
        "Failed logins since 20 June 2031",
        "Data lost between 3 May and 20 June 2031",
        "Certificates valid until 2031-06-20",
        "404: Pages not found after a deploy",
        "502 - Bad gateway for everybody",
        "Loss of contact with RCA",
    ],
)
def test_a_title_keeps_the_words_that_it_needs(heading):
    assert read(f"# {heading}{BODY}")["title"] == heading


def test_a_title_that_is_cut_still_says_that_it_is_a_postmortem():
    told = read("# Postmortem 20 June 2031: payments\n\n## Summary\n\nPayments failed.\n\n## Root cause\n\nA lock.\n")
    assert (told["is_postmortem"], told["title"]) == (True, "payments")


def test_the_title_of_a_page_that_is_a_program():
    head = (
        "import Image from 'next/image'\n\nexport const post = {\n  date: '2031-05-03',\n"
        "  title: 'Sorter: a postmortem',\n}\n"
    )
    told = read(f"{head}\n## What happened{BODY}")
    assert told["title"] == "Sorter"
    assert "import" not in told["sections"][0]["body"]


def test_a_program_without_its_end_is_no_head_of_a_page():
    told = read(f"export const conf = {{\n  payments: 'off'\n\n# Sorter stopped{BODY}")
    assert told["is_postmortem"]
    assert told["root_cause"] == "A motor ran hot."


def test_the_way_through_a_site_is_no_title():
    assert read(f"Home / Operations / Incidents\n\n# Sorter stopped{BODY}")["title"] == "Sorter stopped"
