"""Incidents that are like another one, or like what somebody is typing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, limited, responders_only
from core.limits import Limit
from incidents.forms.declare import DeclareForm
from incidents.services import note_private_list
from incidents.views.fetch import visible_incident
from similar.selectors.likeness import like_incident, private_of
from similar.selectors.panels import like_typed

LISTED = "Similar incidents"


@responders_only
@limited(Limit.SEARCHES)
def similar_incidents(request: AuthedRequest, number: int) -> HttpResponse:
    """Those that are like one: fetched beside it once its page is there, or a page of its own without JavaScript."""
    incident = visible_incident(request, number)
    template = "similar/beside.html" if request.htmx else "similar/incident_page.html"
    likenesses = like_incident(incident, request.user)
    note_private_list(actor=request.user, listed=LISTED, incidents=private_of(likenesses))
    context = {"section": "incidents", "incident": incident, "likenesses": likenesses}
    return render(request, template, context)


@require_POST
@responders_only
@limited(Limit.SUGGESTIONS)
def similar_typed(request: AuthedRequest) -> HttpResponse:
    """The suggestions while somebody types; a page of its own for whom presses the button without JavaScript.

    It is a POST so that the words of a private incident stand in no address and no access log.
    """
    typed = DeclareForm(request.POST, user=request.user).typed()
    template = "similar/suggestions.html" if request.htmx else "similar/page.html"
    likenesses = like_typed(typed, request.user)
    note_private_list(actor=request.user, listed=LISTED, incidents=private_of(likenesses))
    context = {"section": "incidents", "typed": typed, "likenesses": likenesses}
    return render(request, template, context)
