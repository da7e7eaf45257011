"""Redacting words wherever they stand about an incident, files, and reports."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from accounts.models import AuditEvent
from core.errors import Conflict, DomainError
from importing.services.batches import ImportOptions
from incidents.models import Incident, Merge
from incidents.selectors.text_tables import NOT_WORDS, text_tables
from incidents.services.attachments import attach_file
from incidents.services.details import edit_details, edit_impact, edit_public_summary
from incidents.services.redacting import find_words, redact_file, redact_words
from incidents.services.timeline import EntryCorrection, correct_entry
from notifications.models import Delivery
from notifications.services.erasing import REMOVED
from tests.factories.importing import read_import
from tests.factories.incidents import make_entry, make_incident, resolve

SECRET = "hunter2-Schlüssel"


def everything_stored() -> str:
    """All text of all tables, as one string."""
    return "\n".join(
        str(value)
        for model in apps.get_models()
        for values in model._default_manager.values_list(*(field.name for field in model._meta.concrete_fields))
        for value in values
    )


@pytest.fixture
def leak(responder) -> Incident:
    """An incident with a secret in every place that a form of the incident has."""
    incident = make_incident(f"Key {SECRET} leaked", by=responder, summary=f"It was {SECRET}.")
    edit_details(
        incident=incident,
        actor=responder,
        values={"title": f"The key {SECRET} leaked", "call_url": f"https://x/{SECRET}"},
    )
    edit_impact(incident=incident, actor=responder, values={"impact_text": f"Everybody knew {SECRET}"})
    edit_public_summary(incident=incident, actor=responder, text=f"We told you **{SECRET}**")
    entry = make_entry(incident, f"Posted `{SECRET}` in the chat")
    correct_entry(
        entry=entry,
        actor=responder,
        correction=EntryCorrection(text="Posted a key", happened_at=entry.happened_at, until_at=None),
    )
    incident.refresh_from_db()
    return incident


def test_nothing_of_the_words_is_left_and_who_and_why_stands_in_their_place(leak, admin):
    assert SECRET in everything_stored()
    redact_words(incident=leak, actor=admin, words=SECRET.upper(), reason="A key")
    assert SECRET.lower() not in everything_stored().lower()
    leak.refresh_from_db()
    mark = "[redacted by Daniel Mwangi: A key]"
    assert leak.title == f"The key {mark} leaked"
    assert leak.call_url == ""
    assert leak.public_summary_html == "<p>We told you <strong>[redacted]</strong></p>"  # customers read it
    assert mark in leak.entries.filter(corrections=1).get().revisions.get().html
    event = AuditEvent.objects.filter(action="redacted").get()
    assert (event.subject, event.detail["reason"]) == (leak.reference, "A key")
    told = leak.entries.latest("seq")
    assert told.text.startswith(
        "Daniel Mwangi redacted text in the incident itself, 1 customer update, 3 timeline entries, 1 entry revision"
    )


def test_search_finds_them_no_more(leak, admin, as_user):
    client = as_user(admin)
    assert leak.reference in client.get("/search/", {"q": "hunter2"}).content.decode()
    redact_words(incident=leak, actor=admin, words=SECRET, reason="A key")
    assert leak.reference not in client.get("/search/", {"q": "hunter2"}).content.decode()


def test_kept_messages_go_and_other_incidents_stay(leak, admin, responder):
    other = make_incident("Another one", by=responder, summary=f"also {SECRET}")
    kept = Delivery.objects.create(
        kind="incident_announced", address="a@example.com", dedup_key="x", payload={"incident": leak.pk}, reason="R.",
        subject="Declared", text=f"The key\n{SECRET} leaked", html=f"<p>{SECRET}</p>",
    )  # fmt: skip
    redact_words(incident=leak, actor=admin, words=SECRET, reason="A key")
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.subject, kept.text, kept.html) == (REMOVED, "", "")
    assert SECRET in other.summary


def test_a_form_opened_before_cannot_bring_them_back(leak, admin, responder):
    entry = leak.entries.latest("seq")
    make_entry(leak, f"again {SECRET}")
    entry = leak.entries.latest("seq")
    base, summary = leak.entries.latest("seq").seq, leak.summary
    redact_words(incident=leak, actor=admin, words=SECRET, reason="A key")
    with pytest.raises(Conflict):
        edit_details(incident=leak, actor=responder, base_seq=base, values={"summary": summary})
    with pytest.raises(Conflict):
        correction = EntryCorrection(text=entry.text + ".", happened_at=entry.happened_at)
        correct_entry(entry=entry, actor=responder, base_seq=entry.changed_seq, correction=correction)


@pytest.mark.parametrize(
    ("words", "reason", "field"),
    [("hu", "A key", "secret"), ("nowhere at all", "A key", "secret"), (SECRET, " ", "reason"),
     (SECRET, f"It was {SECRET}", "reason")],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_changes_nothing(leak, admin, words, reason, field):
    before = everything_stored()
    with pytest.raises(DomainError) as refused:
        redact_words(incident=leak, actor=admin, words=words, reason=reason)
    assert refused.value.field == field
    assert everything_stored() == before


def test_looking_says_where_and_changes_nothing(leak):
    before = everything_stored()
    found = find_words(incident=leak, words=f"  {SECRET} ")
    assert found.places[0] == "the incident itself"
    assert set(found.columns) == {"title", "summary", "impact_text", "public_summary", "call_url"}
    assert everything_stored() == before


def test_every_column_of_words_in_every_table_about_incidents_is_reached():
    """A table that is added later is reached too: it needs only its foreign key."""
    reached = {table.model: table.columns for table in text_tables()}
    for model in apps.get_models():
        targets = {field.related_model for field in model._meta.concrete_fields}
        if not targets & {*reached, Incident} or model._meta.app_label == "notifications":
            continue
        for field in model._meta.concrete_fields:
            if type(field) in {models.TextField, models.CharField, models.JSONField} and not field.choices:
                known = field.name in {*reached.get(model, ()), *NOT_WORDS} or field.name.endswith("html")
                assert known, f"{model.__name__}.{field.name}"


def test_a_file_of_the_incident_goes_and_its_bytes_too(leak, admin, responder, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = attach_file(incident=leak, actor=responder, upload=SimpleUploadedFile("salaries.csv", b"Fatuma;1"))
    path = tmp_path / file.file.name
    assert path.exists()
    redact_file(attachment=file, actor=admin, reason="Salaries")
    redact_file(attachment=file, actor=admin, reason="Salaries")
    file.refresh_from_db()
    assert not path.exists()
    assert (file.name, bool(file.file), file.removed_at is None) == ("removed", False, False)
    assert "salaries.csv" not in everything_stored()
    assert leak.entries.filter(text="Daniel Mwangi redacted a file: Salaries").count() == 1
    assert AuditEvent.objects.filter(action="redacted").count() == 1


def test_a_merge_is_reached_from_both_of_its_incidents(leak, admin, responder):
    other = make_incident("The same", by=responder)
    Merge.objects.create(
        source=leak, target=other, reason=f"Both told {SECRET}", merged_by=responder, status_before=leak.status
    )
    assert "1 merge" in redact_words(incident=other, actor=admin, words=SECRET, reason="A key").places
    assert Merge.objects.get().reason == "Both told [redacted by Daniel Mwangi: A key]"


def test_ordinary_words_leave_the_structure_of_facts_alone(responder, admin):
    incident = resolve(make_incident("Mitigated, not resolved", by=responder))
    before = dict(incident.entries.values_list("pk", "facts"))
    entry = make_entry(incident, "It was resolved by a status page; columns of details")
    for words in ("resolved", "status", "columns", "details"):
        redact_words(incident=incident, actor=admin, words=words, reason="A name")
    entry.refresh_from_db()
    assert "resolved" not in entry.text
    assert {pk: facts for pk, facts in incident.entries.values_list("pk", "facts") if pk in before} == before


def test_of_an_imported_line_the_words_go_and_its_stamps_stay(responder, admin):
    incident = make_incident(by=responder)
    batch = read_import(incident=incident, actor=responder, text="22:30 <ana> down", options=ImportOptions())
    further = {"until": "2026-05-13T22:40:00+00:00", "milestones": ["detected"], "struck": f"detected {SECRET} 2026"}
    batch.lines.update(further=further)
    for words in (SECRET, "detected", "2026"):
        redact_words(incident=incident, actor=admin, words=words, reason="A key")
    kept = batch.lines.get().further
    assert (kept["until"], kept["milestones"]) == (further["until"], further["milestones"])
    assert not {"detected", SECRET, "2026"} & set(kept["struck"].split())


def test_messages_about_other_incidents_keep_what_they_said(leak, admin):
    other = make_incident(f"Also {SECRET}")
    payloads = ({"incident": other.pk}, {"incident": leak.pk}, {"incident": other.pk, "target": leak.pk})
    kept = [
        Delivery.objects.create(
            kind="incident_announced", address="a@example.com", dedup_key=f"about-{number}", payload=payload,
            reason="R.", subject="Declared", text=SECRET,
        )
        for number, payload in enumerate(payloads)
    ]  # fmt: skip
    redact_words(incident=leak, actor=admin, words=SECRET, reason="A key")
    for delivery in kept:
        delivery.refresh_from_db()
    assert [delivery.text for delivery in kept] == [SECRET, "", ""]
