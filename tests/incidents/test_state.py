"""The current state: revisions, entries, conflicts, redaction, and its pages."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import Conflict
from incidents.enums import EntryKind, Origin
from incidents.models import StateRevision
from incidents.services.merging.merge import merge_incident
from incidents.services.state import StateOfThings, change_state
from incidents.services.timeline import redact_entry
from tests.factories.accounts import make_user
from tests.factories.incidents import make_incident, make_private_incident

FIRST = StateOfThings("Buying **fails**.", "", "Brian rolls back.")


@pytest.fixture
def incident(responder):
    return make_incident(by=responder)


def write(incident, actor, state, base=0, **more):
    change_state(incident=incident, actor=actor, state=state, base_version=base, **more)
    incident.refresh_from_db()


def address(incident, name="edit_state"):
    return reverse(name, args=[incident.pk])


def test_a_change_is_a_revision_an_entry_and_what_the_page_shows(incident, responder):
    before = incident.seq
    write(incident, responder, FIRST)
    assert (incident.state.known, incident.state_version, incident.state.written_by) == (FIRST.known, 1, responder)
    assert "<strong>fails</strong>" in incident.state.known_html
    entry = incident.entries.get(kind=EntryKind.STATE)
    assert (entry.origin, incident.seq, entry.seq) == (Origin.SYSTEM, before + 1, before + 1)
    assert "what we know, what is next" in entry.text
    assert incident.state == StateRevision.objects.get(entry=entry)


def test_what_changes_nothing_leaves_no_trace(incident, responder):
    write(incident, responder, FIRST)
    before = incident.seq
    write(incident, responder, FIRST, base=0)
    assert (incident.seq, incident.state_revisions.count()) == (before, 1)


def test_sent_twice_it_is_stored_once_and_other_words_under_the_same_uuid_are_refused(incident, responder):
    same = uuid4()
    write(incident, responder, FIRST, client_uuid=same)
    write(incident, responder, FIRST, client_uuid=same)
    assert incident.state_revisions.count() == 1
    with pytest.raises(Conflict):
        write(incident, responder, StateOfThings("Other words"), base=1, client_uuid=same)


def test_nobody_overwrites_what_they_have_not_seen(incident, responder, manager):
    write(incident, manager, FIRST)
    with pytest.raises(Conflict):
        write(incident, responder, StateOfThings("Mine"), base=0)
    incident.refresh_from_db()
    assert incident.state.known == FIRST.known


def test_a_conflict_shows_theirs_beside_mine_and_the_next_press_saves(as_user, incident, responder, manager):
    write(incident, manager, FIRST)
    client, mine = as_user(responder), {"known": "Mine, kept", "tried": "", "next": "", "base_version": "0"}
    shown = client.post(address(incident), mine)
    html = shown.content.decode()
    assert shown.status_code == 409
    assert "Mine, kept" in html
    assert "<strong>fails</strong>" in html
    assert 'name="base_version" value="1"' in html
    assert client.post(address(incident), mine | {"base_version": "1"}).status_code == 302
    incident.refresh_from_db()
    assert (incident.state.known, incident.state_version) == ("Mine, kept", 2)


def test_the_page_pins_it_and_an_open_incident_without_one_invites(as_user, incident, responder):
    client = as_user(responder)
    page = reverse("incident", args=[incident.pk])
    assert "Not written yet" in client.get(page).content.decode()
    write(incident, responder, FIRST)
    html = client.get(page).content.decode()
    assert html.index("first version") < html.index('id="timeline"')
    assert "Brian rolls back." in html


def test_the_history_reads_the_newest_first(as_user, incident, responder):
    write(incident, responder, FIRST)
    write(incident, responder, StateOfThings("Buying works again."), base=1)
    html = as_user(responder).get(address(incident, "state_history")).content.decode()
    assert html.index("Second version") < html.index("First version")
    assert "<strong>fails</strong>" in html


def test_who_may(as_user, reporter, responder, manager, incident):
    answers = [as_user(user).get(address(incident)).status_code for user in (reporter, responder, manager)]
    assert answers == [404, 200, 200]
    secret = make_private_incident(by=make_user("Fatuma Ali"))
    assert as_user(manager).get(address(secret, "state_history")).status_code == 404


def test_a_redaction_reaches_the_revision_what_stands_now_and_versions_that_carried_it_on(incident, responder, admin):
    write(incident, responder, StateOfThings("The key is hunter2", "Restarting", ""))
    write(incident, responder, StateOfThings("The key is hunter2", "Restarting", "Roll back"), base=1)
    first = incident.entries.filter(kind=EntryKind.STATE).earliest("seq")
    redact_entry(entry=first, actor=admin, reason="A key")
    incident.refresh_from_db()
    assert (incident.state.known, incident.state.known_html, incident.state.next) == ("", "", "Roll back")
    assert not StateRevision.objects.filter(known__contains="hunter2").exists()
    assert not StateRevision.objects.filter(known_html__contains="hunter2").exists()


def test_a_form_that_was_opened_before_a_redaction_cannot_bring_the_words_back(incident, responder, admin):
    write(incident, responder, StateOfThings("The key is hunter2", "", ""))
    redact_entry(entry=incident.entries.get(kind=EntryKind.STATE), actor=admin, reason="A key")
    with pytest.raises(Conflict):
        write(incident, responder, StateOfThings("The key is hunter2", "", "Roll back"), base=1)
    incident.refresh_from_db()
    assert (incident.state.known, incident.state_version) == ("", 2)


def test_what_stayed_in_a_merged_duplicate_is_redacted_there(as_user, incident, responder, admin):
    write(incident, responder, StateOfThings("The key is hunter2", "", ""))
    merge_incident(source=incident, target=make_incident(), actor=responder)
    entry = incident.entries.get(kind=EntryKind.STATE)
    sent = as_user(admin).post(reverse("entry_redact", args=[incident.pk, entry.pk]), {"reason": "A key"})
    assert sent.status_code == 302
    incident.refresh_from_db()
    entry.refresh_from_db()
    assert entry.redacted_by == admin
    assert (incident.state.known, entry.changed_seq) == ("", incident.seq)
