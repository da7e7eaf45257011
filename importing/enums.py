"""How far a batch or a document is, and what the timeline has of a line."""

from enum import Enum

from django.db.models import TextChoices


class BatchState(TextChoices):
    """How far an import is."""

    READING = "reading", "Being read"
    UNREAD = "unread", "Could not be read"
    PREVIEW = "preview", "Preview"
    ADDING = "adding", "Being added"
    ADDED = "added", "Added"
    FAILED = "failed", "Stopped"
    TAKEN_BACK = "taken_back", "Undone"


# Nothing of them is added yet, so that they are there for whoever pasted them alone.
NOT_ADDED = (BatchState.READING, BatchState.UNREAD, BatchState.PREVIEW)


class LineMatch(Enum):
    """What the timeline has of a line."""

    NEW = "nothing"
    ALIKE = "an entry that says the same"
    THERE = "its entry"
    STRUCK = "its entry, struck through"


class DocumentState(TextChoices):
    """How far a written postmortem is."""

    WAITING = "waiting", "Waits to be read"
    ATTENTION = "attention", "Needs a look"
    READY = "ready", "Ready"
    QUEUED = "queued", "Being imported"
    IMPORTED = "imported", "Imported"
    REFUSED = "refused", "No postmortem"
    FAILED = "failed", "Could not be read"


LOOKED_AT = (DocumentState.ATTENTION, DocumentState.READY, DocumentState.REFUSED)  # those that have a preview
IN_WORK = (DocumentState.WAITING, DocumentState.QUEUED)  # the worker goes on with them
