"""Declaring an incident from a report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import AuthedRequest, responders_only
from accounts.models import User
from core.form_errors import errors_on, post_data, status_of
from customers.models import Report
from customers.services.reports import declare_from_report
from incidents.forms.declare import DeclareForm
from incidents.registries.panels import declare_panels
from incidents.selectors.zones import ShownZone, ZoneChoice


@responders_only
def report_declare(request: AuthedRequest, number: int) -> HttpResponse:
    """The form that declares an incident, begun from what sales or support saw."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=number)
    form = DeclareForm(post_data(request), user=request.user, initial=begun_from(report, request.user))
    if form.is_valid():
        with errors_on(form):
            incident = declare_from_report(
                report=report, actor=request.user, details=form.details(), client_uuid=form.uuid()
            )
            return redirect(f"{incident.get_absolute_url()}?declared=1")
    panels = declare_panels.read(form.typed(), request.user)
    context = {"section": "incidents", "form": form, "report": report, "panels": panels}
    return render(request, "customers/declare.html", context, status=status_of(form))


def begun_from(report: Report, reader: User) -> dict[str, object]:
    """What a report says already: its words are the title and what customers see, its time is when it began.

    The time is the instant that was meant when it was filed: "half an hour ago" must not be read again today.
    """
    title = report.text.strip().splitlines()[0][:200]
    mine = ShownZone(ZoneChoice.MINE, reader.time_zone)
    began = mine.typed(report.since_at) if report.since_at else ""
    return {"title": title, "summary": report.text, "impact_started": began, "is_customer_facing": "yes"}
