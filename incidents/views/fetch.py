"""How views reach an incident and what is in it: visible or 404, and an admin's look at a private one is logged."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.http import AuthedRequest
from core.errors import Conflict
from incidents.models import Attachment, Incident, Task, TimelineEntry
from incidents.querysets import IncidentQuerySet
from incidents.selectors.merging.duplicates import was_here
from incidents.selectors.page import for_page
from incidents.services.members import note_private_read


def visible_incident(request: AuthedRequest, number: int, incidents: IncidentQuerySet | None = None) -> Incident:
    """The incident, or 404 for those who may not see it. `incidents` may select more of it."""
    rows: IncidentQuerySet = Incident.objects.all() if incidents is None else incidents
    incident: Incident = get_object_or_404(rows.visible_to(request.user), pk=number)
    note_private_read(incident=incident, actor=request.user)
    return incident


def incident_for_page(request: AuthedRequest, number: int) -> Incident:
    """The same with all that its page needs of its row."""
    incident = for_page(number, request.user)
    if incident is None:
        raise Http404
    note_private_read(incident=incident, actor=request.user)
    return incident


def visible_entry(request: AuthedRequest, number: int, entry_id: int) -> TimelineEntry:
    """An entry of an incident, or 404; Conflict for one that a merge or its undo took to another incident."""
    incident = visible_incident(request, number)
    found: TimelineEntry = get_object_or_404(
        TimelineEntry.objects.visible_to(request.user, Incident.objects.all()).select_related("incident"), pk=entry_id
    )
    if found.incident_id == incident.pk:
        return found
    if not was_here(found, incident):
        raise Http404
    raise Conflict(f"This entry is in {found.incident.reference} now. Nothing was changed; open it there.")


def moved_entry(request: AuthedRequest, number: int, entry_id: int) -> TimelineEntry | None:
    """An entry that a merge or its undo took away from here, for those who see where it is; an old link leads on."""
    incident = visible_incident(request, number)
    entries = TimelineEntry.objects.visible_to(request.user, Incident.objects.all()).select_related("incident")
    found = entries.exclude(incident=incident).filter(pk=entry_id).first()
    return found if found and was_here(found, incident) else None


def visible_task(request: AuthedRequest, number: int, task_id: int) -> Task:
    """A task of an incident, or 404."""
    incident = visible_incident(request, number)
    return get_object_or_404(Task.objects.select_related("incident", "person"), incident=incident, pk=task_id)


def visible_attachment(request: AuthedRequest, uuid: UUID, incident: Incident | None = None) -> Attachment:
    """An attachment (of that incident), or 404."""
    files = Attachment.objects.visible_to(request.user, Incident.objects.all()).select_related("incident")
    if incident is not None:
        files = files.filter(incident=incident)
    attachment: Attachment = get_object_or_404(files, uuid=uuid)
    note_private_read(incident=attachment.incident, actor=request.user)
    return attachment


def require(*, allowed: bool) -> None:
    """403 for those who may see it but not do this."""
    if not allowed:
        raise PermissionDenied
