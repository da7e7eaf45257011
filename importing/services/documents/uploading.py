"""Uploading written postmortems: each file is kept as it came, and waits for the worker, which reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.errors import Conflict, DomainError
from core.files import safe_file_name
from core.once import stored_once
from importing.enums import DocumentState
from importing.models import Document, DocumentBatch
from importing.readers.archives import MOST_FILES, MOST_UNPACKED, UploadedDocument, files_in

PASTED = "pasted.txt"
KEPT = timedelta(days=30)
SHOWN_NAME = 200
PIECE_FILES, PIECE_BYTES = 50, 4 * 1024 * 1024  # stored with one statement


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    """What holds for documents that do not say it themselves. An empty zone stays unknown."""

    level: int
    zone: str = ""
    zone_word: str = ""
    is_private: bool = False
    members: tuple[User, ...] = ()


@transaction.atomic
def upload_documents(
    *, actor: User, files: Iterable[tuple[str, bytes]], options: DocumentOptions, client_uuid: UUID | None = None
) -> DocumentBatch:
    """Keeps the files, and those in archives, for the worker. The same UUID returns the first batch.

    What cannot be a document, or an archive that cannot be taken, is kept as a row that says why. Raises DomainError
    for nothing at all, or too much at once.
    """
    if client_uuid and (stored := DocumentBatch.objects.filter(started_by=actor, client_uuid=client_uuid).first()):
        return stored
    batch = DocumentBatch(
        started_by=actor,
        client_uuid=client_uuid or uuid4(),
        zone=options.zone,
        zone_word=options.zone_word,
        severity_id=options.level,
        is_private=options.is_private,
    )
    try:
        with transaction.atomic(), stored_once():
            batch.save(force_insert=True)
    except Conflict:  # it arrived twice at the same moment, and the other one was faster
        return DocumentBatch.objects.get(started_by=actor, client_uuid=batch.client_uuid)
    if options.is_private:
        batch.members.set(options.members)
    count = 0
    for files_of_piece in _in_pieces(_uploaded(files)):
        rows = [_document(batch, position, file) for position, file in enumerate(files_of_piece, start=count + 1)]
        Document.objects.bulk_create(rows)
        count += len(rows)
    if not count:
        raise DomainError("Choose at least one file, or paste a text.", field="documents")
    return batch


@transaction.atomic
def discard_batch(*, batch: DocumentBatch, actor: User) -> bool:
    """Throws away what is not imported, with the originals; the batch too, when nothing of it was imported.

    Says whether it is gone. Raises Conflict while documents are being imported.
    """
    locked = DocumentBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.documents.filter(state=DocumentState.QUEUED).exists():
        raise Conflict("Documents of it are being imported just now. Wait until that is done, then discard the rest.")
    locked.documents.exclude(state=DocumentState.IMPORTED).delete()
    if locked.documents.exists():
        return False
    locked.delete()
    return True


def discard_old_documents() -> int:
    """Throws away what nobody looked at for thirty days: a document may hold secrets. Says how many."""
    old = DocumentBatch.objects.filter(touched_at__lt=now() - KEPT)
    count = Document.objects.filter(batch__in=old).exclude(state=DocumentState.IMPORTED).delete()[0]
    old.filter(documents__isnull=True).delete()
    return count


def touch(batch_id: int) -> None:
    """Somebody goes on with it."""
    DocumentBatch.objects.filter(pk=batch_id).update(touched_at=now())


def _uploaded(files: Iterable[tuple[str, bytes]]) -> Iterator[UploadedDocument]:
    """One after the other, so that never all are unpacked at once. Raises DomainError at the first that is too much."""
    size = 0
    found = (file for name, content in files for file in files_in(safe_file_name(name), content))
    for count, file in enumerate(found, start=1):
        size += len(file.content)
        if count > MOST_FILES or size > MOST_UNPACKED:
            raise DomainError(
                f"This is too much at once: at most {MOST_FILES:,} files of together "
                f"{MOST_UNPACKED // 1024 // 1024} MB. Upload the rest afterwards. Nothing was stored.",
                field="documents",
            )
        yield file


def _in_pieces(files: Iterable[UploadedDocument]) -> Iterator[list[UploadedDocument]]:
    """As many at a time as one statement may hold."""
    piece: list[UploadedDocument] = []
    size = 0
    for file in files:
        if piece and (len(piece) == PIECE_FILES or size + len(file.content) > PIECE_BYTES):
            yield piece
            piece, size = [], 0
        piece.append(file)
        size += len(file.content)
    if piece:
        yield piece


def _document(batch: DocumentBatch, position: int, file: UploadedDocument) -> Document:
    return Document(
        batch=batch,
        position=position,
        file_name=safe_file_name(file.name)[:SHOWN_NAME],
        size=len(file.content),
        digest=sha256(file.content).hexdigest(),
        content=file.content,
        state=DocumentState.FAILED if file.refusal else DocumentState.WAITING,
        note=file.refusal[:300],
    )
