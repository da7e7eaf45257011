"""The status of an action item."""

from django.db.models import TextChoices


class ActionStatus(TextChoices):
    """The status of an action item."""

    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    WONT_DO = "wont_do", "Won't do"
