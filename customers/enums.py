"""Fixed words of customers and reports."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    """The state of a report of sales or support."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"
    JOINED = "joined", "Linked to an incident"
    RESOLVED = "resolved", "Resolved"
    DECLINED = "declined", "Declined"


class AffectedSource(TextChoices):
    """How it is known that an incident affects a customer."""

    REPORT = "report", "Report"
    SERVICE = "service", "Service"
    HAND = "hand", "By hand"


class ToldHow(TextChoices):
    """How a customer was told."""

    CALL = "call", "By phone"
    MAIL = "mail", "By mail"
    OTHER = "other", "Otherwise"
