"""What the composer sends: an entry or a command, together with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from core.files import inspect_upload
from incidents.models import Incident, TimelineEntry
from incidents.services.attachments import attach_file
from incidents.services.orders import Order, run_command
from incidents.services.timeline import EntryDetails, append_entry


@dataclass(frozen=True, slots=True)
class Submission:
    """The entry, or the command that was typed (`order`), and its files."""

    details: EntryDetails
    order: Order | None = None
    uploads: "Sequence[File[bytes]]" = ()
    client_uuid: UUID | None = None
    make_members: bool = False


@transaction.atomic
def log_entry(*, incident: Incident, actor: User, submission: Submission) -> TimelineEntry:
    """Appends an entry, or runs the command that was typed, with its files: all or nothing, and sent twice once.

    Raises DomainError as `append_entry`, the command and `attach_file` do.
    """
    files = [inspect_upload(upload) for upload in submission.uploads]
    if submission.order is None:
        entry = append_entry(
            incident=incident,
            actor=actor,
            details=submission.details,
            client_uuid=submission.client_uuid,
            make_members=submission.make_members,
        )
    else:
        entry = run_command(incident=incident, actor=actor, order=submission.order, client_uuid=submission.client_uuid)
    if files and not entry.attachments.exists():
        for file in files:
            attach_file(incident=incident, actor=actor, upload=file, entry=entry)
    return entry
