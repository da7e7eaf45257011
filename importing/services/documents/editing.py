"""Editing what was read in a document, before it is imported: a fact, or one part."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from importing.enums import DocumentState
from importing.models import Document
from importing.readers.record_times import with_zone
from importing.readers.records import PART_TYPES, Part, Record
from importing.services.documents.reading import keep_record, lock_looked_at
from importing.services.documents.uploading import touch

GONE = "This part is not there any more: the document was read again. Open its page anew."


@transaction.atomic
def edit_facts(*, document: Document, actor: User, values: Mapping[str, Any]) -> Document:
    """Sets facts of the head, by the names of `Record`. On another zone, all times are read anew."""
    locked = lock_looked_at(document)
    before = Record.from_json(locked.record)
    record = with_zone(before, values["zone"]) if values.get("zone", before.zone) != before.zone else before
    for name, value in values.items():
        if getattr(before, name) != value:
            setattr(record, name, value)
            record.edited = sorted({*record.edited, name})
    return _keep(locked, record)


@transaction.atomic
def edit_part(*, document: Document, actor: User, kind: str, place: int, values: Mapping[str, Any]) -> Document:
    """Sets fields of one part of a list of `Record`. Raises DomainError where there is no such part."""
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    parts: list[Part] = record.part_lists.get(kind, [])
    if not 0 <= place < len(parts):
        raise DomainError(GONE)
    _set(parts[place], values)
    if set(values) - {"is_taken"}:
        record.edited = sorted({*record.edited, f"{kind}-{place}"})
    return _keep(locked, record)


@transaction.atomic
def add_part(*, document: Document, actor: User, kind: str, values: Mapping[str, Any], client_uuid: UUID) -> int:
    """Adds what was not read to a list of `Record`, and says at which place it stands. Sent twice it is added once."""
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    parts, key = record.part_lists[kind], client_uuid.hex
    known = next((place for place, part in enumerate(parts) if part.key == key), None)
    if known is not None:
        return known
    part = PART_TYPES[kind](text="", key=key)
    _set(part, values)
    parts.append(part)
    _keep(locked, record)
    return len(parts) - 1


@transaction.atomic
def dismiss_warnings(*, document: Document, actor: User) -> Document:
    """Somebody looked at all of it: its warnings need no more attention."""
    locked = lock_looked_at(document)
    record = Record.from_json(locked.record)
    record.warnings = []
    return _keep(locked, record)


def _set(part: Part, values: Mapping[str, Any]) -> None:
    known = {each.name for each in fields(part)}
    for name, value in values.items():
        if name not in known:
            raise TypeError(f"{type(part).__name__} has no {name}.")
        setattr(part, name, value)


def _keep(document: Document, record: Record) -> Document:
    is_postmortem = document.state != DocumentState.REFUSED
    keep_record(document, record, is_postmortem=is_postmortem)
    document.save(update_fields=["record", "title", "warnings", "attention", "state"])
    touch(document.batch_id)
    return document
