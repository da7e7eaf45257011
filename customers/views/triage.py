"""Triage: the reports that wait, those of one problem together, and what is decided of a whole group."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, status_of, words_of
from core.paging import number_in
from customers.forms.reports import GroupDeclineForm, GroupForm, GroupJoinForm
from customers.models import Report
from customers.selectors.triage import triage
from customers.services.reports import declare_from_reports, decline_reports, join_reports, see_reports
from customers.views.declare import begun_from_all
from incidents.forms.declare import DeclareForm
from incidents.registries.panels import declare_panels
from incidents.views.responses import declared


@responders_only
def report_triage(request: AuthedRequest) -> HttpResponse:
    """All that waits for a decision."""
    return _page(request)


@require_POST
@responders_only
def group_see(request: AuthedRequest) -> HttpResponse:
    """Somebody looks at them; each reporter is told once."""
    form = GroupForm(request.POST, user=request.user)
    if form.is_valid():
        seen = see_reports(reports=form.reports(), actor=request.user)
        messages.success(request, f"You are looking at {_counted(seen)}." if seen else "Somebody looked already.")
        return redirect("report_triage")
    return _page(request, form)


@require_POST
@responders_only
def group_join(request: AuthedRequest) -> HttpResponse:
    """They belong to an incident that is known."""
    form = GroupJoinForm(request.POST, user=request.user)
    if form.is_valid():
        with errors_on(form):
            incident = form.cleaned_data["incident"]
            linked = join_reports(reports=form.reports(), actor=request.user, incident=incident)
            messages.success(request, f"{_counted(linked)} linked to {incident.reference}.")
            return redirect("report_triage")
    return _page(request, form)


@require_POST
@responders_only
def group_decline(request: AuthedRequest) -> HttpResponse:
    """They are no incident; the reporters get words to pass on."""
    form = GroupDeclineForm(request.POST, user=request.user)
    if form.is_valid():
        with errors_on(form):
            answer = form.cleaned_data["answer"]
            declined = decline_reports(reports=form.reports(), actor=request.user, answer=answer)
            messages.success(request, f"{_counted(declined)} declined.")
            return redirect("report_triage")
    return _page(request, form)


@require_POST
@responders_only
def group_declare(request: AuthedRequest) -> HttpResponse:
    """The form that declares an incident from them, opened by the button of the group, and what it sends."""
    group = GroupForm(request.POST, user=request.user)
    if not group.is_valid():
        return _page(request, group)
    reports = group.reports()
    is_sent = "begin" not in request.POST
    form = DeclareForm(
        request.POST if is_sent else None, user=request.user, initial=begun_from_all(reports, request.user)
    )
    if form.is_valid():
        with errors_on(form):
            incident = declare_from_reports(
                reports=reports, actor=request.user, details=form.details(), client_uuid=form.uuid()
            )
            return declared(request, incident, form.details())
    panels = declare_panels.read(form.typed(), request.user)
    context = {"section": "incidents", "form": form, "reports": reports, "panels": panels}
    return render(request, "customers/declare_group.html", context, status=status_of(form))


def _page(request: AuthedRequest, refused: GroupForm | None = None) -> HttpResponse:
    """The groups as they are now; what was typed stands in the group that it was for."""
    found = triage(request.user)
    context: dict[str, Any] = {"section": "reports", "triage": found}
    if refused is None:
        return render(request, "customers/triage_page.html", context)
    sent: list[str] = refused.data.getlist("report")  # type: ignore[attr-defined]
    ticked = [number for each in sent if (number := number_in(each))]
    context |= {
        "refusal": words_of(refused),
        "faulty": next((name for name in ("incident", "answer") if name in refused.errors), ""),
        "ticked": ticked,
        "touched": [group.first.pk for group in found.groups if {report.pk for report in group.reports} & set(ticked)],
        "answer": refused.data.get("answer", ""),
        "incident": refused.data.get("incident", ""),
    }
    return render(request, "customers/triage_page.html", context, status=status_of(refused))


def _counted(reports: list[Report]) -> str:
    return reports[0].reference if len(reports) == 1 else f"{len(reports)} reports"
