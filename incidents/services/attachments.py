"""Files on entries and incidents."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction

from accounts.models import User
from core.errors import Conflict, DomainError
from core.files import Inspected, inspect_upload
from core.once import stored_once
from core.pictures import THUMBNAIL_EDGE, thumbnail
from incidents.models import Attachment, Incident, TimelineEntry
from incidents.services.writing import lock, next_seq

OTHER_FILE = "This form was already sent with another file. Open it again."
SMALL = 40_000  # bytes of a picture that needs no smaller one


@dataclass(frozen=True, slots=True)
class Prepared:
    """An upload by what it really is; `small` is a still of a picture that is too large to be shown in a timeline."""

    checked: Inspected
    small: "ContentFile[bytes] | None"


def prepare_file(upload: "File[bytes]") -> Prepared:
    """Checks an upload and draws a picture anew: long work, to be done before anything is locked.

    Raises DomainError (in words) for what cannot be taken.
    """
    checked = inspect_upload(upload)
    edge = max(checked.width or 0, checked.height or 0)
    if not checked.is_image or (checked.size <= SMALL and edge <= THUMBNAIL_EDGE):
        return Prepared(checked, None)
    checked.file.seek(0)
    return Prepared(checked, ContentFile(thumbnail(checked.file.read()).content))


@transaction.atomic
def attach_file(
    *,
    incident: Incident,
    actor: User,
    upload: "File[bytes] | Prepared",
    entry: TimelineEntry | None = None,
    caption: str = "",
    client_uuid: UUID | None = None,
) -> Attachment:
    """Stores an upload by what it really is: pictures written anew, everything else for download only.

    The same UUID stores once. Raises DomainError (in words) for what cannot be taken, or an entry of another incident
    or one that was redacted; Conflict when the UUID came with a file of another incident or person.
    """
    ready = upload if isinstance(upload, Prepared) else prepare_file(upload)
    checked, locked = ready.checked, lock(incident)
    if stored := Attachment.objects.filter(uuid=client_uuid).first() if client_uuid else None:
        if (stored.incident_id, stored.uploaded_by_id) == (locked.pk, actor.pk):
            return stored
        raise Conflict(OTHER_FILE)
    seq = next_seq(locked, is_entry_alone=entry is not None)
    if entry is not None and not _show_on(entry, incident, seq):
        raise DomainError("A file cannot be attached there. Log a new entry for it.", field="file")
    attachment = Attachment(
        uuid=client_uuid or uuid4(),
        incident=locked,
        entry=entry,
        name=checked.safe_name,
        caption=caption.strip()[:300],
        content_type=checked.content_type,
        size=checked.size,
        is_image=checked.is_image,
        width=checked.width,
        height=checked.height,
        uploaded_by=actor,
    )
    attachment.file.save(checked.safe_name, checked.file, save=False)
    if ready.small:
        attachment.thumb.save(checked.safe_name, ready.small, save=False)
    return _insert(attachment)


def _insert(attachment: Attachment) -> Attachment:
    """Stores the row; Conflict, and no bytes stay, when its UUID arrived in another incident at the same moment."""
    try:
        with stored_once(OTHER_FILE):
            attachment.save()
    except Conflict:
        for stored in (attachment.file, attachment.thumb):
            if stored:
                stored.delete(save=False)
        raise
    return attachment


def _show_on(entry: TimelineEntry, incident: Incident, seq: int) -> bool:
    """The entry has changed to whoever watches; False when it is another incident's, or was redacted."""
    here = TimelineEntry.objects.filter(pk=entry.pk, incident=incident, redacted_at__isnull=True)
    entry.changed_seq = seq
    return bool(here.update(changed_seq=seq))
