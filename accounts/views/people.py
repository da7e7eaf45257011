"""People: the list, the page of one, and inviting. Managers look; admins change."""

from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.enums import CustomerScope, Role
from accounts.filters import PeopleFilter
from accounts.forms.people import CustomerScopeForm, InviteForm, PersonForm, RoleForm
from accounts.http import (
    AuthedRequest,
    admins_only,
    has_words,
    limited,
    managers_only,
    recent_login_required,
    require_recent_login,
)
from accounts.models import User
from accounts.permissions import MANAGING, is_admin
from accounts.registries.holdings import held_by
from accounts.selectors import events_about, memberships_of_person, people_for_list
from accounts.services import people as services
from accounts.services.invitations import Invited, invite_again, invite_person, links_of
from accounts.services.sessions import end_all_sessions
from core.chips import chips
from core.clock import now
from core.errors import DomainError
from core.limits import Limit
from core.paging import paginate

INVITED = "invited"  # in the session: who was invited last, and when
LINKS_SHOWN_FOR = timedelta(hours=1)


@managers_only
@require_GET
@limited(Limit.SEARCHES, has_words)
def people(request: AuthedRequest) -> HttpResponse:
    """Everybody who matches the filters."""
    found = PeopleFilter(request.GET, queryset=people_for_list(), request=request)
    page = paginate(found.qs, request.GET.get("page", ""))
    context = {
        "section": "settings",
        "tab": "people",
        "filter": found,
        "chips": chips(found.form, request.GET),
        "page": page,
        "may_edit": is_admin(request.user),
    }
    return render(request, "accounts/people.html", context)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: AuthedRequest) -> HttpResponse:
    """Somebody new: an e-mail with a link, which the next page also shows."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = form.cleaned_data | {"zone": form.cleaned_data["zone"].iana, "role": Role(form.cleaned_data["role"])}
        if facts["role"] in MANAGING:
            require_recent_login(request)
        try:
            invited = invite_person(actor=request.user, **facts)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return to_invited(request, [invited])
    context = {"section": "settings", "tab": "people", "form": form}
    return render(request, "accounts/invite.html", context, status=422 if form.is_bound else 200)


def to_invited(request: AuthedRequest, invited: list[Invited]) -> HttpResponse:
    """To the page that shows the links. The session only holds whom they are for."""
    request.session[INVITED] = {"people": [one.person.pk for one in invited], "at": now().timestamp()}
    return redirect("invited")


@admins_only
@require_GET
def invited(request: AuthedRequest) -> HttpResponse:
    """The links of those whom this admin has just invited, for an hour."""
    latest = request.session.get(INVITED, {"people": [], "at": 0})
    is_fresh = now().timestamp() - latest["at"] < LINKS_SHOWN_FOR.total_seconds()
    people = User.objects.active().filter(pk__in=latest["people"] if is_fresh else []).order_by("pk")
    context = {"section": "settings", "tab": "people", "invited": links_of(people)}
    return render(request, "accounts/invited.html", context)


@managers_only
@require_GET
def person(request: AuthedRequest, pk: int) -> HttpResponse:
    """One person: facts, teams, what they hold, what happened."""
    return _page(request, get_object_or_404(User.objects.people(), pk=pk))


def _page(request: AuthedRequest, shown: User, status: int = 200, **forms: BaseForm) -> HttpResponse:
    context = {
        "section": "settings",
        "tab": "people",
        "person": shown,
        "may_edit": is_admin(request.user),
        "memberships": memberships_of_person(shown),
        # Numbers of everything, private incidents too: for those who hand it over.
        "held": held_by(shown) if is_admin(request.user) else [],
        "has_second_factor": is_mfa_enabled(shown),
        "events": events_about(shown),
        "form": PersonForm(initial={"name": shown.name, "email": shown.email, "zone": shown.zone}),
        "role_form": RoleForm(initial={"role": shown.role}),
        "scope_form": CustomerScopeForm(initial={"customer_scope": shown.customer_scope}),
    } | forms
    return render(request, "accounts/person.html", context, status=status)


@admins_only
@require_POST
def edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Corrects name, address and zone; another address asks for a recent login, as it is what the person logs in by."""
    shown = get_object_or_404(User.objects.people(), pk=pk)
    form = PersonForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data | {"zone": form.cleaned_data["zone"].iana}
        if facts["email"].strip().lower() != shown.email:
            require_recent_login(request)
        try:
            changed = services.edit_person(actor=request.user, person=shown, **facts)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            if shown == request.user:
                update_session_auth_hash(request, changed)  # who changes their own address stays logged in here
            messages.success(request, "Saved.")
            return redirect("person", pk=pk)
    return _page(request, shown, 422, form=form)


@admins_only
@require_POST
@recent_login_required
def role(request: AuthedRequest, pk: int) -> HttpResponse:
    """Gives another role."""
    shown = get_object_or_404(User.objects.people(), pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            changed = services.change_role(actor=request.user, person=shown, role=Role(form.cleaned_data["role"]))
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{changed.name} is now {changed.get_role_display().lower()}.")
            return redirect("person", pk=pk)
    return _page(request, shown, 422, role_form=form)


@admins_only
@require_POST
@recent_login_required
def customer_scope(request: AuthedRequest, pk: int) -> HttpResponse:
    """Which customers a reporter sees."""
    shown = get_object_or_404(User.objects.people(), pk=pk)
    form = CustomerScopeForm(request.POST)
    if form.is_valid():
        scope = CustomerScope(form.cleaned_data["customer_scope"])
        changed = services.change_customer_scope(actor=request.user, person=shown, scope=scope)
        seen = "all customers" if scope == CustomerScope.ALL else "the customers they own"
        messages.success(request, f"{changed.name} now sees {seen}.")
        return redirect("person", pk=pk)
    return _page(request, shown, 422, scope_form=form)


@admins_only
@require_POST
def invite_anew(request: AuthedRequest, pk: int) -> HttpResponse:
    """A new link; the earlier one no longer works."""
    shown = get_object_or_404(User.objects.people(), pk=pk)
    if shown.role in MANAGING:
        require_recent_login(request)
    return to_invited(request, [invite_again(actor=request.user, person=shown)])


@admins_only
@require_POST
def end_sessions(request: AuthedRequest, pk: int) -> HttpResponse:
    """Logs the person out everywhere."""
    shown = get_object_or_404(User.objects.people(), pk=pk)
    end_all_sessions(actor=request.user, person=shown)
    messages.success(request, f"{shown.name} was logged out everywhere.")
    return redirect("person", pk=pk)


@admins_only
@require_POST
@recent_login_required
def remove_second_factor(request: AuthedRequest, pk: int) -> HttpResponse:
    """For somebody who lost phone and recovery codes."""
    shown = get_object_or_404(User.objects.people(), pk=pk)
    services.remove_second_factor(actor=request.user, person=shown)
    messages.success(
        request,
        f"{shown.name} was logged out everywhere, now logs in with the password alone, and should set up two-factor "
        "authentication again.",
    )
    return redirect("person", pk=pk)
