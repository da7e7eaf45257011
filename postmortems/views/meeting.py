"""The review meeting: setting it, cancelling it, its file for calendars, its agenda."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest, responders_only
from core.form_errors import errors_on, post_data, status_of
from postmortems.exporting.meeting import meeting_file
from postmortems.forms.preparation import MeetingForm
from postmortems.permissions import can_edit_postmortem
from postmortems.selectors.agenda import agenda_of
from postmortems.services.meetings import MeetingMoved, asked_to_meeting, cancel_meeting, set_meeting
from postmortems.views.fetch import editable_postmortem, visible_postmortem


@require_http_methods(["GET", "HEAD", "POST"])
@responders_only
def review_meeting(request: AuthedRequest, number: int) -> HttpResponse:
    """GET shows the meeting to set or move; POST does it."""
    found = editable_postmortem(request, number)
    form = MeetingForm(post_data(request), postmortem=found)
    if form.is_valid():
        with errors_on(form):
            try:
                seen = form.cleaned_data["seen"] or 0
                set_meeting(postmortem=found, actor=request.user, plan=form.plan, seen=seen)
            except MeetingMoved as met:
                form.begin_again(met.present)
                raise
            messages.success(request, "The meeting is set.")
            return redirect("agenda", number)
    context = {
        "section": "postmortems",
        "postmortem": found,
        "form": form,
        "people": asked_to_meeting(found, found.incident),
    }
    return render(request, "postmortems/review_meeting.html", context, status=status_of(form))


@require_POST
@responders_only
def review_meeting_cancel(request: AuthedRequest, number: int) -> HttpResponse:
    """There is no meeting any more."""
    cancel_meeting(postmortem=editable_postmortem(request, number), actor=request.user)
    messages.success(request, "The meeting is cancelled.")
    return redirect("review_meeting", number)


@require_GET
@responders_only
def review_meeting_file(request: AuthedRequest, number: int) -> HttpResponse:
    """The meeting as a file for calendars; 404 while none is set."""
    found = visible_postmortem(request, number)
    if found.meeting_at is None:
        raise Http404
    return meeting_file(found, asked_to_meeting(found, found.incident))


@require_GET
@responders_only
def agenda(request: AuthedRequest, number: int) -> HttpResponse:
    """What is still open about the postmortem, in the order in which to talk about it."""
    found = visible_postmortem(request, number)
    context = {
        "section": "postmortems",
        "postmortem": found,
        "agenda": agenda_of(found, request.user),
        "can_edit": can_edit_postmortem(request.user, found),
    }
    return render(request, "postmortems/agenda.html", context)
