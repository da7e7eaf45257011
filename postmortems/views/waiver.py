"""Waiving the postmortem of an incident, and taking that back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest, managers_only
from core.form_errors import errors_on, post_data, status_of
from incidents.models import Incident
from incidents.views.fetch import visible_incident
from postmortems.forms.postmortems import WaiverForm
from postmortems.permissions import can_waive_postmortem
from postmortems.selectors.matching import match_of, rule_of, waiver_of
from postmortems.services.waivers import take_back_waiver, waive_postmortem

WITH_SEVERITY = Incident.objects.select_related("severity")


def _waivable(request: AuthedRequest, number: int) -> Incident:
    incident = visible_incident(request, number, WITH_SEVERITY)
    if not can_waive_postmortem(request.user, incident):
        raise PermissionDenied
    return incident


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def postmortem_waive(request: AuthedRequest, number: int) -> HttpResponse:
    """GET asks for the reason, or shows the waiver; POST waives."""
    incident = _waivable(request, number)
    form = WaiverForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            waive_postmortem(incident=incident, actor=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "The postmortem was waived.")
            return redirect(incident)
    context = {
        "section": "postmortems",
        "incident": incident,
        "waiver": waiver_of(incident),
        "rule": rule_of(incident, match_of(incident).template),
        "form": form,
    }
    return render(request, "postmortems/postmortem_waive.html", context, status=status_of(form))


@managers_only
@require_POST
def postmortem_waiver_end(request: AuthedRequest, number: int) -> HttpResponse:
    """Takes the waiver back."""
    incident = _waivable(request, number)
    take_back_waiver(incident=incident, actor=request.user)
    messages.success(request, "The waiver was taken back; the rules hold again.")
    return redirect(incident)
