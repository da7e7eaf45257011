"""The revisions of a section: the list, two side by side or in one text, restoring."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from postmortems.enums import SectionKind
from postmortems.models import Section
from postmortems.services.saving import save_section
from tests.factories.postmortems import make_postmortem, save, section_of
from tests.html import html_of


@pytest.fixture
def section(responder: User, manager: User) -> Section:
    """Three saves, the last of which met another text and was merged."""
    first = save(section_of(make_postmortem(author=responder), SectionKind.IMPACT), responder, "One.\n\nTwo.")
    save(first, responder, "One!\n\nTwo.")
    save_section(section=first, actor=manager, body="One.\n\nTwo, too.", base_version=1)
    first.refresh_from_db()
    return first


@pytest.fixture
def client(as_user: Callable[[User], Client], responder: User) -> Client:
    return as_user(responder)


def address(name: str, section: Section, *args: object) -> str:
    return reverse(name, args=[section.postmortem.incident_id, section.pk, *args])


def pk_of(section: Section, version: int | None) -> int:
    return section.revisions.get(version=version).pk


def test_the_list_says_who_when_from_which_version_and_how(client: Client, section: Section) -> None:
    page = html_of(client.get(address("section_revisions", section)))
    for words in ("Version 3", "Merged", "Set aside", "from version 1", "Grace Wanjiru", "Two, too."):
        assert words in page


@pytest.mark.parametrize("view", ["sides", "inline"])
def test_any_two_are_compared_word_by_word(client: Client, section: Section, view: str) -> None:
    query = {"before": pk_of(section, 1), "after": pk_of(section, None), "view": view}
    page = client.get(address("section_compare", section), query).content.decode()
    assert "<ins>, too</ins>" in page
    assert "Set aside" in page
    assert ("compare-inline" in page) == (view == "inline")


def test_without_a_choice_the_newest_is_compared_with_the_one_before(client: Client, section: Section) -> None:
    found = client.get(address("section_compare", section)).context["found"]
    assert (found.before.version, found.after.version) == (2, 3)


def test_one_that_is_not_offered_any_more_is_compared_with_the_one_before(
    client: Client, section: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postmortems.selectors.revisions.MOST_CHOICES", 1)
    found = client.get(address("section_compare", section), {"after": pk_of(section, 2)}).context["found"]
    assert (found.before.version, found.after.version, len(found.choices)) == (1, 2, 1)


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 30}, {"before": "1", "after": "0"}])
def test_what_is_no_revision_of_the_section_is_not_shown(
    client: Client, section: Section, query: dict[str, str]
) -> None:
    assert client.get(address("section_compare", section), query).status_code == 200


def test_a_section_without_revisions_can_be_compared(client: Client, responder: User) -> None:
    empty = section_of(make_postmortem(author=responder), SectionKind.IMPACT)
    assert "These two say the same" in client.get(address("section_compare", empty)).content.decode()


def test_restoring_leads_back_and_is_a_revision(client: Client, section: Section) -> None:
    restore = address("section_revision_restore", section, pk_of(section, 1))
    stale = client.post(restore, {"seen_version": 2})
    assert stale.status_code == 409
    assert "Nothing was restored" in stale.content.decode()
    assert client.post(restore, {"seen_version": 3}).headers["Location"] == address("section", section)
    newest = section.revisions.first()
    assert newest is not None
    assert (newest.version, newest.origin, newest.body) == (4, "restored", "One.\n\nTwo.")


def test_a_revision_of_another_section_is_not_restored(client: Client, section: Section, responder: User) -> None:
    other = save(section_of(section.postmortem, SectionKind.SUMMARY), responder, "Elsewhere")
    restore = address("section_revision_restore", section, pk_of(other, 1))
    assert client.post(restore, {"seen_version": 3}).status_code == 404


def test_the_pages_take_as_many_queries_for_one_revision_as_for_many(
    client: Client, section: Section, responder: User
) -> None:
    counts = []
    client.get(address("section", section))  # what is read once and kept
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address("section_revisions", section))
            client.get(address("section_compare", section))
            client.get(address("section", section))
        counts.append(len(queries))
        for number in range(20):
            section.refresh_from_db()
            save(section, responder, f"Text {number}")
    assert counts[0] == counts[1]
