"""The words that an installation sets up: severity levels, kinds and priorities of action items."""

from django.db.models import IntegerChoices, TextChoices


class Level(IntegerChoices):
    """The five severities; admins edit their words and rules, not their number."""

    SEV1 = 1, "SEV1"
    SEV2 = 2, "SEV2"
    SEV3 = 3, "SEV3"
    SEV4 = 4, "SEV4"
    SEV5 = 5, "SEV5"


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
