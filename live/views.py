"""What an open page asks for by itself: changes since it last looked, parts of the page, and where the stream is."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import AuthedRequest, responders_only
from core.paging import number_in
from incidents.models import Incident
from incidents.registries.panels import incident_panels
from incidents.selectors.moves import moves_shown
from incidents.views.fetch import incident_for_page, visible_incident
from incidents.views.responses import PagePermissions, read_page
from live.streams.changes import read_changes
from live.streams.endpoint import cursors_of

# Each is one template whose root elements have stable ids.
PARTS = {
    "count": "incidents/open_counts.html",
    "head": "incidents/head.html",
    "phases": "incidents/phases.html",
    "side": "incidents/side.html",
    "state": "incidents/state.html",
    "timeline": "incidents/timeline.html",
}


@never_cache
@require_safe
@responders_only
def changes(request: AuthedRequest, number: int) -> HttpResponse:
    """What changed after `since`, for pages that no stream reaches: the same packet as a stream's event."""
    incident = visible_incident(request, number)
    given = number_in(request.GET.get("since", ""))
    since = incident.seq if given is None else given
    return JsonResponse(read_changes({incident.pk: since})[incident.pk].packet)


@never_cache
@require_safe
@responders_only
def parts(request: AuthedRequest, number: int) -> HttpResponse:
    """Parts of the page by their names (`head,phases`), as they stand now."""
    incident = incident_for_page(request, number)
    names = [name for name in request.GET.get("names", "").split(",") if name in PARTS]
    page = read_page(request, incident, has_timeline="timeline" in names)
    context = {
        "templates": [PARTS[name] for name in names],
        "incident": incident,
        "page": page,
        "panels": incident_panels.read(incident, request.user),
        "bar": page.bar,
        "zone": page.zone,
        "moves": moves_shown(incident),
        "may": PagePermissions.of(request.user, incident),
    }
    return render(request, "live/parts.html", context)


@never_cache
@require_safe
@responders_only
def stream(request: AuthedRequest) -> HttpResponse:
    """Reached where no stream process stands in front: 204 says that there is none, and the page asks instead."""
    cursors = cursors_of(request.GET.get("rooms", ""))
    if not Incident.objects.visible_to(request.user).filter(pk__in=cursors).exists():
        raise Http404
    return HttpResponse(status=204)
