"""The rules of the whole installation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import AuthedRequest, admins_only
from catalogue.forms import RulesForm
from catalogue.models import Rules
from catalogue.services.rules import edit_rules
from core.form_errors import errors_on, post_data, status_of

PAGE = {"section": "settings", "tab": "rules"}


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: AuthedRequest) -> HttpResponse:
    """Shows and changes them."""
    form = RulesForm(post_data(request), instance=Rules.current())
    if form.is_valid():
        with errors_on(form):
            edit_rules(actor=request.user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("rules")
    return render(request, "catalogue/rules.html", PAGE | {"form": form}, status=status_of(form))
