"""Who becomes the author of a postmortem by beginning to write it."""

from accounts.models import User
from accounts.permissions import why_not_owner
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.services.history import AUTHOR, NOBODY, note_event


def become_author(*, postmortem: Postmortem, actor: User) -> None:
    """Makes whoever writes a locked draft its author, if it has none; not after somebody chose to leave it without."""
    if postmortem.owner_id is not None or postmortem.status != PostmortemStatus.DRAFT or why_not_owner(actor):
        return
    if postmortem.events.filter(what=AUTHOR).exists():
        return
    note_event(
        postmortem=postmortem, actor=actor, what=AUTHOR, before=NOBODY, after=actor.name, note="Began to write it"
    )
    postmortem.owner = actor
    postmortem.save(update_fields=["owner"])
