"""Attachments: where their bytes stand in an export, by the incident and the name that somebody gave."""

import shutil
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db import models

from core.files import safe_file_name
from transfer.exporting.places import Place
from transfer.readers.folder import ATTACHMENTS, Manifest
from transfer.selectors.records import Kind, file_fields, leaving_kinds

_LONGEST = 150  # bytes of a name; file systems take 255


def kinds_with_files() -> list[Kind]:
    """Those whose records name stored bytes."""
    return [kind for kind in leaving_kinds() if any(file_fields(kind))]


def stored_files(row: models.Model, kind: Kind) -> Iterator[tuple[str, str]]:
    """Of each file of a record: where it is stored here, and its name in an export."""
    for field in file_fields(kind):
        if stored := str(getattr(row, field.attname) or ""):
            yield stored, exported_name(row, field.name)


def exported_name(row: Any, column: str) -> str:
    """`attachments/INC-12/7-graph.png`; a thumbnail, and a picture as it was sent, in folders of their own below."""
    attachment = getattr(row, "attachment", row)
    below = {"thumb": "thumbnails/"}.get(column, "" if attachment is row else "unchecked/")
    name = safe_file_name(attachment.name)
    stem, dot, ending = name.rpartition(".")
    while len(name.encode()) > _LONGEST:
        stem, name = stem[:-1] if dot else name[:-1], f"{stem[:-1]}{dot}{ending}" if dot else name[:-1]
    return f"{ATTACHMENTS}/INC-{attachment.incident_id}/{below}{attachment.pk}-{name}"


def rows_with_files(kind: Kind) -> Any:
    """The records of a kind; of those that belong to an attachment, with it."""
    rows = kind.rows()
    return rows.select_related("attachment") if "attachment" in kind.columns else rows


def write_files(place: Place, manifest: Manifest) -> Iterator[None]:
    """Copies all files, one at a time. Those without bytes are named in the manifest."""
    for kind in kinds_with_files():
        for row in rows_with_files(kind).iterator(chunk_size=500):
            for stored, name in stored_files(row, kind):
                _copy(place, manifest, stored, name)
            yield


def _copy(place: Place, manifest: Manifest, stored: str, name: str) -> None:
    try:
        source = default_storage.open(stored)
    except FileNotFoundError:
        manifest.missing.append(name)
        return
    with source, place.file(name) as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    manifest.attachments += 1
    manifest.attachment_bytes += target.size
