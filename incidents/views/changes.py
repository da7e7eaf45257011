"""Changes of the incident itself: status, severity, roles, details, impact."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.http import AuthedRequest, responders_only
from catalogue.enums import BuiltInRole
from catalogue.models import IncidentRole
from core.errors import NotPermitted
from core.form_errors import errors_on, post_data
from incidents.enums import Milestone, Status
from incidents.forms.changes import EditDetailsForm, RoleForm, SeverityForm
from incidents.forms.impact import ImpactForm, interval_rows
from incidents.forms.milestones import SetMilestoneForm, StatusForm
from incidents.forms.room import FatesForm
from incidents.models import Incident
from incidents.permissions import can_give_lead, can_give_role
from incidents.registries.panels import Step, step_parts
from incidents.selectors.moves import move_named
from incidents.selectors.roles import holders_by_role
from incidents.selectors.tasks import open_tasks
from incidents.selectors.zones import ShownZone
from incidents.services.changes import change_severity, change_status
from incidents.services.details import IMPACT, edit_details, edit_impact
from incidents.services.members import who_may
from incidents.services.roles import assign_role
from incidents.services.timeline import append_entry
from incidents.transitions import ASKS_ABOUT_TASKS
from incidents.views.fetch import visible_incident
from incidents.views.responses import AroundForm, FormPage, back_to_incident, render_form, zone_of

ROLE = "The new and the previous holder are notified at once."
# Milestones that are usually set when they are reached; the others are looked up afterwards.
REACHED_NOW = {Milestone.ACKNOWLEDGED, Milestone.IDENTIFIED, Milestone.MITIGATED, Milestone.RESOLVED}


@responders_only
def status(request: AuthedRequest, number: int, action: str) -> HttpResponse:
    """One step of the status table: when it happened, a note, why where the step asks, and what becomes of tasks."""
    incident = visible_incident(request, number)
    move = move_named(action)
    if move is None:
        raise Http404
    shown, why = zone_of(request, incident), move.asks if move.needs_reason else ""
    parts = step_parts.begin(Step(incident, move.target), request.user, request.GET)
    form = StatusForm(post_data(request), shown=shown, incident=incident, milestone=move.milestone, why=why)
    form.add_parts(parts)
    fates = FatesForm(post_data(request), tasks=open_tasks(incident) if move.target in ASKS_ABOUT_TASKS else ())
    if form.is_valid() and fates.is_valid():
        with errors_on(form):
            change_status(
                incident=incident,
                actor=request.user,
                change=form.change(move, fates.fates()),
                client_uuid=form.cleaned_data["client_uuid"],
                make_members=form.may_make_members,
                additions=[part.read(form.cleaned_data) for part in parts],
            )
            return back_to_incident(request, incident, words=form.cleaned_data["note"], is_step=True)
    back = "Go back" if move.target == Status.CANCELLED else "Cancel"
    words = FormPage(move.label, move.label, _kept(incident, move.milestone, shown), back=back)
    return render_form(request, incident, form, words, AroundForm(fates=fates))


def _kept(incident: Incident, milestone: Milestone | None, shown: ShownZone) -> str:
    """Where the milestone of a step is set already: that it stays there, unless a time is written."""
    at = getattr(incident, milestone.column) if milestone else None
    if milestone is None or at is None:
        return ""
    return (
        f"{milestone.label} is set already, to {shown.dated(at)}: with “now” it stays there. Write a time to move it."
    )


@responders_only
def milestone(request: AuthedRequest, number: int, name: str) -> HttpResponse:
    """When a milestone was reached: an entry that marks it."""
    incident = visible_incident(request, number)
    if name not in Milestone.values:
        raise Http404
    mark = Milestone(name)
    shown, is_now = zone_of(request, incident), incident.is_open and mark in REACHED_NOW
    form = SetMilestoneForm(post_data(request), shown=shown, incident=incident, milestone=mark, is_now=is_now)
    if form.is_valid():
        with errors_on(form):
            uuid, yes = form.cleaned_data["client_uuid"], form.may_make_members
            append_entry(
                incident=incident, actor=request.user, details=form.details(), client_uuid=uuid, make_members=yes
            )
            return back_to_incident(request, incident, "phases", words=form.cleaned_data["note"])
    at = getattr(incident, mark.column)
    lede = f"It is set already, to {shown.dated(at)}; it moves to what you write here." if at else ""
    return render_form(request, incident, form, FormPage(f"{mark.label}: when?", "Save", lede))


@responders_only
def severity(request: AuthedRequest, number: int) -> HttpResponse:
    """Another severity, from when on, and why."""
    incident = visible_incident(request, number)
    shown = zone_of(request, incident)
    form = SeverityForm(post_data(request), shown=shown, begin=incident.began_at, current=incident.severity_id)
    if form.is_valid():
        with errors_on(form):
            change_severity(
                incident=incident,
                actor=request.user,
                change=form.change(),
                client_uuid=form.cleaned_data["client_uuid"],
                make_members=form.may_make_members,
            )
            return back_to_incident(request, incident, words=form.cleaned_data["note"])
    lede = "Raising it notifies the people concerned at once, if the new severity announces incidents."
    return render_form(request, incident, form, FormPage("Change the severity", "Change severity", lede))


@responders_only
def role(request: AuthedRequest, number: int, slug: str) -> HttpResponse:
    """Takes a role or gives it to somebody."""
    incident = visible_incident(request, number)
    given = get_object_or_404(IncidentRole, pk=slug)
    may_give = can_give_lead if slug == BuiltInRole.LEAD else can_give_role
    if not may_give(request.user, incident):
        raise NotPermitted(f"You cannot change who leads this private incident. {who_may(incident)}")
    holder = holders_by_role(incident).get(slug)
    begun = {"person": None if holder == request.user else request.user}
    zone = zone_of(request, incident).zone
    form = RoleForm(post_data(request), incident=incident, actor=request.user, holder=holder, zone=zone, initial=begun)
    if form.is_valid():
        with errors_on(form):
            assign_role(
                incident=incident,
                actor=request.user,
                change=form.change(slug),
                make_member=form.cleaned_data.get("make_member", False),
                make_members=form.may_make_members,
            )
            return back_to_incident(request, incident, words=form.cleaned_data["note"])
    return render_form(request, incident, form, FormPage(f"Who takes the {given.noun} role?", "Hand over", ROLE))


@responders_only
def details(request: AuthedRequest, number: int) -> HttpResponse:
    """Title, what customers see, services, links, zone."""
    incident = visible_incident(request, number)
    form = EditDetailsForm(post_data(request), incident=incident, initial=EditDetailsForm.now(incident))
    if form.is_valid():
        with errors_on(form):
            edit_details(
                incident=incident,
                actor=request.user,
                values=form.values(),
                services=form.cleaned_data["services"],
                base_seq=form.cleaned_data["base_seq"],
            )
            return back_to_incident(request, incident)
    return render_form(request, incident, form, FormPage("Title and details", "Save"))


@responders_only
def impact(request: AuthedRequest, number: int) -> HttpResponse:
    """How much customers lost, how it was detected, and in which periods they were affected."""
    incident = visible_incident(request, number)
    form = ImpactForm(post_data(request), initial=ImpactForm.now(incident))
    rows = interval_rows(incident, zone_of(request, incident), post_data(request))
    if form.is_valid() and rows.is_valid():
        with errors_on(form):
            edit_impact(
                incident=incident,
                actor=request.user,
                values={name: form.cleaned_data[name] for name in IMPACT},
                intervals=rows.spans(),
                base_seq=form.cleaned_data["base_seq"],
            )
            return back_to_incident(request, incident)
    form_page = FormPage("Impact", "Save", "Leave what is not known empty: it is shown as unknown.")
    return render_form(request, incident, form, form_page, AroundForm(intervals=rows))
