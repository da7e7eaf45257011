"""How far a batch is, and what the timeline has of a line."""

from enum import Enum

from django.db.models import TextChoices


class BatchState(TextChoices):
    """How far an import is."""

    PREVIEW = "preview", "Preview"
    ADDING = "adding", "Being added"
    ADDED = "added", "Added"
    FAILED = "failed", "Stopped"
    TAKEN_BACK = "taken_back", "Undone"


class LineMatch(Enum):
    """What the timeline has of a line."""

    NEW = "nothing"
    ALIKE = "an entry that says the same"
    THERE = "its entry"
    STRUCK = "its entry, struck through"
