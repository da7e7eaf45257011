"""The states of a report and of a customer update."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """The state of a report of sales or support."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"
    JOINED = "joined", "Linked to an incident"
    RESOLVED = "resolved", "Resolved"
    DECLINED = "declined", "Declined"


class UpdateState(TextChoices):
    """The state of a customer update."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
