"""The words that an installation sets up: severity levels, built-in roles, kinds and priorities of action items."""

from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices


class Level(IntegerChoices):
    """The five severities; admins edit their words and rules, not their number."""

    SEV1 = 1, "SEV1"
    SEV2 = 2, "SEV2"
    SEV3 = 3, "SEV3"
    SEV4 = 4, "SEV4"
    SEV5 = 5, "SEV5"


class BuiltInRole(StrEnum):
    """Slugs of the incident roles that the code relies on: always there, always in use."""

    LEAD = "lead"
    COMMUNICATIONS = "communications"


class ActionKind(TextChoices):
    """What an action item does about an incident like this one."""

    UNSTATED = "unstated", "Not stated"
    PREVENT = "prevent", "Prevent"
    DETECT = "detect", "Detect"
    MITIGATE = "mitigate", "Mitigate"
    RESPOND = "respond", "Respond"
    PROCESS = "process", "Process"


DAYS_UNTIL_VERIFIED = 30  # from the day an action item is done until somebody looks whether it works


class Priority(IntegerChoices):
    """How pressing an action item is."""

    HIGH = 1, "High"
    MEDIUM = 2, "Medium"
    LOW = 3, "Low"
