"""Incidents that are like what somebody is typing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from incidents.forms.declare import DeclareForm
from similar.selectors.panels import like_typed


@require_POST
@responders_only
def similar_typed(request: AuthedRequest) -> HttpResponse:
    """The suggestions while somebody types; a page of its own for whom presses the button without JavaScript.

    It is a POST so that the words of a private incident stand in no address and no access log.
    """
    typed = DeclareForm(request.POST, user=request.user).typed()
    template = "similar/suggestions.html" if request.htmx else "similar/page.html"
    context = {"section": "incidents", "typed": typed, "likenesses": like_typed(typed, request.user)}
    return render(request, template, context)
