"""Teams. Managers look; admins change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.teams import MemberForm, NewTeamForm, TeamForm
from accounts.http import AuthedRequest, admins_only, managers_only
from accounts.models import Team, User
from accounts.permissions import is_admin
from accounts.selectors import memberships_of, teams_for_list
from accounts.services import teams as services
from core.errors import DomainError


@managers_only
@require_GET
def teams(request: AuthedRequest) -> HttpResponse:
    """All teams."""
    context = {"section": "settings", "tab": "teams", "teams": teams_for_list(), "may_edit": is_admin(request.user)}
    return render(request, "accounts/teams.html", context)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: AuthedRequest) -> HttpResponse:
    """A new team."""
    form = NewTeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = services.create_team(actor=request.user, name=form.cleaned_data["name"])
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"The team {made.name} was created. Add its people below.")
            return redirect(made)
    context = {"section": "settings", "tab": "teams", "form": form}
    return render(request, "accounts/team_new.html", context, status=422 if form.is_bound else 200)


@managers_only
@require_GET
def team(request: AuthedRequest, pk: int) -> HttpResponse:
    """One team and who belongs to it."""
    return _page(request, get_object_or_404(Team, pk=pk))


def _page(request: AuthedRequest, shown: Team, status: int = 200, **forms: TeamForm | MemberForm) -> HttpResponse:
    context = {
        "section": "settings",
        "tab": "teams",
        "team": shown,
        "may_edit": is_admin(request.user),
        "memberships": memberships_of(shown),
        "form": TeamForm(
            initial={"name": shown.name, "is_active": shown.is_active, "report_minutes": shown.report_minutes}
        ),
        "member_form": MemberForm(team=shown),
    } | forms
    return render(request, "accounts/team.html", context, status=status)


@admins_only
@require_POST
def edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Renames, closes or opens a team."""
    shown = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST)
    if form.is_valid():
        try:
            services.edit_team(actor=request.user, team=shown, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Saved.")
            return redirect("team", pk=pk)
    return _page(request, shown, 422, form=form)


@admins_only
@require_POST
def put_in(request: AuthedRequest, pk: int) -> HttpResponse:
    """Somebody joins the team, or starts or stops managing it."""
    shown = get_object_or_404(Team, pk=pk)
    form = MemberForm(request.POST, team=shown)
    if not form.is_valid():
        return _page(request, shown, 422, member_form=form)
    services.put_in_team(actor=request.user, team=shown, **form.cleaned_data)
    part = "manages" if form.cleaned_data["is_manager"] else "belongs to"
    messages.success(request, f"{form.cleaned_data['person'].name} now {part} {shown.name}.")
    return redirect("team", pk=pk)


@admins_only
@require_POST
def take_out(request: AuthedRequest, pk: int, person_pk: int) -> HttpResponse:
    """Ends a membership."""
    person = get_object_or_404(User, pk=person_pk)
    shown = get_object_or_404(Team, pk=pk)
    services.take_out_of_team(actor=request.user, team=shown, person=person)
    messages.success(request, f"{person.name} no longer belongs to {shown.name}.")
    return redirect("team", pk=pk)
