"""The columns of an incident that belong to the apps above: they are written here and nowhere else."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.clock import now
from incidents.enums import EntryKind, Origin
from incidents.models import Incident
from incidents.services.writing import NewEntry, lock, lock_row, write_entry


@transaction.atomic
def require_postmortem(*, incident: Incident, required: bool) -> Incident:
    """Says whether the incident needs a published postmortem before it can be closed."""
    locked = lock_row(incident)
    if locked.postmortem_required != required:
        locked.postmortem_required = required
        locked.save(update_fields=["postmortem_required"])
    return locked


@transaction.atomic
def note_postmortem_waived(*, incident: Incident, waived: bool) -> Incident:
    """Says whether a manager excused the incident from its postmortem; then none is required."""
    locked = lock_row(incident)
    locked.postmortem_waived = waived
    locked.postmortem_required = locked.postmortem_required and not waived
    locked.save(update_fields=["postmortem_waived", "postmortem_required"])
    return locked


@transaction.atomic
def note_postmortem_published(
    *, incident: Incident, at: datetime | None, actor: User, reason: str = "", is_imported: bool = False
) -> Incident:
    """Keeps when the postmortem was published, or with None that it no longer is and why, with an entry for it."""
    locked = lock(incident)
    locked.postmortem_published_at = at
    locked.save(update_fields=["postmortem_published_at"])
    verb = "imported" if is_imported else "published"
    words = f"{actor.name} {verb} the postmortem." if at else f"{actor.name} reopened the postmortem: {reason}"
    write_entry(
        locked,
        NewEntry(
            text=words,
            happened_at=at or now(),
            kind=EntryKind.POSTMORTEM,
            origin=Origin.SYSTEM,
            facts={"published": at is not None},
        ),
        actor=actor,
    )
    return locked
