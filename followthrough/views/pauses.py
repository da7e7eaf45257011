"""Pausing the reminders of an action item."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from actions.models import ActionItem
from core.form_errors import errors_on, post_data, status_of
from followthrough.forms.pauses import PauseForm
from followthrough.services.pauses import LONGEST, end_pause, pause_reminders
from incidents.services import note_private_read


@responders_only
@require_http_methods(["GET", "HEAD", "POST"])
def pause_new(request: AuthedRequest, number: int) -> HttpResponse:
    """Until when, and why."""
    item = _visible(request, number)
    form = PauseForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            said = form.cleaned_data
            pause_reminders(item=item, actor=request.user, until=said["until"], reason=said["reason"])
            messages.success(request, f"Nobody is reminded of {item.reference} before {said['until']:%-d %B %Y}.")
            return redirect(item)
    context = {"section": "board", "item": item, "form": form, "longest": LONGEST.days}
    return render(request, "followthrough/pause.html", context, status=status_of(form))


@responders_only
@require_POST
def pause_end(request: AuthedRequest, number: int) -> HttpResponse:
    """People are reminded again."""
    item = _visible(request, number)
    end_pause(item=item, actor=request.user)
    messages.success(request, f"People are reminded of {item.reference} again.")
    return redirect(item)


def _visible(request: AuthedRequest, number: int) -> ActionItem:
    items = ActionItem.objects.visible_to(request.user).select_related("incident")
    item: ActionItem = get_object_or_404(items, pk=number)
    note_private_read(incident=item.incident, actor=request.user)
    return item
