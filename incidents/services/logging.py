"""Logging an entry together with its file."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from incidents.models import Incident, TimelineEntry
from incidents.services.attachments import attach_file
from incidents.services.timeline import append_entry


@transaction.atomic
def log_entry(
    *,
    incident: Incident,
    actor: User,
    text: str,
    happened_at: datetime,
    upload: "File[bytes] | None" = None,
    **further: Any,
) -> TimelineEntry:
    """Appends an entry with its file, both or neither; sent twice, the file is stored once, too.

    `further` are the other arguments of `append_entry`. Raises DomainError as that and `attach_file` do.
    """
    entry = append_entry(incident=incident, actor=actor, text=text, happened_at=happened_at, **further)
    if upload is not None and not entry.attachments.exists():
        attach_file(incident=incident, actor=actor, upload=upload, entry=entry)
    return entry
