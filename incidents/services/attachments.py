"""Files on entries and incidents."""

from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from core.clock import database_now
from core.errors import Conflict, DomainError
from core.files import Inspected, inspect_upload
from core.once import stored_once
from incidents.enums import AttachmentState
from incidents.models import Attachment, Incident, TimelineEntry, UncheckedPicture
from incidents.services.writing import lock, next_seq

OTHER_FILE = "This form was already sent with another file. Open it again."


@transaction.atomic
def attach_file(
    *,
    incident: Incident,
    actor: User,
    upload: "File[bytes] | Inspected",
    entry: TimelineEntry | None = None,
    caption: str = "",
    client_uuid: UUID | None = None,
) -> Attachment:
    """Stores an upload by what it really is. A picture is shown once the worker has decoded it; the rest is downloaded.

    The same UUID stores once. Raises DomainError (in words) for what cannot be taken, or an entry of another incident
    or one that was redacted; Conflict when the UUID came with a file of another incident or person.
    """
    checked, locked = upload if isinstance(upload, Inspected) else inspect_upload(upload), lock(incident)
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
        state=AttachmentState.CHECKING if checked.is_image else AttachmentState.READY,
        name=checked.safe_name,
        caption=caption.strip()[:300],
        content_type=checked.content_type,
        size=checked.size,
        is_image=checked.is_image,
        uploaded_by=actor,
    )
    return _store(attachment, checked)


def _store(attachment: Attachment, checked: Inspected) -> Attachment:
    """The bytes and the row; Conflict, and no bytes stay, when its UUID arrived in another incident at that moment."""
    unchecked = None
    if checked.is_image:
        unchecked = UncheckedPicture(attachment=attachment, due_at=database_now(), free_at=database_now())
    stored = unchecked.file if unchecked else attachment.file
    stored.save(checked.safe_name, checked.file, save=False)
    try:
        with stored_once(OTHER_FILE):
            attachment.save()
    except Conflict:
        stored.delete(save=False)
        raise
    if unchecked:
        unchecked.save()
    return attachment


def _show_on(entry: TimelineEntry, incident: Incident, seq: int) -> bool:
    """The entry has changed to whoever watches; False when it is another incident's, or was redacted."""
    here = TimelineEntry.objects.filter(pk=entry.pk, incident=incident, redacted_at__isnull=True)
    entry.changed_seq = seq
    return bool(here.update(changed_seq=seq))
