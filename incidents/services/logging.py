"""What the composer sends: an entry or a command, together with its files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from incidents.models import Incident, TimelineEntry
from incidents.services.attachments import attach_file, prepare_file
from incidents.services.commands import Order, run_command
from incidents.services.timeline import append_entry


@transaction.atomic
def log_entry(
    *,
    incident: Incident,
    actor: User,
    text: str,
    happened_at: datetime,
    uploads: "Sequence[File[bytes]]" = (),
    order: Order | None = None,
    **further: Any,
) -> TimelineEntry:
    """Appends an entry, or runs the command that was typed, with its files: all or nothing, and sent twice once.

    `further` are the other arguments of `append_entry`. Raises DomainError as that, the command and `attach_file` do.
    """
    files = [prepare_file(upload) for upload in uploads]
    if order is None:
        entry = append_entry(incident=incident, actor=actor, text=text, happened_at=happened_at, **further)
    else:
        entry = run_command(incident=incident, actor=actor, order=order, client_uuid=further.get("client_uuid"))
    if files and not entry.attachments.exists():
        for file in files:
            attach_file(incident=incident, actor=actor, upload=file, entry=entry)
    return entry
