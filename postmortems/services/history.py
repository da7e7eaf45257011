"""The history of a postmortem beside the revisions of its sections."""

from datetime import date

from accounts.models import User
from postmortems.models import Postmortem, PostmortemEvent

AUTHOR = "Author"
NOBODY = "not assigned"


def day_words(day: date | None) -> str:
    """A day as the history says it."""
    return f"{day:%-d %B %Y}" if day else "no date"


def note_event(
    *, postmortem: Postmortem, actor: User | None, what: str, before: str = "", after: str = "", note: str = ""
) -> PostmortemEvent:
    """Append one line to the history, in the caller's transaction."""
    return PostmortemEvent.objects.create(
        postmortem=postmortem, actor=actor, what=what, before=before, after=after, note=note[:500]
    )
