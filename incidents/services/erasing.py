"""Copies of an entry's words that a redaction must reach too."""

from core.clock import now
from incidents.models import Report, TimelineEntry
from notifications.services.erasing import REMOVED, erase_deliveries


def erase_copies(entry: TimelineEntry) -> None:
    """Empties earlier versions, attachments and kept messages of an entry, and the report that it tells.

    Bytes go first: should the transaction fail afterwards, a name without its file is left, never a secret that
    counts as removed.
    """
    entry.revisions.update(text="", html="", reason="")
    for attachment in entry.attachments.filter(removed_at__isnull=True):
        attachment.file.delete(save=False)
        attachment.name, attachment.caption, attachment.removed_at = "removed", "", now()
        attachment.save(update_fields=["file", "name", "caption", "removed_at"])
    erase_deliveries(entry=entry.pk)
    if report := entry.facts.get("report"):
        Report.objects.filter(pk=report).update(text=REMOVED, customer="", since="")
        erase_deliveries(report=report)
