"""Declaring an incident that is going on."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import AuthedRequest, responders_only
from core.paging import number_in
from core.refusals import sent, status_of, told_on
from customers.models import Report
from incidents.forms.declare import DeclareForm
from incidents.services.declaring import declare_incident


@responders_only
def declare(request: AuthedRequest) -> HttpResponse:
    """One screen, two fields; `?report=N` begins from what sales or support saw."""
    report = report_of(request)
    form = DeclareForm(sent(request), user=request.user, initial=begun_from(report))
    if form.is_valid():
        with told_on(form):
            incident = declare_incident(actor=request.user, details=form.details(report), client_uuid=form.uuid())
            return redirect(f"{incident.get_absolute_url()}#say")  # the cursor stands where the first entry is typed
    context = {"section": "incidents", "form": form, "report": report}
    return render(request, "incidents/declare.html", context, status=status_of(form))


def report_of(request: AuthedRequest) -> Report | None:
    """The report the address names, if there is such a one; anything else is no reason to stop anybody."""
    number = number_in(request.GET.get("report", ""))
    return Report.objects.visible_to(request.user).filter(pk=number).first() if number else None


def begun_from(report: Report | None) -> dict[str, object]:
    """What a report says already: its words are the title and what customers see, its time is when it began."""
    if report is None:
        return {}
    title = report.text.strip().splitlines()[0][:200]
    return {"title": title, "summary": report.text, "impact_started": report.since, "is_customer_facing": "yes"}
