"""Fixed words of incidents."""

from django.db.models import TextChoices


class Status(TextChoices):
    """The status of an incident. The moves between them are in `transitions`."""

    INVESTIGATING = "investigating", "Investigating"
    IDENTIFIED = "identified", "Identified"
    MITIGATED = "mitigated", "Mitigated"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"
    MERGED = "merged", "Merged"


class Milestone(TextChoices):
    """Instants that entries mark. Each is on at most one live entry."""

    IMPACT_STARTED = "impact_started", "Impact started"
    DETECTED = "detected", "Detected"
    REPORTED = "reported", "Reported"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    IDENTIFIED = "identified", "Identified"
    MITIGATED = "mitigated", "Mitigated"
    RESOLVED = "resolved", "Resolved"

    @property
    def column(self) -> str:
        """The derived column of the incident that holds its instant."""
        return f"{self.value}_at"


UNDONE = "undone by its author"  # why an entry is struck through that its author took back at once


class Origin(TextChoices):
    """Who an entry comes from."""

    TOLD = "told", "Told by a person"
    SYSTEM = "system", "System"


class Source(TextChoices):
    """Where an entry was taken from. What did not come from our own forms may have an id there."""

    TYPED = "typed", "Typed"
    IMPORTED = "imported", "Imported"
    REPORT = "report", "A report"
    ALERT = "alert", "An alert"
    CHAT = "chat", "A chat"
    API = "api", "The API"


class EntryKind(TextChoices):
    """What an entry records; everything but `note` also changed a row in the same transaction."""

    NOTE = "note", "Note"
    DECLARED = "declared", "Declared"
    STATUS = "status", "Status changed"
    SEVERITY = "severity", "Severity changed"
    ROLE = "role", "Role changed"
    TITLE = "title", "Title changed"
    DETAILS = "details", "Details changed"
    PRIVACY = "privacy", "Privacy changed"
    REPORT = "report", "Report joined"
    POSTMORTEM = "postmortem", "Postmortem"
    STATE = "state", "Current state changed"
    TASK = "task", "Task"
    ESCALATION = "escalation", "Escalated"
    UPDATE = "update", "Customer update"
    MERGE = "merge", "Merged"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AttachmentState(TextChoices):
    """Whether a file can be had. A picture is decoded first; every other file is ready at once."""

    CHECKING = "checking", "Being checked"
    READY = "ready", "Ready"
    REFUSED = "refused", "Refused"


class ImpactScope(TextChoices):
    """How much of the product customers lost."""

    UNKNOWN = "", "Unknown"
    PARTIAL = "partial", "Partial"
    COMPLETE = "complete", "Complete"


class RevenueLost(TextChoices):
    """Whether revenue was lost; the amount is a field of its own."""

    UNKNOWN = "", "Unknown"
    NO = "no", "No"
    YES = "yes", "Yes"


class DetectionSource(TextChoices):
    """How the incident came to our attention."""

    UNKNOWN = "", "Unknown"
    MONITORING = "monitoring", "Monitoring"
    EMPLOYEE = "employee", "Employee"
    CUSTOMER = "customer", "Customer"
    PARTNER = "partner", "Partner"


class TaskState(TextChoices):
    """Where a task of an incident stands."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"
    ACTION = "action", "Became an action item"


class Outsiders(TextChoices):
    """What becomes of open tasks that a merge takes where their people cannot see them."""

    MEMBERS = "members", "Make them members, so that they can see it and keep their tasks"
    LEAVE = "leave", "Unassign their tasks"


# One severity or several, as addresses name them.
SEVERITY_SPANS = {"1-2": "SEV1 and SEV2", "1-3": "SEV1 to SEV3"} | {str(n): f"SEV{n}" for n in range(1, 6)}
