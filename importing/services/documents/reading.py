"""Reading documents, by the worker."""

import logging
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from catalogue.models import FactorCategory, Service
from core.errors import Conflict
from core.slots import slot
from importing.enums import LOOKED_AT, DocumentState
from importing.models import Document
from importing.readers.documents.facts import ReadDocument
from importing.readers.documents.labelled import labelled_in
from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file
from importing.readers.documents.refusals import UnreadableDocument
from importing.readers.record_times import is_settled, unanswered
from importing.readers.records import Notice, Record, record_from
from importing.selectors.documents.earlier import BESIDE, FACTS, earlier_incident, incident_alike
from importing.selectors.documents.owners import people_named
from importing.services.documents.tries import count_try, lock_waiting
from importing.services.documents.uploading import touch

logger = logging.getLogger(__name__)
READERS = 1  # at a time in the whole installation: documents must not keep the workers from mail
SLOTS = 0xD0C5
LONGEST = timedelta(minutes=3)  # longer than the time limit of the task
FAILED = "Reading it failed several times. Tell whoever runs this server: the reason is in its log."
GIVEN_UP = {"state": DocumentState.FAILED, "note": FAILED}
NO_POSTMORTEM = "This does not look like a postmortem."
NO_POSTMORTEMS = frozenset({"not_a_postmortem", "template"})  # codes of its warnings
COLUMNS = (
    "state", "note", "title", "text", "reading", "record", "warnings", "attention", "earlier", "failures",
)  # fmt: skip


def read_waiting_documents(*, seconds: float = 10) -> int:
    """Reads the documents that wait, for so long at most. Says how many were read."""
    waiting = Document.objects.filter(state=DocumentState.WAITING).order_by("failures", "pk")
    numbers = list(waiting.values_list("pk", flat=True)[:1_000])
    if not numbers:
        return 0
    until, count = time.monotonic() + seconds, 0
    with slot(SLOTS, READERS, frozen_after=LONGEST) as is_ours:
        while is_ours and numbers and time.monotonic() < until:
            count += try_document(numbers.pop(0))
    return count


def try_document(number: int) -> bool:
    """Whether it was read. One that fails does not hold the others up."""
    if not count_try(number=number, state=DocumentState.WAITING, given_up=GIVEN_UP):
        return False
    try:
        return read_document(number=number)
    except Exception:
        logger.exception("Document %s could not be read", number)
        return False


@transaction.atomic
def read_document(*, number: int) -> bool:
    """Reads one; False when there is no such document to be read."""
    document = lock_waiting(number, DocumentState.WAITING)
    if document is None:
        return False
    zone = document.batch.zone_word or document.batch.zone or None
    try:
        read = read_file(document.file_name, bytes(document.content), zone=zone)
    except UnreadableDocument as unreadable:
        document.state, document.note = DocumentState.FAILED, str(unreadable)[:300]
        document.save(update_fields=["state", "note"])
    else:
        keep_reading(document, read)
    return True


def keep_reading(document: Document, read: ReadDocument) -> None:
    """Stores what was read in a locked document, and what would become of it."""
    batch = document.batch
    record = record_from(read, level=batch.severity_id)
    if not record.zone and batch.zone:
        record.zone, record.zone_word = batch.zone, batch.zone_word
    _match_labels(record, read.text)
    _match_owners(record)
    _match_categories(record)
    _add_keys(record)
    document.text, document.reading, document.failures = read.text, as_json(read), 0
    document.earlier = earlier_incident(document, record, batch.started_by)
    if document.earlier is None and (alike := incident_alike(record, batch.started_by)):
        words = f"{alike.reference} has this title and this start. Importing this document makes a second incident."
        record.warnings.append(Notice("like_another", words))
    keep_record(document, record, is_postmortem=read.is_postmortem)
    document.note = "" if read.is_postmortem else _why_not(read)
    document.save(update_fields=COLUMNS)


def keep_record(document: Document, record: Record, *, is_postmortem: bool = True) -> None:
    """Sets what is stored of a record, and how much attention it needs; the caller saves the row."""
    missing = unanswered(record)
    record.warnings = [warning for warning in record.warnings if not is_settled(warning.code, record)]
    document.record, document.title = record.as_json(), record.title[:200]
    document.warnings = len(record.warnings)
    document.attention = 1_000 * len(missing) + len(record.warnings)
    document.state = DocumentState.ATTENTION if document.attention else DocumentState.READY
    if not is_postmortem:
        document.state = DocumentState.REFUSED


@transaction.atomic
def keep_refused(*, document: Document, actor: User) -> Document:
    """Somebody says that it is a postmortem all the same; it needs a look, whatever was read. Twice is once."""
    locked = lock_looked_at(document)
    if locked.state == DocumentState.REFUSED:
        record = Record.from_json(locked.record)
        record.warnings = [each for each in record.warnings if each.code not in NO_POSTMORTEMS]
        keep_record(locked, record)
        locked.state, locked.attention, locked.note = DocumentState.ATTENTION, max(locked.attention, 1), ""
        locked.save(update_fields=["record", "title", "warnings", "state", "attention", "note"])
    return locked


@transaction.atomic
def read_document_again(*, document: Document, actor: User) -> Document:
    """A document that was given up is read again. Twice is once."""
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.state == DocumentState.FAILED and locked.content:
        locked.state, locked.failures, locked.note = DocumentState.WAITING, 0, ""
        locked.save(update_fields=["state", "failures", "note"])
        touch(locked.batch_id)
    return locked


def lock_looked_at(document: Document) -> Document:
    """The document's row, locked; Conflict when it has no preview any more."""
    rows: Any = Document.objects.select_for_update(of=("self",)).select_related("batch")
    locked: Document | None = rows.filter(pk=document.pk).first()
    if locked is None:
        raise Conflict("This document was discarded. Upload it again.")
    if locked.state not in LOOKED_AT:
        raise Conflict(f"This document changed meanwhile: {locked.get_state_display().lower()}. Nothing was changed.")
    return locked


def _why_not(read: ReadDocument) -> str:
    said = next((each.message for each in read.warnings), "")
    return (said or NO_POSTMORTEM)[:300]


def _match_labels(record: Record, text: str) -> None:
    """The severity that a label names, and those of its services that have the same name here."""
    found = labelled_in(text)
    if found.level:
        record.level, record.lines["level"] = found.level, found.level_line
    if found.services:
        wanted = {name.casefold() for name in found.services}
        known = Service.objects.active().order_by("name").values_list("pk", "name")
        record.services = [pk for pk, name in known if name.casefold() in wanted]
        record.lines["services"] = found.services_line
        if len(record.services) < len(wanted):  # the names of others would be lost
            record.held = [line for line in record.held if line != found.services_line]


def _match_owners(record: Record) -> None:
    """Owners whose name is that of one person here."""
    people = people_named({item.owner_words for item in record.items if item.owner_words})
    record.items = [replace(item, owner=people.get(item.owner_words)) for item in record.items]


def _match_categories(record: Record) -> None:
    """The categories of factors that have the same name here."""
    if any(factor.category for factor in record.factors):
        known = {name.casefold(): name for name in FactorCategory.objects.values_list("name", flat=True)}
        record.factors = [replace(each, category=known.get(each.category.casefold(), "")) for each in record.factors]


def _add_keys(record: Record) -> None:
    """The same part has the same key, whichever file it stands in; like ones of one document differ by an ordinal.

    The server's secret keeps what a redaction removed from being guessed from the key.
    """
    met: Counter[str] = Counter()
    for part, words in record.words_of_parts:
        digest = _key(words)
        met[digest] += 1
        part.key = f"{digest}-{met[digest]}"
    told = {name: str(getattr(record, name)) for name in FACTS}
    told |= {name: f"{told[name]}|{getattr(record, beside)}" for name, (beside, _) in BESIDE.items()}
    record.fact_keys = {name: _key(f"{name}|{words[:4000]}") for name, words in told.items()}


def _key(words: str) -> str:
    return salted_hmac("importing.document", words, algorithm="sha256").hexdigest()[:40]
