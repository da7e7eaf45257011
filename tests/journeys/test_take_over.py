"""What stands beside the editor of a postmortem goes into the text where the cursor is, and shows in the preview."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from postmortems.enums import SectionKind
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_postmortem, section_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_quote_and_a_fact_go_where_the_cursor_is(visitor):
    author = make_user("Amina Otieno")
    postmortem = make_postmortem(author=author)
    entry = make_entry(postmortem.incident, "Restarted the database.", is_starred=True)
    section = section_of(postmortem, SectionKind.RESOLUTION)
    page = visitor(author).open(reverse("section", args=[postmortem.incident_id, section.pk]))
    page.fill("#id_body", "Before.\n\nAfter.")
    page.locator("#id_body").evaluate("field => field.setSelectionRange(7, 7)")
    page.get_by_role("button", name="Quote the entry").click()
    assert page.input_value("#id_body") == f"Before.\n\n{{entry {entry.pk}}}\n\nAfter."
    page.get_by_role("button", name="Insert Time to resolve").click()
    assert f"{{entry {entry.pk}}}\n\nTime to resolve: 2 h (resolved − impact started)\n\nAfter." in page.input_value(
        "#id_body"
    )
    expect(page.locator("#preview .quote-entry")).to_contain_text("Restarted the database.")
    page.click(".editor .btn-primary")
    expect(page.get_by_text("All starred entries are quoted.")).to_be_visible()
