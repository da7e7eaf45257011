"""The rules of the whole installation. Managers look; admins change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest, admins_only, managers_only
from accounts.permissions import is_admin
from catalogue.forms import RulesForm
from catalogue.models import Rules
from catalogue.services.rules import edit_rules
from core.form_errors import errors_on, status_of

PAGE = {"section": "settings", "tab": "rules"}


@managers_only
@require_GET
def rules(request: AuthedRequest) -> HttpResponse:
    """Managers look; admins change."""
    return _page(request, RulesForm(instance=Rules.current()))


@admins_only
@require_POST
def rules_edit(request: AuthedRequest) -> HttpResponse:
    """Changes them."""
    form = RulesForm(request.POST, instance=Rules.current())
    if form.is_valid():
        with errors_on(form):
            edit_rules(actor=request.user, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("rules")
    return _page(request, form)


def _page(request: AuthedRequest, form: RulesForm) -> HttpResponse:
    may_edit = is_admin(request.user)
    for field in form.fields.values():
        field.disabled = not may_edit
    context = PAGE | {"form": form, "may_edit": may_edit}
    return render(request, "catalogue/rules.html", context, status=status_of(form))
