"""At which step, and why, somebody is reminded."""

from enum import StrEnum

from django.db.models import TextChoices

from catalogue.enums import Deadline


class ReminderStep(TextChoices):
    """Where the deadline stands of which a person is reminded: each day that a policy names, once per due date."""

    DUE_SOON = "due_soon", "Due soon"
    DUE_TODAY = "due_today", "Due today"
    OVERDUE = "overdue", "Overdue"
    NO_OWNER = "no_owner", "Without an active owner"
    REVIEW = "review", "Waiting for an answer of a reviewer"
    VERIFY = "verify", "Waiting to be verified"
    LOOK_AGAIN = "look_again", "Won't be done, to be looked at again"


class ReminderReason(TextChoices):
    """Why it is this person who is reminded."""

    OWNER = "owner", "Owns it"
    TEAM = "team", "Manages the team"
    MANAGER = "manager", "Manager: no team's manager could be told"
    PERSON = "person", "Named in the policy"
    ASKED = "asked", "Added or follows it, or accepted the risk"
    STAND_IN = "stand_in", "Manager: who is named in the policy could not be told"
    LEAD = "lead", "Leads the private incident"


# The steps of deadlines that are not told apart by how near their day is.
STEP_OF = {
    Deadline.OWNER: ReminderStep.NO_OWNER,
    Deadline.REVIEW: ReminderStep.REVIEW,
    Deadline.VERIFIED: ReminderStep.VERIFY,
    Deadline.LOOK_AGAIN: ReminderStep.LOOK_AGAIN,
}


# Their day is counted by the policy and stands nowhere else.
COUNTED = (ReminderStep.NO_OWNER, ReminderStep.REVIEW)


URGENT = "urgent_reminder"  # the kind of delivery of what comes at once


class RecurrenceKind(TextChoices):
    """What an action item has to do with a later incident of the same kind, as things stood when that began."""

    FORESEEN = "foreseen", "Foreseen"  # it was not done, so the incident is what waiting cost
    DID_NOT_HOLD = "did_not_hold", "Did not hold"  # it was done, and it happened again


class Recurred(TextChoices):
    """By what the list of action items is narrowed: the two, and which of those that did not hold the board counts."""

    FORESEEN = RecurrenceKind.FORESEEN.value, RecurrenceKind.FORESEEN.label
    DID_NOT_HOLD = RecurrenceKind.DID_NOT_HOLD.value, RecurrenceKind.DID_NOT_HOLD.label
    FAILED = "failed", "Did not hold, and was not done again since"
    UNDONE = "undone", "Did not hold, done in the last 365 days, and not done any more"


class QuestionEvent(StrEnum):
    """What the history of an action item calls a question to its owner, and the answer."""

    ASKED = "asked_owner"
    ANSWERED = "answered_owner"
