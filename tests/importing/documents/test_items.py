"""Measures and action items in more layouts: which lines are items, and whose they are."""

from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file, read_text

TOP = "# Postmortem: checkout was down\n\nOn 4 March 2031 checkout failed from 10:00 UTC until 11:00 UTC.\n\n"


def read(text):
    return as_json(read_text("checkout.md", f"{TOP}{text}"))


def actions(text):
    return [(item["text"], item["owner"]) for item in read(text)["action_items"]]


def test_mitigations_that_are_still_to_be_done_are_measures():
    told = read("## Mitigations\n\n- Require two people for a release\n- Add an alert on the queue\n")
    assert told["measures"] == ["Require two people for a release", "Add an alert on the queue"]


def test_mitigations_beside_a_solution_are_measures():
    told = read("## Solution\n\nWe restarted it.\n\n## Mitigations\n\nWe added a check to the release guide.\n")
    assert told["measures"] == ["We added a check to the release guide."]
    assert told["resolution"] == "We restarted it."


def test_mitigations_that_were_done_are_the_resolution():
    told = read("## Mitigations\n\n- We restarted the cache\n- Rolled back the release\n")
    assert told["measures"] == []
    assert "Rolled back" in told["resolution"]


def test_what_the_words_of_a_table_mean_is_no_item():
    text = (
        "## Action items\n\n* P0 - Critical for the next release.\n* P1 - Important later.\n\n- Write to customers\n\n"
        "| Action item | Priority | Status |\n|---|---|---|\n| Add an alert | P0 | DONE |\n| Test it | P1 | |\n"
    )
    assert [words for words, _ in actions(text)] == ["Write to customers", "Add an alert", "Test it"]


def test_a_long_item_that_ends_with_a_colon_is_no_name_of_a_group():
    text = (
        "## Prevention\n\n- Add one global hook for all backups on the host:\n  - first: stop it\n  - then: start it\n"
    )
    assert read(text)["measures"] == [
        "Add one global hook for all backups on the host: first: stop it then: start it",
    ]


def test_lines_without_marks_that_each_begin_with_what_is_being_done_are_items():
    text = (
        "What are we doing to prevent it?\n\nWe are taking these steps:\n\n    Replacing the failed disk\n"
        "    Reviewing the alerts of the database so that they come early for a high load\n    Adding a load balancer\n"
    )
    assert read(text)["measures"] == [
        "Replacing the failed disk",
        "Reviewing the alerts of the database so that they come early for a high load",
        "Adding a load balancer",
    ]


def test_initials_in_bold_are_the_owner_of_their_paragraph_and_of_the_list_below_them():
    text = (
        "## Actions\n\n**JP** Show badges for:\n- the main build\n- the tests\n\n**AC** Move the alert\n\n"
        "**RK**\n- Rotate the keys\n\n**API**\n- Cache less\n"
    )
    assert actions(text) == [
        ("Show badges for the main build the tests", "JP"),
        ("Move the alert", "AC"),
        ("Rotate the keys", "RK"),
        ("Cache less", None),
    ]


def test_a_sentence_in_bold_about_tasks_that_follow_is_the_heading_of_action_items():
    text = "**To mend this, the following tasks will be performed:**\n\n* Replace the disk\n* Check all hosts\n"
    assert [words for words, _ in actions(text)] == ["Replace the disk", "Check all hosts"]


def test_a_line_between_two_signs_is_a_heading():
    text = (
        "💥 The Impact: 💥\nPages were slow.\n🛠️ The Road Ahead: 🛠️\nPatching: we patch the host.\nAlerts: we add more.\n"
    )
    told = read(text)
    assert told["impact"]["text"] == "Pages were slow."
    assert told["measures"] == ["Patching: we patch the host.", "Alerts: we add more."]


def test_lines_of_a_log_that_are_shown_as_code_are_no_entries():
    text = "## Details\n\n```\n" + "".join(f"Mar  4 10:0{n}:11 web1 app[12]: failed\n" for n in range(5)) + "```\n"
    assert read(text)["timeline"] == []


def test_markdown_whose_body_is_html_is_read_as_html():
    text = (
        "title: Mail was down\ndate: '2031-03-04'\nlayout: post\n\n"
        "<p>Mail failed from 10:00 UTC until 11:00 UTC.</p>\n<h2>What worked?</h2><ul><li>Backups</li></ul>\n\n"
        "<h2>What changes we are making now</h2>We do this:"
        "<ul><li>Requiring\nkeys</li><li>Logging in one place</li></ul>\n"
    )
    told = as_json(read_file("mail.md", text.encode()))
    assert told["title"] == "Mail was down"
    assert told["measures"] == ["Requiring keys", "Logging in one place"]


def test_markdown_with_a_few_tags_stays_markdown():
    text = f"{TOP}<p>\n<p>\n<p>\n<p>\n<p>\n\n## Prevention\n\n- One alert\n- Two alerts\n"
    assert as_json(read_file("a.md", text.encode()))["measures"] == ["One alert", "Two alerts"]


def test_the_lines_of_a_sign_off_are_no_items():
    text = (
        "## Prevention\n\nAdd an alert on the queue.\n\nPrepared by: Ann\nDate: 2031-03-06\nOwner: Ben\n\n"
        "## Sign-off\n\n**Preventive measures:** ✅ DONE\n**Documentation complete:** ✅ YES\n"
    )
    assert read(text)["measures"] == ["Add an alert on the queue."]


def test_items_below_bold_names_of_groups():
    told = as_json(
        read_text(
            "x.md",
            "# Postmortem: Sorter stopped\n\n## Preventive measures\n\n1. **Watching**\n   - Add a lamp\n"
            "   - Add a bell\n\n2. **Training**\n   - Train Bob\n",
        )
    )
    assert told["measures"] == ["Add a lamp", "Add a bell", "Train Bob"]


def test_a_table_of_action_items_below_no_heading_of_theirs():
    told = as_json(
        read_text(
            "x.md",
            "# Postmortem: Sorter stopped\n\n**Root cause**: A motor.\n**Resolution**: A new one.\n\n"
            "| Action Item | Type | Owner | Bug |\n| --- | --- | --- | --- |\n| Add a lamp | prevent | Ann | DONE |\n",
        )
    )
    assert [(item["text"], item["owner"]) for item in told["action_items"]] == [("Add a lamp", "Ann")]


def test_details_below_an_item_in_bold_are_its_own():
    told = as_json(
        read_text(
            "x.md",
            "# Postmortem: Sorter stopped\n\n## Action items\n\n- **Add a lamp for the belt**\n  - Owner is Ann\n"
            "  - OPS-1\n\n## Root cause\n\nA motor.\n",
        )
    )
    assert [item["text"] for item in told["action_items"]] == ["Add a lamp for the belt Owner is Ann OPS-1"]


def test_a_table_of_what_was_done_is_no_work():
    told = as_json(
        read_text(
            "x.md",
            "# Postmortem: Sorter stopped\n\n## Timeline\n\n| Action | Time |\n| --- | --- |\n"
            "| It stops | 2031-05-03 14:02 |\n| New motor | 2031-05-03 14:30 |\n\n## Root cause\n\nA motor.\n",
        )
    )
    assert told["action_items"] == []
    assert len(told["timeline"]) == 2
