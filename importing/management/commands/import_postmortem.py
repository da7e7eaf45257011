"""`manage.py import_postmortem`: reads written postmortems, and imports what needs no attention."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.errors import DomainError
from core.zones import ZoneError, ZoneMeaning, resolve_zone
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from importing.readers.archives import UploadedDocument, files_in
from importing.readers.documents.facts import ReadDocument, Warned
from importing.readers.documents.public_format import as_json
from importing.readers.documents.reading import read_file
from importing.readers.documents.refusals import UnreadableDocument
from importing.readers.report import report_of
from importing.services.documents.queue import import_one, queue_ready
from importing.services.documents.reading import try_document
from importing.services.documents.uploading import DocumentOptions, upload_documents

STANDARD_INPUT = "-"
DEFAULT_LEVEL = 3


class Command(BaseCommand):
    """Documents, or zips of them. With --dry-run nothing is stored."""

    help = "Reads written postmortems (text, Markdown, HTML, .docx, or a zip of them) and makes incidents of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="A file; - is standard input.")
        parser.add_argument("--dry-run", action="store_true", help="Say what was read, and store nothing.")
        parser.add_argument("--json", action="store_true", help="As JSON, one object a line for each file.")
        parser.add_argument("--time-zone", metavar="ZONE", help="Where a document names none: Europe/Berlin.")
        parser.add_argument("--by", metavar="EMAIL", help="Who imports them; needed without --dry-run.")
        parser.add_argument("--severity", type=int, choices=range(1, 6), default=DEFAULT_LEVEL, help="From 1 to 5.")

    def handle(self, *args: Any, **options: Any) -> None:
        zone = _zone(options["time_zone"])
        files = _files(options["files"])
        if options["dry_run"]:
            self._show(files, zone, is_json=options["json"])
        else:
            self._import(files, zone, options)

    def _show(self, files: list[tuple[str, bytes]], zone: ZoneMeaning | None, *, is_json: bool) -> None:
        for name, content in files:
            for file in files_in(name, content):
                self.stdout.write(_shown(file, zone, is_json=is_json))

    def _import(self, files: list[tuple[str, bytes]], zone: ZoneMeaning | None, options: dict[str, Any]) -> None:
        actor = _person(options["by"])
        try:
            batch = upload_documents(
                actor=actor,
                files=files,
                options=DocumentOptions(
                    level=options["severity"],
                    zone=zone.iana if zone else "",
                    zone_word=zone.kept_word if zone else "",
                ),
            )
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        for number in batch.documents.filter(state=DocumentState.WAITING).values_list("pk", flat=True):
            try_document(number)
        _import_ready(batch, actor)
        self._tell(batch, is_json=options["json"])

    def _tell(self, batch: DocumentBatch, *, is_json: bool) -> None:
        documents = list(batch.documents.select_related("incident").order_by("position"))
        for document in documents:
            if is_json:
                self.stdout.write(json.dumps(_outcome(document), ensure_ascii=False))
            else:
                self.stdout.write(f"{document.file_name}: {_words(document)}")
        left = sum(document.incident is None for document in documents)
        if left and not is_json:
            self.stdout.write(f"{left} of {len(documents)} not imported. Look at them at {batch.get_absolute_url()}.")


def _zone(word: str | None) -> ZoneMeaning | None:
    try:
        return resolve_zone(word) if word else None
    except ZoneError as error:
        raise CommandError(error.message) from error


def _files(names: list[str]) -> list[tuple[str, bytes]]:
    found = []
    for name in names:
        if name == STANDARD_INPUT:
            found.append(("standard-input.txt", sys.stdin.buffer.read()))
            continue
        try:
            found.append((Path(name).name, Path(name).read_bytes()))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    return found


def _shown(file: UploadedDocument, zone: ZoneMeaning | None, *, is_json: bool) -> str:
    try:
        read = None if file.refusal else read_file(file.name, file.content, zone=zone.word if zone else None)
    except UnreadableDocument as unreadable:
        file = replace(file, refusal=str(unreadable))
        read = None
    if read is None:
        read = ReadDocument(file.name, "", warnings=(Warned("unreadable", file.refusal),))
    told = as_json(read)
    return json.dumps(told, ensure_ascii=False) if is_json else report_of(told)


def _person(email: str | None) -> User:
    if not email:
        raise CommandError("Say who imports them, with --by EMAIL; or use --dry-run.")
    person: User | None = User.objects.responders().filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"{email} is nobody who may import: it must be an active responder, manager or admin.")
    return person


def _import_ready(batch: DocumentBatch, actor: User) -> None:
    """One after the other, each in its own transaction; what is not ready stays for a look."""
    try:
        queue_ready(batch=batch, actor=actor)
    except DomainError:
        return
    for number in batch.documents.filter(state=DocumentState.QUEUED).values_list("pk", flat=True):
        import_one(number=number)


def _outcome(document: Document) -> dict[str, Any]:
    incident = document.incident.reference if document.incident else None
    return {"file": document.file_name, "state": document.state, "incident": incident, "why": _why(document)}


def _words(document: Document) -> str:
    if document.incident:
        return f"imported as {document.incident.reference}"
    why = _why(document)
    return f"not imported, {document.get_state_display().lower()}{': ' if why else ''}{why}"


def _why(document: Document) -> str:
    if document.earlier_id and not document.incident:
        return "it was imported before"
    warnings = document.record.get("warnings", []) if document.record else []
    return document.note or "; ".join(warning["message"] for warning in warnings)
