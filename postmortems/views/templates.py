"""Templates of postmortems. Managers look after them, and try them on an incident before they save."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, managers_only
from core.form_errors import errors_on, post_data, status_of
from incidents.models import Incident
from incidents.views.fetch import visible_incident
from postmortems.forms.templates import TemplateForm, section_forms
from postmortems.models import PostmortemTemplate
from postmortems.selectors.templates import Trial, template_rows, trial_of
from postmortems.services.templates import (
    TemplateDetails,
    add_template,
    checked,
    edit_template,
    section_rows,
    unsaved,
)

SECTION_FIELDS = ("heading", "kind", "guidance", "is_required", "is_for_customers")


@managers_only
@require_GET
def template_list(request: AuthedRequest) -> HttpResponse:
    """All templates, those in use first, in the managers' order."""
    context = {"section": "settings", "tab": "templates", "templates": template_rows()}
    return render(request, "postmortems/templates.html", context)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: AuthedRequest) -> HttpResponse:
    """A new template; it begins with the sections of the first one that is for every incident."""
    return _template(request, None)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """What it is for, its sections, and whether it is used."""
    return _template(request, get_object_or_404(PostmortemTemplate, pk=pk))


def _template(request: AuthedRequest, template: PostmortemTemplate | None) -> HttpResponse:
    """Shows the form, adds an empty section, tries what was typed, or saves it."""
    data = post_data(request)
    form = TemplateForm(data, template=template)
    sections = section_forms(data, _stored_sections(template), one_more="add" in request.POST)
    trial = None
    if data is not None and "add" not in data and form.is_valid() and sections.is_valid():
        details = form.details(sections.details())
        with errors_on(form):
            if "try" in data:
                trial = _try(request, form, details, template)
            else:
                _save(request, template, details, form.cleaned_data.get("seen") or None)
                return redirect("template_list")
    context = {
        "section": "settings",
        "tab": "templates",
        "form": form,
        "sections": sections,
        "template": template,
        "trial": trial,
    }
    is_fine = trial is not None or "add" in request.POST
    return render(request, "postmortems/template_form.html", context, status=200 if is_fine else status_of(form))


def _stored_sections(template: PostmortemTemplate | None) -> list[dict[str, object]]:
    source = template or PostmortemTemplate.objects.active().unconditional().first()
    rows = source.sections.all() if source else ()
    return [
        {"place": place} | {name: getattr(row, name) for name in SECTION_FIELDS}
        for place, row in enumerate(rows, start=1)
    ]


def _save(
    request: AuthedRequest, template: PostmortemTemplate | None, details: TemplateDetails, seen: str | None
) -> None:
    if template is None:
        made = add_template(actor=request.user, details=details)
        messages.success(request, f"The template {made.name} was added.")
        return
    edit_template(actor=request.user, template=template, details=details, seen=seen)
    messages.success(request, "Saved. Postmortems that began from it keep their sections.")


def _try(
    request: AuthedRequest, form: TemplateForm, details: TemplateDetails, present: PostmortemTemplate | None
) -> Trial | None:
    """What would become of the incident that was named; None, with words on the form, where there is none."""
    number = form.cleaned_data["number"]
    try:
        incident = visible_incident(request, number or 0, Incident.objects.select_related("severity"))
    except Http404:
        form.add_error("number", "There is no such incident, or you may not see it.")
        return None
    tried = unsaved(details, present=present)
    return trial_of(tried, section_rows(tried, checked(details.sections)), incident, request.user)
