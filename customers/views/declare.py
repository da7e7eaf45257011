"""Declaring an incident from a report."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator

from accounts.http import AuthedRequest, responders_only
from accounts.models import User
from core.form_errors import errors_on, post_data, status_of
from customers.models import Report
from customers.services.reports import declare_from_report
from incidents.forms.declare import DeclareForm
from incidents.registries.panels import declare_panels
from incidents.selectors.zones import ShownZone, ZoneChoice
from incidents.views.responses import declared

LONGEST_SUMMARY = 2_000  # characters: of a pasted thread, what stands on top


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
            return declared(request, incident, form.details())
    panels = declare_panels.read(form.typed(), request.user)
    context = {"section": "incidents", "form": form, "report": report, "panels": panels}
    return render(request, "customers/declare.html", context, status=status_of(form))


def begun_from(report: Report, reader: User) -> dict[str, object]:
    """What a report says already, as `begun_from_all` says."""
    return begun_from_all([report], reader)


def begun_from_all(reports: Sequence[Report], reader: User) -> dict[str, object]:
    """What reports say already: the words of the first are the title and what customers see; the earliest start.

    The time is the instant that was meant when it was filed: "half an hour ago" must not be read again today.
    """
    first = reports[0]
    title = first.said.strip().splitlines()[0][:200]
    mine = ShownZone(ZoneChoice.MINE, reader.time_zone)
    since = min((report.since_at for report in reports if report.since_at), default=None)
    return {
        "title": title,
        "summary": Truncator(first.said).chars(LONGEST_SUMMARY),
        "impact_started": mine.typed(since) if since else "",
        "is_customer_facing": "yes",
    }
