"""What a browser may keep of a room to open it without a network, and whether that is still how it stands."""

from urllib.parse import quote

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest, responders_only
from core.paging import number_in
from incidents.models import Incident

ROOM_HEADER = "X-Debrief-Room"
MOST_ROOMS = 50  # asked about at once; a browser keeps fewer


def keepable(request: AuthedRequest, incident: Incident, response: HttpResponse) -> HttpResponse:
    """Tells the service worker that it may keep this page: whose it is, its `seq` and title.

    Never that of a private incident, nor of a duplicate: it may show the title of a private one.
    """
    if not incident.is_private and not incident.is_merged:
        title = quote(f"{incident.reference} {incident.title}")
        response.headers[ROOM_HEADER] = f"{request.user.pk};{incident.seq};{title}"
    return response


@require_GET
@responders_only
def waiting(request: AuthedRequest) -> HttpResponse:
    """Everything that waits in this browser, also for rooms that are closed to the person now."""
    return render(request, "incidents/waiting_page.html", {"section": "incidents"})


@require_GET
@responders_only
def rooms_kept(request: AuthedRequest) -> HttpResponse:
    """`seq` of each incident asked about (`?n=142&n=143`) that may be kept; what is missing is to be removed."""
    asked = [number for text in request.GET.getlist("n") if (number := number_in(text)) is not None]
    rooms = Incident.objects.visible_to(request.user).unmerged().filter(pk__in=asked[:MOST_ROOMS], is_private=False)
    return JsonResponse({"person": request.user.pk, "seqs": dict(rooms.values_list("pk", "seq"))})
