"""The status of an action item, and what was found when somebody looked whether it works."""

from django.db.models import TextChoices


class ActionStatus(TextChoices):
    """The status of an action item.

    Proposed: it was read in a document, and nobody has accepted it yet. Nobody is reminded of it, and no figure has it.
    """

    PROPOSED = "proposed", "Proposed"
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    VERIFIED = "verified", "Verified"
    WONT_DO = "wont_do", "Won't do"


class Verdict(TextChoices):
    """What somebody found who neither owned nor finished it, of an item that is done."""

    EFFECTIVE = "effective", "Effective"
    NOT_EFFECTIVE = "not_effective", "Not effective"
