"""The history of a postmortem beside the revisions of its sections."""

from accounts.models import User
from postmortems.models import Postmortem, PostmortemEvent


def note_event(
    *, postmortem: Postmortem, actor: User | None, what: str, before: str = "", after: str = "", note: str = ""
) -> PostmortemEvent:
    """Append one line to the history, in the caller's transaction."""
    return PostmortemEvent.objects.create(
        postmortem=postmortem, actor=actor, what=what, before=before, after=after, note=note[:500]
    )
