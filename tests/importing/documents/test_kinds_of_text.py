"""Postmortems and other texts that are told apart by few words; each text is one of our own."""

import pytest

from importing.readers.documents.reading import read_text

POSTMORTEMS = {
    "a leak": (
        "# Disclosure of a leak of keys\n\nEarlier this week we noticed unauthorized access to the store of keys."
        " Some were exposed. We revoked them. An old token was leaked. We deeply regret this.\n"
    ),
    "an incident in the title of the front matter": (
        '---\ntitle: "Incident: letters on the way"\ndate: 2031-03-04\n---\nOn Sunday we learned that some letters'
        " were not delivered. The mail host had rejected them. We sent them again. We are very sorry.\n"
    ),
    "an apology": (
        "# What happened on Friday\n\nOn Friday our game servers were slow for most players. A new release made each"
        " match use more memory than it should. We rolled it back on Saturday. Sorry, and thanks for the patience.\n"
    ),
    "a text with marks of a builder of pages": (
        "# Outage of the registrar\n\n{% include head.html %}\n\nOn 4 March 2031 our names were gone for an hour."
        ' {{< note "names" >}}\n\nThe registrar had removed the records. {{ site.name }} was down.\n\n'
        "{{% alert %}}\n\nThe records were restored.\n"
    ),
    "a form that was filled in within its marks": (
        "# Pages without words\n\n## Summary\n\nOn 4 March 2031 pages were empty.\n\n## Timeline (UTC)\n\n"
        + "".join(f"{{{{ 1{n}:05 }}}}\n\nThe team restarted server {n}.\n\n" for n in range(6))
        + "## Root cause\n\nThe cache was full.\n"
    ),
    "a table of a log": (
        "# Incident of 4 March 2031\n\n## Summary\n\nOn 4 March 2031 from 10:00 to 11:00 UTC blocks were lost.\n\n"
        "| Slot | Time | Sent by |\n|---|---|---|\n"
        + "".join(f"| {n} | 2031-03-04 10:0{n}:00 | {{NORTH_MAX,SOUTH}} |\n" for n in range(9))
        + "\n## Root cause\n\nA relay answered too late.\n"
    ),
    "questions as headings, each with its answer": (
        "# Exporter postmortem\n\n**Date:** 4 March 2031\n**Duration:** [From start to end]\n\n"
        "## What gave in?\n\nThe exporter failed to start.\n\n## Who saw it?\n\nThe team read its log.\n\n"
        "## Which change helped?\n\nThe exporter was replaced, and it recovered.\n"
    ),
    "what was traced": (
        "# Lists are back\n\nThe lists were down for a while. The problem was traced to a filter, which was replaced."
        " All letters that wait will be sent by Monday 3/10. We apologize.\n"
    ),
}


@pytest.mark.parametrize("kind", POSTMORTEMS)
def test_a_text_that_tells_what_went_wrong_is_one(kind):
    assert read_text("x.md", POSTMORTEMS[kind]).is_postmortem


OTHERS = {
    "an announcement without a title": (
        "Tomorrow there will be an interruption of the print hosts, whose cables are replaced. It begins on 7 May 2031"
        " at 09:00 UTC, and no page will be printed. The queues were copied beforehand.\n"
    ),
    "updates of planned work": (
        "Replacement of switches\n\nScheduled Maintenance Report for Example\n\nCompleted\n\nThe work has been"
        " completed.\nPosted Mar 04, 2031 - 21:30 UTC\n\nIn progress\n\nThe work is in progress.\nPosted Mar 04, 2031"
        " - 08:00 UTC\n\nScheduled\n\nWe replace the switches. Some links may fail for a moment, and unexpected issues"
        " might arise.\nPosted Mar 02, 2031 - 11:40 UTC\n"
    ),
    "a form with an example of a timeline": (
        "# Postmortem Template\n\n**Duplicate this template first**\n\n# Postmortem: [Title]\n\n## Timeline\n\n"
        + "".join(f"- 14:{n}0 Step {n} was done, and the errors were fewer\n" for n in range(6))
        + "\n## Root cause\n\nThe pool of connections was exhausted.\n"
    ),
    "a page about reports with a sample": (
        "# Understanding Our Incident Reports\n\nIt says what was affected and how it was resolved.\n\n## Sample"
        " Incident\n\n- 08:10 UTC: Errors began\n- 08:40 UTC: A disk had failed\n- 09:05 UTC: All was restored\n"
    ),
    "how a team works": (
        "# How we run incident reviews\n\nAfter each outage the team meets, and the timeline is read. In 2031 we had"
        " 12 outages, and each was reviewed.\n"
    ),
    "a report on a month": (
        "# Monthly uptime report, March 2031\n\nUptime was 99.95 %. There were two outages, of 10 and 12 minutes."
        " 14 tickets were resolved.\n"
    ),
    "an agreement": (
        "# Service level agreement\n\nDowntime is when the service was unavailable for five minutes. Credits are given"
        " for outages that were reported within 30 days of 4 March 2031.\n"
    ),
    "two words compared": (
        "# Incident vs. outage\n\nAn incident is an event that disrupted a service. An outage is when it was down.\n"
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_text_is_none(kind):
    assert not read_text("x.md", OTHERS[kind]).is_postmortem


TITLES = [
    "---\nheading: Slow searches\ndate: 2031-03-04\n---\n\nAll times are in UTC.\n\nOn 4 March it broke.\n",
    "Skip to content\n\nSlow searches\n\nOn 4 March 2031 the search was down for an hour.\n",
    "See all the news of the day on our other page.\nTeam of the Library\n\nMay 4, 2031: Slow searches\n\nSlow.\n",
]


@pytest.mark.parametrize("text", TITLES)
def test_the_title_stands_below_what_a_page_puts_above_it(text):
    assert read_text("x.txt", text).title.text == "Slow searches"
