"""Checklists: the tasks that incidents are given by severity and service. Managers look after them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest, managers_only
from catalogue.forms import ChecklistForm
from catalogue.models import Checklist
from catalogue.selectors.listing import checklist_rows
from catalogue.services.checklists import add_checklist, edit_checklist
from core.form_errors import errors_on, post_data, status_of


@managers_only
@require_GET
def checklist_list(request: AuthedRequest) -> HttpResponse:
    """All checklists, those that are used first."""
    context = {"section": "settings", "tab": "checklists", "checklists": checklist_rows()}
    return render(request, "catalogue/checklists.html", context)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_new(request: AuthedRequest) -> HttpResponse:
    """A new checklist."""
    form = ChecklistForm(post_data(request))
    if form.is_valid():
        with errors_on(form):
            made = add_checklist(actor=request.user, details=form.details())
            messages.success(request, f"The checklist {made.name} was added.")
            return redirect("checklist_list")
    context = {"section": "settings", "tab": "checklists", "form": form}
    return render(request, "catalogue/checklist_form.html", context, status=status_of(form))


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Its tasks, what it is for, and whether it is used."""
    checklist = get_object_or_404(Checklist, pk=pk)
    form = ChecklistForm(post_data(request), checklist=checklist)
    if form.is_valid():
        with errors_on(form):
            edit_checklist(actor=request.user, checklist=checklist, details=form.details())
            messages.success(request, "Saved. Incidents that already have its tasks keep them.")
            return redirect("checklist_list")
    context = {"section": "settings", "tab": "checklists", "form": form, "checklist": checklist}
    return render(request, "catalogue/checklist_form.html", context, status=status_of(form))
