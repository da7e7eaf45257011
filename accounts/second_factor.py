"""Managers and admins who must set up two-factor authentication are led there before anything else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.enums import SecondFactorRule
from accounts.models import SECOND_FACTOR_DUE, User
from accounts.selectors import second_factor_wanted
from core.browser_queue import is_queued, refused_response
from core.typed import typed_in

WORDS = "Your company requires two-factor authentication of managers and admins. Set it up first, then go on as before."
# What somebody can still open: the way to set it up, to confirm that it is them, and to leave.
STAYS_OPEN = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "account_set_password",
    "logged_in_again",
}

Handler = Callable[[HttpRequest], HttpResponse]


def look_at_second_factor(request: HttpRequest, person: User) -> SecondFactorRule:
    """Notes in the session whether a second factor must be set up, so that pages need not ask; what is wanted."""
    wanted = second_factor_wanted(person)
    is_due = wanted == SecondFactorRule.REQUIRED
    if is_due != request.session.get(SECOND_FACTOR_DUE, False):
        request.session[SECOND_FACTOR_DUE] = is_due
    return wanted


class SecondFactorMiddleware:
    """Reads what the session knows: asked at login, every few minutes of use, and when a second factor is added."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Leads to where it is set up; what was sent stays in the page of the answer."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.session.get(SECOND_FACTOR_DUE) or name in STAYS_OPEN or name.startswith("mfa_"):
            return None
        if is_queued(request):
            return refused_response(WORDS, 403)
        if "HX-Request" in request.headers:
            return HttpResponseClientRedirect(reverse("mfa_index"))
        if request.method not in {"GET", "HEAD"}:
            page = {"typed": typed_in(request)}
            return render(request, "accounts/second_factor_first.html", page, status=403)
        messages.warning(request, WORDS)
        return redirect("mfa_index")
