"""A session ends when it is too old; its use is noted now and then, and its person in log lines."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts.second_factor import look_at_second_factor
from accounts.selectors import is_too_old
from accounts.services.sessions import note_session_used, unused_until
from core.logs import person_id

NOTED_EVERY = timedelta(minutes=5)

Handler = Callable[[HttpRequest], HttpResponse]


class SessionUseMiddleware:
    """Asks the database nothing on a page: how old a session is, and when its use was noted last, was read with it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = person_id.set(0)
        try:
            return self.get_response(request)
        finally:
            person_id.reset(token)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        """Before the login is asked for; public pages do not touch the session."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return
        session = request.session
        if is_too_old(session):
            logout(request)
            return
        person_id.set(request.user.pk)  # for log lines: of this context, and of those that know the request alone
        request.person_id = request.user.pk  # type: ignore[attr-defined]
        noted_until = getattr(session, "unused_until", None)
        if noted_until is not None and session.session_key and unused_until() - noted_until > NOTED_EVERY:
            look_at_second_factor(request, request.user)
            note_session_used(
                person=request.user,
                key=session.session_key,
                address=get_adapter().get_client_ip(request),
                user_agent=request.headers.get("User-Agent", ""),
            )
