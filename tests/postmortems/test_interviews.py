"""Notes of interviews: private until they are shared, for good; reached by redaction, never exported."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.registries.holdings import held_by
from core.errors import Conflict, NotPermitted
from incidents.services.redacting import redact_words
from postmortems.models import InterviewNote, PostmortemEvent
from postmortems.readers.snapshots import Snapshot
from postmortems.selectors.versions import present_snapshot
from postmortems.services.interviews import (
    NoteChanged,
    NoteWords,
    add_interview_note,
    edit_interview_note,
    share_interview_note,
    words_of,
)
from tests.factories.accounts import make_user
from tests.factories.postmortems import make_over, make_postmortem
from tests.html import html_of
from tests.incidents.test_redacting import everything_stored

WORDS = NoteWords("Brian Kimani", None, "He thought it was **the network**.")


@pytest.fixture
def postmortem(responder):
    return make_postmortem(author=responder)


@pytest.fixture
def note(postmortem, responder):
    return add_interview_note(postmortem=postmortem, actor=responder, words=WORDS)


def url(name, postmortem, *args):
    return reverse(name, args=[postmortem.incident_id, *args])


def test_a_note_is_typed_once_and_only_its_writer_reads_it(as_user, postmortem, responder, manager, admin):
    client, address = as_user(responder), url("interview_notes", postmortem)
    sent = {"interviewee": "Brian", "held_on": "2026-05-13", "text": "It was **late**.", "client_uuid": str(uuid4())}
    for _ in range(2):
        response = client.post(address, sent)
        assert response.status_code == 302
    note = InterviewNote.objects.get()
    assert "It was <strong>late</strong>." in client.get(address).content.decode()
    other = make_user("Brian Kimani")
    for person in (other, manager, admin):
        page = html_of(as_user(person).get(address))
        assert "No notes that you can read." in page
        for name in ("interview_note", "interview_note_share"):
            for method in ("get", "post"):
                assert getattr(as_user(person), method)(url(name, postmortem, note.pk), sent).status_code == 404
    assert not PostmortemEvent.objects.exists()
    assert not note.shared_at


def test_nothing_typed_is_lost(as_user, postmortem, responder):
    client, address = as_user(responder), url("interview_notes", postmortem)
    uuid = str(uuid4())
    refused = client.post(address, {"interviewee": "", "text": "It was late.", "client_uuid": uuid})
    assert refused.status_code == 422
    assert "Say with whom you spoke." in html_of(refused)
    assert "It was late." in html_of(refused)
    assert uuid in refused.content.decode()
    client.post(address, {"interviewee": "Brian", "text": "It was late.", "client_uuid": uuid})
    other = client.post(address, {"interviewee": "Brian", "text": "Something else.", "client_uuid": uuid})
    assert other.status_code == 409
    assert "Something else." in html_of(other)
    assert uuid not in other.content.decode()
    assert InterviewNote.objects.get().text == "It was late."
    long = client.post(address, {"interviewee": "Brian", "text": "y" * 20_001})
    assert long.status_code == 422
    assert "y" * 20_001 in long.content.decode()


def test_sharing_asks_and_cannot_be_taken_back(as_user, postmortem, note, responder, manager, reporter):
    client, address = as_user(responder), url("interview_note_share", postmortem, note.pk)
    assert "Sharing cannot be taken back." in html_of(client.get(address))
    assert client.post(address).status_code == 302
    client.post(address)
    assert "the network" in html_of(as_user(manager).get(url("interview_notes", postmortem)))
    assert as_user(manager).get(url("interview_note", postmortem, note.pk)).status_code == 404
    assert as_user(reporter).get(url("interview_notes", postmortem)).status_code == 404
    page = html_of(client.get(url("interview_notes", postmortem)))
    assert "Share…" not in page
    event = PostmortemEvent.objects.get()
    assert (event.what, event.after) == ("Interview note shared", "With Brian Kimani")


def test_the_history_keeps_earlier_words_only_once_it_is_shared(postmortem, note, responder, manager):
    note = edit(note, responder, "He knew.")
    assert not PostmortemEvent.objects.exists()
    share_interview_note(note=note, actor=responder)
    edit(note, responder, "He did not know.")
    event = PostmortemEvent.objects.get(what="Interview note changed")
    assert "He knew." in event.before
    assert "He did not know." in event.after
    with pytest.raises(NotPermitted):
        edit(note, manager, "Mine")
    with pytest.raises(NotPermitted):
        share_interview_note(note=note, actor=manager)


def edit(note, actor, text):
    words = NoteWords(note.interviewee, note.held_on, text)
    return edit_interview_note(note=note, actor=actor, words=words, seen=words_of(note).fingerprint)


def test_another_tab_meets_a_conflict_that_keeps_the_words(as_user, postmortem, note, responder):
    client, address = as_user(responder), url("interview_note", postmortem, note.pk)
    seen = client.get(address).context["form"]["seen"].value()
    edit(note, responder, "First tab.")
    sent = {"interviewee": "Brian Kimani", "text": "Second tab.", "seen": seen}
    met = client.post(address, sent)
    page = html_of(met)
    assert met.status_code == 409
    assert "First tab." in page
    assert "Second tab." in page
    client.post(address, sent | {"seen": met.context["form"]["seen"].value()})
    assert InterviewNote.objects.get().text == "Second tab."


def test_redaction_reaches_notes_that_are_not_shared(as_user, postmortem, responder, admin):
    words = NoteWords("hunter2-x", None, "He said `hunter2-x`.")
    note = add_interview_note(postmortem=postmortem, actor=responder, words=words)
    seen = words_of(note).fingerprint
    share_interview_note(note=note, actor=responder)
    edit(note, responder, "Again hunter2-x.")
    add_interview_note(postmortem=postmortem, actor=responder, words=words)
    redact_words(incident=postmortem.incident, actor=admin, words="hunter2-x", reason="A key")
    assert "hunter2-x" not in everything_stored()
    note.refresh_from_db()
    assert "Daniel Mwangi: A key" in note.html
    with pytest.raises(NoteChanged):
        edit_interview_note(note=note, actor=responder, words=words, seen=seen)


def test_notes_are_in_no_version_of_the_postmortem(postmortem, note, responder):
    share_interview_note(note=note, actor=responder)
    found = present_snapshot(postmortem)
    assert isinstance(found, Snapshot)
    assert "the network" not in str(found.as_json())


def test_a_private_incident_hides_notes_from_who_is_no_member(as_user, responder, manager):
    postmortem = make_postmortem(incident=make_over(lead=responder, members=(responder,)), author=responder)
    note = add_interview_note(postmortem=postmortem, actor=responder, words=WORDS)
    share_interview_note(note=note, actor=responder)
    assert as_user(manager).get(url("interview_notes", postmortem)).status_code == 404
    assert not InterviewNote.objects.visible_to(manager).exists()
    postmortem.incident.memberships.all().delete()
    assert not InterviewNote.objects.visible_to(User.objects.get(pk=responder.pk)).exists()


def test_who_leaves_takes_unshared_notes_along(as_user, postmortem, note, responder, admin):
    held = {each.holding.name: each for each in held_by(responder)}
    assert held["unshared interview notes"].count == 1
    client, address = as_user(admin), reverse("person_deactivate", args=[responder.pk])
    page = html_of(client.get(address))
    assert "1 unshared interview notes: they stay unread." in page
    chosen = {each.holding.key: "nobody" for each in held.values() if each.holding.reassign}
    assert client.post(address, chosen).status_code == 302
    responder.refresh_from_db()
    note.refresh_from_db()
    assert not responder.is_active
    assert (note.interviewer, note.shared_at) == (responder, None)


def test_a_cancelled_postmortem_takes_no_notes(as_user, postmortem, note, responder):
    type(postmortem).objects.update(status="cancelled")
    client = as_user(responder)
    assert "the network" in html_of(client.get(url("interview_notes", postmortem)))
    for address in (url("interview_notes", postmortem), url("interview_note_share", postmortem, note.pk)):
        assert client.post(address, {"interviewee": "B", "text": "x"}).status_code == 403


def test_the_same_uuid_for_another_postmortem_is_refused(postmortem, responder):
    uuid = uuid4()
    add_interview_note(postmortem=postmortem, actor=responder, words=WORDS, client_uuid=uuid)
    with pytest.raises(Conflict):
        add_interview_note(postmortem=make_postmortem(author=responder), actor=responder, words=WORDS, client_uuid=uuid)


def test_the_number_of_queries_does_not_grow(as_user, postmortem, responder, django_assert_num_queries):
    client, pages = as_user(responder), [url("interview_notes", postmortem), postmortem.get_absolute_url()]

    def add(count):
        for n in range(count):
            words = NoteWords(f"Person {n}", None, "words")
            note = add_interview_note(postmortem=postmortem, actor=make_user(f"Writer {n}"), words=words)
            share_interview_note(note=note, actor=note.interviewer)

    add(1)
    counts = [queries(client, page) for page in pages]
    add(20)
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(page)


def queries(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    return len(found)
