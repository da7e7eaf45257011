"""Who may see an incident: private or not, and its members."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, post_data
from incidents.forms.changes import MemberForm, PrivacyForm
from incidents.models import Incident, IncidentMember
from incidents.services.members import add_member, people_at_work, remove_member, require_right_to_sight, set_privacy
from incidents.views.fetch import visible_incident
from incidents.views.responses import AroundForm, FormPage, back_to_incident, render_form

PRIVACY = FormPage(
    "Who can see it",
    "Save",
    "A private incident is invisible to all but its members and admins: in lists, searches, numbers, mails, exports. "
    "Access by admins is logged. Who declared it and who led it become members with whoever hides it.",
)


@responders_only
def privacy(request: AuthedRequest, number: int) -> HttpResponse:
    """Turns privacy on or off; those with a role are asked about, never added silently."""
    incident = visible_incident(request, number)
    require_right_to_sight(incident, request.user)
    form = PrivacyForm(post_data(request), initial={"is_private": incident.is_private})
    if form.is_valid():
        with errors_on(form):
            members = people_at_work(incident) if form.cleaned_data["make_holders_members"] else []
            set_privacy(
                incident=incident, actor=request.user, is_private=form.cleaned_data["is_private"], members=members
            )
            return back_to_incident(request, incident)
    return render_form(request, incident, form, PRIVACY, around_privacy(incident, MemberForm()))


@require_POST
@responders_only
def member_add(request: AuthedRequest, number: int) -> HttpResponse:
    """Lets one more person see it."""
    incident = visible_incident(request, number)
    require_right_to_sight(incident, request.user)
    form = MemberForm(request.POST)
    if form.is_valid():
        with errors_on(form):
            add_member(incident=incident, actor=request.user, person=form.cleaned_data["person"])
            return back_to_incident(request, incident)
    opened = PrivacyForm(initial={"is_private": incident.is_private})
    return render_form(request, incident, opened, PRIVACY, around_privacy(incident, form))


@require_POST
@responders_only
def member_remove(request: AuthedRequest, number: int, person_id: int) -> HttpResponse:
    """Somebody no longer sees it."""
    incident = visible_incident(request, number)
    require_right_to_sight(incident, request.user)
    membership = get_object_or_404(IncidentMember.objects.select_related("user"), incident=incident, user_id=person_id)
    remove_member(incident=incident, actor=request.user, person=membership.user)
    return back_to_incident(request, incident)


def around_privacy(incident: Incident, member_form: MemberForm) -> AroundForm:
    """Members by name, and the form that adds one."""
    members = incident.memberships.select_related("user").order_by("user__name")
    return AroundForm(members=list(members), member_form=member_form)
