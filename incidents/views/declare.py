"""Declaring an incident that is going on."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, post_data, status_of
from incidents.forms.declare import DeclareForm
from incidents.registries.panels import declare_panels
from incidents.services.declaring import declare_incident
from incidents.views.responses import declared


@responders_only
def declare(request: AuthedRequest) -> HttpResponse:
    """One screen, two fields."""
    form = DeclareForm(post_data(request), user=request.user, initial={"is_drill": "is_drill" in request.GET})
    if form.is_valid():
        with errors_on(form):
            incident = declare_incident(actor=request.user, details=form.details(), client_uuid=form.uuid())
            return declared(request, incident, form.details())
    panels = declare_panels.read(form.typed(), request.user)
    context = {"section": "incidents", "form": form, "panels": panels}
    return render(request, "incidents/declare.html", context, status=status_of(form))
