"""At which step, and why, somebody is reminded."""

from enum import StrEnum

from django.db.models import TextChoices


class ReminderStep(TextChoices):
    """The steps at which a person is reminded of an action item or a postmortem: each once per due date.

    Overdue and without an active owner come again every week, numbered by rounds.
    """

    DUE_SOON = "due_soon", "Due soon"
    DUE_TODAY = "due_today", "Due today"
    OVERDUE = "overdue", "Overdue"
    NO_OWNER = "no_owner", "Without an active owner"


class ReminderReason(TextChoices):
    """Why it is this person who is reminded."""

    OWNER = "owner", "Owns it"
    TEAM = "team", "Manages the team"
    MANAGER = "manager", "Manager: no team's manager could be told"
    LEAD = "lead", "Leads the private incident"


class QuestionEvent(StrEnum):
    """What the history of an action item calls a question to its owner, and the answer."""

    ASKED = "asked_owner"
    ANSWERED = "answered_owner"
