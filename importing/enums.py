"""How far a batch is."""

from django.db.models import TextChoices


class BatchState(TextChoices):
    """How far a batch brought in from elsewhere is."""

    PREVIEW = "preview", "Being looked through"
    ADDING = "adding", "Being added"
    ADDED = "added", "Added"
    FAILED = "failed", "Stopped on the way"
    TAKEN_BACK = "taken_back", "Taken back"
