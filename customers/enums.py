"""Where a report stands."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """Where a report of sales or support stands."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"
    JOINED = "joined", "Joined to an incident"
    RESOLVED = "resolved", "Resolved"
    DECLINED = "declined", "Declined"
