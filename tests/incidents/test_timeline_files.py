"""A timeline as a file: safe in a spreadsheet, readable, and the same again when it is imported."""

from csv import DictReader
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import AuditAction
from accounts.models import AuditEvent
from core.clock import frozen, now
from importing.services.adding import start_adding
from importing.services.batches import ImportOptions
from incidents.enums import Milestone
from incidents.services.attachments import attach_file
from incidents.services.details import edit_public_summary
from incidents.services.merging.merge import merge_incident
from incidents.services.redacting import redact_file
from incidents.services.timeline import EntryCorrection, correct_entry, redact_entry, strike_entry
from tests.factories.importing import read_import
from tests.factories.incidents import make_entry, make_incident
from tests.html import html_of

WORDS = (
    "=SUM(A1)",
    "'=quoted",
    "+49 30 1234",
    "'plain apostrophe",
    'two\nlines, "quoted"; and\ttabs',
    "**bold** `code` INC-1 @nobody",
    "  indented",
    "Zoë’s ünïcode 🔥",
)


@pytest.fixture
def told(responder):
    """An incident with entries of every kind."""
    incident = make_incident(by=responder, zone="Africa/Nairobi")
    start = now() - timedelta(hours=5)
    for count, words in enumerate(WORDS):
        make_entry(incident, words, by=responder, happened_at=start + timedelta(minutes=count, microseconds=count))
    make_entry(
        incident,
        "Down",
        by=responder,
        happened_at=start,
        until_at=start + timedelta(minutes=9),
        is_about=True,
        is_starred=True,
        milestones=[Milestone.IMPACT_STARTED, Milestone.DETECTED],
    )
    strike_entry(entry=make_entry(incident, "Wrong graph", by=responder), actor=responder, reason="another graph")
    return incident


def downloaded(client, incident, name="timeline.csv"):
    response = client.get(f"/incidents/{incident.pk}/{name}")
    return b"".join(response.streaming_content if response.streaming else [response.content]).decode("utf-8-sig")


def said(incident):
    """What a timeline tells, however it came there."""
    marks = {mark.entry_id: set() for mark in incident.marks.all()}
    for mark in incident.marks.current():
        marks[mark.entry_id].add(mark.milestone)
    return [
        (
            entry.happened_at,
            entry.until_at,
            entry.is_about,
            entry.text,
            entry.told_by or entry.author.name,
            entry.is_starred,
            entry.struck_reason,
            marks.get(entry.pk, set()),
        )
        for entry in incident.entries.told().in_order()
    ]


def test_out_and_in_again_it_is_the_same_timeline(told, responder, as_user):
    text = downloaded(as_user(responder), told)
    other = make_incident(by=responder, zone="Europe/Berlin")
    batch = read_import(incident=other, actor=responder, text=text, options=ImportOptions("", "Europe/Berlin"))
    batch.lines.filter(author="Debrief").update(is_taken=False)
    start_adding(batch=batch, actor=responder)
    other.refresh_from_db()
    assert said(other) == said(told)
    assert other.impact_started_at == told.entries.get(text="Down").happened_at


def test_brought_into_the_same_timeline_all_of_it_is_there_already(told, responder, as_user):
    text = downloaded(as_user(responder), told)
    batch = read_import(incident=told, actor=responder, text=text, options=ImportOptions("", "UTC"))
    assert not batch.lines.filter(is_taken=True).exists()


def test_a_milestone_that_stands_is_not_moved(told, responder, as_user):
    text = downloaded(as_user(responder), told)
    other = make_incident(by=responder)
    detected = make_entry(other, "Seen", by=responder, milestones=[Milestone.DETECTED])
    start_adding(
        batch=read_import(incident=other, actor=responder, text=text, options=ImportOptions()), actor=responder
    )
    assert other.marks.current().get(milestone="detected").entry == detected
    assert other.marks.current().filter(milestone="impact_started").exists()


def test_no_cell_starts_a_formula(told, responder, as_user):
    text = downloaded(as_user(responder), told)
    assert "'=SUM(A1)" in text
    assert "''=quoted" in text
    assert "'+49 30 1234" in text


def test_what_was_redacted_is_said_and_not_offered(told, responder, admin, as_user):
    redact_entry(entry=told.entries.get(text="Down"), actor=admin, reason="a name")
    text = downloaded(as_user(responder), told)
    assert "a name" in text
    batch = read_import(incident=make_incident(), actor=responder, text=text, options=ImportOptions())
    assert batch.lines.get(note__contains="Redacted in the other").is_taken is False


def test_as_text_it_reads_day_by_day(told, responder, as_user):
    text = downloaded(as_user(responder), told, "timeline.md")
    assert text.startswith(f"# {told.reference} Shop unreachable")
    assert ", Amina Otieno, Impact started, Detected, starred:** Down" in text
    assert "(struck through: another graph) Wrong graph" in text


def test_who_set_a_milestone_stands_in_both_files_as_on_the_page(responder, as_user):
    incident = make_incident(by=responder, impact_started_at=now() - timedelta(minutes=5))
    client = as_user(responder)
    rows = [row for row in DictReader(StringIO(downloaded(client, incident))) if row["text"] == "Impact started."]
    text = downloaded(client, incident, "timeline.md")
    assert [row["author"] for row in rows] == [responder.name]
    assert f"{responder.name}, Impact started:** Impact started." in text


def test_an_export_stands_in_the_audit_log(told, responder, as_user):
    downloaded(as_user(responder), told)
    assert AuditEvent.objects.get(action=AuditAction.EXPORTED).detail == {"file": "timeline as CSV"}


def test_what_debrief_wrote_by_itself_there_is_not_taken_unasked(as_user, told, responder):
    where = make_incident(by=responder)
    text = downloaded(as_user(responder), told)
    batch = read_import(incident=where, actor=responder, text=text, options=ImportOptions("", "UTC"))
    taken = {line.text: line.is_taken for line in batch.lines.all()}
    assert taken["Down"]
    assert [words for words, is_taken in taken.items() if "declared the incident" in words and is_taken] == []


def test_the_text_keeps_stars_updates_and_corrections(responder, as_user):
    incident = make_incident(by=responder, zone="Africa/Nairobi")
    with frozen(datetime(2023, 5, 13, 20, 0, tzinfo=UTC)):
        entry = make_entry(
            incident, "Restarted", by=responder, happened_at=datetime(2023, 5, 13, 19, 30, tzinfo=UTC), is_starred=True
        )
        fixed = EntryCorrection(text="Restarted the cache", happened_at=entry.happened_at, until_at=None)
        correct_entry(entry=entry, actor=responder, reason="which one", correction=fixed)
        edit_public_summary(incident=incident, actor=responder, text="We are on it")
    text = downloaded(as_user(responder), incident, "timeline.md")
    assert "- **22:30, Amina Otieno, starred:** Restarted the cache" in text
    assert (
        "  - (corrected 13 May 2023 23:00 EAT by Amina Otieno: which one) before: 13 May 2023 22:30 EAT: Restarted"
        in text
    )
    assert "Amina Otieno, customer update:** We are on it" in text


def test_the_text_of_a_redacted_entry_has_no_earlier_words(responder, as_user):
    incident = make_incident(by=responder)
    entry = make_entry(incident, "password hunter2", by=responder)
    fixed = EntryCorrection(text="a password", happened_at=entry.happened_at, until_at=None)
    correct_entry(entry=entry, actor=responder, reason="hunter2 was in it", correction=fixed)
    redact_entry(entry=entry, actor=responder, reason="secret")
    assert "hunter2" not in downloaded(as_user(responder), incident, "timeline.md")


@pytest.mark.parametrize("is_private", [False, True])
def test_what_a_merge_brought_says_from_where_on_the_page_and_in_files(responder, as_user, is_private):
    members = {"is_private": True, "members": (responder,)} if is_private else {}
    source, target = make_incident("Twice", by=responder, **members), make_incident(by=responder, **members)
    make_entry(source, "Told there", by=responder)
    merge_incident(source=source, target=target, actor=responder)
    client, origin = as_user(responder), "a private duplicate" if is_private else source.reference
    brought = ["Told there", f"{responder.name} declared the incident"]
    page = html_of(client.get(target.get_absolute_url()))
    entries = {each.split('"')[0]: each.split("</li>")[0] for each in page.split('id="entry-')[1:]}
    found = [words for words in entries.values() if f"from {origin}" in words]
    assert len(found) == target.entries.filter(merged_from=source).count() >= 2
    assert all(any(words in each for each in found) for words in brought)
    lines = [line for line in downloaded(client, target, "timeline.md").splitlines() if f"from {origin}" in line]
    assert [any(words in line for line in lines) for words in brought] == [True, True]
    rows = list(DictReader(StringIO(downloaded(client, target))))
    assert {row["merged_from"] for row in rows if row["text"].startswith(tuple(brought))} >= {origin}
    assert [row["merged_from"] for row in rows if row["kind"] == "merge"] == [""]


@pytest.mark.parametrize("name", ["timeline.csv", "timeline.md"])
def test_a_file_reads_no_incident_beside_each_entry(responder, as_user, name):
    source, target = make_incident("Twice", by=responder), make_incident(by=responder)
    merge_incident(source=source, target=target, actor=responder)
    with CaptureQueriesContext(connection) as asked:
        assert source.reference in downloaded(as_user(responder), target, name)
    entries = [query["sql"] for query in asked if 'FROM "incidents_timelineentry"' in query["sql"]]
    assert entries
    assert not any('JOIN "incidents_incident"' in sql for sql in entries)


def test_the_text_links_files_beside_their_entry_and_those_of_the_incident_at_its_end(
    responder, admin, as_user, settings, tmp_path
):
    settings.MEDIA_ROOT, settings.BASE_URL = tmp_path, "https://debrief.example.org"
    incident = make_incident(by=responder)
    entry = make_entry(incident, "The queue grows", by=responder)
    on_entry = attach_file(incident=incident, actor=responder, upload=ContentFile(b"1", "queue.log"), entry=entry)
    own = attach_file(incident=incident, actor=responder, upload=ContentFile(b"2", "plan.log"), caption="The plan")
    gone = attach_file(incident=incident, actor=responder, upload=ContentFile(b"3", "gone.log"), caption="Gone")
    redact_file(attachment=gone, actor=admin, reason="personal data")
    text = downloaded(as_user(responder), incident, "timeline.md")
    base = settings.BASE_URL
    assert f":** The queue grows\n  - file: [queue.log]({base}{on_entry.get_absolute_url()})\n" in text
    assert text.endswith(f"\n## Files of the incident\n\n- [The plan]({base}{own.get_absolute_url()})\n")
    assert "Gone" not in text
