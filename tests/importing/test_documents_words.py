"""No word of a document is lost when it is imported, whatever became of its lines."""

import re

import pytest

from importing.enums import DocumentState
from importing.readers.documents.part_names import part_of
from importing.readers.records import Record
from importing.services.documents.editing import edit_facts, edit_part
from importing.services.documents.queue import import_or_queue, import_queued
from importing.services.documents.reading import keep_refused, read_waiting_documents
from importing.services.documents.recording import import_document
from postmortems.services.recording import LONGEST_BODY, in_parts
from tests.factories.documents import make_document_batch
from tests.importing.documents import test_layouts

FOUND = re.compile(r"[^\W_]+")
TIMES = re.compile(r"\d+.*|utc|et|am|pm")
FIELDS = {"due", "owner", "status", "done", "x"}
HEAD = """# Checkout refused cards

Start: 2023-05-13 22:30 UTC
End: 2023-05-13 23:05 UTC

## Impact

Half of all buyers could not pay.

"""


def imported(by, text):
    batch = make_document_batch(by, ("a.md", text.encode()), zone="UTC")
    read_waiting_documents()
    return import_document(document=batch.documents.get(), actor=by)


def stored(incident):
    """All words of an incident, of its postmortem and its action items."""
    postmortem = incident.postmortem
    return [
        incident.title,
        incident.impact_text,
        *incident.entries.values_list("text", flat=True),
        *incident.entries.values_list("told_by", flat=True),
        *postmortem.sections.values_list("heading", flat=True),
        *postmortem.sections.values_list("body", flat=True),
        *(row.text for rows in (postmortem.factors, postmortem.lessons, postmortem.measures) for row in rows.all()),
        *incident.action_items.values_list("title", flat=True),
        *incident.action_items.values_list("description", flat=True),
        *incident.action_items.exclude(owner=None).values_list("owner__name", flat=True),
        *incident.action_items.values_list("tracker_url", flat=True),
    ]


def test_details_of_an_action_item_that_no_field_holds_stand_in_its_description(responder):
    line = "- Add an alert (owner: Bob; due: end of Q3; status: blocked by legal)"
    incident = imported(responder, f"{HEAD}## Action items\n\n{line}\n")
    item = incident.action_items.get()
    assert item.title == "Add an alert"
    assert "end of Q3" in item.description
    assert "blocked by legal" in item.description


def test_an_action_item_whose_details_all_have_fields_says_them_once(responder):
    line = "- Add an alert (owner: Bob; due: 2023-06-01)"
    incident = imported(responder, f"{HEAD}## Action items\n\n{line}\n")
    assert incident.action_items.get().description == "Owner in the document: Bob"


def test_a_lesson_that_is_too_long_for_its_row_stands_whole_in_its_section(responder):
    lesson = " ".join(f"word{number}" for number in range(800))
    incident = imported(responder, f"{HEAD}## Lessons learned\n\n- {lesson}\n")
    assert len(incident.postmortem.lessons.get().text) == 4000
    assert incident.postmortem.sections.filter(body__contains=lesson).exists()


def test_a_section_over_a_megabyte_is_stored_in_parts(responder):
    body = "\n".join(" ".join(f"w{line}x{number}" for number in range(100)) for line in range(2_000))
    batch = make_document_batch(responder, ("a.md", f"{HEAD}## Appendix\n\n{body}\n".encode()), zone="UTC")
    read_waiting_documents()
    assert import_or_queue(document=batch.documents.get(), actor=responder) is None
    assert import_queued() == 1
    parts = batch.documents.get().incident.postmortem.sections.filter(heading="Appendix")
    assert "\n".join(parts.values_list("body", flat=True)) == body


def test_a_timeline_whose_words_are_not_all_in_its_entries_is_kept(responder):
    batch = make_document_batch(
        responder, ("a.md", f"{HEAD}## Timeline\n\n- 22:31 An alert fires\n".encode()), zone="UTC"
    )
    read_waiting_documents()
    document = batch.documents.get()
    edit_part(document=document, actor=responder, kind="entries", place=0, values={"text": "An alarm"})
    incident = import_document(document=document, actor=responder)
    assert incident.postmortem.sections.filter(body__contains="An alert fires").exists()


def test_very_long_entries_and_action_items_are_cut_and_stand_whole_in_their_sections(responder):
    many = " ".join(f"word{number}" for number in range(12_000))
    text = f"{HEAD}## Timeline\n\n- 22:31 An alert fires {many}\n\n## Action items\n\n- Look at it {many}\n"
    batch = make_document_batch(responder, ("a.md", text.encode()), zone="UTC")
    read_waiting_documents()
    import_or_queue(document=batch.documents.get(), actor=responder)
    assert import_queued() == 1
    sections = batch.documents.get().incident.postmortem.sections
    words = set(FOUND.findall(" ".join(sections.values_list("body", flat=True))))
    assert "word11999" in words


def test_a_long_line_is_cut_and_nothing_of_it_is_lost():
    line = "é" * LONGEST_BODY
    parts = in_parts(line)
    assert all(len(part.encode()) <= LONGEST_BODY for part in parts)
    assert "".join(parts).replace("\n", "") == line


def told_in(line):
    """Its words but for the name of a list, which is a heading of the page, its picture, and the names of fields."""
    bare = re.sub(r":\w+:", "", line).strip(" #*-_:•")
    name, _, rest = bare.partition(":")
    if part_of(name.strip(" *_")) is not None:
        bare = rest
    found = set(FOUND.findall("" if part_of(bare) else bare.casefold()))
    return {word for word in found - FIELDS if not TIMES.fullmatch(word)}


@pytest.mark.parametrize("name", test_layouts.NAMES)
def test_every_line_of_a_document_stands_somewhere(responder, name):
    batch = make_document_batch(responder, (name, (test_layouts.TEXTS / name).read_bytes()), zone="UTC")
    read_waiting_documents()
    document = batch.documents.get()
    text, record = document.text, Record.from_json(document.record)
    if document.state == DocumentState.REFUSED:
        keep_refused(document=document, actor=responder)
    edit_facts(document=document, actor=responder, values={"title": record.title or "No title", "day": "2023-05-13"})
    incident = import_document(document=document, actor=responder)
    known = set(FOUND.findall("\n".join(stored(incident)).casefold()))
    told = [line for number, line in enumerate(text.split("\n"), start=1) if number not in record.held]
    assert [line for line in told if told_in(line) - known] == []
