"""Request ids, security headers, and the one place where a refused use case becomes a page."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from core.browser_queue import is_queued, questions_response, refused_response
from core.encodings import UNREADABLE, readable_type
from core.errors import DomainError
from core.limits import TooMuch
from core.logs import request_id
from core.typed import typed_in
from core.views import bad_request, notice

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class RequestIdMiddleware:
    """Gives each request an id (the proxy's, if it sent a plausible one), for logs and error pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        identity = given if SAFE_ID.match(given) else uuid.uuid4().hex[:16]
        request.request_id = identity  # type: ignore[attr-defined]
        token = request_id.set(identity)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-Id"] = identity
        return response


class EncodingMiddleware:
    """Refuses what says that it is in another encoding than UTF-8."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if readable_type(request.META.get("CONTENT_TYPE", "")) == UNREADABLE:
            return bad_request(request)
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """A content policy without inline code, no features that Debrief does not use, and no copy in any cache.

    The service worker keeps rooms by its own rules, and caches of static files have theirs. What was typed is kept by
    the drafts of `static/js/drafts/`, or shown by the page of an error: browsers may restore no form of such a page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response


class NoSuchPageMiddleware:
    """Gives the bare 405 of an address that only takes forms the page of a 404, for people who open or reload it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = render(request, "core/not_found.html", status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class DomainErrorMiddleware:
    """Turns a DomainError that no view caught into a page (or fragment) with its words and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answers 422, 409 or 403 as the error says; anything else goes on to Django."""
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, TooMuch):
            return _with_retry_after(request, error)
        if is_queued(request):
            is_open = error.status == DomainError.status
            return questions_response([error.message], []) if is_open else refused_response(error.message, error.status)
        return _refusal(request, error)


def _refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    template = "components/refusal.html" if getattr(request, "htmx", False) else "core/refused.html"
    return render(request, template, {"error": error, "typed": typed_in(request)}, status=error.status)


def _with_retry_after(request: HttpRequest, error: TooMuch) -> HttpResponse:
    """A browser's queue sends again by itself then; a part of a page leaves what is there, and says it above."""
    if is_queued(request):
        response = HttpResponse(status=error.status)
    elif getattr(request, "htmx", False):
        response = notice(request, "components/refusal.html", error.status, {"error": error})
    else:
        response = _refusal(request, error)
    response.headers["Retry-After"] = str(error.seconds)
    return response
