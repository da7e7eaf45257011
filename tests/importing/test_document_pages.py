"""Uploading old postmortems in pages, without JavaScript: drop, look, edit, import, withdraw, bring back."""

from datetime import time
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from importing.readers.documents.facts import Moment, ReadEntry, Told, ToldMoment, Warned
from importing.services.documents.recording import import_document
from incidents.models import Incident
from tests.factories.documents import LINES, TEXT, make_document, make_document_batch, moment
from tests.factories.incidents import make_incident
from tests.html import html_of

DROP = "/postmortems/import/"


def test_files_and_a_text_are_brought_in_one_form(responder, as_user):
    files = [SimpleUploadedFile("a.md", b"# A"), SimpleUploadedFile("b.md", b"# B")]
    sent = {"documents": files, "text": "# C", "severity": "2", "zone": "EAT", "client_uuid": uuid4()}
    response = as_user(responder).post(DROP, sent)
    batch = DocumentBatch.objects.get()
    assert response.headers["Location"] == batch.get_absolute_url()
    assert [*batch.documents.values_list("file_name", flat=True)] == ["a.md", "b.md", "pasted.txt"]
    assert (batch.zone, batch.zone_word, batch.severity_id) == ("Africa/Nairobi", "EAT", 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Choose at least one file"),
        ({"text": "# A", "zone": "Nowhere"}, "is not a time zone"),
    ],
)
def test_bad_input_is_said_and_the_text_is_kept(responder, as_user, changes, words):
    response = as_user(responder).post(DROP, {"severity": "3", "zone": "", "text": ""} | changes)
    assert response.status_code == 422
    assert words in html_of(response)
    assert changes.get("text", "") in html_of(response)


def test_the_batch_shows_most_attention_first(responder, as_user):
    batch = make_document_batch(responder, ("a.md", b"x"), ("b.md", b"y"), ("c.md", b""))
    Document.objects.filter(file_name="b.md").update(state=DocumentState.READY)
    shown = html_of(as_user(responder).get(batch.get_absolute_url()))
    assert shown.index("c.md") < shown.index("b.md") < shown.index("a.md")
    assert "It is empty." in shown
    assert "Import the 1 that is ready" in shown
    assert "Refresh" in shown


def test_what_was_imported_before_needs_a_look_however_ready_it_is(responder, as_user):
    batch = make_document_batch(responder, ("again.md", b"x"), ("ready.md", b"y"), ("other.md", b"z"))
    batch.documents.filter(file_name="ready.md").update(state=DocumentState.READY)
    batch.documents.filter(file_name="again.md").update(state=DocumentState.READY, earlier=make_incident())
    batch.documents.filter(file_name="other.md").update(state=DocumentState.REFUSED)
    shown = " ".join(html_of(as_user(responder).get(batch.get_absolute_url())).split())
    assert "1 ready, 1 needs a look, 0 imported, 1 does not look like a postmortem." in shown
    assert (
        shown.index("again.md") < shown.index("needs a look</span>") < shown.index("other.md") < shown.index("ready.md")
    )


def test_the_preview_shows_warnings_the_record_and_the_original(responder, as_user):
    document = make_document(responder, warnings=(Warned("two_dates", "Two dates disagree.", 2),))
    shown = html_of(as_user(responder).get(document.get_absolute_url()))
    assert shown.index("Two dates disagree.") < shown.index("The incident") < shown.index("The original")
    for words in (*LINES, "line 5", 'href="#L5"', 'id="L5"', "13 May 2023 22:41", "Detected?", "Amina Otieno"):
        assert words in shown


def test_a_fact_is_mended(responder, as_user):
    page, document = as_user(responder), make_document(responder)
    address = document.get_absolute_url()
    assert 'name="started"' in html_of(page.get(f"{address}?edit=facts"))
    sent = {
        "title": "Cards refused",
        "zone": "EAT",
        "started": "22:25",
        "ended": "13 May 2023 23:05",
        "level": "1",
        "impact": "Nobody could pay.",
        "percent": "12.5",
    }
    assert page.post(f"{address}facts/0/", sent).status_code == 302
    record = Document.objects.get().record
    assert (record["title"], record["level"], record["percent"]) == ("Cards refused", 1, 12.5)
    assert record["started"] == "2023-05-13T22:25:00+03:00"
    assert record["ended"] == "2023-05-13T23:05:00+03:00"
    assert "edited" in html_of(page.get(address))


def test_a_time_that_cannot_be_read_keeps_everything_typed(responder, as_user):
    document = make_document(responder)
    sent = {"title": "Typed title", "zone": "EAT", "started": "soonish", "level": "3", "impact": "Typed impact"}
    response = as_user(responder).post(f"{document.get_absolute_url()}facts/0/", sent)
    assert response.status_code == 422
    for words in ("Typed title", "soonish", "Typed impact"):
        assert words in html_of(response)
    assert Document.objects.get().record["title"] == LINES[0]


def test_an_end_without_its_day_before_the_start_is_past_midnight(responder, as_user):
    document = make_document(responder)
    sent = {"title": "T", "zone": "EAT", "started": "13 May 2023 22:30", "ended": "1:45", "level": "3"}
    assert as_user(responder).post(f"{document.get_absolute_url()}facts/0/", sent).status_code == 302
    assert Document.objects.get().record["ended"] == "2023-05-14T01:45:00+03:00"


def test_another_zone_reads_the_times_anew(responder, as_user):
    document = make_document(responder)
    sent = {"title": "T", "zone": "UTC", "started": "13 May 2023 22:30", "ended": "13 May 2023 23:05", "level": "3"}
    as_user(responder).post(f"{document.get_absolute_url()}facts/0/", sent)
    record = Document.objects.get().record
    assert record["started"] == "2023-05-13T22:30:00+00:00"
    assert record["entries"][1]["at"] == "2023-05-13T22:41:00+00:00"


def test_an_entry_is_mended_and_left_out(responder, as_user):
    page, document = as_user(responder), make_document(responder)
    address = document.get_absolute_url()
    sent = {"at": "22:42", "text": "The alert fires.", "milestones": ["detected", "acknowledged"]}
    assert page.post(f"{address}entries/1/", sent).headers["Location"] == f"{address}#entries-1"
    entry = Document.objects.get().record["entries"][1]
    assert (entry["at"], entry["text"]) == ("2023-05-13T22:42:00+03:00", "The alert fires.")
    assert entry["milestones"] == ["detected", "acknowledged"]
    page.post(f"{address}entries/1/", {"taken": "no"})
    assert Document.objects.get().record["entries"][1]["is_taken"] is False
    page.post(f"{address}entries/1/", {"taken": "yes"})
    assert Document.objects.get().record["entries"][1]["is_taken"] is True


@pytest.mark.parametrize(
    ("part", "sent", "values"),
    [
        ("factors/0", {"kind": "trigger", "text": "A release."}, {"kind": "trigger", "text": "A release."}),
        ("lessons/0", {"kind": "got_lucky", "text": "Luck."}, {"kind": "got_lucky", "text": "Luck."}),
        ("measures/0", {"kind": "", "text": "Bound it."}, {"kind": "", "text": "Bound it."}),
        ("items/0", {"text": "Alert.", "due": "2023-07-01"}, {"text": "Alert.", "due": "2023-07-01", "owner": None}),
    ],
)
def test_other_parts_are_mended(responder, as_user, part, sent, values):
    document = make_document(responder)
    as_user(responder).post(f"{document.get_absolute_url()}{part}/", sent)
    kind, place = part.split("/")
    edited = Document.objects.get().record[kind][int(place)]
    assert {name: edited[name] for name in values} == values


@pytest.mark.parametrize(
    ("kind", "sent", "values"),
    [
        ("entries", {"at": "22:50", "text": "Sales asks.", "milestones": ["reported"]}, {"milestones": ["reported"]}),
        ("factors", {"kind": "trigger", "text": "A release."}, {"kind": "trigger"}),
        ("lessons", {"kind": "got_lucky", "text": "Luck."}, {"kind": "got_lucky"}),
        ("measures", {"kind": "", "text": "Bound it."}, {"kind": ""}),
        ("items", {"text": "Alert.", "due": "2023-07-01", "is_done": "on"}, {"due": "2023-07-01", "is_done": True}),
    ],
)
def test_what_was_not_read_is_added_once(responder, as_user, kind, sent, values):
    page, document = as_user(responder), make_document(responder)
    address, before = document.get_absolute_url(), len(document.record[kind])
    assert 'name="client_uuid"' in html_of(page.get(f"{address}?edit={kind}-add"))
    for _ in range(2):
        response = page.post(f"{address}{kind}/add/", {**sent, "client_uuid": "0d6c3d5c-58ab-4c60-a1d4-4f3be1ad1d1b"})
        assert response.headers["Location"] == f"{address}#{kind}-{before}"
    parts = Document.objects.get().record[kind]
    assert len(parts) == before + 1
    assert {name: parts[-1][name] for name in values} == values
    assert "added" in html_of(page.get(address))


def test_an_added_entry_and_item_are_imported(responder, as_user):
    page, document = as_user(responder), make_document(responder)
    address = document.get_absolute_url()
    page.post(f"{address}entries/add/", {"at": "22:50", "text": "Sales asks."})
    page.post(f"{address}items/add/", {"text": "Alert on refusals."})
    page.post(f"{address}import/")
    incident = Incident.objects.get()
    assert incident.entries.get(text="Sales asks.").happened_at.isoformat() == "2023-05-13T19:50:00+00:00"
    assert incident.action_items.filter(title="Alert on refusals.").exists()


def test_an_added_entry_that_cannot_be_read_keeps_everything_typed(responder, as_user):
    document = make_document(responder)
    sent = {"at": "soonish", "text": "Typed words.", "client_uuid": "0d6c3d5c-58ab-4c60-a1d4-4f3be1ad1d1b"}
    response = as_user(responder).post(f"{document.get_absolute_url()}entries/add/", sent)
    assert response.status_code == 422
    for words in sent.values():
        assert words in html_of(response)
    assert as_user(responder).post(f"{document.get_absolute_url()}nothing/add/", sent).status_code == 404


def test_an_owner_who_is_somebody_here_is_chosen(responder, as_user):
    document = make_document(responder)
    assert document.record["items"][0]["owner"] == responder.pk
    shown = html_of(as_user(responder).get(f"{document.get_absolute_url()}?edit=items-0"))
    assert f'<option value="{responder.pk}" selected' in shown


def test_missing_dates_are_demanded_before_it_can_be_imported(responder, as_user):
    page = as_user(responder)
    bare = (ReadEntry("Down.", 4, (4,), Moment(None, moment().clock, None)), ReadEntry("Up.", 5, (5,)))
    document = make_document(responder, timeline=bare, started=None, ended=None)
    shown = html_of(page.get(document.get_absolute_url()))
    assert "give the day" in shown
    assert "Import it" not in shown
    response = page.post(f"{document.get_absolute_url()}import/")
    assert response.status_code == 422
    page.post(
        f"{document.get_absolute_url()}facts/0/", {"title": "T", "zone": "EAT", "day": "2023-05-13", "level": "3"}
    )
    assert "Import it" in html_of(page.get(document.get_absolute_url()))


def test_importing_leads_to_the_incident(responder, as_user):
    page, document = as_user(responder), make_document(responder)
    response = page.post(f"{document.get_absolute_url()}import/")
    incident = Incident.objects.get()
    assert response.headers["Location"] == incident.get_absolute_url()
    shown = html_of(page.get(incident.get_absolute_url()))
    assert "1 proposed" in shown
    assert "Withdraw the import" in shown
    assert "A release goes out." in shown
    assert page.get(document.get_absolute_url()).headers["Location"] == incident.get_absolute_url()
    assert "without review" in html_of(page.get(f"{incident.get_absolute_url()}postmortem/"))


def test_all_action_items_are_accepted_by_one_press_and_one_by_its_own(responder, as_user):
    page = as_user(responder)
    incident = import_document(document=make_document(responder), actor=responder)
    item = incident.action_items.get()
    assert "Accept" in html_of(page.get(item.get_absolute_url()))
    page.post(f"{incident.get_absolute_url()}action-items/accept/")
    item.refresh_from_db()
    assert item.status == "open"


def test_withdrawing_and_restoring(responder, as_user):
    page = as_user(responder)
    incident = import_document(document=make_document(responder), actor=responder)
    address = incident.get_absolute_url()
    assert page.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert page.post(f"{address}withdraw/", {"reason": "It was a test."}).headers["Location"] == "/incidents/withdrawn/"
    assert page.get(address).status_code == 404
    assert "It was a test." in html_of(page.get("/incidents/withdrawn/"))
    page.post(f"{address}restore/")
    assert page.get(address).status_code == 200


def test_importing_again_shows_what_differs(responder, as_user):
    page = as_user(responder)
    incident = import_document(document=make_document(responder), actor=responder)
    timeline = (ReadEntry("A customer calls.", 5, (5,), moment()),)
    document = make_document(responder, content=b"Newer", timeline=timeline)
    shown = html_of(page.get(document.get_absolute_url()))
    assert "Imported before, as" in shown
    assert "A customer calls." in shown
    assert "Import it" not in shown
    page.post(f"{document.get_absolute_url()}take/")
    assert incident.entries.filter(text="A customer calls.").exists()


def test_an_admin_who_sees_a_private_earlier_import_is_logged(responder, admin, as_user):
    import_document(document=make_document(responder, batch={"is_private": True}), actor=responder)
    incident = Incident.objects.get()
    again = make_document(admin, batch={"is_private": True})
    as_user(admin).get(again.batch.get_absolute_url())
    assert AuditEvent.objects.filter(subject="Batch of imported documents", actor=admin).exists()
    as_user(admin).get(again.get_absolute_url())
    assert AuditEvent.objects.filter(action=AuditAction.PRIVATE_READ, subject=incident.reference, actor=admin).exists()


def test_documents_of_others_are_not_there(responder, manager, admin, as_user):
    document = make_document(responder)
    for person in (manager, admin):
        assert as_user(person).get(document.get_absolute_url()).status_code == 404
        assert as_user(person).get(document.batch.get_absolute_url()).status_code == 404
        assert as_user(person).post(f"{document.get_absolute_url()}import/").status_code == 404


def test_what_is_no_postmortem_can_be_kept(responder, as_user):
    document = make_document(responder, is_postmortem=False)
    assert "It is a postmortem" in html_of(as_user(responder).get(document.get_absolute_url()))
    as_user(responder).post(f"{document.get_absolute_url()}keep/")
    assert Document.objects.get().state == DocumentState.ATTENTION


def test_warnings_that_somebody_looked_at_are_dismissed(responder, as_user):
    document = make_document(responder, warnings=(Warned("two_dates", "Two dates disagree.", 2),))
    as_user(responder).post(f"{document.get_absolute_url()}dismiss/")
    assert Document.objects.get().state == DocumentState.READY


def test_text_of_a_document_is_never_markup(responder, as_user):
    evil = "<script>alert(1)</script>"
    document = make_document(responder, text=f"{evil}\n{TEXT}", timeline=(ReadEntry(evil, 1, (1,), moment()),))
    shown = as_user(responder).get(document.get_absolute_url()).content.decode()
    assert evil not in shown


def test_a_time_that_nobody_touched_is_not_edited(responder, as_user):
    document = make_document(responder)
    address = document.get_absolute_url()
    shown = as_user(responder).get(f"{address}?edit=facts").context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields if name != "services"}
    as_user(responder).post(f"{address}facts/0/", sent | {"title": "Another title"})
    assert Document.objects.get().record["edited"] == ["title"]


def test_the_postmortem_says_that_it_was_imported_and_the_lists_what_stands_in_for_its_start(responder, as_user):
    page, document = as_user(responder), make_document(responder, started=None, ended=None, timeline=())
    incident = import_document(document=document, actor=responder)
    dated = make_document(responder, content=b"other", title=Told("Other", 1))
    other = import_document(document=dated, actor=responder)
    listed = " ".join(html_of(page.get("/postmortems/")).split())
    assert "declared <time" in listed
    assert "began <time" in listed
    assert "Imported on" in html_of(page.get(f"{other.get_absolute_url()}postmortem/"))
    assert "Recorded afterwards" not in html_of(page.get(f"{incident.get_absolute_url()}postmortem/"))


def test_nothing_is_said_twice(responder, as_user):
    warnings = (Warned("no_zone", "The document names no time zone.", 1), Warned("two_dates", "Two dates disagree.", 2))
    started = ToldMoment(moment(time(22, 30), zone=None), 4)
    document = make_document(responder, warnings=warnings, started=started, ended=None, timeline=(), zone_word="")
    shown = html_of(as_user(responder).get(document.get_absolute_url()))
    assert "Nobody knows its time zone" in shown
    assert "Two dates disagree." in shown
    assert "names no time zone" not in shown


def test_what_somebody_calls_a_postmortem_is_not_called_none_any_more(responder, as_user):
    warning = Warned("not_a_postmortem", "It tells neither of a timeline nor of a cause.")
    page, document = as_user(responder), make_document(responder, is_postmortem=False, warnings=(warning,))
    assert html_of(page.get(document.get_absolute_url())).count(warning.message) == 1
    page.post(f"{document.get_absolute_url()}keep/")
    shown = html_of(page.get(document.get_absolute_url()))
    assert warning.message not in shown
    assert "Import it" in shown
