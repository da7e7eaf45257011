"""Services: what can fail. Managers look; admins change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, admins_only, managers_only
from accounts.permissions import is_admin
from catalogue.forms import ServiceForm
from catalogue.models import Service
from catalogue.services.services import add_service, edit_service
from core.errors import DomainError


@managers_only
@require_GET
def service_list(request: AuthedRequest) -> HttpResponse:
    """All services, those that run first."""
    services = Service.objects.select_related("team").order_by("-is_active", "name")
    context = {"section": "settings", "tab": "services", "services": services, "may_edit": is_admin(request.user)}
    return render(request, "catalogue/services.html", context)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def service_new(request: AuthedRequest) -> HttpResponse:
    """A new service."""
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = add_service(actor=request.user, details=form.details())
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"The service {made.name} was added.")
            return redirect("service_list")
    context = {"section": "settings", "tab": "services", "form": form}
    return render(request, "catalogue/service_form.html", context, status=422 if form.is_bound else 200)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def service_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Changes a service, or retires it."""
    service = get_object_or_404(Service.objects.select_related("team"), pk=pk)
    form = ServiceForm(request.POST if request.method == "POST" else None, service=service)
    if form.is_valid():
        try:
            edit_service(actor=request.user, service=service, details=form.details())
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Saved.")
            return redirect("service_list")
    context = {"section": "settings", "tab": "services", "form": form, "service": service}
    return render(request, "catalogue/service_form.html", context, status=422 if form.is_bound else 200)
