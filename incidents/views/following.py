"""Following an incident, and no longer."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from incidents.services.following import follow_incident, unfollow_incident
from incidents.views.fetch import visible_incident
from incidents.views.responses import back_to_incident


@require_POST
@responders_only
def follow(request: AuthedRequest, number: int) -> HttpResponse:
    """The person is told of its postmortem from now on."""
    incident = visible_incident(request, number)
    follow_incident(incident=incident, actor=request.user)
    messages.success(request, f"You follow {incident.reference}: you are told when its postmortem is published.")
    return back_to_incident(request, incident)


@require_POST
@responders_only
def unfollow(request: AuthedRequest, number: int) -> HttpResponse:
    """The person is no longer told, unless they took part."""
    incident = visible_incident(request, number)
    unfollow_incident(incident=incident, actor=request.user)
    messages.success(request, f"You no longer follow {incident.reference}.")
    return back_to_incident(request, incident)
