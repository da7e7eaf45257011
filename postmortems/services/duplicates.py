"""What a merge of its incident means for a postmortem: a draft is cancelled with a note, and reopened by an undo."""

from django.db import transaction

from accounts.models import User
from incidents.models import Incident
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem
from postmortems.services.history import note_event


@transaction.atomic(savepoint=False)  # it runs inside the change that it follows
def follow_merge(*, incident: Incident, actor: User) -> None:
    """Cancels the unpublished postmortem of a duplicate; gives it its status back when the merge is undone.

    What is published stays published: it is linked from the incident it was merged into.
    """
    found = Postmortem.objects.select_for_update().filter(incident=incident).first()
    if found is None or found.status == PostmortemStatus.PUBLISHED:
        return
    if incident.is_merged and found.status != PostmortemStatus.CANCELLED:
        before, after, note = found.status, PostmortemStatus.CANCELLED, _why(incident)
        found.status_before = before
    elif not incident.is_merged and found.status == PostmortemStatus.CANCELLED:
        before, after, note = found.status, PostmortemStatus(found.status_before), "The merge was undone."
        found.status_before = ""
    else:
        return
    found.status = after
    found.save(update_fields=["status", "status_before"])
    was = PostmortemStatus(before).label
    note_event(postmortem=found, actor=actor, what="Status", before=was, after=after.label, note=note)


def _why(incident: Incident) -> str:
    target = incident.duplicate_of
    into = "another incident" if target is None or target.is_private else target.reference
    return f"{incident.reference} was merged into {into} as a duplicate. Use the postmortem there."
