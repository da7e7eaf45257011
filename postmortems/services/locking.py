"""The locks of those who write a postmortem, in one order: its incident, itself, then sections, threads and rows."""

from incidents.services import lock_row
from postmortems.models import Postmortem, Section


def lock_postmortem(postmortem: Postmortem) -> Postmortem:
    """Its row after that of its incident, both locked until commit.

    A row that belongs to either waits for their locks, such as a line of the history or a member of the incident.
    Whoever locked a section before would then wait for those who have the locks in order, and they for the section.
    """
    incident = lock_row(postmortem.incident)
    locked = Postmortem.objects.select_for_update().get(pk=postmortem.pk)
    locked.incident = incident
    return locked


def lock_section(section: Section) -> Section:
    """A section, after its postmortem."""
    postmortem = lock_postmortem(section.postmortem)
    locked = Section.objects.select_for_update().get(pk=section.pk)
    locked.postmortem = postmortem
    return locked
