"""Copies of words that a redaction must reach too."""

from accounts.models import User
from core.clock import now
from incidents.models import Attachment, Report, TimelineEntry
from notifications.services.erasing import erase_deliveries


def erase_copies(entry: TimelineEntry, *, actor: User, reason: str) -> None:
    """Empties earlier versions, attachments and kept messages of an entry, and the report that it tells."""
    entry.revisions.update(text="", html="", reason="")
    for attachment in entry.attachments.filter(removed_at__isnull=True):
        erase_file(attachment)
    erase_deliveries(entry=entry.pk)
    if report := entry.facts.get("report"):
        erase_report(report, actor=actor, reason=reason)


def erase_file(attachment: Attachment) -> None:
    """Removes a file's bytes, name and caption.

    Bytes go first: should the transaction fail afterwards, a name without its file is left, never a secret that
    counts as removed.
    """
    attachment.file.delete(save=False)
    attachment.name, attachment.caption, attachment.removed_at = "removed", "", now()
    attachment.save(update_fields=["file", "name", "caption", "removed_at"])


def erase_report(number: int, *, actor: User, reason: str) -> None:
    """Empties a report and the kept messages about it; in the place of its words stands who did it and why."""
    words = f"Redacted by {actor.name}: {reason.strip()}"
    Report.objects.filter(pk=number).update(text=words, customer="", since="", answer="")
    erase_deliveries(report=number)
