"""The company, and many people at once: what an admin does first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import SecondFactorRule
from accounts.forms.bulk import PeopleForm
from accounts.forms.people import CompanyForm
from accounts.http import AuthedRequest, admins_only, require_recent_login
from accounts.models import Company, company_zone
from accounts.permissions import MANAGING
from accounts.services.company import SecondFactorPolicy, edit_company, settle_company
from accounts.services.invitations import invite_people
from accounts.views.people import to_invited
from core.form_errors import errors_on, post_data, status_of


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: AuthedRequest) -> HttpResponse:
    """Name, zone, and who needs a second factor; changing the last asks for a recent login."""
    shown = Company.objects.first()
    initial: dict[str, Any] = {"name": shown.name if shown else "", "zone": company_zone()}
    if shown:
        initial |= {
            "currency": shown.currency,
            "second_factor": shown.second_factor,
            "second_factor_from": shown.second_factor_from,
        }
    form = CompanyForm(post_data(request), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        policy = SecondFactorPolicy(SecondFactorRule(said["second_factor"]), said["second_factor_from"])
        if {"second_factor", "second_factor_from"} & set(form.changed_data):
            require_recent_login(request)
        edit_company(
            actor=request.user,
            name=said["name"],
            zone=said["zone"].iana,
            currency=said["currency"],
            policy=policy,
        )
        messages.success(request, "Saved.")
        return redirect("company")
    context = {"section": "settings", "tab": "company", "form": form}
    return render(request, "accounts/company.html", context, status=status_of(form))


@admins_only
@require_POST
def settle(request: AuthedRequest) -> HttpResponse:
    """The first steps are dismissed."""
    settle_company(actor=request.user)
    return redirect("home")


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request: AuthedRequest) -> HttpResponse:
    """A table of people is shown as it was read, and invited by a second press."""
    form = PeopleForm(post_data(request), request.FILES or None)
    page = {"section": "settings", "tab": "people", "form": form}
    if not form.is_valid():
        return render(request, "accounts/invite_many.html", page, status=status_of(form))
    if "invite" in request.POST and form.people:
        if any(person.role in MANAGING for person in form.people):
            require_recent_login(request)
        with errors_on(form):
            return to_invited(request, invite_people(actor=request.user, people=form.people))
    if form.errors:
        return render(request, "accounts/invite_many.html", page, status=status_of(form))
    return render(request, "accounts/invite_preview.html", page)
