"""Templates of action items. Managers add, change and retire them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, managers_only
from actions.forms.templates import ActionTemplateForm
from actions.models import ActionTemplate
from actions.services.templates import add_action_template, edit_action_template
from core.form_errors import errors_on, post_data, status_of

PAGE = {"section": "settings", "tab": "action_templates"}


@managers_only
@require_GET
def action_template_list(request: AuthedRequest) -> HttpResponse:
    """All templates, those in use first."""
    templates = ActionTemplate.objects.order_by("-is_active", "title")
    return render(request, "actions/templates.html", PAGE | {"templates": templates})


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def action_template_new(request: AuthedRequest) -> HttpResponse:
    """A new template."""
    form = ActionTemplateForm(post_data(request), template=None)
    if form.is_valid():
        with errors_on(form):
            add_action_template(actor=request.user, details=form.details())
            messages.success(request, "The template was added. The form of a new action item offers it.")
            return redirect("action_template_list")
    return render(request, "actions/template_form.html", PAGE | {"form": form}, status=status_of(form))


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def action_template_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Changes or retires a template."""
    template = get_object_or_404(ActionTemplate, pk=pk)
    form = ActionTemplateForm(post_data(request), template=template)
    if form.is_valid():
        with errors_on(form):
            edit_action_template(actor=request.user, template=template, details=form.details())
            messages.success(request, "Saved. Action items that began with it stay as they are.")
            return redirect("action_template_list")
    context = PAGE | {"form": form, "template": template}
    return render(request, "actions/template_form.html", context, status=status_of(form))
