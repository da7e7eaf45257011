"""A timeline as a file."""

from django.http import HttpResponseBase

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, limited, responders_only
from accounts.services import audit
from core.limits import Limit
from incidents.exporting import timeline
from incidents.views.fetch import visible_incident


@responders_only
@limited(Limit.EXPORTS)
def timeline_csv(request: AuthedRequest, number: int) -> HttpResponseBase:
    """All entries as CSV; the same file can be imported again."""
    incident = visible_incident(request, number)
    audit(actor=request.user, action=AuditAction.EXPORTED, subject=incident, detail={"file": "timeline as CSV"})
    return timeline.timeline_csv(incident)


@responders_only
@limited(Limit.EXPORTS)
def timeline_text(request: AuthedRequest, number: int) -> HttpResponseBase:
    """All entries as text."""
    incident = visible_incident(request, number)
    audit(actor=request.user, action=AuditAction.EXPORTED, subject=incident, detail={"file": "timeline as text"})
    return timeline.timeline_text(incident)
