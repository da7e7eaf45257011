"""Every page needs a login, nothing typed is lost when a session has ended, and strangers cannot send much."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import middleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from core.browser_queue import is_for_somebody_else, is_queued, login_ended_response
from core.typed import typed_in
from core.views import notice

MOST_BYTES_OF_STRANGERS = 1024 * 1024  # the longest text that can be sent again, as a browser encodes it


class StrangersBodyMiddleware:
    """Does not read what is large from somebody who is not logged in. Stands before what reads it (CSRF)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: object, view_args: object, view_kwargs: object
    ) -> HttpResponse | None:
        """Answers 413 in words; 401 to a browser's queue, which keeps its entry and sends it after the login."""
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not sent.isdecimal() or int(sent) <= MOST_BYTES_OF_STRANGERS or request.user.is_authenticated:
            return None
        if is_queued(request):
            return login_ended_response()
        if getattr(request, "htmx", None):
            return notice(request, "core/logged_out_fragment.html", 401)
        return render(request, "core/too_large.html", status=413)


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's, but what is not a page visit is answered with 401 and keeps what was typed."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Public views are not asked about at all: a health check must not touch the database."""
        if not getattr(view_func, "login_required", True):
            return None
        if is_for_somebody_else(request) and request.user.is_authenticated:
            return login_ended_response(other=True)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]  # Django only redirects
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """A page visit is redirected to the login page; a form, a fragment and a stream get answers of their own."""
        if "text/event-stream" in request.headers.get("Accept", ""):
            return HttpResponse(status=401)
        if is_queued(request):
            return login_ended_response()
        if getattr(request, "htmx", None):
            return notice(request, "core/logged_out_fragment.html", 401)
        if request.method not in {"GET", "HEAD"}:
            return render(request, "core/logged_out.html", {"typed": typed_in(request)}, status=401)
        return super().handle_no_permission(request, view_func)
