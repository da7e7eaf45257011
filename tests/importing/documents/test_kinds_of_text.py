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


REFUSED = {
    "a collection": (
        "# Post-mortems\n\nPublic write-ups of incidents.\n\n| Date | Incident |\n|---|---|\n"
        "| 2031-07-28 | [Halt](a.md) |\n"
    ),
    "a notice of a status page": "---\ntitle: Core Router Software Update\ndate: 2031-02-02T14:00:05Z\nresolved: true\n"
    "informational: true\nseverity: notice\naffected:\n  - LON1\n---\nOur team will update the router.\n",
    "planned work at the weekend": (
        "---\ntitle: Electrical work\ndate: 2031-01-14\n---\n"
        "There is a shutdown for essential "
        "maintenance this weekend, which will affect large parts of the cluster.\n"
    ),
    "a form": (
        "# Incident YYYY-MM-DD\n\n> This is the canonical template. Copy this file.\n\n"
        "**Severity**: P1\n\n## Detection\n\n"
        "How was this found?\n"
    ),
    "a form with a name to fill in": (
        "## `<Summary>` - POSTMORTEM - `<DATE>`\n\nStatus: active\n\nRoot causes:\nA discussion.\n"
    ),
    "a form without a title": (
        "---\ntitle: Incident Title\n---\n\n# Incident Title\n\n## Summary\n\nA discussion.\n\n## Root cause\n"
    ),
    "a task": "0x19. Postmortem\n Weight: 1\n"
    " Project will start Feb 27, 2031 6:00 AM, must end by Mar 6, 2031 6:00 AM\n"
    "Manual QA review must be done\nRead or watch:\n0. My first postmortem\nmandatory\n",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_only_looks_like_a_postmortem(kind):
    assert not read_text("x.md", REFUSED[kind]).is_postmortem


def test_a_notice_that_tells_a_root_cause_is_a_postmortem():
    text = (
        '---\ntitle: Update to TLS broke logins\ndate: 2031-02-02T14:00:05Z\ninformational: "true"\n---\n'
        "From 14:00 to 15:00 UTC on 2031-02-02 nobody could log in: an outage.\n\n## Root cause\n\n"
        "The update dropped a cipher.\n\n## Resolution\n\nIt was rolled back.\n"
    )
    assert read_text("x.md", text).is_postmortem


def test_a_postmortem_below_the_name_of_a_collection_is_one():
    text = (
        "# Acme Post-Mortems\n\n## Summary\n\nOrders failed on 3 May 2031.\n\n## Root cause\n\nA lock.\n\n"
        "## Resolution\n\nA restart.\n"
    )
    assert read_text("x.md", text).is_postmortem
