"""Where an action item stands."""

from django.db.models import TextChoices


class ActionStatus(TextChoices):
    """Where an action item stands."""

    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    WONT_DO = "wont_do", "Won't do"
