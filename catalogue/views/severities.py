"""The five severities: their words and rules. Managers look; admins change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, admins_only, managers_only
from accounts.permissions import is_admin
from catalogue.forms import SeverityForm
from catalogue.models import Severity
from catalogue.services.severities import edit_severity


@managers_only
@require_GET
def severity_list(request: AuthedRequest) -> HttpResponse:
    """The five, worst first."""
    context = {
        "section": "settings",
        "tab": "severities",
        "severities": Severity.objects.all(),
        "may_edit": is_admin(request.user),
    }
    return render(request, "catalogue/severities.html", context)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def severity_edit(request: AuthedRequest, level: int) -> HttpResponse:
    """Changes the words and rules of one."""
    severity = get_object_or_404(Severity, level=level)
    form = SeverityForm(request.POST if request.method == "POST" else None, instance=severity)
    if form.is_valid():
        edit_severity(actor=request.user, severity=severity, rules=form.rules())
        messages.success(request, f"{severity.label} was saved.")
        return redirect("severity_list")
    context = {"section": "settings", "tab": "severities", "form": form, "severity": severity}
    return render(request, "catalogue/severity_form.html", context, status=422 if form.is_bound else 200)
