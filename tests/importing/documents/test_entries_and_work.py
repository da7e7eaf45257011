"""Entries, causes and pieces of work in further layouts and wordings."""

import pytest

from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part
from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_text

TOP = (
    "# Postmortem: parcels were not sorted\n\nOn 4 March 2031 from 10:00 UTC to 11:00 UTC parcels were not sorted.\n\n"
)


def read(text):
    return as_json(read_text("parcels.md", text))


def below(text):
    return read(f"{TOP}{text}")


def entries(told):
    return [(entry["at"], entry["text"]) for entry in told["timeline"]]


def clocks(told):
    return [entry["at"] and entry["at"][:16] for entry in told["timeline"]]


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (Part.MEASURES, "Proposal improvements"),
        (Part.MEASURES, "Looking forward"),
        (Part.MEASURES, "Looking ahead and next improvements"),
        (Part.MEASURES, "Lessons learned and actions taken"),
        (Part.MEASURES, "Learnings and improvements"),
        (Part.MEASURES, "Preventing such a stop of the sorting from happening again / What we have learnt"),
        (Part.MEASURES, "What changed"),
        (Part.MEASURES, "What changed after the outage"),
        (Part.MEASURES, "Future safeguards"),
        (Part.ACTIONS, "Still open"),
        (Part.ACTIONS, "Remaining to be done"),
        (Part.ACTIONS, "Unfinished items"),
        (Part.ACTIONS, "Lessons learned and follow-ups"),
        (Part.ROOT_CAUSE, "Why did it fail?"),
        (Part.ROOT_CAUSE, "How did the system break?"),
        (Part.ROOT_CAUSE, "Why it went wrong"),
        (Part.ROOT_CAUSE, "Why we went down"),
    ],
)
def test_names_of_parts(part, name):
    assert part_of(name) is part


def test_entries_between_breaks_of_lines():
    told = below(
        "## Timeline (UTC)\n\n10:00 - The sorter\nstops.<br> 10:20 - We are\ncalled.<br>10:40 - It is\nstarted again. "
        "**\\<END OF\nOUTAGE>**<br> 11:00 - All is sorted.\n"
    )
    assert [at[11:16] for at, _ in entries(told)] == ["10:00", "10:20", "10:40", "11:00"]


def test_labels_on_one_line_with_breaks():
    told = read(
        "# Sorter stopped\n\n## Summary\n\nOwner: Ann<br> Start: 2031-03-04 10:00 UTC<br>End: 2031-03-04 11:00 UTC\n"
    )
    assert (told["started_at"], told["ended_at"]) == ("2031-03-04T10:00:00+00:00", "2031-03-04T11:00:00+00:00")


def test_a_label_below_an_entry_is_no_part():
    told = below(
        "## Timeline\n\n10:00 UTC: The sorter stops.\n\nAction taken: We looked at the belt.\n"
        "10:20 UTC: The belt is clear.\n\nDetection: a camera.\n10:40 UTC: It runs.\n"
    )
    assert [at[11:16] for at, _ in entries(told)] == ["10:00", "10:20", "10:40"]


def test_a_list_announced_below_the_entries_is_another_one():
    told = below(
        "## What happened\n\n- 10:00: the sorter stopped.\n- 10:20: we were called.\n- 11:00: it ran.\n\n"
        "This is what we know now:\n\n- The belt is driven by one motor.\n- The motor has no spare.\n"
    )
    assert len(told["timeline"]) == 3


def test_bold_items_with_a_day_alone_are_entries():
    told = below(
        "## Timeline\n\n1. **4 March 2031, 10:00 - The sorter stops**\n   - Nobody notices.\n\n"
        "2. **5 March 2031 - Test of the motor in Lyon**\n   - It turns.\n\n"
        "3. **5 March 2031 - Test in Lille**\n   - It turns.\n"
    )
    assert [text.split("\n")[0] for _, text in entries(told)] == [
        "The sorter stops",
        "Test of the motor in Lyon",
        "Test in Lille",
    ]


def test_a_clock_of_24_hours_goes_on_past_midnight():
    told = below("## Timeline\n\n* 23:00 UTC (*4 March*) - It stops\n* 11:00 UTC - We see it\n* 12:00 UTC - It runs\n")
    assert clocks(told) == ["2031-03-04T23:00", "2031-03-05T11:00", "2031-03-05T12:00"]


def test_a_clock_of_12_hours_goes_on_in_the_afternoon():
    told = below("## Timeline\n\n* March 4 1:34pm: It stops\n* March 4 2:00: We see it\n")
    assert clocks(told) == ["2031-03-04T13:34", "2031-03-04T14:00"]


def test_times_stay_on_the_day_above_them_where_each_day_is_named():
    told = below(
        "## Timeline\n\n2031-03-04\n\n- 13:00 It stops\n- 04:00 It is reported\n\n"
        "2031-03-05\n\n- 08:00 We look\n- 05:00 It runs\n"
    )
    assert clocks(told) == ["2031-03-04T13:00", "2031-03-04T04:00", "2031-03-05T08:00", "2031-03-05T05:00"]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("[+1 hrs]", "2031-03-04T11:00"),
        ("[+1.5 hrs]", "2031-03-04T11:30"),
        ("T+90 min", "2031-03-04T11:30"),
        ("+2 hours later", "2031-03-04T12:00"),
        ("10:30ish", "2031-03-04T10:30"),
        ("10:30?", "2031-03-04T10:30"),
        ("c. 10:30", "2031-03-04T10:30"),
        ("Day 1, 10:30", "2031-03-04T10:30"),
        ("10:30 local:", "2031-03-04T10:30"),
        ("2031-03-04 10:~30", "2031-03-04T10:30"),
        ("Mar-05-2031 00:45:10 AM", "2031-03-05T00:45"),
    ],
)
def test_forms_of_time(written, at):
    told = below(f"## Timeline\n\n- 2031-03-04 10:00 The sorter stops\n- {written} - The motor is hot\n")
    assert (clocks(told)[1], told["timeline"][1]["text"]) == (at, "The motor is hot")


def test_working_days_after_the_start_are_no_time():
    told = below(
        "## Timeline\n\n| Time | Event |\n|---|---|\n| 4 March 2031, 10:00 | It stops |\n| [+1 hrs] | It is hot |\n"
        "| [+2 business days later] | It is replaced |\n"
    )
    assert clocks(told)[:2] == ["2031-03-04T10:00", "2031-03-04T11:00"]
    assert told["timeline"][2]["at"] is None


def test_years_of_the_last_century():
    told = read("# Sorter stopped\n\nIt was down from 14:00 to 15:00 UTC on 15Sep94.\n")
    assert told["started_at"] == "1994-09-15T14:00:00+00:00"


def test_the_day_before_is_not_the_day_of_it():
    told = read(
        "# 2031-03-04 outage of the sorter\n\nOn the previous day, 2031-03-03, we changed a belt.\n\n"
        "## Timeline\n\n- 10:00 UTC: It stops\n- 11:00 UTC: It runs\n"
    )
    assert clocks(told) == ["2031-03-04T10:00", "2031-03-04T11:00"]


FRONT = "---\ntitle: Sorter is slow\ndate: 2031-05-03 14:00:00\nresolved: true\nseverity: down\naffected:\n---\n"


def test_updates_of_a_page_made_with_cstate():
    told = read(
        f'{FRONT}\n*Resolved* - It runs. {{{{< track "2031-05-03 17:00:00" >}}}}\n\n'
        '*Monitoring* - We watch it. {{< track "2031-05-03 15:00:00" >}}\n\n'
        '*Investigating* - We look at it. {{< track "2031-05-03 14:20:00" >}}\n'
    )
    assert clocks(told) == ["2031-05-03T14:20", "2031-05-03T15:00", "2031-05-03T17:00"]


def test_updates_of_such_a_page_in_paragraphs():
    told = read(
        f'{FRONT}\n**Resolved**\nIt runs, and all\nparcels were sorted.\n{{{{< track "2031-05-03 17:00:00" >}}}}\n\n'
        '**No spare**\nWe wait for the motor.\n{{< track "2031-05-03 15:00:00" >}}\n\n'
        '**Sorter is slow**\nWe look at it.\n{{< track "2031-05-03 14:00:00" >}}\n'
    )
    assert clocks(told) == ["2031-05-03T14:00", "2031-05-03T15:00", "2031-05-03T17:00"]
    assert told["timeline"][1]["text"].startswith("No spare")


def test_the_cause_in_a_sentence():
    told = read("# Sorter stopped\n\n## What happened\n\nIt stopped at noon. The cause of the stop was a hot motor.\n")
    assert told["root_cause"] == "The cause of the stop was a hot motor."


def test_the_cause_in_a_part_below_its_heading():
    told = below(
        "# Root cause analysis\n\n## What happened?\n\nA motor ran hot.\n\n## Why did it happen?\n\n???\n\n"
        "# Resolution\n\nNew motor.\n"
    )
    assert told["root_cause"] == "A motor ran hot."


def test_hints_of_the_template_are_left_out():
    told = below(
        "## Root cause\n\n*Describe what led to it, and why.*\n\nA motor ran hot.\n\n## Action items\n\n"
        "_List all tasks that follow._\n\n- Buy a spare motor\n"
    )
    assert told["root_cause"] == "A motor ran hot."
    assert [item["text"] for item in told["action_items"]] == ["Buy a spare motor"]


@pytest.mark.parametrize(
    "text",
    [
        "_No action items — all was done on the day._",
        "There are no further actions.",
        "None at this time.",
        "https://issues.example.com/?query=sorter",
    ],
)
def test_what_says_that_there_is_no_work_is_none(text):
    assert below(f"## Action items\n\n{text}\n")["action_items"] == []


def test_a_sentence_that_points_to_the_list_is_no_item():
    told = below(
        "## Preventive measures\n\nHere are some of the things we will do.\n\nBuy a motor.\n\nTrain the team.\n"
    )
    assert told["measures"] == ["Buy a motor.", "Train the team."]


def test_the_column_of_issues_is_not_the_work():
    told = below("## Action items\n\n| Issue | Item | Owning team |\n|---|---|---|\n| #58 | Buy a motor | Sorting |\n")
    item = told["action_items"][0]
    assert (item["text"], item["owner"]) == ("Buy a motor", "Sorting")


def test_numbered_work_that_sounds_like_a_part_is_work():
    told = below(
        "## Next actions\n\n6. Tell the shops\n"
        "7. Bring in all the prevention measures (spares, alerts)\n8. Meet again\n"
    )
    assert len(told["action_items"]) == 3


def test_the_share_in_any_sentence_of_the_summary():
    told = read(
        "# Sorter stopped\n\n## Summary\n\nA motor for about 12% of our customers broke. The sorter was down.\n"
    )
    assert told["impact"]["percent"] == 12


def test_a_rate_of_errors_is_a_share():
    told = read("# Sorter stopped\n\n## Summary\n\nOrders failed at an error rate of 3.5%.\n")
    assert told["impact"]["percent"] == 3.5


def test_announced_work_in_a_part_about_lessons():
    told = below(
        "## Lessons learned and actions taken\n\nBefore that day we had some rules:\n\n- Motors are cleaned\n\n"
        "So we put these measures in place:\n\n- We bought a spare motor\n- We watch the heat\n"
    )
    assert told["measures"] == ["We bought a spare motor", "We watch the heat"]


def test_headings_of_groups_are_no_work():
    told = below(
        "## Preventive measures\n\n### For the motors (all of them)\n\n#### Option 1: a spare one\n\nBuy it.\n\n"
        "#### Option 2: a fan\n\nFit it.\n"
    )
    assert told["measures"] == ["Option 1: a spare one Buy it.", "Option 2: a fan Fit it."]


def test_a_time_alone_above_others_is_no_entry():
    told = below(
        "## Timeline\n\n* 2031-03-04 10:00 - 11:00\n  * 10:00 UTC The sorter stops\n  * 10:30 UTC We are called\n"
    )
    assert clocks(told) == ["2031-03-04T10:00", "2031-03-04T10:30"]


def test_steps_that_were_taken_are_no_work():
    told = below(
        "## Context\n\nThe following steps were taken at once:\n\n- The belt was cleared\n- The motor was cooled\n"
    )
    assert told["measures"] == []
    assert part_of("What immediate steps were taken?") is Part.RESOLUTION
