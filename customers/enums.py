"""The state of a report."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """The state of a report of sales or support."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"
    JOINED = "joined", "Linked to an incident"
    RESOLVED = "resolved", "Resolved"
    DECLINED = "declined", "Declined"
