"""Splitting one action item into several."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import AuthedRequest, responders_only
from actions.forms.splitting import CLOSES, SplitForm
from actions.services.splitting import split_item
from actions.views.item import visible_item
from core.form_errors import errors_on, post_data, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def action_split(request: AuthedRequest, number: int) -> HttpResponse:
    """Asks for the titles, and makes an item of each."""
    item = visible_item(request, number)
    form = SplitForm(post_data(request))
    if form.is_valid():
        said = form.cleaned_data
        with errors_on(form):
            made = split_item(
                item=item,
                actor=request.user,
                titles=said["titles"].splitlines(),
                closes=said["then"] == CLOSES,
                client_uuid=said["client_uuid"] or uuid4(),
            )
            messages.success(request, f"{item.reference} was split into {', '.join(each.reference for each in made)}.")
            return redirect(item)
    context = {"section": "board", "item": item, "form": form}
    return render(request, "actions/action_split.html", context, status=status_of(form))
