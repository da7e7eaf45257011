"""Settings of the status page: managers plan maintenance, admins open the page to everybody."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, admins_only, managers_only
from catalogue.models import Service
from core.clock import now
from core.form_errors import errors_on, post_data, status_of
from customers.forms.status_page import MaintenanceForm
from customers.models import Maintenance, StatusPage, Subscriber
from customers.selectors.status_page.reading import company_and_clock, told_incidents
from customers.services.status_page.maintenance import cancel_maintenance, edit_maintenance, plan_maintenance
from customers.services.status_page.switching import switch_status_page
from notifications.smtp import is_configured

PAGE = {"section": "settings", "tab": "status_page"}
MOST_PAST = 20


@managers_only
@require_GET
def status_settings(request: AuthedRequest) -> HttpResponse:
    """Whether the page is public, how many subscribed, what it shows, and maintenance."""
    standing = Maintenance.objects.standing().prefetch_related("services")
    context = PAGE | {
        "is_public": StatusPage.is_public_now(),
        "subscribers": Subscriber.objects.count(),
        "services": _on_page(),
        "planned": standing.filter(ends_at__gt=now()).order_by("starts_at"),
        "past": standing.filter(ends_at__lte=now())[:MOST_PAST],
    }
    return render(request, "customers/status/settings.html", context)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def status_switch(request: AuthedRequest) -> HttpResponse:
    """Closes it, or opens it to everybody after the page that asks once more."""
    if request.method != "POST":
        if StatusPage.is_public_now():
            return redirect("status_settings")
        context = PAGE | {"services": _on_page(), "incidents": _shown_incidents(), "mail_is_on": is_configured()}
        return render(request, "customers/status/open.html", context)
    is_public = request.POST.get("is_public") == "yes"
    switch_status_page(actor=request.user, is_public=is_public)
    messages.success(request, "Everybody can read it now." if is_public else "It is for those who can log in now.")
    return redirect("status_settings")


def _on_page() -> QuerySet[Service]:
    return Service.objects.active().filter(on_status_page=True).order_by("status_group", "customer_name")


def _shown_incidents() -> int:
    """Those that everybody will read of."""
    return told_incidents(company_and_clock()[1]).count()


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def maintenance_new(request: AuthedRequest) -> HttpResponse:
    """Plans maintenance."""
    form = MaintenanceForm(post_data(request), zone=request.user.time_zone)
    if form.is_valid():
        with errors_on(form):
            plan_maintenance(actor=request.user, details=form.details(), client_uuid=form.cleaned_data["client_uuid"])
            messages.success(request, "The status page says so within a few seconds.")
            return redirect("status_settings")
    return render(request, "customers/status/maintenance.html", PAGE | {"form": form}, status=status_of(form))


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def maintenance_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Changes it."""
    found = get_object_or_404(Maintenance.objects.standing(), pk=pk)
    initial = MaintenanceForm.initial_of(found, request.user.time_zone)
    form = MaintenanceForm(post_data(request), zone=request.user.time_zone, initial=initial)
    if form.is_valid():
        with errors_on(form):
            seen = form.cleaned_data["seen"] or 0
            edit_maintenance(maintenance=found, actor=request.user, details=form.details(), seen=seen)
            messages.success(request, "The status page says so within a few seconds.")
            return redirect("status_settings")
    context = PAGE | {"form": form, "maintenance": found}
    return render(request, "customers/status/maintenance.html", context, status=status_of(form))


@managers_only
@require_POST
def maintenance_cancel(request: AuthedRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    cancel_maintenance(maintenance=get_object_or_404(Maintenance, pk=pk), actor=request.user, at=now())
    messages.success(request, "Cancelled. The status page no longer names it.")
    return redirect("status_settings")
