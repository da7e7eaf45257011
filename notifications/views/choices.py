"""How a person wants each kind of message."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import AuthedRequest
from core.form_errors import errors_on, post_data, status_of
from notifications.forms import ChannelsForm
from notifications.services.choices import choose_channels


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: AuthedRequest) -> HttpResponse:
    """A channel for each kind."""
    form = ChannelsForm(post_data(request), person=request.user)
    if form.is_valid():
        with errors_on(form):
            choose_channels(
                person=request.user, wanted={name: said for name, said in form.cleaned_data.items() if said}
            )
            messages.success(request, "Saved. It holds for messages from now on.")
            return redirect("message_choices")
    context = {"section": "profile", "form": form}
    return render(request, "notifications/choices.html", context, status=status_of(form))
