"""Recording an incident that is over."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, post_data, status_of
from incidents.forms.past import PastForm
from incidents.registries.panels import next_steps
from incidents.services.past_incidents import record_past_incident


@responders_only
def record_past(request: AuthedRequest) -> HttpResponse:
    """All milestones and the final status in one form; nobody is notified."""
    form = PastForm(post_data(request), user=request.user)
    if form.is_valid():
        with errors_on(form):
            details, history = form.common_details(), form.history()
            recorded = record_past_incident(
                actor=request.user, details=details, history=history, client_uuid=form.uuid()
            )
            chosen = next_steps.get(request.POST.get("next", ""))
            return redirect(chosen.address(recorded) if chosen else recorded)
    context = {"section": "incidents", "form": form, "next_steps": next_steps}
    return render(request, "incidents/past.html", context, status=status_of(form))
