"""Copies of words that a redaction must reach too."""

from collections.abc import Mapping

from django.db.models import F, QuerySet

from accounts.models import User
from core import markdown
from core.clock import now
from core.errors import Conflict
from incidents.enums import EntryKind
from incidents.models import (
    Attachment,
    EntryRevision,
    Incident,
    Merge,
    StateRevision,
    Task,
    TimelineEntry,
    UncheckedPicture,
)
from incidents.registries.redactions import erase_with_entry, forget_copies
from incidents.services.state import WORDS
from incidents.services.writing import lock_rows, next_seq
from notifications.services import REMOVED, erase_deliveries

# Kinds of which several entries, each with the number in `facts` by the kind's name, say the same words; what the
# others say once one of them was redacted.
COPIED = {
    EntryKind.TASK: "A task that was redacted.",
    EntryKind.REPORT: "A report that was redacted.",
    EntryKind.MERGE: "A merge whose reason was redacted.",
}


def lock_to_erase(entry: TimelineEntry) -> tuple[TimelineEntry, dict[int, Incident]]:
    """An entry, and by number its incident and the others that tell the same, locked, merged or not.

    Raises Conflict when a merge moved one of these entries meanwhile.
    """
    rows = lock_rows(_telling(entry))
    current = TimelineEntry.objects.select_for_update(of=("self",)).defer("search").get(pk=entry.pk)
    if not _telling(current) <= set(rows):
        raise Conflict("The entry moved to another incident meanwhile. Nothing was changed; open its page again.")
    return current, rows


def _telling(entry: TimelineEntry) -> set[int]:
    """Where an entry stands, where its copies do, and where the task it tells of is."""
    found = {entry.incident_id, *_copies(entry).values_list("incident", flat=True)}
    if task := entry.facts.get("task"):
        found.update(Task.objects.filter(pk=task).values_list("incident", flat=True))
    return found


def _copies(entry: TimelineEntry) -> QuerySet[TimelineEntry]:
    """The other entries that tell of the same task, report or merge: each repeats its words.

    Those that tell of the undoing of a merge do not: why it was merged stands only where it was.
    """
    others = TimelineEntry.objects.filter(kind=entry.kind).exclude(pk=entry.pk)
    number = entry.facts.get(entry.kind) if entry.kind in COPIED else None
    if not number:
        return others.none()
    told = others.filter(**{f"facts__{entry.kind}": number})
    return told.filter(facts__undone=False) if entry.kind == EntryKind.MERGE else told


def erase_copies(entry: TimelineEntry, rows: Mapping[int, Incident], *, actor: User, reason: str, seq: int) -> None:
    """Empties earlier versions, attachments and kept messages of an entry, and what its words became elsewhere.

    That is the task or the merge it tells, with the entries that tell the same; the current state it changed, the
    customer update it posted; and what the apps above registered, such as the report it tells. `rows` is what
    `lock_to_erase` locked; `seq` the number of this change in the entry's incident.
    """
    incident = rows[entry.incident_id]
    entry.revisions.update(text="", html="", reason="")
    for attachment in entry.attachments.filter(removed_at__isnull=True):
        erase_file(attachment)
    erase_deliveries("entry", entry.pk)
    changes = _erase_told_elsewhere(entry, rows, seq)
    Merge.objects.filter(pk=entry.facts.get("merge")).update(reason="")
    erase_with_entry(entry, actor, reason)
    forget_copies()
    if task := entry.facts.get("task"):
        _erase_task(task, changes)
    if entry.kind == EntryKind.STATE:
        _erase_state(entry, incident)
    if entry.kind == EntryKind.UPDATE:
        _erase_update(entry, incident)


def _erase_told_elsewhere(entry: TimelineEntry, rows: Mapping[int, Incident], seq: int) -> dict[int, int]:
    """The copies of an entry, with their earlier versions; returns the number of the change in each incident.

    Each incident changes, so that whoever has its page open or keeps it is shown the copy without the words.
    """
    changes = {pk: seq if pk == entry.incident_id else next_seq(row) for pk, row in rows.items()}
    copies = _copies(entry)
    EntryRevision.objects.filter(entry__in=copies).update(text="", html="", reason="")
    for copy in copies.values_list("pk", flat=True):
        erase_deliveries("entry", copy)
    said = COPIED.get(EntryKind(entry.kind), "")
    rendered = markdown.render(said)
    for pk, change in changes.items():
        told = copies.filter(incident=pk)
        told.update(text=said, html=rendered.html, renderer=rendered.version, changed_seq=change)
    return changes


def erase_file(attachment: Attachment) -> None:
    """Removes a file's bytes, name and caption, also of a picture that was not decoded yet.

    Bytes go first: should the transaction fail afterwards, a name without its file is left, never a secret that
    counts as removed.
    """
    attachment.file.delete(save=False)
    if attachment.thumb:
        attachment.thumb.delete(save=False)
    for unchecked in UncheckedPicture.objects.filter(attachment=attachment):
        unchecked.file.delete(save=False)
        unchecked.delete()
    attachment.name, attachment.caption, attachment.removed_at = "removed", "", now()
    attachment.save(update_fields=["file", "thumb", "name", "caption", "removed_at"])


def _erase_task(number: int, changes: Mapping[int, int]) -> None:
    task = Task.objects.filter(pk=number).first()
    if task is None:
        return
    Task.objects.filter(pk=number).update(text=REMOVED, reason="", changed_seq=changes[task.incident_id])
    erase_deliveries("task", number)


def _erase_state(entry: TimelineEntry, incident: Incident) -> None:
    """The revision, and the same words wherever a version before or after has them.

    A form that was opened before meets a conflict, so that it cannot bring them back.
    """
    revision = StateRevision.objects.filter(entry=entry).first()
    if revision is None or incident.state_id is None:
        return
    for name in WORDS:
        if words := getattr(revision, name):
            saying = StateRevision.objects.filter(incident=incident, **{name: words})
            saying.update(**{name: "", f"{name}_html": ""})
    StateRevision.objects.filter(pk=incident.state_id or 0).update(version=F("version") + 1)


def _erase_update(entry: TimelineEntry, incident: Incident) -> None:
    """The words that sales and support see, while they are these; also those of a duplicate, which stay with it."""
    stays = Incident.objects.filter(pk=entry.merged_from_id or 0, public_summary=entry.text)
    stays.update(public_summary="", public_summary_html="")
    if incident.public_summary == entry.text:
        incident.public_summary = incident.public_summary_html = ""
        incident.save(update_fields=["public_summary", "public_summary_html"])
