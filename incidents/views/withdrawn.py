"""Incidents that were withdrawn: the reasons, and the way back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from core.paging import paginate
from incidents.models import Incident
from incidents.services.members import note_private_list, note_private_read
from incidents.services.withdrawing import restore_incident


@responders_only
def withdrawn_list(request: AuthedRequest) -> HttpResponse:
    """Those that the person would see, the latest first."""
    found = Incident.objects.withdrawn_for(request.user).select_related("withdrawn_by", "severity").defer("search")
    page = paginate(found.order_by("-withdrawn_at", "-pk"), request.GET.get("page", ""))
    note_private_list(actor=request.user, listed="List of withdrawn incidents", incidents=[row.pk for row in page])
    return render(request, "incidents/withdrawn.html", {"section": "incidents", "page": page})


@require_POST
@responders_only
def incident_restore(request: AuthedRequest, number: int) -> HttpResponse:
    """Brings one back."""
    incident = get_object_or_404(Incident.objects.withdrawn_for(request.user), pk=number)
    note_private_read(incident=incident, actor=request.user)
    restored = restore_incident(incident=incident, actor=request.user)
    messages.success(request, f"{restored.reference} is back.")
    return redirect(restored)
