"""Redacting what a report says."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import AuthedRequest, admins_only, recent_login_for_redaction
from core.form_errors import errors_on, post_data, status_of
from customers.models import Report
from customers.services.redacting import redact_report
from incidents.forms.corrections import ReasonForm
from incidents.views.redaction import BEYOND


@admins_only
@recent_login_for_redaction
def report_redact(request: AuthedRequest, number: int) -> HttpResponse:
    """Removes what a report says, also from the incident it was joined to."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=number)
    form = ReasonForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            redact_report(report=report, actor=request.user, reason=form.cleaned_data["reason"])
            return redirect(report)
    context = {"section": "reports", "report": report, "form": form, "beyond": BEYOND}
    return render(request, "customers/redact.html", context, status=status_of(form))
