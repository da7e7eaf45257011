"""Pages that belong to no app: errors, and what could not be sent."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.backup.unfinished import UnfinishedRestore
from core.browser_queue import FORBIDDEN, GONE, is_queued, refused_response, stale_token_response
from core.disk import DISK_IS_FULL, is_database_full, write_failure
from core.typed import Typed, forget, kept_in, typed_in

AWAY = (OperationalError, InterfaceError)  # also a pool that got no connection in time
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


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 507 on a full disk; 503 while the database is away or being restored. Says what to do; uses no database."""
    error = sys.exception()
    context: dict[str, Any] = {"request_id": getattr(request, "request_id", ""), "why": str(error)}
    stopped = isinstance(error, AWAY) and is_database_full()
    if trouble := DISK_IS_FULL if stopped else write_failure(error):
        context |= {"trouble": trouble, "typed": _typed_in(request)}
        return _later("core/disk_full.html", context, status=507)
    if not isinstance(error, AWAY):
        return HttpResponse(render_to_string("core/server_error.html", context), status=500)
    template = "core/restoring.html" if isinstance(error, UnfinishedRestore) else "core/unavailable.html"
    return _later(template, context, status=503)


def _later(template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _typed_in(request: HttpRequest) -> Typed | None:
    """None when the form could not even be read, because its file did not fit on the disk."""
    try:
        return typed_in(request)
    except (OSError, MultiPartParserError):
        return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for so long, or in another session, that its form is no longer valid."""
    if is_queued(request):
        return stale_token_response()
    if getattr(request, "htmx", None) or request.headers.get("HX-Request") == "true":
        return notice(request, "core/stale_fragment.html", 403)
    # The browser itself confirms that our own page sent it: then it may be offered again with one button.
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return render(request, "core/stale_form.html", {"typed": typed_in(request), "ours": ours}, status=403)


def notice(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A fragment for the page's notice place (`#notice`); whatever the request came from stays as it is."""
    response = render(request, template, status=status)
    response.headers["HX-Retarget"] = "#notice"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@never_cache
@require_GET
def send_again(request: HttpRequest) -> HttpResponse:
    """After logging in again: what was typed before, and a button that sends it."""
    typed = kept_in(request)
    return render(request, "core/send_again.html", {"typed": typed}) if typed else redirect("home")


@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """Forgets what was typed."""
    forget(request)
    return redirect("home")
