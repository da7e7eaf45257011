"""What happened again: saying so, and what waiting for action items cost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthedRequest, responders_only
from actions.models import ActionItem
from core.addresses import local_path
from core.form_errors import errors_on, status_of
from followthrough.forms.recurrences import DecisionForm
from followthrough.selectors.board_recurrences import waited
from followthrough.selectors.board_sight import sight
from followthrough.services.recurrences import decide_recurrence
from followthrough.views.board import scope_of
from incidents.services import note_private_list, note_private_read
from incidents.views.fetch import visible_incident


@require_POST
@responders_only
def recurrence(request: AuthedRequest, number: int, item: int) -> HttpResponse:
    """Whether an action item answers what happened again in an incident; back to the page it was said on."""
    incident = visible_incident(request, number)
    items = ActionItem.objects.visible_to(request.user).select_related("incident")
    found: ActionItem = get_object_or_404(items, pk=item)
    note_private_read(incident=found.incident, actor=request.user)
    form = DecisionForm(request.POST)
    back = local_path(request.POST.get("back", "")) or incident.get_absolute_url()
    if form.is_valid():
        same = form.is_confirmed
        with errors_on(form):
            decide_recurrence(item=found, incident=incident, actor=request.user, is_confirmed=same)
            said = "the same" if same else "not the same"
            messages.success(request, f"{found.reference} and {incident.reference}: {said}.")
            return redirect(back)
    context = {"section": "incidents", "incident": incident, "item": found, "form": form, "back": back}
    return render(request, "followthrough/recurrence_refused.html", context, status=status_of(form))


@require_safe
@responders_only
def board_waiting(request: AuthedRequest) -> HttpResponse:
    """The incidents behind the figure of the board."""
    scope = scope_of(request)
    found = waited(sight(request.user, scope), request.GET.get("page", ""))
    note_private_list(actor=request.user, listed="What waiting cost", incidents=found.incidents)
    context = {"section": "board", "scope": scope, "found": found, "page": found.page}
    return render(request, "followthrough/board_waiting.html", context)
