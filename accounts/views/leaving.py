"""Deactivating and reactivating a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.people import HandoverForm
from accounts.http import AuthedRequest, admins_only, recent_login_required
from accounts.models import User
from accounts.registries.holdings import held_by
from accounts.services.leaving import deactivate_person, reactivate_person
from core.form_errors import errors_on, post_data, status_of


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: AuthedRequest, pk: int) -> HttpResponse:
    """Asks who takes over what the person holds, then ends their sessions."""
    person = get_object_or_404(User.objects.people(), pk=pk)
    form = HandoverForm(post_data(request), person=person, held=held_by(person))
    if form.is_valid():
        with errors_on(form):
            successors, yes = form.successors(), form.may_make_members
            deactivate_person(actor=request.user, person=person, successors=successors, make_members=yes)
            messages.success(request, f"{person.name} was deactivated and logged out everywhere.")
            return redirect("person", pk=pk)
    context = {"section": "settings", "tab": "people", "person": person, "form": form}
    return render(request, "accounts/deactivate.html", context, status=status_of(form))


@admins_only
@require_POST
@recent_login_required
def reactivate(request: AuthedRequest, pk: int) -> HttpResponse:
    """Lets the person log in again."""
    person = reactivate_person(actor=request.user, person=get_object_or_404(User.objects.people(), pk=pk))
    messages.success(request, f"{person.name} can log in again. What was handed over stays with whoever has it now.")
    return redirect("person", pk=pk)
