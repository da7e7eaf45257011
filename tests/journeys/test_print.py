"""A postmortem on paper: without navigation, the whole timeline, and nothing beyond the edge."""

import pytest
from playwright.sync_api import expect

from postmortems.enums import SectionKind
from tests.factories.accounts import make_user
from tests.factories.actions import make_action_item, make_factor
from tests.factories.incidents import make_entry
from tests.factories.postmortems import make_postmortem, save, section_of

pytestmark = pytest.mark.django_db(transaction=True)
A4 = {"width": 718, "height": 1050}  # without its margins
WIDE = "| a | b |\n|---|---|\n" + f"| {'long' * 60} | words |\n" * 3


def test_it_prints_all_entries_and_no_navigation(visitor, transactional_db):
    author = make_user("Amina Otieno")
    postmortem = make_postmortem(author=author, summary="Payments failed. See https://a.example/b.")
    save(section_of(postmortem, SectionKind.IMPACT), author, f"{WIDE}\n\n```\n{'code ' * 80}\n```")
    make_factor(postmortem).action_items.add(make_action_item(postmortem.incident))
    make_entry(postmortem.incident, "Starred words", is_starred=True)
    make_entry(postmortem.incident, "Other words")
    page = visitor(author).open(f"/incidents/{postmortem.incident_id}/postmortem/export/")
    page.get_by_role("link", name="Open it to print").click()
    expect(page.locator("#timeline")).to_contain_text("Other words")
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    for hidden in (".appbar", ".toc", ".moves", ".comments", ".segmented", ".review"):
        expect(page.locator(hidden).and_(page.locator(":visible"))).to_have_count(0)
    expect(page.locator("#timeline")).to_contain_text("Starred words")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert len(page.pdf(format="A4")) > 10_000
