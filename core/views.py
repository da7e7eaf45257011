"""Pages that belong to no app: errors, and what could not be sent."""

import sys
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from psycopg.errors import QueryCanceled

from core.backup.unfinished import UnfinishedRestore
from core.browser_queue import FORBIDDEN, GONE, is_queued, refused_response, stale_token_response
from core.disk import DISK_IS_FULL, is_database_full, write_failure
from core.typed import Typed, typed_in

DATABASE_FAILURES = (OperationalError, InterfaceError)  # also a pool that got no connection in time
RETRY_SECONDS = 15


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it is not there, or not for you; the page does not tell which."""
    if is_queued(request):
        return refused_response(GONE, 404)
    return render(request, "core/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it is there, but your role may not open it or do this; the exception may say who may."""
    if is_queued(request):
        return refused_response(FORBIDDEN, 403)
    return render(request, "core/forbidden.html", {"who_may": str(exception or "")}, status=403)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many attempts from one address or for one account."""
    response = render(request, "core/too_many.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read. Reads nothing of it and uses no database."""
    context = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("core/bad_request.html", context), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 507 on a full disk; 503 while the database is away, being restored, or took too long.

    Says what to do and shows what was typed; uses no database.
    """
    error = sys.exception()
    context = {
        "request_id": getattr(request, "request_id", ""),
        "typed": _typed_if_readable(request),
    }
    stopped = isinstance(error, DATABASE_FAILURES) and is_database_full()
    if trouble := DISK_IS_FULL if stopped else write_failure(error):
        return _later("core/disk_full.html", context | {"trouble": trouble}, status=507)
    if not isinstance(error, DATABASE_FAILURES):
        return HttpResponse(render_to_string("core/server_error.html", context), status=500)
    if isinstance(error, UnfinishedRestore):
        return _later("core/restoring.html", context, status=503)
    was_cancelled = isinstance(error.__cause__, QueryCanceled)
    return _later("core/too_slow.html" if was_cancelled else "core/unavailable.html", context, status=503)


def _later(template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _typed_if_readable(request: HttpRequest) -> Typed | None:
    """What was typed; None where the very reading of it failed, perhaps because its file did not fit on the disk."""
    try:
        return typed_in(request)
    except (OSError, ValueError, LookupError, SuspiciousOperation, MultiPartParserError):
        return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for so long, or in another session, that its form is no longer valid."""
    if is_queued(request):
        return stale_token_response()
    if getattr(request, "htmx", None) or request.headers.get("HX-Request") == "true":
        return notice(request, "core/stale_fragment.html", 403)
    # The browser itself confirms that our own page sent it: then it may be offered again with one button. Over plain
    # HTTP it sends no Sec-Fetch-Site.
    origin = f"{request.scheme}://{request.get_host()}"
    ours = request.headers.get("Sec-Fetch-Site", "") == "same-origin" or (
        "Sec-Fetch-Site" not in request.headers and request.headers.get("Origin") == origin
    )
    return render(request, "core/stale_form.html", {"typed": typed_in(request), "ours": ours}, status=403)


def notice(request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    """A fragment for the page's notice place (`#notice`); whatever the request came from stays as it is."""
    response = render(request, template, context, status=status)
    response.headers["HX-Retarget"] = "#notice"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@never_cache
@require_GET
def logged_in_again(request: HttpRequest) -> HttpResponse:
    """After logging in beside a page that holds what was typed: the way back to it."""
    return render(request, "core/logged_in_again.html")
