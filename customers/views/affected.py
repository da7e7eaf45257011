"""Which customers an incident affects: the table, and changing it."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import AuditAction
from accounts.http import AuthedRequest, limited, responders_only
from accounts.services import audit
from core.form_errors import errors_on, post_data, status_of
from core.limits import Limit
from customers.exporting.tables import affected_csv
from customers.forms.affected import AddAffectedForm, AddByServiceForm, AffectedForm
from customers.forms.customers import LinkForm
from customers.models import AffectedCustomer
from customers.selectors.affected import affected_page
from customers.services.affected import (
    Added,
    add_affected,
    add_users_of,
    edit_affected,
    remove_affected,
    reports_naming,
)
from customers.services.linking import link_affected
from incidents.models import Incident
from incidents.views.fetch import visible_incident


@responders_only
@require_GET
def affected_list(request: AuthedRequest, number: int) -> HttpResponse:
    """The table, and the forms that add to it."""
    return _page(request, visible_incident(request, number))


@responders_only
@require_POST
def affected_add(request: AuthedRequest, number: int) -> HttpResponse:
    """By name, one on each line."""
    incident = visible_incident(request, number)
    form = AddAffectedForm(request.POST, incident=incident, user=request.user)
    if form.is_valid():
        with errors_on(form):
            added = add_affected(
                incident=incident, actor=request.user, names=form.cleaned_data["names"], period=form.period
            )
            return _added(request, incident, added)
    return _page(request, incident, status_of(form), add_form=form)


@responders_only
@require_POST
def affected_add_by_service(request: AuthedRequest, number: int) -> HttpResponse:
    """All customers that use some services."""
    incident = visible_incident(request, number)
    form = AddByServiceForm(request.POST, incident=incident)
    if form.is_valid():
        with errors_on(form):
            services = list(form.cleaned_data["services"])
            added = add_users_of(incident=incident, actor=request.user, services=services, period=form.period)
            return _added(request, incident, added)
    return _page(request, incident, status_of(form), service_form=form)


@responders_only
@limited(Limit.EXPORTS)
def affected_csv_file(request: AuthedRequest, number: int) -> HttpResponseBase:
    """The table as a file for the account teams."""
    incident = visible_incident(request, number)
    detail = {"file": "affected customers as CSV"}
    audit(actor=request.user, action=AuditAction.EXPORTED, subject=incident, detail=detail)
    return affected_csv(incident, request.user)


@responders_only
@require_http_methods(["GET", "HEAD", "POST"])
def affected_edit(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """From when until when; a name that no customer has is linked here, too."""
    affected = visible_affected(request, number, pk)
    form = AffectedForm(post_data(request), incident=affected.incident, initial=AffectedForm.now(affected))
    if form.is_valid():
        with errors_on(form):
            edit_affected(affected=affected, actor=request.user, period=form.period)
            messages.success(request, "Saved.")
            return redirect("affected_list", affected.incident_id)
    return _edit_page(request, affected, form=form)


@responders_only
@require_POST
def affected_link(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """The name means this customer."""
    affected = visible_affected(request, number, pk)
    form = LinkForm(request.POST, user=request.user)
    if form.is_valid():
        with errors_on(form):
            customer = form.cleaned_data["customer"]
            link_affected(affected=affected, actor=request.user, customer=customer)
            messages.success(request, f"“{affected.name}” is linked to {customer.name}.")
            return redirect("affected_list", affected.incident_id)
    return _edit_page(request, affected, link_form=form)


@responders_only
@require_POST
def affected_remove(request: AuthedRequest, number: int, pk: int) -> HttpResponse:
    """It was not affected after all."""
    affected = visible_affected(request, number, pk)
    remove_affected(affected=affected, actor=request.user)
    messages.success(request, f"{affected.name} was removed.")
    return redirect("affected_list", affected.incident_id)


def visible_affected(request: AuthedRequest, number: int, pk: int) -> AffectedCustomer:
    """An affected customer of an incident, or 404."""
    incident = visible_incident(request, number)
    rows = AffectedCustomer.objects.select_related("customer", "incident")
    return get_object_or_404(rows, incident=incident, pk=pk)


def _added(request: AuthedRequest, incident: Incident, added: Added) -> HttpResponse:
    there = f" {added.present} stood there already." if added.present else ""
    messages.success(request, f"{added.added} added.{there}")
    return redirect("affected_list", incident.pk)


def _page(request: AuthedRequest, incident: Incident, status: int = 200, **forms: BaseForm) -> HttpResponse:
    shown = affected_page(incident, request.user, request.GET.get("page", ""))
    context = {
        "section": "incidents",
        "incident": incident,
        "shown": shown,
        "page": shown.page,
        "back": reverse("affected_list", args=[incident.pk]),
        "add_form": AddAffectedForm(incident=incident, user=request.user),
        "service_form": AddByServiceForm(incident=incident),
    } | forms
    return render(request, "customers/affected.html", context, status=status)


def _edit_page(request: AuthedRequest, affected: AffectedCustomer, **forms: BaseForm) -> HttpResponse:
    incident = affected.incident
    context = {
        "section": "incidents",
        "incident": incident,
        "affected": affected,
        "reports": reports_naming(affected),
        "form": AffectedForm(incident=incident, initial=AffectedForm.now(affected)),
        "link_form": LinkForm(user=request.user, initial={"customer": affected.name}),
    } | forms
    (sent,) = forms.values()
    return render(request, "customers/affected_edit.html", context, status=status_of(sent))
