"""How views reach an incident and what is in it: visible or 404, and an admin's look at a private one is logged."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.http import AuthedRequest
from incidents.models import Attachment, ImportBatch, Incident, Task, TimelineEntry
from incidents.querysets import IncidentQuerySet
from incidents.services.members import note_private_read


def visible_incident(request: AuthedRequest, number: int, incidents: IncidentQuerySet | None = None) -> Incident:
    """The incident, or 404 for those who may not see it. `incidents` may select more of it."""
    rows: IncidentQuerySet = Incident.objects.all() if incidents is None else incidents
    incident: Incident = get_object_or_404(rows.visible_to(request.user), pk=number)
    note_private_read(incident=incident, actor=request.user)
    return incident


def visible_entry(request: AuthedRequest, number: int, entry_id: int) -> TimelineEntry:
    """An entry of an incident, or 404."""
    incident = visible_incident(request, number)
    return get_object_or_404(TimelineEntry.objects.select_related("incident"), incident=incident, pk=entry_id)


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


def visible_batch(request: AuthedRequest, number: int, batch_id: int) -> ImportBatch:
    """A batch brought into an incident, or 404; a preview is there for whoever pasted it alone."""
    incident = visible_incident(request, number)
    batches = ImportBatch.objects.visible_to(request.user, Incident.objects.all()).select_related("started_by")
    batch: ImportBatch = get_object_or_404(batches.select_related("incident"), incident=incident, pk=batch_id)
    return batch


def require(*, allowed: bool) -> None:
    """403 for those who may see it but not do this."""
    if not allowed:
        raise PermissionDenied
