"""When words for customers are past their time."""

from datetime import datetime
from enum import Enum

from core.clock import now
from customers.models import Update
from incidents.models import Incident


class Staleness(Enum):
    """Why words no longer hold; the value says it, with an instant where there is one."""

    OVER = "The incident is over, and these words are from before."
    EXPIRED = "They were valid until {at}."
    OVERDUE = "The next update was due at {at}; these words may no longer be true."

    def said(self, at: str) -> str:
        """In words, with that instant as the page writes it."""
        return self.value.format(at=at)

    def instant_of(self, update: Update | None) -> datetime | None:
        """The instant that passed."""
        if update is None:
            return None
        return {Staleness.EXPIRED: update.valid_until, Staleness.OVERDUE: update.next_update_by}.get(self)


def staleness(incident: Incident, update: Update | None) -> Staleness | None:
    """Why the words that hold now are past their time; `update` is the newest that was published, if there is a row.

    What is over needs closing words. While it goes on, words end when they said so, or when the next ones are due.
    """
    if not incident.is_open and not _is_closing(incident, update):
        return Staleness.OVER
    if update is None:
        return None
    if update.valid_until is not None and update.valid_until <= now():
        return Staleness.EXPIRED
    if incident.is_open and update.next_update_by is not None and update.next_update_by <= now():
        return Staleness.OVERDUE
    return None


def _is_closing(incident: Incident, update: Update | None) -> bool:
    """Whether the words say how it ended; those that ended with a reopening do not say how it ended again."""
    written, resolved = incident.public_summary_at, incident.resolved_at
    if update is not None:
        ended = update.valid_until is not None and resolved is not None and update.valid_until <= resolved
        return update.is_closing and not ended
    return written is None or resolved is None or written >= resolved
