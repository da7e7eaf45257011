"""Who does a piece of work and how far it is, told in its words; lists of work under many names."""

import pytest

from importing.readers.documents.part_names import part_of
from importing.readers.documents.parts import Part
from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_text

TOP = (
    "# Postmortem: parcels were not sorted\n\nOn 4 March 2031 from 10:00 UTC to 11:00 UTC parcels were not sorted.\n\n"
)


def below(text):
    return as_json(read_text("parcels.md", f"{TOP}{text}"))


def first(line):
    item = below(f"## Action items\n\n- {line}\n- Buy a motor for the shop\n")["action_items"][0]
    return item["text"], item["owner"], item["due"], item["status"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Ann to add a fan", ("Ann to add a fan", "Ann", None, None)),
        ("Ann and Bert to write a guide", ("write a guide", "Ann and Bert", None, None)),
        ("Storage team to add a fan", ("add a fan", "Storage team", None, None)),
        ("Ann Lee will add a fan", ("Ann Lee will add a fan", "Ann Lee", None, None)),
        ("The storage team will add a fan", ("The storage team will add a fan", "storage team", None, None)),
        ("Storage team — add a fan — 2031-04-01", ("add a fan", "Storage team", "2031-04-01", None)),
        ("Add a fan (2031-04-01)", ("Add a fan", None, "2031-04-01", None)),
        ("Add a fan — Ann Lee, 2031-04-01", ("Add a fan", "Ann Lee", "2031-04-01", None)),
        ("Add a fan – **Ann** – 2031-04-01", ("Add a fan", "Ann", "2031-04-01", None)),
        ("Add a fan (assigned to Ann)", ("Add a fan", "Ann", None, None)),
        ("Add a fan, assigned to Ann Lee", ("Add a fan", "Ann Lee", None, None)),
        ("Add a fan → Ann", ("Add a fan", "Ann", None, None)),
        ("Add a fan (Storage team)", ("Add a fan", "Storage team", None, None)),
        ("Add a fan – in progress", ("Add a fan", None, None, "in progress")),
        ("Add a fan: completed", ("Add a fan", None, None, "done")),
        ("⏳ Add a fan", ("Add a fan", None, None, "in progress")),
        ("🔲 Add a fan", ("Add a fan", None, None, "open")),
        ("Tests to check the fan", ("Tests to check the fan", None, None, None)),
        ("Continue to work on the fan", ("Continue to work on the fan", None, None, None)),
        ("Monitoring to report the heat", ("Monitoring to report the heat", None, None, None)),
        ("Redis will work again", ("Redis will work again", None, None, None)),
    ],
)
def test_who_until_when_and_how_far(line, told):
    assert first(line) == told


def test_the_day_behind_finished_work_is_not_when_it_is_due():
    assert first("[x] Storage team — add a fan — 2031-03-05")[1:] == ("Storage team", None, "done")


def test_the_heading_of_a_group_says_how_far_its_work_is():
    told = below("## Action items\n\n### Completed\n\n- Fit a fan\n- Oil the belt\n\n### Later\n\n- Buy a motor\n")
    assert [item["status"] for item in told["action_items"]] == ["done", "done", None]


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (Part.ACTIONS, "Leftover tasks"),
        (Part.ACTIONS, "Residual follow-ups"),
        (Part.ACTIONS, "What is left to do"),
        (Part.ACTIONS, "Near-term actions"),
        (Part.ACTIONS, "Tickets filed"),
        (Part.ACTIONS, "Deferred work"),
        (Part.MEASURES, "Guard rails added"),
        (Part.MEASURES, "New controls"),
        (Part.MEASURES, "Phase 3: Improvement plan"),
        (Part.MEASURES, "What we changed"),
        (Part.MEASURES, "So it does not happen again"),
        (Part.MEASURES, "Structural fixes"),
        (Part.RESOLUTION, "How service was restored"),
        (Part.RESOLUTION, "What fixed it"),
        (Part.ROOT_CAUSE, "Failure mechanism"),
        (Part.ROOT_CAUSE, "Most likely cause"),
        (Part.PEOPLE, "Reviewed by"),
    ],
)
def test_names_of_parts(part, name):
    assert part_of(name) is part


@pytest.mark.parametrize("name", ["Mitigations for the future", "Mitigation plan", "Future mitigations"])
def test_mitigations_to_come_are_work(name):
    told = below(f"## Resolution\n\nThe belt was cleared.\n\n## {name}\n\n- Fit a fan\n- Oil the belt\n")
    assert (told["resolution"], told["measures"]) == ("The belt was cleared.", ["Fit a fan", "Oil the belt"])


def test_a_mitigation_in_a_table_of_facts_is_no_work():
    told = below("| Mitigation | 4 March 2031 |\n|---|---|\n| Fix completed | 5 March 2031 |\n\n## Cause\n\nHeat.\n")
    assert told["measures"] == told["action_items"] == []


def test_headings_in_capitals_among_the_items_of_a_list():
    told = below(
        "- TIMELINE OF EVENTS\n- 10:00 The sorter stops\n- 11:00 The sorter runs\n"
        "- INCIDENT INVESTIGATION\nWe looked at the belt.\n- SOLUTION\nThe belt was cleared.\n"
    )
    assert [entry["text"] for entry in told["timeline"]] == ["The sorter stops", "The sorter runs"]
    assert told["resolution"] == "The belt was cleared."


def test_what_was_done_at_once_is_the_resolution():
    told = below("## Resolution\n\n**Immediate actions**:\n- Cleared the belt\n- Cooled the motor\n")
    assert (told["resolution"], told["action_items"]) == ("Cleared the belt\n\nCooled the motor", [])


def test_the_words_behind_a_label_go_on_to_the_end_though_a_colon_follows():
    told = below("## Root cause\n\n**Direct cause.** The belt had one job: to move.\n")
    assert told["root_cause"] == "The belt had one job: to move."


def test_an_item_with_a_reference_is_work_with_its_details_below():
    told = below("## Preventive measures\n\n- Fit a fan\n- **Alerts** for heat (PR #12):\n  - at 40\n  - at 50\n")
    assert told["measures"] == ["Fit a fan", "Alerts for heat (PR #12): at 40 at 50"]


def test_prose_above_and_another_list_below_times_without_a_heading_are_no_entries():
    told = as_json(
        read_text(
            "parcels.md",
            "# Postmortem: parcels were not sorted\n\nOn 4 March 2031, some shops told us.\n\n"
            "- 10:00 The sorter stops\n"
            "- 10:30 We are called\n- 11:00 The sorter runs\n\nNobody had looked at the belt.\n\n- We fitted a fan\n",
        )
    )
    assert [entry["text"] for entry in told["timeline"]] == ["The sorter stops", "We are called", "The sorter runs"]


def test_a_paragraph_about_the_day_below_the_plan_is_no_work():
    plan = "## What we will do to prevent it\n\nWe will fit a fan.\n\n"
    for closing in ("On Tuesday, March 4, 2031, all was slow.\n", "We are sorry for the trouble.\n"):
        assert below(plan + closing)["measures"] == ["We will fit a fan."]


def test_lines_about_the_text_are_no_work():
    told = below(
        "## Follow-up\n\n**Review date**: 2031-04-01  \n**Reviewed by**: Ann  \n**Last updated**: 2031-03-05\n"
    )
    assert told["action_items"] == []


def test_a_heading_of_a_thing_to_come_is_no_list_of_work():
    told = below("## Scripts\n\n### Future: a second belt\n\n**Location**: the hall\n")
    assert told["measures"] == []
