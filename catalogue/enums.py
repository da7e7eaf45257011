"""The words that an installation sets up: severity levels, built-in roles, kinds of action items, what policies say."""

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


class Priority(IntegerChoices):
    """How pressing an action item is."""

    HIGH = 1, "High"
    MEDIUM = 2, "Medium"
    LOW = 3, "Low"


class Deadline(TextChoices):
    """What a policy asks for by a day."""

    OWNER = "owner", "Action item has an owner"
    DONE = "done", "Action item is done"
    VERIFIED = "verified", "Action item is verified"
    LOOK_AGAIN = "look_again", "Action item that won't be done is looked at again"
    POSTMORTEM = "postmortem", "Postmortem is published"
    REVIEW = "review", "Reviewer has answered"


class NoticeTo(TextChoices):
    """Who hears of a deadline."""

    OWNER = "owner", "Who has to do it"
    MANAGERS = "managers", "The team's managers"
    PERSON = "person", "A person named here"
