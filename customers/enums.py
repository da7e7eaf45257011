"""Fixed words of reports, customers and customer updates."""

from django.db.models import TextChoices

CUSTOMER_UPDATE, REPORT_STEP = "customer_update", "report_step"  # kinds of messages that tell words for customers


class ReportState(TextChoices):
    """The state of a report of sales or support."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"
    JOINED = "joined", "Linked to an incident"
    RESOLVED = "resolved", "Resolved"
    DECLINED = "declined", "Declined"


UNDECIDED = (ReportState.NEW, ReportState.SEEN)
LINKED = (ReportState.JOINED, ReportState.RESOLVED)
OPEN_STATES = (*UNDECIDED, ReportState.JOINED)


class ReplyKind(TextChoices):
    """What words that were added to a report did."""

    WORDS = "words", "Added words"
    DECLINED = "declined", "Declined it"
    REOPENED = "reopened", "Reopened it"


class UpdateState(TextChoices):
    """The state of a customer update."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    TAKEN_BACK = "taken_back", "Taken back"


class Pace(TextChoices):
    """How often a follower of customer updates hears of them, at most."""

    EACH = "each", "each update"
    HOURLY = "hourly", "once an hour"
    DAILY = "daily", "once a day"


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
