"""Incident roles. Managers look; admins add, change and retire them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, admins_only, managers_only
from accounts.permissions import is_admin
from catalogue.forms import IncidentRoleForm
from catalogue.models import IncidentRole
from catalogue.selectors.listing import next_position
from catalogue.services.incident_roles import add_incident_role, edit_incident_role
from core.form_errors import errors_on, post_data, status_of

PAGE = {"section": "settings", "tab": "incident_roles"}


@managers_only
@require_GET
def incident_role_list(request: AuthedRequest) -> HttpResponse:
    """All roles, those that are given to people first."""
    roles = IncidentRole.objects.order_by("-is_active", "position", "name")
    context = PAGE | {"roles": roles, "may_edit": is_admin(request.user)}
    return render(request, "catalogue/incident_roles.html", context)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def incident_role_new(request: AuthedRequest) -> HttpResponse:
    """A new role."""
    form = IncidentRoleForm(post_data(request), initial={"position": next_position()})
    if form.is_valid():
        with errors_on(form):
            made = add_incident_role(actor=request.user, details=form.details())
            messages.success(request, f"The role {made.name} was added.")
            return redirect("incident_role_list")
    return render(request, "catalogue/incident_role_form.html", PAGE | {"form": form}, status=status_of(form))


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def incident_role_edit(request: AuthedRequest, slug: str) -> HttpResponse:
    """Changes a role, or retires it."""
    role = get_object_or_404(IncidentRole, slug=slug)
    form = IncidentRoleForm(post_data(request), instance=role)
    if form.is_valid():
        with errors_on(form):
            edit_incident_role(actor=request.user, role=role, details=form.details())
            messages.success(request, "Saved.")
            return redirect("incident_role_list")
    context = PAGE | {"form": form, "role": role}
    return render(request, "catalogue/incident_role_form.html", context, status=status_of(form))
