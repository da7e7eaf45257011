"""The locks of those who write a postmortem, in one order: its incident, itself, then sections, threads and rows."""

from core.errors import Conflict
from incidents.services import lock_row
from postmortems.enums import PostmortemStatus
from postmortems.models import Postmortem, Section


class Cancelled(Conflict):
    """The postmortem was cancelled with its incident and takes no changes."""

    def __init__(self) -> None:
        super().__init__(
            "The postmortem was cancelled meanwhile, as its incident was merged into another one, and is read-only. "
            "Nothing was stored; what you typed is kept. Use the postmortem there, or undo the merge."
        )


def lock_postmortem(postmortem: Postmortem) -> Postmortem:
    """Its row after that of its incident, both locked until commit.

    A row that belongs to either waits for their locks, such as a line of the history or a member of the incident.
    Whoever locked a section before would then wait for those who have the locks in order, and they for the section.
    Raises Cancelled.
    """
    incident = lock_row(postmortem.incident)
    locked = Postmortem.objects.select_for_update().get(pk=postmortem.pk)
    if locked.status == PostmortemStatus.CANCELLED:
        raise Cancelled
    locked.incident = incident
    return locked


def lock_section(section: Section) -> Section:
    """A section, after its postmortem."""
    postmortem = lock_postmortem(section.postmortem)
    locked = Section.objects.select_for_update().get(pk=section.pk)
    locked.postmortem = postmortem
    return locked
