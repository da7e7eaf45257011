"""Templates of customer updates. Managers look after them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, managers_only
from core.form_errors import errors_on, post_data, status_of
from customers.forms.update_templates import UpdateTemplateForm
from customers.models import UpdateTemplate
from customers.services.update_templates import add_template, edit_template


@managers_only
@require_GET
def update_template_list(request: AuthedRequest) -> HttpResponse:
    """All templates, those in use first."""
    templates = UpdateTemplate.objects.order_by("-is_active", "name").prefetch_related("severities", "services")
    context = {"section": "settings", "tab": "update_templates", "templates": templates}
    return render(request, "customers/update_templates.html", context)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def update_template_new(request: AuthedRequest) -> HttpResponse:
    """A new template."""
    form = UpdateTemplateForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            made = add_template(actor=request.user, details=form.details())
            messages.success(request, f"The template {made.name} was added.")
            return redirect("update_template_list")
    context = {"section": "settings", "tab": "update_templates", "form": form}
    return render(request, "customers/update_template_form.html", context, status=status_of(form))


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def update_template_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Its words, for which incidents it is, and whether it is used."""
    template = get_object_or_404(UpdateTemplate, pk=pk)
    form = UpdateTemplateForm(post_data(request), template=template)
    if form.is_valid():
        with errors_on(form):
            edit_template(actor=request.user, template=template, details=form.details())
            messages.success(request, "Saved. Updates that were written with it stay as they are.")
            return redirect("update_template_list")
    context = {"section": "settings", "tab": "update_templates", "form": form, "template": template}
    return render(request, "customers/update_template_form.html", context, status=status_of(form))
