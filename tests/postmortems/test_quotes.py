"""An entry that a section quotes stays live: corrected, struck through, redacted, moved out of sight."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.services.members import set_privacy
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from notifications.models import Delivery
from postmortems.enums import SectionKind
from tests.factories.accounts import make_user
from tests.factories.incidents import make_entry, make_incident
from tests.factories.postmortems import make_over, make_postmortem, publish, save, section_of
from tests.html import html_of


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder)


@pytest.fixture
def entry(postmortem):
    return make_entry(postmortem.incident, "Restarted the **database**.")


def quoting(postmortem, actor, *entries, kind=SectionKind.RESOLUTION):
    lines = "\n\n".join(f"{{entry {entry.pk}}}" for entry in entries)
    return save(section_of(postmortem, kind), actor, f"First:\n\n{lines}\n\nThen.")


def shown(client, postmortem):
    page = html_of(client.get(postmortem.get_absolute_url()))
    prose = page[page.index('class="reading') : page.index('id="timeline"')]
    return prose[prose.index("Resolution and recovery</h2>") :]


def test_the_section_stores_the_reference_alone(postmortem, entry, responder):
    section = quoting(postmortem, responder, entry)
    assert "Restarted" not in section.html
    assert f'data-entry="{entry.pk}"' in section.html


def test_it_shows_the_entry_with_its_time_author_and_address(postmortem, entry, responder, as_user):
    quoting(postmortem, responder, entry)
    text = shown(as_user(responder), postmortem)
    assert "Restarted the <strong>database</strong>." in text
    assert f'href="{entry.get_absolute_url()}"' in text
    assert "Amina Otieno" in text
    assert "EAT" in text


def test_a_correction_shows(postmortem, entry, responder, as_user):
    quoting(postmortem, responder, entry)
    correction = EntryCorrection(text="Restarted the cache.", happened_at=entry.happened_at, until_at=None)
    correct_entry(entry=entry, actor=responder, correction=correction)
    text = shown(as_user(responder), postmortem)
    assert "Restarted the cache." in text
    assert "database" not in text


def test_a_struck_one_says_so_and_a_redacted_one_is_gone(postmortem, entry, responder, admin, as_user):
    quoting(postmortem, responder, entry)
    strike_entry(entry=entry, actor=responder, reason="Not here")
    struck = shown(as_user(responder), postmortem)
    assert "quote-struck" in struck
    assert "by Amina Otieno: Not here" in struck
    redact_entry(entry=entry, actor=admin, reason="A key")
    redacted = shown(as_user(responder), postmortem)
    assert "database" not in redacted
    assert "by Daniel Mwangi: A key" in redacted


def test_an_entry_of_another_incident_only_where_the_reader_may_see_it(postmortem, responder, admin, as_user):
    other = make_incident("Other", by=responder)
    entry = make_entry(other, "Said elsewhere.")
    quoting(postmortem, responder, entry)
    text = shown(as_user(responder), postmortem)
    assert "Said elsewhere." in text
    assert other.reference in text
    set_privacy(incident=other, actor=admin, is_private=True)
    for reader in (admin, make_user("Brian Kimani")):
        assert "Said elsewhere." not in shown(as_user(reader), postmortem)


def test_one_that_does_not_exist_is_said(postmortem, responder, as_user):
    save(section_of(postmortem, SectionKind.RESOLUTION), responder, "{entry 999999}")
    assert "A timeline entry that you cannot see, or that does not exist" in shown(as_user(responder), postmortem)


def test_the_preview_shows_it(postmortem, entry, responder, as_user):
    section = section_of(postmortem, SectionKind.RESOLUTION)
    address = reverse("section_preview", args=[postmortem.incident_id, section.pk])
    data = {"body": f"{{entry {entry.pk}}}", "base_version": 0}
    for headers in ({}, {"HX-Request": "true"}):
        assert "<strong>database</strong>" in as_user(responder).post(address, data, headers=headers).content.decode()


def test_a_message_leaves_it_out(responder, manager):
    postmortem = make_postmortem(incident=make_over(lead=responder), author=responder)
    entry = make_entry(postmortem.incident, "Not for mails.", by=manager)
    quoting(postmortem, responder, entry, kind=SectionKind.SUMMARY)
    publish(postmortem, responder)
    delivery = Delivery.objects.get(kind="postmortem_published", recipient=manager)
    assert "{entry" not in delivery.text


def test_fifty_cost_what_one_costs(postmortem, entry, responder, as_user):
    client = as_user(responder)
    quoting(postmortem, responder, entry)
    client.get(postmortem.get_absolute_url())

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(postmortem.get_absolute_url())
        return len(asked)

    one = cost()
    section = section_of(postmortem, SectionKind.RESOLUTION)
    lines = "\n\n".join(f"{{entry {make_entry(postmortem.incident, f'Line {n}').pk}}}" for n in range(50))
    save(section, responder, lines)
    assert cost() == one


def test_a_name_leads_to_the_persons_page_where_the_reader_may_open_it(postmortem, responder, manager, as_user):
    section = section_of(postmortem, SectionKind.RESOLUTION)
    save(section, responder, "By @grace.wanjiru, not `@grace.wanjiru`, nor @nobody.")
    link = f'<a class="mention" href="{reverse("person", args=[manager.pk])}">@grace.wanjiru</a>'
    text = shown(as_user(manager), postmortem)
    assert text.count(link) == 1
    assert '<span class="mention">@nobody</span>' in text
    text = shown(as_user(responder), postmortem)
    assert link not in text
    assert '<span class="mention">@grace.wanjiru</span>' in text


@pytest.mark.parametrize("name", ["change", "about", "who"])
def test_no_style_of_postmortems_hits_the_parts_of_an_entry(settings, name):
    styles = (settings.ROOT / "static/css/postmortems.css").read_text()
    assert not re.search(rf"^\s*\.{name}\b", styles, re.MULTILINE)
