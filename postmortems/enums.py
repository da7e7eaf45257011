"""Fixed words of postmortems and action items."""

from django.db.models import IntegerChoices, TextChoices


class PostmortemStatus(TextChoices):
    """Where a postmortem stands. The moves between them are in `transitions`."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    CANCELLED = "cancelled", "Cancelled"


class SectionKind(TextChoices):
    """The template's sections; `custom` is one that somebody added."""

    SUMMARY = "summary", "Summary"
    IMPACT = "impact", "Impact"
    DETECTION = "detection", "Detection"
    ROOT_CAUSE = "root_cause", "Root cause"
    RESOLUTION = "resolution", "Resolution and recovery"
    LESSONS = "lessons", "Lessons"
    MEASURES = "measures", "Corrective and preventative measures"
    CONCLUSION = "conclusion", "Conclusion"
    CUSTOM = "custom", "Custom"


class FactorKind(TextChoices):
    """How something contributed."""

    ROOT_CAUSE = "root_cause", "Root cause"
    TRIGGER = "trigger", "Trigger"
    CONTRIBUTING = "contributing", "Contributing"
    DETECTION_GAP = "detection_gap", "Detection gap"
    RESPONSE_DIFFICULTY = "response_difficulty", "Response difficulty"
    MITIGATOR = "mitigator", "Mitigator"


class LessonKind(TextChoices):
    """What kind of lesson it is."""

    LESSON = "lesson", "Lesson"
    WENT_WELL = "went_well", "Went well"
    WENT_WRONG = "went_wrong", "Went wrong"
    GOT_LUCKY = "got_lucky", "Got lucky"
    SURPRISED_US = "surprised_us", "Surprised us"


class MeasureKind(TextChoices):
    """What an improvement is meant to do."""

    UNSTATED = "", "Not stated"
    CORRECTIVE = "corrective", "Corrective"
    PREVENTATIVE = "preventative", "Preventative"


class ActionKind(TextChoices):
    """What an action item does about an incident like this one."""

    PREVENT = "prevent", "Prevent"
    DETECT = "detect", "Detect"
    MITIGATE = "mitigate", "Mitigate"
    RESPOND = "respond", "Respond"
    PROCESS = "process", "Process"


class Priority(IntegerChoices):
    """How pressing an action item is."""

    HIGH = 1, "High"
    MEDIUM = 2, "Medium"
    LOW = 3, "Low"


class ActionStatus(TextChoices):
    """Where an action item stands."""

    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    WONT_DO = "wont_do", "Won't do"


class ReminderStep(TextChoices):
    """The steps at which a person hears of an action item or a postmortem: each once per due date.

    Overdue and without an active owner come again every week, numbered by rounds.
    """

    DUE_SOON = "due_soon", "Due in three days"
    DUE_TODAY = "due_today", "Due today"
    OVERDUE = "overdue", "Overdue"
    NO_OWNER = "no_owner", "Without an active owner"


class ReminderReason(TextChoices):
    """Why it is this person who is reminded."""

    OWNER = "owner", "Owns it"
    TEAM = "team", "Manages the team"
    MANAGER = "manager", "Manager: no team's manager could be told"
    LEAD = "lead", "Leads the private incident"
