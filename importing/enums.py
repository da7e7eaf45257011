"""How far a batch is, and what the timeline has of a line."""

from enum import Enum

from django.db.models import TextChoices


class BatchState(TextChoices):
    """How far a batch brought in from elsewhere is."""

    PREVIEW = "preview", "Being looked through"
    ADDING = "adding", "Being added"
    ADDED = "added", "Added"
    FAILED = "failed", "Stopped on the way"
    TAKEN_BACK = "taken_back", "Taken back"


class LineMatch(Enum):
    """What the timeline has of a line."""

    NEW = "nothing"
    ALIKE = "an entry that says the same"
    THERE = "its entry"
    STRUCK = "its entry, struck through"
