"""The current state: what we know, what we tried, what is next."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, post_data
from incidents.forms.room import StateForm
from incidents.models import Incident
from incidents.permissions import can_redact
from incidents.selectors.state import state_history, state_of
from incidents.services.state import change_state
from incidents.views.fetch import visible_incident
from incidents.views.responses import AroundForm, FormPage, back_to_incident, render_form, zone_of

STATE = FormPage(
    "Current state",
    "Save",
    "Whoever joins the incident reads this first. Write for somebody who knows nothing about it.",
)


@responders_only
def state(request: AuthedRequest, number: int) -> HttpResponse:
    """Three fields; if somebody else wrote meanwhile, theirs is shown next to what was typed."""
    incident = visible_incident(request, number, Incident.objects.select_related("state__written_by"))
    form = StateForm(post_data(request), initial=StateForm.now(incident))
    if form.is_valid():
        with errors_on(form):
            base, uuid = form.cleaned_data["base_version"], form.cleaned_data["client_uuid"]
            change_state(incident=incident, actor=request.user, state=form.state(), base_version=base, client_uuid=uuid)
            return back_to_incident(request, incident, "incident-state")
    theirs = state_of(incident, zone_of(request, incident)) if form.met_theirs(incident) else None
    return render_form(request, incident, form, STATE, AroundForm(answers=form.answers(theirs), their_state=theirs))


@responders_only
def history(request: AuthedRequest, number: int) -> HttpResponse:
    """All versions, the newest first."""
    incident = visible_incident(request, number)
    context = {
        "section": "incidents",
        "incident": incident,
        "versions": state_history(incident, zone_of(request, incident)),
        "may_redact": can_redact(request.user),
    }
    return render(request, "incidents/state_history.html", context)
