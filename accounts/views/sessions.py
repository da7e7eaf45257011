"""Where one is logged in, and ending that elsewhere."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from accounts.selectors import sessions_of
from accounts.services.sessions import end_all_sessions, end_session, note_session_used


@require_GET
def sessions(request: AuthedRequest) -> HttpResponse:
    """Every browser in which the person is logged in."""
    context = {"section": "profile", "sessions": sessions_of(request.user, request.session.session_key or "")}
    return render(request, "accounts/sessions.html", context)


@require_POST
def end(request: AuthedRequest, pk: int) -> HttpResponse:
    """Logs one of them out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    end_session(actor=request.user, session=session)
    messages.success(request, "That browser is logged out.")
    return redirect("sessions")


@require_POST
def end_others(request: AuthedRequest) -> HttpResponse:
    """Logs all but this one out, also those that the list does not know."""
    person = end_all_sessions(actor=request.user, person=request.user)
    update_session_auth_hash(request, person)
    note_session_used(
        person=person,
        key=request.session.session_key or "",
        address=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
    messages.success(request, "You are logged out everywhere else.")
    return redirect("sessions")
